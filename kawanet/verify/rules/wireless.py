"""Wireless LAN controllers: who gets in, to which tier, and what the law asks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kawanet.errors import Span
from kawanet.findings import Finding
from kawanet.model.network import Device
from kawanet.model.requirement import Tier
from kawanet.model.wireless import Wireless, Wlan, WlanSecurity
from kawanet.verify.rules.context import Context
from kawanet.verify.rules.rule import ERROR, NOTE, WARNING, Check, Rule

GUIDELINE = "MIC guideline on information security policy of local governments"

NOT_ENTERPRISE = Rule(
    "KW-WLAN-001",
    "WLAN of a city tier without IEEE 802.1X",
    "庁内階層の WLAN が 802.1X 認証でない",
    ERROR,
    "A key that all share, or none, lets in whoever hears of it; only guests may come without.",
    f"{GUIDELINE}, R4.3 and later: WPA2/WPA3-Enterprise",
)
NO_PMF = Rule(
    "KW-WLAN-002",
    "Protected management frames are not required",
    "管理フレーム保護 (PMF) が必須でない",
    WARNING,
    "Anybody can send clients away with forged frames.",
    "IEEE 802.11-2020 clause 12.6.19 (802.11w)",
)
NOT_ISOLATED = Rule(
    "KW-WLAN-003",
    "Guest WLAN without client isolation",
    "来庁者用 WLAN で端末間通信が遮断されていない",
    WARNING,
    "Guests' devices can attack each other.",
)
MYN_WLAN = Rule(
    "KW-WLAN-004",
    "WLAN of the My Number tier is forbidden",
    "マイナンバー利用事務系の無線 LAN は禁止",
    ERROR,
    "The edition of the guideline in force forbids wireless LAN there; R7.3 is the first that "
    "allows it, under conditions.",
    f"{GUIDELINE}, R4.3 part 3 chapter 2 section 6.1; R7.3",
)
SHARED_VLAN = Rule(
    "KW-WLAN-005",
    "WLANs of two tiers end in one VLAN",
    "二つの階層の WLAN が同じ VLAN に入る",
    ERROR,
    "At the controller their clients are on one segment.",
)
NO_ROGUE = Rule(
    "KW-WLAN-006",
    "Rogue access points are not looked for",
    "不正アクセスポイントの検知が無効",
    WARNING,
    "Nobody notices an access point that claims to be the city's.",
)
COUNTRY = Rule(
    "KW-WLAN-007",
    "Radio country is not Japan",
    "無線の国設定が日本でない",
    ERROR,
    "Channels and power of another country break the Radio Act here.",
    "電波法 (Radio Act); wireless-regdb JP",
)
OPEN = Rule(
    "KW-WLAN-008",
    "WLAN in clear text",
    "暗号化のない WLAN",
    WARNING,
    "Frames of an open WLAN are readable by everybody near; OWE encrypts without a password.",
    "RFC 8110",
)
UNDEFINED = Rule(
    "KW-WLAN-009",
    "Tag names an undefined profile or tag",
    "タグが定義のないプロファイルを参照",
    ERROR,
    "The access point does not serve the WLAN, or falls back to defaults.",
)
NOT_SERVED = Rule(
    "KW-WLAN-010",
    "No access point can serve the WLAN",
    "どのタグにもない WLAN",
    NOTE,
    "The WLAN is in no policy tag.",
)
UNUSED = Rule(
    "KW-WLAN-011",
    "Policy profile or tag is not used",
    "使われていないポリシープロファイルまたはタグ",
    NOTE,
    "No policy tag names the profile, or no access point has the tag.",
)
NO_ACCOUNTING = Rule(
    "KW-WLAN-012",
    "WLAN of the My Number tier without accounting",
    "マイナンバー利用事務系の WLAN で利用記録を取っていない",
    ERROR,
    "The guideline allows the WLAN on condition that access logs are kept and checked.",
    f"{GUIDELINE}, R7.3",
)

MYN_TIERS = frozenset({"myn"})
GUEST_TIERS = frozenset({"gst", "guest"})
MYN_ALLOWED_FROM = (7, 3)
WITHOUT_LOGIN = (WlanSecurity.OPEN, WlanSecurity.OWE)
ENTERPRISE = (WlanSecurity.WPA2_ENTERPRISE, WlanSecurity.WPA3_ENTERPRISE)


def _controllers(ctx: Context) -> Iterator[tuple[Device, Wireless]]:
    for device in ctx.network.devices:
        if device.wireless is not None:
            yield device, device.wireless


def _wlans(ctx: Context) -> Iterator[tuple[Device, Wlan, Tier | None]]:
    for device, wireless in _controllers(ctx):
        for wlan in wireless.wlans:
            if wlan.enabled:
                yield device, wlan, ctx.tier_of_wlan.get((device.name, wlan.profile))


def _is_guest(wlan: Wlan, tier: Tier | None) -> bool:
    """For guests by its tier; where no tier is known, if it asks for no login."""
    return tier.name in GUEST_TIERS if tier else wlan.security in WITHOUT_LOGIN


def security(ctx: Context) -> Iterator[Finding]:
    for device, wlan, tier in _wlans(ctx):
        name, actual = f"WLAN {wlan.ssid}", wlan.security.value
        if wlan.security not in ENTERPRISE and not _is_guest(wlan, tier):
            of = f" of tier {tier.name}" if tier else ""
            yield NOT_ENTERPRISE.finding(
                device, f"{name}{of} has no 802.1X", wlan.where, "WPA2/WPA3-Enterprise", actual
            )
        if wlan.security is WlanSecurity.OPEN:
            yield OPEN.finding(device, f"{name} is not encrypted", wlan.where, "owe", actual)
        elif not wlan.pmf_required:
            yield NO_PMF.finding(
                device, f"{name} does not require PMF", wlan.where, "required", "not required"
            )


def isolation(ctx: Context) -> Iterator[Finding]:
    for device, wlan, tier in _wlans(ctx):
        if _is_guest(wlan, tier) and not wlan.client_isolation:
            yield NOT_ISOLATED.finding(
                device,
                f"clients of WLAN {wlan.ssid} reach each other",
                wlan.where,
                "client isolation",
                "none",
            )


def my_number(ctx: Context) -> Iterator[Finding]:
    edition = _edition(ctx.statement.guideline) if ctx.statement else None
    if edition is None or edition >= MYN_ALLOWED_FROM:
        return
    for device, wlan, tier in _wlans(ctx):
        if tier is not None and tier.name in MYN_TIERS:
            yield MYN_WLAN.finding(
                device,
                f"WLAN {wlan.ssid} belongs to tier {tier.name}",
                wlan.where,
                "no wireless LAN in this tier before R7.3",
                f"guideline R{edition[0]}.{edition[1]}",
            )


def _edition(text: str) -> tuple[int, int] | None:
    """'R7.3' is year 7 of Reiwa, March."""
    found = re.fullmatch(r"R(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2])) if found else None


def accounting(ctx: Context) -> Iterator[Finding]:
    for device, wireless in _controllers(ctx):
        silent = {p.name: p for p in wireless.policy_profiles if not p.accounting_group}
        for wlan, profile in sorted({pair for t in wireless.policy_tags for pair in t.pairs}):
            tier = ctx.tier_of_wlan.get((device.name, wlan))
            if tier is not None and tier.name in MYN_TIERS and profile in silent:
                yield NO_ACCOUNTING.finding(
                    device,
                    f"nobody records who uses WLAN {wlan} of tier {tier.name}",
                    silent[profile].where,
                    "a RADIUS accounting group",
                    "none",
                )


def unused(ctx: Context) -> Iterator[Finding]:
    for device, wireless in _controllers(ctx):
        named = {profile for t in wireless.policy_tags for _, profile in t.pairs}
        held = {point.policy_tag for point in wireless.access_points}
        idle = [
            *(
                (f"profile {p.name}", p.where)
                for p in wireless.policy_profiles
                if p.name not in named
            ),
            *((f"tag {t.name}", t.where) for t in wireless.policy_tags if t.name not in held),
        ]
        for what, where in idle:
            yield UNUSED.finding(device, f"policy {what} is not used", where, "a use", "none")


def shared_vlans(ctx: Context) -> Iterator[Finding]:
    for device, wireless in _controllers(ctx):
        first: dict[int, tuple[str, str, Span | None]] = {}
        wlans = {w.profile: w for w in wireless.wlans if w.enabled}
        profiles = {p.name: p for p in wireless.policy_profiles if p.enabled}
        for wlan, profile in sorted({pair for t in wireless.policy_tags for pair in t.pairs}):
            tier = ctx.tier_of_wlan.get((device.name, wlan))
            if wlan not in wlans or profile not in profiles or tier is None:
                continue
            policy = profiles[profile]
            of, other, where = first.setdefault(policy.vlan, (tier.name, wlan, policy.where))
            if of != tier.name:
                yield SHARED_VLAN.finding(
                    device,
                    f"WLAN {wlan} of tier {tier.name} and {other} of {of} end in one VLAN",
                    policy.where,
                    "a VLAN for each tier",
                    f"VLAN {policy.vlan}",
                    related=(where, wlans[wlan].where),
                )


def radio(ctx: Context) -> Iterator[Finding]:
    for device, wireless in _controllers(ctx):
        if not wireless.rogue_detection:
            yield NO_ROGUE.finding(device, "rogue detection is off", None, "on", "off")
        if wireless.country != "JP":
            yield COUNTRY.finding(
                device, "the radios follow another country", None, "JP", wireless.country
            )


def tags(ctx: Context) -> Iterator[Finding]:
    for device, wireless in _controllers(ctx):
        wlans = {w.profile: w for w in wireless.wlans}
        profiles = {p.name for p in wireless.policy_profiles}
        served = set()
        for tag in wireless.policy_tags:
            for wlan, profile in tag.pairs:
                served.add(wlan)
                known = {wlan: wlan in wlans, profile: profile in profiles}
                kinds = (("WLAN", wlan, wlan in wlans), ("policy", profile, known[profile]))
                for kind, name, defined in kinds:
                    if not defined:
                        what = f"policy tag {tag.name} names {kind} profile {name}"
                        yield _undefined(device, what, tag.where)
        yield from _access_point_tags(device, wireless)
        for name, wlan_ in wlans.items():
            if wlan_.enabled and name not in served:
                yield NOT_SERVED.finding(
                    device, f"WLAN {name} is in no policy tag", wlan_.where, "a policy tag", "none"
                )


def _access_point_tags(device: Device, wireless: Wireless) -> Iterator[Finding]:
    known: Mapping[str, frozenset[str]] = {
        "policy": frozenset(t.name for t in wireless.policy_tags),
        "site": frozenset(wireless.site_tags),
        "RF": frozenset(wireless.rf_tags),
    }
    for point in wireless.access_points:
        named = {"policy": point.policy_tag, "site": point.site_tag, "RF": point.rf_tag}
        for kind, name in named.items():
            if name and name not in known[kind] and not name.startswith("default-"):
                what = f"access point {point.mac} names {kind} tag {name}"
                yield _undefined(device, what, point.where)


def _undefined(device: Device, what: str, where: Span | None) -> Finding:
    return UNDEFINED.finding(device, f"{what}, which is not defined", where, "a definition", "none")


CHECKS = (
    Check((NOT_ENTERPRISE, OPEN, NO_PMF), security),
    Check((NOT_ISOLATED,), isolation),
    Check((MYN_WLAN,), my_number),
    Check((NO_ACCOUNTING,), accounting),
    Check((SHARED_VLAN,), shared_vlans),
    Check((UNUSED,), unused),
    Check((NO_ROGUE, COUNTRY), radio),
    Check((UNDEFINED, NOT_SERVED), tags),
)
