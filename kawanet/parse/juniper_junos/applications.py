"""`applications`: names of services, the predefined ones and those of the text.

A predefined name that is not in the table here is not guessed at: its policy is not modelled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from kawanet.model.policy import ICMP, ICMPV6, TCP, UDP, PortRange, Service, ServiceGroup
from kawanet.parse.juniper_junos.draft import DeviceDraft
from kawanet.parse.juniper_junos.reading import IRRELEVANT, MODELLED, UNMODELLED, classes, read
from kawanet.parse.juniper_junos.values import icmp_type, port_range, protocol
from kawanet.parse.word_tree import Node

ANY = "any"
_PREFIX = "junos-"
_DEEPEST = 8  # sets within sets
_TCP = {
    "ftp": 21, "ssh": 22, "telnet": 23, "smtp": 25, "mail": 25, "smtps": 465, "whois": 43,
    "tacacs": 49, "tacacs-ds": 65, "dns-tcp": 53, "gopher": 70, "finger": 79, "http": 80,
    "pop3": 110, "pop3s": 995, "ident": 113, "nntp": 119, "netbios-session": 139, "imap": 143,
    "imaps": 993, "bgp": 179, "wais": 210, "ldap": 389, "internet-locator-service": 389,
    "https": 443, "snpp": 444, "smb-session": 445, "printer": 515, "lpr": 515, "uucp": 540,
    "rtsp": 554, "realaudio": 554, "ldp-tcp": 646, "ms-sql": 1433, "winframe": 1494,
    "sqlnet-v2": 1521, "h323": 1720, "pptp": 1723, "msn": 1863, "sccp": 2000, "nfsd-tcp": 2049,
    "cvspserver": 2401, "xnm-ssl": 3220, "xnm-clear-text": 3221, "rdp": 3389, "ymsg": 5050,
    "aol": 5190, "vnc": 5800, "http-ext": 7001, "sip-tcp": 5060, "login": 513, "rsh": 514,
    "cmd": 514, "exec": 512, "discard-tcp": 9, "echo-tcp": 7,
}  # fmt: skip
_UDP = {
    "dns-udp": 53, "dhcp-server": 67, "bootps": 67, "dhcp-client": 68, "bootpc": 68, "tftp": 69,
    "ntp": 123, "nbname": 137, "nbds": 138, "snmp": 161, "ike": 500, "biff": 512, "who": 513,
    "syslog": 514, "talk": 517, "ntalk": 518, "rip": 520, "ldp-udp": 646, "sql-monitor": 1434,
    "l2tp": 1701, "radius": 1812, "radacct": 1813, "gtp": 2123, "nfsd-udp": 2049,
    "ike-nat": 4500, "sip-udp": 5060, "vdo-live": 7000, "r2cp": 28672, "discard": 9, "echo": 7,
    "chargen": 19, "nfs": 111, "dhcp-relay": 67,
}  # fmt: skip


def _one(protocol_: int, port: int) -> tuple[Service, ...]:
    return (Service(protocol_, (PortRange(port, port),)),)


_BOTH = {"sip": 5060, "dns": 53}
PREDEFINED: Mapping[str, tuple[Service, ...]] = {
    **{_PREFIX + name: _one(TCP, port) for name, port in _TCP.items()},
    **{_PREFIX + name: _one(UDP, port) for name, port in _UDP.items()},
    **{_PREFIX + name: _one(TCP, port) + _one(UDP, port) for name, port in _BOTH.items()},
    "junos-tcp-any": (Service(TCP),),
    "junos-udp-any": (Service(UDP),),
    "junos-icmp-all": (Service(ICMP),),
    "junos-icmp6-all": (Service(ICMPV6),),
    "junos-ping": (Service(ICMP, (), 8),),
    "junos-icmp-ping": (Service(ICMP, (), 8),),
    "junos-pingv6": (Service(ICMPV6, (), 128),),
    "junos-icmp6-echo-request": (Service(ICMPV6, (), 128),),
    "junos-ospf": (Service(89),),
    "junos-gre": (Service(47),),
    "junos-vrrp": (Service(112),),
    "junos-smb": _one(TCP, 139) + _one(TCP, 445),
    "junos-irc": (Service(TCP, (PortRange(6660, 6669),)),),
    "junos-x-windows": (Service(TCP, (PortRange(6000, 6063),)),),
    "junos-dns-all": _one(TCP, 53) + _one(UDP, 53),
}


def read_applications(d: DeviceDraft, node: Node) -> None:
    """`applications { application A { ... } application-set S { ... } }`."""
    d.account.mark(node.lines, MODELLED)
    singles = node.at("application") or Node("", 0)
    d.account.mark(singles.lines, MODELLED)
    for name, child in singles.children.items():
        found = _services(child)
        if found is None:
            d.account.mark_all(child, UNMODELLED)
            continue
        d.services[name] = ServiceGroup(name, tuple(sorted(found, key=str)), d.account.span(child))
        read(_APPLICATION, d, child)
    sets = node.at("application-set") or Node("", 0)
    d.account.mark(sets.lines, MODELLED)
    for name, child in sets.children.items():
        members = [s for member in _members(sets, child, 0) for s in _known(d, member)]
        services = tuple(sorted(set(members), key=str))
        d.services[name] = ServiceGroup(name, services, d.account.span(child))
        d.account.mark_all(child, MODELLED)


def _members(sets: Node, node: Node, depth: int) -> Iterator[str]:
    """The applications of a set, and of the sets in it."""
    yield from node.values("application")
    for inner in node.values("application-set"):
        child = sets.children.get(inner)
        if child is not None and depth < _DEEPEST:
            yield from _members(sets, child, depth + 1)


def _known(d: DeviceDraft, name: str) -> tuple[Service, ...]:
    own = d.services.get(name)
    return own.services if own else PREDEFINED.get(name, ())


def service_name(d: DeviceDraft, name: str) -> str | None:
    """The group that a policy names; predefined ones enter the model when they are used."""
    if name not in d.services and name in PREDEFINED:
        d.services[name] = ServiceGroup(name, tuple(sorted(PREDEFINED[name], key=str)))
    return name if name in d.services else None


def _services(node: Node) -> list[Service] | None:
    """What an application is; None where the model cannot say it."""
    terms = node.at("term")
    parts = list(terms.children.values()) if terms else [node]
    try:
        return [service for part in parts for service in _service(part)]
    except (ValueError, KeyError):
        return None


def _service(node: Node) -> Iterator[Service]:
    said = dict(_pairs(node))
    word = said.get("protocol")
    if word is None or said.get("source-port", "0-65535") not in ("0-65535", "1-65535"):
        raise ValueError(node.word)
    number = protocol(word)
    kind = said.get("icmp-type") or said.get("icmp6-type")
    if kind is not None:
        yield Service(number, (), icmp_type(kind, 6 if number == ICMPV6 else 4))
        return
    ports = said.get("destination-port")
    yield Service(number, (port_range(ports),) if ports else ())


def _pairs(node: Node) -> Iterator[tuple[str, str]]:
    """Statement and value, also where a term says them all in one line."""
    words = node.words()
    for key, value in pairwise(words):
        if key in _VALUES:
            yield key, value


_VALUES = frozenset(["protocol", "source-port", "destination-port", "icmp-type", "icmp6-type"])
_APPLICATION = {
    **classes("protocol destination-port source-port icmp-type icmp6-type term", MODELLED),
    **classes("inactivity-timeout application-protocol description alg", IRRELEVANT),
    "*": UNMODELLED,
}
