"""OSPF neighbours as rows: who hears whom, and why two routers on one segment do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kawanet.forwarding.dataplane import Session
from kawanet.forwarding.ospf.hellos import Speaking, elects, hello
from kawanet.forwarding.ospf.speakers import Speaker
from kawanet.forwarding.rib import Workspace
from kawanet.model.interfaces import Family, Interface, IPAddress
from kawanet.model.network import Device
from kawanet.model.plant import Port

NAMES: dict[Family, str] = {4: "ospf", 6: "ospfv3"}


def ospf_sessions(work: Workspace, spoken: Speaking) -> tuple[Session, ...]:
    """One row for each interface that sends hellos and each router it could hear there."""
    joined = {
        (a.port, a.config.family, b.port)
        for adjacency in spoken.adjacencies
        for a in adjacency.speakers
        for b in adjacency.speakers
    }
    active: dict[tuple[int, Family], dict[Port, Speaker]] = {}
    for instance in spoken.instances:
        for speaker in instance.speakers:
            if speaker.domain >= 0 and not speaker.config.passive:
                active.setdefault((speaker.domain, speaker.config.family), {})[speaker.port] = (
                    speaker
                )
    found = list(_silent_interfaces(work))
    for (domain, _), speakers in sorted(active.items()):
        others = work.segments.layer2.domains[domain].routers
        for speaker in speakers.values():
            hears = [p for p in others if p != speaker.port and p in work.segments.layer2.up]
            found += _rows(work, spoken, joined, speaker, [(p, speakers.get(p)) for p in hears])
    return tuple(sorted(found, key=_order))


def _rows(
    work: Workspace,
    spoken: Speaking,
    joined: set[tuple[Port, Family, Port]],
    speaker: Speaker,
    others: Sequence[tuple[Port, Speaker | None]],
) -> Iterator[Session]:
    """A speaker's rows. Routers that do not speak OSPF count only where nobody else does."""
    lonely = not any(other for _, other in others)
    for port, other in others:
        if other is None and not lonely:
            continue
        up, reason = (speaker.port, speaker.config.family, port) in joined, ""
        if not up and other is not None and _only_network(work, spoken, speaker, other):
            up = True
            reason = (
                f"network {speaker.config.network} and {other.config.network}: "
                "neighbours, but no route leads over them"
            )
        elif not up:
            reason = _why(work, spoken, speaker, other)
        yield _row(speaker, work.segments.interface(port), port, up, reason)


def _only_network(work: Workspace, spoken: Speaking, one: Speaker, other: Speaker) -> bool:
    """Whether two speakers differ in the network type only: no hello tells it, so they become
    neighbours, but what they say of the segment does not fit together (RFC 2328 §16.1 (2b))."""
    mine, theirs = (hello(work, s, spoken.instances[s.instance]) for s in (one, other))
    same = mine._replace(network="", subnet="") == theirs._replace(network="", subnet="")
    return same and mine.network != theirs.network


def _row(speaker: Speaker, far: Interface, port: Port, up: bool, reason: str) -> Session:
    family = speaker.config.family
    return Session(
        NAMES[family],
        speaker.port.device,
        speaker.interface.vrf,
        speaker.interface.name,
        _address(speaker.interface, family),
        port.device,
        _address(far, family),
        up,
        reason,
        speaker.interface.where,
    )


def _address(interface: Interface, family: Family) -> IPAddress | None:
    """What the interface speaks from: OSPFv3 from its link-local address, where it is written."""
    own = [a.ip for a in interface.addresses if a.version == family]
    return next((a for a in own if family == 6 and a.is_link_local), own[0] if own else None)


def _why(work: Workspace, spoken: Speaking, one: Speaker, other: Speaker | None) -> str:
    if other is None:
        return "the other end does not speak OSPF there, or is passive"
    mine, theirs = (hello(work, s, spoken.instances[s.instance]) for s in (one, other))
    unlike = mine.unlike(theirs)
    if not unlike and not elects(mine, (one, other)):
        return "neither may be designated router: both have priority 0"
    return ", ".join(unlike) or "two neighbours have one router-id"


def _silent_interfaces(work: Workspace) -> Iterator[Session]:
    """Interfaces with OSPF that send no hello: they are down, or there is no process for them."""
    for device in work.segments.network.devices:
        for interface in device.interfaces:
            for config in interface.ospf:
                reason = _silence(work, device, interface, config.family, config.process)
                if reason and not config.passive:
                    yield Session(
                        NAMES[config.family],
                        device.name,
                        interface.vrf,
                        interface.name,
                        _address(interface, config.family),
                        reason=reason,
                        where=interface.where,
                    )


def _silence(
    work: Workspace, device: Device, interface: Interface, family: Family, process: int | None
) -> str:
    if Port(device.name, interface.name) not in work.segments.layer2.up:
        return "the interface is shut down" if not interface.enabled else "the interface is down"
    mine = [p.process for p in device.routing.ospf if (p.vrf, p.family) == (interface.vrf, family)]
    served = bool(mine) if process is None else process in mine
    return "" if served else f"VRF {interface.vrf} has no such OSPF process"


def _order(row: Session) -> tuple[str, str, str, str, str, int]:
    remote = int(row.remote) if row.remote is not None else 0
    return row.device, row.vrf, row.protocol, row.interface, row.remote_device, remote
