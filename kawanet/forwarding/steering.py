"""What of a device steers packets, filters aside.

It is all that the simulation is given by those who mean to keep its result: an edit of anything
else leaves segments, routes and tables as they are, and only moves lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

from kawanet.errors import Span
from kawanet.findings import Finding
from kawanet.forwarding.dataplane import DataPlane
from kawanet.forwarding.layer2 import Layer2
from kawanet.forwarding.rib import RouteTable
from kawanet.model.interfaces import Interface, OspfInterface
from kawanet.model.network import Device, Network
from kawanet.model.services import Services
from kawanet.model.system import System


def steering(device: Device) -> Device:
    """The device without descriptions, filters, firewall rules, management and radio.

    An ACL stays if anything that stays says its name: route maps may match by it.
    """
    interfaces = tuple(map(_bare, device.interfaces))
    policy = replace(device.policy, acls=(), rules=())
    plain = replace(
        device,
        system=System(),
        interfaces=interfaces,
        policy=policy,
        services=Services(),
        wireless=None,
    )
    if not device.policy.acls:
        return plain
    named = set(_words(plain))
    acls = tuple(a for a in device.policy.acls if a.name in named)
    return replace(plain, policy=replace(policy, acls=acls)) if acls else plain


def bridging(device: Device) -> Device:
    """Of what steers packets, all that joins segments: no static routes, and of OSPF only on which
    interfaces it is spoken."""
    routing = replace(device.routing, static=(), ospf=())
    interfaces = tuple(
        replace(i, ospf=tuple(OspfInterface(o.family, None, 0) for o in i.ospf)) if i.ospf else i
        for i in device.interfaces
    )
    return replace(device, routing=routing, interfaces=interfaces)


def _bare(interface: Interface) -> Interface:
    if not interface.description and not interface.filters:
        return interface
    return replace(interface, description="", filters=())


def _words(value: object) -> Iterator[str]:
    """All strings in a value."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple):
            waiting += value
        elif is_dataclass(value):
            waiting += [getattr(value, name) for name in _names(value.__class__)]


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))


def moved_lines(old: Iterable[Device], new: Iterable[Device]) -> dict[Span, Span] | None:
    """Where the lines of devices that are equal, each to its other, stand now; None where they
    cannot be laid line on line."""
    found: dict[Span, Span] = {}
    waiting: list[tuple[object, object]] = list(zip(old, new, strict=True))
    while waiting:
        a, b = waiting.pop()
        if a is b:
            continue
        if isinstance(a, Span) and isinstance(b, Span):
            if found.setdefault(a, b) != b:
                return None
        elif isinstance(a, tuple) and isinstance(b, tuple):
            if len(a) != len(b):  # lines are not compared, so there may be more of them
                return None
            waiting += zip(a, b, strict=True)
        elif is_dataclass(a) and type(a) is type(b):
            waiting += [(getattr(a, n), getattr(b, n)) for n in _names(a.__class__)]
        elif a != b:  # a line for none, or what stands beside a line is another word
            return None
    return found


def on_new_lines(dataplane: DataPlane, network: Network, lines: Mapping[Span, Span]) -> DataPlane:
    """The forwarding state of a network that differs from the simulated one in nothing that
    steers packets. `lines` says where those that moved stand now."""
    routes = dataplane.routes
    if isinstance(routes, RouteTable):
        routes = routes.on_new_lines(lines)
    return replace(
        dataplane,
        network=network,
        routes=routes,
        findings=tuple(_finding(f, lines) for f in dataplane.findings),
        sessions=tuple(replace(s, where=_line(s.where, lines)) for s in dataplane.sessions),
    )


def layer2_on_new_lines(layer2: Layer2, lines: Mapping[Span, Span]) -> Layer2:
    """The same segments where lines have moved."""
    return replace(layer2, findings=tuple(_finding(f, lines) for f in layer2.findings))


def _finding(finding: Finding, lines: Mapping[Span, Span]) -> Finding:
    related = tuple(lines.get(span, span) for span in finding.related)
    return replace(finding, where=_line(finding.where, lines), related=related)


def _line(where: Span | None, lines: Mapping[Span, Span]) -> Span | None:
    return None if where is None else lines.get(where, where)
