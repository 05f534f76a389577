"""Dynamic and policy routing on foreign FortiOS text."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_address, ip_network

import pytest

from kawanet.model.bgp import BgpAggregate, BgpNetwork, BgpProcess, NeighborFilter
from kawanet.model.interfaces import OspfInterface
from kawanet.model.network import Device
from kawanet.model.policy import AclRule, Action, PolicyRouteRule, PortRange
from kawanet.model.route_policy import (
    CommunityEntry,
    MatchAsPaths,
    MatchCommunities,
    MatchPrefixes,
    PrefixRange,
    PrependAsPath,
    Redistribution,
    SetCommunities,
    SetLocalPreference,
    SetMetric,
    Source,
)
from kawanet.model.routing import AreaKind, AreaRange, OspfArea
from kawanet.parse.fortinet_fortios import parse
from kawanet.parse.result import LineClass

PERMIT, DENY = Action.PERMIT, Action.DENY
PORTS = """\
config system interface
    edit "port1"
        set vdom "root"
        set ip 10.0.1.1 255.255.255.0
    next
    edit "port2"
        set vdom "root"
        set ip 10.0.2.1 255.255.255.0
    next
end
"""


def device_of(text: str) -> Device:
    parsed = parse({"f.conf": PORTS + text})
    assert parsed.unclaimed == ()
    return parsed.device


def bgp(lines: str = "", neighbour: str = "", more: str = "") -> BgpProcess:
    text = (
        f"config router bgp\nset as 65001\nset router-id 10.0.1.1\n{lines}\nconfig neighbor\n"
        f'edit "10.0.1.2"\nset remote-as 65002\n{neighbour}\nnext\nend\n{more}\nend\n'
    )
    (found,) = device_of(text).routing.bgp
    return found


def test_defaults_of_bgp() -> None:
    found = bgp()
    (peer,) = found.neighbors
    assert (found.vrf, found.asn, found.router_id) == ("default", 65001, IPv4Address("10.0.1.1"))
    assert (peer.address, peer.remote_as, peer.multihop) == (ip_address("10.0.1.2"), 65002, None)
    assert [f.family for f in peer.families] == [4, 6]
    v4 = found.families[0]
    assert (v4.distance_external, v4.distance_internal, v4.max_paths) == (20, 200, 1)


@pytest.mark.parametrize(
    ("line", "field", "expected"),
    [
        ("set ebgp-enforce-multihop enable", "multihop", 255),
        ("set ebgp-enforce-multihop enable\nset ebgp-multihop-ttl 3", "multihop", 3),
        ('set update-source "port1"', "update_source", "port1"),
        ("set local-as 65009", "local_as", 65009),
        ("set local-as-replace-as enable", "local_as_mode", "replace"),
        ("set shutdown enable", "enabled", False),
    ],
)
def test_sessions(line: str, field: str, expected: object) -> None:
    assert getattr(bgp(neighbour=line).neighbors[0], field) == expected


@pytest.mark.parametrize(
    ("line", "field", "expected"),
    [
        ('set route-map-in "M"', "import_policies", ("M",)),
        ('set route-map-out "M"', "export_policies", ("M",)),
        ('set prefix-list-in "P"', "import_filter", NeighborFilter(("P",))),
        ('set filter-list-out "A"', "export_filter", NeighborFilter((), ("A",))),
        ("set next-hop-self enable", "next_hop_self", "yes"),
        ("set next-hop-self-rr enable", "next_hop_self", "all"),
        ("set route-reflector-client enable", "route_reflector_client", True),
        ("set allowas-in-enable enable", "allow_as_in", 3),
        ("set allowas-in-enable enable\nset allowas-in 1", "allow_as_in", 1),
        ("set capability-default-originate enable", "default_originate", True),
        ("set remove-private-as enable", "remove_private_as", "yes"),
        ("set attribute-unchanged next-hop", "next_hop_unchanged", True),
        ("set send-community disable", "send_communities", ()),
        ("set weight 50", "weight", 50),
    ],
)
def test_families(line: str, field: str, expected: object) -> None:
    assert getattr(bgp(neighbour=line).neighbors[0].families[0], field) == expected


def test_networks_aggregates_redistribution() -> None:
    more = (
        "config network\nedit 1\nset prefix 10.9.0.0 255.255.0.0\nset route-map M\nnext\nend\n"
        "config aggregate-address\nedit 1\nset prefix 10.0.0.0 255.0.0.0\n"
        "set summary-only enable\nnext\nend\n"
        'config redistribute "static"\nset status enable\nset route-map "M"\nend\n'
        'config redistribute "ospf"\nend\n'
    )
    found = bgp("set ebgp-multipath enable", more=more).families[0]
    assert found.networks == (BgpNetwork(ip_network("10.9.0.0/16"), "M"),)
    assert found.aggregates == (BgpAggregate(ip_network("10.0.0.0/8"), summary_only=True),)
    assert found.redistribute == (Redistribution(Source.STATIC, None, policies=("M",)),)
    assert found.max_paths > 1


def test_a_neighbour_takes_what_its_group_says() -> None:
    text = (
        "config router bgp\nset as 65001\nconfig neighbor-group\nedit G\nset remote-as 65001\n"
        "set next-hop-self enable\nset activate6 disable\nnext\nend\n"
        "config neighbor\nedit 10.0.1.9\nset neighbor-group G\nset next-hop-self disable\nnext\n"
        "end\nconfig neighbor-range\nedit 1\nset prefix 10.7.0.0 255.255.0.0\n"
        "set neighbor-group G\nnext\nend\nend\n"
    )
    (process,) = device_of(text).routing.bgp
    single, many = process.neighbors
    assert (single.remote_as, many.remote_as) == (65001, 65001)
    assert many.listen == ip_network("10.7.0.0/16")
    assert [n.families[0].next_hop_self for n in (single, many)] == ["no", "yes"]
    assert [len(n.families) for n in (single, many)] == [1, 1]


OSPF = """\
config router ospf
    set router-id 10.0.1.1
    set default-information-originate always
    set passive-interface "port2"
    set distance-external 150
    config area
        edit 0.0.0.0
        next
        edit 0.0.0.1
            set type stub
            set stub-type no-summary
            config range
                edit 1
                    set prefix 10.0.0.0 255.255.0.0
                    set advertise disable
                next
            end
        next
    end
    config ospf-interface
        edit "x"
            set interface "port1"
            set cost 7
            set network-type point-to-point
        next
    end
    config network
        edit 1
            set prefix 10.0.0.0 255.255.0.0
            set area 0.0.0.1
        next
        edit 2
            set prefix 10.0.1.0 255.255.255.0
        next
    end
    config redistribute "connected"
        set status enable
        set metric-type 1
    end
    config redistribute "bgp"
    end
end
"""


def test_ospf() -> None:
    device = device_of(OSPF)
    (found,) = device.routing.ospf
    ranges = (AreaRange(ip_network("10.0.0.0/16"), advertise=False),)
    assert found.areas == (OspfArea(1, AreaKind.TOTALLY_STUB, ranges),)
    assert (found.default_originate, found.default_always, found.default_metric) == (True, True, 10)
    assert (found.distance, found.distance_external) == (110, 150)
    assert found.redistribute == (Redistribution(Source.CONNECTED, 10, 1),)
    first, second = (device.interface[name].ospf for name in ("port1", "port2"))
    assert first == (OspfInterface(4, None, 0, 7, network="point-to-point"),)
    assert second == (OspfInterface(4, None, 1, passive=True),)


LISTS = """\
config router prefix-list
    edit "P"
        config rule
            edit 1
                set action deny
                set prefix 10.1.0.0 255.255.0.0
                unset ge
                set le 24
            next
            edit 2
                set prefix any
            next
        end
    next
end
config router access-list
    edit "A"
        config rule
            edit 1
                set prefix 10.0.0.0 255.0.0.0
            next
            edit 2
                set prefix 11.0.0.0 255.0.0.0
                set exact-match enable
            next
        end
    next
end
config router aspath-list
    edit "X"
        config rule
            edit 1
                set action permit
                set regexp "_65009$"
            next
        end
    next
end
config router community-list
    edit "C"
        config rule
            edit 1
                set action permit
                set match "65001:1 65001:2"
            next
        end
    next
end
config router route-map
    edit "M"
        config rule
            edit 1
                set match-ip-address "P"
                set match-as-path "X"
                set match-community "C"
                set set-local-preference 200
                set set-aspath "65001 65001"
                set set-community "65001:9"
                set set-community-additive enable
                set set-metric 5
            next
            edit 2
                set action deny
            next
        end
    next
end
"""


def test_lists_and_route_maps() -> None:
    routing = device_of(LISTS).routing
    lists = {p.name: [(e.action, e.match) for e in p.entries] for p in routing.prefix_lists}
    assert lists["P"] == [
        (DENY, PrefixRange(ip_network("10.1.0.0/16"), 16, 24)),
        (PERMIT, PrefixRange(ip_network("0.0.0.0/0"), 0, 32)),
    ]
    assert lists["A"] == [
        (PERMIT, PrefixRange(ip_network("10.0.0.0/8"), 8, 32)),
        (PERMIT, PrefixRange(ip_network("11.0.0.0/8"), 8, 8)),
    ]
    (community,) = routing.community_lists
    assert community.entries == (CommunityEntry(PERMIT, ("65001:1", "65001:2")),)
    (policy,) = routing.policies
    first, second = policy.terms
    assert (policy.default, first.action, second.action) == (DENY, PERMIT, DENY)
    assert set(first.matches) == {
        MatchPrefixes((), ("P",)), MatchAsPaths(("X",)), MatchCommunities(("C",)),
    }  # fmt: skip
    assert set(first.changes) == {
        SetLocalPreference(200), PrependAsPath((65001, 65001)), SetMetric(5),
        SetCommunities(("65001:9",), (), "add"),
    }  # fmt: skip


def test_policy_routes_belong_to_the_interfaces_that_they_name() -> None:
    device = device_of(
        'config router policy\nedit 1\nset input-device "port1"\nset src "10.0.1.0/255.255.255.0"\n'
        "set protocol 6\nset start-port 80\nset end-port 443\nset gateway 10.0.2.9\n"
        'set output-device "port2"\nnext\nedit 2\nset action deny\nnext\nend\n'
    )
    first, second = device.policy.policy_routes
    stop = PolicyRouteRule(DENY, ("policy/2",))
    go = PolicyRouteRule(PERMIT, ("policy/1",), (ip_address("10.0.2.9"),), "port2")
    assert (first.rules, second.rules) == ((go, stop), (stop,))
    assert device.interface["port1"].policy_routes == ((4, "policy port1"),)
    acl = next(a for a in device.policy.acls if a.name == "policy/1")
    assert acl.rules == (
        AclRule(PERMIT, 6, ip_network("10.0.1.0/24"), None, (), (PortRange(80, 443),)),
    )
    assert device.system.management_acl == ()


def test_what_a_policy_route_cannot_say_is_told() -> None:
    text = (
        "config router policy\nedit 1\nset internet-service-id 5\nset gateway 10.0.2.9\nnext\nend\n"
    )
    parsed = parse({"f.conf": PORTS + text})
    assert [u.line_class for u in parsed.unclaimed] == [LineClass.UNMODELLED]
    assert parsed.device.policy.policy_routes == ()


def test_a_vdom_link_has_two_ends() -> None:
    device = device_of(
        'config system vdom-link\nedit "L"\nnext\nend\nconfig system interface\n'
        'edit "L0"\nset vdom "root"\nset type vdom-link\nnext\n'
        'edit "L1"\nset vdom "A"\nset type vdom-link\nnext\nend\n'
    )
    ends = [(i.name, i.linked, i.vrf) for i in device.interfaces if i.linked]
    assert ends == [("L0", "L1", "default"), ("L1", "L0", "A")]


def test_each_vdom_routes_for_itself() -> None:
    text = (
        "config vdom\nedit A\nconfig system interface\nend\n"
        "config router bgp\nset as 65001\nconfig neighbor\nedit 10.0.1.2\nset remote-as 65002\n"
        "set route-map-in M\nnext\nend\nend\nnext\nedit root\nconfig router bgp\nset as 65003\n"
        "end\nnext\nend\n"
    )
    processes = parse({"f.conf": text}).device.routing.bgp
    assert [(p.vrf, p.asn) for p in processes] == [("A", 65001), ("default", 65003)]
    assert processes[0].neighbors[0].families[0].import_policies == ("A/M",)
