"""What an `interfaces` file says of layer 3 beside addresses: routes into the kernel, and Cumulus'
virtual addresses, which every router of a pair answers for (VRR).

The kernel's routes stand in FRR's table at distance 0 (FRR 8.4 user guide, Zebra). Source:
interfaces(5), `gateway`; ip-route(8); ifupdown-addons-interfaces(5), `address-virtual`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address, ip_interface, ip_network

from kawanet.errors import Span
from kawanet.model.interfaces import Family, InterfaceKind, VrrpGroup
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.routing import StaticRoute
from kawanet.parse.linux_frr.draft import DeviceDraft, InterfaceDraft

_DEFAULT = {4: ip_network("0.0.0.0/0"), 6: ip_network("::/0")}
_SPAN = re.compile(r"^(.*?)\[?(\d+)-(\d+)\]?(.*)$")
_NO_WAY = ("blackhole", "unreachable", "prohibit", "throw")
_MOST = 1024  # names from one pattern


def expanded(text: str) -> Iterator[str]:
    """Interface names; behind the word `glob` also as `swp1-4` or `swp[1-4]s0`.
    Raises ValueError for a regular expression."""
    words = text.split()
    if "regex" in words:
        raise ValueError(text)
    globbed = False
    for word in words:
        if word == "glob":
            globbed = True
        elif word != "none":
            yield from _globbed(word) if globbed else (word,)


def _globbed(word: str) -> Iterator[str]:
    found = _SPAN.match(word)
    if found is None:
        yield word
        return
    head, first, last, tail = found.groups()
    if not 0 <= int(last) - int(first) < _MOST:
        raise ValueError(word)
    for number in range(int(first), int(last) + 1):
        for rest in _globbed(tail):
            yield f"{head}{number}{rest}"


def gateway(interface: InterfaceDraft, value: str, where: Span) -> StaticRoute:
    """`gateway A`: a default route. Raises ValueError."""
    hop = ip_address(value.split(maxsplit=1)[0])
    return StaticRoute(
        interface.vrf, _DEFAULT[hop.version], hop, distance=0, where=where, kernel=True
    )


def command_route(interface: InterfaceDraft, words: list[str], where: Span) -> StaticRoute | None:
    """`ip [-4|-6] route add|replace P [via H] [dev D] [vrf V]`; None if it says more.
    Raises ValueError, IndexError."""
    rest = [w for w in words if w not in ("-4", "-6")]
    if rest[:2] != ["ip", "route"] or rest[2] not in ("add", "replace", "append"):
        return None
    six = "-6" in words or any(":" in w for w in rest)
    target = rest[3]
    if target in _NO_WAY:
        return None
    options = dict(zip(rest[4::2], rest[5::2], strict=True))
    if options.keys() - {"via", "dev", "vrf"}:
        return None
    hop = ip_address(options["via"]) if "via" in options else None
    prefix = _DEFAULT[6 if six else 4] if target == "default" else ip_network(target)
    device = options.get("dev", None if hop is not None else interface.name)
    device = interface.name if device in ("$IFACE", "${IFACE}") else device
    if hop is not None and hop.version != prefix.version:
        raise ValueError(target)
    vrf = options.get("vrf", interface.vrf if device == interface.name else DEFAULT_VRF)
    return StaticRoute(vrf, prefix, hop, device, 0, where=where, kernel=True)


def virtual_addresses(interface: InterfaceDraft, value: str) -> None:
    """`address-virtual [MAC|none] ADDRESS/LENGTH...`. Raises ValueError, IndexError."""
    words = value.split()
    if words[0] == "none" or _is_mac(words[0]):
        words = words[1:]
    for number, word in enumerate(words):
        address = ip_interface(word).ip
        family: Family = 4 if address.version == 4 else 6
        group = VrrpGroup(family, number, address, protocol="varp")
        interface.vrrp.append(group)


def _is_mac(word: str) -> bool:
    return word.count(":") == 5 and "::" not in word and "/" not in word


def with_mask(interface: InterfaceDraft, mask: str) -> None:
    """`netmask M` completes the address before it. Raises ValueError, IndexError."""
    address, where = interface.addresses[-1]
    if address.network.prefixlen == address.max_prefixlen:
        interface.addresses[-1] = (ip_interface(f"{address.ip}/{mask}"), where)


def loopback_of(draft: DeviceDraft, vrf: str, text: str, where: Span) -> bool:
    """The address of a VRF device, which is a loopback in that VRF; 127.0.0.1 and ::1 are in every
    one and no route. Says whether the address counts. Raises ValueError."""
    address = ip_interface(text.split(maxsplit=1)[0])
    if address.is_loopback:
        return False
    interface = draft.interface(vrf, where)
    interface.vrf, interface.kind = vrf, InterfaceKind.LOOPBACK
    interface.addresses.append((address, where))
    return True
