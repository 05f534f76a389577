"""The plant of a day: sites, where boxes stand, and links between their ports."""

from __future__ import annotations

from collections.abc import Iterator

from kawanet.addressing.ports import EDGE_SPEED_MBPS, member_names
from kawanet.addressing.wiring import Box, Cable, Join
from kawanet.compiler.day import HOST_PORT, Day, port_name
from kawanet.compiler.handoffs import external_peers
from kawanet.compiler.switching import edges_of
from kawanet.design.schema import Role, System
from kawanet.model.plant import Link, LinkKind, Place, Plant, Port, Site

EDGE_SWITCHES = frozenset({Role.ACCESS, Role.FACILITY_SWITCH})


def compile_plant(day: Day) -> Plant:
    """Sites, places and links, each sorted by name."""
    links = [link for cable in day.cables for link in _links(day, cable)]
    places = [_place(day, box) for box in day.boxes.values()]
    for link, place in _access_points(day):
        links.append(link)
        places.append(place)
    return Plant(
        tuple(sorted(_sites(day), key=lambda s: s.name)),
        tuple(sorted(places, key=lambda p: p.device)),
        tuple(sorted(links, key=lambda link: link.name)),
        day.design.city.label,
        peers=tuple(sorted(external_peers(day), key=lambda p: p.name)),
    )


def _sites(day: Day) -> Iterator[Site]:
    for site in day.design.sites:
        yield Site(
            site.name,
            site.label,
            site.kind.value,
            site.latitude,
            site.longitude,
            site.region,
            site.sample,
        )


def _place(day: Day, box: Box) -> Place:
    if box.role == "server":
        system = day.system[box.name.removeprefix("srv-").rpartition("-")[0]]
        return Place(box.name, _window(day, system), box.role, "", system.label, False)
    return Place(box.name, box.site, str(box.role), box.floor, _label(day, box), box.managed)


def _window(day: Day, system: System) -> str:
    return next(w.site for w in system.windows if w.holds_on(day.on))


def _label(day: Day, box: Box) -> str:
    """What people call a box that has a name of its own in the design, or its floor."""
    if box.role == Role.ACCESS:
        return _floor_label(day, box)
    if box.role in (Role.FIREWALL, Role.MOBILE_FIREWALL):
        return day.firewall_of(box).label
    if box.role == "external":
        name = box.name.removeprefix("ext-")
        labels = {e.name: e.label for e in day.design.externals}
        return labels.get(name, day.design.mobile.carrier if day.design.mobile else "")
    return ""


def _floor_label(day: Day, box: Box) -> str:
    """What the floor of a switch is used for."""
    return next((f.label for f in day.site[box.site].floors if f.name == box.floor), "")


def _links(day: Day, cable: Cable) -> Iterator[Link]:
    """One link a member; a carrier's service is one link with all its ends."""
    ends = day.ends(cable)
    for member in member_names(cable):
        yield Link(
            member,
            tuple(Port(end, day.port(end, _end_name(day, cable, member, end))) for end in ends),
            cable.kind,
            None if cable.join is Join.CARRIER else cable.speed_mbps * 1_000_000,
            _mtu(day, cable),
            _passes_tags(day, cable),
            cable.km,
            cable.srlgs,
            _link_label(day, cable),
        )


def _end_name(day: Day, cable: Cable, member: str, end: str) -> str:
    return member if day.boxes[end].managed else cable.name


def _mtu(day: Day, cable: Cable) -> int | None:
    if cable.join is Join.CARRIER:
        return next(c.mtu for c in day.design.carriers if c.name == cable.about)
    if cable.join is Join.MOBILE and day.design.mobile:
        return day.design.mobile.mtu
    return None


def _passes_tags(day: Day, cable: Cable) -> bool:
    if cable.join is not Join.CARRIER:
        return True
    return next(c.passes_tags for c in day.design.carriers if c.name == cable.about)


def _link_label(day: Day, cable: Cable) -> str:
    """The ring, the carrier's service, the fibre or the external network, as people call it."""
    design = day.design
    match cable.join:
        case Join.RING:
            return next(
                (r.label for r in design.rings if cable.name.startswith(f"ring-{r.name}-")), ""
            )
        case Join.CARRIER:
            return next(c.label for c in design.carriers if c.name == cable.about)
        case Join.FIBRE:
            return next(f.label for f in design.fibres if f.name == cable.about)
        case Join.HANDOFF:
            return next(e.label for e in design.externals if e.name == cable.about)
        case Join.MOBILE:
            return design.mobile.carrier if design.mobile else ""
    return ""


def _access_points(day: Day) -> Iterator[tuple[Link, Place]]:
    """Each access point, with its cable to the switch of its floor."""
    for box in day.boxes.values():
        if box.role not in EDGE_SWITCHES:
            continue
        platform = day.platform(box)
        for edge in edges_of(day, box):
            if edge.point is not None:
                name = edge.point.name
                switch = Port(box.name, port_name(platform, EDGE_SPEED_MBPS, edge.number))
                ends = tuple(sorted((switch, Port(name, HOST_PORT))))
                yield (
                    Link(name, ends, LinkKind.CABLE, EDGE_SPEED_MBPS * 1_000_000),
                    Place(name, box.site, "access_point", box.floor, "", False),
                )
