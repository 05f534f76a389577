"""Port, LAG and tunnel numbers: remembered, so that a new cable moves no old one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kawanet.addressing.lock import Ledger
from kawanet.addressing.needs import Places
from kawanet.addressing.values import PortNumber
from kawanet.addressing.wiring import Box, Cable, Join, Wiring
from kawanet.design.schema import Role

EDGE_SPEED_MBPS = 1000


def member_names(cable: Cable) -> tuple[str, ...]:
    """The single links of a cable: itself, or one a LAG member."""
    if cable.members == 1:
        return (cable.name,)
    return tuple(f"{cable.name}-{n}" for n in range(1, cable.members + 1))


def edge_ports(places: Places, box: Box) -> int:
    """How many ports of a switch are for hosts: the first ones of `EDGE_SPEED_MBPS`."""
    site = places.site[box.site]
    if box.role == Role.ACCESS:
        return site.access_ports_per_switch
    if box.role == Role.FACILITY_SWITCH and site.site_class:
        return places.site_class[site.site_class].ports_per_switch
    return 0


def plan_ports(ledger: Ledger, places: Places, wiring: Wiring) -> dict[tuple[str, str], PortNumber]:
    """Ports of managed boxes by (box, link); a LAG is under the cable's name with speed 0."""
    found: dict[tuple[str, str], PortNumber] = {}
    for box, wanted in _wanted(wiring).items():
        edges = edge_ports(places, wiring.box[box])
        taken: dict[int, set[int]] = {EDGE_SPEED_MBPS: set(range(1, edges + 1))}
        for _, old in ledger.below_box("port", box):
            speed, number = _parse(old)
            taken.setdefault(speed, set()).add(number)
        for link, speed in wanted:
            key = f"port/{box}/{link}"
            value = ledger.get(key)
            if value is None:
                number = _free(taken.setdefault(speed, set()))
                value = ledger.put(key, f"{speed}/{number}")
            found[box, link] = PortNumber(*_parse(value))
    return found


def _wanted(wiring: Wiring) -> Mapping[str, list[tuple[str, int]]]:
    """Links and speeds by managed box; LAGs have speed 0."""
    found: dict[str, list[tuple[str, int]]] = {}
    for cable in wiring.cables:
        for end in cable.ends:
            if wiring.box[end].managed:
                found.setdefault(end, []).extend(_links(cable))
    return found


def _links(cable: Cable) -> Iterator[tuple[str, int]]:
    if cable.members > 1:
        yield cable.name, 0
    for name in member_names(cable):
        yield name, cable.speed_mbps


def _free(taken: set[int]) -> int:
    number = max(taken, default=0) + 1 if len(taken) == max(taken, default=0) else _hole(taken)
    taken.add(number)
    return number


def _hole(taken: set[int]) -> int:
    return next(n for n in range(1, len(taken) + 2) if n not in taken)


def _parse(value: str) -> tuple[int, int]:
    speed, number = value.split("/")
    return int(speed), int(number)


def tunnel_slots(ledger: Ledger, wiring: Wiring, carriers: tuple[str, ...]) -> dict[str, int]:
    """A number for each router at the far end of tunnels, unique in the city."""
    taken = {int(v) for _, v in ledger.below("tunnel/")}
    found = {}
    for cable in wiring.cables:
        if cable.join is not Join.CARRIER or cable.about not in carriers:
            continue
        for end in cable.ends:
            key = f"tunnel/{end}"
            value = ledger.get(key)
            if value is None:
                number = _free(taken)
                value = ledger.put(key, str(number))
            found[end] = int(value)
    return found
