"""EIGRP: `router eigrp N` (with VRF families inside), named mode, and `ipv6 router eigrp N`.

Source: Cisco IOS IP Command Reference, Volume 2, Release 12.2, EIGRP commands.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Address

from kawanet.errors import Span
from kawanet.model.distances import DistanceRule
from kawanet.model.interfaces import Family, RouteFilter
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.route_policy import IPNetwork, Redistribution, Source
from kawanet.parse.bgp_process import classful, distance_rule, prefix_of
from kawanet.parse.cisco_iosxe.covers import Cover, cover
from kawanet.parse.cisco_iosxe.draft import DeviceDraft, InterfaceDraft
from kawanet.parse.cisco_iosxe.igp_lines import (
    distribute_list,
    offset_list,
    passive_interface,
    redistribute_into,
)
from kawanet.parse.cisco_values import interface_name, ipv4, ipv4_match
from kawanet.parse.indented import Statement, gathered
from kawanet.parse.lines import Ledger
from kawanet.parse.result import LineClass
from kawanet.parse.route_map_set import eigrp_metric
from kawanet.parse.settings import number
from kawanet.parse.statements import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    Entry,
    build_table,
    claim_below,
    entries,
    read_all,
)

ANY_INTERFACE = "default"  # of named mode: what holds where an interface says nothing
_STUB_KINDS = frozenset(("connected", "summary", "static", "redistributed", "receive-only"))
_STUB_DEFAULT = ("connected", "summary")


class EigrpPort:
    """An `af-interface` of named mode; None: as `af-interface default` has it."""

    passive: bool | None = None
    shutdown: bool | None = None
    split_horizon: bool | None = None
    summaries: tuple[IPNetwork, ...] = ()


@dataclass(slots=True)
class EigrpDraft:
    """An autonomous system in a VRF and family."""

    vrf: str
    family: Family
    asn: int
    ledger: Ledger
    where: Span
    settings: dict[str, object] = field(default_factory=dict)  # fields of `EigrpProcess`
    networks: list[Cover] = field(default_factory=list)
    redistribute: list[Redistribution] = field(default_factory=list)
    passive_default: bool = False
    passive: set[str] = field(default_factory=set)
    active: set[str] = field(default_factory=set)
    ports: dict[str, EigrpPort] = field(default_factory=dict)
    everywhere: bool = False  # IPv6 of named mode runs on every interface
    off: bool = False
    by_acl: dict[str, tuple[str, int]] = field(default_factory=dict)  # field -> ACL, line
    filters: list[tuple[str | None, RouteFilter]] = field(default_factory=list)
    auto_summary: bool = False
    distances: list[DistanceRule] = field(default_factory=list)

    def port(self, name: str) -> EigrpPort:
        """The draft of an `af-interface`."""
        return self.ports.setdefault(name, EigrpPort())


def _draft(d: DeviceDraft, vrf: str, family: Family, asn: int, s: Statement) -> EigrpDraft:
    key = (vrf, family, asn)
    found = d.eigrp.get(key)
    if found is None:
        found = d.eigrp[key] = EigrpDraft(vrf, family, asn, d.ledger, d.ledger.span(s.number))
    return found


def _eigrp(d: DeviceDraft, s: Statement) -> LineClass:
    """`router eigrp N` is an autonomous system, `router eigrp NAME` a set of them."""
    name = s.words[2]
    if name.isdigit():
        draft = _draft(d, DEFAULT_VRF, 4, int(name), s)
        lines = gathered(s.children)
        inside = [c for c in lines if c.words[0] == "address-family"]
        read_all(_PROCESS, draft, [c for c in lines if c.words[0] != "address-family"], d.ledger)
        for child in inside:
            d.ledger.claim(child.number, _family(d, child, ""))
        return MODELLED
    for child in s.children:
        line_class = IRRELEVANT  # service-family, exit, no shutdown
        if child.words[0] == "address-family":
            line_class = _family(d, child, name)
        elif child.words == ["shutdown"]:
            line_class = UNMODELLED
        else:
            claim_below(child, IRRELEVANT, d.ledger)
        d.ledger.claim(child.number, line_class)
    return MODELLED


def _family(d: DeviceDraft, s: Statement, name: str) -> LineClass:
    """`address-family ipv4|ipv6 [unicast] [vrf X] [autonomous-system N]`."""
    words = [w for w in s.words[1:] if w != "unicast"]
    if words[0] not in ("ipv4", "ipv6") or "multicast" in words:
        claim_below(s, IRRELEVANT, d.ledger)
        return IRRELEVANT
    number = next((c.words[1] for c in s.children if c.words[0] == "autonomous-system"), "")
    if "autonomous-system" in words[:-1]:
        number = words[words.index("autonomous-system") + 1]
    vrf = words[words.index("vrf") + 1] if "vrf" in words[:-1] else DEFAULT_VRF
    family: Family = 4 if words[0] == "ipv4" else 6
    if not number.isdigit():
        return UNMODELLED
    draft = _draft(d, vrf, family, int(number), s)
    if name:
        draft.settings |= {"name": name, "wide": True}
        draft.everywhere = family == 6
    read_all(_PROCESS, draft, s.children, d.ledger)
    return MODELLED


def _ipv6_eigrp(d: DeviceDraft, s: Statement) -> LineClass:
    draft = _draft(d, DEFAULT_VRF, 6, int(s.words[3]), s)
    read_all(_PROCESS, draft, s.children, d.ledger)
    return MODELLED


def _topology(e: EigrpDraft, s: Statement) -> LineClass:
    if s.words[1:] != ["base"]:
        claim_below(s, UNMODELLED, e.ledger)
        return UNMODELLED
    read_all(_PROCESS, e, s.children, e.ledger)
    return MODELLED


def _af_interface(e: EigrpDraft, s: Statement) -> LineClass:
    name = s.words[1]
    full = name if name == ANY_INTERFACE else interface_name("".join(s.words[1:]))
    read_all(_PORT, e.port(full), s.children, e.ledger)
    return MODELLED


def _port_flag(name: str) -> Entry[EigrpPort]:
    """`X` and `no X` of an `af-interface`."""

    def read(port: EigrpPort, s: Statement) -> LineClass:
        setattr(port, name, s.words[0] != "no")
        return MODELLED

    return read


def _port_summary(port: EigrpPort, s: Statement) -> LineClass:
    family: Family = 6 if ":" in s.words[1] else 4
    prefix, rest = prefix_of(s.words[1:], family)
    port.summaries = (*port.summaries, prefix)
    return UNMODELLED if "leak-map" in rest else MODELLED


def _network(e: EigrpDraft, s: Statement) -> LineClass:
    """`network A [WILDCARD]`."""
    words = s.words[1:]
    if len(words) == 1:
        e.networks.append(cover(classful(ipv4(words[0]))))
        return MODELLED
    e.networks.append(cover(ipv4_match(words[0], words[1])))
    return MODELLED


def _router_id(e: EigrpDraft, s: Statement) -> LineClass:
    e.settings["router_id"] = IPv4Address(s.words[-1])
    return MODELLED


def _default_metric(e: EigrpDraft, s: Statement) -> LineClass:
    if len(s.words) != 6:
        return UNMODELLED
    e.settings["default_metric"] = eigrp_metric(s.words[1:])
    return MODELLED


def _weights(e: EigrpDraft, s: Statement) -> LineClass:
    """`metric weights TOS K1 K2 K3 K4 K5 [K6]`."""
    values = tuple(int(w) for w in s.words[3:8])
    e.settings["k_values"] = values
    return MODELLED if len(values) == 5 and s.words[8:] in ([], ["0"]) else UNMODELLED


def _distance(e: EigrpDraft, s: Statement) -> LineClass:
    if s.words[1] != "eigrp":
        rule = distance_rule(s.words[1:])
        e.distances += [rule] if rule is not None else []
        return UNMODELLED if rule is None else MODELLED
    e.settings["distance_internal"] = int(s.words[2])
    e.settings["distance_external"] = int(s.words[3])
    return MODELLED


def _stub(e: EigrpDraft, s: Statement) -> LineClass:
    words = s.words[2:] or list(_STUB_DEFAULT)
    e.settings["stub"] = tuple(sorted(w for w in words if w in _STUB_KINDS))
    return MODELLED if _STUB_KINDS.issuperset(words) else UNMODELLED  # leak-map


def _distribute_list(e: EigrpDraft, s: Statement) -> LineClass:
    """`distribute-list prefix P|ACL in|out`; on one interface or by a route map, a filter."""
    match s.words[1:]:
        case ["prefix" | "prefix-list", name, "in"]:
            e.settings["import_lists"] = (name,)
        case ["prefix" | "prefix-list", name, "out"]:
            e.settings["export_lists"] = (name,)
        case [acl, "in"]:
            e.by_acl["import_lists"] = (acl, s.number)
        case [acl, "out"]:
            e.by_acl["export_lists"] = (acl, s.number)
        case _:
            return distribute_list(e, s)
    return MODELLED


def _auto_summary(e: EigrpDraft, s: Statement) -> LineClass:
    e.auto_summary = s.words[0] != "no"
    return MODELLED


def _shutdown(e: EigrpDraft, s: Statement) -> LineClass:
    e.off = s.words[0] != "no"
    return MODELLED


def _summary(i: InterfaceDraft, s: Statement) -> LineClass:
    """`ip|ipv6 summary-address eigrp N PREFIX [distance] [leak-map M]`; the distance is that of
    the discard route (5 is the default)."""
    family: Family = 4 if s.words[0] == "ip" else 6
    prefix, rest = prefix_of(s.words[4:], family)
    i.eigrp_summaries = (*i.eigrp_summaries, ((family, int(s.words[3])), prefix))
    return MODELLED if rest in ([], ["5"]) else UNMODELLED


def _no_split_horizon(i: InterfaceDraft, s: Statement) -> LineClass:
    i.eigrp_unsplit = (*i.eigrp_unsplit, (4 if s.words[1] == "ip" else 6, int(s.words[4])))
    return MODELLED


def _ipv6_on(i: InterfaceDraft, s: Statement) -> LineClass:
    i.eigrp6 = (*i.eigrp6, int(s.words[2]))
    return MODELLED


_PORT = build_table(
    entries(
        """hello-interval, hold-time, bandwidth-percent, exit-af-interface, exit, bfd,
        dampening-change, dampening-interval, next-hop-self""",
        IRRELEVANT,
    ),
    entries("authentication, add-paths, no next-hop-self, stub-site", UNMODELLED),
    {
        "passive-interface": _port_flag("passive"),
        "no passive-interface": _port_flag("passive"),
        "shutdown": _port_flag("shutdown"),
        "no shutdown": _port_flag("shutdown"),
        "split-horizon": _port_flag("split_horizon"),
        "no split-horizon": _port_flag("split_horizon"),
        "summary-address": _port_summary,
    },
)
_PROCESS = build_table(
    entries(
        """exit, exit-address-family, exit-af-topology, exit-af-interface, timers, nsf, bfd, eigrp,
        eigrp
        log-neighbor-changes, eigrp log-neighbor-warnings, eigrp event-log-size, eigrp
        default-route-tag, traffic-share, metric maximum-hops, metric rib-scale, maximum-prefix,
        redistribute maximum-prefix, autonomous-system, version, graceful-restart, snmp,
        default-information, soft-sia, remote-neighbors""",
        IRRELEVANT,
    ),
    entries(
        """neighbor, summary-metric, no default-information,
        fast-reroute, metric, eigrp stub-site, table-map""",
        UNMODELLED,
    ),
    {
        "network": _network,
        "passive-interface": passive_interface,
        "no passive-interface": passive_interface,
        "redistribute": redistribute_into(Source.EIGRP),
        "router-id": _router_id,
        "eigrp router-id": _router_id,
        "eigrp stub": _stub,
        "stub": _stub,
        "default-metric": _default_metric,
        "metric weights": _weights,
        "distance": _distance,
        "maximum-paths": number("max_paths"),
        "variance": number("variance"),
        "distribute-list": _distribute_list,
        "offset-list": offset_list,
        "auto-summary": _auto_summary,
        "no auto-summary": _auto_summary,
        "af-interface": _af_interface,
        "topology": _topology,
        "shutdown": _shutdown,
        "no shutdown": _shutdown,
    },
)
EIGRP: dict[str, Entry[DeviceDraft]] = {
    "router eigrp": _eigrp,
    "ipv6 router eigrp": _ipv6_eigrp,
}
EIGRP_INTERFACE: dict[str, Entry[InterfaceDraft]] = {
    "ip summary-address eigrp": _summary,
    "ipv6 summary-address eigrp": _summary,
    "no ip split-horizon eigrp": _no_split_horizon,
    "no ipv6 split-horizon eigrp": _no_split_horizon,
    "ipv6 eigrp": _ipv6_on,
    **entries(
        "ip hello-interval eigrp, ip hold-time eigrp, ip bandwidth-percent eigrp", IRRELEVANT
    ),
    **entries("ip split-horizon eigrp, ip next-hop-self eigrp, ip dampening-change", IRRELEVANT),
    **entries("no ip next-hop-self eigrp", UNMODELLED),
}
