"""Servers that devices depend on: RADIUS and DHCP."""

from __future__ import annotations

from collections.abc import Iterator

from kawanet.findings import Finding
from kawanet.model.network import Device
from kawanet.model.wireless import WlanSecurity
from kawanet.verify.rules.context import Context
from kawanet.verify.rules.rule import WARNING, Check, Rule

FEW_SERVERS = Rule(
    "KW-SVC-001",
    "Fewer than two RADIUS servers",
    "RADIUS サーバが二台未満",
    WARNING,
    "When the one server is down nobody logs in: no administrator, no wired port, no WLAN.",
)
RELAY_CROSSES = Rule(
    "KW-SVC-002",
    "DHCP requests cross into another tier",
    "DHCP 要求が別の階層へ中継される",
    WARNING,
    "The server that hands out addresses to a tier belongs to that tier.",
)


def few_servers(ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices:
        groups = {g.name: g for g in device.services.radius_groups}
        for name, user in _users(device).items():
            group = groups.get(name)
            if group is not None and len(set(group.servers)) < 2:
                yield FEW_SERVERS.finding(
                    device,
                    f"group {name}, which serves {user}, has one server or none",
                    group.where,
                    "two or more",
                    ", ".join(group.servers) or "none",
                )


def _users(device: Device) -> dict[str, str]:
    """RADIUS groups in use, each with the first thing that uses it."""
    found: dict[str, str] = {}
    for method in device.system.aaa_login:
        found.setdefault(method, "logins")
    found.setdefault(device.services.dot1x_group, "802.1X")
    for wlan in device.wireless.wlans if device.wireless else ():
        if wlan.enabled and wlan.security not in (WlanSecurity.OPEN, WlanSecurity.OWE):
            found.setdefault(wlan.radius_group, f"WLAN {wlan.profile}")
    return found


def relays(ctx: Context) -> Iterator[Finding]:
    for device, i in ctx.enabled():
        if not i.dhcp_relays or not i.addresses:
            continue
        tier = ctx.tier_of(i.addresses[0].ip)
        for relay in i.dhcp_relays:
            other = ctx.tier_of(relay)
            if tier and other and other != tier:
                yield RELAY_CROSSES.finding(
                    device,
                    f"{i.name} of tier {tier} relays DHCP to {relay} of tier {other}",
                    i.where,
                    f"a server of tier {tier}",
                    f"{relay} ({other})",
                )


CHECKS = (
    Check((FEW_SERVERS,), few_servers),
    Check((RELAY_CROSSES,), relays),
)
