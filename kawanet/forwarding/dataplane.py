"""The computed forwarding state of a network: the contract between `forwarding` and its readers.

Addresses of a family are cut into *atoms*: maximal ranges that no prefix or interface address in
the network tells apart. A FIB is a row of hop-set ids over atoms. Filters, zones and NAT are not
applied here; whoever walks the data plane reads them from the devices.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, overload

import numpy as np
import numpy.typing as npt

from kawanet.errors import Span
from kawanet.findings import Finding
from kawanet.model.interfaces import Family, IPAddress
from kawanet.model.network import Network
from kawanet.model.plant import Port
from kawanet.model.routing import IPNetwork


class Node(NamedTuple):
    """A routing instance: where a FIB lives."""

    device: str
    vrf: str


class DomainPort(NamedTuple):
    """A port at which frames of a broadcast domain enter and leave; tag None: untagged."""

    device: str
    interface: str
    tag: int | None


@dataclass(frozen=True, slots=True)
class Domain:
    """A broadcast domain: everything one frame can reach without being routed.

    `routers` are layer-3 interfaces in it; `edges` are ports of boxes nobody configures here and
    of switch access ports with nothing cabled; `vlans` says which (device, vlan) bridge it.
    """

    index: int
    routers: tuple[Port, ...]
    edges: tuple[Port, ...]
    ports: tuple[DomainPort, ...]
    vlans: tuple[tuple[str, int], ...]


class HopKind(StrEnum):
    FORWARD = "forward"  # to a neighbour's interface
    DELIVER = "deliver"  # onto a connected segment, to a host
    EXIT = "exit"  # to a next hop that is no device here: an external network
    LOCAL = "local"  # to the router itself
    DISCARD = "discard"  # null route
    VRF = "vrf"  # looked up again in `neighbour` (a route leak)


@dataclass(frozen=True, slots=True)
class Hop:
    """One way onward from a node. Hop sets are interned by value, so a hop knows no line of text:
    the line that made a route is `Route.where` (see `DataPlane.route`).

    DELIVER: the destination answers for itself in `domain` (it may be another router's own
    address: see `DataPlane.owners`). DISCARD with a `next_hop`: nobody in the domain can have it.
    The egress interface of a leaked static route may lie in another VRF of the same device.
    """

    kind: HopKind
    interface: str = ""  # egress
    domain: int = (
        -1
    )  # broadcast domain the packet is put on; -1: none (point-to-point tunnel, local)
    next_hop: IPAddress | None = None
    neighbour: Node | None = None
    neighbour_interface: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """A best route. `protocol` is connected, local, static, ospf (intra), ospf-ia, ospf-e1, ..."""

    vrf: str
    prefix: IPNetwork
    protocol: str
    distance: int
    metric: int
    hops: tuple[Hop, ...]
    where: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Session:
    """One side of a routing adjacency as its text wishes it: an OSPF neighbour, a BGP peer.

    `remote_device` is '' where no device here answers. `reason` says why it is not up (or, where it
    is up, what is odd); a session nobody answers may still be up outside: then `up` is true and
    `remote_device` ''.
    """

    protocol: str  # ospf, ospfv3, bgp
    device: str
    vrf: str
    interface: str = ""
    local: IPAddress | None = None
    remote_device: str = ""
    remote: IPAddress | None = None
    up: bool = False
    reason: str = ""
    where: Span | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Atoms:
    """`cuts[i]` is the first address (as int) of atom i; the last atom ends at the family's end."""

    family: Family
    cuts: tuple[int, ...]

    def index(self, address: int) -> int:
        """The atom that holds the address."""
        return bisect_right(self.cuts, address) - 1

    def span(self, prefix: IPNetwork) -> range:
        """Atoms that a prefix covers; exact if the prefix's ends are cuts, else outer bound."""
        first, last = bounds(prefix)
        return range(self.index(first), self.index(last) + 1)


def bounds(prefix: IPNetwork) -> tuple[int, int]:
    """First and last address of a prefix (the library would make an object of the last)."""
    first = int(prefix.network_address)
    return first, first + (1 << prefix.max_prefixlen - prefix.prefixlen) - 1


@dataclass(frozen=True)
class Fib:
    """The forwarding tables of all nodes for one family, stored as runs: in the row of node n,
    atoms from `starts[n][k]` up to the next start have hop set `hops[n][k]` (`starts[n][0]` is 0,
    neighbouring runs differ). Rows are sparse because most routers hold a default route and a few
    prefixes: read runs where you can; `row` makes a dense int32 row of `size` atoms each call.
    `fib[n]` and `fib[n, atom]` read like a matrix.
    """

    size: int
    starts: tuple[npt.NDArray[np.int32], ...]
    hops: tuple[npt.NDArray[np.int32], ...]

    def row(self, node: int) -> npt.NDArray[np.int32]:
        """The dense row of a node: a hop-set index for each atom."""
        starts = self.starts[node]
        return np.repeat(self.hops[node], np.diff(starts, append=np.int32(self.size)))

    def lookup(self, node: int, atom: int) -> int:
        """The hop-set index of one atom."""
        run = int(np.searchsorted(self.starts[node], atom, side="right")) - 1
        return int(self.hops[node][run])

    @overload
    def __getitem__(self, key: int) -> npt.NDArray[np.int32]: ...
    @overload
    def __getitem__(self, key: tuple[int, int]) -> int: ...
    def __getitem__(self, key: int | tuple[int, int]) -> npt.NDArray[np.int32] | int:
        return self.lookup(*key) if isinstance(key, tuple) else self.row(key)


@dataclass(frozen=True)
class DataPlane:
    """`fib[family][node index, atom]` is an index into `hop_sets`; 0 is the empty set: no route.

    `owners` says which interface answers for an address in a domain: its own addresses, and the
    virtual addresses of which it is the VRRP master. `up` holds the layer-3 interfaces that are up.
    `inferred`: there was no cabling, so domains were guessed from equal subnets.
    """

    network: Network
    domains: tuple[Domain, ...]
    domain_of_router: Mapping[Port, int]  # layer-3 interface -> domain index
    nodes: tuple[Node, ...]
    node_index: Mapping[Node, int]
    atoms: Mapping[Family, Atoms]
    hop_sets: tuple[tuple[Hop, ...], ...]
    fib: Mapping[Family, Fib]
    routes: Mapping[Node, tuple[Route, ...]]  # built when asked for; sorted by prefix
    findings: tuple[Finding, ...] = ()  # what was found on the way: SVI down, session not up, ...
    owners: Mapping[tuple[int, IPAddress], Port] = field(default_factory=dict)
    up: frozenset[Port] = frozenset()
    inferred: bool = False
    sessions: tuple[Session, ...] = ()  # sorted by device, VRF, protocol, interface, remote

    def hops(self, node: Node, address: IPAddress) -> tuple[Hop, ...]:
        """The ways onward from a node to an address; empty: no route."""
        family: Family = 4 if address.version == 4 else 6
        atom = self.atoms[family].index(int(address))
        return self.hop_sets[self.fib[family].lookup(self.node_index[node], atom)]

    def route(self, node: Node, address: IPAddress) -> Route | None:
        """The longest-prefix match for an address in a node's table."""
        matches = [r for r in self.routes[node] if _covers(r.prefix, address)]
        return max(matches, key=lambda r: r.prefix.prefixlen, default=None)


def _covers(prefix: IPNetwork, address: IPAddress) -> bool:
    if prefix.version != address.version:
        return False
    shift = prefix.max_prefixlen - prefix.prefixlen
    return int(prefix.network_address) >> shift == int(address) >> shift
