"""What platforms do where the standards leave it open, and configurations do not say.

Sources: what devices print (IOS 15.7, IOS-XE 16.4, NX-OS 9.2, Junos 17.4, FRR 4.0 and 8.4; in
public captures EOS routes to a neighbour's loopback at 110/20, NX-OS discard routes at distance
220); IOS command reference for `discard-route`, `area range`, `summary-address`; RFC 2328
appendix C. What a platform was not seen to do otherwise it does as most.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from kawanet.model.interfaces import Interface, InterfaceKind


@dataclass(frozen=True, slots=True)
class Discard:
    """The discard route that a router installs for a summary it announces. `metric` None: that
    of the summary. `unadvertised`: for ranges that are not announced too."""

    distance: int = 110
    metric: int | None = None
    unadvertised: bool = False


@dataclass(frozen=True, slots=True)
class Traits:
    """Defaults of a platform."""

    ospf_reference_mbps: int = 100
    ospf_fixed_cost: int | None = None  # of every interface, whatever its speed
    ospf_loopback_cost: int = 0
    ospf_stub_default_cost: int | None = 1  # None: no default without one
    ospf_range_discard: Discard | None = Discard()
    ospf_external_discard: Discard | None = Discard(254)
    # Of an area range without a cost of its own; `rfc1583`: the least where the process is
    # compatible with it, else the largest.
    range_cost: Literal["largest", "least", "rfc1583"] = "largest"
    # In OSPFv3, the largest of every announcement of a part, not only of the best one.
    ospf3_range_counts_all: bool = False
    nssa_hears_default: bool = False  # of OSPFv2, though it is not totally an NSSA
    nssa_hears_own_default: bool = True  # `default-information originate` is for NSSAs too
    ospf_keeps_inner_routes: bool = False  # import policies are for external routes
    ospf_summary_is_new: bool = False  # of external routes: metric 20, type 2, whatever its parts
    stub_router_summary_cost: int | None = None  # of all summaries of a stub router
    nssa_translated_metric: int | None = None  # of OSPFv2; None: as it was imported
    # Redistributing an IGP takes in the connected prefixes of the interfaces that it runs on.
    takes_own_interfaces: bool = False
    internal_bgp: bool = True  # redistributing BGP takes in iBGP routes
    default_static: bool = False  # redistribution may take in a default route
    never: int | None = 255  # the administrative distance that keeps a route out
    # Who has the virtual address of a VRRP or HSRP group in the routing table.
    virtual_addresses: Literal["master", "members", "nobody"] = "master"
    down_addresses_reject: bool = False  # a local route stays where its interface is down
    eigrp_scale_first: bool = False  # 10^7 * 256 / bandwidth, else 256 * (10^7 / bandwidth)
    isis_metric: int = 10
    isis_reference_mbps: int | None = None  # the metric follows from the speed
    isis_loopback_metric: int | None = None
    isis_passive_metric: int | None = None
    isis_import_level: Literal["1", "2", "1-2"] = "2"
    isis_default_always: bool = False  # its own default needs none in the RIB
    isis_level_1_goes_up: bool = True  # a router of both levels tells level 2 what it learns
    isis_tells_every_circuit: bool = False  # at both levels, whatever the circuit's own level
    # IS-IS and RIP take in, as connected, the prefixes of interfaces that they run on too; RIP's
    # default metric is not for them.
    redistributes_own_prefixes: bool = False
    rip_counts_itself: bool = False  # shows the way to a neighbour's own network as 2 hops, not 1


ANY = Traits()
IOS = replace(
    ANY,
    ospf_loopback_cost=1,
    range_cost="rfc1583",
    nssa_hears_own_default=False,
    takes_own_interfaces=True,
    internal_bgp=False,
    virtual_addresses="nobody",
    isis_passive_metric=0,
    isis_default_always=True,
)
NXOS = replace(
    ANY,
    ospf_reference_mbps=40_000,
    ospf_loopback_cost=1,
    ospf_range_discard=Discard(220),
    nssa_hears_own_default=False,
    ospf_external_discard=Discard(220),
    virtual_addresses="members",
    eigrp_scale_first=True,
    isis_reference_mbps=40_000,
    isis_loopback_metric=1,
)
EOS = replace(ANY, ospf_fixed_cost=10, ospf_loopback_cost=10, ospf_stub_default_cost=10)
JUNOS = replace(
    ANY,
    ospf_range_discard=Discard(10, 16777215, unadvertised=True),
    ospf_external_discard=None,
    default_static=True,
    never=None,
    isis_loopback_metric=0,
    isis_import_level="1-2",
    rip_counts_itself=True,
    down_addresses_reject=True,
    ospf_keeps_inner_routes=True,
)
FRR = replace(
    ANY,
    ospf_reference_mbps=100_000,
    ospf_range_discard=Discard(110, 0),
    ospf_external_discard=None,
    ospf3_range_counts_all=True,
    nssa_hears_default=True,
    ospf_summary_is_new=True,
    stub_router_summary_cost=0xFF0000,
    nssa_translated_metric=20,
    isis_level_1_goes_up=False,
    isis_tells_every_circuit=True,
    redistributes_own_prefixes=True,
    rip_counts_itself=True,
)
FORTIOS = replace(ANY, ospf_reference_mbps=1000, virtual_addresses="nobody", rip_counts_itself=True)

PLATFORMS: Mapping[str, Traits] = {
    "cisco_ios": IOS,
    "cisco_iosxe": IOS,
    "cisco_nxos": NXOS,
    "arista_eos": EOS,
    "juniper_junos": JUNOS,
    "linux_frr": FRR,
    "fortinet_fortios": FORTIOS,
}


def traits(platform: str) -> Traits:
    """The defaults of a platform; of an unknown one, what most do."""
    return PLATFORMS.get(platform, ANY)


# Speeds that interface names tell, by their beginning, longest first; as `show interfaces` has them
# (IOS: "BW 1000000 Kbit/sec" for a GigabitEthernet and a VLAN, 100 for a tunnel).
SPEEDS_BPS: tuple[tuple[str, int], ...] = (
    ("twentyfivegig", 25_000_000_000),
    ("twogigabit", 2_500_000_000),
    ("fivegigabit", 5_000_000_000),
    ("tengig", 10_000_000_000),
    ("fortygig", 40_000_000_000),
    ("fiftygig", 50_000_000_000),
    ("hundredgig", 100_000_000_000),
    ("twohundredgig", 200_000_000_000),
    ("fourhundredgig", 400_000_000_000),
    ("gigabit", 1_000_000_000),
    ("fastethernet", 100_000_000),
    ("serial", 1_544_000),
    ("xe-", 10_000_000_000),
    ("et-", 100_000_000_000),
    ("fe-", 100_000_000),
    ("st0", 100_000_000),
)
UNKNOWN_SPEED_BPS = 1_000_000_000
IOS_ETHERNET_BPS = 10_000_000
IOS_TUNNEL_BPS = 100_000


def speed_by_name(platform: str, interface: Interface) -> int:
    """The speed of an interface of which the text says none, in bit/s."""
    name = interface.name.lower()
    if platform in {"cisco_ios", "cisco_iosxe"}:
        if interface.kind is InterfaceKind.TUNNEL:
            return IOS_TUNNEL_BPS
        if name.startswith("ethernet"):
            return IOS_ETHERNET_BPS
    return next((bps for start, bps in SPEEDS_BPS if name.startswith(start)), UNKNOWN_SPEED_BPS)
