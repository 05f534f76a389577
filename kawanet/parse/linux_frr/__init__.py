"""Read the files of one Linux box: FRR, nftables, iptables, ifupdown2 and the management plane.

Which reader takes a file shows in its name, or, for a name that says nothing, in its text. A
text that holds several files one after the other (interfaces, then `frr.conf`, as collectors of
Cumulus boxes write it) is cut where FRR's part begins.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Interface, IPv4Network, ip_network

from kawanet.model.interfaces import InterfaceKind, Switchport
from kawanet.model.network import Device
from kawanet.model.routing import Routing, StaticRoute
from kawanet.model.services import RadiusGroup, Services
from kawanet.model.system import System
from kawanet.parse.lines import Ledger, account
from kawanet.parse.linux_frr.draft import DeviceDraft, InterfaceDraft, ProcessDraft
from kawanet.parse.linux_frr.frr import read_frr
from kawanet.parse.linux_frr.frr_interface import UNSET
from kawanet.parse.linux_frr.frr_isis import processes_of as isis_processes
from kawanet.parse.linux_frr.frr_rip import processes_of as rip_processes
from kawanet.parse.linux_frr.frr_rip import rip_on
from kawanet.parse.linux_frr.frr_vpn import leaks_of, with_targets
from kawanet.parse.linux_frr.ifupdown import read_interfaces
from kawanet.parse.linux_frr.iptables import TABLE
from kawanet.parse.linux_frr.management import MANAGEMENT_FILES, read_management
from kawanet.parse.linux_frr.nft import Part, read_nft_json, read_rules
from kawanet.parse.linux_frr.nft_json import RULESET
from kawanet.parse.policy_draft import (
    as_path_lists_of,
    community_lists_of,
    policies_of,
    prefix_lists_of,
)
from kawanet.parse.result import LineClass, Parsed

PLATFORM = "linux_frr"

_FRR = re.compile(r"^(frr (version|defaults) |service integrated-vtysh-config)", re.MULTILINE)
_FRR_LIKE = re.compile(
    r"^(router (ospf6?|ripng)( vrf \S+)?\s*$|\s+ip ospf area |\s+ipv6 ospf6 area |"
    r"\s+vrrp \d+ version )",
    re.MULTILINE,
)
_IFUPDOWN = re.compile(r"^(iface \S+|auto \S+)", re.MULTILINE)
_NFT = re.compile(r"^(table (inet|ip|ip6|arp|bridge|netdev) \S+ *\{|flush ruleset)", re.MULTILINE)
_BREAKOUT = re.compile(r"\d[-\d]*=\w+\s*$")  # of ports.conf: speeds, ports in parts
_FRR_BEGINS = re.compile(r"^(frr version|frr defaults|# ports\.conf --|# frr\.conf)", re.MULTILINE)
_OTHER_VENDORS = re.compile(r"^(config system|boot-start-marker|aaa new-model)", re.MULTILINE)
_NAMES = {"frr.conf": "frr", "nftables.conf": "nft", "interfaces": "interfaces"}
_ORDER = ("interfaces", "frr")  # processes need the interfaces' addresses


_WORDS = {  # each sign has one of these in it: a quick look spares the search of most texts
    _FRR: ("frr ", "service integrated-vtysh-config"),
    _FRR_LIKE: ("router ospf", "router ripng", "ip ospf area ", "ipv6 ospf6 area ", "vrrp "),
    _IFUPDOWN: ("iface ", "auto "),
    _NFT: ("table ", "flush ruleset"),
    RULESET: ('"nftables"',),
    TABLE: ("*filter", "*nat", "*mangle", "*raw", "*security"),
    _OTHER_VENDORS: ("config system", "boot-start-marker", "aaa new-model"),
}


def _name(path: str) -> str:
    """The last part of a path, whichever way its slashes lean."""
    return path.replace("\\", "/").rpartition("/")[2]


def _said(sign: re.Pattern[str], text: str) -> bool:
    return any(word in text for word in _WORDS[sign]) and sign.search(text) is not None


def looks_like(files: Mapping[str, str]) -> int:
    """How sure this is a Linux box: 0 not at all, each kind of text adds."""
    if any(_said(_OTHER_VENDORS, text) for text in files.values()):
        return 0
    return sum(
        90 * any(_said(sign, text) for sign in (_NFT, RULESET, TABLE, _IFUPDOWN, _FRR))
        + 3 * _said(_FRR_LIKE, text)
        + (_name(path) in _NAMES or _name(path) in MANAGEMENT_FILES)
        for path, text in files.items()
    )


def parse(files: Mapping[str, str]) -> Parsed:
    """Read {path shown in spans: text} of one box. Never raises on text."""
    draft = DeviceDraft()
    ledgers = {path: Ledger(path, _lines(files[path])) for path in sorted(files)}
    parts = [part for path, ledger in ledgers.items() for part in _parts(path, ledger)]
    for kind, ledger, first, last in sorted(parts, key=lambda part: _rank(part.kind)):
        if kind in MANAGEMENT_FILES:
            read_management(draft, ledger, kind)
        elif kind in _READ:
            _READ[kind](draft, ledger, first, last)
    _read_rules(draft, [part for part in parts if part.kind in _RULES])
    device = _device(draft)
    counts, unclaimed = account(list(ledgers.values()))
    return Parsed(device, counts, unclaimed)


_READ = {"interfaces": read_interfaces, "frr": read_frr}
_RULES = ("nft", "nft-json", "iptables")


def _read_rules(draft: DeviceDraft, parts: Sequence[Part]) -> None:
    """Rules need the interfaces. What `nft -j` lists is all that the kernel has, whoever put it
    there: texts beside it are another account of the same."""
    listed = [part for part in parts if part.kind == "nft-json"]
    for _, ledger, first, last in listed[:1]:
        read_nft_json(draft, ledger, first, last)
        parts = [part for part in parts if part.ledger is not ledger]
    if listed:
        for _, ledger, first, last in parts:
            ledger.claim_all(range(first, last + 1), LineClass.UNMODELLED)
    elif parts:
        read_rules(draft, parts)


def _rank(kind: str) -> int:
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)


def _lines(text: str) -> list[str]:
    """Lines as editors count them: only a line feed ends one."""
    lines = text.split("\n")
    if "\r" in text:
        lines = [line.removesuffix("\r") for line in lines]
    return lines[:-1] if lines and not lines[-1] else lines


def _parts(path: str, ledger: Ledger) -> list[Part]:
    """The kinds of text in a file, each with its lines."""
    name, last = _name(path), len(ledger.texts)
    if name in MANAGEMENT_FILES:
        return [Part(name, ledger, 1, last)]
    text = "\n".join(ledger.texts)
    kind = _kind(name, text)
    begin = _FRR_BEGINS.search(text) if kind == "interfaces" != name else None
    if begin is None:
        return [Part(kind, ledger, 1, last)]
    cut = text.count("\n", 0, begin.start())
    _claim_name(ledger)
    for number, line in enumerate(ledger.texts[cut:], cut + 1):
        if _BREAKOUT.match(line):
            ledger.claim(number, LineClass.IRRELEVANT)
    return [Part("interfaces", ledger, 1, cut), Part("frr", ledger, cut + 1, last)]


def _kind(name: str, text: str) -> str:
    """What a text is: its name says it (of rules, only which program's), else a sign in it."""
    if _said(RULESET, text):
        return "nft-json"
    signs = ((_NFT, "nft"), (TABLE, "iptables"), (_IFUPDOWN, "interfaces"))
    return _NAMES.get(name) or next((kind for sign, kind in signs if _said(sign, text)), "frr")


def _claim_name(ledger: Ledger) -> None:
    """Collected texts begin with the box's name, which `hostname` says again."""
    if ledger.texts and len(ledger.texts[0].split()) == 1:
        ledger.claim(1, LineClass.IRRELEVANT)


# ---- the device -----------------------------------------------------------------------------


def _device(draft: DeviceDraft) -> Device:
    for process in draft.processes.values():
        _apply_process(draft, process)
    _apply_ports(draft)
    for interface in draft.interfaces.values() if draft.rip else ():
        addresses = [a for a, _ in interface.addresses]
        interface.rip = rip_on(interface.name, interface.vrf, addresses, draft.rip.values())
    ports = [(i.vrf, i.isis) for i in draft.interfaces.values() if i.isis is not None]
    asked = any(p.router_id is None for p in draft.processes.values())
    fallback = draft.router_id or (_highest_address(draft) if asked else IPv4Address(0))
    statics = sorted(draft.statics, key=_static_order)
    processes = [draft.processes[key] for key in sorted(draft.processes)]
    return Device(
        name=draft.name,
        platform=PLATFORM,
        system=System(**vars(draft.system)),
        vrfs=with_targets(draft.vrfs, draft.vpn),
        switching=draft.switching,
        interfaces=tuple(i.frozen() for i in draft.interfaces.values()),
        routing=Routing(
            tuple(statics),
            tuple(p.frozen(fallback) for p in processes),
            draft.bgp_processes(),
            isis=isis_processes(draft.isis.values(), ports),
            rip=rip_processes(draft.rip.values()),
            leaks=leaks_of(draft.vpn.values()),
            policies=policies_of(draft.policies),
            prefix_lists=prefix_lists_of(draft.policies),
            as_path_lists=as_path_lists_of(draft.policies),
            community_lists=community_lists_of(draft.policies),
        ),
        policy=draft.policy,
        services=Services(**vars(draft.services)),
    )


def _static_order(route: StaticRoute) -> tuple[str, int, int, int, int]:
    """VRF, family, prefix, next hop (none first); the rest keeps the order of the text."""
    prefix, hop = route.prefix, route.next_hop
    return (
        route.vrf,
        prefix.version,
        int(prefix.network_address),
        prefix.prefixlen,
        -1 if hop is None else int(hop),
    )


def _apply_process(draft: DeviceDraft, process: ProcessDraft) -> None:
    """`network` and `passive-interface` lines, as if they stood on the interfaces. The first
    `network` that holds an address gives the area. Source: FRR user guide, OSPFv2."""
    for interface in draft.interfaces.values():
        if interface.vrf != process.vrf:
            continue
        ospf = interface.ospf.get(process.family)
        area = _network_area(interface, process)
        if area is not None and (ospf is None or ospf.area is None):
            ospf = interface.ospf_of(process.family)
            ospf.area = area
        if ospf is not None and ospf.passive is None:
            ospf.passive = process.passive.get(interface.name, process.passive_default)
        if ospf is not None and ospf.authentication is None and ospf.area is not None:
            ospf.authentication = process.authentication.get(ospf.area)


def _network_area(interface: InterfaceDraft, process: ProcessDraft) -> int | None:
    networks = [(ip_network(text), area) for text, area in process.networks]
    addresses = [a for a, _ in interface.addresses if isinstance(a, IPv4Interface)]
    for network, area in networks:
        if isinstance(network, IPv4Network) and any(
            a.network.subnet_of(network) for a in addresses
        ):
            return area
    return None


def _apply_ports(draft: DeviceDraft) -> None:
    """802.1X ports, DHCP relays and VRRP groups that lines in other places were about."""
    for name in draft.dot1x_ports:
        port = draft.interfaces.get(name)
        if port is not None and port.switchport is not None:
            port.switchport = _with_dot1x(port.switchport)
    services = draft.services
    if draft.dot1x and services.radius_servers and not services.dot1x_group:
        names = tuple(server.name for server in services.radius_servers)
        groups = (*services.radius_groups, RadiusGroup("hostapd", names))
        services.radius_groups, services.dot1x_group = groups, "hostapd"
    interfaces = draft.interfaces.values()
    owners = {a.ip: i for i in interfaces for a, _ in i.addresses} if draft.relays else {}
    for local, server in draft.relays:
        if local in owners:
            owners[local].dhcp_relays.append(server)
    for interface in interfaces:
        if interface.vrrp:
            interface.vrrp = [g for g in interface.vrrp if g.address != UNSET]


@lru_cache(maxsize=1 << 12)
def _with_dot1x(port: Switchport) -> Switchport:
    return replace(port, dot1x=True)


def _highest_address(draft: DeviceDraft) -> IPv4Address:
    """The router id where no line gives one: the highest address of a loopback, else of any."""
    found = [
        (i.kind is InterfaceKind.LOOPBACK, a.ip)
        for i in draft.interfaces.values()
        for a, _ in i.addresses
        if isinstance(a, IPv4Interface) and not a.ip.is_loopback
    ]
    return max(found)[1] if found else IPv4Address(0)
