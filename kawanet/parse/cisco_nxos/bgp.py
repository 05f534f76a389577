"""`router bgp`: blocks of neighbours, address families, templates and VRFs.

What is said inside a block is read by the readers the IOS family shares; here is how NX-OS nests.
An address family is on for a neighbour when its block (or a template's) holds it.
"""

from __future__ import annotations

from ipaddress import IPv4Address, ip_network
from typing import Any

from kawanet.model.interfaces import Family
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.route_policy import Source
from kawanet.parse.bgp_draft import BgpDraft, PeerDraft, Settings, cluster_id
from kawanet.parse.bgp_neighbor import remote_as, set_knob
from kawanet.parse.bgp_process import FAMILY_KNOBS, FamilyScope
from kawanet.parse.cisco_nxos.draft import NxDevice
from kawanet.parse.cisco_nxos.redistribution import redistribution
from kawanet.parse.cisco_nxos.values import interface_name
from kawanet.parse.cisco_values import optional_address
from kawanet.parse.indented import Statement
from kawanet.parse.lines import Ledger
from kawanet.parse.numbers import as_number
from kawanet.parse.result import LineClass
from kawanet.parse.settings import flag
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

_UNICAST: dict[tuple[str, ...], Family] = {("ipv4", "unicast"): 4, ("ipv6", "unicast"): 6}
_ELSEWHERE = frozenset(("multicast", "mvpn", "link-state"))  # of no weight for unicast packets
_BOTH: tuple[Family, ...] = (4, 6)
_LOCAL_DISTANCE = 220  # of aggregates; 20 and 200 for the rest, as in IOS
# Lines of a neighbour's block that only NX-OS has.
_PEER: dict[str, Any] = {
    **entries(
        """maximum-peers, dynamic-capability, affinity-group, egress-engineering, peer-type,
        default, graceful-restart-helper, dscp, bestpath, exit,
        next-hop-third-party, ebgp-multihop-check""",
        IRRELEVANT,
    ),
    **entries(
        """rewrite-rt-asn, rewrite-evpn-rt-asn, encapsulation, route-target, import, validate,
        prefix-sid, graceful-shutdown, link-bandwidth, allocate-label""",
        UNMODELLED,
    ),
}


def _other_family(s: Statement, ledger: Ledger) -> LineClass:
    """A block of another address family than unicast: multicast, VPN, EVPN."""
    line_class = IRRELEVANT if s.words[-1] in _ELSEWHERE else UNMODELLED
    claim_below(s, line_class, ledger)
    return line_class


def _peer_line(peer: PeerDraft, families: tuple[Family, ...], s: Statement) -> LineClass:
    """One line about a neighbour; `families`: those for which it is said."""
    words = s.words
    denied = words[0] == "no"
    if words[denied] in _PEER:
        return LineClass(_PEER[words[denied]])
    if words[0] == "remote-as" and words[1] == "route-map":
        return UNMODELLED
    if words[0] == "description":
        peer.session["description"] = s.rest(1)
        return MODELLED
    if words[0] == "disable-peer-as-check":
        for family in families:
            peer.family(family)["advertise_peer_as"] = True
        return MODELLED
    if words[0] == "capability" and words[1] == "additional-paths":
        return _additional_paths(peer, families, words[2:])
    line_class = UNRECOGNISED
    for family in families:
        settings = peer.family(family)
        line_class = set_knob(peer, settings, words[denied:], interface_name, denied=denied)
    return line_class


def _additional_paths(peer: PeerDraft, families: tuple[Family, ...], words: list[str]) -> LineClass:
    """`capability additional-paths send|receive [disable]`."""
    if words[:1] not in (["send"], ["receive"]):
        return UNMODELLED
    for family in families:
        peer.family(family)[f"additional_paths_{words[0]}"] = words[-1] != "disable"
    return MODELLED


def _read_lines(
    peer: PeerDraft, families: tuple[Family, ...], lines: list[Statement], ledger: Ledger
) -> None:
    for child in lines:
        try:
            if child.words[0] == "address-family":
                line_class = _peer_family(peer, child, ledger)
            else:
                line_class = _peer_line(peer, families, child)
        except (ValueError, IndexError, KeyError, TypeError):
            line_class = UNRECOGNISED
        ledger.claim(child.number, line_class)


def _peer_family(peer: PeerDraft, s: Statement, ledger: Ledger) -> LineClass:
    family = _UNICAST.get(tuple(s.words[1:3]))
    if family is None:
        return _other_family(s, ledger)
    peer.family(family)["active"] = True
    _read_lines(peer, (family,), s.children, ledger)
    return MODELLED


def _template(d: NxDevice, s: Statement) -> LineClass:
    """`template peer|peer-session|peer-policy NAME`; a policy's lines hold in every family."""
    name = s.words[2]
    where = d.ledger.span(s.number)
    peer = d.templates.setdefault(name, PeerDraft(name, where))
    _read_lines(peer, _BOTH, s.children, d.ledger)
    return MODELLED


def _neighbor(draft: BgpDraft, s: Statement) -> LineClass:
    """`neighbor A|PREFIX|INTERFACE [remote-as N]` and its block."""
    peer = _peer_of(draft, s)
    line_class = MODELLED
    match s.words[2:]:
        case ["remote-as", "route-map", _] | ["inherit", *_]:
            line_class = UNMODELLED  # a set of AS numbers
        case ["remote-as", number]:
            peer.session["remote_as"] = remote_as(number)
        case [_, *_]:
            line_class = UNRECOGNISED
    _read_lines(peer, _BOTH, s.children, draft.ledger)
    return line_class


def _peer_of(draft: BgpDraft, s: Statement) -> PeerDraft:
    name = s.words[1]
    where = draft.ledger.span(s.number)
    known = draft.peers.get(name)
    if known is not None:
        return known
    peer = PeerDraft(name, where)
    if "/" in name and (name[0].isdigit() or ":" in name):
        peer.listen = ip_network(name, strict=False)
    elif optional_address(name) is None:
        peer.interface = interface_name(name)
    draft.peers[name] = peer
    return peer


# The process


def _router_id(d: BgpDraft, s: Statement) -> LineClass:
    if s.words[1] == "auto":
        return UNMODELLED
    d.settings["router_id"] = IPv4Address(s.words[1])
    return MODELLED


def _cluster_id(d: BgpDraft, s: Statement) -> LineClass:
    d.settings["cluster_id"] = cluster_id(s.words[1])
    return MODELLED


def _confederation_identifier(d: BgpDraft, s: Statement) -> LineClass:
    d.settings["confederation"] = as_number(s.words[2])
    return MODELLED


def _confederation_peers(d: BgpDraft, s: Statement) -> LineClass:
    """The numbers stand on the line, or on lines below it."""
    numbers = [*s.words[2:], *(w for c in s.children for w in c.words)]
    found = {*d.settings.get("confederation_peers", ()), *map(as_number, numbers)}
    d.settings["confederation_peers"] = tuple(sorted(found))
    claim_below(s, MODELLED, d.ledger)
    return MODELLED


def _vrf_as(d: BgpDraft, s: Statement) -> LineClass:
    """`local-as N` of a VRF: its sessions have this number in place of the process's."""
    d.asn = as_number(s.words[1])
    return MODELLED


def _family_block(d: BgpDraft, s: Statement) -> LineClass:
    family = _UNICAST.get(tuple(s.words[1:3]))
    if family is None:
        return _other_family(s, d.ledger)
    scope = FamilyScope(d, family)
    scope.draft.settings.setdefault("distance_local", _LOCAL_DISTANCE)
    read_all(_FAMILY, scope, s.children, d.ledger)
    return MODELLED


def _redistribute(f: FamilyScope, s: Statement) -> LineClass:
    made, line_class = redistribution(
        s.words[1:], Source.BGP, f.bgp.ledger.span(s.number), metric=None
    )
    if made is not None:
        f.draft.redistribute.append(made)
    return line_class


def _distance(f: FamilyScope, s: Statement) -> LineClass:
    fields = ("distance_external", "distance_internal", "distance_local")
    f.draft.settings.update(zip(fields, map(int, s.words[1:]), strict=True))
    return MODELLED


def _all_paths(f: FamilyScope, s: Statement) -> LineClass:
    """`additional-paths send|receive`: of all neighbours."""
    if s.words[1] not in ("send", "receive"):
        return IRRELEVANT if s.words[1] == "install" else UNMODELLED  # selection
    f.bgp.peer_defaults[f"additional_paths_{s.words[1]}"] = True
    return MODELLED


def _default_metric(f: FamilyScope, s: Statement) -> LineClass:
    f.bgp.settings["default_metric"] = int(s.words[1])
    return MODELLED


def _suppress_inactive(f: FamilyScope, _: Statement) -> LineClass:
    f.bgp.settings["advertise_inactive"] = False
    return MODELLED


def _reflection(f: FamilyScope, s: Statement) -> LineClass:
    f.bgp.settings["client_to_client"] = s.words[0] != "no"
    return MODELLED


_PROCESS = build_table(
    entries(
        """log-neighbor-changes, graceful-restart, no graceful-restart, graceful-restart-helper,
        timers, reconnect-interval, event-history, fast-external-fallover, flush-routes, exit,
        no fast-external-fallover, maxas-limit, dynamic-med-interval, suppress-fib-pending,
        no suppress-fib-pending, no shutdown, no isolate, nsr, bfd, description, vrf, template,
        bestpath cost-community, bestpath igp-metric, no bestpath, neighbor-down,
        prefix-priority, allocate-index""",
        IRRELEVANT,
    ),
    entries(
        """shutdown, isolate, graceful-shutdown, bestpath, route-server, allocate-label, nexthop
        suppress-default-resolution""",
        UNMODELLED,
    ),
    {
        "bestpath always-compare-med": flag("always_compare_med", True),
        "bestpath as-path multipath-relax": flag("multipath_relax", True),
        "bestpath as-path ignore": flag("ignore_as_path", True),
        "bestpath compare-routerid": flag("compare_router_id", True),
        "bestpath med missing-as-worst": flag("missing_med_worst", True),
        "bestpath med non-deterministic": flag("deterministic_med", False),
        "bestpath med confed": flag("confederation_med", True),
        "enforce-first-as": flag("enforce_first_as", True),
        "no enforce-first-as": flag("enforce_first_as", False),
        "router-id": _router_id,
        "cluster-id": _cluster_id,
        "confederation identifier": _confederation_identifier,
        "confederation peers": _confederation_peers,
        "neighbor": _neighbor,
        "address-family": _family_block,
        "local-as": _vrf_as,
    },
)
_FAMILY = build_table(
    {words: FAMILY_KNOBS[words] for words in ("network", "aggregate-address", "table-map")},
    {words: FAMILY_KNOBS[words] for words in ("maximum-paths", "default-information originate")},
    entries(
        """dampening, dampen-igp-metric, nexthop trigger-delay, wait-igp-convergence, exit,
        exit-address-family, maximum-paths local, advertise-pip, advertise-system-mac""",
        IRRELEVANT,
    ),
    entries(
        """advertise, inject-map, nexthop, retain, export-gateway-ip, allocate-label, vni, import,
        export, allow, segment-routing, maximum-paths unequal-cost""",
        UNMODELLED,
    ),
    {
        "redistribute": _redistribute,
        "distance": _distance,
        "default-metric": _default_metric,
        "suppress-inactive": _suppress_inactive,
        "client-to-client reflection": _reflection,
        "no client-to-client reflection": _reflection,
        "additional-paths": _all_paths,
    },
)


def _router_bgp(d: NxDevice, s: Statement) -> LineClass:
    """`router bgp N`: the default VRF's lines, the templates, and a block for each VRF."""
    d.bgp_number = as_number(s.words[2])
    _read_vrf(d, DEFAULT_VRF, s)
    for child in s.children:
        if child.words[0] == "template" and len(child.words) > 2:
            d.ledger.claim(child.number, _template(d, child))
        elif child.words[0] == "vrf" and len(child.words) > 1:
            d.ledger.claim(child.number)
            _read_vrf(d, child.words[1], child)
    return MODELLED


def _read_vrf(d: NxDevice, vrf: str, s: Statement) -> None:
    draft = d.bgp_vrfs.get(vrf)
    if draft is None:
        where = d.ledger.span(s.number)
        draft = d.bgp_vrfs[vrf] = BgpDraft(
            vrf, d.bgp_number, d.ledger, where, activates=frozenset()
        )
        draft.settings |= _KNOBS
        draft.peer_defaults["advertise_peer_as"] = False  # unless `disable-peer-as-check`
    lines = [c for c in s.children if c.words[0] not in ("vrf", "template")]
    read_all(_PROCESS, draft, lines, d.ledger)


# Without `bestpath compare-routerid` the older external path stays; MEDs are compared in groups of
# a neighbouring AS; equal paths share the load only where the whole AS path is equal.
# Source: Cisco Nexus 3000 NX-OS Unicast Routing Configuration Guide 5.0(3)U2(2), "BGP Path
# Selection" (step 10) and "Tuning the Best-Path Algorithm".
_KNOBS: Settings = {
    "compare_router_id": False,
    "deterministic_med": True,
    "multipath_same_next_as": False,
}
BGP: dict[str, Entry[Any]] = {"router bgp": _router_bgp}
