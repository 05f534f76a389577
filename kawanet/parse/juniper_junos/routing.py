"""Routing instances and the default one: interfaces, options, protocols, DHCP relays."""

from __future__ import annotations

from ipaddress import IPv4Address

from kawanet.model.network import DEFAULT_VRF, Vrf
from kawanet.model.route_policy import Source
from kawanet.parse.juniper_junos.bgp import read_bgp
from kawanet.parse.juniper_junos.draft import DeviceDraft, InstanceDraft
from kawanet.parse.juniper_junos.isis import read_isis
from kawanet.parse.juniper_junos.ospf import process_reader
from kawanet.parse.juniper_junos.reading import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    classes,
    read,
)
from kawanet.parse.juniper_junos.rip import rip_reader
from kawanet.parse.juniper_junos.statics import read_aggregates, read_static
from kawanet.parse.result import LineClass
from kawanet.parse.word_tree import Node

_ROUTERS = frozenset(["virtual-router", "vrf", "forwarding", "forwarding-only", "no-forwarding"])
_OWN_AS = 65000  # of the route distinguishers that the renderer writes for a number
_LONGEST = 10  # digits of a 32-bit number
_NOTHING = Node("", 0)


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
        distinguisher = child.value("route-distinguisher")
        last = (distinguisher or "").rpartition(":")[2]
        handle = int(last) if last.isdecimal() and len(last) <= _LONGEST else None
        description = child.value("description") or ""
        if distinguisher == f"{_OWN_AS}:{handle}":
            distinguisher = None
        instance.node = child
        instance.vrf = Vrf(name, handle, description, d.account.span(child), distinguisher)
        read(_INSTANCE, instance, child)


def read_options(d: DeviceDraft, node: Node) -> None:
    """`routing-options` of the default instance."""
    _options(instance_of(d, DEFAULT_VRF), node)


def _options(instance: InstanceDraft, node: Node) -> None:
    instance.options = node
    read(OPTIONS, instance, node)


def _interface(instance: InstanceDraft, node: Node) -> LineClass:
    instance.interfaces.extend(node.children.values())
    return MODELLED


def _router_id(instance: InstanceDraft, node: Node) -> LineClass:
    instance.router_id = IPv4Address(node.words()[0])
    return MODELLED


def _groups_of_process(instance: InstanceDraft, node: Node) -> None:
    """Where OSPF and BGP name rib-groups."""
    for word in ("ospf", "ospf3"):
        said = node.at(word, "rib-group")
        if said:
            instance.rib_groups.append((said, Source.OSPF, 4 if word == "ospf" else 6))
    bgp = node.at("bgp")
    for below in bgp.walk() if bgp else ():
        if below.word == "rib-group":
            instance.rib_groups.append((below, Source.BGP, None))


_GROUPED = {
    "static": read_static,
    "aggregate": read_aggregates(False),
    "generate": read_aggregates(True),
    "access": UNMODELLED,
    "maximum-prefixes": IRRELEVANT,
    "martians": UNMODELLED,
    "*": UNMODELLED,
}
OPTIONS = {
    "router-id": _router_id,
    "static": read_static,
    "aggregate": read_aggregates(False),
    "generate": read_aggregates(True),
    "rib": {"*": _GROUPED},
    "autonomous-system": MODELLED,
    "confederation": MODELLED,
    "interface-routes": {
        "rib-group": MODELLED,
        "family": {"*": {"export": {"*": IRRELEVANT}, "*": UNMODELLED}},
        "*": UNMODELLED,
    },
    "rib-groups": {
        "*": {
            **classes("import-rib import-policy", MODELLED),
            "export-rib": IRRELEVANT,
            "*": UNMODELLED,
        }
    },
    "instance-import": MODELLED,
    "auto-export": MODELLED,
    "forwarding-table": {
        **classes("export ecmp-fast-reroute indirect-next-hop chained-composite", IRRELEVANT),
        "*": IRRELEVANT,
    },
    **classes("graceful-restart nonstop-routing traceoptions ppm resolution", IRRELEVANT),
    **classes("nsr-phantom-holdtime maximum-paths maximum-prefixes options", IRRELEVANT),
    "martians": UNMODELLED,
    **classes("multicast validation bmp dynamic-tunnels-timeout topologies", IRRELEVANT),
    **classes("protect lsp-telemetry route-distinguisher-id source-routing", IRRELEVANT),
    **classes(
        "warm-standby transport-class nsr-phantom-holdtime med-igp-update-interval", IRRELEVANT
    ),
    **classes(
        "backup-selection fast-reroute-priority srlg admin-groups-extended-range", IRRELEVANT
    ),
    "*": UNMODELLED,
}
PROTOCOLS = {
    "ospf": process_reader(4),
    "ospf3": process_reader(6),
    "bgp": read_bgp,
    "isis": read_isis,
    "rip": rip_reader(4),
    "ripng": rip_reader(6),
}


def read_protocols(instance: InstanceDraft, node: Node) -> None:
    """The routing protocols among `protocols`."""
    read(PROTOCOLS, instance, node)
    _groups_of_process(instance, node)


def _instance_protocols(instance: InstanceDraft, node: Node) -> None:
    parts = {w: c for w, c in node.children.items() if w in PROTOCOLS}
    others = {w: c for w, c in node.children.items() if w not in PROTOCOLS}
    read_protocols(instance, Node.made("protocols", node.line, node.lines, parts))
    table = {
        "router-advertisement": _advertise,
        **classes("igmp mld pim lldp", IRRELEVANT),
        "*": UNMODELLED,
    }
    read(table, instance, Node.made("protocols", node.line, node.lines, others))


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
    **classes("instance-type route-distinguisher description vrf-target", MODELLED),
    **classes("vrf-import vrf-export", MODELLED),
    "interface": _interface,
    "routing-options": _options,
    "protocols": _instance_protocols,
    "forwarding-options": _relay,
    **classes("vrf-table-label no-vrf-advertise no-vrf-propagate-ttl", IRRELEVANT),
    **classes("vrf-propagate-ttl provider-tunnel no-local-switching", IRRELEVANT),
    "*": UNMODELLED,
}
