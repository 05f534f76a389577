"""Sessions of stateful firewalls: what lets a reply back in, and undoes NAT for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kawanet.forwarding.dataplane import DataPlane
from kawanet.forwarding.disjoint import DisjointSets
from kawanet.forwarding.packet import Packet


@dataclass(frozen=True, slots=True)
class Session:
    """A packet that a firewall let through: as it came, and as it left (after NAT)."""

    device: str
    before: Packet
    after: Packet
    passes: bool = True  # replies pass without a rule; else only their NAT is undone
    vrf: str | None = None  # where replies are looked up, if not where they come in


@dataclass(frozen=True, slots=True)
class Sessions:
    """Open sessions, and the pairs of firewalls that share them (device -> name of its pair)."""

    open: tuple[Session, ...] = ()
    pair: Mapping[str, str] = field(default_factory=dict)

    def of_reply(self, device: str, packet: Packet) -> Session | None:
        """The session to which a packet is the reply, at this firewall or its partner."""
        group = self.pair.get(device, device)
        for session in self.open:
            same = self.pair.get(session.device, session.device) == group
            if same and _answers(packet, session.after):
                return session
        return None


NO_SESSIONS = Sessions()


def firewall_pairs(dataplane: DataPlane) -> dict[str, str]:
    """Firewalls that back each other's virtual addresses share their sessions. Gives each
    firewall's pair by the name of its first member."""
    sets: DisjointSets[str] = DisjointSets()
    first: dict[tuple[int, object], str] = {}
    names = [d.name for d in dataplane.network.devices if d.policy.is_firewall]
    firewalls = set(names)
    for domain in dataplane.domains:
        for port in domain.routers:
            if port.device in firewalls:
                interface = dataplane.network.device[port.device].interface[port.interface]
                for group in interface.vrrp:
                    partner = first.setdefault((domain.index, group.address), port.device)
                    sets.union(partner, port.device)
    chosen: dict[int, str] = {}
    return {name: chosen.setdefault(sets.find(name), name) for name in names}


def with_sessions(opened: Iterable[Session], pair: Mapping[str, str]) -> Sessions:
    """Sessions as the walk of a reply wants them."""
    return Sessions(tuple(opened), pair)


def _answers(packet: Packet, sent: Packet) -> bool:
    return (packet.source, packet.destination, packet.protocol) == (
        sent.destination,
        sent.source,
        sent.protocol,
    ) and (packet.source_port, packet.destination_port) == (
        sent.destination_port,
        sent.source_port,
    )
