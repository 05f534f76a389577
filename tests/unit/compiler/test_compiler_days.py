"""What changes from day to day: head-ends, the dedicated fibre, moving servers; and platforms."""

from datetime import date

import pytest

from kawanet.errors import InputError
from kawanet.forwarding.simulation import simulate
from kawanet.model.interfaces import InterfaceKind, PortMode
from kawanet.verify.prove import prove

L2_LIFE, L3_LIFE = date(2026, 4, 1), date(2028, 4, 1)
BEFORE_CUTOVER, AFTER_CUTOVER = date(2024, 3, 31), date(2024, 4, 1)


def fibre_port(city, core):
    device = city.network.device[core]
    return next(i for i in device.interfaces if i.description.startswith("fibre-mrlink"))


def test_the_fibre_is_a_trunk_in_its_first_life_and_routed_in_its_second(compiled):
    first = fibre_port(compiled(L2_LIFE), "hall-core-1")
    assert first.switchport.mode is PortMode.TRUNK
    later = compiled(L3_LIFE)
    second = fibre_port(later, "hall-core-1")
    assert second.switchport is None
    subs = [i for i in later.network.device["hall-core-1"].interfaces if i.parent == second.name]
    assert {o.area for i in subs for o in i.ospf} == {0}
    assert second.name == first.name


def test_server_vlans_end_at_the_main_building_when_the_fibre_routes(compiled):
    vlan = compiled(L2_LIFE).plan.segments["lgw/hall/servers"].vlan
    assert f"Vlan{vlan}" in compiled(L2_LIFE).network.device["annex-core-1"].interface
    assert f"Vlan{vlan}" not in compiled(L3_LIFE).network.device["annex-core-1"].interface
    assert f"Vlan{vlan}" in compiled(L3_LIFE).network.device["hall-core-1"].interface


def test_a_server_keeps_its_address_and_changes_its_port_when_it_moves(compiled):
    def plugs(on):
        return {
            e
            for link in compiled(on).network.plant.links
            for e in link.ends
            if e.device.endswith("-tor-1") and link.name.startswith("srv-groupware-1-")
        }

    assert {p.device for p in plugs(date(2026, 10, 31))} == {"annex-tor-1"}
    assert {p.device for p in plugs(date(2026, 11, 1))} == {"hall-tor-1"}
    plans = [compiled(d).plan.servers["srv-groupware-1"] for d in (L2_LIFE, L3_LIFE)]
    assert plans[0] == plans[1]


def test_a_head_end_moves_and_the_site_s_addresses_stay(compiled):
    before, after = compiled(BEFORE_CUTOVER).network, compiled(AFTER_CUTOVER).network
    assert "annex-he-1" in before.device
    assert "annex-he-1" not in after.device
    old, new = (n.device["north-library-rt-1"] for n in (before, after))
    assert {a for i in old.interfaces for a in i.addresses} == {
        a for i in new.interfaces for a in i.addresses
    }
    ends = [{i.tunnel.destination for i in d.interfaces if i.tunnel} for d in (old, new)]
    assert not ends[0] & ends[1]


@pytest.mark.parametrize("on", [AFTER_CUTOVER, L2_LIFE, date(2028, 3, 31), L3_LIFE])
def test_the_small_city_is_proved_on_every_kind_of_day(compiled, on):
    city = compiled(on)
    results = prove(simulate(city.network), city.statement)
    assert len(results) > 300
    assert [(r.code, r.reason) for r in results if r.verdict != "proved"] == []


def test_other_platforms_give_another_city_that_is_proved_too(compiled_on):
    city = compiled_on(core="linux_frr", ward="linux_frr", firewall="linux_frr")
    platforms = {d.name: d.platform for d in city.network.devices}
    assert platforms["hall-core-1"] == platforms["hall-fw-1"] == "linux_frr"
    core = city.network.device["hall-core-1"]
    assert {
        i.name.rstrip("0123456789.") for i in core.interfaces if i.kind is InterfaceKind.SVI
    } == {"vlan"}
    assert all(p.process is None for p in core.routing.ospf)
    assert all(i.switchport.native_vlan is None for i in core.interfaces if i.switchport)
    results = prove(simulate(city.network), city.statement)
    assert {str(r.verdict) for r in results} == {"proved"}


def test_a_role_without_a_known_platform_is_bad_input(compiled_on):
    with pytest.raises(InputError, match="no platform 'acme_os'"):
        compiled_on(core="acme_os")
