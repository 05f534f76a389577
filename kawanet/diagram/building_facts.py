"""What the building picture shows: levels with their switches, risers, and the machine room."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from kawanet.errors import InputError, Problem, Span
from kawanet.model.interfaces import PortMode
from kawanet.model.network import Device, Network
from kawanet.model.plant import Link, LinkKind, Place, Plant, Site

_FLOOR = re.compile(r"(B?)(\d+)F?")
_ON_FLOORS = frozenset(("access", "access_point"))


@dataclass(frozen=True, slots=True)
class Level:
    """One level. `uplinks` are (switch, riser) pairs."""

    name: str
    label: str
    switches: tuple[str, ...]
    uplinks: frozenset[tuple[str, str]]
    access_points: int
    ports: int


@dataclass(frozen=True, slots=True)
class BuildingFacts:
    """Levels from the top down; `machines` lists the boxes of the machine room by role."""

    site: Site
    levels: tuple[Level, ...]
    risers: tuple[str, ...]
    machine_floor: str
    machines: dict[str, tuple[str, ...]]


def building_facts(network: Network) -> BuildingFacts:
    """Read the building with the most levels, the main one first.

    Raises InputError if no place of a switch names a floor.
    """
    plant = network.plant
    site = _building(plant)
    here = [p for p in plant.places if p.site == site.name]
    machines = _by_role([p for p in here if p.role not in _ON_FLOORS])
    uplinks, feet = _uplinks(plant.links, here)
    risers = tuple(sorted(feet))
    cores = machines.get("core", ())
    under = [core for riser in risers for core in cores if core in feet[riser]]
    machines["core"] = tuple(dict.fromkeys((*under, *cores)))
    floors = sorted({p.floor for p in here if p.role in _ON_FLOORS and p.floor}, key=_height)
    core_floors = Counter(p.floor for p in here if p.role == "core" and p.floor)
    return BuildingFacts(
        site,
        tuple(_level(f, here, uplinks, network) for f in reversed(floors)),
        risers,
        min(core_floors, default=""),
        machines,
    )


def _building(plant: Plant) -> Site:
    floors: dict[str, set[str]] = defaultdict(set)
    for place in plant.places:
        if place.role == "access" and place.floor:
            floors[place.site].add(place.floor)
    if not floors:
        hint = "places of role access need a site and a floor, such as 3F; give plant.json"
        raise InputError((Problem(Span("plant"), "no building with floors to draw", hint),))
    sites = {s.name: s for s in plant.sites}
    name = min(
        floors,
        key=lambda n: (n not in sites or sites[n].kind != "main", -len(floors[n]), n),
    )
    return sites.get(name) or Site(name, name, "main", 0.0, 0.0)


def _height(floor: str) -> tuple[int, str]:
    """B2F < B1F < 1F < 25F; what is no number stands on top."""
    match = _FLOOR.fullmatch(floor)
    if not match:
        return (10_000, floor)
    return (int(match[2]) * (-1 if match[1] else 1), floor)


def is_basement(floor: str) -> bool:
    return _height(floor)[0] < 0


def _by_role(places: list[Place]) -> dict[str, tuple[str, ...]]:
    roles: dict[str, list[str]] = defaultdict(list)
    for place in places:
        roles[place.role].append(place.device)
    return {role: tuple(sorted(names)) for role, names in sorted(roles.items())}


def _uplinks(
    links: tuple[Link, ...], here: list[Place]
) -> tuple[frozenset[tuple[str, str]], dict[str, set[str]]]:
    """(switch, riser), and the cores under each riser. A riser is the group of links that would
    be cut together, or else the box at the far end."""
    role = {p.device: p.role for p in here}
    found: set[tuple[str, str]] = set()
    feet: dict[str, set[str]] = defaultdict(set)
    for link in links:
        near = [p.device for p in link.ends if role.get(p.device) == "access"]
        far = [p.device for p in link.ends if role.get(p.device) == "core"]
        if near and far and link.kind in (LinkKind.RISER, LinkKind.CABLE):
            riser = next((s for s in link.srlgs if "riser" in s), None) or far[0]
            found.update((device, riser) for device in near)
            feet[riser].update(far)
    return frozenset(found), feet


def _level(
    floor: str, here: list[Place], uplinks: frozenset[tuple[str, str]], network: Network
) -> Level:
    on_floor = [p for p in here if p.floor == floor]
    switches = tuple(sorted(p.device for p in on_floor if p.role == "access"))
    labels = sorted({p.label for p in on_floor if p.role == "access" and p.label})
    return Level(
        floor,
        labels[0] if labels else "",
        switches,
        frozenset(u for u in uplinks if u[0] in switches),
        sum(p.role == "access_point" for p in on_floor),
        sum(_wired_ports(network.device[s]) for s in switches if s in network.device),
    )


def _wired_ports(device: Device) -> int:
    """Ports in use for users and printers: enabled access ports."""
    return sum(
        i.enabled and i.switchport is not None and i.switchport.mode is PortMode.ACCESS
        for i in device.interfaces
    )
