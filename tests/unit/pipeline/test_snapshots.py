"""A folder as people have it: Batfish's layout, output beside it, what cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import kawanet
from kawanet.errors import InputError
from kawanet.forwarding import simulate
from kawanet.model.plant import Port
from kawanet.parse.result import LineClass
from kawanet.pipeline.coverage import coverage
from kawanet.pipeline.folder import read_network
from kawanet.pipeline.gather import gather
from kawanet.pipeline.snapshot import platform_choices, read_snapshot, read_what_can_be

R1 = """\
version 15.9
hostname r1
interface GigabitEthernet0/1
 ip address 10.0.0.1 255.255.255.0
interface GigabitEthernet0/2
 ip address 10.0.1.1 255.255.255.0
end
"""
R2 = R1.replace("r1", "r2").replace(".1 255", ".2 255")
HOST = {
    "hostname": "web1",
    "hostInterfaces": {"eth0": {"prefix": "10.0.1.9/24", "gateway": "10.0.1.1"}},
    "iptablesFile": "iptables/web1.iptables",
}


def edge(a: str, port_a: str, b: str, port_b: str) -> dict[str, object]:
    ends = ((a, port_a), (b, port_b))
    return {f"node{n}": {"hostname": h, "interfaceName": i} for n, (h, i) in enumerate(ends, 1)}


def put(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def batfish(root: Path, *edges: dict[str, object], where: str = "layer1_topology.json") -> Path:
    return put(
        root,
        {
            "configs/a/show_running-config.txt": R1,
            "configs/b/deep/er/config.txt": R2,
            "hosts/web1.json": json.dumps(HOST, indent=1),
            "iptables/web1.iptables": "*filter\nCOMMIT\n",
            "show/a/show_version.txt": "no configuration",
            "show/a/show_ip_route.txt": "Codes: L - local\n",
            "batfish/runtime_data.json": "{}",
            where: json.dumps({"edges": list(edges)}),
        },
    )


def test_the_layout_of_batfish(tmp_path: Path) -> None:
    gathered = gather([batfish(tmp_path)], [])
    assert [[p.name for p in g] for g in gathered.groups] == [
        ["show_running-config.txt"],
        ["config.txt"],
    ]
    assert [(o.device, o.path.name) for o in gathered.outputs] == [
        ("a", "show_ip_route.txt"),
        ("a", "show_version.txt"),
    ]
    assert [p.name for p in (*gathered.hosts, *gathered.cabling)] == [
        "web1.json",
        "layer1_topology.json",
    ]


def test_a_host_is_a_device_in_doubt(tmp_path: Path) -> None:
    snapshot = read_what_can_be([batfish(tmp_path)])
    assert [d.name for d in snapshot.devices] == ["r1", "r2", "web1"]
    host = snapshot.devices[-1]
    assert str(host.interfaces[0].addresses[0]) == "10.0.1.9/24"
    assert str(host.routing.static[0].next_hop) == "10.0.1.1"
    assert [str(s) for s in snapshot.doubtful()["web1"]] == [f"{tmp_path}/hosts/web1.json:9"]


@pytest.mark.parametrize("where", ["layer1_topology.json", "batfish/layer1_topology.json"])
def test_cabling_of_batfish(tmp_path: Path, where: str) -> None:
    """Names in any case, by hostname or folder; interfaces in any spelling; others by subnet."""
    root = batfish(
        tmp_path, edge("R1", "Gi0/1", "deep", "x"), edge("a", "Gi0/1", "r2", "gi0/1"), where=where
    )
    snapshot, network = read_network((root,), cached=False)
    cables = [tuple(map(str, link.ends)) for link in network.plant.links]
    assert ("r1:GigabitEthernet0/1", "r2:GigabitEthernet0/1") in [c[-2:] for c in cables]
    told = [f for f in snapshot.findings if f.code == "KW-SNP-003"]
    assert "layer1_topology.json: 1 links" in told[0].message
    plane = simulate(network)
    of = plane.domain_of_router
    assert of[Port("r1", "GigabitEthernet0/1")] == of[Port("r2", "GigabitEthernet0/1")]
    assert of[Port("r1", "GigabitEthernet0/2")] == of[Port("r2", "GigabitEthernet0/2")]
    assert Port("web1", "eth0") in plane.up


def test_told_cables_are_not_joined_by_subnet(tmp_path: Path) -> None:
    """Two segments with one subnet, told apart by their cables."""
    four = {f"{n}.cfg": R1.replace("hostname r1", f"hostname {n}").replace(".1 255", f".{i} 255")
            for i, n in enumerate(("p", "q", "r", "s"), 1)}  # fmt: skip
    edges = [edge("p", "Gi0/1", "q", "Gi0/1"), edge("r", "Gi0/1", "s", "Gi0/1")]
    put(tmp_path, {**four, "layer1_topology.json": json.dumps({"edges": edges})})
    _, network = read_network((tmp_path,), cached=False)
    of = simulate(network).domain_of_router
    one, other = (of[Port(n, "GigabitEthernet0/1")] for n in ("p", "r"))
    assert one == of[Port("q", "GigabitEthernet0/1")] != other
    assert len({of[Port(n, "GigabitEthernet0/2")] for n in four for n in [n[0]]}) == 1


LLDP = """\
Device ID           Local Intf     Hold-time  Capability      Port ID
r2.city.example     Gi0/1          120        R               Gi0/2
"""


def test_cabling_from_lldp(tmp_path: Path) -> None:
    files = {"configs/r1.cfg": R1, "configs/r2.cfg": R2, "show/r1/show_lldp_neighbors.txt": LLDP}
    snapshot, network = read_network((put(tmp_path, files),), cached=False)
    (link,) = network.plant.links
    assert link.name == "r1:GigabitEthernet0/1 - r2:GigabitEthernet0/2"
    assert [f.code for f in snapshot.findings] == ["KW-SNP-003"]
    assert network.plant.partial


SWITCH = """\
version 15.9
hostname {}
vlan 10
interface GigabitEthernet0/1
 description {}
 switchport trunk allowed vlan 10
 switchport mode trunk
interface GigabitEthernet0/2
 description {}
 switchport trunk allowed vlan 10
 switchport mode trunk
end
"""


@pytest.mark.parametrize(
    ("one", "other", "cables"),
    [
        (("to sw-2", ""), ("uplink sw-1", ""), ["sw-1:1 - sw-2:1"]),
        (("TO--->SW-2:Gi0/2", ""), ("", "printer"), ["sw-1:1 - sw-2:2"]),
        (("to sw-2 Gi0/2", "x"), ("sw-1", "sw-1 Gi0/2"), ["sw-1:2 - sw-2:2"]),  # the first is old
        (("sw-2", "sw-2"), ("sw-1", "sw-1"), []),  # which of two is not told
        (("sw-2 Gi0/1", "sw-2 Gi0/2"), ("sw-1", "sw-1"), ["sw-1:1 - sw-2:1", "sw-1:2 - sw-2:2"]),
        (("sw-22", "sw-1"), ("sw-1x", ""), []),
    ],
)
def test_cabling_from_descriptions(
    tmp_path: Path, one: tuple[str, str], other: tuple[str, str], cables: list[str]
) -> None:
    files = {"a.cfg": SWITCH.format("sw-1", *one), "b.cfg": SWITCH.format("sw-2", *other)}
    snapshot, network = read_network((put(tmp_path, files),), cached=False)
    names = [link.name.replace("GigabitEthernet0/", "") for link in network.plant.links]
    assert names == cables
    assert ["descriptions" in f.message for f in snapshot.findings] == [True] * bool(cables)
    joined = {d.vlans for d in simulate(network).domains if len(d.vlans) > 1}
    assert joined == ({(("sw-1", 10), ("sw-2", 10))} if cables else set())


@pytest.mark.parametrize("text", ["{", "[1]", '{"edges": 7}', '{"edges": [{"node1": 3}]}'])
def test_cabling_that_cannot_be_read(tmp_path: Path, text: str) -> None:
    put(tmp_path, {"r1.cfg": R1, "layer1_topology.json": text})
    _, network = read_network((tmp_path,), cached=False)
    assert network.plant.links == ()


def test_output_in_a_folder_without_configs(tmp_path: Path) -> None:
    names = ("r1.cfg", "r1_show_ip_route.txt", "r1/show_version.txt", "show/r1/anything.txt")
    gathered = gather([put(tmp_path, dict.fromkeys(names, "x"))], [])
    assert [[p.name for p in g] for g in gathered.groups] == [["r1.cfg"]]
    assert {(o.device, o.path.name) for o in gathered.outputs} == {
        ("r1", "r1_show_ip_route.txt"),
        ("r1", "show_version.txt"),
        ("r1", "anything.txt"),
    }


def test_one_bad_file_does_not_stop_the_rest(tmp_path: Path) -> None:
    put(tmp_path, {"r1.cfg": R1, "notes.md": "# what we did in summer\n", "empty.cfg": ""})
    (tmp_path / "picture.cfg").write_bytes(b"\x89PNG\0\0")
    snapshot = read_what_can_be([tmp_path])
    assert [d.name for d in snapshot.devices] == ["r1"]
    assert [(f.code, f.where and Path(f.where.file).name) for f in snapshot.findings] == [
        ("KW-SNP-001", "empty.cfg"),
        ("KW-SNP-001", "notes.md"),
        ("KW-SNP-001", "picture.cfg"),
    ]
    with pytest.raises(InputError, match="notes"):
        read_snapshot([tmp_path])


def test_nothing_that_can_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no known platform"):
        read_what_can_be([put(tmp_path, {"notes.md": "# what we did in summer\n"})])


def test_devices_of_one_name_are_kept_apart(tmp_path: Path) -> None:
    sides = {n: R1.replace("10.0.", f"10.{i}.") for i, n in enumerate(("north", "south", "west"))}
    files = {f"{n}/show_running-config.txt": text for n, text in sides.items()}
    snapshot = read_what_can_be([put(tmp_path, files)])
    assert [d.name for d in snapshot.devices] == ["r1", "south", "west"]
    assert [f.code for f in snapshot.findings] == ["KW-SNP-002"] * 2


NFT = """\
table inet filter {
  chain forward {
    type filter hook forward priority 0; policy drop;
    tcp dport 443 accept
  }
}
"""


def test_a_device_whose_text_says_no_name(tmp_path: Path) -> None:
    nameless = "interface GigabitEthernet0/1\n ip address 10.0.0.1 255.255.255.0\n!\nend\n"
    put(tmp_path, {"edge.nft": NFT, "gw/nftables.conf": NFT, "isp.cfg": nameless})
    assert [d.name for d in read_snapshot((tmp_path,)).devices] == ["edge", "gw", "isp"]
    unused = kawanet.read(tmp_path, cached=False).unused()
    assert [(row.device, row.kind) for row in unused] == []


def test_a_second_backup_is_not_a_second_device(tmp_path: Path) -> None:
    put(tmp_path, {"r1/show_run.txt": R1, "r1/show_running-config_all.txt": R1 + "!\n"})
    snapshot = read_what_can_be([tmp_path])
    assert [d.name for d in snapshot.devices] == ["r1"]
    assert "this one is not used" in snapshot.findings[0].message


@pytest.mark.parametrize(
    ("words", "platform"),
    [
        ((), "cisco_iosxe"),
        (("cisco_nxos",), "cisco_nxos"),
        (("r*=cisco_nxos",), "cisco_nxos"),
        (("core=cisco_nxos", "*=arista_eos"), "cisco_nxos"),
        (("x*=cisco_nxos",), "cisco_iosxe"),
    ],
)
def test_the_platform_may_be_named(tmp_path: Path, words: tuple[str, ...], platform: str) -> None:
    put(tmp_path, {"core/r1.cfg": R1})
    snapshot = read_what_can_be([tmp_path], choices=platform_choices(words))
    assert snapshot.devices[0].platform == platform


def test_a_platform_that_there_is_not() -> None:
    with pytest.raises(InputError, match="no such platform"):
        platform_choices(["r1=cisco_catos"])


def test_coverage_counts_every_line(tmp_path: Path) -> None:
    odd = "frobnicate the flux\n"
    put(tmp_path, {"r1.cfg": R1 + odd, "r2.cfg": R2})
    found = coverage((tmp_path,), cached=False)
    assert [(d.device, d.unrecognised, d.classified_percent) for d in found.devices] == [
        ("r1", 1, 87.5),
        ("r2", 0, 100.0),
    ]
    assert [p.unrecognised for p in found.platforms] == [1]
    (line,) = [u for u in found.lines if u.line_class is LineClass.UNRECOGNISED]
    assert (line.text, line.where.line) == (odd.strip(), 8)
