"""Words of a question, as people type them, into values. What is none raises InputError."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from kawanet.errors import InputError, Problem, Span
from kawanet.model.interfaces import IPAddress
from kawanet.model.policy import ICMP, ICMPV6, PROTOCOL_NAMES, TCP, UDP, PortRange
from kawanet.model.routing import IPNetwork
from kawanet.report.notation import port_from_text

PROTOCOLS = {**{name: number for number, name in PROTOCOL_NAMES.items()}, "icmp6": ICMPV6}
PORT_PROTOCOLS = (TCP, UDP)


def address_of(word: str) -> IPAddress:
    """An address."""
    try:
        return ip_address(word)
    except ValueError as error:
        raise bad(word, "is no address", "e.g. 10.32.4.10 or fd00::1") from error


def prefix_of(word: str) -> IPNetwork:
    """A prefix, or an address as a prefix of one; bits of the host are passed over."""
    try:
        return ip_network(word, strict=False)
    except ValueError as error:
        raise bad(word, "is no prefix", "e.g. 10.32.0.0/12 or fd00::/48") from error


def protocol_of(word: str, version: int) -> int:
    """A protocol by name or number; icmp is that of the IP version."""
    if word.isdecimal() and int(word) < 256:
        return int(word)
    if word not in PROTOCOLS:
        raise bad(f"--proto {word}", "is no protocol", f"{', '.join(PROTOCOLS)}, or 0 to 255")
    number = PROTOCOLS[word]
    return ICMPV6 if number == ICMP and version == 6 else number


def ports_of(word: str) -> PortRange:
    """A port or a range of ports, `443` or `8000-8080`."""
    first, _, last = word.partition("-")
    ends = [int(n) if n.isdecimal() and int(n) <= 65535 else -1 for n in (first, last or first)]
    if min(ends) < 0 or ends[0] > ends[1]:
        raise bad(f"--port {word}", "is no port", "0 to 65535, or a range like 8000-8080")
    return PortRange(ends[0], ends[1])


def acl_of(word: str) -> tuple[str, str]:
    """A device and the name of an access list, `r1:WEB-IN`."""
    try:
        port = port_from_text(word)
    except ValueError as error:
        raise bad(word, "names no access list", "write DEVICE:ACL") from error
    return port.device, port.interface


def bad(word: str, message: str, hint: str = "") -> InputError:
    """A word that is not what it should be."""
    return InputError((Problem(Span(word), message, hint),))
