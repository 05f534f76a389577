"""Write the IOS texts of a network for timing: the same kind and amount of work as the one on which
other tools were measured, in our own words.

A ring of core routers; rings of sites, each joined to two neighbouring cores. Every router carries
three VRFs on 802.1Q sub-interfaces, an OSPF process a VRF. Each site has a LAN a VRF, filtered
where hosts come in, and perhaps access switches of 48 ports.

    python benchmarks/lab_text.py OUT city300        # or city300sw
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from ipaddress import IPv4Address
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

SEED = 20160401
VRFS = ("EDU", "GOV", "PUB")
LAN, LINK, LOOPBACK = (int(IPv4Address(a)) for a in ("10.0.0.0", "172.16.0.0", "192.168.0.0"))
WELL_KNOWN = (22, 53, 80, 123, 443, 445, 3389, 8080)
PORTS = 48


class Plan(NamedTuple):
    """How large the network is. `lines` are those of an ACL that name a destination."""

    cores: int
    rings: int
    sites_a_ring: int
    lines: int
    switches: int = 0


PLANS = {"city300": Plan(20, 28, 10, 20), "city300sw": Plan(20, 28, 10, 20, 3)}


class Size(NamedTuple):
    """What was written."""

    routers: int
    devices: int
    links: int
    lines: int


def write_lab(out: Path, plan: Plan) -> Size:
    """Write `out/configs/*.cfg`."""
    folder = out / "configs"
    folder.mkdir(parents=True, exist_ok=True)
    cores = [f"core{n:03d}" for n in range(plan.cores)]
    rings = [[f"site{r:03d}x{k:02d}" for k in range(plan.sites_a_ring)] for r in range(plan.rings)]
    links = list(_links(cores, rings))
    routers = [*cores, *(site for ring in rings for site in ring)]
    draw = random.Random(SEED)
    lines = 0
    for number, name in enumerate(routers):
        mine = [(at, ends) for at, ends in enumerate(links) if name in ends]
        body = list(_router(name, number, mine, len(routers), plan, draw))
        lines += _write(folder / f"{name}.cfg", body)
        for k in range(plan.switches if number >= plan.cores else 0):
            lines += _write(
                folder / f"{name}-sw{k:02d}.cfg", list(_switch(f"{name}-sw{k:02d}", draw))
            )
    devices = len(routers) + plan.switches * (len(routers) - plan.cores)
    return Size(len(routers), devices, len(links), lines)


def _write(path: Path, lines: list[str]) -> int:
    path.write_text("\n".join(lines) + "\n", "ascii")
    return len(lines)


Link = tuple[str, str]


def _links(cores: list[str], rings: list[list[str]]) -> Iterator[Link]:
    yield from zip(cores, [*cores[1:], cores[0]], strict=True)
    for number, ring in enumerate(rings):
        ends = (cores[number % len(cores)], cores[(number + 1) % len(cores)])
        stops = [ends[0], *ring, ends[1]]
        yield from pairwise(stops)


def _router(
    name: str,
    number: int,
    links: list[tuple[int, Link]],
    routers: int,
    plan: Plan,
    draw: random.Random,
) -> Iterator[str]:
    yield from ("version 15.2", "service timestamps log datetime", f"hostname {name}", "!")
    for v, vrf in enumerate(VRFS, 1):
        yield from (f"ip vrf {vrf}", f" rd 65000:{v}", "!")
    for port, (link, ends) in enumerate(links):
        far = ends[1] if name == ends[0] else ends[0]
        yield from _trunk(f"TenGigabitEthernet1/{port}", far, link, ends.index(name))
    for v, vrf in enumerate(VRFS):
        yield from (f"interface Loopback{v}", f" ip vrf forwarding {vrf}")
        yield from (f" ip address {_loopback(number, v)} 255.255.255.255", "!")
    if number >= plan.cores:
        for v, vrf in enumerate(VRFS):
            yield from _lan(number, v, vrf)
        for v, vrf in enumerate(VRFS):
            yield from _acl(number, v, vrf, routers, plan.lines, draw)
    for v, vrf in enumerate(VRFS):
        yield from _ospf(number, v, vrf)
    yield from ("line vty 0 4", " transport input ssh", "!", "end")


def _trunk(port: str, far: str, link: int, end: int) -> Iterator[str]:
    yield from (f"interface {port}", f" description to {far}", " mtu 9000", " no ip address", "!")
    for v, vrf in enumerate(VRFS):
        own = IPv4Address(LINK + 2 * (len(VRFS) * link + v) + end)
        yield from (f"interface {port}.{100 + v}", f" encapsulation dot1Q {100 + v}")
        yield from (f" ip vrf forwarding {vrf}", f" ip address {own} 255.255.255.254")
        yield from (" ip ospf network point-to-point", " ip ospf cost 10", "!")


def _loopback(number: int, v: int) -> IPv4Address:
    return IPv4Address(LOOPBACK + (v << 16) + number)


def _subnet(number: int, v: int) -> IPv4Address:
    return IPv4Address(LAN + (v << 20) + (number << 8))


def _lan(number: int, v: int, vrf: str) -> Iterator[str]:
    yield from (f"interface GigabitEthernet0/{v + 1}", f" description LAN {vrf}")
    yield from (f" ip vrf forwarding {vrf}", f" ip address {_subnet(number, v) + 1} 255.255.255.0")
    yield from (f" ip access-group LAN-{vrf}-IN in", "!")


def _acl(
    number: int, v: int, vrf: str, routers: int, lines: int, draw: random.Random
) -> Iterator[str]:
    own = f"{_subnet(number, v)} 0.0.0.255"
    yield f"ip access-list extended LAN-{vrf}-IN"
    for k in range(lines):
        action = "permit" if k % 5 else "deny"
        far = _subnet(draw.randrange(routers), v)
        port = draw.choice((*WELL_KNOWN, draw.randrange(1024, 60000)))
        yield f" {action} {draw.choice(('tcp', 'udp'))} {own} {far} 0.0.0.255 eq {port}"
    yield f" permit icmp {own} any"
    yield f" permit tcp {own} {_subnet(0, v)} 0.15.255.255 gt 1023"
    yield from (" deny ip any any", "!")


def _ospf(number: int, v: int, vrf: str) -> Iterator[str]:
    yield from (f"router ospf {v + 1} vrf {vrf}", f" router-id {_loopback(number, v)}")
    yield from (" capability vrf-lite", f" passive-interface GigabitEthernet0/{v + 1}")
    yield " network 10.0.0.0 0.255.255.255 area 0"
    yield " network 172.16.0.0 0.15.255.255 area 0"
    yield from (f" network {IPv4Address(LOOPBACK + (v << 16))} 0.0.255.255 area 0", "!")


def _switch(name: str, draw: random.Random) -> Iterator[str]:
    yield from ("version 15.2", f"hostname {name}", "!")
    for v, vrf in enumerate(VRFS, 1):
        yield from (f"vlan {10 * v}", f" name {vrf}")
    yield "!"
    for port in range(1, PORTS + 1):
        yield from (f"interface GigabitEthernet1/0/{port}", f" description port {port}")
        yield from (
            " switchport mode access",
            f" switchport access vlan {draw.choice((10, 20, 30))}",
        )
        yield from (" spanning-tree portfast", "!")
    yield from ("interface TenGigabitEthernet1/1/1", " switchport mode trunk")
    yield from (" switchport trunk allowed vlan 10,20,30", "!", "end")


if __name__ == "__main__":
    print(write_lab(Path(sys.argv[1]), PLANS[sys.argv[2]]))
