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
from typing import NamedTuple

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
    """One way onward from a node. `where` is the line that made the route."""

    kind: HopKind
    interface: str = ""  # egress
    domain: int = (
        -1
    )  # broadcast domain the packet is put on; -1: none (point-to-point tunnel, local)
    next_hop: IPAddress | None = None
    neighbour: Node | None = None
    neighbour_interface: str = ""
    where: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Route:
    """A best route. `protocol` is connected, local, static, ospf (intra), ospf-ia, ospf-e1, ..."""

    vrf: str
    prefix: IPNetwork
    protocol: str
    distance: int
    metric: int
    hops: tuple[Hop, ...]


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
        return range(
            self.index(int(prefix.network_address)), self.index(int(prefix.broadcast_address)) + 1
        )


@dataclass(frozen=True)
class DataPlane:
    """`fib[family][node index, atom]` is an index into `hop_sets`; 0 is the empty set: no route."""

    network: Network
    domains: tuple[Domain, ...]
    domain_of_router: Mapping[Port, int]  # layer-3 interface -> domain index
    nodes: tuple[Node, ...]
    node_index: Mapping[Node, int]
    atoms: Mapping[Family, Atoms]
    hop_sets: tuple[tuple[Hop, ...], ...]
    fib: Mapping[Family, npt.NDArray[np.int32]]
    routes: Mapping[Node, tuple[Route, ...]]
    findings: tuple[Finding, ...] = ()  # what was found on the way: SVI down, session not up, ...
