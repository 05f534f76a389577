"""The management plane, RADIUS, the controllers, and the plant."""

from kawanet.model.wireless import WlanSecurity


def test_every_device_logs_keeps_time_and_names_its_administrators(city):
    for device in city.network.devices:
        system = device.system
        assert len([a for a in system.syslog_servers if a.version == 4]) >= 2
        assert system.ntp_servers
        assert system.aaa_login == ("RADIUS", "local")
        assert len(device.services.radius_groups[0].servers) == 2
        assert not system.cleartext_services
        assert not system.snmp_communities
        assert system.management_interface in device.interface


def test_secrets_are_references(city):
    for device in city.network.devices:
        users, snmp = device.system.users, device.system.snmp_users
        secrets = [u.secret for u in users] + [s for u in snmp for s in (u.auth, u.privacy)]
        secrets += [s.secret for s in device.services.radius_servers]
        assert {s.kind for s in secrets} == {"reference"}


def test_routed_boxes_are_managed_by_their_loopback_in_the_management_vrf(city):
    core, switch = city.network.device["hall-core-1"], city.network.device["hall-acc-01f-1"]
    assert (core.system.management_interface, core.system.management_vrf) == ("Loopback0", "MGT")
    assert switch.interface[switch.system.management_interface].vrf == "default"


def test_802_1x_is_on_where_people_plug_in(city):
    groups = {d.name: d.services.dot1x_group for d in city.network.devices}
    assert groups["hall-acc-01f-1"] == groups["north-library-sw-1"] == "RADIUS"
    assert groups["hall-tor-1"] == groups["hall-core-1"] == ""


def test_an_ssid_enters_the_vlan_of_its_tier(city):
    for name in ("hall-wlc-1", "hall-wlc-2"):
        device = city.network.device[name]
        profiles = {p.name: p.vlan for p in device.wireless.policy_profiles}
        assert profiles == {
            "staff": city.plan.segments["lgw/hall/wlan"].vlan,
            "guest": city.plan.segments["gst/hall/wlan"].vlan,
        }
        assert {w.profile: w.security for w in device.wireless.wlans} == {
            "staff": WlanSecurity.WPA3_ENTERPRISE,
            "guest": WlanSecurity.OWE,
        }
        assert {p.mac for p in city.radio.points} == {a.mac for a in device.wireless.access_points}


def test_no_wlan_is_in_the_my_number_tier(city):
    tiers = {t.name: t.wlans for t in city.statement.tiers}
    assert not tiers["myn"]
    assert tiers["lgw"] == (("hall-wlc-1", "staff"), ("hall-wlc-2", "staff"))


def test_every_end_of_every_link_is_a_port_of_a_device_or_a_placed_box(city):
    places = {p.device: p for p in city.network.plant.places}
    for link in city.network.plant.links:
        for end in link.ends:
            if places[end.device].managed:
                assert end.interface in city.network.device[end.device].interface
    managed = {p.device for p in places.values() if p.managed}
    assert managed == set(city.network.device)


def test_no_port_has_two_cables(city):
    ends = [
        e for link in city.network.plant.links for e in link.ends if e.device in city.network.device
    ]
    assert len(ends) == len(set(ends))


def test_access_points_hang_on_the_switch_of_their_floor(city):
    places = {p.device: p for p in city.network.plant.places}
    points = [p for p in places.values() if p.role == "access_point"]
    assert len(points) == len(city.radio.points) == 6
    for point in points:
        link = next(x for x in city.network.plant.links if x.name == point.device)
        switch = next(e.device for e in link.ends if e.device != point.device)
        assert (places[switch].site, places[switch].floor) == (point.site, point.floor)


def test_a_ring_link_says_its_length_sewer_and_capacity(city):
    link = next(x for x in city.network.plant.links if x.name == "ring-main-hall-north-1")
    assert (link.length_km, link.srlgs, link.capacity_bps) == (8.0, ("sewer-1",), 10_000_000_000)
