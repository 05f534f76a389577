"""Ports where people plug things in: shut if unused, authenticated, guarded."""

from __future__ import annotations

from collections.abc import Iterator

from kawanet.findings import Finding
from kawanet.forwarding.ports import is_layer3
from kawanet.model.interfaces import InterfaceKind, PortMode
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
    if not ctx.cabled:
        return
    for device, i in ctx.enabled():
        if i.kind is not InterfaceKind.PHYSICAL or i.lag is not None or is_layer3(i):
            continue
        port = Port(device.name, i.name)
        if port in ctx.cabled or port in ctx.attached:
            continue
        if i.name in ctx.ports[device.name].subinterfaces:
            continue
        if ctx.statement is None and i.switchport is not None and i.switchport.dot1x:
            continue  # what is attached is not known here, and 802.1X keeps strangers out
        yield UNUSED_PORT.finding(
            device, f"{i.name} is on, without cable or purpose", i.where, "shut", "enabled"
        )


def no_dot1x(ctx: Context) -> Iterator[Finding]:
    for device, i in ctx.enabled():
        port = i.switchport
        if port is None or port.mode is not PortMode.ACCESS or port.dot1x or i.lag is not None:
            continue
        if i.kind is InterfaceKind.PHYSICAL and Port(device.name, i.name) not in ctx.cabled:
            yield NO_DOT1X.finding(
                device, f"{i.name} takes any device", i.where, "802.1X", "no authentication"
            )


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
    for device, i in ctx.enabled():
        port = i.switchport
        if port is not None and port.edge and not port.bpdu_guard and i.lag is None:
            yield NO_GUARD.finding(
                device, f"{i.name} is an edge port", i.where, "BPDU guard", "none"
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
