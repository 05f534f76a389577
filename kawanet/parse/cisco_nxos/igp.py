"""`router ospf`, `ospfv3`, `eigrp`, `isis` and `rip`, with a block for each VRF.

Defaults stand in `finish_igp`; here is what the text says.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kawanet.model.igp import IsisSummary, Level
from kawanet.model.interfaces import Family
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.route_policy import EigrpMetric, Source
from kawanet.parse.cisco_nxos.draft import IgpDraft, NxDevice
from kawanet.parse.cisco_nxos.igp_lines import (
    DOUBTFUL,
    QUIET,
    passive_default,
    redistribute_into,
    reference,
    router_id,
)
from kawanet.parse.cisco_nxos.ospf import OSPF
from kawanet.parse.cisco_nxos.values import network_and_rest
from kawanet.parse.indented import Statement
from kawanet.parse.result import LineClass
from kawanet.parse.route_map_match import LEVELS
from kawanet.parse.settings import flag, number
from kawanet.parse.statements import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    Entry,
    Table,
    build_table,
    claim_below,
    entries,
    read_all,
)

_FAMILIES: dict[str, Family] = {"ipv4": 4, "ipv6": 6}


def _plain_default(p: IgpDraft, s: Statement) -> LineClass:
    """`default-information originate` of IS-IS and RIP; its conditions are not modelled."""
    p.settings["default_originate"] = True
    return MODELLED if s.words[2:] in ([], ["always"]) else UNMODELLED


def _distances(p: IgpDraft, s: Statement) -> LineClass:
    """`distance INTERNAL EXTERNAL` of EIGRP."""
    internal, external = (int(w) for w in s.words[1:])
    p.settings |= {"distance_internal": internal, "distance_external": external}
    return MODELLED


def _eigrp_default(p: IgpDraft, s: Statement) -> LineClass:
    """`default-information originate [always] [route-map M]`."""
    p.settings["default_originate"] = True
    p.settings["default_always"] = "always" in s.words
    return UNMODELLED if "route-map" in s.words else MODELLED


def _eigrp_default_metric(p: IgpDraft, s: Statement) -> LineClass:
    p.settings["default_metric"] = EigrpMetric(*(int(w) for w in s.words[1:6]))
    return MODELLED


def _eigrp_weights(p: IgpDraft, s: Statement) -> LineClass:
    """`metric weights TOS K1 K2 K3 K4 K5`."""
    k1, k2, k3, k4, k5 = (int(w) for w in s.words[3:8])
    p.settings["k_values"] = (k1, k2, k3, k4, k5)
    return MODELLED


def _eigrp_stub(p: IgpDraft, s: Statement) -> LineClass:
    words = s.words[1:]
    kinds = {"direct": "connected"}
    named = tuple(kinds.get(w, w) for w in words if w != "leak-map")
    p.settings["stub"] = named or ("connected", "summary")
    return UNMODELLED if "leak-map" in words else MODELLED


def _asn(p: IgpDraft, s: Statement) -> LineClass:
    p.settings["asn"] = int(s.words[1])
    return MODELLED


def _isis_net(p: IgpDraft, s: Statement) -> LineClass:
    p.settings["net"] = s.words[1]
    return MODELLED


def _isis_type(p: IgpDraft, s: Statement) -> LineClass:
    p.settings["level"] = LEVELS[s.words[1]]
    return MODELLED


def _isis_family(p: IgpDraft, s: Statement) -> LineClass:
    family = _FAMILIES[s.words[1]]
    p.settings["families"] = tuple(sorted({*p.settings.get("families", ()), family}))
    read_all(_ISIS, p, s.children, p.ledger)
    return MODELLED


def _isis_leak(p: IgpDraft, s: Statement) -> LineClass:
    """`distribute level-2 into level-1 [all | route-map M]`."""
    if s.words[1:4] != ["level-2", "into", "level-1"]:
        return MODELLED if s.words[1:5] == ["level-1", "into", "level-2", "all"] else UNMODELLED
    if s.words[4:5] != ["route-map"]:
        return UNMODELLED
    p.settings["leak_policy"] = s.words[5]
    return MODELLED


def _isis_summary(p: IgpDraft, s: Statement) -> LineClass:
    """`summary-address PREFIX level-1|level-2|level-1-2`."""
    prefix, rest = network_and_rest(s.words[1:])
    level: Level = next((LEVELS[w] for w in rest if w in LEVELS), "2")
    found = IsisSummary(prefix, level, p.ledger.span(s.number))
    p.settings["summaries"] = (*p.settings.get("summaries", ()), found)
    return MODELLED


def _overload(p: IgpDraft, s: Statement) -> LineClass:
    if s.words[1:] not in ([], ["always"]):
        return IRRELEVANT  # on-startup passes
    p.settings["overload"] = True
    return MODELLED


def _metric_style(p: IgpDraft, s: Statement) -> LineClass:
    p.settings["wide_metrics"] = s.words[1] != "narrow"
    return MODELLED


_EIGRP = build_table(
    QUIET,
    DOUBTFUL,
    entries("shutdown, table-map", UNMODELLED),
    entries("metric rib-scale, metric maximum-hops, default-information in", IRRELEVANT),
    {
        "router-id": router_id,
        "autonomous-system": _asn,
        "redistribute": redistribute_into(Source.EIGRP),
        "default-metric": _eigrp_default_metric,
        "default-information originate": _eigrp_default,
        "metric weights": _eigrp_weights,
        "metric version 64bit": flag("wide", True),
        "distance": _distances,
        "maximum-paths": number("max_paths"),
        "variance": number("variance"),
        "stub": _eigrp_stub,
        "passive-interface default": passive_default,
        "no passive-interface default": passive_default,
    },
)
_ISIS = build_table(
    QUIET,
    DOUBTFUL,
    entries("shutdown, table-map, set-attached-bit, attached-bit, no attached-bit", UNMODELLED),
    entries("router-id, adjacency-check", IRRELEVANT),
    {
        "net": _isis_net,
        "summary-address": _isis_summary,
        "is-type": _isis_type,
        "address-family": _isis_family,
        "redistribute": redistribute_into(Source.ISIS),
        "distribute": _isis_leak,
        "default-information originate": _plain_default,
        "distance": number("distance"),
        "maximum-paths": number("max_paths"),
        "reference-bandwidth": reference,
        "multi-topology": flag("multi_topology", True),
        "set-overload-bit": _overload,
        "metric-style": _metric_style,
        "passive-interface default": passive_default,
    },
)
_RIP = build_table(
    QUIET,
    DOUBTFUL,
    entries("shutdown", UNMODELLED),
    {
        "redistribute": redistribute_into(Source.RIP),
        "default-metric": number("default_metric"),
        "default-information originate": _plain_default,
        "distance": number("distance"),
        "maximum-paths": number("max_paths"),
    },
)


def _vrfs(s: Statement) -> Iterable[tuple[str, Statement, list[Statement]]]:
    """The blocks of an instance by VRF, the default VRF's own lines first."""
    yield DEFAULT_VRF, s, [c for c in s.children if c.words[0] != "vrf"]
    for child in s.children:
        if child.words[0] == "vrf" and len(child.words) > 1:
            yield child.words[1], child, child.children


def _one_family(protocol: str, family: Family, table: Table) -> Entry[Any]:
    """A reader of an instance whose blocks hold one family: OSPF, IS-IS (both at once)."""

    def read(d: NxDevice, s: Statement) -> LineClass:
        tag = s.words[2]
        for vrf, head, lines in _vrfs(s):
            d.ledger.claim(head.number)
            if vrf != DEFAULT_VRF or lines or len(s.children) == len(lines):
                draft = d.igp(protocol, tag, vrf, family, head.number)
                read_all(table, draft, lines, d.ledger)
        return MODELLED

    return read


def _two_families(protocol: str, table: Table) -> Entry[Any]:
    """A reader of an instance with a block for each family: EIGRP, RIP. Lines outside are IPv4's,
    but the AS number and silence hold for both."""

    def read(d: NxDevice, s: Statement) -> LineClass:
        tag = s.words[2]
        for vrf, head, lines in _vrfs(s):
            d.ledger.claim(head.number)
            plain = [c for c in lines if c.words[0] != "address-family"]
            draft = d.igp(protocol, tag, vrf, 4, head.number)
            read_all(table, draft, plain, d.ledger)
            for child in lines:
                if child.words[0] == "address-family":
                    _family_block(d, protocol, tag, vrf, table, child)
        return MODELLED

    return read


def _family_block(
    d: NxDevice, protocol: str, tag: str, vrf: str, table: Table, s: Statement
) -> None:
    family = _FAMILIES.get(s.words[1]) if s.words[2:] == ["unicast"] else None
    if family is None:
        claim_below(s, UNMODELLED, d.ledger)
        d.ledger.claim(s.number, UNMODELLED)
        return
    draft = d.igp(protocol, tag, vrf, family, s.number)
    if family == 6:
        outside = d.igp(protocol, tag, vrf, 4, s.number)
        draft.passive_default = outside.passive_default
        if "asn" in outside.settings:
            draft.settings.setdefault("asn", outside.settings["asn"])
    d.ledger.claim(s.number)
    read_all(table, draft, s.children, d.ledger)


ROUTERS: dict[str, Entry[Any]] = {
    "router ospf": _one_family("ospf", 4, OSPF),
    "router ospfv3": _one_family("ospf", 6, OSPF),
    "router isis": _one_family("isis", 4, _ISIS),
    "router eigrp": _two_families("eigrp", _EIGRP),
    "router rip": _two_families("rip", _RIP),
}
