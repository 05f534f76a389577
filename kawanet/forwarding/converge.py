"""The fixed point: protocols are asked in turn until no best route changes.

A protocol is asked again only about nodes whose best routes changed, so a network of one protocol
takes one round. From round PATIENCE on the state after each round is remembered: one that was
there before is a cycle, for which the finding names the routes that move.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from hashlib import blake2b
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from kawanet.findings import Finding
from kawanet.forwarding.codes import NO_STABLE_STATE
from kawanet.forwarding.dataplane import Session
from kawanet.forwarding.engine import Engine
from kawanet.forwarding.rib import PROTOCOLS, Rows, Workspace, select

PATIENCE = 12
MAX_ROUNDS = 200
NAMED = 5  # moving routes that a finding spells out


class Converged(NamedTuple):
    best: list[Rows]
    sessions: tuple[Session, ...]
    findings: tuple[Finding, ...]


def converge(work: Workspace, fixed: Sequence[Rows], engines: Sequence[Engine]) -> Converged:
    """Best routes of every node; `fixed` are those of the interfaces themselves."""
    tables = [[rows, *[rows[:0]] * len(engines)] for rows in fixed]
    best = [select([rows]) for rows in fixed]
    everything = set(range(len(best)))
    pending = [set(everything) for _ in engines]
    seen: dict[Hashable, int] = {}
    past: list[list[Rows]] = []
    unstable: tuple[Finding, ...] = ()
    for round_number in range(MAX_ROUNDS):
        for k, engine in enumerate(engines):
            if pending[k]:
                changed = frozenset(pending[k])
                pending[k] = set()
                for node in _take(tables, best, k + 1, engine.step(best, changed)):
                    for waiting in pending:
                        waiting.add(node)
        if not any(pending):
            break
        if round_number >= PATIENCE:
            now = _digest(best, engines)
            if now in seen or round_number == MAX_ROUNDS - 1:
                unstable = (_no_stable_state(work, [*past[seen.get(now, 0) :], best]),)
                break
            seen[now] = len(past)
            past.append(list(best))
    findings = tuple(f for engine in engines for f in engine.findings())
    sessions = sorted((s for e in engines for s in e.sessions()), key=_session_order)
    return Converged(best, tuple(sessions), (*findings, *unstable))


def _take(
    tables: list[list[Rows]], best: list[Rows], column: int, new: Mapping[int, Rows]
) -> list[int]:
    """Put a protocol's new candidates in; gives the nodes whose best routes are other than
    before."""
    moved = []
    for node, rows in sorted(new.items()):
        tables[node][column] = rows
        again = select(tables[node])
        if not np.array_equal(again, best[node]):
            best[node] = again
            moved.append(node)
    return moved


def _digest(best: Sequence[Rows], engines: Sequence[Engine]) -> Hashable:
    digest = blake2b(digest_size=16)
    for rows in best:
        digest.update(len(rows).to_bytes(4, "big"))
        digest.update(rows.tobytes())
    return digest.digest(), tuple(engine.state() for engine in engines)


def _no_stable_state(work: Workspace, states: Sequence[Sequence[Rows]]) -> Finding:
    """Name the routes that differ between the states of a cycle."""
    lines: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for one, two in pairwise(states):
        for node, (a, b) in enumerate(zip(one, two, strict=True)):
            if a is not b:
                for row in set(a.tolist()) ^ set(b.tolist()):
                    lines.setdefault((node, row[0]), set()).add((row[2], row[5]))
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
