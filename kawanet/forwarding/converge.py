"""The fixed point: protocols are asked in turn until no best route changes.

A protocol is asked again only about nodes whose best routes changed, so a network of one protocol
takes one round. From round PATIENCE on the state after each round is remembered. One that was there
before is a cycle; that may be because routers that all change their minds at once keep missing each
other, as real ones would not for long. So from then on the nodes that move do so one at a time. A
state that comes back even so is a cycle indeed, for which the finding names the routes that move.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from kawanet.findings import Finding
from kawanet.forwarding.codes import NO_STABLE_STATE
from kawanet.forwarding.dataplane import Session
from kawanet.forwarding.engine import Engine
from kawanet.forwarding.rib import NO_ROWS, PROTOCOLS, Rows, Workspace, select
from kawanet.forwarding.traits import traits

PATIENCE = 12
NO_LIMIT = 1 << 30  # more than any distance
MAX_ROUNDS = 200
NAMED = 5  # moving routes that a finding spells out


class Converged(NamedTuple):
    best: list[Rows]
    sessions: tuple[Session, ...]
    findings: tuple[Finding, ...]


@dataclass
class _State:
    """Candidates by node and protocol, the best of them, and who has yet to hear of changes."""

    select: Callable[[Sequence[Rows]], Rows]
    tables: list[list[Rows]]
    best: list[Rows]
    pending: list[set[int]]
    never: Sequence[int]  # by node, the administrative distance that keeps a route out
    taking_turns: set[int] = field(default_factory=set)
    waiting: set[int] = field(default_factory=set)
    turn: int = -1

    def ask(self, engines: Sequence[Engine]) -> None:
        """One round: every protocol that has anything to hear."""
        for k, engine in enumerate(engines):
            if self.pending[k]:
                changed = frozenset(self.pending[k])
                self.pending[k] = set()
                for node, rows in sorted(engine.step(self.best, changed).items()):
                    out = rows["distance"] >= self.never[node]
                    self.tables[node][k + 1] = rows[~out] if out.any() else rows
                    if node in self.taking_turns:
                        self.waiting.add(node)
                    else:
                        self._choose(node)

    def next_turn(self) -> None:
        """Let one of those that wait move, the last first: of two rivals the first stays."""
        while self.waiting and not any(self.pending):
            before = [n for n in self.waiting if n < self.turn]
            self.turn = max(before or self.waiting)
            self.waiting.discard(self.turn)
            self._choose(self.turn)

    def _choose(self, node: int) -> None:
        again = self.select(self.tables[node])
        if again is not self.best[node] and not np.array_equal(again, self.best[node]):
            self.best[node] = again
            for waiting in self.pending:
                waiting.add(node)


def converge(work: Workspace, fixed: Sequence[Rows], engines: Sequence[Engine]) -> Converged:
    """Best routes of every node; `fixed` are those of the interfaces themselves."""

    def choose(tables: Sequence[Rows]) -> Rows:
        return work.kept.of("best", [t for t in tables if len(t)], partial(select, list(tables)))

    state = _State(
        choose,
        [[rows, *[NO_ROWS] * len(engines)] for rows in fixed],
        [choose([rows]) for rows in fixed],
        [set(range(len(fixed))) for _ in engines],
        [_never(work, node.device) for node in work.nodes],
    )
    seen: dict[Hashable, int] = {}
    past: list[list[Rows]] = []
    unstable: tuple[Finding, ...] = ()
    for round_number in range(MAX_ROUNDS):
        state.ask(engines)
        state.next_turn()
        if not any(state.pending):
            break
        if round_number < PATIENCE:
            continue
        now = (_digest(state.best, engines), state.turn, tuple(sorted(state.waiting)))
        if now in seen or round_number == MAX_ROUNDS - 1:
            cycle = [*past[seen.get(now, 0) :], list(state.best)]
            if state.taking_turns or round_number == MAX_ROUNDS - 1:
                unstable = (_no_stable_state(work, cycle),)
                break
            state.taking_turns = {node for node, _ in _moving(cycle)}
            seen, past = {}, []
        else:
            seen[now] = len(past)
            past.append(list(state.best))
    findings = tuple(f for engine in engines for f in engine.findings())
    sessions = sorted((s for e in engines for s in e.sessions()), key=_session_order)
    return Converged(state.best, tuple(sessions), (*findings, *unstable))


def _never(work: Workspace, device: str) -> int:
    never = traits(work.segments.network.device[device].platform).never
    return NO_LIMIT if never is None else never


def _digest(best: Sequence[Rows], engines: Sequence[Engine]) -> Hashable:
    digest = blake2b(digest_size=16)
    for rows in best:
        digest.update(len(rows).to_bytes(4, "big"))
        digest.update(rows.tobytes())
    return digest.digest(), tuple(engine.state() for engine in engines)


def _moving(states: Sequence[Sequence[Rows]]) -> dict[tuple[int, int], set[tuple[int, int]]]:
    """(node, prefix) of the routes that differ between the states of a cycle, with protocol and
    line of each of their forms."""
    found: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for one, two in pairwise(states):
        for node, (a, b) in enumerate(zip(one, two, strict=True)):
            if a is not b:
                for row in set(a.tolist()) ^ set(b.tolist()):
                    found.setdefault((node, row[0]), set()).add((row[2], row[5]))
    return found


def _no_stable_state(work: Workspace, states: Sequence[Sequence[Rows]]) -> Finding:
    """Name the routes that differ between the states of a cycle."""
    lines = _moving(states)
    moving = sorted(lines)
    named = []
    for node, prefix in moving[:NAMED]:
        protocols = "/".join(PROTOCOLS[p] for p, _ in sorted(lines[node, prefix]))
        device, vrf = work.nodes[node]
        named.append(f"{work.prefixes.values[prefix]} ({protocols}) on {device} VRF {vrf}")
    more = f" and {len(moving) - NAMED} more" if len(moving) > NAMED else ""
    return Finding(
        NO_STABLE_STATE.code,
        NO_STABLE_STATE.severity,
        f"{NO_STABLE_STATE.title}: {'; '.join(named)}{more} change without end",
        work.nodes[moving[0][0]].device if moving else "",
        work.spans.values[min(lines[moving[0]])[1]] if moving else None,
    )


def _session_order(session: Session) -> tuple[str, str, str, str, str, int]:
    remote = int(session.remote) if session.remote is not None else 0
    keys = (session.device, session.vrf, session.protocol, session.interface)
    return (*keys, session.remote_device, remote)
