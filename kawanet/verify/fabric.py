"""The data plane made ready for walks by sets: what each hop does to packets, decided once.

A state is (node, ingress side, context, policy): the side (a zone) only on firewalls, the context
only after source NAT, the policy route only where the interface of ingress has one. A partition
maps header sets to disjoint sets of destination classes; header sets speak of the packet as it was
sent (destination NAT aside), so that a flow's sources can still be told after NAT.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kawanet.forwarding.dataplane import DataPlane, Hop, HopKind, Node
from kawanet.forwarding.policy_routes import policy_of
from kawanet.model.interfaces import Family, Interface
from kawanet.model.network import Device
from kawanet.model.plant import Port
from kawanet.model.policy import Acl, NatKind, NatRule
from kawanet.verify.acl_runs import Run
from kawanet.verify.destinations import Classes
from kawanet.verify.ends import End, Place, Spot
from kawanet.verify.filters import FilterTable, side_name
from kawanet.verify.headerspace import Region, Space
from kawanet.verify.partition import FilterMap, Partition
from kawanet.verify.policy_ways import bound_policies, shares

ROWS_KEPT = 1 << 27  # nodes times classes whose tables are kept as sets; about 200 MB
FEW_HOPS = 64  # up to so many hop sets of a node, comparing all classes with each is quickest


SELF = "*"  # the side of packets that a router itself sends: no filter of its own touches them


class State(NamedTuple):
    node: int
    side: str = ""
    context: int = 0
    policy: str = ""


class Guise(NamedTuple):
    """What source NAT makes of a source: an address of the range, and perhaps a port."""

    first: int
    last: int
    port: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """What one hop does: filters on the way out and in, and where the packet is then."""

    kind: HopKind
    hop: Hop
    egress_side: str = ""
    out_filter: FilterMap | None = None
    in_filter: FilterMap | None = None
    target: int = -1
    target_side: str = ""
    target_policy: str = ""


Share = tuple[FilterMap, int]  # packets, and the hop set by which they go

# Spot -> what an end there is called, for which classes.
Places = Mapping[Spot, tuple[tuple[End | Place, int], ...]]


@dataclass
class Fabric:
    """Everything of one family that a walk needs. Built by `weave.weave`."""

    dataplane: DataPlane
    family: Family
    space: Space
    table: FilterTable
    classes: Classes
    pieces: dict[Region, tuple[Run, ...] | None]
    places: Places = field(default_factory=dict)  # where ends are told apart; empty: by kind only
    # node -> what a firewall lets pass because it knows the session, from whichever side it comes
    sessions: Mapping[int, Region] = field(default_factory=dict)
    contexts: list[Guise] = field(default_factory=list)
    _rows: dict[int, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    _passages: dict[tuple[int, int], tuple[Passage, ...]] = field(default_factory=dict)
    _owned: dict[int, dict[int, Port]] = field(default_factory=dict)
    _owned_classes: dict[int, int] = field(default_factory=dict)
    _bound: dict[tuple[str, str, str], FilterMap | None] = field(default_factory=dict)
    _entrances: dict[Port, tuple[State, FilterMap | None] | None] = field(default_factory=dict)
    _splits: dict[Region, FilterMap] = field(default_factory=dict)
    _run_splits: dict[int, FilterMap] = field(default_factory=dict)
    _sides: dict[tuple[str, str], str] = field(default_factory=dict)
    _in_context: dict[tuple[Region, int], Region] = field(default_factory=dict)
    _shares: dict[State, tuple[Share, ...]] = field(default_factory=dict)
    _more_hop_sets: dict[tuple[Hop, ...], int] = field(default_factory=dict)  # of policy routes

    def take_over(self, old: Fabric, changed: set[str], met: set[int]) -> None:
        """Take what a fabric with the same classes, segments and numbers of hop sets has worked
        out, but for the devices that changed and the hop sets that have to do with them."""
        size = len(old.dataplane.hop_sets)
        names = [node.device for node in self.dataplane.nodes]
        self.contexts = list(old.contexts)
        self._rows = {n: rows for n, rows in old._rows.items() if self.has_table_of(old, n)}
        self._passages = {
            (n, hop_set): passages
            for (n, hop_set), passages in old._passages.items()
            if hop_set < size and hop_set not in met and names[n] not in changed
        }
        self._owned, self._owned_classes = old._owned, old._owned_classes
        self._bound = {key: b for key, b in old._bound.items() if key[0] not in changed}
        self._entrances = {p: e for p, e in old._entrances.items() if p.device not in changed}
        self._sides = {key: side for key, side in old._sides.items() if key[0] not in changed}
        self._run_splits, self._in_context = old._run_splits, old._in_context

    def has_table_of(self, old: Fabric, node: int) -> bool:
        """Whether a node's table is the very one that it has in an old fabric."""
        mine, theirs = self.dataplane.fib[self.family], old.dataplane.fib[self.family]
        return mine.starts[node] is theirs.starts[node] and mine.hops[node] is theirs.hops[node]

    def device(self, node: int) -> Device:
        return self.dataplane.network.device[self.dataplane.nodes[node].device]

    def side(self, device: Device, interface: str) -> str:
        """What a firewall's rules call an interface; '' on a device that is no firewall."""
        if not device.policy.zones:
            return ""
        key = (device.name, interface)
        if key not in self._sides:
            self._sides[key] = side_name(device.policy, interface)
        return self._sides[key]

    def rows(self, node: int) -> tuple[tuple[int, int], ...]:
        """(classes, hop-set index) of a node's table.

        Classes are numbered by their first address, so each run of the table is a run of numbers.
        """
        if node not in self._rows:
            if len(self._rows) * self.classes.count > ROWS_KEPT:
                self._rows.clear()
            fib, parent = self.dataplane.fib[self.family], self.classes.parent
            starts = np.searchsorted(parent, fib.starts[node])
            self._rows[node] = _by_hops(starts, fib.hops[node], self.classes.count)
        return self._rows[node]

    def hops(self, hop_set: int) -> tuple[Hop, ...]:
        """The hops of a hop set, be it of the tables or of a policy route."""
        table = self.dataplane.hop_sets
        return (
            table[hop_set]
            if hop_set < len(table)
            else tuple(self._more_hop_sets)[hop_set - len(table)]
        )

    def shares(self, state: State) -> tuple[Share, ...]:
        """Which packets that meet a policy route go by which hop set."""
        if state not in self._shares:
            found: list[Share] = []
            known, first = self._more_hop_sets, len(self.dataplane.hop_sets)
            for packets, way in shares(self, state):
                if isinstance(way, int):
                    found.append((packets, way))
                else:
                    found.append((packets, first + known.setdefault(way, len(known))))
            self._shares[state] = tuple(found)
        return self._shares[state]

    def passages(self, node: int, hop_set: int) -> tuple[Passage, ...]:
        key = (node, hop_set)
        if key not in self._passages:
            self._passages[key] = tuple(self._passage(node, h) for h in self.hops(hop_set))
        return self._passages[key]

    def _passage(self, node: int, hop: Hop) -> Passage:
        device = self.device(node)
        egress = self.side(device, hop.interface)
        leaving = hop.kind in (HopKind.FORWARD, HopKind.DELIVER, HopKind.EXIT)
        out = self.bound(device, hop.interface, "out") if leaving else None
        if hop.neighbour is None:
            return Passage(hop.kind, hop, egress, out)
        target = self.dataplane.node_index[hop.neighbour]
        if hop.kind is HopKind.VRF:
            return Passage(hop.kind, hop, egress, target=target)
        entered = self.device(target)
        return Passage(
            hop.kind,
            hop,
            egress,
            out,
            self.bound(entered, hop.neighbour_interface, "in"),
            target,
            self.side(entered, hop.neighbour_interface),
            self.policy(entered, hop.neighbour_interface),
        )

    def policy(self, device: Device, interface: str) -> str:
        """The policy route that packets meet which come in at an interface; mostly none."""
        bound = device.interface.get(interface)
        if bound is None or not bound.policy_routes:
            return ""
        found = policy_of(device, bound, self.family)
        return found.name if found is not None else ""

    def entered(self) -> Iterator[State]:
        """Every state in which packets may come in as they were sent."""
        for number, node in enumerate(self.dataplane.nodes):
            device = self.dataplane.network.device[node.device]
            for side in firewall_sides(device) or [""]:
                yield State(number, side)
            for interface, vrf, policy in bound_policies(device, self.family):
                if vrf == node.vrf:
                    yield State(number, self.side(device, interface), 0, policy.name)

    def owned(self, domain: int) -> dict[int, Port]:
        """Router interfaces that answer on a segment, by the class of their address (a set of
        one class)."""
        if not self._owned:
            for (index, address), port in self.dataplane.owners.items():
                if address.version == self.family:
                    held = self._owned.setdefault(index, {})
                    held[1 << self.classes.at(int(address))] = port
        return self._owned.get(domain, {})

    def owned_classes(self, domain: int) -> int:
        """All classes of `owned`."""
        if domain not in self._owned_classes:
            self._owned_classes[domain] = sum(self.owned(domain))
        return self._owned_classes[domain]

    def bound(self, device: Device, interface: str, direction: str) -> FilterMap | None:
        """The ACL bound to an interface; None: nothing is filtered. A name that is not defined
        filters nothing (as on IOS; a finding of its own)."""
        bound = device.interface.get(interface)
        if bound is None or not bound.filters:
            return None
        key = (device.name, interface, direction)
        if key not in self._bound:
            acls = bound_acls(self.table, device, bound, direction)
            self._bound[key] = self.permitted(acls[0]) if acls else None
        return self._bound[key]

    def split(self, region: Region) -> FilterMap:
        """A filter as header sets without destination, each with its destination classes."""
        if region not in self._splits:
            runs = self.pieces.get(region)
            whole = ((region, self.classes.everything),)
            self._splits[region] = whole if runs is None else self._by_classes(runs)
        return self._splits[region]

    def permitted(self, acl: Acl) -> FilterMap:
        """What an ACL permits, by destination classes."""
        runs = self.table.runs(acl)
        if runs is None:
            return self.split(self.table.acl(acl))
        if id(runs) not in self._run_splits:  # equal ACLs have one tuple of runs, kept by the table
            self._run_splits[id(runs)] = self._by_classes(runs)
        return self._run_splits[id(runs)]

    def _by_classes(self, runs: Sequence[Run]) -> FilterMap:
        parts: Partition = {}
        for first, last, headers in runs:
            parts[headers] = parts.get(headers, 0) | self.classes.bits(first, last)
        return tuple(parts.items())

    def between(self, node: int, from_side: str, to_side: str) -> FilterMap:
        """What a firewall's rules let pass from side to side."""
        return self.split(self.table.sides(self.device(node), from_side, to_side))

    def free(self, state: State, to_side: str) -> FilterMap:
        """What passes from the side of a state to another without a session."""
        region = self.table.free(self.device(state.node), state.side, to_side)
        return self._in_its_context(state, region) if region != self.space.none else ()

    def unknown(self, state: State, to_side: str) -> FilterMap:
        """What passes from the side of a state to another if no session is known."""
        region = self.table.unknown(self.device(state.node), state.side, to_side)
        return self._in_its_context(state, region)

    def in_vrf(self, state: State, vrf: str | None) -> State:
        """A state once NAT has led its packets into a VRF of the device; None: where they are."""
        device, own = self.dataplane.nodes[state.node]
        found = self.dataplane.node_index.get(Node(device, own if vrf is None else vrf))
        if found is None or found == state.node:
            return state
        return state._replace(node=found, policy="")

    def as_asked(self, state: State) -> State | None:
        """A state as the rules of its device see it: what a router itself sends comes from its own
        zone. None where no rule is asked."""
        policy = self.device(state.node).policy
        if not policy.zones or (state.side == SELF and not policy.self_zone):
            return None
        return state._replace(side=policy.self_zone) if state.side == SELF else state

    def _in_its_context(self, state: State, region: Region) -> FilterMap:
        return tuple((self.within(r, state.context), bits) for r, bits in self.split(region))

    def entrance(self, port: Port) -> tuple[State, FilterMap | None] | None:
        """Where a packet put on the wire at a layer-3 interface comes in, and its ingress ACL."""
        if port not in self._entrances:
            device = self.dataplane.network.device[port.device]
            vrf = device.interface[port.interface].vrf
            node = self.dataplane.node_index.get(Node(device.name, vrf))
            self._entrances[port] = (
                node
                if node is None
                else (
                    State(
                        node,
                        self.side(device, port.interface),
                        policy=self.policy(device, port.interface),
                    ),
                    self.bound(device, port.interface, "in"),
                )
            )
        return self._entrances[port]

    def context(self, guise: Guise) -> int:
        """The number (from 1) of the context 'the source now looks so'."""
        if guise not in self.contexts:
            self.contexts.append(guise)
        return self.contexts.index(guise) + 1

    def within(self, region: Region, context: int) -> Region:
        """A filter as seen by packets whose source was translated: for some source of the pool.
        The source port is taken to stay (NAT keeps it while it is free) if none is said."""
        if not context:
            return region
        key = (region, context)
        if key not in self._in_context:
            space, guise = self.space, self.contexts[context - 1]
            pool = space.between(space.source_field, guise.first, guise.last)
            fields = [space.source_field]
            if guise.port is not None:
                pool = pool & space.value(space.source_port_field, guise.port)
                fields.append(space.source_port_field)
            self._in_context[key] = space.without(region & pool, *fields)
        return self._in_context[key]


def _by_hops(
    starts: npt.NDArray[np.intp], hops: npt.NDArray[np.int32], count: int
) -> tuple[tuple[int, int], ...]:
    """(classes, hop-set index) of a row given as runs of classes, by hop set."""
    distinct = sorted(set(hops.tolist()))
    if len(distinct) <= FEW_HOPS:
        sizes = np.empty_like(starts)
        sizes[:-1], sizes[-1] = starts[1:], count
        sizes -= starts
        dense = np.repeat(hops, sizes)
        wanted = np.array(distinct, np.int32)
        flags = np.packbits(dense == wanted[:, None], axis=1, bitorder="little")
        sets = [int.from_bytes(row.tobytes(), "little") for row in flags]
        return tuple((s, h) for s, h in zip(sets, distinct, strict=True) if s)
    found: dict[int, int] = {}
    ends = [*starts[1:].tolist(), count]
    for first, end, hop in zip(starts.tolist(), ends, hops.tolist(), strict=True):
        if first < end:
            found[hop] = found.get(hop, 0) | (1 << end) - (1 << first)
    return tuple((bits, hop) for hop, bits in sorted(found.items()))


def bound_acls(
    table: FilterTable, device: Device, interface: Interface, direction: str
) -> list[Acl]:
    """The defined ACLs bound to an interface in a direction, of the family."""
    family = table.space.family
    names = [f.acl for f in interface.filters if f.family == family and f.direction == direction]
    if not names:
        return []
    acls = table.acls_of(device)
    return [acls[n] for n in names if n in acls]


def firewall_sides(device: Device) -> list[str]:
    """What a firewall's rules call its layer-3 interfaces; none for a router."""
    if not device.policy.zones:
        return []
    layer3 = [i.name for i in device.interfaces if i.addresses or i.vrrp]
    return sorted({side_name(device.policy, name) for name in layer3})


def nat_rules(device: Device, family: Family, kind: NatKind) -> list[NatRule]:
    return [n for n in device.policy.nat if n.family == family and n.kind is kind]
