"""Who hears whom: what neighbours must agree on, and the adjacencies that come of it.

Source: RFC 2328 §10.5 (hello: area, subnet, timers, options), §10.6 (MTU), RFC 5340 §4.2.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kawanet.findings import Finding
from kawanet.forwarding.codes import DUPLICATE_ROUTER_ID, OSPF_MISMATCH
from kawanet.forwarding.disjoint import DisjointSets
from kawanet.forwarding.ospf.speakers import ELECTING, Instance, Speaker, ospf_instances
from kawanet.forwarding.rib import Workspace
from kawanet.model.interfaces import Family, Interface
from kawanet.model.network import Device
from kawanet.model.routing import AreaKind

HELLO_S, SLOW_HELLO_S, DEAD_FACTOR, MTU = 10, 30, 4, 1500  # slow: RFC 2328 §C.3, as Cisco has it
SLOW = ("non-broadcast", "point-to-multipoint")


class Adjacency(NamedTuple):
    """Two or more speakers on one segment that agree; each is a neighbour of each other."""

    area: int
    domain: int
    speakers: tuple[Speaker, ...]


@dataclass(frozen=True)
class Speaking:
    """All instances and adjacencies of the network."""

    instances: tuple[Instance, ...]
    adjacencies: tuple[Adjacency, ...]
    findings: tuple[Finding, ...]

    def routing_domains(self) -> list[tuple[Instance, ...]]:
        """Instances that hear of each other, directly or through others."""
        sets: DisjointSets[int] = DisjointSets()
        for instance in self.instances:
            sets.add(instance.number)
        for adjacency in self.adjacencies:
            for speaker in adjacency.speakers[1:]:
                sets.union(adjacency.speakers[0].instance, speaker.instance)
        found: dict[int, list[Instance]] = {}
        for instance in self.instances:
            found.setdefault(sets.find(instance.number), []).append(instance)
        return [tuple(members) for members in found.values()]


def speaking(work: Workspace) -> Speaking:
    """Find instances and adjacencies."""
    instances, findings = ospf_instances(work)
    adjacencies, wrong = _adjacencies(work, instances)
    return Speaking(instances, tuple(adjacencies), (*findings, *wrong))


class Hello(NamedTuple):
    """What two neighbours must agree on."""

    area: int
    area_kind: str
    network: str
    hello_s: int
    dead_s: int
    subnet: str
    mtu: int
    authentication: str

    def unlike(self, other: Hello) -> list[str]:
        """In what two of them differ."""
        pairs = zip(_SAID, self, other, strict=True)
        return [f"{name} {_word(a)} and {_word(b)}" for name, a, b in pairs if a != b]


def _word(value: object) -> str:
    return "none" if value == "" else str(value)


_SAID = (
    "area",
    "area kind",
    "network type",
    "hello interval",
    "dead interval",
    "subnet",
    "MTU",
    "authentication",
)


def hello(work: Workspace, speaker: Speaker, instance: Instance) -> Hello:
    """What an interface says of itself to its neighbours. On a point-to-point network the subnet
    does not matter (§10.5)."""
    config = speaker.config
    kind = {AreaKind.TOTALLY_STUB: AreaKind.STUB, AreaKind.TOTALLY_NSSA: AreaKind.NSSA}
    hello_s = config.hello_s or (SLOW_HELLO_S if config.network in SLOW else HELLO_S)
    own = [a.network for a in speaker.interface.addresses if a.version == 4]
    matters = own and config.family == 4 and config.network != "point-to-point"
    own_kind = instance.kind(config.area)
    return Hello(
        config.area,
        kind.get(own_kind, own_kind),
        config.network,
        hello_s,
        config.dead_s or DEAD_FACTOR * hello_s,
        str(own[0]) if matters else "",
        _mtu(work.segments.network.device[speaker.port.device], speaker.interface),
        config.authentication,
    )


def _mtu(device: Device, interface: Interface) -> int:
    """A sub-interface has its parent's MTU unless it says otherwise."""
    parent = device.interface.get(interface.parent or "")
    if interface.mtu is None and parent is not None:
        return _mtu(device, parent)
    return interface.mtu or MTU


def _adjacencies(
    work: Workspace, instances: Sequence[Instance]
) -> tuple[list[Adjacency], list[Finding]]:
    segments: dict[tuple[int, Family], list[Speaker]] = {}
    for instance in instances:
        for speaker in instance.speakers:
            if speaker.domain >= 0 and not speaker.config.passive:
                segments.setdefault((speaker.domain, speaker.config.family), []).append(speaker)
    adjacencies: list[Adjacency] = []
    findings: list[Finding] = []
    for (domain, _), present in sorted(segments.items(), key=lambda s: s[0]):
        groups = _by_hello(work, instances, present)
        findings.extend(_mismatches(groups))
        for said, speakers in groups.items():
            distinct, duplicates = _distinct(instances, speakers)
            findings.extend(duplicates)
            if said.network == "non-broadcast":
                distinct = _greeted(instances, distinct)
            if len(distinct) > 1 and elects(said, distinct):
                adjacencies.append(Adjacency(said.area, domain, tuple(distinct)))
    return adjacencies, findings


def _by_hello(
    work: Workspace, instances: Sequence[Instance], present: Sequence[Speaker]
) -> dict[Hello, list[Speaker]]:
    """Speakers on one segment by what they say; where one ignores the MTU, it does not count."""
    ignored = any(s.config.mtu_ignore for s in present)
    groups: dict[Hello, list[Speaker]] = {}
    for speaker in present:
        said = hello(work, speaker, instances[speaker.instance])
        groups.setdefault(said._replace(mtu=0) if ignored else said, []).append(speaker)
    return groups


def _greeted(instances: Sequence[Instance], speakers: Sequence[Speaker]) -> list[Speaker]:
    """Those that greet another of them, or are greeted (RFC 2328 §9.5.1: neighbours are configured
    where there is no broadcast)."""

    def greets(one: Speaker, other: Speaker) -> bool:
        process = instances[one.instance].process
        theirs = {a.ip for a in other.interface.addresses}
        return not process.needs_neighbors or bool(theirs & set(process.neighbors))

    return [
        one
        for one in speakers
        if any(greets(one, other) or greets(other, one) for other in speakers if other is not one)
    ]


def elects(said: Hello, speakers: Sequence[Speaker]) -> bool:
    """Whether there is a designated router, where the network needs one (§9.4)."""
    return said.network not in ELECTING or any(s.config.priority for s in speakers)


def _mismatches(groups: Mapping[Hello, Sequence[Speaker]]) -> Iterator[Finding]:
    (first, *others) = groups.items()
    for said, speakers in others:
        one, two = first[1][0], speakers[0]
        yield Finding(
            OSPF_MISMATCH.code,
            OSPF_MISMATCH.severity,
            f"{one.port} and {two.port} form no OSPF adjacency: "
            + ", ".join(first[0].unlike(said)),
            two.port.device,
            two.interface.where,
            tuple(w for w in (one.interface.where,) if w is not None),
        )


def _distinct(
    instances: Sequence[Instance], speakers: Iterable[Speaker]
) -> tuple[list[Speaker], list[Finding]]:
    """Speakers with a router-id of their own; the second with one stays alone."""
    found: dict[object, Speaker] = {}
    findings = []
    for speaker in speakers:
        instance = instances[speaker.instance]
        process, router_id = instance.process, instance.router_id
        first = found.setdefault(router_id, speaker)
        if first is not speaker:
            findings.append(
                Finding(
                    DUPLICATE_ROUTER_ID.code,
                    DUPLICATE_ROUTER_ID.severity,
                    f"{first.port} and {speaker.port} both have router-id {router_id}",
                    speaker.port.device,
                    process.where,
                )
            )
    return list(found.values()), findings
