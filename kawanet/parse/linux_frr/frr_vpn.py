"""Routes that `router bgp ... vrf X` takes from other VRFs, and gives to them.

`import vrf Y` takes all of a VRF's BGP routes, narrowed by `import vrf route-map`. With `rd vpn`,
`rt vpn` and `export vpn` or `import vpn` VRFs give and take by route target; without one of the
three a side is idle. Source: FRR 8.4 user guide, BGP, "VRF Route Leaking"; bgpd/bgp_mplsvpn.h
(vpn_leak_to_vpn_active: exporting takes a target and a distinguisher).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from kawanet.errors import Span
from kawanet.model.interfaces import Family
from kawanet.model.network import RouteTargets, Vrf
from kawanet.model.routing import RouteLeak
from kawanet.parse.result import LineClass

MODELLED, UNMODELLED = LineClass.MODELLED, LineClass.UNMODELLED


@dataclass(slots=True)
class VpnDraft:
    """What an address family of a VRF gives and takes. `taken`: (VRF, the line)."""

    vrf: str
    family: Family
    rd: str | None = None
    targets: dict[str, tuple[str, ...]] = field(default_factory=dict)  # import, export
    policies: dict[str, tuple[str, ...]] = field(default_factory=dict)
    active: set[str] = field(default_factory=set)
    taken: dict[str, Span] = field(default_factory=dict)
    vrf_policies: tuple[str, ...] = ()


def read_vpn(v: VpnDraft, words: list[str], where: Span) -> LineClass:
    """Read one line of an address family. The default VRF has no targets in the model."""
    match words:
        case ["import", "vrf", "route-map", name]:
            v.vrf_policies = (name,)
            return MODELLED
        case ["import", "vrf", name]:
            v.taken[name] = where
            return MODELLED
        case ["rd", "vpn", "export", rd]:
            v.rd = rd
        case ["rt" | "route-target", "vpn", ("import" | "export" | "both") as way, *targets]:
            for side in ("import", "export") if way == "both" else (way,):
                v.targets[side] = tuple(targets)
        case ["route-map", "vpn", ("import" | "export") as way, name]:
            v.policies[way] = (name,)
        case [("import" | "export") as way, "vpn"]:
            v.active.add(way)
        case ["label", "vpn", "export", *_]:
            return LineClass.IRRELEVANT
        case _:
            return UNMODELLED
    return MODELLED if v.vrf != "default" else UNMODELLED


def leaks_of(drafts: Iterable[VpnDraft]) -> tuple[RouteLeak, ...]:
    """What `import vrf` takes, sorted by VRF, family and source."""
    return tuple(
        RouteLeak(v.vrf, name, v.family, v.vrf_policies, (), v.taken[name])
        for v in sorted(drafts, key=lambda v: (v.vrf, v.family))
        for name in sorted(v.taken)
    )


def with_targets(
    vrfs: Mapping[str, Vrf], drafts: Mapping[tuple[str, Family], VpnDraft]
) -> tuple[Vrf, ...]:
    """The VRFs with their route targets, in their order."""
    return tuple(_with_targets(vrf, drafts) for vrf in vrfs.values())


def _with_targets(vrf: Vrf, drafts: Mapping[tuple[str, Family], VpnDraft]) -> Vrf:
    own = [v for key, v in sorted(drafts.items()) if key[0] == vrf.name]
    targets = tuple(t for v in own if (t := _targets(v)).imports or t.exports)
    rd = next((v.rd for v in own if v.rd is not None), vrf.rd)
    return replace(vrf, rd=rd, targets=targets) if own else vrf


def _targets(v: VpnDraft) -> RouteTargets:
    gives = "export" in v.active and v.rd is not None
    return RouteTargets(
        v.family,
        v.targets.get("import", ()) if "import" in v.active else (),
        v.targets.get("export", ()) if gives else (),
        v.policies.get("import", ()),
        v.policies.get("export", ()),
    )
