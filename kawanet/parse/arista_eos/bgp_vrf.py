"""Lines of a VRF in `router bgp`: its distinguisher, its route targets, its AS number."""

from __future__ import annotations

from dataclasses import replace

from kawanet.model.interfaces import Family
from kawanet.model.network import RouteTargets
from kawanet.parse.arista_eos.bgp_scope import EosScope
from kawanet.parse.arista_eos.draft import EosDevice
from kawanet.parse.indented import Statement
from kawanet.parse.numbers import as_number
from kawanet.parse.result import LineClass
from kawanet.parse.statements import IRRELEVANT, MODELLED, UNMODELLED


def vrf_line(f: EosScope, s: Statement) -> LineClass:
    """`rd X`, `route-target import|export [evpn|vpn-ipv4|vpn-ipv6] T`, `local-as N` of a VRF."""
    d, name = f.device, f.bgp.vrf
    if d is None or name not in d.vrfs:
        return IRRELEVANT if s.words[0] == "rd" else UNMODELLED  # of `vrf default`
    match s.words:
        case ["rd", rd]:
            d.vrfs[name] = replace(d.vrfs[name], rd=rd)
        case ["local-as", number, *_]:
            f.bgp.asn = as_number(number)
        case ["route-target", ("import" | "export" | "both") as way, *kind, target]:
            return _target(d, name, way, kind, target)
        case _:
            return UNMODELLED
    return MODELLED


def _target(d: EosDevice, name: str, way: str, kind: list[str], target: str) -> LineClass:
    if kind not in ([], ["vpn-ipv4"], ["vpn-ipv6"]) or ":" not in target:
        return UNMODELLED  # evpn, a policy
    families: tuple[Family, ...] = (4, 6) if not kind else (4,) if kind == ["vpn-ipv4"] else (6,)
    known = {t.family: t for t in d.vrfs[name].targets}
    for family in families:
        made = known.get(family, RouteTargets(family))
        if way in ("import", "both"):
            made = replace(made, imports=(*made.imports, target))
        if way in ("export", "both"):
            made = replace(made, exports=(*made.exports, target))
        known[family] = made
    d.vrfs[name] = replace(d.vrfs[name], targets=tuple(known[f] for f in sorted(known)))
    return MODELLED
