"""`router bgp`: the flat style, address families, VRFs, peer groups and templates.

A VRF's process takes the settings of the whole process, and its router id, where it has none of
its own. Source: Cisco Tech Note 5242, Redistribution of OSPF Routes into BGP (internal routes
only; what iBGP learnt goes into no IGP).
"""

from __future__ import annotations

from dataclasses import dataclass

from kawanet.model.interfaces import Family
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.route_policy import Source
from kawanet.parse.bgp_draft import BgpDraft, PeerDraft
from kawanet.parse.bgp_neighbor import set_knob
from kawanet.parse.bgp_process import FAMILY_KNOBS, NEIGHBORS, PROCESS_KNOBS, FamilyScope
from kawanet.parse.cisco_iosxe.draft import DeviceDraft
from kawanet.parse.cisco_values import interface_name
from kawanet.parse.indented import Statement, gathered
from kawanet.parse.numbers import as_number
from kawanet.parse.redistribution import read_redistribute, said_last
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

_OTHER_TREES = frozenset(("multicast", "mdt", "nsap", "link-state", "flowspec-none"))
_LISTS = frozenset(("route-map", "prefix-list", "filter-list", "distribute-list"))
_OTHER_SOURCES = frozenset(("odr", "mobile", "lisp", "vrf", "dvmrp", "nhrp", "wireless"))
_OWN_KNOBS = frozenset(("remote-as", "peer-group", "inherit"))  # that make a peer of a VRF


@dataclass(slots=True)
class IosScope(FamilyScope):
    """An address family of IOS's process; `device` has the templates and the other VRFs."""

    device: DeviceDraft | None = None


def bgp_draft(d: DeviceDraft, vrf: str, asn: int, s: Statement) -> BgpDraft:
    """The draft of a VRF's process, made when it is first met."""
    found = d.bgp.get(vrf)
    if found is None:
        found = d.bgp[vrf] = BgpDraft(vrf, asn, d.ledger, d.ledger.span(s.number))
        # Cisco, "BGP Best Path Selection Algorithm", BGP multipath: the AS path must be the same
        found.settings["multipath_same_next_as"] = False
        if vrf != DEFAULT_VRF:
            found.activates = frozenset()  # but by the lines of an address family
    return found


def _bgp(d: DeviceDraft, s: Statement) -> LineClass:
    asn = as_number(s.words[2])
    scope = IosScope(bgp_draft(d, DEFAULT_VRF, asn, s), 4, interface_name, d)
    read_all(_PROCESS, scope, gathered(gathered(s.children), "template"), d.ledger)
    return MODELLED


def _family(f: IosScope, s: Statement) -> LineClass:
    """`address-family ipv4|ipv6 [unicast] [vrf X]`; of other families nothing is modelled."""
    d = f.device
    words = [w for w in s.words[1:] if w != "unicast"]
    if words in (["vpnv4"], ["vpnv6"]) and d is not None:
        vpn = IosScope(f.bgp, 4 if words[0] == "vpnv4" else 6, interface_name, d)
        read_all(_VPN, vpn, s.children, f.bgp.ledger)
        return MODELLED
    if d is None or words[0] not in ("ipv4", "ipv6") or words[1:2] not in ([], ["vrf"]):
        line_class = IRRELEVANT if _OTHER_TREES.intersection(words) else UNMODELLED
        claim_below(s, line_class, f.bgp.ledger)
        return line_class
    family: Family = 4 if words[0] == "ipv4" else 6
    bgp = bgp_draft(d, words[2], f.bgp.asn, s) if words[1:] else f.bgp
    read_all(_FAMILY, IosScope(bgp, family, interface_name, d), s.children, f.bgp.ledger)
    bgp.family(family)
    return MODELLED


def _neighbor(f: IosScope, s: Statement) -> LineClass:
    """In a VRF, a peer is active in the family in which it is made (IPv4)."""
    line_class = NEIGHBORS["neighbor"]
    assert callable(line_class)
    if f.bgp.vrf != DEFAULT_VRF and f.family == 4 and s.words[2] in _OWN_KNOBS:
        peer = f.bgp.peer(s.words[1], f.bgp.ledger.span(s.number))
        peer.family(4).setdefault("active", True)
    return line_class(f, s)


def _vpn_neighbor(f: IosScope, s: Statement) -> LineClass:
    """In `address-family vpnv4`: policies of such sessions are not modelled."""
    denied = s.words[0] == "no"
    words = s.words[2 if denied else 1 :]
    peer = f.bgp.peer(words[0], f.bgp.ledger.span(s.number))
    settings = peer.vpn.setdefault(f.family, {})
    line_class = set_knob(peer, settings, words[1:], interface_name, denied=denied)
    return UNMODELLED if line_class is MODELLED and words[1] in _LISTS else line_class


def _redistribute(f: IosScope, s: Statement) -> LineClass:
    """Of OSPF only its internal routes go into BGP where no `match` says otherwise."""
    if s.words[1] in _OTHER_SOURCES:
        return UNMODELLED
    taking = read_redistribute(s.words[1:], Source.BGP, f.bgp.ledger.span(s.number))
    types = {Source.OSPF: ("internal",), Source.ISIS: ("level-2",)}.get(taking.source, ())
    f.draft.redistribute = said_last(f.draft.redistribute, taking.found(route_types=types))
    return taking.line_class


def _redistribute_internal(f: IosScope, _: Statement) -> LineClass:
    if f.device is not None:
        f.device.bgp_internal.add(f.bgp.vrf)
    return MODELLED


def _template(f: IosScope, s: Statement) -> LineClass:
    """`template peer-session|peer-policy NAME`: a group of which the peers say what they take."""
    name = s.words[2]
    if f.device is None:
        return UNRECOGNISED
    ledger = f.bgp.ledger
    peer = f.device.bgp_groups.setdefault(name, PeerDraft(name, ledger.span(s.number)))
    family = peer.family(4)
    peer.families[6] = family
    for child in s.children:
        denied = child.words[0] == "no"
        try:
            words = child.words[1:] if denied else child.words
            line_class = set_knob(peer, family, words, interface_name, denied=denied)
        except (ValueError, IndexError, KeyError):
            line_class = UNRECOGNISED
        ledger.claim(child.number, line_class)
    return MODELLED


def _router_id_of(f: IosScope, s: Statement) -> LineClass:
    """`bgp router-id interface X`."""
    if f.device is None:
        return UNRECOGNISED
    f.device.bgp_router_ids[f.bgp.vrf] = interface_name("".join(s.words[3:]))
    return MODELLED


_IOS: dict[str, Entry[IosScope]] = {
    "address-family": _family,
    "neighbor": _neighbor,
    "redistribute": _redistribute,
    "bgp redistribute-internal": _redistribute_internal,
    "bgp router-id interface": _router_id_of,
    "template": _template,
    **entries("bgp router-id vrf", UNMODELLED),
    **entries("exit-peer-policy, exit-peer-session", IRRELEVANT),
}
_PROCESS = build_table(FAMILY_KNOBS, PROCESS_KNOBS, NEIGHBORS, _IOS)
_FAMILY = build_table(PROCESS_KNOBS, FAMILY_KNOBS, NEIGHBORS, _IOS)
_VPN = build_table(
    FAMILY_KNOBS,
    {"neighbor": _vpn_neighbor, "no neighbor": _vpn_neighbor},
    entries("bgp", UNMODELLED),
    entries("bgp nexthop, no bgp default", IRRELEVANT),
)
BGP: dict[str, Entry[DeviceDraft]] = {"router bgp": _bgp}
