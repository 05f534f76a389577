"""`config system interface` and `config system zone` -> interfaces, VRFs and zones.

Source: Fortinet FortiOS 7.4 CLI Reference, config system interface (`vrf`: a number, 0 the default;
`config ipv6` with `vrip6_link_local`, one an interface, and `config vrrp6`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from ipaddress import IPv6Address, ip_address, ip_interface
from typing import Literal

from kawanet.errors import Span
from kawanet.model.interfaces import (
    Family,
    Interface,
    InterfaceKind,
    IPAddress,
    IPInterface,
    LagMember,
    Tunnel,
    VrrpGroup,
)
from kawanet.model.network import Vrf
from kawanet.model.policy import Zone
from kawanet.parse.fortinet_fortios.reading import ROOT_VDOM, Entry, Scope, fields
from kawanet.parse.result import LineClass

Mode = Literal["active", "passive", "on"]

INTERFACE = fields(
    modelled="vdom vrf ip allowaccess status type member lacp-mode description alias speed "
    "interface vlanid mtu-override mtu dhcp-relay-service dhcp-relay-ip secondary-IP secondaryip "
    "vrrp ipv6 remote-ip",
    irrelevant="snmp-index role device-identification device-user-identification lldp-reception "
    "lldp-transmission lldp-network-policy fortilink fortilink-split-interface fortilink-stacking "
    "estimated-upstream-bandwidth estimated-downstream-bandwidth monitor-bandwidth color "
    "dedicated-to trust-ip-1 trust-ip-2 trust-ip-3 trust-ip6-1 lacp-speed min-links algorithm "
    "aggregate-type mediatype vrrp-virtual-mac arpforward cli-conn-status explicit-web-proxy "
    "explicit-ftp-proxy proxy-captive-portal tcp-mss preserve-session-route auth-type "
    "switch-controller-access-vlan switch-controller-mgmt-vlan switch-controller-igmp-snooping "
    "switch-controller-traffic-policy switch-controller-dhcp-snooping "
    "switch-controller-feature swc-first-create auto-auth-extension-device ap-discover "
    "stp stp-ha-secondary stpforward fail-detect netflow-sampler sflow-sampler sample-rate "
    "sample-direction polling-interval priority distance idle-timeout inbandwidth outbandwidth "
    "egress-shaping-profile ingress-shaping-profile dhcp-relay-type dhcp-relay-agent-option "
    "dhcp-relay-interface-select-method dhcp-relay-request-all-server dhcp-client-identifier "
    "dns-server-override defaultgw mtu-size macaddr devindex internal ident-accept "
    "icmp-accept-redirect icmp-send-redirect wccp netbios-forward l2forward vlanforward "
    "broadcast-forward dns-server-protocol forward-error-correction auto-negotiate "
    "ip-managed-by-fortiipam security-mode security-groups security-external-web "
    "lacp-ha-secondary lacp-ha-slave link-up-delay system-id-type system-id disconnect-threshold "
    "managed-subnetwork-size fortiheartbeat broadcast-forticlient-discovery ha-priority "
    "src-check tagging eap-supplicant monitor-bandwidth weight default-purdue-level vlan-protocol",
    unmodelled="mode ipmac bfd gwdetect management-ip drop-fragment "
    "drop-overlapped-fragment ips-sniffer-mode vindex ip-unnumbered ipunnumbered "
    "dhcp-relay-source-ip redundant-interface forward-domain subst l2tp-client pptp-client "
    "username password",
)
IPV6 = fields(
    modelled="ip6-address ip6-allowaccess ip6-send-adv ip6-extra-addr vrrp6 vrip6_link_local "
    "dhcp6-relay-service dhcp6-relay-ip",
    irrelevant="vrrp-virtual-mac6 ip6-manage-flag ip6-other-flag ip6-max-interval nd-mode "
    "ip6-min-interval ip6-link-mtu ip6-reachable-time ip6-retrans-time ip6-default-life "
    "ip6-hop-limit dhcp6-relay-type ip6-prefix-list ip6-dns-server-override cli-conn6-status "
    "icmp6-send-redirect ra-send-mtu interface-identifier unique-autoconf-addr",
    unmodelled="ip6-mode autoconf dhcp6-prefix-delegation ip6-subnet ip6-upstream-interface "
    "ip6-delegated-prefix-list dhcp6-client-options ip6-prefix-mode",
)
SECONDARY = fields(modelled="ip allowaccess", irrelevant="secip-relay-ip ping-serv-status gwdetect")
VRRP = fields(
    modelled="version vrip vrip6 priority preempt status",
    irrelevant="vrgrp adv-interval start-time accept-mode ignore-default-route",
    unmodelled="vrdst vrdst6 vrdst-priority proxy-arp",
)
VDOM_LINK = fields(irrelevant="type vcluster vcid")
GRE = fields(
    modelled="interface remote-gw local-gw ip-version key-inbound",
    irrelevant="key-outbound keepalive-interval keepalive-failtimes dscp-copying diffservcode "
    "auto-asic-offload sequence-number-transmission sequence-number-reception checksum-reception "
    "checksum-transmission use-sdwan",
    unmodelled="remote-gw6 local-gw6",
)
ZONE = fields(modelled="interface intrazone", irrelevant="description tagging")

_KINDS = {
    "physical": InterfaceKind.PHYSICAL,
    "aggregate": InterfaceKind.LAG,
    "vlan": InterfaceKind.SUBINTERFACE,
    "loopback": InterfaceKind.LOOPBACK,
    "tunnel": InterfaceKind.TUNNEL,
    "vdom-link": InterfaceKind.TUNNEL,
}
_LACP: dict[str, Mode] = {"active": "active", "passive": "passive", "static": "on"}
_MBPS = {"100G": 100_000, "200G": 200_000, "400G": 400_000}
_SAID = {"vrf": "vrf", "vlanid": "tag"}  # settings whose line people ask for
_AUTOMATIC = ("auto", "auto-module")


@dataclass(frozen=True, slots=True)
class PortReading:
    """An interface with what FortiOS keeps beside the model: its VDOM and who may log in."""

    interface: Interface
    vdom: str
    access: tuple[str, ...]
    vrf_where: Span | None


def read_ports(scope: Scope) -> tuple[PortReading, ...]:
    """Read all interfaces, in order, with LAG membership on the members."""
    entries = scope.table("system interface", INTERFACE)
    lags = {
        member: LagMember(entry.name, _LACP.get(entry.text("lacp-mode", "active"), "active"))
        for entry in entries.values()
        if entry.text("type") == "aggregate"
        for member in entry.words("member")
    }
    links = _links(scope, entries)
    ports = [_port(entry) for entry in entries.values()]
    tunnels = _tunnels(scope, {p.interface.name: p.interface for p in ports})
    return tuple(
        replace(
            p,
            interface=replace(
                p.interface,
                lag=lags.get(p.interface.name),
                linked=links.get(p.interface.name),
                tunnel=tunnels.get(p.interface.name),
            ),
        )
        for p in ports
    )


def _tunnels(scope: Scope, ports: Mapping[str, Interface]) -> dict[str, Tunnel]:
    """The ends of GRE tunnels; without `local-gw` the near one is its interface's address."""
    if not any(block.blocks for _, block in scope.sections.get("system gre-tunnel", ())):
        return {}
    found: dict[str, Tunnel] = {}
    for entry in scope.table("system gre-tunnel", GRE).values():
        outer = ports.get(entry.text("interface"))
        own = next((a.ip for a in outer.addresses if a.version == 4), None) if outer else None
        near, far = entry.address("local-gw"), entry.address("remote-gw")
        near = near if near is not None and int(near) else own
        if near is not None and far is not None:
            vrf = outer.vrf if outer else Scope().vrf(0)
            found[entry.name] = Tunnel(near, far, vrf, key=entry.number("key-inbound") or None)
    return found


def _links(scope: Scope, entries: dict[str, Entry]) -> dict[str, str]:
    """The other end of each interface of a VDOM link: `L` makes the interfaces L0 and L1."""
    names = scope.table("system vdom-link", VDOM_LINK)
    pairs = [(f"{name}0", f"{name}1") for name in names]
    found = {a: b for pair in pairs for a, b in (pair, pair[::-1])}
    return {a: b for a, b in found.items() if a in entries and b in entries}


def _port(entry: Entry) -> PortReading:
    vdom = entry.text("vdom", ROOT_VDOM)
    vrf = entry.number("vrf") or 0
    ipv6 = entry.inner("ipv6", IPV6)
    found = _addresses(entry, ipv6)
    interface = Interface(
        name=entry.name,
        kind=_kind(entry),
        description=entry.text("description") or entry.text("alias"),
        enabled=entry.text("status", "up") == "up",
        vrf=Scope(vdom).vrf(vrf),
        addresses=tuple(address for address, _ in found),
        mtu=entry.number("mtu") if entry.is_on("mtu-override") else None,
        speed_bps=entry.read("speed", _speed),
        parent=entry.text("interface") or None if "vlanid" in entry.values else None,
        vlan=entry.number("vlanid"),
        vrrp=(*_vrrp(entry, None, 4), *_vrrp(ipv6, ipv6.address("vrip6_link_local"), 6)),
        dhcp_relays=_relays(entry, "dhcp-relay") + _relays(ipv6, "dhcp6-relay"),
        router_advertisements=_advertises(ipv6),
        where=entry.where,
        address_lines=tuple(span for _, span in found),
        setting_lines=tuple((s, entry.place(k)) for k, s in _SAID.items() if k in entry.lines),
    )
    access = entry.words("allowaccess") + ipv6.words("ip6-allowaccess")
    return PortReading(interface, vdom, access, entry.place("vrf") if vrf else None)


def _kind(entry: Entry) -> InterfaceKind:
    """The kind by `type`, or by `vlanid` where FortiOS writes no type; others are unmodelled."""
    written = entry.text("type", "vlan" if "vlanid" in entry.values else "physical")
    if written not in _KINDS:
        entry.mark("type", LineClass.UNMODELLED)
    return _KINDS.get(written, InterfaceKind.PHYSICAL)


def _addresses(entry: Entry, ipv6: Entry) -> list[tuple[IPInterface, Span]]:
    """All addresses with their lines: IPv4 before IPv6, primary first."""
    found = [(_primary(entry), entry.place("ip"))]
    secondary = entry.table("secondaryip", SECONDARY)
    if entry.is_on("secondary-IP"):
        found += [(s.interface("ip"), s.place("ip")) for s in secondary.values()]
    found.append((ipv6.interface("ip6-address"), ipv6.place("ip6-address")))
    for extra in ipv6.table("ip6-extra-addr", fields()).values():
        try:
            found.append((ip_interface(extra.name), extra.where))
        except ValueError:
            extra.ledger.claim(extra.line, LineClass.UNRECOGNISED)
    return [(address, span) for address, span in found if address and int(address.ip)]


def _primary(entry: Entry) -> IPInterface | None:
    """The address; that of a tunnel is a host's, and `remote-ip` has the length of both ends'
    network."""
    own, remote = entry.interface("ip"), entry.interface("remote-ip")
    if own is None or remote is None or own.ip not in remote.network:
        if int(remote.ip if remote else 0):
            entry.mark("remote-ip", LineClass.UNMODELLED)
        return own
    return ip_interface((own.ip, remote.network.prefixlen))


def _vrrp(entry: Entry, link_local: IPAddress | None, family: Family) -> list[VrrpGroup]:
    """VRRP groups of a family. A group that is switched off is not there."""
    attribute = "vrip" if family == 4 else "vrip6"
    groups = []
    for group in entry.table("vrrp" if family == 4 else "vrrp6", VRRP).values():
        address = group.address(attribute)
        if address is None or not group.name.isdecimal() or len(group.name) > 3:
            group.ledger.claim(group.line, LineClass.UNRECOGNISED)
        elif group.is_on("status", default=True):
            priority = group.number("priority")
            groups.append(
                VrrpGroup(
                    family,
                    int(group.name),
                    address,
                    priority=100 if priority is None else priority,
                    preempt=group.is_on("preempt", default=True),
                    link_local=link_local if isinstance(link_local, IPv6Address) else None,
                )
            )
    return groups


def _relays(entry: Entry, prefix: str) -> tuple[IPAddress, ...]:
    servers = entry.read(f"{prefix}-ip", lambda words: tuple(ip_address(w) for w in words))
    return (servers or ()) if entry.is_on(f"{prefix}-service") else ()


def _advertises(ipv6: Entry) -> bool:
    """FortiOS sends no router advertisements unless told to; without IPv6 it does not matter."""
    if "ip6-send-adv" in ipv6.values:
        return ipv6.is_on("ip6-send-adv")
    return "ip6-address" not in ipv6.values


def _speed(words: tuple[str, ...]) -> int | None:
    """Bits a second of e.g. `1000full`, `100Gfull`, `25000cr4`; None for automatic."""
    if words[0] in _AUTOMATIC:
        return None
    head = words[0][:4] if words[0][:4] in _MBPS else words[0]
    digits = head[: len(head) - len(head.lstrip("0123456789"))]
    return (_MBPS.get(head) or int(digits)) * 1_000_000


def read_vrfs(ports: tuple[PortReading, ...]) -> tuple[Vrf, ...]:
    """The VRFs that interfaces are in, by first use; FortiOS numbers them and names none."""
    found: dict[str, Vrf] = {}
    for port in ports:
        name = port.interface.vrf
        if name != "default" and name not in found:
            number = name.rpartition("vrf")[2]
            found[name] = Vrf(name, int(number) if port.vrf_where else None, where=port.vrf_where)
    return tuple(found.values())


def read_zones(scope: Scope) -> tuple[tuple[Zone, ...], tuple[tuple[str, Span], ...]]:
    """Zones in order, and those that let traffic pass inside them, with the line that says so."""
    entries = scope.table("system zone", ZONE)
    zones = tuple(
        Zone(scope.named(entry.name), tuple(sorted(entry.words("interface"))), where=entry.where)
        for entry in entries.values()
    )
    open_inside = tuple(
        (scope.named(entry.name), entry.place("intrazone"))
        for entry in entries.values()
        if entry.text("intrazone") == "allow"
    )
    return zones, open_inside
