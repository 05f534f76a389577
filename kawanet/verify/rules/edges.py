"""Ports where people plug things in: shut if unused, authenticated, guarded."""

from __future__ import annotations

from collections.abc import Iterator

from kawanet.findings import Finding
from kawanet.forwarding.ports import is_layer3
from kawanet.model.interfaces import Interface, InterfaceKind, PortMode
from kawanet.model.network import Device
from kawanet.model.plant import Port
from kawanet.verify.rules.context import Context
from kawanet.verify.rules.rule import ERROR, WARNING, Check, Rule

UNUSED_PORT = Rule(
    "KW-SW-006",
    "Unused port is not shut",
    "未使用ポートが閉じられていない",
    WARNING,
    "The port has no cable and nothing is planned for it: whoever finds the socket is in.",
)
NO_DOT1X = Rule(
    "KW-SW-007",
    "Access port without 802.1X",
    "802.1X のないアクセスポート",
    WARNING,
    "Whatever is plugged in is let in. Ports whose cable leads to a known box are exempt.",
    "IEEE 802.1X-2020",
)
NO_GUARD = Rule(
    "KW-SW-008",
    "Edge port without BPDU guard",
    "BPDU ガードのないエッジポート",
    WARNING,
    "A switch plugged into a port that skips spanning tree makes a loop.",
    "IEEE 802.1Q-2022 clause 13",
)
EDGE_TO_SWITCH = Rule(
    "KW-SW-011",
    "Edge port leads to a switch",
    "エッジポートの先がスイッチ",
    WARNING,
    "A port between switches that skips spanning tree forwards into a loop before it is seen.",
    "IEEE 802.1Q-2022 clause 13",
)
DOT1X_OFF = Rule(
    "KW-SW-012",
    "802.1X on ports, but no server for it",
    "802.1X の認証サーバが指定されていない",
    ERROR,
    "The ports ask for authentication, the device has no RADIUS group that could give it.",
    "IEEE 802.1X-2020",
)


def unused_ports(ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices if ctx.cabled else ():
        idle = [i for i in device.interfaces if i.enabled and _is_idle(ctx, device, i)]
        yield from UNUSED_PORT.of_ports(
            device, idle, "on, without cable or purpose", "shut", "enabled"
        )


def _is_idle(ctx: Context, device: Device, interface: Interface) -> bool:
    if interface.kind is not InterfaceKind.PHYSICAL or interface.lag is not None:
        return False
    if is_layer3(interface) or interface.name in ctx.ports[device.name].subinterfaces:
        return False
    port = Port(device.name, interface.name)
    if port in ctx.cabled or port in ctx.attached:
        return False
    # where nobody says what is attached, 802.1X shows that the port is meant for use
    known = ctx.statement is not None or interface.switchport is None
    return known or not (interface.switchport and interface.switchport.dot1x)


def no_dot1x(ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices:
        bare = [i for i in device.interfaces if i.enabled and _takes_any(ctx, device, i)]
        yield from NO_DOT1X.of_ports(
            device, bare, "any device is let in", "802.1X", "no authentication"
        )


def _takes_any(ctx: Context, device: Device, interface: Interface) -> bool:
    port = interface.switchport
    if port is None or port.mode is not PortMode.ACCESS or port.dot1x or interface.lag is not None:
        return False
    cabled = Port(device.name, interface.name) in ctx.cabled
    return interface.kind is InterfaceKind.PHYSICAL and not cabled


def dot1x_off(ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices:
        if device.services.dot1x_group:
            continue
        first = next(
            (i for i in device.interfaces if i.enabled and i.switchport and i.switchport.dot1x),
            None,
        )
        if first is not None:
            yield DOT1X_OFF.finding(
                device,
                f"{first.name} asks for 802.1X, but no RADIUS group answers",
                first.where,
                "a RADIUS group for 802.1X",
                "none",
            )


def edge_ports(ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices:
        bare = [
            i
            for i in device.interfaces
            if i.enabled and i.switchport and i.switchport.edge and not i.switchport.bpdu_guard
        ]
        yield from NO_GUARD.of_ports(
            device, bare, "edge port without BPDU guard", "BPDU guard", "none"
        )


def edge_to_switch(ctx: Context) -> Iterator[Finding]:
    for pair in ctx.trunk_pairs:
        for here, there in ((pair.a, pair.b), (pair.b, pair.a)):
            port = here.base.switchport
            if port is not None and port.edge and there.base.switchport is not None:
                yield EDGE_TO_SWITCH.finding(
                    here.device,
                    f"{here.base.name} is an edge port, but leads to switch port {there.name}",
                    here.base.where,
                    "no edge port between switches",
                    "edge",
                    related=(there.base.where,),
                )


CHECKS = (
    Check((UNUSED_PORT,), unused_ports),
    Check((NO_DOT1X,), no_dot1x),
    Check((DOT1X_OFF,), dot1x_off),
    Check((NO_GUARD,), edge_ports),
    Check((EDGE_TO_SWITCH,), edge_to_switch),
)
