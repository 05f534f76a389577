"""VLANs and spanning tree of a device."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kawanet.errors import Span
from kawanet.model.packing import quickly_made, quickly_pickled


@quickly_pickled
@quickly_made
@dataclass(frozen=True, slots=True)
class Vlan:
    vlan_id: int
    name: str = ""
    where: Span | None = field(default=None, compare=False, repr=False)


@quickly_pickled
@dataclass(frozen=True, slots=True)
class Switching:
    """`vlans` sorted by id. `stp_priority` is the bridge priority for every VLAN."""

    vlans: tuple[Vlan, ...] = ()
    stp_mode: Literal["rapid-pvst", "mst", "rstp"] | None = None
    stp_priority: int | None = None
