"""Who speaks EIGRP where, and who hears whom (RFC 7868 §5.3: same AS, same K values)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kawanet.forwarding.dataplane import Node, Session
from kawanet.forwarding.distance_vector import Link
from kawanet.forwarding.eigrp.metrics import Vector, interface_vector
from kawanet.forwarding.neighbourhood import hop_to, session
from kawanet.forwarding.rib import Workspace
from kawanet.forwarding.traits import Traits, traits
from kawanet.model.igp import EigrpProcess
from kawanet.model.interfaces import EigrpInterface, Interface
from kawanet.model.network import Device
from kawanet.model.plant import Port


@dataclass(frozen=True, slots=True)
class Speaker:
    """An interface that is up and in EIGRP; `domain` -1: a loopback."""

    instance: int
    port: Port
    interface: Interface
    config: EigrpInterface
    vector: Vector
    domain: int


@dataclass
class Instance:
    """One autonomous system of a VRF of a device, in one family."""

    number: int
    device: Device
    node: Node
    node_number: int
    process: EigrpProcess
    traits: Traits
    speakers: list[Speaker] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(self.process.asn)


def eigrp_instances(work: Workspace) -> tuple[Instance, ...]:
    """All processes with their interfaces."""
    found: list[Instance] = []
    for device in work.segments.network.devices:
        for process in device.routing.eigrp:
            node = Node(device.name, process.vrf)
            known = traits(device.platform)
            number = work.node_number[node]
            instance = Instance(len(found), device, node, number, process, known)
            instance.speakers.extend(_speakers(work, instance))
            found.append(instance)
    return tuple(found)


def _speakers(work: Workspace, instance: Instance) -> Iterator[Speaker]:
    process = instance.process
    for interface in instance.device.interfaces:
        port = Port(instance.device.name, interface.name)
        if interface.vrf != process.vrf or port not in work.segments.layer2.up:
            continue
        for config in interface.eigrp:
            if (config.family, config.asn) == (process.family, process.asn):
                domain = work.segments.domain(port)
                vector = interface_vector(
                    instance.device, interface, instance.traits, wide=process.wide
                )
                index = domain.index if domain is not None else -1
                yield Speaker(instance.number, port, interface, config, vector, index)


def eigrp_links(
    work: Workspace, instances: Sequence[Instance]
) -> tuple[tuple[Link, ...], tuple[Session, ...]]:
    """Neighbourships in both directions, and a row for each side of each."""
    segments: dict[tuple[int, int], list[Speaker]] = {}
    for instance in instances:
        for speaker in instance.speakers:
            if speaker.domain >= 0 and not speaker.config.passive:
                key = (speaker.domain, speaker.config.family)
                segments.setdefault(key, []).append(speaker)
    links: list[Link] = []
    sessions: list[Session] = []
    for _, present in sorted(segments.items(), key=lambda s: s[0]):
        for one in present:
            for other in present:
                if one.port.device == other.port.device:
                    continue
                reason = _why_not(instances[one.instance], instances[other.instance])
                if not reason:
                    hop = hop_to(work, one.port, one.domain, other.port, one.config.family)
                    ends = (other.instance, one.instance, other.port, one.port)
                    links.append(Link(*ends, hop))
                family = one.config.family
                sessions.append(session(work, "eigrp", one.port, other.port, family, reason))
    return tuple(links), tuple(sessions)


def _why_not(one: Instance, other: Instance) -> str:
    a, b = one.process, other.process
    if a.asn != b.asn:
        return f"autonomous system {a.asn} and {b.asn}"
    if a.k_values != b.k_values:
        return f"K values {a.k_values} and {b.k_values}"
    return ""
