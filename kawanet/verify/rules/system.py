"""The management plane: clear text, passwords, time, logs, who may log in."""

from __future__ import annotations

from collections.abc import Iterator

from kawanet.errors import Span
from kawanet.findings import Finding
from kawanet.model.interfaces import Family
from kawanet.model.network import Device
from kawanet.model.system import Secret
from kawanet.verify.rules.context import Context
from kawanet.verify.rules.rule import ERROR, NOTE, WARNING, Check, Rule

CLEARTEXT = Rule(
    "KW-SYS-001",
    "A service in clear text is on",
    "平文のサービスが有効",
    ERROR,
    "telnet, http, ftp and tftp show passwords and configurations to everybody on the path.",
    "RFC 4949; CIS Benchmarks",
)
COMMUNITY = Rule(
    "KW-SYS-002",
    "SNMP v1/v2c community",
    "SNMP v1/v2c のコミュニティがある",
    WARNING,
    "A community is a password in clear text; SNMPv3 with privacy takes its place.",
    "RFC 3410 §1; RFC 3414",
)
WRITABLE = Rule(
    "KW-SYS-003",
    "SNMP v1/v2c community that may write",
    "書き込み可能な SNMP v1/v2c コミュニティがある",
    ERROR,
    "Whoever hears the community once can reconfigure the device.",
    "RFC 3410 §1; RFC 3414",
)
PLAIN = Rule(
    "KW-SYS-004",
    "A secret stands in plain text",
    "パスワードが平文で書かれている",
    ERROR,
    "Configurations are copied to backups and tickets; a secret in them must be filled in at "
    "deployment or hashed.",
)
NO_NTP = Rule(
    "KW-SYS-005",
    "No NTP server",
    "NTP サーバがない",
    WARNING,
    "Without one clock the logs of two devices cannot be put in order, and certificates fail.",
    "RFC 8633",
)
FEW_COLLECTORS = Rule(
    "KW-SYS-006",
    "Fewer than two syslog collectors",
    "syslog 収集先が二つ未満",
    WARNING,
    "One collector that is down, or in the building that is cut off, leaves no record.",
)
NO_AAA = Rule(
    "KW-SYS-007",
    "Logins are not checked by a server",
    "ログインがサーバで認証されない",
    WARNING,
    "Local accounts are shared and never expire; RADIUS knows the person.",
)
NO_FALLBACK = Rule(
    "KW-SYS-008",
    "No local login when the servers are away",
    "認証サーバ停止時のローカルログインがない",
    NOTE,
    "If no RADIUS server answers, nobody can repair the device.",
)
NO_MANAGEMENT_ACL = Rule(
    "KW-SYS-009",
    "SSH is open to every address",
    "SSH の接続元が制限されていない",
    WARNING,
    "Only administrators' systems need to reach the management plane.",
)
OPEN_FAMILY = Rule(
    "KW-SYS-010",
    "SSH is limited for one IP version only",
    "SSH の接続元制限が片方の IP 版だけ",
    ERROR,
    "An access list on IPv4 alone leaves the same login open over IPv6, or the other way round.",
)
NO_SSH = Rule(
    "KW-SYS-011",
    "SSH is off",
    "SSH が無効",
    WARNING,
    "The device can be managed only by console or by something in clear text.",
    "RFC 4251",
)
NO_BANNER = Rule(
    "KW-SYS-012",
    "No login banner",
    "ログイン時の警告文がない",
    NOTE,
    "A warning that access is for authorised people only helps when access is prosecuted.",
)

LOCAL_METHODS = frozenset({"local", "local-case", "none", "enable", "line"})


def cleartext_services(ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices:
        if device.system.cleartext_services:
            names = ", ".join(device.system.cleartext_services)
            yield CLEARTEXT.finding(device, f"{names} is on", None, "SSH and HTTPS only", names)


def communities(ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices:
        for community in device.system.snmp_communities:
            rule = WRITABLE if community.writable else COMMUNITY
            kind = "read-write" if community.writable else "read-only"
            yield rule.finding(
                device,
                f"a {kind} SNMP community is set",
                community.where,
                "SNMPv3 with authentication and privacy",
                f"v1/v2c, {kind}",
            )


def plain_secrets(ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices:
        for what, secret, where in _secrets(device):
            if secret.kind == "plain":
                yield PLAIN.finding(
                    device,
                    f"the secret of {what} is readable",
                    where,
                    "a reference or a hash",
                    "plain",
                )


def _secrets(device: Device) -> Iterator[tuple[str, Secret, Span | None]]:
    for user in device.system.users:
        yield f"user {user.name}", user.secret, user.where
    for snmp in device.system.snmp_users:
        for secret in dict.fromkeys((snmp.auth, snmp.privacy)):
            yield f"SNMP user {snmp.name}", secret, snmp.where
    for server in device.services.radius_servers:
        yield f"RADIUS server {server.name}", server.secret, server.where


def no_ntp(ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices:
        if not device.system.ntp_servers:
            yield NO_NTP.finding(device, "no NTP server", None, "one or more", "none")


def few_collectors(ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices:
        servers = device.system.syslog_servers
        # a collector with an address of each version counts once
        count = max(sum(s.version == family for s in servers) for family in (4, 6))
        if count < 2:
            listed = ", ".join(map(str, servers)) or "none"
            yield FEW_COLLECTORS.finding(
                device, f"{count} syslog collectors", None, "two or more", listed
            )


def no_aaa(ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices:
        methods = device.system.aaa_login
        actual = ", ".join(methods) or "none"
        if not set(methods) - LOCAL_METHODS:
            yield NO_AAA.finding(
                device, "logins are checked locally only", None, "a RADIUS group first", actual
            )
        elif not set(methods) & LOCAL_METHODS:
            yield NO_FALLBACK.finding(
                device, "no local login as the last method", None, "'local' at the end", actual
            )


def management_access(ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices:
        system = device.system
        if not system.ssh:
            yield NO_SSH.finding(device, "SSH is off", None, "SSH on", "off")
        elif not system.management_acl:
            yield NO_MANAGEMENT_ACL.finding(
                device, "no access list on SSH", None, "one for each IP version in use", "none"
            )
        else:
            yield from _open_families(device)


def _open_families(device: Device) -> Iterator[Finding]:
    families: dict[str, Family] = {a.name: a.family for a in device.policy.acls}
    if not all(name in families for name in device.system.management_acl):
        return  # an undefined list is a finding of its own
    limited = {a.family for a in device.policy.acls if a.name in device.system.management_acl}
    used = {a.version for i in device.interfaces for a in i.addresses if i.enabled}
    for family in sorted(used - limited):
        yield OPEN_FAMILY.finding(
            device,
            f"SSH over IPv{family} has no access list",
            None,
            f"an IPv{family} list in the management access lists",
            ", ".join(device.system.management_acl),
        )


def no_banner(ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices:
        if not device.system.banner:
            yield NO_BANNER.finding(device, "no login banner", None, "a banner", "none")


CHECKS = (
    Check((CLEARTEXT,), cleartext_services),
    Check((COMMUNITY, WRITABLE), communities),
    Check((PLAIN,), plain_secrets),
    Check((NO_NTP,), no_ntp),
    Check((FEW_COLLECTORS,), few_collectors),
    Check((NO_AAA, NO_FALLBACK), no_aaa),
    Check((NO_MANAGEMENT_ACL, OPEN_FAMILY, NO_SSH), management_access),
    Check((NO_BANNER,), no_banner),
)
