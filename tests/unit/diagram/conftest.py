"""A made-up network of the reference city's size, with its seven wards where they really are.

Ward offices: code4fukui/localgovjp. Everything else is invented.
"""

from __future__ import annotations

import math
from datetime import date
from ipaddress import ip_interface, ip_network

import pytest

from kawanet.model.interfaces import Interface, InterfaceKind, PortMode, Switchport
from kawanet.model.network import Device, Network
from kawanet.model.plant import Link, LinkKind, Place, Plant, Port, Site
from kawanet.model.policy import PortRange, Service
from kawanet.model.requirement import Flow, PolicyStatement, Tier

WARDS = (
    ("kawasaki", "川崎区役所", 35.52972, 139.70389),
    ("saiwai", "幸区役所", 35.54444, 139.68750),
    ("nakahara", "中原区役所", 35.57611, 139.65583),
    ("takatsu", "高津区役所", 35.59944, 139.60806),
    ("miyamae", "宮前区役所", 35.58917, 139.57861),
    ("tama", "多摩区役所", 35.61972, 139.56194),
    ("asao", "麻生区役所", 35.60389, 139.50583),
)
CORES = (
    ("city-hall", "川崎市役所 本庁舎", "main", 35.53083, 139.70306),
    ("bldg3", "第3庁舎（サンプル座標）", "third", 35.5316, 139.7050),
    ("miyuki", "川崎御幸ビル（サンプル座標）", "office", 35.5360, 139.6975),
    ("idc", "iDC（市のデータセンター・所在地は非公開、サンプル座標）", "idc", 35.5800, 139.6400),
)
RINGS = {
    "南部環（下水道光）": ("city-hall", "kawasaki", "bldg3", "miyuki"),
    "中部環（下水道光）": ("city-hall", "saiwai", "nakahara", "idc", "takatsu", "bldg3"),
    "北部環（下水道光）": ("nakahara", "takatsu", "miyamae", "asao", "tama"),
}
SERVICES = ("フレッツ（閉域VPN）", "WVS（広域イーサネット）", "VLAN（広域イーサネット）")
EXTERNALS = (
    ("lgwan", "LGWAN（総合行政ネットワーク）", "hq-fw1"),
    ("ksc", "神奈川情報セキュリティクラウド（第2期）", "idc-fw1"),
    ("govcloud", "ガバメントクラウド（サンプル）", "hq-fw1"),
    ("internet", "インターネット（公開系）", "idc-fw1"),
)
TIERS = (
    ("myn", "マイナンバー利用事務系"),
    ("lgw", "LGWAN接続系"),
    ("int", "インターネット接続系"),
    ("mgt", "運用管理系"),
    ("gst", "来庁者系"),
    ("mob", "閉域モバイル系"),
    ("dmz", "公開系（DMZ）"),
    ("voi", "音声系"),
    ("svc", "共通サービス系"),
)
FIREWALLS = {
    "hq-fw": ("myn", "lgw", "int", "mgt", "voi", "svc"),
    "idc-fw": ("int", "mgt", "gst", "dmz"),
    "mob-fw": ("mgt", "mob", "svc"),
}
FLOOR_NAMES = (*(f"{n}F" for n in range(25, 0, -1)), "B1F", "B2F")


def small_sites() -> tuple[Site, ...]:
    """Per ward two branches and 23 facilities on a spiral around the office."""
    made = []
    for ward, label, latitude, longitude in WARDS:
        for i in range(25):
            angle, reach = i * 2.39996, 0.0032 * math.sqrt(i + 1.5)
            kind = "branch" if i in (9, 17) else "facility"
            said = f"{label[:2]}出張所{i}" if kind == "branch" else f"{label} 施設{i}（サンプル）"
            place = latitude + reach * math.sin(angle), longitude + 1.2 * reach * math.cos(angle)
            made.append(Site(f"{ward}-{i:02}", said, kind, *place, ward))
    return tuple(made)


def plant() -> Plant:
    wards = tuple(Site(n, lab, "ward", lat, lon, n, sample=False) for n, lab, lat, lon in WARDS)
    cores = tuple(Site(n, lab, kind, lat, lon, n) for n, lab, kind, lat, lon in CORES)
    outside = tuple(Site(n, lab, "external", 0.0, 0.0) for n, lab, _ in EXTERNALS)
    small = small_sites()
    places = [
        *(Place(f"{n}-core{i}", n, "core", "10F") for n, *_ in CORES for i in (1, 2)),
        *(Place(f"{n}-r{i}", n, "ward") for n, *_ in WARDS for i in (1, 2)),
        *(Place(f"{s.name}-r1", s.name, s.kind) for s in small),
        *(Place(f"{n}-peer", n, "external", label=lab, managed=False) for n, lab, _ in EXTERNALS),
        *firewall_places(),
        *building_places(),
    ]
    links = [*ring_links(), *access_links(small), *riser_links(), *handoffs()]
    return Plant(
        tuple(sorted((*wards, *cores, *outside, *small), key=lambda s: s.name)),
        tuple(sorted(places, key=lambda p: p.device)),
        tuple(sorted(links, key=lambda link: link.name)),
        "川崎市（基準都市・サンプル）",
    )


def ring_links() -> list[Link]:
    router = {n: f"{n}-core1" for n, *_ in CORES} | {n: f"{n}-r1" for n, *_ in WARDS}
    links = [
        Link(
            f"{label[:2]}-{i}-{member}",
            (Port(router[a], f"Te1/1/{i}{member}"), Port(router[b], f"Te1/2/{i}{member}")),
            LinkKind.SEWER_FIBRE,
            10_000_000_000,
            length_km=1.5 * (i + 1),
            label=label,
        )
        for label, ring in RINGS.items()
        for i, (a, b) in enumerate(zip(ring, ring[1:] + ring[:1], strict=True))
        for member in (1, 2)
    ]
    ends = Port("city-hall-core1", "Te1/1/9"), Port("bldg3-core1", "Te1/1/9")
    dedicated = Link(
        "mrlink", ends, LinkKind.DEDICATED_FIBRE, 10_000_000_000, length_km=0.4, label="専用光"
    )
    return [*links, dedicated]


def access_links(small: tuple[Site, ...]) -> list[Link]:
    links = []
    for i, site in enumerate(small):
        near = Port(f"{site.name}-r1", "Gi0/0/0")
        if i % 4 == 0 or site.kind == "branch":
            far = Port(f"{site.region}-r1", f"Gi0/1/{i}")
            rate = 10_000_000_000 if site.kind == "branch" else 1_000_000_000
            links.append(Link(f"spur-{site.name}", (near, far), LinkKind.SEWER_FIBRE, rate))
        else:
            label = SERVICES[i % 3]
            kind = LinkKind.CARRIER_L3 if i % 3 == 0 else LinkKind.CARRIER_L2
            far = Port("city-hall-core1", f"Te1/3/{i % 3}")
            links.append(Link(f"line-{site.name}", (near, far), kind, 100_000_000, label=label))
    return links


def firewall_places() -> list[Place]:
    return [
        Place(
            f"{name}{i}",
            "idc" if name == "idc-fw" else "city-hall",
            "mobile_firewall" if name == "mob-fw" else "firewall",
            "10F",
        )
        for name in FIREWALLS
        for i in (1, 2)
    ]


def building_places() -> list[Place]:
    places = [Place(f"wlc{i}", "city-hall", "wlc", "10F") for i in (1, 2)]
    places += [Place(f"tor{i}", "city-hall", "tor", "10F") for i in range(1, 5)]
    places += [Place(f"mobedge{i}", "city-hall", "mobile_edge", "10F") for i in (1, 2)]
    places += [Place(f"headend{i}", "city-hall", "headend", "10F") for i in (1, 2)]
    places += [Place(f"srv{i:02}", "city-hall", "server", "10F", "", False) for i in range(34)]
    for n, floor in enumerate(FLOOR_NAMES):
        label = "議会" if n < 3 else "執務室"
        places += [Place(f"sw-{floor}{x}", "city-hall", "access", floor, label) for x in "ab"]
        aps = 10 if n == 17 else 8
        places += [
            Place(f"ap-{floor}-{i}", "city-hall", "access_point", floor, "", False)
            for i in range(aps)
        ]
    return places


def riser_links() -> list[Link]:
    return [
        Link(
            f"riser-{floor}{x}-{riser}",
            (Port(f"sw-{floor}{x}", f"Te1/1/{n}"), Port(f"city-hall-core{n}", f"Te2/{floor}{x}")),
            LinkKind.RISER,
            10_000_000_000,
            srlgs=(f"riser-city-hall-{riser}",),
        )
        for floor in FLOOR_NAMES
        for x in "ab"
        for n, riser in ((1, "east"), (2, "west"))
    ]


def handoffs() -> list[Link]:
    return [
        Link(f"handoff-{name}", (Port(f"{name}-peer", "eth0"), Port(firewall, f"port-{name}")))
        for name, _, firewall in EXTERNALS
    ]


def devices() -> tuple[Device, ...]:
    made = []
    for name, tiers in FIREWALLS.items():
        for i in (1, 2):
            numbers = [n for n, (tier, _) in enumerate(TIERS, 1) if tier in tiers]
            interfaces = tuple(
                Interface(
                    f"v{n}",
                    InterfaceKind.SUBINTERFACE,
                    vrf=TIERS[n - 1][0].upper(),
                    addresses=(ip_interface(f"10.{16 * n}.255.{i}/24"),),
                )
                for n in numbers
            )
            made.append(Device(f"{name}{i}", "fortinet_fortios", interfaces=interfaces))
    made += [
        Device(
            f"sw-{floor}{x}",
            "cisco_iosxe",
            interfaces=tuple(
                Interface(
                    f"Gi1/0/{i}",
                    InterfaceKind.PHYSICAL,
                    switchport=Switchport(PortMode.ACCESS, 100, edge=True),
                    enabled=i < 30,
                )
                for i in range(1, 49)
            ),
        )
        for floor in FLOOR_NAMES
        for x in "ab"
    ]
    return tuple(sorted(made, key=lambda d: d.name))


def statement() -> PolicyStatement:
    tiers = [
        Tier(name, label, (ip_network(f"10.{16 * n}.0.0/12"), ip_network(f"fd00:{n}::/48")))
        for n, (name, label) in enumerate(TIERS, 1)
    ]
    for name, label, firewall in EXTERNALS:
        ports = (Port(firewall, f"port-{name}"),)
        prefix = "0.0.0.0/0" if name == "internet" else "172.30.0.0/16"
        tiers.append(Tier(name, label, (ip_network(prefix),), ports, external=True))
    names = [t.name for t in tiers]
    flows = [
        Flow(f"{a}-{b}-{k}-v{v}", a, b, (), (), (Service(6, (PortRange(443, 443),)),))
        for i, a in enumerate(names)
        for j, b in enumerate(names)
        if i != j and (i * 5 + j * 3) % 4 == 0
        for k in range((i * j) % 7)
        for v in (4, 6)
    ]
    return PolicyStatement(tuple(tiers), tuple(flows), (), date(2026, 4, 1), "R7.3", "alpha")


@pytest.fixture(scope="session")
def city() -> Network:
    return Network(devices(), plant())


@pytest.fixture(scope="session")
def policy() -> PolicyStatement:
    return statement()
