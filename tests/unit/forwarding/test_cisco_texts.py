"""Small networks of Cisco texts -> routes: one feature each, as the devices show them."""

from __future__ import annotations

import re

import pytest

from kawanet.forwarding import simulate
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
