"""The city as intent: what people write in `topology/<city>/*.yml`. No vendor, no address by hand.

Every top-level key of `Design` may stand in any of the city's files; a list may be spread over
several files. Any fact may be dated with `since` and `until` (both included).
"""

from __future__ import annotations

from kawanet.design.base import Dated, Intent, IPNetwork, Name, PeerDesign
from kawanet.design.city import City, Guideline, Region, Role, Tier, TierModel
from kawanet.design.places import Floor, Ports, Site, SiteClass, SiteKind
from kawanet.design.security import External, Firewall, FlowSpec, MustSpec, ServiceDef
from kawanet.design.systems import (
    ManagementDesign,
    MobileDesign,
    Ssid,
    System,
    TerminalPool,
    Window,
    WirelessDesign,
)
from kawanet.design.wan import (
    CarrierService,
    Circuit,
    CircuitService,
    DatedFibreRole,
    DedicatedFibre,
    FibreRole,
    HeadEnd,
    Hop,
    Ring,
    Spur,
)

__all__ = [
    "CarrierService", "Circuit", "CircuitService", "City", "Dated", "DatedFibreRole",
    "DedicatedFibre", "Design", "External", "FibreRole", "Firewall", "Floor", "FlowSpec",
    "Guideline", "HeadEnd", "Hop", "IPNetwork", "Intent", "ManagementDesign", "MobileDesign",
    "MustSpec", "Name", "PeerDesign", "Ports", "Region", "Ring", "Role", "ServiceDef", "Site",
    "SiteClass", "SiteKind", "Spur", "Ssid", "System", "TerminalPool", "Tier", "TierModel",
    "Window", "WirelessDesign",
]  # fmt: skip


class Design(Intent):
    """A whole city. Lists keep the order of the files; names are unique in each list."""

    city: City
    tiers: tuple[Tier, ...]
    regions: tuple[Region, ...]
    site_classes: tuple[SiteClass, ...] = ()
    sites: tuple[Site, ...]
    rings: tuple[Ring, ...] = ()
    spurs: tuple[Spur, ...] = ()
    carriers: tuple[CarrierService, ...] = ()
    circuits: tuple[Circuit, ...] = ()
    fibres: tuple[DedicatedFibre, ...] = ()
    externals: tuple[External, ...] = ()
    firewalls: tuple[Firewall, ...] = ()
    systems: tuple[System, ...] = ()
    services: tuple[ServiceDef, ...] = ()
    flows: tuple[FlowSpec, ...] = ()
    musts: tuple[MustSpec, ...] = ()
    wireless: WirelessDesign | None = None
    mobile: MobileDesign | None = None
    management: ManagementDesign
