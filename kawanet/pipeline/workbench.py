"""A folder kept in mind: after an edit only what it touches is read, simulated and proved again.

    bench = Workbench("backups")
    now = bench.refresh()      # the first time everything, later what has changed
    now.reach[4].loops()

What is kept is what a fresh reading would give, also line by line. Texts are compared as a whole,
so no clock or file time is trusted. The simulation is given only what steers packets (see
`forwarding.steering`), so it cannot have read what a kept result is said not to depend on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kawanet.forwarding.dataplane import DataPlane
from kawanet.forwarding.layer2 import Layer2, broadcast_domains
from kawanet.forwarding.rib import Workspace
from kawanet.forwarding.simulation import run, workspace
from kawanet.forwarding.steering import (
    bridging,
    layer2_on_new_lines,
    moved_lines,
    on_new_lines,
    steering,
)
from kawanet.model.interfaces import Family
from kawanet.model.network import Device, Network
from kawanet.pipeline.cache import Memory
from kawanet.pipeline.folder import read_again
from kawanet.pipeline.snapshot import Snapshot
from kawanet.verify.reachability import Reachability, all_pairs


@dataclass(frozen=True)
class Given:
    """What the simulation was given of each device: what steers packets, and of that, what joins
    segments; and the segments."""

    steered: tuple[Device, ...]
    bridged: tuple[Device, ...]
    layer2: Layer2


@dataclass(frozen=True)
class Standing:
    """A network as it was read, its forwarding state, and how packets end, for both families."""

    snapshot: Snapshot
    network: Network
    given: Given
    work: Workspace
    dataplane: DataPlane
    reach: Mapping[Family, Reachability]


class Workbench:
    """Reads folders again and again."""

    def __init__(self, *paths: str | Path) -> None:
        self._paths = tuple(map(Path, paths))
        self._memory = Memory()
        self.now: Standing | None = None

    def refresh(self) -> Standing:
        """Read what has changed, and bring everything up to date.

        Raises:
            InputError: nothing can be read, or the cabling that is there cannot be used.
        """
        snapshot, network = read_again(self._paths, self._memory)
        self._memory.turn()
        self.now = standing(snapshot, network, self.now)
        return self.now


def standing(snapshot: Snapshot, network: Network, before: Standing | None = None) -> Standing:
    """Simulate a network and compute how its packets end; what `before` tells is not computed."""
    given = _given(network, before)
    kept = _kept(network, given, before) if before is not None else None
    if kept is not None and before is not None and _filters_alike(network, before):
        reach = {family: r.on(kept) for family, r in before.reach.items()}
        return Standing(snapshot, network, given, before.work, kept, reach)
    work = before.work if before is not None else None
    if kept is None or work is None:
        steered = Network(given.steered, network.plant)
        work = workspace(steered, given.layer2, work, keeping=True)
        kept = on_new_lines(run(work), network, {})
    known = before.reach if before is not None else {}
    families: tuple[Family, Family] = (4, 6)
    reach = {f: all_pairs(kept, f, (), known.get(f)) for f in families}
    return Standing(snapshot, network, given, work, kept, reach)


def _given(network: Network, before: Standing | None) -> Given:
    """What the simulation is to be given; segments are those of before if nothing else joins."""
    if before is None:
        steered = tuple(map(steering, network.devices))
        bridged = tuple(map(bridging, steered))
        return Given(steered, bridged, broadcast_domains(Network(bridged, network.plant)))
    old = before.given
    views = zip(before.network.devices, old.steered, old.bridged, strict=True)
    known = {id(device): (steered, bridged) for device, steered, bridged in views}
    pairs = [known.get(id(d)) or _views(d) for d in network.devices]
    steered, bridged = tuple(s for s, _ in pairs), tuple(b for _, b in pairs)
    if bridged == old.bridged and network.plant == before.network.plant:
        lines = moved_lines(old.bridged, bridged)
        if lines is not None:
            return Given(steered, bridged, layer2_on_new_lines(old.layer2, lines))
    return Given(steered, bridged, broadcast_domains(Network(bridged, network.plant)))


def _views(device: Device) -> tuple[Device, Device]:
    steered = steering(device)
    return steered, bridging(steered)


def _kept(network: Network, given: Given, before: Standing) -> DataPlane | None:
    """The forwarding state of before, if nothing that steers packets has changed."""
    if given.steered != before.given.steered or network.plant != before.network.plant:
        return None
    lines = moved_lines(before.given.steered, given.steered)
    return None if lines is None else on_new_lines(before.dataplane, network, lines)


def _filters_alike(network: Network, before: Standing) -> bool:
    """Whether every device filters as before; the devices are known to steer as before."""
    return all(
        a is b or _filtering(a) == _filtering(b)
        for a, b in zip(network.devices, before.network.devices, strict=True)
    )


def _filtering(device: Device) -> tuple[object, ...]:
    return device.policy, device.system, tuple(i.filters for i in device.interfaces)
