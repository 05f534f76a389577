"""Candidate routes and the choice of the best: the one place where protocols meet.

A protocol hands in rows (dtype ROW) for a node; the best of each prefix is the lowest by
(distance, protocol in the order of PROTOCOLS, metric). Prefixes, hop sets and lines of text are
interned, so a route is 32 bytes until somebody asks for a `Route`. What a policy may ask of a
route beyond its prefix, metric and hops is its `Origin`, interned too.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from kawanet.errors import Span
from kawanet.forwarding.dataplane import Hop, Node, Route
from kawanet.forwarding.kept import Kept
from kawanet.forwarding.policies import Policies
from kawanet.forwarding.segments import Segments
from kawanet.model.interfaces import IPAddress
from kawanet.model.network import Device
from kawanet.model.route_policy import EigrpMetric, Source
from kawanet.model.routing import IPNetwork

T = TypeVar("T", bound=Hashable)

# In order of preference where distances are equal. RFC 2328 §11: intra-area, inter-area, E1, E2;
# ISO 10589 §7.2.12: level 1 before level 2. "virtual": an address for which the router answers
# without showing it in its table (a VRRP address on IOS, what NAT translates).
PROTOCOLS = (
    "local",
    "connected",
    "static",
    "aggregate",
    "eigrp",
    "eigrp-ex",
    "ospf",
    "ospf-range",
    "ospf-ia",
    "ospf-e1",
    "ospf-n1",
    "ospf-e2",
    "ospf-n2",
    "isis-l1",
    "isis-l2",
    "isis-l1-ex",
    "isis-l2-ex",
    "rip",
    "bgp",
    "ibgp",
    "virtual",
    "eigrp-summary",
    "kernel",
    "isis-summary",
)
LOCAL, CONNECTED, STATIC, AGGREGATE, EIGRP, EIGRP_EX = range(6)
OSPF, OSPF_RANGE, OSPF_IA, OSPF_E1, OSPF_N1, OSPF_E2, OSPF_N2 = range(6, 13)
ISIS_L1, ISIS_L2, ISIS_L1_EX, ISIS_L2_EX, RIP, BGP, IBGP, VIRTUAL, EIGRP_SUMMARY = range(13, 22)
KERNEL, ISIS_SUMMARY = 22, 23

ROW = np.dtype(
    [
        ("prefix", np.int32),
        ("distance", np.int32),
        ("protocol", np.int32),
        ("metric", np.int64),
        ("hops", np.int32),
        ("where", np.int32),
        ("origin", np.int32),
    ]
)
WHOLE = np.dtype((np.void, ROW.itemsize))  # the same bytes: numpy copies records field by field
Rows = npt.NDArray[np.void]
NO_ROWS: Rows = np.empty(0, ROW)


class Origin(NamedTuple):
    """Where a route of a RIB came from, for the protocols that take it in.

    `instance` is an OSPF process, an AS number or an IS-IS name ('' where there is none), `kind` a
    word of `MatchRouteTypes`; `bgp` the path attributes as `forwarding.bgp` has them, `eigrp` the
    vector of an EIGRP route.
    """

    source: Source
    instance: str = ""
    kind: str = ""
    tag: int = 0
    bgp: Hashable | None = None
    eigrp: EigrpMetric | None = None


class Candidate(NamedTuple):
    """One row, in the order of ROW."""

    prefix: int
    distance: int
    protocol: int
    metric: int
    hops: int
    where: int
    origin: int


class Interned(Generic[T]):
    """Values numbered in the order in which they were first seen."""

    def __init__(self, *first: T) -> None:
        self.values: list[T] = list(first)
        self._number: dict[T, int] = {v: n for n, v in enumerate(first)}

    def number(self, value: T) -> int:
        """The number of a value, new or known."""
        number = self._number.setdefault(value, len(self.values))
        if number == len(self.values):
            self.values.append(value)
        return number


@dataclass(frozen=True)
class Workspace:
    """What the protocol modules share while one network is simulated."""

    segments: Segments
    nodes: tuple[Node, ...]
    prefixes: Interned[IPNetwork] = field(default_factory=Interned)
    hop_sets: Interned[tuple[Hop, ...]] = field(default_factory=lambda: Interned(()))
    spans: Interned[Span | None] = field(default_factory=lambda: Interned(None))
    origins: Interned[Origin] = field(default_factory=Interned)
    node_number: Mapping[Node, int] = field(init=False)
    kept: Kept = field(default_factory=Kept, repr=False)
    _policies: dict[str, Policies] = field(default_factory=dict, repr=False)
    _index: _PrefixIndex = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "node_number", {node: n for n, node in enumerate(self.nodes)})
        object.__setattr__(self, "_index", _PrefixIndex())

    def again(self, segments: Segments) -> Workspace:
        """For another run, on the same segments and nodes: numbers given before stay."""
        self.kept.turn()
        return replace(self, segments=segments, _policies={})

    def origin(
        self,
        source: Source,
        instance: str = "",
        kind: str = "",
        tag: int = 0,
        bgp: Hashable | None = None,
    ) -> int:
        """Number of an origin without EIGRP attributes."""
        return self.origins.number(Origin(source, instance, kind, tag, bgp))

    def policies(self, device: Device) -> Policies:
        """The policies of a device, made once."""
        if device.name not in self._policies:
            self._policies[device.name] = Policies(device)
        return self._policies[device.name]

    def find(
        self, table: Rows, address: IPAddress, without: int = -1
    ) -> tuple[int, Candidate] | None:
        """Longest-prefix match in a table of `select`, but for one prefix (by number): the prefix's
        length and its row."""
        for length, number in self.covering(address):
            if number == without:
                continue
            at = int(np.searchsorted(table["prefix"], number))
            if at < len(table) and table["prefix"][at] == number:
                return length, Candidate(*table[at].item())
        return None

    def covering(self, address: IPAddress) -> Iterator[tuple[int, int]]:
        """(length, number) of the known prefixes that hold an address, longest first."""
        return self._index.covering(self.prefixes.values, address)

    def limit(self, hops: int, most: int) -> int:
        """Number of a hop set's first `most` hops."""
        found = self.hop_sets.values[hops]
        return hops if len(found) <= most else self.hop_sets.number(found[:most])

    def hops(self, hops: Iterable[Hop]) -> int:
        """Number of a hop set, in canonical order."""
        return self.hop_sets.number(tuple(sorted(set(hops), key=_hop_order)))

    def union(self, a: int, b: int) -> int:
        """Number of the union of two hop sets."""
        if a == b:
            return a
        return self.hops((*self.hop_sets.values[a], *self.hop_sets.values[b]))


def _hop_order(hop: Hop) -> tuple[str, str, int, int, str]:
    hop_address = (hop.next_hop.version, int(hop.next_hop)) if hop.next_hop else (0, 0)
    return (hop.interface, hop.kind, *hop_address, str(hop.neighbour))


def rows(candidates: Sequence[Candidate]) -> Rows:
    """Pack candidates."""
    return np.array(list(candidates), ROW) if candidates else NO_ROWS


def select(candidates: Iterable[Rows]) -> Rows:
    """The best row of each prefix, sorted by prefix number."""
    every = together(candidates)
    order = np.lexsort((every["metric"], every["protocol"], every["distance"], every["prefix"]))
    prefix = every["prefix"][order]
    first = np.ones(len(every), bool)
    first[1:] = prefix[1:] != prefix[:-1]
    return every.view(WHOLE)[order[first]].view(ROW)


def together(tables: Iterable[Rows]) -> Rows:
    """One table of several."""
    some = [table for table in tables if len(table)]
    if len(some) < 2:
        return some[0] if some else NO_ROWS
    return np.concatenate([table.view(WHOLE) for table in some]).view(ROW)


class _PrefixIndex:
    """Prefix numbers by length and address; follows the workspace's prefixes as they come."""

    def __init__(self) -> None:
        self._seen = 0
        self._tables: dict[tuple[int, int], dict[int, int]] = {}
        self._lengths: list[tuple[int, int]] = []

    def covering(
        self, prefixes: Sequence[IPNetwork], address: IPAddress
    ) -> Iterator[tuple[int, int]]:
        """(length, number) of the prefixes that hold an address, longest first."""
        if self._seen < len(prefixes):
            self._take(prefixes)
        value, bits = int(address), address.max_prefixlen
        for version, length in self._lengths:
            if version == address.version:
                number = self._tables[version, length].get(value >> (bits - length))
                if number is not None:
                    yield length, number

    def _take(self, prefixes: Sequence[IPNetwork]) -> None:
        for number in range(self._seen, len(prefixes)):
            prefix = prefixes[number]
            table = self._tables.setdefault((prefix.version, prefix.prefixlen), {})
            shift = prefix.max_prefixlen - prefix.prefixlen
            table[int(prefix.network_address) >> shift] = number
        self._seen = len(prefixes)
        self._lengths = sorted(self._tables, reverse=True)


class RouteTable(Mapping[Node, tuple[Route, ...]]):
    """Routes of every node, made when asked for, sorted by family and prefix."""

    def __init__(self, workspace: Workspace, best: Sequence[Rows]) -> None:
        self._workspace = workspace
        self._best = {node: best[n] for n, node in enumerate(workspace.nodes)}
        self._made: dict[Node, tuple[Route, ...]] = {}

    def on_new_lines(self, lines: Mapping[Span, Span]) -> RouteTable:
        """The same routes where lines have moved."""
        work = self._workspace
        spans: Interned[Span | None] = Interned()
        # Numbers must stay, also where two lines have become one: so not by `number`.
        spans.values = [None if s is None else lines.get(s, s) for s in work.spans.values]
        return RouteTable(replace(work, spans=spans), list(self._best.values()))

    def __getitem__(self, node: Node) -> tuple[Route, ...]:
        if node not in self._made:
            made = [self._route(node, Candidate(*row)) for row in self._best[node].tolist()]
            self._made[node] = tuple(sorted(made, key=_route_order))
        return self._made[node]

    def __iter__(self) -> Iterator[Node]:
        return iter(self._best)

    def __len__(self) -> int:
        return len(self._best)

    def count(self) -> tuple[int, int]:
        """How many routes, and how many (route, hop) pairs, without making any."""
        widths = np.array([len(hops) for hops in self._workspace.hop_sets.values])
        pairs = sum(int(widths[rows["hops"]].sum()) for rows in self._best.values())
        return sum(map(len, self._best.values())), pairs

    def _route(self, node: Node, row: Candidate) -> Route:
        work = self._workspace
        return Route(
            node.vrf,
            work.prefixes.values[row.prefix],
            PROTOCOLS[row.protocol],
            row.distance,
            row.metric,
            work.hop_sets.values[row.hops],
            work.spans.values[row.where],
        )


def _route_order(route: Route) -> tuple[int, int, int]:
    prefix = route.prefix
    return prefix.version, int(prefix.network_address), prefix.prefixlen
