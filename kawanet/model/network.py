"""The waist: a `Network` of `Device`s and the cables between them.

Parsers and the compiler both make these; everything downstream sees only these. All values are
frozen, all sequences are tuples, and every `where` (the line of text that said so) is left out of
comparison, so that `parse(render(device)) == device` compares meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kawanet.errors import Span
from kawanet.model.interfaces import Family, Interface
from kawanet.model.packing import quickly_made, quickly_pickled
from kawanet.model.plant import Plant
from kawanet.model.policy import Policy
from kawanet.model.routing import Routing
from kawanet.model.services import Services
from kawanet.model.switching import Switching
from kawanet.model.system import System
from kawanet.model.wireless import Wireless

DEFAULT_VRF = "default"


@dataclass(frozen=True, slots=True)
class RouteTargets:
    """What a VRF gives to and takes from others by route target (RFC 4364 §4.3), in one family.
    Targets are written `65000:1`."""

    family: Family
    imports: tuple[str, ...] = ()
    exports: tuple[str, ...] = ()
    import_policies: tuple[str, ...] = ()
    export_policies: tuple[str, ...] = ()


@quickly_pickled
@quickly_made
@dataclass(frozen=True, slots=True)
class Vrf:
    """A routing instance. `number` is the platform's handle (route distinguisher, kernel table);
    `rd` the route distinguisher where it is written in full, `65000:1`."""

    name: str
    number: int | None = None
    description: str = ""
    where: Span | None = field(default=None, compare=False, repr=False)
    rd: str | None = None
    targets: tuple[RouteTargets, ...] = ()


@dataclass(frozen=True)
class Device:
    """One configured box. The default VRF is implicit; `vrfs` lists the others."""

    name: str
    platform: str
    system: System = System()
    vrfs: tuple[Vrf, ...] = ()
    switching: Switching = Switching()
    interfaces: tuple[Interface, ...] = ()
    routing: Routing = Routing()
    policy: Policy = Policy()
    services: Services = Services()
    wireless: Wireless | None = None

    @cached_property
    def interface(self) -> Mapping[str, Interface]:
        """Interfaces by name."""
        return {i.name: i for i in self.interfaces}


@dataclass(frozen=True)
class Network:
    """All devices (sorted by name) and the plant they stand in, on one day."""

    devices: tuple[Device, ...]
    plant: Plant = Plant()

    @cached_property
    def device(self) -> Mapping[str, Device]:
        """Devices by name."""
        return {d.name: d for d in self.devices}
