"""The controllers: SSID -> policy profile -> VLAN of a tier, and the access points' tags."""

from __future__ import annotations

from kawanet.addressing.wiring import Box
from kawanet.compiler.day import Day
from kawanet.compiler.system import WLAN_GROUP, management_interface
from kawanet.design.schema import Role, Ssid
from kawanet.model.wireless import (
    AccessPoint,
    PolicyProfile,
    PolicyTag,
    Wireless,
    Wlan,
    WlanSecurity,
)

POLICY_TAG, RF_TAG = "city", "indoor"
OPEN_SECURITY = (WlanSecurity.OWE, WlanSecurity.OPEN)


def wireless_of(day: Day, box: Box) -> Wireless | None:
    """The wireless configuration of a controller; both of the pair know every access point."""
    wireless = day.design.wireless
    if wireless is None or box.role != Role.WLC:
        return None
    ssids = wireless.ssids
    points = (p for p in day.radio.points if p.site in day.site)
    return Wireless(
        wlans=tuple(_wlan(number, ssid) for number, ssid in enumerate(ssids, 1)),
        policy_profiles=_profiles(day, box, ssids),
        policy_tags=(PolicyTag(POLICY_TAG, tuple(sorted((s.name, s.name) for s in ssids))),),
        site_tags=tuple(sorted({p.site for p in day.radio.points})),
        rf_tags=(RF_TAG,),
        access_points=tuple(
            sorted(
                (AccessPoint(p.mac, POLICY_TAG, p.site, RF_TAG) for p in points),
                key=lambda a: a.mac,
            )
        ),
        rogue_detection=True,
        management_interface=management_interface(day, box)[0],
    )


def _wlan(number: int, ssid: Ssid) -> Wlan:
    security = WlanSecurity(ssid.security)
    return Wlan(
        ssid.name,
        number,
        ssid.ssid,
        security,
        "" if security in OPEN_SECURITY else WLAN_GROUP,
        pmf_required=True,
        client_isolation=ssid.client_isolation,
    )


def _profiles(day: Day, box: Box, ssids: tuple[Ssid, ...]) -> tuple[PolicyProfile, ...]:
    """One a WLAN, of the same name: the VLAN that its clients enter."""
    segments = day.plan.segments
    return tuple(
        PolicyProfile(s.name, segments[f"{s.tier}/{box.site}/{s.segment}"].vlan, WLAN_GROUP)
        for s in sorted(ssids, key=lambda s: s.name)
    )
