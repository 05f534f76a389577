"""The small languages inside strings: the end of a flow, and the ports of a service."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from kawanet.model.policy import ICMP, TCP, UDP, PortRange, Service

EndKind = Literal["tier", "system", "external", "pool", "devices"]
_KINDS: dict[str, tuple[EndKind, int]] = {
    "tier": ("tier", 3),
    "system": ("system", 2),
    "external": ("external", 2),
    "pool": ("pool", 2),
    "devices": ("devices", 1),
}  # the most words each kind takes
_PORTS = re.compile(r"(tcp|udp)/(\d{1,5})(?:-(\d{1,5}))?")
_ICMP = re.compile(r"icmp/(\d{1,3})")
_NUMBERS = {"tcp": TCP, "udp": UDP}


class End(NamedTuple):
    """One end of a flow. `segment` only with a tier; `devices` has no name."""

    kind: EndKind
    name: str = ""
    segment: str = ""


def parse_end(text: str) -> End:
    """Read `tier/lgw`, `tier/lgw/mfp`, `system/ad`, `external/lgwan`, `pool/terminals`, `devices`.

    Raises:
        ValueError: with what is wrong, if it is none of these.
    """
    word, *names = text.split("/")
    if word not in _KINDS:
        raise ValueError(f"`{text}` begins with none of {', '.join(_KINDS)}")
    kind, most = _KINDS[word]
    if len(names) >= most or (most > 1 and not names) or not all(names):
        raise ValueError(f"`{text}` is not of the form {_form(kind)}")
    return End(kind, *names)


def _form(kind: EndKind) -> str:
    forms = {"devices": "devices", "tier": "tier/NAME or tier/NAME/SEGMENT"}
    return forms.get(kind, f"{kind}/NAME")


def parse_service(text: str) -> Service:
    """Read `tcp/443`, `udp/1812-1813`, `icmp`, `icmp/8` or `any`. ICMP stands for ICMPv6 too.

    Raises:
        ValueError: if it is none of these.
    """
    if text == "any":
        return Service()
    if text == "icmp":
        return Service(ICMP)
    echo = _ICMP.fullmatch(text)
    if echo and int(echo[1]) <= 255:
        return Service(ICMP, icmp_type=int(echo[1]))
    ports = _PORTS.fullmatch(text)
    if not ports:
        raise ValueError(f"`{text}` is not of the form tcp/443, udp/1812-1813, icmp, icmp/8 or any")
    first, last = int(ports[2]), int(ports[3] or ports[2])
    if not 0 < first <= last <= 65535:
        raise ValueError(f"`{text}`: ports go from 1 to 65535, the lower first")
    return Service(_NUMBERS[ports[1]], (PortRange(first, last),))
