"""What NX-OS says beyond the common drafts of the IOS family, gathered while a text is read.

Where the model already has a room for a thing, the draft keeps the settings by the names of the
model's fields (`dict[str, Any]`), and `finish` makes the value of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kawanet.errors import Span
from kawanet.model.interfaces import Family, TrackedPriority
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.route_policy import Redistribution
from kawanet.model.routing import AreaKind, AreaRange, RouteLeak, Track
from kawanet.parse.bgp_draft import BgpDraft, PeerDraft
from kawanet.parse.cisco_iosxe.draft import DeviceDraft, InterfaceDraft
from kawanet.parse.lines import Ledger
from kawanet.parse.policy_draft import PolicyDraft
from kawanet.parse.probes import Probe


@dataclass(slots=True)
class GroupDraft:
    """An HSRP or VRRP group of one family."""

    family: Family
    group: int
    protocol: str
    settings: dict[str, Any] = field(default_factory=dict)
    addresses: tuple[Any, ...] = ()
    tracks: tuple[TrackedPriority, ...] = ()
    floors: tuple[tuple[str, int], ...] = ()  # (interface, priority while it is down)
    enabled: bool = True


class NxInterface(InterfaceDraft):
    """An interface. Routing protocols are switched on by the tag of their instance, and their
    settings kept by (protocol, family, tag)."""

    switches: bool | None = None  # `switchport` or `no switchport`, if said
    said_enabled: bool | None = None  # `shutdown` or `no shutdown`, if said
    anycast: bool = False  # every leaf of the fabric has these addresses

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.more: dict[str, Any] = {}  # fields of the model's Interface
        self.protocols: dict[tuple[str, Family, str], dict[str, Any]] = {}
        self.groups: dict[tuple[str, Family, int], GroupDraft] = {}

    def protocol(self, name: str, family: Family, tag: str = "") -> dict[str, Any]:
        """The settings of a routing protocol; tag '': whatever instance runs here."""
        return self.protocols.setdefault((name, family, tag), {})


@dataclass(slots=True)
class AreaDraft:
    """An area of OSPF."""

    kind: AreaKind = AreaKind.NORMAL
    ranges: dict[Any, AreaRange] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class IgpDraft:
    """An instance of OSPF, EIGRP, IS-IS or RIP in one VRF (and, save for OSPF, one family)."""

    tag: str
    vrf: str
    family: Family
    ledger: Ledger
    where: Span
    settings: dict[str, Any] = field(default_factory=dict)
    redistribute: list[Redistribution] = field(default_factory=list)
    areas: dict[int, AreaDraft] = field(default_factory=dict)
    networks: list[tuple[Any, int]] = field(default_factory=list)
    passive_default: bool = False
    default_metric: int | None = None

    def area(self, number: int) -> AreaDraft:
        """The draft of an area, made when it is first met."""
        return self.areas.setdefault(number, AreaDraft())


@dataclass(slots=True)
class NxDevice(DeviceDraft):
    """Everything read so far. Instances stand by (protocol, tag, VRF, family)."""

    ports: dict[str, NxInterface] = field(default_factory=dict)
    features: set[str] = field(default_factory=set)
    switches_by_default: bool = True  # `system default switchport`
    shut_by_default: bool = False  # `system default switchport shutdown`: ports that switch
    bgp_number: int = 0
    igps: dict[tuple[str, str, str, Family], IgpDraft] = field(default_factory=dict)
    bgp_vrfs: dict[str, BgpDraft] = field(default_factory=dict)
    policies: PolicyDraft = field(default_factory=PolicyDraft)
    templates: dict[str, PeerDraft] = field(default_factory=dict)
    tracks: dict[str, Track] = field(default_factory=dict)
    probes: dict[str, Probe] = field(default_factory=dict)
    probe_of_track: dict[str, str] = field(default_factory=dict)
    leaks: list[RouteLeak] = field(default_factory=list)
    port_groups: dict[str, list[list[str]]] = field(default_factory=dict)
    vrf: str = DEFAULT_VRF  # whose block is being read

    def igp(self, protocol: str, tag: str, vrf: str, family: Family, line: int) -> IgpDraft:
        """The draft of an instance, made when it is first met."""
        key = (protocol, tag, vrf, family)
        found = self.igps.get(key)
        if found is None:
            found = IgpDraft(tag, vrf, family, self.ledger, self.ledger.span(line))
            self.igps[key] = found
        return found
