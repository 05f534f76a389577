"""No packet circles: for every destination class, every path of the tables ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from kawanet.findings import Finding, Severity, Verdict
from kawanet.forwarding.dataplane import HopKind
from kawanet.forwarding.packet import Packet
from kawanet.forwarding.trace import Branch, Outcome, Start, Trace, trace
from kawanet.model.policy import UDP, NatKind
from kawanet.verify.destinations import members
from kawanet.verify.fabric import Fabric, State, nat_rules
from kawanet.verify.filters import side_matches
from kawanet.verify.partition import FilterMap
from kawanet.verify.result import Kind, Result, with_witness
from kawanet.verify.study import Study
from kawanet.verify.witness import pick_packet

CODE = "KW-LOOP-001"
TRIES = 4  # classes tried at each state


Way = tuple[int, State]  # classes that go on, and where


def unending(fabric: Fabric) -> dict[State, int]:
    """State -> classes with a path that never ends; states without any left out.

    Least fixed point of "every hop ends or goes to a state where the class ends". A filter ends the
    classes of which it passes no packet at all; what it says of headers is not looked at, so a
    class that is not named here surely ends.
    """
    table = {state: _onward(fabric, state) for state in fabric.entered()}
    before: dict[State, list[State]] = {}
    for state, ways in table.items():
        for _, target in ways:
            before.setdefault(target, []).append(state)
    moved = {state: _moved(fabric, state) for state in table if state.side}
    for state, ways in table.items():
        for _, target in ways:
            for move in moved.get(target, ()):
                before.setdefault(move.where, []).append(state)
    circling = dict.fromkeys(table, fabric.classes.everything)
    pending = set(table)
    while pending:
        round_, pending = sorted(pending), set()
        for state in round_:
            left = 0
            for bits, target in table[state]:
                left |= _circling_beyond(bits, target, circling, moved.get(target, ()))
            if left != circling[state]:
                circling[state] = left
                pending.update(before.get(state, ()))
    return {state: left for state, left in circling.items() if left}


class _Moved(NamedTuple):
    """Destination NAT of packets that come in: class before, class after, whether it takes all
    packets to the address, and where they are then."""

    before: int
    after: int
    whole: bool
    where: State


def _moved(fabric: Fabric, state: State) -> tuple[_Moved, ...]:
    device = fabric.device(state.node)
    found = []
    for rule in nat_rules(device, fabric.family, NatKind.DESTINATION):
        mine = side_matches(device.policy, (rule.from_zone,), state.side)
        if mine and rule.address is not None and rule.mapped_address is not None:
            before, after = (
                1 << fabric.classes.at(int(a)) for a in (rule.address, rule.mapped_address)
            )
            whole = rule.protocol is None and rule.port is None and not rule.sources
            found.append(_Moved(before, after, whole, fabric.in_vrf(state, rule.vrf)))
    return tuple(found)


def _circling_beyond(
    bits: int, target: State, circling: Mapping[State, int], moved: tuple[_Moved, ...]
) -> int:
    """Which classes circle behind a state: as what destination NAT there makes of them."""
    found, taken = 0, 0
    for before, after, whole, where in moved:
        if bits & before & ~taken:
            found |= before if circling.get(where, 0) & after else 0
            taken |= before if whole else 0
    return found | (bits & ~taken & circling.get(target, 0))


def _onward(fabric: Fabric, state: State) -> list[Way]:
    """Where a state's packets may go on to, merged by target."""
    merged: dict[State, int] = {}
    for bits, hop_set in _rows(fabric, state):
        for passage in fabric.passages(state.node, hop_set):
            if passage.kind is HopKind.VRF:
                target, open_ = State(passage.target, state.side), bits
            elif passage.kind is HopKind.FORWARD:
                target = State(passage.target, passage.target_side, policy=passage.target_policy)
                open_ = bits & _open(passage.out_filter) & _open(passage.in_filter)
                if state.side:
                    open_ &= _open(fabric.between(state.node, state.side, passage.egress_side))
            else:
                continue
            if open_:
                merged[target] = merged.get(target, 0) | open_
    return [(bits, target) for target, bits in merged.items()]


def _rows(fabric: Fabric, state: State) -> Iterable[tuple[int, int]]:
    """Classes by the hop set that some packet to them goes by."""
    if state.policy:
        return [(_open(packets), hop_set) for packets, hop_set in fabric.shares(state)]
    return fabric.rows(state.node)


def _open(rules: FilterMap | None) -> int:
    """Classes of which a filter passes some packet."""
    if rules is None:
        return -1
    found = 0
    for _, bits in rules:
        found |= bits
    return found


def loops(study: Study, circling: dict[State, int]) -> Result:
    """One result a family. Refuted by a packet that the tracer sees come round again."""
    result = Result(
        f"LOOP-V{study.family}", f"IPv{study.family}: no packet circles", Kind.LOOP, Verdict.PROVED
    )
    if not circling:
        doubt = "" if not study.doubts else _doubt(study)
        return replace(result, verdict=Verdict.UNKNOWN, reason=doubt) if doubt else result
    for state, bits in sorted(circling.items()):
        for number in islice(members(bits), TRIES):
            packet = pick_packet(study.fabric, study.space.protocol(UDP), 1 << number)
            if packet is not None:
                shown = _confirm(study, result, state, packet)
                if shown is not None:
                    return shown
    reason = "routes lead in a circle, but filters stop every packet that was tried"
    return replace(result, verdict=Verdict.UNKNOWN, reason=reason)


def _doubt(study: Study) -> str:
    lines = [str(s) for d in sorted(study.doubts) for s in study.doubts[d]]
    return f"not modelled: {', '.join(lines[:5])}" if lines else ""


def _confirm(study: Study, result: Result, state: State, packet: Packet) -> Result | None:
    node = study.dataplane.nodes[state.node]
    found = study.dataplane.domain_of_router
    domains = sorted({index for port, index in found.items() if port.device == node.device})
    starts: list[Start] = [*domains] if state.side else [node, *domains]
    for start in starts:
        walk = trace(study.dataplane, packet, start)
        branch = next((b for b in walk.branches if b.outcome is Outcome.LOOP), None)
        if branch is not None:
            return _refuted(result, packet, walk, branch)
    return None


def _refuted(result: Result, packet: Packet, walk: Trace, branch: Branch) -> Result:
    routes = [s.where for s in branch.steps if s.where is not None]
    finding = Finding(
        CODE,
        Severity.ERROR,
        f"packets to {packet.destination} circle",
        branch.device,
        routes[-1] if routes else None,
        tuple(dict.fromkeys(routes)),
        expected="every path ends",
        actual=" → ".join(dict.fromkeys(s.node.device for s in branch.steps)),
    )
    return with_witness(result, packet, walk, branch, finding)
