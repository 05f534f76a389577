"""Routing instances: their interfaces, static routes, router-id; and OSPF of each."""

from __future__ import annotations

from ipaddress import IPv4Address

from kawanet.model.interfaces import Family, IPAddress
from kawanet.model.network import DEFAULT_VRF, Vrf
from kawanet.model.routing import AreaKind, AreaRange, IPNetwork, OspfArea, StaticRoute
from kawanet.parse.braces import Node
from kawanet.parse.juniper_junos.draft import DeviceDraft, InstanceDraft, ProcessDraft
from kawanet.parse.juniper_junos.reading import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    classes,
    read,
)
from kawanet.parse.juniper_junos.values import address, area, number, prefix, rate
from kawanet.parse.result import LineClass

PREFERENCE = 5  # of a static route that says nothing. Source: Junos, "Route Preferences Overview"
_ROUTERS = frozenset(["virtual-router", "vrf", "forwarding-only"])
_MEGA = 1_000_000
_LONGEST = 10  # digits of a 32-bit number


def instance_of(d: DeviceDraft, name: str) -> InstanceDraft:
    """The draft of an instance, made if need be."""
    return d.instances.setdefault(name, InstanceDraft(d.account, d, name))


def read_instances(d: DeviceDraft, node: Node) -> None:
    """`routing-instances { NAME { ... } }`; what is no router is not modelled."""
    d.account.mark(node.lines, MODELLED)
    for name, child in node.children.items():
        kind = child.value("instance-type")
        if kind not in _ROUTERS and name != "mgmt_junos":
            d.account.mark_all(child, UNMODELLED)
            continue
        instance = instance_of(d, name)
        distinguisher = child.value("route-distinguisher") or ""
        last = distinguisher.rpartition(":")[2]
        handle = int(last) if last.isdecimal() and len(last) <= _LONGEST else None
        description = child.value("description") or ""
        instance.vrf = Vrf(name, handle, description, d.account.span(child))
        read(_INSTANCE, instance, child)


def read_options(d: DeviceDraft, node: Node) -> None:
    """`routing-options` of the default instance."""
    read(OPTIONS, instance_of(d, DEFAULT_VRF), node)


def _interface(instance: InstanceDraft, node: Node) -> LineClass:
    instance.interfaces.extend(node.children.values())
    return MODELLED


def _router_id(instance: InstanceDraft, node: Node) -> LineClass:
    instance.router_id = IPv4Address(node.words()[0])
    return MODELLED


def _static(instance: InstanceDraft, node: Node) -> None:
    defaults = node.at("defaults") or Node("", 0)
    read(_STATIC, instance, node)
    routes = node.at("route")
    for word, child in routes.children.items() if routes else ():
        try:
            ended = _route(instance, prefix(word), child, defaults)
        except ValueError:
            ended = None
        if ended is not MODELLED:
            instance.account.mark_all(child, ended or LineClass.UNRECOGNISED)


def _route(instance: InstanceDraft, to: IPNetwork, node: Node, defaults: Node) -> LineClass:
    distance = number(node.value("preference") or defaults.value("preference") or str(PREFERENCE))
    where = instance.account.span(node)
    made: list[StaticRoute] = []
    leak = node.value("next-table")
    if leak:
        target = leak.rpartition(".inet")[0] or DEFAULT_VRF
        hop = StaticRoute(instance.name, to, None, None, distance, target, where)
        made.append(hop)
    for word in node.values("next-hop"):
        hop_address, port = _hop(word)
        made.append(StaticRoute(instance.name, to, hop_address, port, distance, None, where))
    qualified = node.at("qualified-next-hop")
    for child in qualified.children.values() if qualified else ():
        hop_address, port = _hop(child.word)
        named = child.value("interface")
        own = child.value("preference")
        made.append(
            StaticRoute(
                instance.name,
                to,
                hop_address,
                named or port,
                number(own) if own else distance,
                None,
                where,
            )
        )
    if {"discard", "reject", "receive"} & node.children.keys():
        made.append(StaticRoute(instance.name, to, None, None, distance, None, where))
    instance.static.extend(made)
    if not made or node.at("receive"):
        return UNMODELLED
    read(_ROUTE, instance, node)
    return MODELLED


def _hop(word: str) -> tuple[IPAddress | None, str | None]:
    """A next hop: an address, or an interface."""
    return (None, word) if word[:1].isalpha() and "." in word else (address(word), None)


def _process(family: Family) -> object:
    def ospf(instance: InstanceDraft, node: Node) -> None:
        where = instance.account.span(node)
        process = ProcessDraft(instance.account, instance.name, family, where)
        instance.processes.append(process)
        read(_OSPF, process, node)

    return ospf


def _export(process: ProcessDraft, node: Node) -> LineClass:
    process.exports.extend(node.children.values())
    return MODELLED


def _reference(process: ProcessDraft, node: Node) -> LineClass:
    bits = rate(node.words()[0])
    process.reference_bandwidth_mbps = bits // _MEGA
    return MODELLED if bits % _MEGA == 0 else UNMODELLED


def _areas(process: ProcessDraft, node: Node) -> None:
    process.account.mark(node.lines, MODELLED)
    for word, child in node.children.items():
        _area(process, area(word), child)


def _area(process: ProcessDraft, which: int, node: Node) -> None:
    kind = AreaKind.NORMAL
    stub = node.at("stub")
    if node.at("nssa"):
        kind = AreaKind.NSSA
    elif stub:
        kind = AreaKind.TOTALLY_STUB if "no-summaries" in stub.words() else AreaKind.STUB
        if "default-metric" not in stub.words():
            process.bare_stubs.append(stub)
    ranges = node.at("area-range")
    found = tuple(
        AreaRange(prefix(word), "restrict" not in c.words(), process.account.span(c))
        for word, c in (ranges.children.items() if ranges else ())
    )
    process.numbers.append(which)
    if kind is not AreaKind.NORMAL or found:
        process.areas[which] = OspfArea(which, kind, found)
    interfaces = node.at("interface")
    for child in interfaces.children.values() if interfaces else ():
        process.interfaces.append((which, child))
    read(_AREA, process, node)


def _stub(_: ProcessDraft, node: Node) -> LineClass:
    words = node.words()
    if "default-metric" in words and words[words.index("default-metric") + 1] != "1":
        return UNMODELLED
    return MODELLED


def _ranges(process: ProcessDraft, node: Node) -> LineClass | None:
    process.account.mark(node.lines, MODELLED)
    for child in node.children.values():
        words = set(child.words()) - {"restrict", "exact"}
        process.account.mark_all(child, UNMODELLED if words else MODELLED)
    return None


_OSPF_INTERFACE = {
    **classes("metric passive interface-type hello-interval dead-interval disable", MODELLED),
    **classes("priority bfd-liveness-detection authentication retransmit-interval", IRRELEVANT),
    **classes("transit-delay poll-interval link-protection node-link-protection", IRRELEVANT),
    **classes("ldp-synchronization no-neighbor-down-notification", IRRELEVANT),
    **classes("topology bandwidth-based-metrics te-metric secondary dynamic-neighbors", UNMODELLED),
    **classes("neighbor flood-reduction demand-circuit ipsec-sa", UNMODELLED),
}
_AREA = {
    "stub": _stub,
    "area-range": _ranges,
    "interface": {"*": _OSPF_INTERFACE},
    "nssa": {"default-lsa": UNMODELLED, "area-range": UNMODELLED, "no-summaries": UNMODELLED},
    **classes("virtual-link network-summary-export network-summary-import", UNMODELLED),
    **classes("sham-link-remote label-switched-path inter-area-prefix-export", UNMODELLED),
    **classes("inter-area-prefix-import", UNMODELLED),
    "authentication-type": IRRELEVANT,
}
_OSPF = {
    "area": _areas,
    "export": _export,
    "reference-bandwidth": _reference,
    **classes("traceoptions spf-options graceful-restart no-nssa-abr", IRRELEVANT),
    **classes("database-protection lsa-refresh-interval", IRRELEVANT),
    "domain-id": {"disable": IRRELEVANT},
    "no-domain-vpn-tag": IRRELEVANT,
    "domain-vpn-tag": IRRELEVANT,
    "*": UNMODELLED,
}
_ROUTE = {
    **classes("next-hop discard reject preference next-table", MODELLED),
    "qualified-next-hop": {
        "*": {
            **classes("preference interface", MODELLED),
            **classes("metric tag", IRRELEVANT),
            "*": UNMODELLED,
        }
    },
    **classes("tag metric no-readvertise readvertise retain no-retain install", IRRELEVANT),
    **classes("community active", IRRELEVANT),
    **classes("passive no-install", UNMODELLED),
    **classes("bfd-liveness-detection resolve lsp-next-hop as-path", UNMODELLED),
}
_STATIC = {
    "route": {"*": {"*": MODELLED}},
    "defaults": {
        "preference": MODELLED,
        **classes("tag metric no-readvertise retain no-retain community active", IRRELEVANT),
        "*": UNMODELLED,
    },
    **classes("rib-group", UNMODELLED),
    "traceoptions": IRRELEVANT,
}
_ROUTE_TABLE = {"static": _static, "*": UNMODELLED}
OPTIONS = {
    "router-id": _router_id,
    "static": _static,
    "rib": {"*": _ROUTE_TABLE},
    "autonomous-system": IRRELEVANT,
    **classes("graceful-restart nonstop-routing traceoptions ppm resolution", IRRELEVANT),
    **classes("nsr-phantom-holdtime maximum-paths maximum-prefixes options", IRRELEVANT),
    "forwarding-table": {"export": IRRELEVANT, "*": IRRELEVANT},
    "*": UNMODELLED,
}
PROTOCOLS = {"ospf": _process(4), "ospf3": _process(6)}


def _instance_protocols(instance: InstanceDraft, node: Node) -> None:
    read({**PROTOCOLS, "router-advertisement": _advertise, "*": UNMODELLED}, instance, node)


def _advertise(instance: InstanceDraft, node: Node) -> None:
    advertise(instance.device, node)


def advertise(d: DeviceDraft, node: Node) -> None:
    """`router-advertisement`: the interfaces on which hosts may learn a prefix."""
    d.advertised.update(node.values("interface"))
    read({"interface": MODELLED, "traceoptions": IRRELEVANT}, d, node)


def _relay(instance: InstanceDraft, node: Node) -> None:
    read_forwarding(instance, node)


def read_forwarding(instance: InstanceDraft, node: Node) -> None:
    """`forwarding-options`: DHCP relays of the instance."""
    read(_FORWARDING, instance, node)


def _dhcp_relay(instance: InstanceDraft, node: Node) -> None:
    instance.relay_groups.append((4, node))
    read({**_RELAY, "dhcpv6": _dhcpv6_relay}, instance, node)


def _dhcpv6_relay(instance: InstanceDraft, node: Node) -> None:
    instance.relay_groups.append((6, node))
    read(_RELAY, instance, node)


_RELAY = {
    **classes("server-group group active-server-group", MODELLED),
    **classes("overrides relay-option relay-option-82 traceoptions forward-only", IRRELEVANT),
    **classes(
        "forward-snooped-clients maintain-subscriber duplicate-clients-on-interface", IRRELEVANT
    ),
    **classes("route-suppression relay-agent-interface-id", IRRELEVANT),
}
_FORWARDING = {
    "dhcp-relay": _dhcp_relay,
    **classes("storm-control-profiles storm-control hash-key enhanced-hash-key", IRRELEVANT),
    **classes("load-balance sampling analyzer rpf-loose-mode-discard", IRRELEVANT),
    **classes("multicast access-security", IRRELEVANT),
    "*": UNMODELLED,
}
_INSTANCE = {
    **classes("instance-type route-distinguisher description", MODELLED),
    "interface": _interface,
    "routing-options": OPTIONS,
    "protocols": _instance_protocols,
    "forwarding-options": _relay,
    **classes("vrf-table-label no-vrf-advertise", IRRELEVANT),
    "*": UNMODELLED,
}
