"""The inventory and the table of addresses of a network of three devices."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_address, ip_interface, ip_network

import pytest

from kawanet.model.interfaces import Interface, InterfaceKind, VrrpGroup
from kawanet.model.network import Device, Network
from kawanet.model.plant import Place, Plant, Port, Site
from kawanet.model.requirement import PolicyStatement, Tier
from kawanet.model.system import System
from kawanet.report.addresses import addresses_csv, addresses_text
from kawanet.report.inventory import group_name, inventory, inventory_json, management_address

Golden = Callable[[str, str], None]

CORE = Device(
    "hon-core1",
    "cisco_iosxe",
    System(management_vrf="MGT", management_interface="Loopback0"),
    interfaces=(
        Interface(
            "Vlan110",
            InterfaceKind.SVI,
            "=LGW users",
            vrf="LGW",
            vlan=110,
            addresses=(ip_interface("10.32.1.2/24"), ip_interface("fd00:2::2/64")),
            vrrp=(VrrpGroup(4, 1, ip_address("10.32.1.1")),),
        ),
        Interface(
            "Loopback0",
            InterfaceKind.LOOPBACK,
            vrf="MGT",
            addresses=(ip_interface("fd00:4::1/128"), ip_interface("10.64.0.1/32")),
        ),
    ),
)
SWITCH = Device("hon-sw3a", "cisco_iosxe")
ROUTER = Device(
    "kita-r1",
    "linux_frr",
    interfaces=(
        Interface("lo", InterfaceKind.LOOPBACK, addresses=(ip_interface("10.64.9.1/32"),)),
    ),
)
NETWORK = Network(
    (CORE, SWITCH, ROUTER),
    Plant(
        (Site("city-hall", "本庁舎", "main", 35.5, 139.7, "city-hall", sample=False),),
        (
            Place("hon-core1", "city-hall", "core", "10F"),
            Place("hon-sw3a", "city-hall", "access", "3F"),
            Place("ap1", "city-hall", "access_point", "3F", managed=False),
        ),
    ),
)
STATEMENT = PolicyStatement(
    (
        Tier("lgw", "LGWAN接続系", (ip_network("10.32.0.0/12"),), (Port("hon-sw3a", "Gi1/0/1"),)),
        Tier("mgt", "運用管理系", (ip_network("10.64.0.0/12"), ip_network("fd00:4::/48"))),
        Tier("inet", "インターネット", (ip_network("0.0.0.0/0"),), external=True),
    ),
    (),
)
NETWORK_OS = {"cisco_iosxe": "cisco.ios.ios", "linux_frr": ""}


def test_inventory(golden: Golden) -> None:
    golden("inventory.json", inventory_json(NETWORK, STATEMENT, NETWORK_OS))


def test_inventory_does_not_depend_on_order() -> None:
    turned = Network(NETWORK.devices[::-1], NETWORK.plant)
    assert inventory_json(turned, STATEMENT) == inventory_json(NETWORK, STATEMENT)


def test_every_group_is_a_child_of_all_and_every_host_is_in_one() -> None:
    made = inventory(NETWORK, STATEMENT)
    groups = {name: group for name, group in made.items() if name not in ("_meta", "all")}
    assert made["all"] == {"children": sorted(groups)}
    hosts = {host for group in groups.values() for host in json.loads(json.dumps(group))["hosts"]}
    assert hosts == {d.name for d in NETWORK.devices}


def test_group_names_are_identifiers() -> None:
    assert group_name("site", "city-hall 3号") == "site_city_hall_3号"
    assert group_name("site", "3rd").isidentifier()


@pytest.mark.parametrize(
    ("device", "address"),
    [
        (CORE, "10.64.0.1"),
        (replace(CORE, system=System(management_vrf="MGT")), "10.64.0.1"),
        (replace(CORE, system=System(management_vrf="LGW")), "10.32.1.2"),
        (replace(CORE, system=System()), "10.64.0.1"),
        (SWITCH, None),
    ],
)
def test_management_address(device: Device, address: str | None) -> None:
    found = management_address(device)
    assert (str(found) if found else None) == address


def test_addresses_csv(golden: Golden) -> None:
    text = addresses_csv(NETWORK)
    golden("addresses.csv", text)
    assert len({len(row) for row in csv.reader(text.splitlines())}) == 1


def test_addresses_text(golden: Golden) -> None:
    golden("addresses.txt", addresses_text(NETWORK))
