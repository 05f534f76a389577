"""Output of devices, mangled in any way, gives observations and findings, never an exception."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from kawanet.observe import observe_device
from kawanet.parse.capture import clean, repair

NAMES = st.sampled_from(
    [
        "show_ip_route_vrf_all.txt",
        "show_ipv6_route.txt",
        "show_route_|_display_json.txt",
        "show_ip_bgp_neighbors.txt",
        "show_ip_ospf_neighbor_json.txt",
        "show_ip_eigrp_neighbors.txt",
        "show_isis_neighbors.txt",
        "show_interfaces.txt",
        "show_ip_interface_brief_vrf_all.txt",
        "show_lldp_neighbors_detail.txt",
        "get_system_interface.txt",
        "any.log",
    ]
)
PIECES = st.sampled_from(
    [
        "Codes: L - local",
        'IP Route Table for VRF "RED"',
        "VRF: default",
        "inet.0: 3 destinations, 3 routes",
        "Routing table for VRF=0",
        "Codes: K - kernel route, C - connected",
        "IPv6 Routing Table - default - 2 entries",
        "C        10.0.0.0/24 is directly connected, Gi0/1",
        "O>* 10.0.0.0/99 [110/10] via 10.0.0.999, swp1",
        "10.0.0.0/8, ubest/mbest: 1/0",
        "    *via 10.1.1.1%RED, [1/0], 1d, static",
        "10.0.0.0/24        *[OSPF/10] 1d, metric 2",
        "                    >  to 10.0.0.1 via ge-0/0/0.0",
        "BGP neighbor is 10.0.0.1, remote AS 1",
        "  BGP state = Established",
        "Ethernet1 is up, line protocol is up",
        "  Internet address is 10.0.0.1/99",
        "== [ port1 ]",
        "name: port1 ip: 10.0.0.1 1.2.3.4 status: up",
        "Neighbor ID     Pri   State           Dead Time   Address         Interface",
        "EIGRP-IPv4 Neighbors for AS(1) VRF(X)",
        "Device ID           Local Intf     Hold-time  Capability      Port ID",
        "r1#show ip route",
        "{master:0}",
        "\x1b[K--More--\b\b",
        '{"vrfs": {"default": {"routes": {"10.0.0.0/8": {"vias": [3]}}}}}',
        '{"route-information": [{"route-table": [7]}]}',
        '{"10.0.0.0/8": [{"selected": true, "nexthops": [1, {"ip": 5}]}]}',
        '{"interfaces": {"E1": {"interfaceStatus": 1, "interfaceAddress": [[]]}}}',
        '{"x": {"bgpState": null}, "y": [{"ifaceName": 1}]}',
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["vrfs", "routes", "default", "vias", "interfaces", "peerList", "data", "rt",
                 "route-information", "route-table", "table-name", "rt-entry", "nh", "10.0.0.0/8",
                 "nexthops", "selected", "lldpNeighbors", "interfaceStatus", "interfaceAddress",
                 "bgp-information", "bgp-peer", "ifaceName", "physical-interface",
                 "interface-information", "instList", "ospfNeighborEntries", "neighbors"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(PIECES | st.text(max_size=30), max_size=12).map("\n".join),
    JSON.map(json.dumps),
    st.text(max_size=200),
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(NAMES, TEXTS, min_size=1, max_size=3))
def test_any_output(files: dict[str, str]) -> None:
    found = observe_device("r1", files)
    assert all(f.code == "KW-OBS-001" for f in found.findings)
    assert found == observe_device("r1", files)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES | st.text(max_size=30), max_size=12).map("\n".join))
def test_any_capture_keeps_its_lines(text: str) -> None:
    seen = repair(text)
    cleaned = clean(seen)
    assert cleaned.text.count("\n") == seen.count("\n")
    kept = sum(bool(line.strip()) for line in cleaned.text.split("\n"))
    assert kept + cleaned.noise == sum(bool(line.strip()) for line in seen.split("\n"))
