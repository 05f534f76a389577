"""VRFs: `vrf definition` with its address families, the classic `ip vrf`, and route replication."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from kawanet.model.interfaces import Family
from kawanet.model.network import DEFAULT_VRF, RouteTargets, Vrf
from kawanet.model.route_policy import Source
from kawanet.model.routing import RouteLeak
from kawanet.parse.cisco_iosxe.draft import DeviceDraft
from kawanet.parse.indented import Statement, gathered
from kawanet.parse.result import LineClass
from kawanet.parse.route_map_match import SOURCES
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

_HANDLE = "65000:"  # the administrator of distinguishers that only carry a VRF's number


@dataclass(slots=True)
class VrfScope:
    """A VRF whose lines are read, and the families that they are for."""

    device: DeviceDraft
    name: str
    families: tuple[Family, ...]

    @property
    def vrf(self) -> Vrf:
        return self.device.vrfs[self.name]

    def set(self, **fields: Any) -> None:
        """Replace fields of the VRF."""
        self.device.vrfs[self.name] = replace(self.vrf, **fields)

    def targets(self, **added: tuple[str, ...]) -> None:
        """Add to the route targets and policies of the families."""
        held = {t.family: t for t in self.vrf.targets}
        for family in self.families:
            old = held.get(family, RouteTargets(family))
            fields: dict[str, Any] = {
                name: tuple(dict.fromkeys((*getattr(old, name), *values)))
                for name, values in added.items()
            }
            held[family] = replace(old, **fields)
        self.set(targets=tuple(held[f] for f in sorted(held)))


def _vrf(d: DeviceDraft, s: Statement) -> LineClass:
    """`vrf definition X` (both families, unless said inside one) and the classic `ip vrf X`."""
    name = s.words[2]
    d.vrfs.setdefault(name, Vrf(name, where=d.ledger.span(s.number)))
    families: tuple[Family, ...] = (4,) if s.words[0] == "ip" else (4, 6)
    read_all(_TABLE, VrfScope(d, name, families), gathered(s.children), d.ledger)
    return MODELLED


def _description(v: VrfScope, s: Statement) -> LineClass:
    v.set(description=s.rest(1))
    return MODELLED


def _rd(v: VrfScope, s: Statement) -> LineClass:
    """The distinguisher; one that only carries a number is that number."""
    word = s.words[1]
    if word == "auto":
        return IRRELEVANT
    number = int(word.rpartition(":")[2])
    v.set(number=number, rd=None if word.startswith(_HANDLE) else word)
    return MODELLED


def _family(v: VrfScope, s: Statement) -> LineClass:
    if s.words[1] not in ("ipv4", "ipv6") or s.words[2:] not in ([], ["unicast"]):
        line_class = IRRELEVANT if "multicast" in s.words else UNMODELLED
        claim_below(s, line_class, v.device.ledger)
        return line_class
    families: tuple[Family, ...] = (4,) if s.words[1] == "ipv4" else (6,)
    read_all(_TABLE, VrfScope(v.device, v.name, families), s.children, v.device.ledger)
    return MODELLED


def _target(v: VrfScope, s: Statement) -> LineClass:
    """`route-target import|export|both RT`."""
    words = s.words[1:]
    kind = words[0] if words[0] in ("import", "export") else "both"
    target = words[0] if ":" in words[0] else words[1]
    if ":" not in target:
        return UNRECOGNISED
    both = ("imports", "exports")
    for name in both if kind == "both" else (f"{kind}s",):
        v.targets(**{name: (target,)})
    return UNMODELLED if "stitching" in words else MODELLED


def _map(v: VrfScope, s: Statement) -> LineClass:
    v.targets(**{f"{s.words[0]}_policies": (s.words[2],)})
    return MODELLED


def _global(v: VrfScope, s: Statement) -> LineClass:
    """`import|export ipv4 unicast [N] map M`: BGP's routes from or to the global table."""
    family: Family = 4 if s.words[1] == "ipv4" else 6
    if "map" not in s.words[:-1]:
        return UNMODELLED
    name = s.words[s.words.index("map") + 1]
    sides = (v.name, DEFAULT_VRF) if s.words[0] == "import" else (DEFAULT_VRF, v.name)
    where = v.device.ledger.span(s.number)
    v.device.leaks.append(RouteLeak(*sides, family, (name,), (Source.BGP,), where))
    return MODELLED


def _replicate(v: VrfScope, s: Statement) -> LineClass:
    """`route-replicate [recursion-policy P] from [vrf X] unicast SOURCE [N] [route-map M]`."""
    words = s.words[s.words.index("from") + 1 :]
    if words[0] == "vrf":
        other, words = words[1], words[2:]
    else:
        other = DEFAULT_VRF
    words = [w for w in words if w not in ("unicast", "global")]
    if not words or "multicast" in words:
        return UNMODELLED
    sources = () if words[0] == "all" else (SOURCES[words[0]],)
    policies = (words[-1],) if words[-2:-1] == ["route-map"] else ()
    known = len(words) - 2 * len(policies) <= 1
    where = v.device.ledger.span(s.number)
    for family in v.families:
        v.device.leaks.append(RouteLeak(v.name, other, family, policies, sources, where))
    return MODELLED if known else UNMODELLED  # one process of a protocol


def _global_family(d: DeviceDraft, s: Statement) -> LineClass:
    """`global-address-family ipv4`: replication into the global table."""
    families: tuple[Family, ...] = (6,) if s.words[1:2] == ["ipv6"] else (4,)
    scope = VrfScope(d, DEFAULT_VRF, families)
    read_all(_GLOBAL, scope, s.children, d.ledger)
    return MODELLED


_GLOBAL = build_table(
    entries("exit, exit-global-af, topology", IRRELEVANT), {"route-replicate": _replicate}
)
_TABLE = build_table(
    entries(
        "exit, exit-address-family, exit-vrf, vpn id, vnet, vnid, maximum routes, context",
        IRRELEVANT,
    ),
    entries("import, export, mdt, bgp, protection, inter-as-hybrid, hardware", UNMODELLED),
    {
        "description": _description,
        "rd": _rd,
        "address-family": _family,
        "route-target": _target,
        "import map": _map,
        "export map": _map,
        "import ipv4 unicast": _global,
        "import ipv6 unicast": _global,
        "export ipv4 unicast": _global,
        "export ipv6 unicast": _global,
        "route-replicate": _replicate,
    },
)
VRFS: dict[str, Entry[DeviceDraft]] = {
    "vrf definition": _vrf,
    "ip vrf": _vrf,
    "global-address-family": _global_family,
}
