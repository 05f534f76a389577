"""The city as intent: what people write in `topology/<city>/*.yml`. No vendor, no address by hand.

Every top-level key of `Design` may stand in any of the city's files; a list may be spread over
several files. Any fact may be dated with `since` and `until` (both included).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,23}$")]
IPNetwork = IPv4Network | IPv6Network


class Intent(BaseModel):
    """Base of every design value: frozen, and no key is ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Dated(Intent):
    """A fact that holds from `since` to `until`, both included; None is open."""

    since: date | None = None
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Say whether the fact holds on that day."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


class Guideline(StrEnum):
    """Editions of the MIC guideline (total of what `verify.rules` distinguishes)."""

    R2_12 = "R2.12"
    R4_3 = "R4.3"
    R6_10 = "R6.10"
    R7_3 = "R7.3"


class TierModel(StrEnum):
    ALPHA = "alpha"
    ALPHA_PRIME = "alpha-prime"
    BETA = "beta"
    BETA_PRIME = "beta-prime"


class Role(StrEnum):
    """What part a configured device plays; its platform is a setting of the city."""

    CORE = "core"
    WARD = "ward"
    BRANCH = "branch"
    FACILITY = "facility"
    FACILITY_SWITCH = "facility_switch"
    ACCESS = "access"
    TOR = "tor"
    FIREWALL = "firewall"
    MOBILE_FIREWALL = "mobile_firewall"
    MOBILE_EDGE = "mobile_edge"
    HEADEND = "headend"
    WLC = "wlc"


class City(Intent):
    """The city, its parameters, and which platform plays which role."""

    name: Name
    label: str
    reference_date: date  # the day built when no --on is given
    guideline: Guideline = Guideline.R6_10
    tier_model: TierModel = TierModel.ALPHA
    domain: str = "city.example"
    timezone: str = "JST"
    sample_note: str  # stands in every output that shows a sample figure
    platforms: dict[Role, str]
    administrators: tuple[Name, ...]


class Tier(Intent):
    """A security zone, one VRF. `vlans` is the block of VLAN ids its segments are taken from."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,8}$")]
    label: str
    number: int = Field(ge=1, le=250)
    ipv4: IPv4Network
    ipv6: IPv6Network
    vlans: tuple[int, int]
    default_route: bool = False  # may ask for addresses outside the city
    sample: bool = True


class Region(Intent):
    """A part of the city that is one OSPF area and one address block a tier. Area 0: core sites."""

    name: Name
    label: str
    area: int = Field(ge=0)


class SiteKind(StrEnum):
    MAIN = "main"
    THIRD = "third"
    OFFICE = "office"
    IDC = "idc"
    WARD = "ward"
    BRANCH = "branch"
    FACILITY = "facility"


class Ports(Intent):
    """Wired edge ports of one tier's segment on one floor or in one facility."""

    tier: str
    segment: Name  # users, mfp, voice, ...
    ports: int = Field(ge=1)


class Floor(Intent):
    """A level of a building: its wired ports, access points and seats (all samples)."""

    name: str  # 25F, B1F
    label: str = ""
    seats: int = 0
    access_switches: int = 2
    access_points: int = 0
    wired: tuple[Ports, ...] = ()


class SiteClass(Intent):
    """A class of small site: one or two switches behind one router."""

    name: Name
    label: str
    switches: int = 1
    ports_per_switch: int = 24
    access_points: int = 0
    wired: tuple[Ports, ...]
    sample: bool = True


class Site(Intent):
    """A place with equipment. Buildings list `floors`; small sites name a `site_class`."""

    name: Name
    label: str
    kind: SiteKind
    region: Name
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    site_class: Name | None = None
    floors: tuple[Floor, ...] = ()
    machine_room: bool = False
    entrances: tuple[str, ...] = ()  # telecom entrances, e.g. A, B
    risers: tuple[str, ...] = ()
    power_feeds: tuple[str, ...] = ()
    access_ports_per_switch: int = 48
    sample: bool = True  # are the coordinates (or the site itself) not a public fact?
    source: str = ""  # where the public facts come from


class Hop(Intent):
    """One span of own fibre between two sites. `km` is route length (sample)."""

    a: Name
    b: Name
    km: float = Field(gt=0)
    srlgs: tuple[str, ...] = ()


class Ring(Intent):
    """Sewer-fibre ring: hops in order, closing on itself; each hop `members` x 10G."""

    name: Name
    label: str
    members: int = 2
    hops: tuple[Hop, ...]
    sample: bool = True


class Spur(Dated):
    """Own fibre from a ward to a small site: one 1G or 10G link to each of the ward's routers."""

    site: Name
    ward: Name
    km: float = Field(gt=0)
    capacity_mbps: Literal[1000, 10000] = 1000
    srlgs: tuple[str, ...] = ()
    sample: bool = True


class CircuitService(StrEnum):
    FLETS = "flets"  # layer 3, best effort: GRE tunnels, one a tier
    WVS = "wvs"  # layer 2, tags carried
    VLAN = "vlan"  # layer 2, tags carried or not


class HeadEnd(Dated):
    """Where the circuits of a service end in the city, for a time."""

    site: Name


class CarrierService(Intent):
    """A carrier's service: MTU at the hand-off in bytes; transparency of the layer-2 services."""

    name: Name
    label: str
    service: CircuitService
    mtu: int
    passes_tags: bool = True
    passes_bpdu: bool = False
    tiers: tuple[str, ...]  # the tiers that may ride on it
    head_ends: tuple[HeadEnd, ...]
    source: str = ""
    sample: bool = True


class Circuit(Dated):
    """One site's attachment to a carrier service."""

    site: Name
    carrier: Name
    rate_mbps: int
    entrance: str = ""
    sample: bool = True


class FibreRole(StrEnum):
    L2_EXTENSION = "l2_extension"
    L3_LOAD_SHARING = "l3_load_sharing"


class DatedFibreRole(Dated):
    role: FibreRole


class DedicatedFibre(Intent):
    """The fibre between two machine rooms; one role at a time."""

    name: Name
    label: str
    a: Name
    b: Name
    km: float
    capacity_mbps: Literal[10000, 25000, 100000] = 10000
    srlgs: tuple[str, ...] = ()
    roles: tuple[DatedFibreRole, ...]
    sample: bool = True


class External(Dated):
    """A network outside the city, handed off by somebody else's router at a firewall pair.

    `prefixes` are what is reached through it. The default route means everything that is neither
    the city's nor another external's: the Internet.
    """

    name: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,10}$")]
    label: str
    number: int = Field(ge=1, le=250)  # VLAN and zone number of the hand-off
    prefixes: tuple[IPNetwork, ...]
    handoff_ipv4: IPv4Network
    handoff_ipv6: IPv6Network
    source_nat: bool = False  # the city hides behind the hand-off's addresses
    entrances: tuple[str, ...] = ()
    source: str = ""
    sample: bool = True


class Firewall(Intent):
    """A pair of firewalls that joins tiers and externals; `role` chooses the platform."""

    name: Name
    label: str
    site: Name
    role: Literal[Role.FIREWALL, Role.MOBILE_FIREWALL] = Role.FIREWALL
    tiers: tuple[str, ...]
    externals: tuple[str, ...] = ()


class Window(Dated):
    """Where a system runs, for a time. `label` is the window as printed in the policy."""

    site: Name
    label: str = ""


class System(Intent):
    """Servers of one tier at one site at a time; an address each. It keeps its addresses when it
    moves over the dedicated fibre."""

    name: Name
    label: str
    tier: str
    segment: Name = "servers"
    servers: int = Field(default=1, ge=1)
    windows: tuple[Window, ...]
    services: tuple[str, ...] = ()  # names of services it offers
    depends_on: tuple[Name, ...] = ()
    kind: Literal[
        "business",
        "infrastructure",
        "gateway",
        "sanitiser",
        "virtual_desktop",
        "integration_hub",
        "public",
    ] = "business"
    availability: Literal["office_hours", "24x365"] = "office_hours"
    redundancy: Literal["none", "pair", "n_plus_1"] = "pair"
    published: bool = False  # reached from the Internet through destination NAT
    owner: str = ""
    source: str = ""
    sample: bool = True


class ServiceDef(Intent):
    """A named service: `tcp/443`, `udp/1812-1813`, `icmp`, `icmp/8`, `any`."""

    name: Name
    ports: tuple[str, ...]


class FlowSpec(Dated):
    """A permitted flow. Ends are written `tier/lgw`, `tier/lgw/mfp` (a segment of every site),
    `system/ad`, `external/lgwan`, `pool/terminals`, `devices` (management addresses)."""

    name: Name
    label: str = ""
    source: str
    destination: str
    services: tuple[str, ...]
    kind: Literal["direct", "screen", "sanitise", "mail_text", "relay", "management", "public"] = (
        "direct"
    )
    owner: str
    reason: str
    sample: bool = True


class Ssid(Intent):
    """A wireless network: SSID -> segment of a tier at the controller's site."""

    name: Name
    ssid: str
    tier: str
    segment: Name = "wlan"
    security: Literal["wpa2-enterprise", "wpa3-enterprise", "owe"]
    client_isolation: bool = False
    clients: int  # to size the segment


class WirelessDesign(Intent):
    controller_site: Name
    radius: tuple[Name, ...]  # the systems that answer RADIUS, in the order they are tried
    ssids: tuple[Ssid, ...]


class TerminalPool(Intent):
    """Addresses that the carrier gives to closed-mobile terminals."""

    name: Name
    label: str
    terminals: int


class MobileDesign(Intent):
    """Closed mobile: two hand-off circuits of one carrier, on different entrances."""

    carrier: str
    site: Name
    tier: str
    entrances: tuple[str, str]
    pools: tuple[TerminalPool, ...]
    gateway: Name  # the remote-desktop gateway system
    reserved: tuple[IPv4Network, ...] = ()  # what the carrier keeps for itself
    mtu: int = 1390
    handoffs_ipv4: tuple[IPv4Network, IPv4Network]
    handoffs_ipv6: tuple[IPv6Network, IPv6Network]


class ManagementDesign(Intent):
    """Systems that every device uses, by name. A user segment asks the `dhcp` systems of its own
    tier, so that DHCP never crosses tiers."""

    tier: str
    ntp: tuple[Name, ...]
    dns: tuple[Name, ...]
    syslog: tuple[Name, ...]
    radius: tuple[Name, ...]
    administrators: tuple[Name, ...]  # systems from which devices are administered
    dhcp: tuple[Name, ...] = ()


class MustSpec(Intent):
    """A statement beyond the matrix of tiers, with the rule it comes from."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,4}-?[0-9]{1,3}[a-z]?$")]
    text: str
    expect: Literal["reachable", "unreachable"]
    source: str
    destination: str | None = None
    except_destination: str | None = None
    except_services: tuple[str, ...] = ()
    source_of_rule: str


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
