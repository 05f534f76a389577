"""What `match protocol X` of a firewall's class means: the ports of applications.

A name that is not here is not guessed at. Ports are IANA's, as the router's own port map has them.
Source: Cisco IOS Security Command Reference, ip port-map (system-defined port mapping); IANA
service names and port numbers.
"""

from __future__ import annotations

from collections.abc import Mapping

from kawanet.model.policy import ICMP, ICMPV6, TCP, UDP, PortRange, Service

_TCP = {
    "bgp": 179, "cuseeme": 7648, "exec": 512, "finger": 79, "ftp": 21, "ftps": 990, "gopher": 70,
    "h323": 1720,
    "http": 80, "https": 443, "ident": 113, "imap": 143, "imap3": 220, "imaps": 993, "kerberos": 88,
    "ldap": 389, "ldaps": 636, "login": 513, "microsoft-ds": 445, "ms-sql": 1433, "msrpc": 135,
    "mysql": 3306,
    "netbios-ssn": 139, "netshow": 1755, "nfs": 2049, "nntp": 119, "pop3": 110, "pop3s": 995,
    "pptp": 1723, "rtsp": 554, "shell": 514, "skinny": 2000, "smtp": 25, "socks": 1080,
    "sql-net": 1521, "ssh": 22, "streamworks": 1558, "tacacs": 49, "telnet": 23, "telnets": 992,
    "uucp": 540, "vdolive": 7000,
}  # fmt: skip
_UDP = {
    "bootpc": 68, "bootps": 67, "isakmp": 500, "l2tp": 1701, "netbios-dgm": 138, "netbios-ns": 137,
    "ntp": 123, "radius": 1812, "snmp": 161, "snmptrap": 162, "syslog": 514, "tftp": 69,
}  # fmt: skip
_BOTH = {"dns": 53, "sip": 5060, "sunrpc": 111}


def _one(protocol: int, port: int) -> Service:
    return Service(protocol, (PortRange(port, port),))


APPLICATIONS: Mapping[str, tuple[Service, ...]] = {
    "tcp": (Service(TCP),),
    "udp": (Service(UDP),),
    "icmp": (Service(ICMP), Service(ICMPV6)),
    **{name: (_one(TCP, port),) for name, port in _TCP.items()},
    **{name: (_one(UDP, port),) for name, port in _UDP.items()},
    **{name: (_one(TCP, port), _one(UDP, port)) for name, port in _BOTH.items()},
}


def shared(left: tuple[Service, ...], right: tuple[Service, ...]) -> tuple[Service, ...]:
    """Services that are in both; () is any on either side, and none as the result of two."""
    if not left or not right:
        return left or right
    found = (_common(a, b) for a in left for b in right)
    return tuple(dict.fromkeys(s for s in found if s is not None))


def _common(left: Service, right: Service) -> Service | None:
    if left.protocol != right.protocol:
        return None
    if not left.ports or not right.ports:
        return Service(left.protocol, left.ports or right.ports)
    ports = tuple(
        PortRange(max(a.first, b.first), min(a.last, b.last))
        for a in left.ports
        for b in right.ports
        if max(a.first, b.first) <= min(a.last, b.last)
    )
    return Service(left.protocol, ports) if ports else None
