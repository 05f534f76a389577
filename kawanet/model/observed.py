"""What devices say of themselves: routes, neighbours and interfaces, as `show` output has them.

Names of protocols are kawanet's (`ospf-ia`, `ebgp`, ...); names of interfaces are the device's own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kawanet.errors import Span
from kawanet.model.interfaces import Family, IPAddress, IPInterface
from kawanet.model.routing import IPNetwork


@dataclass(frozen=True, slots=True)
class ObservedHop:
    """One way onward as the device printed it. Only an address: it was left to be looked up (in
    `vrf`, where that is another table). Neither address nor interface: discarded."""

    address: IPAddress | None = None
    interface: str = ""
    vrf: str = ""
    discard: bool = False


@dataclass(frozen=True, slots=True)
class ObservedRoute:
    """A route the device uses. `protocol` '' was not told; distance and metric None neither."""

    vrf: str
    prefix: IPNetwork
    protocol: str
    hops: tuple[ObservedHop, ...] = ()
    distance: int | None = None
    metric: int | None = None
    where: Span | None = field(default=None, compare=False, repr=False)

    @property
    def next_hops(self) -> tuple[IPAddress, ...]:
        """The addresses among the hops."""
        return tuple(h.address for h in self.hops if h.address is not None)

    @property
    def interfaces(self) -> tuple[str, ...]:
        """The interfaces among the hops."""
        return tuple(h.interface for h in self.hops if h.interface)


NeighbourProtocol = Literal["ospf", "ospfv3", "bgp", "eigrp", "isis"]


@dataclass(frozen=True, slots=True)
class ObservedNeighbour:
    """A peer and the state its session is in. `up`: OSPF full or two-way, BGP established, ...

    `peer` is the address of the peer, or its name (IS-IS).
    """

    vrf: str
    protocol: NeighbourProtocol
    peer: str
    up: bool
    state: str = ""
    interface: str = ""
    where: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ObservedInterface:
    """State and addresses of an interface; None: the output does not say."""

    name: str
    up: bool | None
    enabled: bool | None = None
    addresses: tuple[IPInterface, ...] | None = None
    vrf: str = ""
    where: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ObservedTable:
    """A routing table that was shown, also when it was empty. `kernel`: a kernel's main table,
    which leaves out the host's own addresses."""

    vrf: str
    family: Family
    kernel: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Asked:
    """A kind of output there was (`ospf`, `bgp`, `interfaces`, ...), and the VRF that its command
    named: `*` all of them, '' none."""

    kind: str
    vrf: str = ""


@dataclass(frozen=True, slots=True)
class Cabling:
    """What LLDP or CDP says stands at the far end of a port."""

    device: str
    interface: str
    neighbour: str
    neighbour_interface: str
    where: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Observed:
    """All that one device said. Of what is not in `asked` nothing is known."""

    device: str
    platform: str = ""
    tables: tuple[ObservedTable, ...] = ()
    routes: tuple[ObservedRoute, ...] = ()
    neighbours: tuple[ObservedNeighbour, ...] = ()
    interfaces: tuple[ObservedInterface, ...] = ()
    cables: tuple[Cabling, ...] = ()
    asked: tuple[Asked, ...] = ()
