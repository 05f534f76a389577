"""`interfaces`: ports, units, addresses, VRRP, GRE, LAGs; `interface-range` is opened first."""

from __future__ import annotations

from fnmatch import fnmatchcase
from itertools import islice
from typing import Literal

from kawanet.model.interfaces import Family, FilterBinding
from kawanet.parse.ip_words import address, interface_address
from kawanet.parse.juniper_junos.draft import DeviceDraft, PortDraft, UnitDraft
from kawanet.parse.juniper_junos.reading import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    classes,
    read,
)
from kawanet.parse.juniper_junos.values import (
    MEMBERS,
    between,
    expand,
    in_range,
    number,
    rate,
    vlan_id,
)
from kawanet.parse.juniper_junos.vrrp import gateway, read_vrrp
from kawanet.parse.result import LineClass
from kawanet.parse.word_tree import Node

_DOT1Q = "0x8100."
_PLAIN = frozenset(
    ["ethernet", "flexible-ethernet-services", "dix", "ppp", "cisco-hdlc", "vlan", "frame-relay"]
)
_SIDES: dict[str, Literal["in", "out"]] = {
    "input": "in",
    "output": "out",
    "input-list": "in",
    "output-list": "out",
}


def read_interfaces(d: DeviceDraft, node: Node) -> None:
    """Read all interfaces, ranges opened."""
    d.account.mark(node.lines, MODELLED)
    ranges = node.children.pop("interface-range", None)
    for each in ranges.children.values() if ranges else ():
        try:
            _open_range(d, node, each)
        except (ValueError, IndexError):
            d.account.mark_all(each, UNMODELLED)
    for name, child in node.children.items():
        if name in ("traceoptions", "apply-macro"):
            d.account.mark_all(child, IRRELEVANT)
            continue
        port = PortDraft(d.account, name, d.account.span(child))
        d.ports[name] = port
        read(_PORT, port, child)


def _open_range(d: DeviceDraft, interfaces: Node, node: Node) -> None:
    """Give the members of a range what it says; a `*` stands for interfaces that are there."""
    members = [name for word in node.values("member") for name in islice(expand(word), MEMBERS)]
    ranges = node.at("member-range")
    for first in ranges.children.values() if ranges else ():
        members += between(first.word, first.words()[-1])
    d.account.mark(node.lines, MODELLED)
    for word in ("member", "member-range"):
        gone = node.children.pop(word, None)
        if gone:
            d.account.mark_all(gone, MODELLED)
    for pattern in members:
        known = [n for n in interfaces.children if fnmatchcase(n, pattern)]
        for name in known if "*" in pattern else [pattern]:
            _graft(interfaces.child(name, node.line), node)


def _graft(target: Node, source: Node) -> None:
    for word, child in source.children.items():
        if word not in target.children:
            target.children[word] = child.hollow()
        target.children[word].lines.extend(child.lines)
        _graft(target.children[word], child)


def _only(node: Node) -> str:
    found = node.value()
    if found is None:
        raise ValueError(f"{node.word} has no value")
    return found


def _description(it: PortDraft | UnitDraft, node: Node) -> LineClass:
    it.description = _only(node)
    return MODELLED


def _disable(it: PortDraft | UnitDraft, _: Node) -> LineClass:
    it.enabled = False
    return MODELLED


def _port_mtu(port: PortDraft, node: Node) -> LineClass:
    port.mtu = number(_only(node), 64, 65535)
    return MODELLED


def _speed(port: PortDraft, node: Node) -> LineClass:
    word = _only(node)
    if word.startswith("auto"):
        return IRRELEVANT
    port.speed_bps = rate(word)
    return MODELLED


def _native_vlan(port: PortDraft, node: Node) -> LineClass:
    port.native_vlan = vlan_id(_only(node))
    return MODELLED


def _tagging(port: PortDraft, _: Node) -> LineClass:
    port.tagged = True
    return MODELLED


def _member(port: PortDraft, node: Node) -> LineClass:
    port.lag = _only(node)
    return MODELLED


def _lacp(port: PortDraft, node: Node) -> LineClass:
    words = node.values()
    port.lacp = "active" if "active" in words else "passive"
    return MODELLED


def _unit(port: PortDraft, node: Node) -> None:
    port.account.mark(node.lines, MODELLED)
    for word, child in node.children.items():
        unit = UnitDraft(port.account, port, number(word), port.account.span(child))
        port.units[unit.number] = unit
        read(_UNIT, unit, child)


def _vlan(unit: UnitDraft, node: Node) -> LineClass:
    unit.vlan = in_range(int(_only(node)), 0, 4094)
    return MODELLED


def _vlan_tags(unit: UnitDraft, node: Node) -> LineClass:
    outer = _only(node) if node.at("outer") is None else node.value("outer")
    if node.at("inner") is not None or outer is None:
        return UNMODELLED
    unit.vlan = vlan_id(outer.removeprefix(_DOT1Q))
    return MODELLED


def _bandwidth(unit: UnitDraft, node: Node) -> LineClass:
    unit.bandwidth_bps = rate(_only(node))
    return MODELLED


def _tunnel(unit: UnitDraft, node: Node) -> LineClass:
    for word in ("source", "destination", "key"):
        value = node.value(word)
        if value is not None:
            _ = number(value) if word == "key" else address(value)
            unit.tunnel[word] = value
    unit.tunnel["vrf"] = node.value("routing-instance", "destination") or "default"
    known = {"source", "destination", "key", "routing-instance", "ttl", "path-mtu-discovery"}
    return MODELLED if known >= node.children.keys() else UNMODELLED


def _family_mtu(unit: UnitDraft, node: Node) -> LineClass:
    unit.mtu = number(_only(node), 64, 65535)
    return MODELLED


def _switching(unit: UnitDraft, node: Node) -> None:
    unit.switching = node
    read(_ETHERNET, unit, node)


def _address(unit: UnitDraft, node: Node) -> None:
    """`address A { ... }`: each address, its VRRP groups, and whether it is the first one."""
    for word, child in node.children.items():
        found = interface_address(word)
        unit.addresses.append((found, unit.account.span(child)))
        if child.at("primary"):
            unit.primary.append(found)
        shared = child.value("virtual-gateway-address")
        if shared:
            unit.vrrp.append(gateway(shared))
        read(_ADDRESS, unit, child)


def _peer_unit(unit: UnitDraft, node: Node) -> LineClass:
    unit.peer = number(_only(node))
    return MODELLED


def _encapsulation(_: PortDraft | UnitDraft, node: Node) -> LineClass:
    return IRRELEVANT if _only(node) in _PLAIN else UNMODELLED


def _filter(family: Family) -> object:
    def bind(unit: UnitDraft, node: Node) -> None:
        unit.account.mark(node.lines, MODELLED)
        for word, child in node.children.items():
            side = _SIDES.get(word)
            names = child.values()
            if side is None or not names or (len(child.words()) != 1 and "list" not in word):
                unit.account.mark_all(child, IRRELEVANT if word == "group" else UNMODELLED)
                continue
            where = unit.account.span(next(iter(child.children.values())))
            if len(names) > 1:
                unit.chains.append((family, side, names, where))
            else:
                unit.filters.append(FilterBinding(names[0], family, side, where))
            unit.account.mark_all(child, MODELLED)

    return bind


def _iso(unit: UnitDraft, node: Node) -> None:
    unit.iso = list(node.values("address"))
    read({"address": MODELLED, "mtu": IRRELEVANT, "*": UNMODELLED}, unit, node)


def _unnumbered(unit: UnitDraft, node: Node) -> LineClass:
    unit.unnumbered = _only(node)
    known = {"destination", "preferred-source-address"} >= node.children[
        unit.unnumbered
    ].children.keys()
    return MODELLED if known else UNMODELLED


def _ip(family: Family) -> object:
    def ip(unit: UnitDraft, node: Node) -> None:
        unit.families.add(family)
        read({**_IP, "filter": _filter(family)}, unit, node)

    return ip


_ADDRESS = {
    "primary": MODELLED,
    "preferred": IRRELEVANT,
    "vrrp-group": read_vrrp,
    "vrrp-inet6-group": read_vrrp,
    **classes("eui-64 arp ndp destination multipoint-destination", UNMODELLED),
    **classes("master-only broadcast virtual-gateway-v4-mac-address", IRRELEVANT),
    **classes("virtual-gateway-v6-mac-address virtual-gateway-accept-data", IRRELEVANT),
    **classes("virtual-gateway-esi", IRRELEVANT),
    "virtual-gateway-address": MODELLED,
    **classes("subnet-router-anycast", IRRELEVANT),
}
_IP = {
    "address": _address,
    "mtu": _family_mtu,
    "unnumbered-address": _unnumbered,
    **classes("no-redirects no-neighbor-learn targeted-broadcast accounting sampling", IRRELEVANT),
    **classes("dad-disable nd6-stale-time primary policer tcp-mss", IRRELEVANT),
    **classes("no-neighbor-learn nd6-max-cache nd6-new-hold-limit arp-max-cache", IRRELEVANT),
    **classes("arp-new-hold-limit load-balance rpf-loose-mode-discard", IRRELEVANT),
    **classes("ndp-proxy proxy-ndp proxy-macip-advertisement bundle", IRRELEVANT),
    **classes("address-selection unconditional-src-learn arp-suppression", IRRELEVANT),
    **classes("dhcp dhcp-client dhcpv6-client rpf-check", UNMODELLED),
    **classes("negotiate-address service simple-filter", UNMODELLED),
}
_ETHERNET = {
    **classes("interface-mode port-mode vlan native-vlan-id vlan-id vlan-id-list", MODELLED),
    **classes("storm-control recovery-timeout", IRRELEVANT),
    **classes("filter", UNMODELLED),
}
_UNIT = {
    "description": _description,
    "disable": _disable,
    "enable": MODELLED,
    "vlan-id": _vlan,
    "vlan-tags": _vlan_tags,
    "bandwidth": _bandwidth,
    "tunnel": _tunnel,
    **classes("traps no-traps statistics clear-dont-fragment-bit", IRRELEVANT),
    **classes("arp-resp proxy-arp copy-tos-to-outer-ip-header point-to-point", IRRELEVANT),
    **classes("vlan-id-list vlan-id-range native-inner-vlan-id input-vlan-map", UNMODELLED),
    **classes("output-vlan-map interface-mode", UNMODELLED),
    "peer-unit": _peer_unit,
    **classes("clear-dont-fragment-bit reassemble-packets keepalives", IRRELEVANT),
    **classes("no-keepalives ppp-options demux-options account-layer2-overhead", IRRELEVANT),
    **classes("accounting-profile arp-suppression no-gratuitous-arp-request", IRRELEVANT),
    **classes("targeted-options esi-lag mtu-discovery load-balancing-options", IRRELEVANT),
    **classes("forwarding-class-accounting service-domain actual-transit-statistics", IRRELEVANT),
    **classes("dynamic-profile auto-configure layer2-policer swap-by-poppush", IRRELEVANT),
    **classes("pppoe-options dialer-options backup-options esi", UNMODELLED),
    "encapsulation": _encapsulation,
    "family": {
        "inet": _ip(4),
        "inet6": _ip(6),
        "ethernet-switching": _switching,
        "bridge": _switching,
        "iso": _iso,
        "mpls": IRRELEVANT,
        "any": IRRELEVANT,
        "*": UNMODELLED,
    },
}
_GIGETHER = {
    "802.3ad": _member,
    "ieee-802.3ad": _member,
    "speed": _speed,
    **classes("auto-negotiation no-auto-negotiation flow-control no-flow-control", IRRELEVANT),
    **classes("loopback", UNMODELLED),
    **classes("no-loopback fec link-mode asynchronous-notification", IRRELEVANT),
    "redundant-parent": _member,
    **classes("source-filtering source-address-filter no-source-filtering", IRRELEVANT),
    **classes("ethernet-switch-profile mdi-mode ieee-802-3az-eee", IRRELEVANT),
}
_PORT = {
    "description": _description,
    "disable": _disable,
    "enable": MODELLED,
    "mtu": _port_mtu,
    "speed": _speed,
    "native-vlan-id": _native_vlan,
    "vlan-tagging": _tagging,
    "flexible-vlan-tagging": _tagging,
    "gigether-options": _GIGETHER,
    "ether-options": _GIGETHER,
    "fastether-options": _GIGETHER,
    "aggregated-ether-options": {
        "lacp": _lacp,
        **classes("link-speed minimum-bandwidth flow-control no-flow-control", IRRELEVANT),
        **classes("minimum-links mc-ae", UNMODELLED),
        **classes("load-balance logical-interface-fpc-redundancy rebalance-periodic", IRRELEVANT),
    },
    "unit": _unit,
    "encapsulation": _encapsulation,
    "redundant-ether-options": {
        "lacp": _lacp,
        **classes("redundancy-group minimum-links link-speed flow-control", IRRELEVANT),
        **classes("no-flow-control source-filtering loopback", IRRELEVANT),
        "*": UNMODELLED,
    },
    **classes("traps no-traps hold-time link-mode no-gratuitous-arp-request", IRRELEVANT),
    **classes("gratuitous-arp-reply optics-options framing keepalives", IRRELEVANT),
    **classes("no-keepalives damping traceoptions multi-chassis-protection", IRRELEVANT),
    **classes("no-gratuitous-arp-reply clocking media-type auto-10m-100m l2-policer", IRRELEVANT),
    **classes("accounting-profile per-unit-scheduler hierarchical-scheduler", IRRELEVANT),
    **classes("unidirectional mac interface-transmit-statistics arp-l2-validate", IRRELEVANT),
    **classes("shared-scheduler no-per-unit-scheduler sonet-options otn-options", IRRELEVANT),
    **classes("t1-options t3-options e1-options serial-options ds0-options", IRRELEVANT),
    **classes("dsl-options vdsl-options shdsl-options dialer-options modem-options", IRRELEVANT),
    **classes("ppp-options lcp-restart-timer forwarding-class-accounting", IRRELEVANT),
    **classes("link-degrade-monitor load-balancing-options no-partition", IRRELEVANT),
    **classes("number-of-sub-ports external-model-number passive-monitor-mode", IRRELEVANT),
    **classes("multiservice-options services-options receive-bucket transmit-bucket", IRRELEVANT),
    **classes("wavelength", IRRELEVANT),
    **classes("switch-options cellular-options input-traffic-control-profile", IRRELEVANT),
    **classes("schedulers mtu-discovery monitor-session targeted-distribution", IRRELEVANT),
    **classes("targeted-options fec ether-type unused no-native-vlan-insert", IRRELEVANT),
    **classes("satop-options speed-mode anchor-point line-protocol", IRRELEVANT),
    **classes("stacked-vlan-tagging esi fabric-options", UNMODELLED),
    **classes("aggregated-inline-services-options atm-options container-options", UNMODELLED),
    **classes("data-input", UNMODELLED),
    **classes("mlfr-uni-nni-bundle-options interface-switch logical-tunnel-options", UNMODELLED),
    **classes("redundancy-options", UNMODELLED),
}
