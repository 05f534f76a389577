"""The controllers: SSID -> policy profile -> VLAN of a tier, and the access points' tags."""

from __future__ import annotations

from kawanet.addressing.wiring import Box
from kawanet.compiler.day import Day
from kawanet.compiler.system import WLAN_GROUP, management_interface
from kawanet.design.schema import Role
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
    wlans = tuple(
        Wlan(
            s.name,
            number,
            s.ssid,
            WlanSecurity(s.security),
            "" if WlanSecurity(s.security) in OPEN_SECURITY else WLAN_GROUP,
            pmf_required=True,
            client_isolation=s.client_isolation,
        )
        for number, s in enumerate(ssids, 1)
    )
    profiles = tuple(
        PolicyProfile(
            s.name, day.plan.segments[f"{s.tier}/{box.site}/{s.segment}"].vlan, WLAN_GROUP
        )
        for s in sorted(ssids, key=lambda s: s.name)
    )
    points = (p for p in day.radio.points if p.site in day.site)
    return Wireless(
        wlans=wlans,
        policy_profiles=profiles,
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
