"""What is gathered of a wireless controller while its text is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from kawanet.errors import Span
from kawanet.model.wireless import AccessPoint, PolicyTag


@dataclass(slots=True)
class WlanDraft:
    """An SSID. `suites` holds what is on: wpa, wpa1-3, and `akm` methods."""

    profile: str
    wlan_id: int
    ssid: str
    where: Span
    suites: set[str] = field(default_factory=lambda: {"wpa", "wpa2", "dot1x"})
    authentication_list: str = ""
    pmf_required: bool = False
    client_isolation: bool = False
    enabled: bool = False


@dataclass(slots=True)
class ProfileDraft:
    name: str
    where: Span
    vlan: str = "1"
    vlan_line: Span | None = None
    accounting_list: str = ""
    enabled: bool = False


@dataclass(slots=True)
class WirelessDraft:
    """A controller; `seen` once any of its statements was."""

    seen: bool = False
    country: str = ""
    management_interface: str = ""
    rogue_detection: bool = False
    wlans: dict[str, WlanDraft] = field(default_factory=dict)
    profiles: dict[str, ProfileDraft] = field(default_factory=dict)
    policy_tags: dict[str, PolicyTag] = field(default_factory=dict)
    site_tags: list[str] = field(default_factory=list)
    rf_tags: list[str] = field(default_factory=list)
    access_points: dict[str, AccessPoint] = field(default_factory=dict)
