"""Wireless LAN controllers."""

from dataclasses import replace
from ipaddress import ip_network

from hygiene_cases.case import Case, at
from small_networks import box, net

from kawanet.model.requirement import PolicyStatement, Tier
from kawanet.model.wireless import (
    AccessPoint,
    PolicyProfile,
    PolicyTag,
    Wireless,
    Wlan,
    WlanSecurity,
)

STAFF = Wlan("staff", 1, "STAFF", WlanSecurity.WPA3_ENTERPRISE, "R", True, where=at(5))
GUEST = Wlan("guest", 2, "GUEST", WlanSecurity.OWE, "", True, True, where=at(6))
PROFILES = (PolicyProfile("staff", 10), PolicyProfile("guest", 20, where=at(7)))
TAG = PolicyTag("t", (("guest", "guest"), ("staff", "staff")), at(8))
POINT = AccessPoint("0000.5e00.5301", "t", "s", "r", at(9))


def wlc(staff=STAFF, guest=GUEST, **more):
    settings = {
        "wlans": (staff, guest),
        "policy_profiles": PROFILES,
        "policy_tags": (TAG,),
        "site_tags": ("s",),
        "rf_tags": ("r",),
        "access_points": (POINT,),
        "rogue_detection": True,
        **more,
    }
    return net(replace(box("a"), wireless=Wireless(**settings)))


def tiers(staff="lgw", guest="gst", guideline="R7.3"):
    of = {staff: "staff", guest: "guest"} if staff != guest else {}
    found = tuple(
        Tier(t, t, (ip_network(f"10.{n}.0.0/16"),), wlans=(("a", w),))
        for n, (t, w) in enumerate(of.items())
    )
    return PolicyStatement(found, (), guideline=guideline)


def staff(**more):
    return replace(STAFF, **more)


def guest(**more):
    return replace(GUEST, **more)


CASES = (
    Case("KW-WLAN-001", wlc(staff(security=WlanSecurity.PSK)), wlc(), line=5),
    Case(
        "KW-WLAN-001",  # no login is for guests' tiers only
        wlc(),
        wlc(),
        line=6,
        statement=tiers(guest="int"),
        good_statement=tiers(),
    ),
    Case("KW-WLAN-002", wlc(staff(pmf_required=False)), wlc(), line=5),
    Case("KW-WLAN-003", wlc(guest=guest(client_isolation=False)), wlc(), line=6),
    Case(
        "KW-WLAN-003",
        wlc(guest=guest(security=WlanSecurity.PSK, client_isolation=False)),
        wlc(guest=guest(client_isolation=False, enabled=False)),
        statement=tiers(),
        good_statement=tiers(),
    ),
    Case(
        "KW-WLAN-004",
        wlc(),
        wlc(),
        line=5,
        statement=tiers(staff="myn", guideline="R4.3"),
        good_statement=tiers(staff="myn", guideline="R7.3"),
    ),
    Case(
        "KW-WLAN-004",
        wlc(),
        wlc(),
        statement=tiers(staff="myn", guideline="R6.10"),
        good_statement=tiers(guideline="R6.10"),
    ),
    Case(
        "KW-WLAN-005",
        wlc(policy_profiles=(replace(PROFILES[0], vlan=20, where=at(4)), PROFILES[1])),
        wlc(),
        line=4,
        statement=tiers(),
        good_statement=tiers(),
    ),
    Case("KW-WLAN-006", wlc(rogue_detection=False), wlc()),
    Case("KW-WLAN-007", wlc(country="US"), wlc()),
    Case("KW-WLAN-008", wlc(guest=guest(security=WlanSecurity.OPEN)), wlc(), line=6),
    Case("KW-WLAN-009", wlc(wlans=(STAFF,)), wlc(), line=8),
    Case("KW-WLAN-009", wlc(policy_profiles=PROFILES[:1]), wlc(), line=8),
    Case(
        "KW-WLAN-009",
        wlc(access_points=(replace(POINT, rf_tag="x"),)),
        wlc(access_points=(replace(POINT, rf_tag="default-rf-tag"),)),
        line=9,
    ),
    Case("KW-WLAN-010", wlc(policy_tags=(PolicyTag("t", (("staff", "staff"),)),)), wlc(), line=6),
    Case(
        "KW-WLAN-011",
        wlc(policy_profiles=(*PROFILES, PolicyProfile("left", 30, where=at(4)))),
        wlc(),
        line=4,
    ),
    Case(
        "KW-WLAN-011",
        wlc(policy_tags=(TAG, PolicyTag("left", TAG.pairs, at(4)))),
        wlc(),
        line=4,
    ),
    Case(
        "KW-WLAN-012",
        wlc(policy_profiles=(replace(PROFILES[0], where=at(4)), PROFILES[1])),
        wlc(policy_profiles=(replace(PROFILES[0], accounting_group="R"), PROFILES[1])),
        line=4,
        statement=tiers(staff="myn"),
        good_statement=tiers(staff="myn"),
    ),
)
