"""Batfish's host files: `hosts/*.json`, a host with its addresses and gateways.

Source: Batfish's format `{"hostname", "hostInterfaces": {name: {"prefix", "gateway"}},
"iptablesFile"}`. What its packet filter does is not read: such a host is in doubt.
"""

from __future__ import annotations

from functools import partial
from ipaddress import ip_address, ip_interface, ip_network
from pathlib import Path

from kawanet.errors import Problem, Span
from kawanet.model.interfaces import Interface, InterfaceKind
from kawanet.model.network import DEFAULT_VRF, Device
from kawanet.model.routing import Routing, StaticRoute
from kawanet.parse.result import LineClass, Parsed, UnclaimedLine
from kawanet.pipeline.reading import attempt, read_fact
from kawanet.report.jsontext import Member, read_members

HOST_PLATFORM = "linux_frr"
PORTS, FILTER, NAME = "hostInterfaces", "iptablesFile", "hostname"
KNOWN = frozenset((PORTS, FILTER, NAME, "overlay"))


def read_host(path: Path, problems: list[Problem]) -> Parsed | None:
    """Read one host file; what is wrong with it goes to `problems`."""
    members = attempt(partial(_members, path), problems)
    if members is None:
        return None
    try:
        return _host(path, members)
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        problems.append(Problem(Span(str(path)), f"is no host file: {error}"))
        return None


def _members(path: Path) -> dict[str, Member]:
    return read_members(read_fact(path), str(path))


def _host(path: Path, members: dict[str, Member]) -> Parsed:
    ports = members[PORTS]
    where = Span(str(path), ports.line)
    if not isinstance(ports.value, dict):
        raise TypeError(f"{PORTS} is no object")
    interfaces: list[Interface] = []
    routes: list[StaticRoute] = []
    for name, said in sorted(ports.value.items()):
        if not isinstance(said, dict):
            raise TypeError(f"{name} is no object")
        address = ip_interface(str(said["prefix"]))
        interfaces.append(
            Interface(name, InterfaceKind.PHYSICAL, addresses=(address,), where=where)
        )
        if said.get("gateway"):
            gateway = ip_address(str(said["gateway"]))
            everywhere = ip_network("0.0.0.0/0" if gateway.version == 4 else "::/0")
            routes.append(StaticRoute(DEFAULT_VRF, everywhere, gateway, where=where))
    title = members[NAME].value if NAME in members else path.stem
    device = Device(
        str(title), HOST_PLATFORM, interfaces=tuple(interfaces), routing=Routing(tuple(routes))
    )
    unclaimed = tuple(_doubts(path, members))
    counts = dict.fromkeys(LineClass, 0)
    counts[LineClass.MODELLED] = len(members) - len(unclaimed)
    for line in unclaimed:
        counts[line.line_class] += 1
    return Parsed(device, counts, unclaimed)


def _doubts(path: Path, members: dict[str, Member]) -> list[UnclaimedLine]:
    found = []
    for name, member in members.items():
        known = LineClass.UNMODELLED if name == FILTER else LineClass.UNRECOGNISED
        if name == FILTER or name not in KNOWN:
            text = f'"{name}": {member.value!r}'
            found.append(UnclaimedLine(Span(str(path), member.line), text[:200], known))
    return found
