"""`router bgp`: the flat style, address families, VRFs; peer groups serve every VRF.

What is said of a neighbour outside an address family holds in all of them. Defaults of the decision
process are EOS's: one path, distance 200 for all, inactive routes are not told, paths of equal
length share the load whatever their AS numbers.

Source: EOS `show ip route` and `show ip bgp` captures (distance 200, weight 0 of local routes);
arista.com TOI "Bgp multipath relax", "maximum-paths <m> (default m=1)".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kawanet.model.interfaces import Family
from kawanet.model.network import DEFAULT_VRF, Vrf
from kawanet.model.route_policy import Change, SetLocalPreference, SetMetric, Source
from kawanet.parse.arista_eos.bgp_neighbor import set_eos_knob
from kawanet.parse.arista_eos.bgp_scope import BOTH, EosScope, room
from kawanet.parse.arista_eos.bgp_vrf import vrf_line
from kawanet.parse.arista_eos.draft import EosDevice
from kawanet.parse.arista_eos.values import interface_name, interface_names
from kawanet.parse.bgp_draft import BgpDraft, PeerDraft, Settings, listening_peer
from kawanet.parse.bgp_neighbor import remote_as
from kawanet.parse.bgp_process import FAMILY_KNOBS, PROCESS_KNOBS
from kawanet.parse.cisco_values import ipv4_network
from kawanet.parse.indented import Statement
from kawanet.parse.numbers import as_number
from kawanet.parse.policy_draft import always
from kawanet.parse.redistribution import read_redistribute
from kawanet.parse.result import LineClass
from kawanet.parse.statements import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    UNRECOGNISED,
    Entry,
    build_table,
    claim_below,
    entries,
    read_all,
)

_FAMILIES: dict[str, Family] = {"ipv4": 4, "ipv6": 6}
_KNOBS: Settings = {
    "advertise_inactive": False,
    "compare_router_id": False,  # unless `bgp bestpath tie-break router-id`
    "multipath_relax": True,
    "multipath_same_next_as": False,
    "deterministic_med": True,
    "prefers_local_weight": False,
}


def _draft(d: EosDevice, vrf: str, asn: int, s: Statement) -> BgpDraft:
    found = d.bgp.get(vrf)
    if found is None:
        found = d.bgp[vrf] = BgpDraft(vrf, asn, d.ledger, d.ledger.span(s.number))
        found.settings |= _KNOBS
        room(found, 4)
        default = d.bgp.get(DEFAULT_VRF)
        if default is not None and default is not found:
            found.activates = default.activates
            found.settings |= {k: default.settings[k] for k in _KNOBS}
    return found


def _bgp(d: EosDevice, s: Statement) -> LineClass:
    """`router bgp N`: peer groups of the whole process serve every VRF."""
    bgp = _draft(d, DEFAULT_VRF, as_number(s.words[2]), s)
    bgp.groups = d.bgp_groups
    read_all(_PROCESS, EosScope(bgp, 4, interface_name, d), s.children, d.ledger)
    return MODELLED


def _vrf(f: EosScope, s: Statement) -> LineClass:
    """`vrf X` with its route targets and its own families."""
    if f.device is None or len(s.words) < 2:
        return UNRECOGNISED
    d, name = f.device, s.words[1]
    bgp = _draft(d, name, f.bgp.asn, s)
    if name != DEFAULT_VRF:
        d.vrfs.setdefault(name, Vrf(name, where=d.ledger.span(s.number)))
    read_all(_PROCESS, EosScope(bgp, 4, interface_name, d), s.children, d.ledger)
    return MODELLED


def _family(f: EosScope, s: Statement) -> LineClass:
    """`address-family ipv4|ipv6 [unicast]`; of other families nothing is modelled."""
    family = _FAMILIES.get(s.words[1])
    if family is None or s.words[2:] not in ([], ["unicast"]):
        line_class = IRRELEVANT if s.words[-1] == "multicast" else UNMODELLED
        claim_below(s, line_class, f.bgp.ledger)
        return line_class
    room(f.bgp, family)
    inner = EosScope(f.bgp, family, f.full_name, f.device, (family,))
    read_all(_FAMILY, inner, s.children, f.bgp.ledger)
    return MODELLED


# Neighbours


def _neighbor(f: EosScope, s: Statement) -> LineClass:
    """`[no] neighbor X ...`, `neighbor interface I peer-group G ...`."""
    denied = s.words[0] == "no"
    words = s.words[2 if denied else 1 :]
    if words[0] == "interface":
        return _unnumbered(f, s, words[1:])
    if words[0] == "default":
        return _default_neighbor(f, words[1:], denied=denied)
    known = f.bgp.groups.get(words[0]) or (f.device.bgp_groups.get(words[0]) if f.device else None)
    peer = known or f.bgp.peer(words[0], f.bgp.ledger.span(s.number))
    if words[1] == "description":
        peer.session["description"] = s.rest(3)
        return MODELLED
    line_class = UNRECOGNISED
    made = _MADE.get(words[1])
    if made is not None and f.device is not None and not denied:
        side, change = made
        where = f.bgp.ledger.span(s.number)
        name = " ".join(words[1:3])
        first = always(f.device.policies, name, change(int(words[2])), where)
        for family in f.families:
            settings = peer.family(family)
            settings[f"{side} first"] = (*settings.get(f"{side} first", ()), *first)
        return MODELLED
    for family in f.families:
        line_class = set_eos_knob(peer, peer.family(family), words[1:], denied=denied)
    return line_class


_MADE: dict[str, tuple[str, Callable[[int], Change]]] = {
    "import-localpref": ("import", SetLocalPreference),
    "export-localpref": ("export", SetLocalPreference),
    "metric-out": ("export", SetMetric),
}


def _default_neighbor(f: EosScope, words: list[str], *, denied: bool) -> LineClass:
    """`neighbor default send-community ...`: of every neighbour that says nothing itself."""
    if words[0] != "send-community":
        return UNMODELLED
    everybody = PeerDraft("default", f.bgp.where)
    return set_eos_knob(everybody, f.bgp.peer_defaults, words, denied=denied)


def _unnumbered(f: EosScope, s: Statement, words: list[str]) -> LineClass:
    """`neighbor interface Et1-2 peer-group G [remote-as N | peer-filter F]`."""
    at = next(n for n, w in enumerate(words) if w in ("peer-group", "peer"))
    group = words[at + 2] if words[at] == "peer" else words[at + 1]
    line_class = MODELLED
    for name in interface_names("".join(words[:at])):
        peer = PeerDraft(name, f.bgp.ledger.span(s.number), groups=[group], interface=name)
        line_class = _remote_as_of(f, peer, words)
        f.bgp.peers[name] = peer
    return line_class


def _remote_as_of(f: EosScope, peer: PeerDraft, words: list[str]) -> LineClass:
    """The AS number of a dynamic peer: said, or what a peer filter accepts if that is one."""
    if "remote-as" in words:
        peer.session["remote_as"] = remote_as(words[words.index("remote-as") + 1])
    elif "peer-filter" in words and f.device is not None:
        f.device.filtered_peers.append((peer, words[words.index("peer-filter") + 1], f.bgp.asn))
    return MODELLED


def _listen(f: EosScope, s: Statement) -> LineClass:
    """`bgp listen range P peer-group|peer group G [remote-as N | peer-filter F]`."""
    words = s.words[3:]
    if words[1] == "mask":
        words = [str(ipv4_network(words[0], words[2])), *words[3:]]
    group = words[3] if words[1] == "peer" else words[2]
    peer = listening_peer(words[0], group, f.bgp.ledger.span(s.number))
    line_class = _remote_as_of(f, peer, words)
    f.bgp.peers[words[0]] = peer
    return line_class


# The process


def _flag(name: str, value: bool) -> Entry[Any]:
    def read(f: EosScope, _: Statement) -> LineClass:
        f.bgp.settings[name] = value
        return MODELLED

    return read


def _each(words: str) -> Entry[Any]:
    """A family's line at the level of the process: of the prefix's family, or of IPv4."""
    shared = FAMILY_KNOBS[words]

    def read(f: EosScope, s: Statement) -> LineClass:
        at = 2 if s.words[0] == "no" else 1
        family: Family = 6 if ":" in s.words[at] else f.family
        room(f.bgp, family)
        line_class: LineClass = shared(replace(f, family=family), s)  # type: ignore[operator]
        return line_class

    return read


def _maximum_paths(f: EosScope, s: Statement) -> LineClass:
    """`maximum-paths N [ecmp M]`: of eBGP and iBGP alike, but never of both together."""
    paths = int(s.words[1])
    for family in f.families:
        room(f.bgp, family).update(max_paths=paths, max_paths_ibgp=paths)
    return MODELLED


def _distance(f: EosScope, s: Statement) -> LineClass:
    """`distance bgp EXTERNAL [INTERNAL LOCAL]`."""
    numbers = [int(w) for w in s.words[2:]]
    fields = ("distance_external", "distance_internal", "distance_local")
    for family in f.families:
        room(f.bgp, family).update(zip(fields, numbers, strict=False))
    return MODELLED


def _redistribute(f: EosScope, s: Statement) -> LineClass:
    """`redistribute SOURCE [match ...] [include leaked] [route-map M]`."""
    words = s.words[1:]
    if words[0] in ("attached-host", "dynamic", "bgp", "user", "dhcp", "aggregate"):
        return UNMODELLED
    if words[0] == "ospf3":
        words = ["ospfv3", *words[1:]]
    leaked = words[1:3] == ["include", "leaked"]
    if leaked:
        words = [words[0], *words[3:]]
    if "rcf" in words:
        return UNMODELLED
    taking = read_redistribute(words, Source.BGP, f.bgp.ledger.span(s.number))
    for family in _families_of(f, words[0]):
        room(f.bgp, family)
        f.bgp.family(family).redistribute.append(taking.found())
    return UNMODELLED if leaked else taking.line_class


def _families_of(f: EosScope, source: str) -> tuple[Family, ...]:
    """At the level of the process a source is that of its family: OSPF is IPv4's."""
    if len(f.families) == 1:
        return f.families
    return {"ospf": (4,), "ospfv3": (6,), "rip": (4,)}.get(source, BOTH)  # type: ignore[return-value]


def _router_id(f: EosScope, s: Statement) -> LineClass:
    shared = PROCESS_KNOBS["bgp router-id"]
    line_class: LineClass = shared(f, s)  # type: ignore[operator]
    return line_class


def _tie_break(f: EosScope, s: Statement) -> LineClass:
    """`bgp bestpath tie-break router-id|cluster-list-length|originator-id|age`."""
    if s.words[3] not in ("router-id", "age"):
        return UNMODELLED
    f.bgp.settings["compare_router_id"] = (s.words[3] == "router-id") == (s.words[0] != "no")
    return MODELLED


def _confederation_peers(f: EosScope, s: Statement) -> LineClass:
    """`bgp confederation peers 65001-65003,65010`."""
    found = set(f.bgp.settings.get("confederation_peers", ()))
    for part in ",".join(s.words[3:]).split(","):
        first, _, last = part.partition("-")
        low, high = as_number(first), as_number(last or first)
        if high - low > _RANGE_LIMIT:
            return UNMODELLED
        found.update(range(low, high + 1))
    f.bgp.settings["confederation_peers"] = tuple(sorted(found))
    return MODELLED


def _shutdown(f: EosScope, _: Statement) -> LineClass:
    """Of the whole process in `router bgp` itself, else of its VRF."""
    if f.device is not None:
        f.device.bgp_stopped.add(f.bgp.vrf)
    return MODELLED


def _keep_internal(f: EosScope, _: Statement) -> LineClass:
    if f.device is not None:
        f.device.bgp_external.add(f.bgp.vrf)
    return MODELLED


def _missing_policy(_: EosScope, s: Statement) -> LineClass:
    """`bgp missing-policy direction in|out action permit|deny|deny-in-out`: of a policy that is
    named and not defined, or of every session that has none (`include ...`)."""
    return IRRELEVANT if s.words[-1] == "permit" else UNMODELLED


def _allow_as_in(f: EosScope, s: Statement) -> LineClass:
    f.bgp.peer_defaults["allow_as_in"] = int(s.words[2]) if len(s.words) > 2 else 3
    return MODELLED


def _all_paths(f: EosScope, s: Statement) -> LineClass:
    if s.words[2] not in ("send", "receive"):
        return IRRELEVANT  # install: a backup
    f.bgp.peer_defaults[f"additional_paths_{s.words[2]}"] = s.words[0] != "no"
    return MODELLED


def _aggregate(f: EosScope, s: Statement) -> LineClass:
    """`aggregate-address P [as-set] [summary-only] [attribute-map M] [match-map M]`."""
    words = ["advertise-map" if w == "match-map" else w for w in s.words if w != "advertise-only"]
    line = Statement(s.number, s.text, words)
    shared = _each("aggregate-address")
    line_class: LineClass = shared(f, line)  # type: ignore[operator]
    return UNMODELLED if len(words) < len(s.words) else line_class


_RANGE_LIMIT = 1000  # AS numbers in one range
_COMMON: dict[str, Entry[Any]] = {
    **entries(
        """bgp log-neighbor-changes, bgp asn, bgp convergence, bgp monitoring, bgp labeled-unicast,
        bgp transport, bgp host-routes, bgp graceful-restart, bgp aggregate-route, bgp trace,
        graceful-restart, graceful-restart-helper, timers, update, ucmp, default neighbor, exit,
        ip access-group, ipv6 access-group, bgp route-reflector, bgp bestpath ecmp-fast, no bgp
        bestpath ecmp-fast, bgp listen limit, monitoring, no shutdown, description, bgp
        default ipv6-unicast, no bgp default ipv6-unicast, bgp rpki, rpki, bgp always-compare-rid,
        no redistribute, no bgp advertise-inactive, no bgp allowas-in, no bgp monitoring, session
        tracker, bgp redistribute-internal, no bgp missing-policy, dynamic peer, access-group,
        comment, bgp trace-neighbor, bgp peer-mac-resolution-timeout""",
        IRRELEVANT,
    ),
    **entries(
        """bgp, no bgp, bgp bestpath, bgp next-hop-unchanged, bgp control-plane-filter, bgp route,
        bgp additional-paths, bgp skip, rd, route-target, evpn, default-route, vlan,
        vlan-aware-bundle, layer-2, vpws, domain, local-as, network community""",
        UNMODELLED,
    ),
    **{k: PROCESS_KNOBS[k] for k in PROCESS_KNOBS if k.partition("bgp ")[2] in (
        "cluster-id", "confederation identifier", "always-compare-med", "bestpath med",
        "bestpath as-path ignore", "bestpath as-path multipath-relax", "default ipv4-unicast",
        "client-to-client reflection", "enforce-first-as")},
    "shutdown": _shutdown,
    "no bgp redistribute-internal": _keep_internal,
    "default-metric": PROCESS_KNOBS["default-metric"],
    "router-id": _router_id,
    "bgp confederation peers": _confederation_peers,
    "bgp advertise-inactive": _flag("advertise_inactive", True),
    "bgp bestpath tie-break": _tie_break,
    "no bgp bestpath tie-break": _tie_break,
    "bgp listen range": _listen,
    "bgp missing-policy": _missing_policy,
    "bgp allowas-in": _allow_as_in,
    "bgp additional-paths": _all_paths,
    "no bgp additional-paths": _all_paths,
    "maximum-paths": _maximum_paths,
    "distance bgp": _distance,
    "aggregate-address": _aggregate,
    "network": _each("network"),
    "no network": _each("no network"),
    "redistribute": _redistribute,
    "neighbor": _neighbor,
    "no neighbor": _neighbor,
}  # fmt: skip
_PROCESS = build_table(
    _COMMON,
    {
        "address-family": _family,
        "vrf": _vrf,
        "rd": vrf_line,
        "route-target": vrf_line,
        "local-as": vrf_line,
    },
)
_FAMILY = build_table(_COMMON, {"route-target": vrf_line})
BGP: dict[str, Entry[Any]] = {"router bgp": _bgp}
