"""Lines of FRR's `interface` block: addresses, OSPF, OSPFv3, VRRP, router advertisements."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address, ip_address

from kawanet.errors import Span
from kawanet.model.interfaces import Family, VrrpGroup
from kawanet.parse.indented import Statement
from kawanet.parse.linux_frr import frr_isis, frr_rip
from kawanet.parse.linux_frr.draft import InterfaceDraft, OspfDraft
from kawanet.parse.linux_frr.values import interface_address
from kawanet.parse.result import LineClass
from kawanet.parse.statements import find

MODELLED, IRRELEVANT = LineClass.MODELLED, LineClass.IRRELEVANT
UNMODELLED = LineClass.UNMODELLED


def area_number(text: str) -> int:
    """An area id, dotted or decimal."""
    return int(IPv4Address(text)) if "." in text else int(text)


def read_interface_line(
    interface: InterfaceDraft, words: list[str], where: Span
) -> LineClass | None:
    """Read one line; None when the block does not know it. Raises ValueError, IndexError,
    KeyError."""
    handler = _HANDLERS.get(words[0])
    found = handler(interface, words, where) if handler is not None else None
    return _of_another(interface, words, where) if found is None else found


def _of_another(interface: InterfaceDraft, words: list[str], where: Span) -> LineClass | None:
    """A line of RIP or IS-IS."""
    entry = find(frr_rip.PORT, words)
    if entry is not None:
        found: LineClass = entry
        return found
    entry = find(frr_isis.PORT, words)
    if entry.__class__ is LineClass or entry is None:
        return None if entry is None else LineClass(entry)
    interface.isis = interface.isis or frr_isis.IsisPort()
    line: LineClass = entry(interface.isis, Statement(where.line, " ".join(words), words))
    return line


def _description(interface: InterfaceDraft, words: list[str], _where: Span) -> LineClass:
    interface.description = interface.description or " ".join(words[1:])
    return MODELLED


def _shutdown(interface: InterfaceDraft, _words: list[str], _where: Span) -> LineClass:
    interface.enabled = False
    return MODELLED


def _bandwidth(interface: InterfaceDraft, words: list[str], _where: Span) -> LineClass:
    interface.speed_bps = int(words[1]) * 1_000_000
    return MODELLED


def _no_effect(_interface: InterfaceDraft, _words: list[str], _where: Span) -> LineClass:
    return IRRELEVANT


def _unmodelled(_interface: InterfaceDraft, _words: list[str], _where: Span) -> LineClass:
    return UNMODELLED


def _ip(interface: InterfaceDraft, words: list[str], where: Span) -> LineClass | None:
    """`ip ...` and `ipv6 ...`; a route is not ours: it ends the block."""
    if words[1] in _IP_QUIET:
        return IRRELEVANT
    if words[1] == "address":
        interface.addresses.append((interface_address(words[2]), where))
        return MODELLED if words[3:4] in ([], ["label"]) else UNMODELLED
    if words[:2] in (["ip", "ospf"], ["ipv6", "ospf6"]):
        return _ospf(interface.ospf_of(4 if words[0] == "ip" else 6), words[2:])
    if words[:2] == ["ipv6", "nd"]:
        return _advertisements(interface, words[2:], refused=True)
    return UNMODELLED if words[1] in ("nhrp", "policy") else None


_IP_QUIET = ("pim", "igmp", "mld", "multicast")


def _advertisements(interface: InterfaceDraft, words: list[str], refused: bool) -> LineClass:
    if words[0] == "suppress-ra":
        interface.advertises = not refused
        return MODELLED
    return IRRELEVANT


_NUMBERS: Mapping[str, str] = {
    "cost": "cost",
    "hello-interval": "hello_s",
    "dead-interval": "dead_s",
    "priority": "priority",
}
_AUTHENTICATION: Mapping[tuple[str, ...], str] = {
    (): "simple",
    ("message-digest",): "md5",
    ("null",): "",
}


def _ospf(ospf: OspfDraft, words: list[str]) -> LineClass:
    """Words after `ip ospf` or `ipv6 ospf6`. An address at the end limits a line to one subnet."""
    key = words[0]
    if key == "area":
        ospf.area = area_number(words[1])
    elif key == "passive":
        ospf.passive = True
    elif key == "network":
        ospf.network = words[1]
        return UNMODELLED if words[1] == "non-broadcast" else MODELLED
    elif key in _NUMBERS:
        minimal = words[1] == "minimal"  # a second; hellos come by their number in it
        setattr(ospf, _NUMBERS[key], 1 if minimal else int(words[1]))
        words = words[:2] if minimal else words
    elif key == "mtu-ignore":
        ospf.mtu_ignore = True
        return UNMODELLED if words[1:] else MODELLED
    elif key == "authentication":
        return _authentication(ospf, words[1:])
    elif key in _QUIET:
        return IRRELEVANT
    else:
        return UNMODELLED
    return UNMODELLED if words[2:] else MODELLED


def _authentication(ospf: OspfDraft, words: list[str]) -> LineClass:
    """`authentication [message-digest|null]`; `keychain` and `key-id` are OSPFv3's (RFC 7166)."""
    if words[:1] in (["keychain"], ["key-id"], ["key-chain"]):
        ospf.authentication = "key-chain"
        return MODELLED
    ospf.authentication = _AUTHENTICATION[tuple(words)]
    return MODELLED


_QUIET = (
    *("bfd", "retransmit-interval", "transmit-delay", "authentication-key", "message-digest-key"),
    *("instance-id", "advertise", "graceful-restart", "capability", "ti-lfa", "prefix-suppression"),
)


def _vrrp(interface: InterfaceDraft, words: list[str], _where: Span) -> LineClass:
    """`vrrp N {version V | priority P | preempt | ip A | ipv6 A}`; one N holds both families.

    Settings may stand before the addresses, so a group without an address yet is kept as one
    whose address is 0.0.0.0 and is dropped when the device is finished.
    """
    number, key = int(words[1]), words[2]
    if key in ("version", "advertisement-interval", "shutdown", "checksum-with-ipv4-pseudoheader"):
        return UNMODELLED if key == "shutdown" else IRRELEVANT if words[3:] != ["3"] else MODELLED
    if key == "priority":
        _change(interface, number, priority=int(words[3]))
    elif key == "preempt":
        _change(interface, number, preempt=True)
    else:
        _vrrp_address(interface, number, ip_address(words[3]))
    return MODELLED


UNSET = IPv4Address(0)


def _settings(interface: InterfaceDraft, number: int) -> VrrpGroup:
    """A group of that number, whose settings later addresses inherit."""
    found = next((g for g in interface.vrrp if g.group == number), None)
    if found is None:
        found = VrrpGroup(4, number, UNSET)
        interface.vrrp.append(found)
    return found


def _change(interface: InterfaceDraft, number: int, **settings: int | bool) -> None:
    _settings(interface, number)
    interface.vrrp[:] = [
        replace(g, **settings) if g.group == number else g  # type: ignore[arg-type]
        for g in interface.vrrp
    ]


def _vrrp_address(
    interface: InterfaceDraft, number: int, address: IPv4Address | IPv6Address
) -> None:
    """Add an address; a link-local IPv6 one goes with the group's next global one."""
    base = _settings(interface, number)
    family: Family = 4 if isinstance(address, IPv4Address) else 6
    entry = replace(base, family=family, address=address, link_local=None)
    pending = _pending_link_local(interface, number)
    if family == 6 and pending is not None and not address.is_link_local:
        index = interface.vrrp.index(pending)
        linked = pending.address if isinstance(pending.address, IPv6Address) else None
        interface.vrrp[index] = replace(entry, link_local=linked)
    elif base.address == UNSET:
        interface.vrrp[interface.vrrp.index(base)] = entry
    else:
        interface.vrrp.append(entry)


def _pending_link_local(interface: InterfaceDraft, number: int) -> VrrpGroup | None:
    for group in interface.vrrp:
        alone = group.family == 6 and group.link_local is None and group.address.is_link_local
        if group.group == number and alone:
            return group
    return None


def _no(interface: InterfaceDraft, words: list[str], _where: Span) -> LineClass | None:
    if words[1:4] == ["ipv6", "nd", "suppress-ra"]:
        return _advertisements(interface, words[3:], refused=False)
    if words[1] == "vrrp" and words[3] == "preempt":
        _change(interface, int(words[2]), preempt=False)
        return MODELLED
    if words[1] == "shutdown":
        interface.enabled = True
        return MODELLED
    if words[1:] in (["ip", "ospf", "passive"], ["ipv6", "ospf6", "passive"]):
        interface.ospf_of(4 if words[1] == "ip" else 6).passive = False
        return MODELLED
    return IRRELEVANT if words[1] in ("link-detect", "multicast", "bandwidth") else None


Handler = Callable[[InterfaceDraft, list[str], Span], LineClass | None]

_HANDLERS: Mapping[str, Handler] = {
    "description": _description,
    "shutdown": _shutdown,
    "bandwidth": _bandwidth,
    "link-detect": _no_effect,
    "multicast": _no_effect,
    "ip": _ip,
    "ipv6": _ip,
    "vrrp": _vrrp,
    "no": _no,
    **dict.fromkeys(("mpls", "evpn", "link-params"), _unmodelled),
}
