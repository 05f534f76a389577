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

from kawanet.forwarding import simulate
from kawanet.forwarding.dataplane import DataPlane
from kawanet.forwarding.steering import moved_lines, on_new_lines, steering
from kawanet.model.interfaces import Family
from kawanet.model.network import Device, Network
from kawanet.pipeline.cache import Memory
from kawanet.pipeline.folder import read_again
from kawanet.pipeline.snapshot import Snapshot
from kawanet.verify.reachability import Reachability, all_pairs


@dataclass(frozen=True)
class Standing:
    """A network as it was read, its forwarding state, and how packets end, for both families.
    `steered` are the devices as the simulation was given them."""

    snapshot: Snapshot
    network: Network
    steered: tuple[Device, ...]
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
    if before is None:
        steered = tuple(map(steering, network.devices))
        return _proved(snapshot, network, steered, _simulated(network, steered), {})
    known = {id(d): s for d, s in zip(before.network.devices, before.steered, strict=True)}
    steered = tuple(known.get(id(d)) or steering(d) for d in network.devices)
    kept = _kept(network, steered, before)
    if kept is not None and _filters_alike(network, before):
        reach = {family: r.on(kept) for family, r in before.reach.items()}
        return Standing(snapshot, network, steered, kept, reach)
    return _proved(snapshot, network, steered, kept or _simulated(network, steered), before.reach)


def _simulated(network: Network, steered: tuple[Device, ...]) -> DataPlane:
    return on_new_lines(simulate(Network(steered, network.plant)), network, {})


def _kept(network: Network, steered: tuple[Device, ...], before: Standing) -> DataPlane | None:
    """The forwarding state of before, if nothing that steers packets has changed."""
    if steered != before.steered or network.plant != before.network.plant:
        return None
    lines = moved_lines(before.steered, steered)
    return None if lines is None else on_new_lines(before.dataplane, network, lines)


def _filters_alike(network: Network, before: Standing) -> bool:
    """Whether every device filters as before; the devices are known to steer as before."""
    return all(
        a is b or _filtering(a) == _filtering(b)
        for a, b in zip(network.devices, before.network.devices, strict=True)
    )


def _filtering(device: Device) -> tuple[object, ...]:
    return device.policy, device.system, tuple(i.filters for i in device.interfaces)


def _proved(
    snapshot: Snapshot,
    network: Network,
    steered: tuple[Device, ...],
    dataplane: DataPlane,
    before: Mapping[Family, Reachability],
) -> Standing:
    families: tuple[Family, Family] = (4, 6)
    reach = {f: all_pairs(dataplane, f, (), before.get(f)) for f in families}
    return Standing(snapshot, network, steered, dataplane, reach)
