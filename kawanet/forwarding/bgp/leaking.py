"""Routes from one VRF's BGP table into another's on the same device: by route target, by name.

Sources: RFC 4364 §4.3; IOS-XE 16.4 (`show ip bgp all` of a lab with export maps: what the map does
not match keeps the VRF's own targets; what was imported is not exported again); FRR documentation,
"VRF Route Leaking" (`import vrf`, `route-map vpn import`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from kawanet.forwarding.bgp.aggregates import inside
from kawanet.forwarding.bgp.exports import view_of
from kawanet.forwarding.bgp.habits import habits
from kawanet.forwarding.bgp.network import Leak
from kawanet.forwarding.bgp.next_hops import row_of
from kawanet.forwarding.bgp.paths import Chosen, Path
from kawanet.forwarding.bgp.speakers import Speaker
from kawanet.forwarding.rib import CONNECTED, LOCAL, Candidate, Rows, Workspace
from kawanet.forwarding.route_targets import crosses, targets_of
from kawanet.forwarding.route_view import RouteView

LEAK = 1_000_000  # numbers of leaks begin here, after those of channels


def leaks(work: Workspace, speakers: Sequence[Speaker]) -> list[Leak]:
    """All leaks between speakers of one device."""
    found: list[Leak] = []
    for target in speakers:
        for source in speakers:
            if source is not target and source.device is target.device:
                for family, tell in _tellers(work, source, target):
                    number = LEAK + len(found)
                    found.append(Leak(number, source.number, target.number, family, tell))
    return found


def _tellers(
    work: Workspace, source: Speaker, target: Speaker
) -> Iterator[tuple[int, partial[tuple[Path, ...]]]]:
    own = habits(source.device.platform)
    for family in () if own.leaks_tables else (4, 6):
        gives = targets_of(source.device, source.node.vrf, family)
        takes = targets_of(target.device, target.node.vrf, family)
        if gives is not None and takes is not None and takes.imports:
            take = partial(crosses, source.policies, gives, takes, marks=own.export_map_marks)
            yield family, partial(_told, work, source, take)
    for leak in target.device.routing.leaks:
        between = (leak.vrf, leak.from_vrf) == (target.node.vrf, source.node.vrf)
        if between and leak.sources in own.bgp_leaks:
            take = partial(target.policies.decide, leak.policies)
            yield leak.family, partial(_told, work, source, take)


def _told(
    work: Workspace,
    source: Speaker,
    take: Callable[[RouteView], RouteView | None],
    number: int,
    chosen: Chosen,
) -> tuple[Path, ...]:
    """The best path as the other VRF takes it, unless it came from another VRF itself."""
    best = chosen.best
    if best is None or best.path.home >= 0:
        return ()
    prefix = work.prefixes.values[number]
    taken = take(view_of(source, prefix, best.path, best.path.peer, best.metric))
    return () if taken is None else (_leaked(source, best.path, taken),)


def _leaked(source: Speaker, path: Path, view: RouteView) -> Path:
    return path._replace(
        bgp=view.bgp,
        med=view.metric,
        tag=view.tag,
        home=source.node_number,
        borrowed=path.kind == "local",
        aggregate=False,
    )


def local_rows(
    work: Workspace,
    leaked: Iterable[Candidate],
    best: Sequence[Rows],
    homes: Mapping[int, int],
) -> list[Candidate]:
    """Addresses of the device itself in leaked connected subnets (IOS-XE 16.4 lists them as local
    routes of the VRF that took the subnet in). `homes`: the node of each leaked prefix."""
    values = work.prefixes.values
    wanted: dict[int, set[int]] = {}
    for row in leaked:
        home = homes.get(row.prefix, -1)
        own = row_of(best[home], row.prefix) if home >= 0 else None
        if own is not None and own.protocol == CONNECTED:
            wanted.setdefault(home, set()).add(row.prefix)
    found = []
    for home, prefixes in sorted(wanted.items()):
        table = best[home]
        for item in table[table["protocol"] == LOCAL].tolist():
            local = Candidate(*item)
            if any(inside(values[local.prefix], values[n]) for n in prefixes):
                found.append(local)
    return found
