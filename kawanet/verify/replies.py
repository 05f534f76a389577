"""Replies: what a flow's destination answers gets back to the flow's source.

A reply passes a firewall whose session the first packet opened there, or at its VRRP partner. ACLs
know no state: they see the reversed packet, with ACK set for TCP. Whether a firewall holds the
session is asked for each (flow, pair of firewalls) that the forward walk crossed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product

from kawanet.findings import Verdict
from kawanet.forwarding.dataplane import HopKind
from kawanet.forwarding.packet import Packet
from kawanet.forwarding.round_trip import round_trip
from kawanet.forwarding.sessions import firewall_pairs
from kawanet.forwarding.trace import Branch, Trace
from kawanet.model.interfaces import IPAddress
from kawanet.model.policy import TCP, NatKind, NatRule, PortRange, Service
from kawanet.model.requirement import Flow
from kawanet.verify.arrivals import arrived_in, by_tier, describe
from kawanet.verify.blame import lost
from kawanet.verify.fabric import SELF, Fabric, Guise, Passage, State, nat_rules
from kawanet.verify.filters import side_matches
from kawanet.verify.headerspace import Region, Space
from kawanet.verify.journey import Journey, origins, routed, starts
from kawanet.verify.partition import FilterMap, Partition, absorb, common
from kawanet.verify.propagate import Crossing, Sweep, Treatment, tracked, without_session
from kawanet.verify.result import Result, with_witness
from kawanet.verify.study import Study
from kawanet.verify.witness import pick_packet

CODE = "KW-FLOW-002"
ANSWERS = {8: 0, 128: 129}  # ICMP echo, RFC 792 and RFC 4443
ASKED = {0: 8, 129: 128}


Hidden = tuple[int, str | None]  # addresses of a pool, and the VRF behind it (None: the same)


@dataclass
class Return:
    """The walk of all replies out of one tier.

    `held` says for which clients (as destination classes) a pair of firewalls holds sessions,
    `hidden` which clients stand behind which addresses of its NAT.
    """

    study: Study
    pairs: Mapping[str, str]
    held: dict[str, int] = field(default_factory=dict)
    hidden: dict[str, dict[Hidden, int]] = field(default_factory=dict)

    def pair(self, node: int) -> str:
        """The pair of a firewall, by the name of one."""
        device = self.study.dataplane.nodes[node].device
        return self.pairs.get(device, device)

    def entering(self, fabric: Fabric, state: State, packets: Partition) -> dict[State, Partition]:
        """Undo source NAT: what comes for an address of the pool goes to the clients behind it."""
        hidden = self.hidden.get(self.pair(state.node), {})
        if not hidden:
            return {state: packets}
        found: dict[State, Partition] = {state: {}}
        for region, bits in packets.items():
            plain = bits
            for pool, _ in hidden:
                plain &= ~pool
            absorb(found[state], region, plain)
            for (pool, vrf), clients in hidden.items():
                if bits & pool:
                    there = fabric.in_vrf(state, vrf)
                    absorb(found.setdefault(there, {}), region, clients)
        return found

    def between(self, fabric: Fabric, state: State, to_side: str) -> FilterMap:
        """Replies of sessions pass; others meet the rules as first packets, TCP none."""
        known = self.held.get(self.pair(state.node), 0)
        fresh = without_session(fabric, state, to_side)
        rules = tuple((r, b & ~known) for r, b in fresh if b & ~known)
        return ((fabric.space.all, known), *rules) if known else rules

    def leaving(
        self, fabric: Fabric, state: State, passage: Passage, packets: Partition
    ) -> dict[int, Partition]:
        """Undo destination NAT: what a mapped server sends has the public address from here on."""
        device, space = fabric.device(state.node), fabric.space
        result: dict[int, Partition] = {}
        for rule in nat_rules(device, fabric.family, NatKind.DESTINATION):
            if rule.address is None or rule.mapped_address is None:
                continue
            if not side_matches(device.policy, (rule.from_zone,), passage.egress_side):
                continue
            server = _server(space, rule, rule.mapped_address)
            taken = {r & server: b for r, b in packets.items() if r & server != space.none}
            if taken:
                public = int(rule.address)
                port = rule.port if rule.mapped_port is not None else None
                result[fabric.context(Guise(public, public, port))] = taken
                packets = {r & ~server: b for r, b in packets.items() if r & ~server != space.none}
        if packets:
            result[state.context] = packets
        return result

    @property
    def treatment(self) -> Treatment:
        return Treatment(self.entering, self.between, self.leaving)


def _server(space: Space, rule: NatRule, address: IPAddress) -> Region:
    """What a server sends from the port (if one is said) to which destination NAT leads."""
    region = space.value(space.source_field, int(address)) & space.protocol(rule.protocol)
    port = rule.port if rule.mapped_port is None else rule.mapped_port
    if rule.port is None or port is None:
        return region
    return region & space.ports(space.source_port_field, (PortRange(port, port),))


def reply_results(
    study: Study,
    flows: list[Flow],
    journeys: Mapping[str, Journey],
    forward: Mapping[str, Result],
) -> dict[str, Result]:
    """Results of flows whose replies fail, or are not certain; the others are left out."""
    pairs = firewall_pairs(study.dataplane)
    found: dict[str, Result] = {}
    for tier in dict.fromkeys(f.to_tier for f in flows):
        mine = [f for f in flows if f.to_tier == tier]
        back = Return(study, pairs)
        for flow in mine:
            _remember(back, journeys[flow.from_tier], flow)
        sweep = _walk(back, tier, mine, journeys)
        doubt = study.doubt(sweep.reached)
        arrivals = by_tier(study, sweep)
        for flow in mine:
            failed = _trouble(study, sweep, arrivals, journeys[flow.from_tier], flow)
            if failed is not None:
                found[flow.name] = _refuted(study, flow, forward[flow.name], *failed)
            elif doubt:
                base = forward[flow.name]
                found[flow.name] = replace(base, verdict=Verdict.UNKNOWN, reason=doubt)
    return found


def _remember(back: Return, journey: Journey, flow: Flow) -> None:
    """Note the firewalls that a flow crosses, and the addresses that hide its clients there."""
    study, none = back.study, back.study.space.none
    clients, mine = _clients(study, flow), journey.packets[flow.name]
    pools = _pools(study, journey, flow)
    for crossing, packets in journey.sweep.crossed.items():
        if _share(mine, packets, none):
            pair = back.pair(crossing.node)
            if _share(mine, tracked(study.fabric, crossing, packets), none):
                back.held[pair] = back.held.get(pair, 0) | clients
            vrf = _vrf_inside(study.fabric, crossing)
            hidden = back.hidden.setdefault(pair, {})
            for pool in pools:
                hidden[pool, vrf] = hidden.get((pool, vrf), 0) | clients


def _vrf_inside(fabric: Fabric, crossing: Crossing) -> str | None:
    """Where source NAT has replies looked up of what came in at a side."""
    device = fabric.device(crossing.node)
    rules = nat_rules(device, fabric.family, NatKind.SOURCE) if device.policy.nat else []
    side = crossing.from_side
    mine = (r.vrf for r in rules if side_matches(device.policy, (r.from_zone,), side))
    return next((vrf for vrf in mine if vrf is not None), None)


def _pools(study: Study, journey: Journey, flow: Flow) -> list[int]:
    """Destination classes of the NAT pools with which packets of the flow arrive."""
    fabric = study.fabric
    found = _contexts(study, journey, flow) - {0}
    return [_pool(fabric, context) for context in sorted(found)]


def _pool(fabric: Fabric, context: int) -> int:
    """Destination classes of the sources that a context gives."""
    guise = fabric.contexts[context - 1]
    return fabric.classes.bits(guise.first, guise.last)


def _contexts(study: Study, journey: Journey, flow: Flow) -> set[int]:
    """Contexts of source NAT in which packets of the flow arrive; 0: as they were sent."""
    mine, none = journey.packets[flow.name], study.space.none
    return {c for c, packets in journey.by_context.items() if _share(mine, packets, none)}


def _share(left: Partition, right: Partition, none: Region) -> bool:
    return any(True for _ in common(left, right, none))


def _clients(study: Study, flow: Flow) -> int:
    """Sources of a flow that live, as destinations of its replies."""
    bits = study.fabric.classes.of_prefixes(flow.sources) & study.entrances.alive(flow.from_tier)
    if flow.from_tier in study.inner:
        return bits & study.entrances.hosts(flow.from_tier)
    for own in study.inner.values():
        bits &= ~own
    return bits


def reply_headers(study: Study, flow: Flow) -> Region:
    """Replies of a flow, destinations aside: from its destinations (or the servers that destination
    NAT puts in their place), from its ports."""
    space = study.space
    sources = [p for p in flow.destinations if p.version == study.family]
    answers = [_answer(study, s) for s in flow.services]
    region = space.sources(sources) & (space.union(answers) if answers else space.all)
    region = region | space.union(_behind_nat(study, flow))
    for asked in ANSWERS:  # nothing is answered by a request
        region = region & ~space.icmp_type(asked)
    return region & (~space.protocol(TCP) | space.established)


def _behind_nat(study: Study, flow: Flow) -> Iterator[Region]:
    """Replies of servers to which destination NAT leads packets of the flow."""
    space = study.space
    for rule in study.destination_nat:
        if rule.mapped_address is None or not any(rule.address in p for p in flow.destinations):
            continue
        server = _server(space, rule, rule.mapped_address)
        asked = [s for s in flow.services if _speaks_of(s, rule)]
        if rule.port is not None:
            yield from [server] if asked or not flow.services else []
        else:
            answers = [_answer(study, s) for s in asked]
            yield server & (space.union(answers) if flow.services else space.all)


def _speaks_of(service: Service, rule: NatRule) -> bool:
    """Whether some packet to a service is one that the rule takes."""
    same = service.protocol is None or rule.protocol in {None, service.protocol}
    ports = service.ports
    return same and (rule.port is None or not ports or any(a <= rule.port <= b for a, b in ports))


def _answer(study: Study, service: Service) -> Region:
    space = study.space
    kind = service.icmp_type
    answered = ANSWERS.get(kind, kind) if kind is not None else None
    return (
        space.protocol(service.protocol)
        & space.ports(space.source_port_field, service.ports)
        & space.icmp_type(answered)
    )


def _walk(back: Return, tier: str, flows: list[Flow], journeys: Mapping[str, Journey]) -> Sweep:
    study = back.study
    sweep = Sweep(study.fabric, back.treatment, record_losses=True)
    replies = [(reply_headers(study, f), _targets(study, journeys[f.from_tier], f)) for f in flows]
    for ways, sources, _ in starts(study, tier):
        packets: Partition = {}
        for region, targets in replies:
            part = region & sources
            if part != study.space.none:
                absorb(packets, part, targets)
        for way in ways if packets else ():
            sweep.enter(way.state, packets, way.ingress, way.port.interface)
    for state, packets in _from_routers(study, flows, journeys):
        sweep.enter(state, packets, None, "")
    return sweep.run()


def _targets(study: Study, journey: Journey, flow: Flow) -> int:
    """Where the replies of a flow are sent: to its clients, or to the NAT that hides them."""
    contexts = _contexts(study, journey, flow)
    targets = _clients(study, flow) if 0 in contexts or not contexts else 0
    for pool in _pools(study, journey, flow):
        targets |= pool
    return targets


def _from_routers(
    study: Study, flows: list[Flow], journeys: Mapping[str, Journey]
) -> Iterator[tuple[State, Partition]]:
    """Answers of routers that are themselves the destination."""
    for flow in flows:
        wanted, answers, clients = (
            study.destinations(flow),
            reply_headers(study, flow),
            _clients(study, flow),
        )
        for place, packets in journeys[flow.from_tier].sweep.arrived.items():
            if (
                place.kind is not HopKind.LOCAL
                or study.fabric.device(place.state.node).policy.is_firewall
            ):
                continue
            bits = 0
            for classes in packets.values():
                bits |= classes & wanted
            region = answers & study.entrances.from_classes(bits) if bits else study.space.none
            if region != study.space.none:
                context = place.state.context
                hidden = _pool(study.fabric, context) if context else clients
                yield State(place.state.node, SELF), {region: hidden}


def _trouble(
    study: Study, sweep: Sweep, arrivals: Mapping[str, Partition], journey: Journey, flow: Flow
) -> tuple[Region, int] | None:
    """Replies of the flow that are lost, or end in another tier."""
    clients = _clients(study, flow)
    hidden = _targets(study, journey, flow) & ~clients
    mine = {reply_headers(study, flow): clients | hidden}
    ends = [*sweep.lost.values(), *(p for t, p in arrivals.items() if t != flow.from_tier)]
    for packets in ends:
        for region, bits in common(mine, packets, study.space.none):
            if bits & hidden:
                return region, bits & hidden
            for part in routed(study, flow.to_tier, region, bits).items():
                return part
    return None


def _refuted(study: Study, flow: Flow, result: Result, region: Region, bits: int) -> Result:
    shown = _confirm(study, flow, region, bits)
    if shown is None:
        reason = "replies of the flow may be lost, but no single one was found that is"
        return replace(result, verdict=Verdict.UNKNOWN, reason=reason)
    packet, walked, branch = shown
    said = f"flow {flow.name}: the reply {describe(walked.packet)} does not get back"
    finding = lost(CODE, branch, said, flow.from_tier, flow.where)
    return with_witness(result, packet, walked, branch, finding)


def _confirm(
    study: Study, flow: Flow, region: Region, bits: int
) -> tuple[Packet, Trace, Branch] | None:
    """A first packet of the flow whose reply the tracer too sees fail."""
    answer = pick_packet(study.fabric, region, bits)
    if answer is None:
        return None
    asked, space = _asked(answer), study.space
    fields = (space.source_field, space.source_port_field)  # NAT keeps the port if it can
    hidden = not _clients(study, flow) & 1 << study.fabric.classes.at(int(asked.source))
    hides = (fields[:1], fields) if hidden else ((),)
    wanted = [study.headers(flow) & space.without(space.packet(asked), *h) for h in hides]
    server = 1 << study.fabric.classes.at(int(asked.destination))
    for (start, sources), headers in product(origins(study, flow.from_tier), wanted):
        local = headers & sources
        picked = pick_packet(study.fabric, local, server) if local != space.none else None
        for first in study.before_nat(picked) if picked is not None else ():
            for walked in round_trip(study.dataplane, first, start).replies:
                for branch in walked.branches:
                    if not arrived_in(study, branch, flow.from_tier):
                        return first, walked, branch
    return None


def _asked(answer: Packet) -> Packet:
    """The first packet that a reply answers."""
    kind = answer.icmp_type
    return Packet(
        answer.destination,
        answer.source,
        answer.protocol,
        answer.destination_port,
        answer.source_port,
        ASKED.get(kind, kind) if kind is not None else None,
    )
