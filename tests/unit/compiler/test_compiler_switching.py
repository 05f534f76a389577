"""VLANs exactly where they are needed, and every edge port accounted for."""

import pytest

from kawanet.model.interfaces import InterfaceKind, PortMode

SWITCHES = ["hall-acc-01f-1", "hall-acc-02f-1", "north-acc-01f-1", "north-library-sw-1"]


@pytest.mark.parametrize("name", SWITCHES)
def test_every_edge_port_is_in_use_with_802_1x_or_shut_in_the_parking_vlan(city, name):
    for port in city.network.device[name].interfaces:
        if port.kind is not InterfaceKind.PHYSICAL or port.switchport.mode is PortMode.TRUNK:
            continue
        if port.enabled:
            assert (port.switchport.dot1x, port.switchport.edge, port.switchport.bpdu_guard) == (
                True,
                True,
                True,
            )
            assert port.switchport.access_vlan not in (1, 998, 999)
        else:
            assert port.switchport.access_vlan == 999


@pytest.mark.parametrize(
    ("name", "ports"),
    [
        ("hall-acc-01f-1", {"users": 12, "mfp": 2, "phones": 4, "camera": 2, "ap": 2}),
        ("north-library-sw-1", {"users": 4, "phones": 2, "iot": 1, "ap": 1}),
    ],
)
def test_each_wired_port_and_access_point_of_the_design_has_a_port(city, name, ports):
    site = next(p.site for p in city.network.plant.places if p.device == name)
    names = {s.vlan: s.base for s in city.plan.segments_at[site]}
    found = {}
    for port in city.network.device[name].interfaces:
        if port.switchport and port.enabled and port.switchport.mode is PortMode.ACCESS:
            base = names[port.switchport.access_vlan]
            found[base] = found.get(base, 0) + 1
    assert found == ports


def test_a_trunk_carries_what_its_lower_end_uses_and_nothing_else(city):
    core = city.network.device["hall-core-1"]
    trunk = next(i for i in core.interfaces if i.description.startswith("up-hall-acc-01f-1"))
    switch = city.network.device["hall-acc-01f-1"]
    used = {i.switchport.access_vlan for i in switch.interfaces if i.switchport and i.enabled}
    used |= {i.vlan for i in switch.interfaces if i.kind is InterfaceKind.SVI}
    assert set(trunk.switchport.allowed_vlans) == used - {None, 999}


def test_both_ends_of_every_trunk_allow_the_same_vlans(city):
    for link in city.network.plant.links:
        ends = [
            city.network.device[e.device].interface[e.interface]
            for e in link.ends
            if e.device in city.network.device
        ]
        modes = [
            (i.switchport.allowed_vlans, i.switchport.native_vlan) for i in ends if i.switchport
        ]
        assert len(set(modes)) <= 1 or "fw" in link.name


def test_no_trunk_carries_vlan_1_the_native_vlan_or_the_parking_vlan(city):
    for device in city.network.devices:
        for interface in device.interfaces:
            if interface.switchport and interface.switchport.allowed_vlans is not None:
                assert not {1, 998, 999} & set(interface.switchport.allowed_vlans)


def test_router_1_of_the_main_building_is_the_root_then_its_partner(city):
    priorities = {
        d.name: d.switching.stp_priority
        for d in city.network.devices
        if d.switching.stp_priority is not None
    }
    assert sorted(priorities, key=priorities.get)[:2] == ["hall-core-1", "north-wr-1"]
    assert priorities["hall-core-1"] < priorities["hall-core-2"] < priorities["annex-core-1"]


def test_vlans_have_names_and_are_sorted(city):
    vlans = city.network.device["hall-core-1"].switching.vlans
    assert [v.vlan_id for v in vlans] == sorted({v.vlan_id for v in vlans})
    assert {v.vlan_id: v.name for v in vlans}[998] == "NATIVE-UNUSED"
    assert all(v.name and len(v.name) <= 32 for v in vlans)
