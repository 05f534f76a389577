"""The words of the pictures, Japanese and English."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

Language = Literal["ja", "en"]

_WORDS: dict[str, tuple[str, str]] = {
    "wan_title": ("拠点間ネットワーク（WAN）構成図", "Wide-area network between sites"),
    "tiers_title": ("ネットワーク分離・通信許可図", "Network tiers and permitted flows"),
    "building_title": ("庁内LAN構成図", "Building LAN"),
    "sample_note": ("サンプル値を含む", "contains sample values"),
    "as_of": ("時点", ""),
    "legend": ("凡例", "Legend"),
    "external_panel": ("外部接続", "External networks"),
    "inset": ("拡大図", "Enlarged"),
    "inset_hint": ("{place} ほか{count}拠点（拡大図）", "{place} and {count} more (enlarged)"),
    "core_site": ("本庁舎・庁舎・データセンター", "Main building, offices, data centre"),
    "ward_site": ("区役所", "Ward office"),
    "branch_site": ("支所・出張所", "Branch office"),
    "facility_by": ("施設（{by}）", "Facility ({by})"),
    "facility_none": ("施設（その他）", "Facility (other)"),
    "ring": ("下水道光ファイバー環", "Sewer fibre, ring"),
    "spur": ("下水道光ファイバー支線", "Sewer fibre, spur"),
    "dedicated": ("専用光ケーブル（マシン室間）", "Dedicated fibre between machine rooms"),
    "carrier_l2": ("広域イーサネット", "Carrier Ethernet"),
    "carrier_l3": ("閉域IP網", "Carrier IP network"),
    "own": ("その他の回線", "Other circuit"),
    "sites_count": ("{n}拠点", "{n} sites"),
    "facilities_count": ("施設 {n}", "{n} facilities"),
    "towards": ("{site}へ", "to {site}"),
    "at": ("{site} 接続", "at {site}"),
    "flow_count_note": (
        "升目の数字は許可した通信の件数。空欄は許可なし（遮断）。",
        "Figures count permitted flows. A blank cell: nothing is permitted.",
    ),
    "from_to": ("行: 送信元　列: 宛先", "row: source, column: destination"),
    "firewalls": ("ファイアウォール", "Firewalls"),
    "tiers": ("ネットワーク層", "Tiers"),
    "permitted": ("許可通信（件数）", "Permitted flows"),
    "externals": ("外部ネットワーク", "External networks"),
    "attachments": ("接続ポート {n}", "{n} edge ports"),
    "wlans": ("無線 {n}", "{n} WLANs"),
    "joins_note": (
        "縦棒の○は、そのファイアウォールが層に接続することを示す。層の間の通信は必ず○を通る。",
        "A ring marks a tier that the firewall joins; traffic between tiers passes these only.",
    ),
    "total": ("層間の許可通信 計 {n} 件", "{n} permitted flows between tiers"),
    "floor": ("階", "Floor"),
    "switches": ("フロアスイッチ", "Access switches"),
    "riser": ("縦管 {name}", "Riser {name}"),
    "access_points": ("無線AP", "Access points"),
    "wired_ports": ("有線ポート", "Wired ports"),
    "machine_room": ("マシン室", "Machine room"),
    "core_pair": ("コア", "Core"),
    "firewall_boxes": ("FW", "FW"),
    "wlc_boxes": ("無線制御装置", "WLAN controller"),
    "tor_boxes": ("ラックスイッチ", "ToR switch"),
    "headend_boxes": ("回線収容", "WAN head-end"),
    "mobile_firewall_boxes": ("モバイル境界FW", "Mobile FW"),
    "mobile_edge_boxes": ("モバイル境界", "Mobile edge"),
    "server_boxes": ("サーバ {n}台", "{n} servers"),
    "more": ("ほか{n}", "+{n}"),
    "machine_room_at": ("マシン室（{floor}）", "Machine room ({floor})"),
    "levels": ("{n}階層", "{n} levels"),
    "core_link": ("コア間", "core link"),
    "uplinks": (
        "各フロアスイッチは縦管ごとに1本、2台のコアへ光で接続",
        "each access switch has one fibre uplink a riser",
    ),
    "building_summary": (
        "フロアスイッチ {switches}台・無線AP {aps}台・有線ポート {ports}",
        "{switches} access switches, {aps} access points, {ports} wired ports",
    ),
    "drawn_by": ("kawanet が設計データから作図", "drawn by kawanet from the design"),
}

_REMARK = re.compile(r"（[^（）]*）| \([^()]*\)")
_ERAS = ((date(2019, 5, 1), "令和"), (date(1989, 1, 8), "平成"), (date(1926, 12, 25), "昭和"))


def word(key: str, language: Language, **values: object) -> str:
    """The word or sentence, with its values filled in."""
    return _WORDS[key][language == "en"].format(**values)


def short(label: str) -> str:
    """A label without its remarks in brackets, unless nothing else would be left."""
    return _REMARK.sub("", label).strip() or label


def written_date(day: date, language: Language) -> str:
    """令和8年4月1日（2026年4月1日）, or the ISO form in English."""
    if language == "en":
        return day.isoformat()
    western = f"{day.year}年{day.month}月{day.day}日"
    for first, era in _ERAS:
        if day >= first:
            year = day.year - first.year + 1
            return f"{era}{'元' if year == 1 else year}年{day.month}月{day.day}日（{western}）"
    return western


def written_rate(rate_bps: int) -> str:
    """20 Gbps, 100 Mbps, 9.6 kbps."""
    for unit, name in ((10**9, "Gbps"), (10**6, "Mbps"), (10**3, "kbps")):
        if rate_bps >= unit:
            return f"{rate_bps / unit:g} {name}"
    return f"{rate_bps} bps"
