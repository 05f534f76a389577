"""Computed against observed: every difference is a row, nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_network

import pytest

from kawanet.forwarding import simulate
from kawanet.forwarding.dataplane import DataPlane
from kawanet.model.network import Network
from kawanet.observe import observe_device
from kawanet.parse.registry import parse_device
from kawanet.verify.conformance import Conformance, conformance
from kawanet.verify.conformance.normalise import interface_key, same_protocol

R1 = """\
version 15.9
hostname r1
interface Loopback0
 ip address 10.9.9.1 255.255.255.255
interface GigabitEthernet0/1
 ip address 10.0.0.1 255.255.255.252
 ip ospf 1 area 0
interface GigabitEthernet0/2
 ip address 10.0.1.1 255.255.255.0
router ospf 1
 router-id 10.9.9.1
ip route 10.5.0.0 255.255.0.0 10.0.0.2
ip route 10.6.0.0 255.255.0.0 10.5.0.9
ip route 10.7.0.0 255.255.0.0 Null0
end
"""
R2 = """\
version 15.9
hostname r2
interface Loopback0
 ip address 10.9.9.2 255.255.255.255
 ip ospf 1 area 0
interface GigabitEthernet0/1
 ip address 10.0.0.2 255.255.255.252
 ip ospf 1 area 0
router ospf 1
 router-id 10.9.9.2
end
"""
ROUTES = {
    "10.0.0.0/30": "C        10.0.0.0/30 is directly connected, Gi0/1",
    "10.0.0.1/32": "L        10.0.0.1/32 is directly connected, GigabitEthernet0/1",
    "10.0.1.0/24": "C        10.0.1.0/24 is directly connected, GigabitEthernet0/2",
    "10.0.1.1/32": "L        10.0.1.1/32 is directly connected, GigabitEthernet0/2",
    "10.5.0.0/16": "S        10.5.0.0/16 [1/0] via 10.0.0.2",
    "10.6.0.0/16": "S        10.6.0.0/16 [1/0] via 10.5.0.9",
    "10.7.0.0/16": "S        10.7.0.0/16 is directly connected, Null0",
    "10.9.9.1/32": "C        10.9.9.1/32 is directly connected, Loopback0",
    "10.9.9.2/32": "O        10.9.9.2/32 [110/2] via 10.0.0.2, 00:01:00, GigabitEthernet0/1",
}
PORTS = """\
Loopback0 is up, line protocol is up
  Internet address is 10.9.9.1/32
GigabitEthernet0/1 is up, line protocol is up
  Internet address is 10.0.0.1/30
GigabitEthernet0/2 is {}, line protocol is {}
  Internet address is 10.0.1.1/24
GigabitEthernet0/3 is up, line protocol is up
"""
OSPF = "10.9.9.2   1   FULL/DR   00:00:31    10.0.0.2   GigabitEthernet0/1\n"
HEADER = "Neighbor ID     Pri   State           Dead Time   Address         Interface\n"


def plane() -> DataPlane:
    parsed = [parse_device({f"{n}.cfg": t}) for n, t in (("r1", R1), ("r2", R2))]
    return simulate(Network(tuple(p.device for p in parsed if p is not None)))


def table(changes: Mapping[str, str | None]) -> str:
    lines = {**ROUTES, **changes}
    return "Codes: L - local\n" + "".join(f"{line}\n" for line in lines.values() if line)


def compared(changes: Mapping[str, str | None], **more: str) -> Conformance:
    files = {"show_ip_route.txt": table(changes), **{f"{n}.txt": t for n, t in more.items()}}
    return conformance(plane(), {"r1": observe_device("r1", files).observed})


def rows(found: Conformance) -> list[str]:
    return [f"{d.subject} {d.kind.value}: {d.computed} | {d.observed}" for d in found.differences]


def test_all_agree() -> None:
    found = compared(
        {}, show_interfaces=PORTS.format("up", "up"), show_ip_ospf_neighbor=HEADER + OSPF
    )
    assert rows(found) == []
    assert [(a.about, a.compared, a.agreed) for a in found.agreements] == [
        ("route", 9, 9),
        ("neighbour", 1, 1),
        ("interface", 3, 3),
    ]
    assert found.silent == ("r2",)


@pytest.mark.parametrize(
    ("prefix", "line", "row"),
    [
        ("10.5.0.0/16", None, "extra: static [1/0] 10.0.0.2@gigabitethernet0/1 | "),
        ("10.8.0.0/16", "B        10.8.0.0/16 [20/0] via 10.0.0.2",
         "missing:  | bgp [20/0] 10.0.0.2@gigabitethernet0/1"),
        ("10.5.0.0/16", "B        10.5.0.0/16 [1/0] via 10.0.0.2", "protocol: static | bgp"),
        ("10.5.0.0/16", "S        10.5.0.0/16 [1/0] via 10.0.1.2",
         "next-hops: 10.0.0.2@gigabitethernet0/1 | 10.0.1.2@gigabitethernet0/2"),
        ("10.7.0.0/16", "S        10.7.0.0/16 [1/0] via 10.0.0.2",
         "next-hops: discard | 10.0.0.2@gigabitethernet0/1"),
        ("10.5.0.0/16", "S        10.5.0.0/16 [7/0] via 10.0.0.2", "distance: 1 | 7"),
        ("10.9.9.2/32", "O        10.9.9.2/32 [110/9] via 10.0.0.2, 00:01:00, Gi0/1",
         "metric: 2 | 9"),
        ("10.0.1.0/24", "C        10.0.1.0/24 is directly connected, GigabitEthernet0/1",
         "next-hops: gigabitethernet0/2 | gigabitethernet0/1"),
        ("10.9.9.2/32", "O E2     10.9.9.2/32 [110/2] via 10.0.0.2, 00:01:00, Gi0/1",
         "protocol: ospf | ospf-e2"),
    ],
)  # fmt: skip
def test_each_kind_of_difference(prefix: str, line: str | None, row: str) -> None:
    found = compared({prefix: line})
    assert rows(found) == [f"{prefix} {row}"]
    (agreement,) = found.agreements
    counts = row.partition(":")[0] not in {"distance", "metric"}
    assert agreement.compared - agreement.agreed == counts
    assert agreement.compared - agreement.agreed_with_metrics == 1


def test_a_next_hop_is_looked_up_where_the_device_would() -> None:
    """`via 10.5.0.9` leads to 10.0.0.2, as the recursive route that we compute does."""
    assert rows(compared({"10.6.0.0/16": "S  10.6.0.0/16 [1/0] via 10.0.0.2, Gi0/1"})) == []


def test_states() -> None:
    found = compared({}, show_interfaces=PORTS.format("down", "down"), show_ip_ospf_neighbor=HEADER)
    assert rows(found) == [
        "ospf 10.0.0.2 state: up | ",
        "GigabitEthernet0/2 state: up | down",
    ]
    assert [s.reason[:32] for s in found.set_aside] == ["in no line of the configuration,"]


def test_what_is_set_aside_is_counted() -> None:
    """A table without one local route is of a system that lists none; RED was not captured."""
    bare = {p: None if p in {"10.0.0.1/32", "10.0.1.1/32"} else line for p, line in ROUTES.items()}
    found = compared(bare)
    assert rows(found) == []
    assert [(s.what, s.count, s.reason) for s in found.set_aside] == [
        ("routes", 2, "this system's table lists no local host routes")
    ]


def test_a_device_without_configuration_has_all_its_routes_missing() -> None:
    said = observe_device("r9", {"show_ip_route.txt": table({})}).observed
    found = conformance(plane(), {"r9": said})
    assert {d.kind.value for d in found.differences} == {"missing"}
    assert found.total("route").percent == 0.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gi0/1", "GigabitEthernet0/1"),
        ("Eth1/1", "Ethernet1/1"),
        ("Lo0", "Loopback0"),
        ("Po10", "port-channel10"),
        ("ge-0/0/0.0", "ge-0/0/0"),
        ("mgmt0", "mgmt0"),
        ("port10", "port10"),
        ("Gig 0/1", "GigabitEthernet0/1"),
        ("Tw1/0/1", "TwoGigabitEthernet1/0/1"),
        ("Twe1/0/1", "TwentyFiveGigE1/0/1"),
    ],
)
def test_spellings_of_one_interface(one: str, other: str) -> None:
    assert interface_key(one) == interface_key(other)
    assert interface_key(one) != interface_key(other.replace("1", "2").replace("0", "3"))


def test_a_port_is_no_port_channel() -> None:
    assert interface_key("port10") != interface_key("Port-Channel10")


@pytest.mark.parametrize(
    ("one", "other", "prefix", "same"),
    [
        ("ospf", "ospf-any", "10.0.0.0/8", True),
        ("ospf", "ospf-ia", "10.0.0.0/8", False),
        ("bgp", "ebgp", "10.0.0.0/8", True),
        ("ibgp", "ebgp", "10.0.0.0/8", False),
        ("local", "connected", "10.0.0.1/32", True),
        ("local", "connected", "10.0.0.0/24", False),
        ("static", "kernel", "0.0.0.0/0", False),
    ],
)
def test_names_of_protocols(one: str, other: str, prefix: str, same: bool) -> None:
    assert same_protocol(one, other, ip_network(prefix)) is same
    assert same_protocol(other, one, ip_network(prefix)) is same


def test_an_output_that_prints_the_primary_address_alone() -> None:
    more = R1.replace(
        "10.0.1.1 255.255.255.0\n", "10.0.1.1 255.255.255.0\n ip address {} secondary\n"
    )
    text = more.format("10.0.2.1 255.255.255.0")
    parsed = parse_device({"r1.cfg": text})
    assert parsed is not None
    said = observe_device("r1", {"show_interfaces.txt": PORTS.format("up", "up")}).observed
    found = conformance(simulate(Network((parsed.device,))), {"r1": said})
    assert rows(found) == []
    assert "secondary addresses, which this system's output leaves out" in {
        s.reason for s in found.set_aside
    }


LINUX = """\
frr version 8.4
hostname r1
vrf RED
exit-vrf
interface eth0
 ip address 10.0.0.1/24
interface lo
 ip address 10.255.0.1/32
"""
KERNEL = "10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.1\n"
LAST_RESORT = """\
Codes: K - kernel route, C - connected, > - selected route

VRF RED:
K>* 0.0.0.0/0 [255/8192] unreachable (ICMP unreachable), 00:30:00
"""


@pytest.mark.parametrize(
    ("name", "text", "aside"),
    [
        ("ip_route_show.txt", KERNEL, {"this system's table lists no local host routes": 2}),
        (
            "show_ip_route_vrf_RED.txt",
            LAST_RESORT,
            {
                "the kernel's own `unreachable` of a VRF, which says what the want of any route"
                " says too": 1,
                "the device's table of this VRF and family was not captured": 3,
            },
        ),
    ],
)
def test_what_kernels_leave_out_and_add(name: str, text: str, aside: dict[str, int]) -> None:
    parsed = parse_device({"r1.conf": LINUX})
    assert parsed is not None
    said = observe_device("r1", {name: text}).observed
    found = conformance(simulate(Network((parsed.device,))), {"r1": said})
    assert rows(found) == []
    assert {s.reason: s.count for s in found.set_aside} == aside
