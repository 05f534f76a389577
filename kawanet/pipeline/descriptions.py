"""Cables that the descriptions of switch ports tell: `to core-2 Gi1/0/1`, and core-2 agrees.

Routed ports need none: they are joined by their subnets. A description counts where the far port
names no other device, or, where no port is named, where both devices have one port each that names
the other: what was written years ago and is true no more seldom passes that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kawanet.model.interfaces import Interface, InterfaceKind
from kawanet.model.network import Device
from kawanet.model.plant import Port
from kawanet.pipeline.naming import port_of

_PARTS = re.compile(r"[a-z0-9]+|[^a-z0-9]+")
_PORT = re.compile(r"[A-Za-z][A-Za-z-]*\s?\d[\d/.:]*")
_LONGEST = 13  # parts of a name, with what stands between them: seven words


class _Mention(NamedTuple):
    """What a port's description names: a device, and perhaps one of its ports."""

    device: str
    port: Port | None


class _Names(NamedTuple):
    """Names of devices that a description may hold, and how many parts the names have that begin
    with a part, most first."""

    device: Mapping[str, str]
    lengths: Mapping[str, Sequence[int]]

    @classmethod
    def of(cls, names: Mapping[str, str]) -> _Names:
        lengths: dict[str, set[int]] = {}
        usable = {n: d for n, d in names.items() if len(n) > 1 and not n.isdecimal()}
        for name in usable:
            parts = _PARTS.findall(name)
            if len(parts) <= _LONGEST:
                lengths.setdefault(parts[0], set()).add(len(parts))
        return cls(usable, {p: sorted(found, reverse=True) for p, found in lengths.items()})


def described_cables(
    devices: Sequence[Device], names: Mapping[str, str]
) -> Iterator[tuple[Port, Port]]:
    """Pairs of switch ports whose descriptions agree, each pair once."""
    by_name = {d.name: d for d in devices}
    known = _Names.of(names)
    mentions: dict[Port, _Mention] = {}
    said = {i.description for d in devices for i in d.interfaces}  # mostly a few, again and again
    telling = {text for text in said if not known.lengths.keys().isdisjoint(_parts(text))}
    for device in devices:
        for interface in device.interfaces:
            if interface.description not in telling:
                continue
            found = _mention(device, interface, by_name, known)
            if found is not None:
                mentions[Port(device.name, interface.name)] = found
    named: dict[tuple[str, str], list[Port]] = {}
    for port, mention in mentions.items():
        named.setdefault((port.device, mention.device), []).append(port)
    for port, mention in sorted(mentions.items()):
        far = mention.port or _only(port, mention.device, mentions, named)
        if far is None or not _agrees(mentions.get(far), port):
            continue
        if port < far or far not in mentions:
            yield port, far


def _mention(
    device: Device, interface: Interface, devices: Mapping[str, Device], names: _Names
) -> _Mention | None:
    if interface.kind is not InterfaceKind.PHYSICAL or interface.switchport is None:
        return None
    other = _device_in(_parts(interface.description), device.name, names)
    if other is None:
        return None
    for word in _PORT.findall(interface.description):
        port = port_of(devices, other, word.replace(" ", ""))
        if port.interface in devices[other].interface:
            return _Mention(other, port)
    return _Mention(other, None)


def _parts(text: str) -> list[str]:
    return _PARTS.findall(text.lower())


def _device_in(parts: Sequence[str], own: str, names: _Names) -> str | None:
    """The first device named, the longest name at its place."""
    for start, part in enumerate(parts):
        for length in names.lengths.get(part, ()):
            if start + length <= len(parts):
                name = names.device.get("".join(parts[start : start + length]), own)
                if name != own:
                    return name
    return None


def _only(
    port: Port,
    other: str,
    mentions: Mapping[Port, _Mention],
    named: Mapping[tuple[str, str], Sequence[Port]],
) -> Port | None:
    """The one port of the other device that names this one, where this one is the only one too."""
    back = named.get((other, port.device), ())
    mine = [p for p in named[port.device, other] if mentions[p].port is None]
    return back[0] if len(back) == 1 and len(mine) == 1 else None


def _agrees(back: _Mention | None, port: Port) -> bool:
    """Whether the far port's description speaks of this port, or of nothing."""
    return back is None or (back.device == port.device and back.port in {None, port})
