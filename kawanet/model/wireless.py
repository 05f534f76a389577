"""A wireless LAN controller: SSID -> policy profile -> VLAN, by tags on access points."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from kawanet.errors import Span


class WlanSecurity(StrEnum):
    OPEN = "open"
    PSK = "psk"
    WPA2_ENTERPRISE = "wpa2-enterprise"
    WPA3_ENTERPRISE = "wpa3-enterprise"
    OWE = "owe"  # enhanced open, RFC 8110


@dataclass(frozen=True, slots=True)
class Wlan:
    """An SSID. `pmf_required`: protected management frames (IEEE 802.11w) are mandatory."""

    profile: str
    wlan_id: int
    ssid: str
    security: WlanSecurity
    radius_group: str = ""
    pmf_required: bool = False
    client_isolation: bool = False
    enabled: bool = True
    where: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PolicyProfile:
    """What clients get: the VLAN that their frames enter at the controller."""

    name: str
    vlan: int
    accounting_group: str = ""
    enabled: bool = True
    where: Span | None = field(default=None, compare=False, repr=False)
    vlan_line: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PolicyTag:
    """Pairs (WLAN profile, policy profile) that an access point serves, sorted."""

    name: str
    pairs: tuple[tuple[str, str], ...]
    where: Span | None = field(default=None, compare=False, repr=False)
    pair_lines: tuple[Span, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AccessPoint:
    """An access point by Ethernet MAC (xxxx.xxxx.xxxx), with its tags."""

    mac: str
    policy_tag: str
    site_tag: str
    rf_tag: str
    where: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Wireless:
    country: str = "JP"
    wlans: tuple[Wlan, ...] = ()
    policy_profiles: tuple[PolicyProfile, ...] = ()
    policy_tags: tuple[PolicyTag, ...] = ()
    site_tags: tuple[str, ...] = ()
    rf_tags: tuple[str, ...] = ()
    access_points: tuple[AccessPoint, ...] = ()
    rogue_detection: bool = False
    management_interface: str = ""  # where access points build their CAPWAP tunnels to
