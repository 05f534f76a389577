"""Names for the places of a network that do not depend on how a vendor calls its interfaces.

A segment is named by the subnets on it and the VRFs that its routers have there; two segments with
one name are told apart by their routers. Names of two networks are matched: equal names first, then
segments left over that share a subnet with one other only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import NamedTuple, TypeVar

from kawanet.forwarding.dataplane import DataPlane, Domain, Hop, HopKind, Node
from kawanet.forwarding.hosts import interface_of
from kawanet.model.interfaces import Family
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.policy import IPNetwork, NatKind
from kawanet.verify.destinations import Ranges
from kawanet.verify.ends import End, Place, Spot
from kawanet.verify.fabric import Fabric, Places, nat_rules
from kawanet.verify.headerspace import covers
from kawanet.verify.ways import spot_beyond

T = TypeVar("T")


class SegmentName(NamedTuple):
    """A segment: subnets of one family, VRFs; routers only where those two do not tell."""

    subnets: tuple[str, ...]
    vrfs: tuple[str, ...]
    routers: tuple[str, ...] = ()

    def __str__(self) -> str:
        vrfs = [v for v in self.vrfs if v != DEFAULT_VRF]
        words = [" ".join(self.subnets) or "no subnet"]
        words += [f"(VRF {' '.join(vrfs)})"] if vrfs else []
        words += [f"at {' '.join(self.routers)}"] if self.routers or not self.subnets else []
        return " ".join(words)


def segment_names(dataplane: DataPlane, family: Family) -> dict[int, SegmentName]:
    """A name of its own for every segment with a router that is up."""
    names = {d.index: _plain(dataplane, d, family) for d in dataplane.domains}
    found = {index: name for index, name in names.items() if name.vrfs}
    twice = {name for name, count in Counter(found.values()).items() if count > 1}
    for index in [i for i, name in found.items() if name in twice]:
        routers = sorted({p.device for p in dataplane.domains[index].routers})
        found[index] = found[index]._replace(routers=tuple(routers))
    seen: Counter[SegmentName] = Counter()
    for index, name in sorted(found.items()):
        seen[name] += 1
        if seen[name] > 1:
            found[index] = name._replace(routers=(*name.routers, f"#{seen[name]}"))
    return found


def _plain(dataplane: DataPlane, domain: Domain, family: Family) -> SegmentName:
    live = [p for p in domain.routers if p in dataplane.up]
    vrfs = {interface_of(dataplane, port).vrf for port in live}
    subnets = near_subnets(dataplane, domain.index, family)
    return SegmentName(tuple(map(str, subnets)), tuple(sorted(vrfs)))


def matched(
    before: Mapping[int, SegmentName], after: Mapping[int, SegmentName]
) -> dict[int, SegmentName]:
    """The names of the second network, changed to those of the first where they are the same
    segment: they share a subnet and the VRFs, or at least a subnet, and no other one does."""
    result = dict(after)
    for key in (_subnets_in_vrfs, _subnets_alone):
        known, mine = set(result.values()), set(before.values())
        left = [n for n in before.values() if n not in known]
        open_ = [i for i, n in result.items() if n not in mine]
        olds, news = _by_part(left, key, left), _by_part(open_, key, [result[i] for i in open_])
        for part, indices in news.items():
            if len(indices) == 1 and len(olds.get(part, ())) == 1:
                index, old = indices[0], olds[part][0]
                if result[index] not in mine and old not in result.values():
                    result[index] = old
    return result


def _by_part(
    things: Sequence[T],
    key: Callable[[SegmentName], Iterable[Hashable]],
    names: Sequence[SegmentName],
) -> dict[Hashable, list[T]]:
    found: dict[Hashable, list[T]] = {}
    for thing, name in zip(things, names, strict=True):
        for part in key(name):
            found.setdefault(part, []).append(thing)
    return found


def _subnets_in_vrfs(name: SegmentName) -> Iterable[Hashable]:
    return [(subnet, name.vrfs) for subnet in name.subnets]


def _subnets_alone(name: SegmentName) -> Iterable[Hashable]:
    return name.subnets


class PlaceName(NamedTuple):
    """Where packets arrive: on a segment, beyond it at a next hop, or in a router itself."""

    end: End
    where: str
    next_hop: str = ""

    def __str__(self) -> str:
        if self.end is End.LOCAL:
            return f"router {self.where}"
        return f"{self.where} via {self.next_hop}" if self.next_hop else self.where


@dataclass(frozen=True)
class PlaceNames:
    """What the numbers of places stand for: (name, destination classes) of each."""

    names: Mapping[Place, tuple[tuple[PlaceName, int], ...]]

    def split(self, place: Place, bits: int) -> Iterable[tuple[PlaceName, int]]:
        """The names that destination classes have at a place."""
        for name, classes in self.names.get(place, ()):
            if bits & classes:
                yield name, bits & classes


def number_places(
    fabrics: Sequence[Fabric], segments: Sequence[Mapping[int, SegmentName]]
) -> tuple[tuple[Places, ...], PlaceNames]:
    """Tell the places apart where a destination class may arrive, in all networks alike.

    Most classes can arrive at one place only, so a few numbers are enough. A packet that NAT gave
    another destination keeps the number of the place where it arrives: both classes have it.
    """
    spots = [_spots(f, s) for f, s in zip(fabrics, segments, strict=True)]
    translated = _translated(fabrics)
    total: dict[PlaceName, int] = {}
    for known in spots:
        for name, bits in known.values():
            alike = sum(group for group in translated if bits & group)
            total[name] = total.get(name, 0) | bits | alike
    taken: dict[End, list[int]] = {}
    given: dict[PlaceName, list[tuple[Place, int]]] = {}
    for name in sorted(total):
        given[name] = _numbers(name.end, total[name], taken.setdefault(name.end, []))
    names: dict[Place, list[tuple[PlaceName, int]]] = {}
    for name, parts in given.items():
        for place, bits in parts:
            names.setdefault(place, []).append((name, bits))
    places = tuple({s: tuple(given[n]) for s, (n, _) in known.items()} for known in spots)
    return places, PlaceNames({p: tuple(n) for p, n in names.items()})


def _translated(fabrics: Sequence[Fabric]) -> list[int]:
    """Classes that destination NAT turns into each other, somewhere: disjoint sets."""
    found: list[int] = []
    for fabric in fabrics:
        for device in fabric.dataplane.network.devices:
            for rule in nat_rules(device, fabric.family, NatKind.DESTINATION):
                if rule.address is None or rule.mapped_address is None:
                    continue
                ends = (fabric.classes.at(int(a)) for a in (rule.address, rule.mapped_address))
                joined = reduce(or_, (1 << end for end in ends))
                apart = [group for group in found if not group & joined]
                found = [*apart, reduce(or_, (g for g in found if g & joined), joined)]
    return found


def _numbers(end: End, bits: int, taken: list[int]) -> list[tuple[Place, int]]:
    """Give each class the first number that no place with it has: those that NAT joins have one."""
    found = []
    number = 0
    while bits:
        if number == len(taken):
            taken.append(0)
        free = bits & ~taken[number]
        if free:
            taken[number] |= free
            found.append((Place(end, number), free))
        bits ^= free
        number += 1
    return found


def _spots(
    fabric: Fabric, segments: Mapping[int, SegmentName]
) -> dict[Spot, tuple[PlaceName, int]]:
    """Every spot where packets may arrive, its name, and the classes that may."""
    found: dict[Spot, int] = {}
    for node, bits, hop in _endings(fabric):
        spot = Spot(End.LOCAL, node) if hop.kind is HopKind.LOCAL else spot_beyond(hop, node)
        found[spot] = found.get(spot, 0) | bits
    for index in segments:
        here = Spot(End.DELIVERED, -1, index)
        for subnet in near_subnets(fabric.dataplane, index, fabric.family):
            found[here] = found.get(here, 0) | fabric.classes.of_prefixes((subnet,))
    return {spot: (_name(fabric, segments, spot), bits) for spot, bits in found.items()}


def _endings(fabric: Fabric) -> Iterator[tuple[int, int, Hop]]:
    """Hops by which packets arrive, at which node, and the classes that take them."""
    ending = {HopKind.LOCAL, HopKind.DELIVER, HopKind.EXIT}
    for node in range(len(fabric.dataplane.nodes)):
        for bits, hop_set in fabric.rows(node):
            for hop in fabric.hops(hop_set):
                if hop.kind in ending:
                    yield node, bits, hop
    for state in fabric.entered():
        for packets, hop_set in fabric.shares(state) if state.policy else ():
            for hop in fabric.hops(hop_set):
                if hop.kind is HopKind.EXIT:
                    yield from ((state.node, bits, hop) for _, bits in packets)


def _name(fabric: Fabric, segments: Mapping[int, SegmentName], spot: Spot) -> PlaceName:
    if spot.domain >= 0:
        where = str(segments[spot.domain])
    else:
        node = fabric.dataplane.nodes[spot.node]
        where = node_name(node)
    return PlaceName(spot.end, where, str(spot.next_hop) if spot.next_hop is not None else "")


def node_name(node: Node) -> str:
    """A routing instance in words."""
    return node.device if node.vrf == DEFAULT_VRF else f"{node.device} (VRF {node.vrf})"


def near_subnets(dataplane: DataPlane, index: int, family: Family) -> list[IPNetwork]:
    """Subnets on a segment, in order; link-local ones mean nothing beyond it."""
    found = set()
    for port in dataplane.domains[index].routers:
        if port in dataplane.up:
            for address in interface_of(dataplane, port).addresses:
                if address.version == family and not address.is_link_local:
                    found.add(address.network)
    return sorted(found, key=lambda n: (int(n.network_address), n.prefixlen))


def subnet_colours(dataplane: DataPlane, family: Family) -> list[Ranges]:
    """Destinations to tell apart so that every subnet of a segment is a set of classes."""
    every = {
        covers(subnet)
        for domain in dataplane.domains
        for subnet in near_subnets(dataplane, domain.index, family)
    }
    return [(ends,) for ends in sorted(every)]
