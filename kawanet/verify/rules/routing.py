"""OSPF and static routes, beside what the simulation finds (KW-FWD)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kawanet.findings import Finding
from kawanet.model.interfaces import Interface
from kawanet.model.network import Device
from kawanet.model.policy import IPNetwork
from kawanet.model.routing import OspfProcess
from kawanet.verify.rules.context import Context
from kawanet.verify.rules.interfaces import P2P_LENGTH
from kawanet.verify.rules.rule import ERROR, NOTE, WARNING, Check, Rule

ONE_SIDED = Rule(
    "KW-RT-001",
    "OSPF runs at one end of a transit link only",
    "中継リンクの片側だけで OSPF が動いている",
    WARNING,
    "No adjacency forms; routes take another way or none.",
    "RFC 2328 §10.5",
)
NO_NEIGHBOUR = Rule(
    "KW-RT-002",
    "OSPF speaks where no router listens",
    "相手のいないセグメントで OSPF を話している",
    NOTE,
    "A host on the segment could become a neighbour and announce routes; make it passive.",
    "RFC 2328 §9",
)
ROUTER_ID = Rule(
    "KW-RT-003",
    "Router-id is used twice",
    "ルータ ID の重複",
    WARNING,
    "Two routers of a VRF announce themselves under one name, and overwrite each other. For "
    "neighbours, KW-FWD-007 says so instead.",
    "RFC 2328 §1.2",
)
OWN_NEXT_HOP = Rule(
    "KW-RT-004",
    "Next hop of a static route is the router itself",
    "静的経路の次ホップが自分自身",
    ERROR,
    "The packet would have to be sent to where it is.",
)
LEAK = Rule(
    "KW-RT-005",
    "Static route leads into another VRF",
    "静的経路が別の VRF へ抜ける",
    WARNING,
    "Tiers are VRFs and only firewalls join them; this route goes round every firewall.",
)


def one_sided(ctx: Context) -> Iterator[Finding]:
    for subnet, owners in ctx.subnets.items():
        if len(owners) != 2 or not _is_transit(subnet):
            continue
        speaking = [subnet.version in _active(o.interface) for o in owners]
        if owners[0].device is not owners[1].device and speaking[0] != speaking[1]:
            speaker, silent = owners if speaking[0] else owners[::-1]
            yield ONE_SIDED.finding(
                silent.device,
                f"{silent.interface.name} has no active OSPF in {subnet}, "
                f"{speaker.device.name}:{speaker.interface.name} has",
                silent.interface.where,
                "OSPF at both ends, or at none",
                "at one end",
                related=(speaker.interface.where,),
            )


def _is_transit(subnet: IPNetwork) -> bool:
    return P2P_LENGTH[subnet.version] <= subnet.prefixlen < subnet.max_prefixlen


def _active(interface: Interface) -> set[int]:
    return {o.family for o in interface.ospf if not o.passive}


def no_neighbour(ctx: Context) -> Iterator[Finding]:
    if not ctx.cabled:
        return
    for subnet, owners in ctx.subnets.items():
        if _is_transit(subnet) or subnet.prefixlen == subnet.max_prefixlen:
            continue
        speakers = [o for o in owners if subnet.version in _active(o.interface)]
        if len(speakers) == 1:
            only = speakers[0]
            yield NO_NEIGHBOUR.finding(
                only.device,
                f"{only.interface.name} speaks OSPF in {subnet}, where no other router does",
                only.interface.where,
                "passive",
                "active",
            )


def router_ids(ctx: Context) -> Iterator[Finding]:
    found: dict[tuple[object, ...], list[tuple[Device, OspfProcess]]] = defaultdict(list)
    for device in ctx.network.devices:
        for process in device.routing.ospf:
            key = (process.vrf, process.family, process.router_id)
            found[key].append((device, process))
    for holders in found.values():
        if len(holders) < 2:
            continue
        first, *others = holders
        for device, process in others:
            if not _subnets(*first) & _subnets(device, process):
                yield ROUTER_ID.finding(
                    device,
                    f"OSPFv{2 if process.family == 4 else 3} in VRF {process.vrf} has the "
                    f"router-id of {first[0].name}",
                    process.where,
                    "a router-id of its own",
                    str(process.router_id),
                    related=(first[1].where,),
                )


def _subnets(device: Device, process: OspfProcess) -> set[IPNetwork]:
    mine = (i for i in device.interfaces if i.vrf == process.vrf and i.enabled)
    return {a.network for i in mine for a in i.addresses if not a.is_link_local}


def static_routes(ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices:
        own = {(i.vrf, a.ip) for i in device.interfaces for a in i.addresses}
        for route in device.routing.static:
            target = route.next_hop_vrf or route.vrf
            if target != route.vrf:
                yield LEAK.finding(
                    device,
                    f"the route to {route.prefix} leads from VRF {route.vrf} into {target}",
                    route.where,
                    "a next hop in its own VRF",
                    f"VRF {target}",
                )
            if (target, route.next_hop) in own:
                yield OWN_NEXT_HOP.finding(
                    device,
                    f"the route to {route.prefix} in VRF {route.vrf} has an own next hop",
                    route.where,
                    "a neighbour's address",
                    str(route.next_hop),
                )


CHECKS = (
    Check((ONE_SIDED,), one_sided),
    Check((NO_NEIGHBOUR,), no_neighbour),
    Check((ROUTER_ID,), router_ids),
    Check((OWN_NEXT_HOP, LEAK), static_routes),
)
