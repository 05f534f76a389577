"""Small networks of Cisco texts -> routes: one feature each, as the devices show them."""

from __future__ import annotations

import re
from ipaddress import ip_address

import pytest

from kawanet.forwarding import Packet, simulate, trace
from kawanet.forwarding.dataplane import Node
from kawanet.model.network import Network
from kawanet.model.plant import Plant
from kawanet.parse.registry import parse_device


def network(text: str) -> Network:
    """Devices from `== name` blocks of configuration."""
    parts = re.split(r"^== (\S+)\n", text, flags=re.M)[1:]
    devices = []
    for name, config in zip(parts[::2], parts[1::2], strict=True):
        head = "feature bgp\n" if "no switchport" in config else "version 15.7\n"
        parsed = parse_device({name: f"{head}hostname {name}\n{config}"})
        assert parsed is not None
        assert not parsed.unclaimed
        devices.append(parsed.device)
    return Network(tuple(devices), Plant())


def learnt(text: str, node: str, *protocols: str) -> list[str]:
    """`prefix next-hop...` of the routes of some protocols (without any: not connected)."""
    device, _, vrf = node.partition("/")
    found = []
    for route in simulate(network(text)).routes[Node(device, vrf or "default")]:
        own = route.protocol not in {"connected", "local"}
        if route.protocol in protocols if protocols else own:
            hops = " ".join(sorted(str(h.next_hop or h.kind.value) for h in route.hops))
            found.append(f"{route.prefix} {hops}")
    return found


def ports(number: int, *others: int) -> str:
    """A loopback n.n.n.n, and a port to each other router."""
    text = f"interface Loopback0\n ip address {number}.{number}.{number}.{number} 255.255.255.255\n"
    for other in others:
        low, high = sorted((number, other))
        address = f"10.{low}.{high}.{number}"
        text += f"interface GigabitEthernet0/{other}\n ip address {address} 255.255.255.0\n"
    return text


RIP = "router rip\n version 2\n network 10.0.0.0\n network 1.0.0.0\n network 3.0.0.0\n"


def rip(first: str = "", second: str = " no auto-summary\n") -> str:
    return (
        f"== r1\n{ports(1, 2)}{RIP}{first}"
        f"== r2\n{ports(2, 1, 3)}{RIP}{second}"
        f"== r3\n{ports(3, 2)}{RIP} no auto-summary\n"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (rip(), ["1.0.0.0/8 10.1.2.1", "3.3.3.3/32 10.2.3.3"]),
        (rip(" no auto-summary\n"), ["1.1.1.1/32 10.1.2.1", "3.3.3.3/32 10.2.3.3"]),
        (rip(" passive-interface default\n"), ["3.3.3.3/32 10.2.3.3"]),
        (rip(" passive-interface default\n neighbor 10.1.2.2\n"),
         ["1.0.0.0/8 10.1.2.1", "3.3.3.3/32 10.2.3.3"]),
        (rip(second=" distribute-list 3 in Gi0/1\naccess-list 3 deny any\n"),
         ["3.3.3.3/32 10.2.3.3"]),
        (rip(second=" offset-list 0 in 15\n"), []),
    ],
)  # fmt: skip
def test_rip(text: str, expected: list[str]) -> None:
    assert learnt(text, "r2") == expected


def eigrp(first: str, second: str = "") -> str:
    run = "router eigrp 1\n network 0.0.0.0\n"
    return (
        f"== r1\n{ports(1, 2, 3)}{run}{first}== r2\n{ports(2, 1, 3)}{run}{second}"
        f"== r3\n{ports(3, 1, 2)}{run}"
    )


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (" auto-summary\n", "", ["1.0.0.0/8 10.1.2.1", "3.3.3.3/32 10.2.3.3"]),
        ("", " distribute-list 5 in Gi0/1\naccess-list 5 deny 1.1.1.1\naccess-list 5 permit any\n",
         ["1.1.1.1/32 10.2.3.3", "3.3.3.3/32 10.2.3.3"]),
        ("", " distribute-list route-map M in\nroute-map M permit 10\n match ip address prefix-list"
         " P\nip prefix-list P permit 3.3.3.3/32\n", ["3.3.3.3/32 10.2.3.3"]),
        (" offset-list 5 out 90000 Gi0/2\naccess-list 5 permit 1.1.1.1\n", "",
         ["1.1.1.1/32 10.2.3.3", "3.3.3.3/32 10.2.3.3"]),
    ],
)  # fmt: skip
def test_eigrp(first: str, second: str, expected: list[str]) -> None:
    found = learnt(eigrp(first, second), "r2")
    assert [line for line in found if not line.startswith("10.")] == expected


@pytest.mark.parametrize("mode", ["gre ip", "ipip", "ipsec ipv4"])
def test_tunnels_of_one_mode_meet(mode: str) -> None:
    def end(own: int, far: int, how: str) -> str:
        tunnel = f"interface Tunnel0\n ip address 172.16.0.{own} 255.255.255.252\n"
        tunnel += (
            f" tunnel source Gi0/{far}\n tunnel destination 10.1.2.{far}\n tunnel mode {how}\n"
        )
        return f"== r{own}\n{ports(own, far)}{tunnel}ip route 99.0.0.0 255.0.0.0 172.16.0.{far}\n"

    assert learnt(end(1, 2, mode) + end(2, 1, mode), "r1") == ["99.0.0.0/8 172.16.0.2"]
    other = "ipip" if mode != "ipip" else "gre ip"
    assert learnt(end(1, 2, mode) + end(2, 1, other), "r1") == []


def test_vlan_1_is_always_there() -> None:
    text = "== s1\nvlan 10\ninterface Vlan1\n ip address 10.0.0.1 255.255.255.0\n"
    text += "interface Gi0/1\n switchport mode trunk\n"
    assert learnt(text, "s1", "connected") == ["10.0.0.0/24 deliver"]


NETWORKS = " network 172.16.1.0 mask 255.255.255.0\n network 172.16.2.0 mask 255.255.255.0\n"
BLACK_HOLES = "".join(f"ip route 172.16.{n}.0 255.255.255.0 Null0\n" for n in (1, 2))
ONE = "ip prefix-list ONE permit 172.16.1.0/24\nroute-map ONE permit 10\n match ip address"
ONE += " prefix-list ONE\n"


def ebgp(first: str, second: str = "", more: str = "", more2: str = "") -> str:
    return (
        f"== r1\n{ports(1, 2)}router bgp 1\n neighbor 10.1.2.2 remote-as 2\n{NETWORKS}{first}"
        f"{BLACK_HOLES}{ONE}{more}"
        f"== r2\n{ports(2, 1)}router bgp 2\n neighbor 10.1.2.1 remote-as 1\n{second}{more2}"
    )


def both(*lines: str) -> list[str]:
    return [f"{line} 10.1.2.1" for line in lines]


AGGREGATE = " aggregate-address 172.16.0.0 255.255.252.0 summary-only\n"
ABSENT = "ip prefix-list NONE permit 9.0.0.0/8\nroute-map NONE permit 10\n match ip address"
ABSENT += " prefix-list NONE\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ebgp(AGGREGATE), both("172.16.0.0/22")),
        (ebgp(AGGREGATE + " neighbor 10.1.2.2 unsuppress-map ONE\n"),
         both("172.16.0.0/22", "172.16.1.0/24")),
        (ebgp(" neighbor 10.1.2.2 advertise-map ONE exist-map NONE\n", more=ABSENT),
         both("172.16.2.0/24")),
        (ebgp(" neighbor 10.1.2.2 advertise-map ONE non-exist-map NONE\n", more=ABSENT),
         both("172.16.1.0/24", "172.16.2.0/24")),
        (ebgp("", " distribute-list prefix P in\n",
              more2="ip prefix-list P permit 172.16.2.0/24\n"),
         both("172.16.2.0/24")),
    ],
)  # fmt: skip
def test_what_bgp_tells(text: str, expected: list[str]) -> None:
    assert learnt(text, "r2") == expected


@pytest.mark.parametrize(
    ("line", "protocol"), [("", "bgp"), (" network 1.0.0.0 backdoor\n", "ospf")]
)
def test_a_backdoor_yields_to_the_igp(line: str, protocol: str) -> None:
    igp = "router ospf 1\n network 0.0.0.0 255.255.255.255 area 0\n"
    out = "interface Loopback1\n ip address 1.2.3.4 255.0.0.0\n ip ospf network point-to-point\n"
    first = f"== r1\n{ports(9, 2)}{out}{igp}router bgp 1\n neighbor 10.2.9.2 remote-as 2\n"
    first += " network 1.0.0.0\n"
    text = f"{first}== r2\n{ports(2, 9)}{igp}router bgp 2\n neighbor 10.2.9.9 remote-as 1\n{line}"
    assert "1.0.0.0/8 10.2.9.9" in learnt(text, "r2", protocol)


OSPF = "router ospf 1\n network 10.1.2.0 0.0.0.255 area 0\n network 10.2.3.0 0.0.0.255 area 1\n"
OSPF += " network 10.3.4.0 0.0.0.255 area 2\n network 1.1.1.1 0.0.0.0 area 0\n"


def ospf(*more: str) -> str:
    """r1 -0- r2 -1- r3 -2- r4"""
    neighbours = ((2,), (1, 3), (2, 4), (3,))
    lines = (*more, "", "", "", "")
    return "".join(
        f"== r{n}\n{ports(n, *others)}{OSPF}{line}"
        for n, (others, line) in enumerate(zip(neighbours, lines, strict=False), 1)
    )


LINK = " area 1 virtual-link {0}.{0}.{0}.{0}\n"
NSSA = " area 1 nssa\n"


@pytest.mark.parametrize(
    ("text", "device", "expected"),
    [
        (ospf(), "r4", []),
        (ospf("", LINK.format(3), LINK.format(2)), "r4",
         ["1.1.1.1/32 10.3.4.3", "10.1.2.0/24 10.3.4.3", "10.2.3.0/24 10.3.4.3"]),
        (ospf("", LINK.format(3)), "r4", []),
        (ospf("", " area 1 nssa\n", NSSA + " default-information originate always\n"), "r2",
         ["1.1.1.1/32 10.1.2.1", "10.3.4.0/24 10.2.3.3"]),
        (ospf("", " area 1 nssa default-information-originate metric 7\n", NSSA), "r3",
         ["0.0.0.0/0 10.2.3.2", "1.1.1.1/32 10.2.3.2", "10.1.2.0/24 10.2.3.2"]),
        (ospf("", " area 1 nssa\n redistribute connected subnets\n", NSSA), "r3",
         ["1.1.1.1/32 10.2.3.2", "2.2.2.2/32 10.2.3.2", "10.1.2.0/24 10.2.3.2"]),
        (ospf("", " area 1 nssa no-redistribution\n redistribute connected subnets\n", NSSA), "r3",
         ["1.1.1.1/32 10.2.3.2", "10.1.2.0/24 10.2.3.2"]),
        (ospf(" summary-address 9.0.0.0 255.0.0.0\n redistribute static subnets\n"
              "ip route 9.1.0.0 255.255.0.0 Null0\n"), "r1",
         ["9.0.0.0/8 discard", "9.1.0.0/16 discard", "10.2.3.0/24 10.1.2.2"]),
        (ospf(" summary-address 9.0.0.0 255.0.0.0\n redistribute static subnets\n"
              " no discard-route external\nip route 9.1.0.0 255.255.0.0 Null0\n"), "r1",
         ["9.1.0.0/16 discard", "10.2.3.0/24 10.1.2.2"]),
    ],
)  # fmt: skip
def test_ospf(text: str, device: str, expected: list[str]) -> None:
    inner = text.replace("area 2\n", "area 1\n") if " nssa" in text else text
    assert learnt(inner, device) == expected


def isis(border: str, outside: str) -> str:
    return (
        f"== r1\n{ports(1, 2)} ip router isis\nrouter isis\n net 49.0001.0000.0000.0001.00\n"
        f" is-type level-1\n== r2\n{ports(2, 1)} ip router isis\n"
        "interface GigabitEthernet0/3\n ip address 10.2.3.2 255.255.255.0\n ip router isis\n"
        f"router isis\n net 49.0001.0000.0000.0002.00\n{border}== r3\n{ports(3, 2)} ip router isis"
        "\nip route 30.1.0.0 255.255.0.0 Null0\nip route 30.2.0.0 255.255.0.0 Null0\n"
        f"router isis\n net 49.0003.0000.0000.0003.00\n is-type level-2-only\n{outside}"
    )


LEAK = " redistribute isis ip level-2 into level-1 distribute-list 100\n"
LEAK += "access-list 100 permit ip host 30.1.0.0 host 255.255.0.0\n"
STATIC = " redistribute static ip\n"


@pytest.mark.parametrize(
    ("text", "device", "expected"),
    [
        (isis("", STATIC), "r1", ["0.0.0.0/0 10.1.2.2", "10.2.3.0/24 10.1.2.2"]),
        (isis(LEAK, STATIC), "r1",
         ["0.0.0.0/0 10.1.2.2", "10.2.3.0/24 10.1.2.2", "30.1.0.0/16 10.1.2.2"]),
        (isis("", STATIC + " summary-address 30.0.0.0 255.0.0.0\n"), "r2",
         ["30.0.0.0/8 10.2.3.3"]),
        (isis("", STATIC + " summary-address 30.0.0.0 255.0.0.0\n"), "r3",
         ["10.1.2.0/24 10.2.3.2", "30.0.0.0/8 discard", "30.1.0.0/16 discard",
          "30.2.0.0/16 discard"]),
    ],
)  # fmt: skip
def test_isis(text: str, device: str, expected: list[str]) -> None:
    assert learnt(text, device) == expected


@pytest.mark.parametrize(
    ("track", "there"),
    [
        ("1", True), ("2", False), ("3", False), ("4", True), ("5", True),
    ],
)  # fmt: skip
def test_tracks_of_tracks(track: str, there: bool) -> None:
    text = f"== r1\n{ports(1, 2)}track 1 interface Gi0/2 line-protocol\ntrack 2 interface Gi0/3 "
    text += "line-protocol\ntrack 3 list boolean and\n object 1\n object 2\n"
    text += "track 4 list boolean or\n object 1\n object 2\ntrack 5 list boolean and\n object 1\n"
    text += " object 2 not\ninterface Gi0/3\n ip address 10.9.9.9 255.255.255.0\n shutdown\n"
    text += f"ip route 9.0.0.0 255.0.0.0 10.1.2.2 track {track}\n"
    assert bool(learnt(text, "r1")) is there


def test_a_default_of_eigrp_on_nxos() -> None:
    port = "interface Ethernet1/1\n no switchport\n ip address 10.1.2.{0}/24\n ip router eigrp 1\n"
    port += " no shutdown\n"
    first = "router eigrp 1\n default-information originate always\n"
    text = f"== n1\n{port.format(1)}{first}== n2\n{port.format(2)}router eigrp 1\n"
    assert learnt(text, "n2") == ["0.0.0.0/0 10.1.2.1"]


def vpn(first: int, other: int, far: int, *more: str) -> str:
    """An edge router with a customer in VRF C, whose prefix is n.0.0.0/8."""
    return (
        f"== r{first}\nvrf definition C\n rd 100:{first}\n address-family ipv4\n"
        f"  route-target export 100:{first}\n  route-target import 100:{other}\n"
        f"{ports(first, far)}interface Loopback9\n vrf forwarding C\n"
        f" ip address {first}0.0.0.1 255.0.0.0\n"
        "router ospf 1\n network 0.0.0.0 255.255.255.255 area 0\n"
        f"router bgp 100\n neighbor {far}.{far}.{far}.{far} remote-as 100\n"
        f" neighbor {far}.{far}.{far}.{far} update-source Loopback0\n address-family vpnv4\n"
        f"  neighbor {far}.{far}.{far}.{far} activate\n exit-address-family\n"
        " address-family ipv4 vrf C\n  redistribute connected\n exit-address-family\n"
        f"{''.join(more)}"
    )


def reflector(client: str) -> str:
    text = f"== r3\n{ports(3, 1, 2)}router ospf 1\n network 0.0.0.0 255.255.255.255 area 0\n"
    text += "router bgp 100\n"
    for n in (1, 2):
        text += f" neighbor {n}.{n}.{n}.{n} remote-as 100\n"
        text += f" neighbor {n}.{n}.{n}.{n} update-source Loopback0\n"
    text += " address-family vpnv4\n"
    for n in (1, 2):
        text += f"  neighbor {n}.{n}.{n}.{n} activate\n"
    return text + client


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (vpn(1, 2, 2) + vpn(2, 1, 1), ["20.0.0.0/8 2.2.2.2"]),
        (vpn(1, 7, 2) + vpn(2, 1, 1), []),
        (vpn(1, 2, 3) + vpn(2, 1, 3) + reflector(""), []),
        (vpn(1, 2, 3) + vpn(2, 1, 3) + reflector("  neighbor 1.1.1.1 route-reflector-client\n"),
         ["20.0.0.0/8 2.2.2.2"]),
    ],
)  # fmt: skip
def test_a_vpn_between_edges(text: str, expected: list[str]) -> None:
    assert learnt(text, "r1/C") == expected


def test_a_vpn_reaches_the_customer_and_carries_packets() -> None:
    ce = "== ce\nhostname ce\ninterface GigabitEthernet0/0\n ip address 192.168.0.2 255.255.255.0\n"
    ce += "router ospf 1\n network 0.0.0.0 255.255.255.255 area 0\n"
    edge = " address-family ipv4 vrf C\n  redistribute ospf 2 vrf C\n"
    edge += (
        "interface GigabitEthernet0/9\n vrf forwarding C\n ip address 192.168.0.1 255.255.255.0\n"
    )
    edge += "router ospf 2 vrf C\n network 192.168.0.0 0.0.0.255 area 0\n redistribute bgp 100"
    edge += " subnets\n"
    text = vpn(1, 2, 2, edge) + vpn(2, 1, 1) + ce
    assert learnt(text, "ce") == ["20.0.0.0/8 192.168.0.1"]
    dataplane = simulate(network(text))
    packet = Packet(ip_address("192.168.0.2"), ip_address("20.0.0.1"))
    walked = trace(dataplane, packet, Node("ce", "default"))
    assert [branch.outcome.value for branch in walked.branches] == ["local"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [("", []), (" bgp redistribute-internal\n", ["9.0.0.0/8 10.2.3.2"])],
)
def test_internal_routes_go_into_an_igp_where_asked(line: str, expected: list[str]) -> None:
    text = (
        f"== r1\n{ports(1, 2)}router bgp 1\n neighbor 10.1.2.2 remote-as 1\n network 9.0.0.0\n"
        f"ip route 9.0.0.0 255.0.0.0 Null0\n== r2\n{ports(2, 1, 3)}router bgp 1\n"
        f" neighbor 10.1.2.1 remote-as 1\n{line}router ospf 1\n network 10.2.3.0 0.0.0.255 area 0\n"
        f" redistribute bgp 1 subnets\n== r3\n{ports(3, 2)}router ospf 1\n"
        " network 10.2.3.0 0.0.0.255 area 0\n"
    )
    assert learnt(text, "r3") == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("router ospf 1\n network 0.0.0.0 255.255.255.255 area 0\n",
         ["1.1.1.1/32 10.1.2.1", "172.16.0.0/24 10.1.2.1", "192.168.1.0/24 10.1.2.1"]),
        ("router ospf 1\n network 10.0.0.0 0.255.255.255 area 0\n network 192.168.1.1 0.0.0.0 area"
         " 0\n", ["192.168.1.0/24 10.1.2.1"]),
        (" ip ospf 1 area 0\ninterface Gi0/3\n ip ospf 1 area 0 secondaries none\nrouter ospf 1\n",
         ["192.168.1.0/24 10.1.2.1"]),
        (" ip ospf prefix-suppression\nrouter ospf 1\n network 0.0.0.0 255.255.255.255 area 0\n",
         ["1.1.1.1/32 10.1.2.1", "172.16.0.0/24 10.1.2.1"]),
        ("router ospf 1\n prefix-suppression\n passive-interface Gi0/3\n"
         " network 0.0.0.0 255.255.255.255 area 0\n",
         ["1.1.1.1/32 10.1.2.1", "172.16.0.0/24 10.1.2.1", "192.168.1.0/24 10.1.2.1"]),
    ],
)  # fmt: skip
def test_what_ospf_announces_of_an_interface(lines: str, expected: list[str]) -> None:
    more = "interface Gi0/3\n ip address 192.168.1.1 255.255.255.0\n"
    more += " ip address 172.16.0.1 255.255.255.0 secondary\n"
    on_port, process = (lines, "") if lines.startswith(" ip ospf prefix") else ("", lines)
    if lines.startswith(" ip ospf 1"):
        process = "interface Gi0/2\n" + lines
    text = f"== r1\n{ports(1, 2)}{more}{on_port}{process}== r2\n{ports(2, 1)}router ospf 1\n"
    assert learnt(text + " network 10.1.2.0 0.0.0.255 area 0\n", "r2") == expected


def nx_port(number: int, lines: str) -> str:
    text = f"interface Ethernet1/{number}\n no switchport\n"
    return text + "".join(f" {line}\n" for line in lines.split("; ")) + " no shutdown\n"


def test_rip_of_nxos_is_taken_in_whatever_its_tag() -> None:
    text = (
        f"== n1\n{nx_port(1, 'ip address 10.0.12.1/24; ip router ospf 1 area 0')}"
        f"{nx_port(2, 'ip address 10.0.13.1/24; ip router rip R')}"
        "router ospf 1\n redistribute rip R route-map ALL\nroute-map ALL permit 10\nrouter rip R\n"
        f"== n2\n{nx_port(1, 'ip address 10.0.12.2/24; ip router ospf 1 area 0')}router ospf 1\n"
        f"== n3\n{nx_port(2, 'ip address 10.0.13.3/24; ip router rip R')}router rip R\n"
        "interface loopback0\n ip address 3.3.3.3/32\n ip router rip R\n"
    )
    assert learnt(text, "n2") == ["3.3.3.3/32 10.0.12.1"]


def test_isis_gives_no_prefixes_of_its_own_interfaces() -> None:
    text = (
        f"== r1\n{ports(1, 2, 3)}router ospf 1\n network 10.1.2.0 0.0.0.255 area 0\n"
        " redistribute isis level-1-2 subnets\n"
        "interface GigabitEthernet0/3\n ip router isis\nrouter isis\n net 49.0001.0001.0001.0001.00"
        f"\n== r2\n{ports(2, 1)}router ospf 1\n network 10.1.2.0 0.0.0.255 area 0\n"
        f"== r3\n{ports(3, 1)} ip router isis\ninterface Loopback0\n ip router isis\n"
        "router isis\n net 49.0001.0003.0003.0003.00\n"
    )
    assert learnt(text, "r2") == ["3.3.3.3/32 10.1.2.1"]


@pytest.mark.parametrize("order", ["{0}{1}", "{1}{0}", "{0}"])
def test_the_management_port_is_in_its_vrf(order: str) -> None:
    lines = order.format(" ip address 10.0.0.1/24\n", " vrf member management\n")
    text = f"== n1\n{nx_port(1, 'ip address 10.1.0.1/24')}interface mgmt0\n{lines}"
    assert learnt(text, "n1/management", "connected") == ["10.0.0.0/24 deliver"]


SLA = "ip sla 5\n icmp-echo {0}\n frequency 5\nip sla schedule 5 life forever start-time now\n"


@pytest.mark.parametrize(
    ("target", "more", "expected"),
    [
        ("10.1.2.2", "", "10.1.2.2"),  # on the segment
        ("2.2.2.2", "", "10.1.3.3"),  # no way there
        ("2.2.2.2", "ip route 2.2.2.2 255.255.255.255 10.1.2.2\n", "10.1.2.2"),
        ("2.2.2.2 source-interface Loopback0", "ip route 2.2.2.2 255.255.255.255 10.1.2.2\n",
         "10.1.3.3"),  # no way back
        ("8.8.8.8", "ip route 8.8.8.8 255.255.255.255 10.1.3.9\n", "10.1.2.2"),  # outside
    ],
)  # fmt: skip
def test_a_probe_holds_a_route(target: str, more: str, expected: str) -> None:
    text = f"== r1\n{ports(1, 2, 3)}{SLA.format(target)}track 1 ip sla 5 reachability\n{more}"
    text += "ip route 9.0.0.0 255.0.0.0 10.1.2.2 track 1\nip route 9.0.0.0 255.0.0.0 10.1.3.3 200\n"
    text += f"== r2\n{ports(2, 1)}== r3\n{ports(3, 1)}"
    assert f"9.0.0.0/8 {expected}" in learnt(text, "r1")


@pytest.mark.parametrize(
    ("first", "second", "up"),
    [("", "", False), (" neighbor 10.1.2.2\n", "", True), ("", " neighbor 10.1.2.1\n", True)],
)
def test_neighbours_are_named_where_there_is_no_broadcast(
    first: str, second: str, up: bool
) -> None:
    def router(own: int, far: int, line: str) -> str:
        run = "router ospf 1\n network 0.0.0.0 255.255.255.255 area 0\n"
        return f"== r{own}\n{ports(own, far)} ip ospf network non-broadcast\n{run}{line}"

    assert bool(learnt(router(1, 2, first) + router(2, 1, second), "r1")) is up


@pytest.mark.parametrize(
    ("run", "rule", "expected"),
    [
        ("router eigrp 1\n network 0.0.0.0\n{0}", " distance 255 10.1.2.1 0.0.0.0\n", []),
        ("router eigrp 1\n network 0.0.0.0\n{0}", " distance 255 10.1.2.1 0.0.0.0 7\n",
         ["1.1.1.1/32 10.1.2.1"]),
        ("router eigrp 1\n network 0.0.0.0\n{0}", " distance 95 10.1.2.0 0.0.0.255\n",
         ["1.1.1.1/32 10.1.2.1"]),
        ("router rip\n version 2\n no auto-summary\n network 10.0.0.0\n network 1.0.0.0\n{0}",
         " distance 255 10.1.2.0 0.0.0.255\n", []),
        ("router ospf 1\n network 0.0.0.0 255.255.255.255 area 0\n{0}", " distance 255\n", []),
    ],
)  # fmt: skip
def test_distances_by_neighbour(run: str, rule: str, expected: list[str]) -> None:
    text = f"== r1\n{ports(1, 2)}{run.format('')}"
    text += f"== r2\n{ports(2, 1)}{run.format(rule)}access-list 7 permit 9.9.9.9\n"
    assert learnt(text, "r2") == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("", ["172.16.1.0/24", "172.16.2.0/24"]),
        (" distance 255 10.1.2.1 0.0.0.0 7\n", ["172.16.2.0/24"]),
        (" distance bgp 255 200 200\n", []),
    ],
)
def test_distances_of_bgp(rule: str, expected: list[str]) -> None:
    found = learnt(ebgp("", rule, more2="access-list 7 permit 172.16.1.0\n"), "r2")
    assert found == both(*expected)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", ["1.1.1.1/32 10.1.2.1 10.2.3.3"]),
        (" distribute-list prefix NO in Gi0/1\n", ["1.1.1.1/32 10.1.2.1 10.2.3.3"]),
        (" distribute-list 7 in Gi0/3\n", ["1.1.1.1/32 10.1.2.1"]),
        (" distribute-list 7 in Gi0/3\n distribute-list 7 in Gi0/1\n", []),
    ],
)
def test_ospf_lists_on_an_interface(line: str, expected: list[str]) -> None:
    """A route of two ways goes by both interfaces."""
    run = "router ospf 1\n network 0.0.0.0 255.255.255.255 area 0\n"
    text = f"== r1\n{ports(1, 2, 3)} ip ospf cost 1\n{run}== r2\n{ports(2, 1, 3)}"
    text += f"interface Gi0/1\n ip ospf cost 2\n{run}{line}access-list 7 deny any\n"
    text += f"ip prefix-list NO permit 1.1.1.1/32\n== r3\n{ports(3, 1, 2)}{run}"
    assert [r for r in learnt(text, "r2") if r.startswith("1.1")] == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("ip router rip R", ["3.3.3.3/32 10.0.13.3"]),
        ("ip router rip R; ip rip metric-offset 16", []),
        ("ip router rip R; ip rip route-filter prefix-list P in", []),
        ("ip router eigrp 1", ["3.3.3.3/32 10.0.13.3"]),
        ("ip router eigrp 1; ip distribute-list eigrp 1 prefix-list P in", []),
        ("ip router eigrp 1; ip offset-list eigrp 1 prefix-list P in 5", ["3.3.3.3/32 10.0.13.3"]),
    ],
)
def test_filters_on_an_interface_of_nxos(lines: str, expected: list[str]) -> None:
    run = "router rip R\nrouter eigrp 1\nip prefix-list P permit 9.0.0.0/8\n"
    plain = lines.partition(";")[0]
    text = (
        f"== n1\n{nx_port(1, 'ip address 10.0.13.1/24; ' + lines)}{run}"
        f"== n3\n{nx_port(1, 'ip address 10.0.13.3/24; ' + plain)}{run}"
        f"interface loopback0\n ip address 3.3.3.3/32\n {plain}\n"
    )
    assert learnt(text, "n1") == expected
