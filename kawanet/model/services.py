"""Services a device uses or offers beyond forwarding."""

from __future__ import annotations

from dataclasses import dataclass, field

from kawanet.errors import Span
from kawanet.model.interfaces import IPAddress
from kawanet.model.packing import quickly_pickled
from kawanet.model.system import Secret


@dataclass(frozen=True, slots=True)
class RadiusServer:
    """A RADIUS server. Ports are UDP (RFC 2865, RFC 2866)."""

    name: str
    address: IPAddress
    secret: Secret
    auth_port: int = 1812
    acct_port: int = 1813
    where: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class RadiusGroup:
    """Servers tried in order."""

    name: str
    servers: tuple[str, ...]
    where: Span | None = field(default=None, compare=False, repr=False)


@quickly_pickled
@dataclass(frozen=True, slots=True)
class Services:
    radius_servers: tuple[RadiusServer, ...] = ()
    radius_groups: tuple[RadiusGroup, ...] = ()
    dot1x_group: str = ""  # the RADIUS group that authenticates wired ports; '' : 802.1X is off
