"""Spelling of nft: names, matches, rules. How the model maps to nft is told in
`kawanet.parse.linux_frr.nft`, which reads it back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from kawanet.model.interfaces import Family
from kawanet.model.network import DEFAULT_VRF, Device
from kawanet.model.policy import (
    ICMP,
    ICMPV6,
    TCP,
    UDP,
    AclRule,
    Action,
    AddressMatch,
    FirewallRule,
    NatKind,
    NatRule,
    PortRange,
    Service,
    ServiceGroup,
    Wildcard,
)

COMMENT_BYTES = 120  # nft takes 128 (NFTNL_UDATA_COMMENT_MAXLEN in libnftnl)
_NAMED = {ICMP: "icmp", TCP: "tcp", UDP: "udp", ICMPV6: "ipv6-icmp"}
_ALL_PROTOCOLS, _ALL_PORTS = "0-255", "0-65535"
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-")


def nft_name(kind: str, name: str) -> str:
    """An nft identifier: the kind keeps it apart from keywords; odd bytes become `/xx`."""
    odd = (c if c in _PLAIN else "".join(f"/{b:02x}" for b in c.encode()) for c in name)
    return f"{kind}.{''.join(odd)}"


def filters_anything(device: Device) -> bool:
    """Whether the device has any policy at all."""
    return device.policy != type(device.policy)()


# ---- comments ------------------------------------------------------------------------------


def comment(text: str) -> str:
    """The words that put `text` on a rule, '' for none."""
    return f' comment "{text}"' if text else ""


def fits_comment(text: str) -> bool:
    """Whether nft can hold the text in a rule's comment as it is."""
    printable = text.isprintable() and '"' not in text and text == text.strip()
    return printable and len(text.encode()) <= COMMENT_BYTES


def _note(key: str, text: str) -> list[str]:
    """`#: key: text`, one line for each line of text."""
    return [f"#: {key}: {line}" for line in text.split("\n")] if text else []


def remark(text: str) -> tuple[list[str], str]:
    """Lines before a rule and the words after it that keep a remark."""
    return ([], comment(text)) if fits_comment(text) else (_note("remark", text), "")


def identity(name: str, extras: Sequence[tuple[str, str]] = ()) -> tuple[list[str], str]:
    """Lines before a rule, and its comment: `name | owner=... | reason=...` where that fits."""
    given = [(key, value) for key, value in extras if value]
    text = " | ".join([name, *(f"{key}={value}" for key, value in given)])
    if "|" not in name + "".join(v for k, v in given if k != "reason") and fits_comment(text):
        return [], comment(text)
    notes = [line for key, value in (("name", name), *given) for line in _note(key, value)]
    return notes, comment(_shortened(name))


def _shortened(name: str) -> str:
    """As much of an unfit name as nft can hold; it only ties the lines of one rule together."""
    clean = "".join(c if c.isprintable() and c not in '"|' else "_" for c in name).strip()
    return clean.encode()[:COMMENT_BYTES].decode(errors="ignore").strip() or "_"


# ---- matches -------------------------------------------------------------------------------


def protocol_name(protocol: int) -> str:
    """A protocol as nft prints the common ones, else its number."""
    return _NAMED.get(protocol, str(protocol))


def _ports(ranges: Iterable[PortRange]) -> str:
    texts = [_port(r) for r in ranges]
    return texts[0] if len(texts) == 1 else f"{{ {', '.join(texts)} }}"


def _port(ports: PortRange) -> str:
    first, last = ports
    return str(first) if first == last else f"{first}-{last}"


def _address(word: str, family: Family, match: AddressMatch | None) -> list[str]:
    if match is None:
        return []
    head = f"{'ip' if family == 4 else 'ip6'} {word}"
    if isinstance(match, Wildcard):
        return [f"{head} & {_dotted(match.mask ^ 0xFFFFFFFF)} == {_dotted(match.address)}"]
    return [f"{head} {match}"]


def _dotted(value: int) -> str:
    return ".".join(str(byte) for byte in value.to_bytes(4, "big"))


def acl_rule(rule: AclRule, family: Family) -> list[str]:
    """One line of an ACL's chain: a permitted packet returns, for the outgoing ACL to look at."""
    before, after = remark(rule.remark)
    words = [
        *_address("saddr", family, rule.source),
        *_address("daddr", family, rule.destination),
        *_transport(rule),
        *(["tcp flags & (ack | rst) != 0"] if rule.established else []),
        *(["log"] if rule.log else []),
        "return" if rule.action is Action.PERMIT else "drop",
    ]
    return [*before, " ".join(words) + after]


def _transport(rule: AclRule) -> list[str]:
    if rule.protocol is None:
        return []
    if rule.icmp_type is not None:
        return [f"{'icmpv6' if rule.protocol == ICMPV6 else 'icmp'} type {rule.icmp_type}"]
    words = []
    head = protocol_name(rule.protocol) if rule.protocol in (TCP, UDP) else "th"
    if not (rule.source_ports or rule.destination_ports) or head == "th":
        words.append(f"meta l4proto {protocol_name(rule.protocol)}")
    words += [f"{head} sport {_ports(rule.source_ports)}"] if rule.source_ports else []
    words += [f"{head} dport {_ports(rule.destination_ports)}"] if rule.destination_ports else []
    return words


def bindings(device: Device, direction: str) -> list[str]:
    """The jumps from interfaces to ACLs in one direction."""
    word = "iifname" if direction == "in" else "oifname"
    return [
        f'{word} "{i.name}" meta nfproto ipv{f.family} jump {nft_name(f"acl{f.family}", f.acl)}'
        for i in device.interfaces
        for f in i.filters
        if f.direction == direction
    ]


def management_bindings(device: Device) -> list[str]:
    """The jumps from SSH to the management ACLs."""
    families = {acl.name: acl.family for acl in device.policy.acls}
    bound = [(name, families[name]) for name in device.system.management_acl if name in families]
    return [
        f"meta nfproto ipv{family} tcp dport 22 jump {nft_name(f'acl{family}', name)}"
        for name, family in bound
    ]


def bgp_inputs(device: Device) -> list[str]:
    """BGP from the neighbours that are named (RFC 4271 §8.2.1: TCP port 179)."""
    addresses = [n.address for p in device.routing.bgp for n in p.neighbors if n.address]
    words = {4: "ip", 6: "ip6"}
    return [f"{words[a.version]} saddr {a} tcp dport 179 accept" for a in addresses]


def management_inputs(device: Device) -> list[str]:
    """Where a firewall may be managed from: the VRF of management, or the zone of its port."""
    vrf, own = device.system.management_vrf, device.system.management_interface
    zones = (z.name for z in device.policy.zones if own in z.interfaces)
    if vrf not in ("", DEFAULT_VRF):
        return [f'iifname "{vrf}" accept']
    return [f"iifname @{nft_name('zone', zone)} accept" for zone in zones]


# ---- services ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NamedSet:
    """An nft set; each of `elements` is one line, and one service."""

    name: str
    type: str
    interval: bool
    elements: tuple[str, ...]


def service_sets(group: ServiceGroup) -> list[NamedSet]:
    """A group is up to three sets: protocol . port, ICMP types, ICMPv6 types."""
    typed = {
        "icmp4": ("icmp_type", _types(group, ICMP)),
        "icmp6": ("icmpv6_type", _types(group, ICMPV6)),
    }
    plain = tuple(_service(s) for s in group.services if s.icmp_type is None)
    return [
        NamedSet(nft_name("svc", group.name), "inet_proto . inet_service", True, plain),
        *(
            NamedSet(nft_name(kind, group.name), word, False, types)
            for kind, (word, types) in typed.items()
            if types
        ),
    ]


def _types(group: ServiceGroup, protocol: int) -> tuple[str, ...]:
    return tuple(
        str(s.icmp_type)
        for s in group.services
        if s.icmp_type is not None and s.protocol == protocol
    )


def _service(service: Service) -> str:
    protocol = _ALL_PROTOCOLS if service.protocol is None else protocol_name(service.protocol)
    ports = [_port(p) for p in service.ports] or [_ALL_PORTS]
    return ", ".join(f"{protocol} . {port}" for port in ports)


def _service_matches(name: str, device: Device, family: Family) -> list[str]:
    """One match a set: the port set unless the group is nothing but ICMP types."""
    group = next((g for g in device.policy.service_groups if g.name == name), None)
    services = group.services if group is not None else ()
    word, kind, protocol = ("icmp", "icmp4", ICMP) if family == 4 else ("icmpv6", "icmp6", ICMPV6)
    typed = any(s.icmp_type is not None and s.protocol == protocol for s in services)
    plain = any(s.icmp_type is None for s in services) or not typed
    matches = [f"meta l4proto . th dport @{nft_name('svc', name)}"] if plain else []
    return matches + ([f"{word} type @{nft_name(kind, name)}"] if typed else [])


# ---- firewall rules and NAT ----------------------------------------------------------------


def firewall_rule(rule: FirewallRule, device: Device) -> list[str]:
    """A rule is one nft line for each combination of its zones, groups and services."""
    extras = [
        ("owner", rule.owner),
        ("expires", rule.expires.isoformat() if rule.expires else ""),
        ("reason", rule.reason),
    ]
    before, after = identity(rule.name, extras)
    dimensions = [
        [match for zone in rule.from_zones for match in _zone_in(zone, device)],
        [f"oifname @{nft_name('zone', zone)}" for zone in rule.to_zones],
        *_group_matches(rule.family, rule.sources, rule.destinations),
        [m for name in rule.services for m in _service_matches(name, device, rule.family)],
    ]
    verdict = "accept" if rule.action is Action.PERMIT else "drop"
    end = ("log " if rule.log else "") + verdict + after
    mark = "" if rule.enabled else "#- "
    return before + [mark + line for line in _combined(rule.family, dimensions, end)]


def _combined(family: Family, dimensions: Sequence[Sequence[str]], end: str) -> list[str]:
    head = f"meta nfproto ipv{family}"
    choices = product(*(d for d in dimensions if d))
    return [" ".join([head, *choice, end]) for choice in choices]


def _zone_in(zone: str, device: Device) -> list[str]:
    """In the forward hook a packet of a VRF has the VRF's device as its input and its port as
    the slave device. Source: Linux Documentation/networking/vrf.rst; nft(8), META EXPRESSIONS."""
    found = next((z for z in device.policy.zones if z.name == zone), None)
    vrfs = [_vrf_of(device, name) for name in (found.interfaces if found else ())]
    name = nft_name("zone", zone)
    plain = [f"iifname @{name}"] if not vrfs or DEFAULT_VRF in vrfs else []
    return plain + (["meta sdifname @" + name] if set(vrfs) - {DEFAULT_VRF} else [])


def _vrf_of(device: Device, name: str) -> str:
    interface = device.interface.get(name)
    return interface.vrf if interface is not None else DEFAULT_VRF


def _group_matches(
    family: Family, sources: Sequence[str], destinations: Sequence[str]
) -> list[list[str]]:
    head, kind = ("ip", "v4") if family == 4 else ("ip6", "v6")
    return [
        [f"{head} {word} @{nft_name(kind, name)}" for name in names]
        for word, names in (("saddr", sources), ("daddr", destinations))
    ]


def nat_rule(rule: NatRule) -> list[str]:
    """One nft line for each combination of the rule's groups."""
    before, after = identity(rule.name)
    zones = [("iifname", rule.from_zone), ("oifname", rule.to_zone)]
    dimensions = [
        *([f"{word} @{nft_name('zone', zone)}"] for word, zone in zones if zone),
        *_group_matches(rule.family, rule.sources, rule.destinations),
        _nat_destination(rule),
    ]
    return before + _combined(rule.family, dimensions, _translation(rule) + after)


def _nat_destination(rule: NatRule) -> list[str]:
    """The destination (address, protocol, port) that a destination rule catches."""
    words = _address_of(rule)
    if rule.protocol is not None and rule.port is not None:
        words.append(f"{protocol_name(rule.protocol)} dport {rule.port}")
    elif rule.protocol is not None:
        words.append(f"meta l4proto {protocol_name(rule.protocol)}")
    return [" ".join(words)] if words else []


def _address_of(rule: NatRule) -> list[str]:
    return [f"{'ip' if rule.family == 4 else 'ip6'} daddr {rule.address}"] if rule.address else []


def _translation(rule: NatRule) -> str:
    ip = "ip" if rule.family == 4 else "ip6"
    if rule.kind is NatKind.DESTINATION:
        mapped = str(rule.mapped_address)
        if rule.mapped_port is None:
            return f"dnat {ip} to {mapped}"
        return f"dnat {ip} to {mapped if ip == 'ip' else f'[{mapped}]'}:{rule.mapped_port}"
    if rule.pool_first is None:
        return "masquerade"
    last = "" if rule.pool_last in (None, rule.pool_first) else f"-{rule.pool_last}"
    return f"snat {ip} to {rule.pool_first}{last}"


NFT_FILTERS: tuple[Callable[..., object], ...] = (
    nft_name,
    filters_anything,
    service_sets,
    acl_rule,
    bindings,
    management_bindings,
    management_inputs,
    bgp_inputs,
    firewall_rule,
    nat_rule,
)
