"""How values are written in one word, for people and in facts files: services, ports, packets."""

from __future__ import annotations

from kawanet.model.plant import Port
from kawanet.model.policy import PROTOCOL_NAMES, PortRange, Service

_PROTOCOL_NUMBERS = {name: number for number, name in PROTOCOL_NAMES.items()}
_TYPE = "type="


def protocol_to_text(protocol: int | None) -> str:
    """`tcp`, `47`; `any` for None."""
    return "any" if protocol is None else PROTOCOL_NAMES.get(protocol, str(protocol))


def ports_to_text(ports: tuple[PortRange, ...]) -> str:
    """`80,8000-8080`."""
    return ",".join(f"{p.first}" if p.first == p.last else f"{p.first}-{p.last}" for p in ports)


def service_to_text(service: Service) -> str:
    """`tcp/443`, `icmp/type=8`, `any`. `service_from_text` reads it back exactly."""
    parts = [protocol_to_text(service.protocol)]
    if service.ports:
        parts.append(ports_to_text(service.ports))
    if service.icmp_type is not None:
        parts.append(f"{_TYPE}{service.icmp_type}")
    return "/".join(parts)


def service_from_text(text: str) -> Service:
    """Read `tcp/80,443-445`. Raises ValueError saying what would be right."""
    protocol, *rest = text.split("/")
    ports: tuple[PortRange, ...] = ()
    icmp_type = None
    for part in rest:
        if part.startswith(_TYPE):
            icmp_type = _number(part.removeprefix(_TYPE), 255)
        else:
            ports = tuple(_port_range(piece) for piece in part.split(","))
    return Service(_protocol(protocol), ports, icmp_type)


def _protocol(text: str) -> int | None:
    if text == "any":
        return None
    return _PROTOCOL_NUMBERS[text] if text in _PROTOCOL_NUMBERS else _number(text, 255)


def _port_range(text: str) -> PortRange:
    first, _, last = text.partition("-")
    made = PortRange(_number(first, 65535), _number(last or first, 65535))
    if made.first > made.last:
        raise ValueError("a port range counts upwards")
    return made


def _number(text: str, limit: int) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:9]) <= limit and len(text) < 9):
        raise ValueError(f"write it like tcp/443, udp/53,1000-2000 or icmp/type=8; got {text!r}")
    return int(text)


def port_from_text(text: str) -> Port:
    """Read `device:interface` (an interface name may hold a colon, a device name may not)."""
    device, mark, interface = text.partition(":")
    if not (device and mark):
        raise ValueError("write it device:interface")
    return Port(device, interface)
