"""What platforms' BGP does where the RFCs leave it open and configurations do not say.

Sources: the devices' own `show` output where they print it (IOS-XE 16.4: redistributed routes keep
their next hop in the BGP table; NX-OS 9.2: they do not, a `network` has no MED; EOS 4.23:
aggregates of static routes, origin incomplete); blog.ipspace.net, "Next Hops of BGP Routes
Reflected by Arista EOS" (2022); FRR bgpd/bgp_route.c (bgp_redistribute_add, bgp_static_update) and
its documentation of `ip nht resolve-via-default`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kawanet.model.route_policy import Source


@dataclass(frozen=True, slots=True)
class Habits:
    """`keeps_redistributed`, `keeps_network`: the next hop of the route in the table goes along.
    `network_med`: a `network` has the metric of its route as MED. `resolves_by_default`: a default
    route is a way to a next hop. `mixed_origin`: an aggregate has the worst origin of its parts,
    else IGP. `tags_own`: routes of an empty path have the own AS number as tag.
    `export_map_marks`: a VRF's export map refuses nothing. `leaks_tables`: by targets VRFs
    exchange routes of the table, not of BGP. `reflects_self`: `next-hop-self` holds for
    reflected routes too. `bgp_leaks`: the sources of a `RouteLeak` that mean
    BGP's table; any other leak is of the routing table."""

    keeps_redistributed: bool = False
    keeps_network: bool = False
    network_med: bool = True
    resolves_by_default: bool = True
    mixed_origin: bool = True
    tags_own: bool = False
    export_map_marks: bool = False
    leaks_tables: bool = False
    reflects_self: bool = False
    bgp_leaks: frozenset[tuple[Source, ...]] = frozenset()


IOS = Habits(
    keeps_redistributed=True,
    keeps_network=True,
    mixed_origin=False,
    export_map_marks=True,
    bgp_leaks=frozenset({(Source.BGP,)}),
)
BY_NAME: frozenset[tuple[Source, ...]] = frozenset({()})
PLATFORMS: Mapping[str, Habits] = {
    "cisco_ios": IOS,
    "cisco_iosxe": IOS,
    "cisco_nxos": Habits(network_med=False, tags_own=True, bgp_leaks=BY_NAME),
    "arista_eos": Habits(reflects_self=True),
    "juniper_junos": Habits(leaks_tables=True),
    "linux_frr": Habits(keeps_redistributed=True, resolves_by_default=False, bgp_leaks=BY_NAME),
}


def habits(platform: str) -> Habits:
    """Those of a platform; of an unknown one, what most do."""
    return PLATFORMS.get(platform, Habits())
