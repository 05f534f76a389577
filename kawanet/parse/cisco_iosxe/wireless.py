"""Statements of a Catalyst 9800 controller: WLANs, policy profiles, tags, access points.

Source: Cisco Catalyst 9800 Software Configuration Guide 17.12: a WLAN is made shut down, with WPA2
and 802.1X on; rogue detection is a setting of the access points' join profile.
"""

from __future__ import annotations

from kawanet.model.wireless import (
    AccessPoint,
    PolicyProfile,
    PolicyTag,
    Wireless,
    Wlan,
    WlanSecurity,
)
from kawanet.parse.cisco_iosxe.draft import DeviceDraft
from kawanet.parse.cisco_iosxe.wireless_draft import ProfileDraft, WirelessDraft, WlanDraft
from kawanet.parse.cisco_values import interface_name, vlan_id
from kawanet.parse.indented import Statement
from kawanet.parse.result import LineClass
from kawanet.parse.statements import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    Entry,
    build_table,
    claim_below,
    entries,
    read_all,
)


def _country(d: DeviceDraft, s: Statement) -> LineClass:
    _seen(d).country = s.words[2]
    return MODELLED


def _management(d: DeviceDraft, s: Statement) -> LineClass:
    _seen(d).management_interface = interface_name("".join(s.words[3:]))
    return MODELLED


def _seen(d: DeviceDraft) -> WirelessDraft:
    d.wireless.seen = True
    return d.wireless


def _join_profile(d: DeviceDraft, s: Statement) -> LineClass:
    claim_below(s, IRRELEVANT, d.ledger)
    for child in s.children:
        if child.words[-3:] == ["rogue", "detection", "enable"]:
            _seen(d).rogue_detection = child.words[0] != "no"
            d.ledger.claim(child.number, MODELLED)
    return IRRELEVANT


def _rogue_detection(d: DeviceDraft, s: Statement) -> LineClass:
    _seen(d).rogue_detection = s.words[0] != "no"
    return MODELLED


def _wlan(d: DeviceDraft, s: Statement) -> LineClass:
    """`wlan PROFILE ID SSID`, or `wlan PROFILE` to change one that stands above."""
    name = s.words[1]
    wlans = _seen(d).wlans
    if len(s.words) > 2:
        ssid = s.rest(3)
        wlans[name] = WlanDraft(name, int(s.words[2]), ssid, d.ledger.span(s.number))
    read_all(_WLAN, wlans[name], s.children, d.ledger)
    return MODELLED


def _wpa(w: WlanDraft, s: Statement) -> LineClass:
    """`[no] security wpa [wpa1|wpa2|wpa3 | akm METHOD]`; ciphers and keys do not matter."""
    off = s.words[0] == "no"
    match s.words[2 + off :]:
        case []:
            suite = "wpa"
        case [("wpa1" | "wpa2" | "wpa3") as suite]:
            pass
        case ["akm", suite]:
            pass
        case ["akm", "ft", suite]:
            pass
        case _:
            return IRRELEVANT
    if off:
        w.suites.discard(suite)
    else:
        w.suites.add(suite)
    return MODELLED


def _authentication_list(w: WlanDraft, s: Statement) -> LineClass:
    w.authentication_list = s.words[3]
    return MODELLED


def _pmf(w: WlanDraft, s: Statement) -> LineClass:
    w.pmf_required = s.words[2] == "mandatory"
    return MODELLED


def _isolation(w: WlanDraft, s: Statement) -> LineClass:
    w.client_isolation = s.words[1] == "drop"
    return MODELLED


def _wlan_shutdown(w: WlanDraft | ProfileDraft, s: Statement) -> LineClass:
    w.enabled = s.words[0] == "no"
    return MODELLED


def _profile(d: DeviceDraft, s: Statement) -> LineClass:
    name = s.words[3]
    profiles = _seen(d).profiles
    draft = profiles.setdefault(name, ProfileDraft(name, d.ledger.span(s.number)))
    read_all(_PROFILE, draft, s.children, d.ledger)
    for child in s.children:
        if child.words[0] == "vlan":
            draft.vlan_line = d.ledger.span(child.number)
    return MODELLED


def _profile_vlan(p: ProfileDraft, s: Statement) -> LineClass:
    named = s.rest(1)
    p.vlan = str(vlan_id(named)) if named.isdecimal() else named
    return MODELLED


def _accounting(p: ProfileDraft, s: Statement) -> LineClass:
    p.accounting_list = s.words[1]
    return MODELLED


def _policy_tag(d: DeviceDraft, s: Statement) -> LineClass:
    name = s.words[3]
    tags = _seen(d).policy_tags
    pairs = dict(zip(tags[name].pairs, tags[name].pair_lines, strict=True)) if name in tags else {}
    for child in s.children:
        line_class = IRRELEVANT
        match child.words:
            case ["wlan", wlan, "policy", profile]:
                pairs[wlan, profile] = d.ledger.span(child.number)
                line_class = MODELLED
            case ["remote-lan", *_]:
                line_class = UNMODELLED
        d.ledger.claim(child.number, line_class)
    ordered = tuple(sorted(pairs))
    lines = tuple(pairs[pair] for pair in ordered)
    tags[name] = PolicyTag(name, ordered, d.ledger.span(s.number), lines)
    return MODELLED


def _site_tag(d: DeviceDraft, s: Statement) -> LineClass:
    _append(_seen(d).site_tags, s.words[3])
    for child in s.children:
        local = child.words == ["no", "local-site"] or child.words[0] == "flex-profile"
        d.ledger.claim(child.number, UNMODELLED if local else IRRELEVANT)
    return MODELLED


def _rf_tag(d: DeviceDraft, s: Statement) -> LineClass:
    _append(_seen(d).rf_tags, s.words[3])
    claim_below(s, IRRELEVANT, d.ledger)
    return MODELLED


def _append(names: list[str], name: str) -> None:
    if name not in names:
        names.append(name)


def _access_point(d: DeviceDraft, s: Statement) -> LineClass:
    mac = s.words[1]
    if len(s.words) != 2 or mac.count(".") != 2:
        return IRRELEVANT  # `ap dot11 ...` and other settings of radios
    tags = {"policy-tag": "default-policy-tag", "site-tag": "default-site-tag"}
    tags["rf-tag"] = "default-rf-tag"
    for child in s.children:
        known = child.words[0] in tags and len(child.words) == 2
        if known:
            tags[child.words[0]] = child.words[1]
        d.ledger.claim(child.number, MODELLED if known else IRRELEVANT)
    where = d.ledger.span(s.number)
    _seen(d).access_points[mac] = AccessPoint(
        mac, tags["policy-tag"], tags["site-tag"], tags["rf-tag"], where
    )
    return MODELLED


def wireless_of(d: DeviceDraft) -> Wireless | None:
    """The controller; None where nothing of one was said."""
    w = d.wireless
    if not w.seen:
        return None
    return Wireless(
        w.country,
        tuple(_wlan_of(d, draft) for draft in w.wlans.values()),
        tuple(_profile_of(d, draft) for draft in w.profiles.values()),
        tuple(w.policy_tags.values()),
        tuple(w.site_tags),
        tuple(w.rf_tags),
        tuple(w.access_points.values()),
        w.rogue_detection,
        w.management_interface,
    )


def _wlan_of(d: DeviceDraft, w: WlanDraft) -> Wlan:
    named = w.authentication_list
    return Wlan(
        w.profile,
        w.wlan_id,
        w.ssid,
        _security(w.suites),
        d.method_groups.get(("dot1x", named), named),
        w.pmf_required,
        w.client_isolation,
        w.enabled,
        w.where,
    )


def _security(suites: set[str]) -> WlanSecurity:
    """The weakest way in that the suites leave open."""
    if "wpa" not in suites or not suites & {"wpa1", "wpa2", "wpa3"}:
        return WlanSecurity.OPEN
    if suites & {"psk", "psk-sha256", "sae"}:
        return WlanSecurity.PSK
    if "owe" in suites:
        return WlanSecurity.OWE
    if not suites & {"dot1x", "dot1x-sha256", "cckm", "suiteb-1x", "suiteb-192-1x"}:
        return WlanSecurity.OPEN
    older = suites & {"wpa1", "wpa2"}
    return WlanSecurity.WPA2_ENTERPRISE if older else WlanSecurity.WPA3_ENTERPRISE


def _profile_of(d: DeviceDraft, p: ProfileDraft) -> PolicyProfile:
    named = p.accounting_list
    group = d.method_groups.get(("identity", named), named)
    return PolicyProfile(p.name, _vlan_of(d, p), group, p.enabled, p.where, p.vlan_line)


def _vlan_of(d: DeviceDraft, p: ProfileDraft) -> int:
    """The id of a profile's VLAN, which may be named; UNMODELLED if the name leads nowhere."""
    if p.vlan.isdecimal():
        return int(p.vlan)
    names = {v.name or f"VLAN{v.vlan_id:04}": v.vlan_id for v in d.vlans.values()}
    if p.vlan not in names:
        d.ledger.claim(p.where.line, UNMODELLED)
    return names.get(p.vlan, 1)


_WLAN = build_table(
    entries(
        """security ft, security wpa psk, security wpa pairwise-cipher, security pmf
        association-comeback, security pmf saquery-retry-time, radio, broadcast-ssid,
        description, session-timeout, exit, client association, wmm, dtim, assisted-roaming,
        bss-transition, ccx, channel-scan, chd, load-balance, band-select, device-analytics,
        dot11ax, dot11v, dot11r, dot11k, roamed-voice-client, scan-defer, universal-admin,
        neighbor, uapsd, multicast, ip dhcp, local-auth, mdns-sd""",
        IRRELEVANT,
    ),
    entries(
        "security web-auth, security static-wep-key, mac-filtering, ip access-group", UNMODELLED
    ),
    entries("client vlan, ipv6 traffic-filter, call-snoop, exclusionlist, security", UNMODELLED),
    {
        "security wpa": _wpa,
        "no security wpa": _wpa,
        "security dot1x authentication-list": _authentication_list,
        "security pmf": _pmf,
        "no security pmf": IRRELEVANT,
        "peer-blocking": _isolation,
        "no peer-blocking": IRRELEVANT,
        "shutdown": _wlan_shutdown,
        "no shutdown": _wlan_shutdown,
    },
)
_PROFILE = build_table(
    entries(
        """description, session-timeout, idle-timeout, idle-threshold, http-tlv-caching,
        dhcp-tlv-caching, radius-profiling, exclusionlist, service-policy, ip flow, ip nbar,
        ipv4 dhcp, ipv4 flow, ipv6 flow, central switching, central dhcp, central association,
        central authentication, exit, wgb, et-analytics, passive-client, qos, umbrella, mdns-sd,
        multicast filter, cts, reanchor, local-site, match""",
        IRRELEVANT,
    ),
    entries(
        """no central switching, no central dhcp, no central association, no central
        authentication, aaa-override, nac, aaa-policy, vlan-persistent, mobility anchor, ipv4
        acl, ipv6 acl, fabric, guest-lan, subscriber-policy-name, flex""",
        UNMODELLED,
    ),
    {
        "vlan": _profile_vlan,
        "accounting-list": _accounting,
        "shutdown": _wlan_shutdown,
        "no shutdown": _wlan_shutdown,
    },
)
WIRELESS: dict[str, Entry[DeviceDraft]] = {
    "wireless": IRRELEVANT,
    "wireless country": _country,
    "ap country": _country,
    "wireless management interface": _management,
    "wireless wps rogue detection enable": _rogue_detection,
    "no wireless wps rogue detection enable": _rogue_detection,
    "wireless profile": IRRELEVANT,
    "wireless profile policy": _profile,
    "wireless profile flex": UNMODELLED,
    "wireless mobility": UNMODELLED,
    "wireless mobility mac-address": IRRELEVANT,
    "wireless tag policy": _policy_tag,
    "wireless tag site": _site_tag,
    "wireless tag rf": _rf_tag,
    "wlan": _wlan,
    "ap": _access_point,
    "ap profile": _join_profile,
    "ap dot11": IRRELEVANT,
    "ap remote-lan": UNMODELLED,
    "ap filter": UNMODELLED,
    "ap location": UNMODELLED,
    "guest-lan": UNMODELLED,
}
