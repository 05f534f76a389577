"""IS-IS and RIP where EOS says them other than IOS.

IS-IS is switched on by `isis enable NAME` for the families its process has; metrics are wide. RIP
is off until `no shutdown`.
"""

from __future__ import annotations

from typing import Any

from kawanet.model.interfaces import Family
from kawanet.model.network import DEFAULT_VRF
from kawanet.parse.arista_eos.draft import EosDevice, EosInterface
from kawanet.parse.arista_eos.values import interface_name
from kawanet.parse.cisco_iosxe.covers import cover
from kawanet.parse.cisco_iosxe.isis import ISIS, ISIS_INTERFACE, IsisPort
from kawanet.parse.cisco_iosxe.rip import RIP as IOS_RIP
from kawanet.parse.cisco_iosxe.rip import RipDraft
from kawanet.parse.cisco_values import ipv4_match, ipv4_prefix
from kawanet.parse.indented import Statement
from kawanet.parse.result import LineClass
from kawanet.parse.statements import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    UNRECOGNISED,
    Entry,
    claim_below,
    entries,
)

_FAMILIES: dict[str, Family] = {"ipv4": 4, "ipv6": 6}
_QUIET_ISIS = frozenset(
    ("is-hostname", "graceful-restart", "no", "lsp", "purge-originator", "router-id")
)
_DOUBTED_ISIS = frozenset(
    (
        "passive",
        "metric",
        "area",
        "max-metric",
        "traffic-engineering",
        "default-metric",
        "segment-routing",
    )
)


def _isis(d: EosDevice, s: Statement) -> LineClass:
    """`router isis NAME [vrf X]`."""
    name = s.words[2]
    line_class: LineClass = ISIS["router isis"](d, s)  # type: ignore[operator]
    draft = d.isis[name]
    draft.vrf = s.words[4] if s.words[3:4] == ["vrf"] else DEFAULT_VRF
    draft.settings.setdefault("wide_metrics", True)
    families = d.isis_families.setdefault(name, set())
    for child in s.children:
        if child.words[0] == "address-family" and len(child.words) > 1:
            family = _FAMILIES.get(child.words[1])
            families |= {family} if family else set()
        elif child.words[0] in _QUIET_ISIS and d.ledger.classes[child.number - 1] is UNRECOGNISED:
            d.ledger.claim(child.number, IRRELEVANT)
        elif child.words[0] in _DOUBTED_ISIS and d.ledger.classes[child.number - 1] is UNRECOGNISED:
            d.ledger.claim(child.number, UNMODELLED)
            claim_below(child, UNMODELLED, d.ledger)
    return line_class


def _enable(i: EosInterface, s: Statement) -> LineClass:
    """`isis enable NAME`: for both families; `settle_isis` takes away what the process lacks."""
    i.isis = i.isis or IsisPort()
    i.isis.names = {4: s.words[2], 6: s.words[2]}
    return MODELLED


def _ipv4_metric(i: EosInterface, s: Statement) -> LineClass:
    """`isis ipv4 metric N`."""
    line = Statement(s.number, s.text, [s.words[0], *s.words[2:]])
    line_class: LineClass = ISIS_INTERFACE["isis metric"](i, line)  # type: ignore[operator]
    return line_class


def settle_isis(d: EosDevice) -> None:
    """Leave to each interface the families that its process and its addresses have."""
    for port in d.ports.values():
        if port.isis is None:
            continue
        held = {f for f, there in ((4, port.primary), (6, port.ipv6)) if there}
        port.isis.names = {
            f: name
            for f, name in port.isis.names.items()
            if f in held and f in d.isis_families.get(name, ())
        }


def _rip(d: EosDevice, s: Statement) -> LineClass:
    """`router rip [vrf X]`."""
    if ["no", "shutdown"] not in [c.words for c in s.children]:
        claim_below(s, IRRELEVANT, d.ledger)
        return IRRELEVANT
    vrf = s.words[3] if s.words[2:3] == ["vrf"] else DEFAULT_VRF
    draft = d.rip.setdefault((4, vrf), RipDraft(vrf, 4, d.ledger, d.ledger.span(s.number)))
    draft.second = True
    own = ("network", "no", "passive", "maximum-paths")
    shared = Statement(s.number, "router rip", ["router", "rip"])
    shared.children = [c for c in s.children if c.words[0] not in own]
    for child in s.children:
        if child.words[0] in own:
            d.ledger.claim(child.number, _rip_line(draft, child))
    if vrf == DEFAULT_VRF:
        IOS_RIP["router rip"](d, shared)  # type: ignore[operator]
    else:
        claim_below(shared, UNMODELLED, d.ledger)
    return MODELLED


def _rip_line(draft: RipDraft, s: Statement) -> LineClass:
    match s.words:
        case ["network", address, wildcard]:
            draft.networks.append(cover(ipv4_match(address, wildcard)))
        case ["network", prefix] if prefix[0].isdigit():
            draft.networks.append(cover(ipv4_prefix(prefix)))
        case ["passive" | "passive-interface", name]:
            draft.passive.add(interface_name(name))
        case ["maximum-paths", value]:
            draft.settings["max_paths"] = int(value)
        case ["no", *_]:
            return MODELLED if s.words[1] == "shutdown" else IRRELEVANT
        case _:
            return UNMODELLED
    return MODELLED


IGP: dict[str, Entry[Any]] = {"router isis": _isis, "router rip": _rip}
IGP_INTERFACE: dict[str, Entry[Any]] = {
    **ISIS_INTERFACE,
    "isis enable": _enable,
    "isis ipv4 metric": _ipv4_metric,
    "isis passive-interface": ISIS_INTERFACE["isis passive"],
    **entries("rip v2, isis hello, isis multi-topology, isis node-sid, isis ti-lfa", IRRELEVANT),
}
