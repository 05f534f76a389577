"""What must be seen of a leak: refuted, the right line, and a packet that gets to a wrong place."""

from __future__ import annotations

from pathlib import Path

from seeding import Leak

from kawanet.errors import Span
from kawanet.findings import Verdict
from kawanet.forwarding import simulate
from kawanet.forwarding.trace import Branch, Trace
from kawanet.pipeline.folder import check_folder, read_facts
from kawanet.pipeline.trace import network_of, walk_packet
from kawanet.verify.tiers import TierMap, map_tiers


def follow(folder: Path, leak: Leak, lines: frozenset[Span]) -> None:
    """Check the folder, and walk the witness through its texts anew."""
    proof = check_folder((folder,))
    assert not proof.clean
    result = next(r for r in proof.results if r.code == leak.refutes)
    assert result.verdict is Verdict.REFUTED, result.reason
    assert result.blame in lines
    assert result.witness is not None and result.start is not None and result.steps
    tiers = map_tiers(proof.dataplane, read_facts((folder,), None).statement)
    walks = walk_packet(simulate(network_of(folder)[0]), result.witness, str(result.start))
    assert any(leak.from_tier in _tiers_of(tiers, w.start) for w in walks)
    assert leak.to_tier in _reached(tiers, walks)


def _reached(tiers: TierMap, walks: tuple[Trace, ...]) -> set[str]:
    """The tiers where the branches that arrive end."""
    arrived = [b for walk in walks for b in walk.branches if b.arrived]
    return {tier for branch in arrived for tier in _tiers_at(tiers, branch)}


def _tiers_at(tiers: TierMap, branch: Branch) -> set[str]:
    if branch.domain >= 0:
        return _tiers_of(tiers, branch.domain)
    destination = branch.packet.destination
    return {tiers.tier_of_address(4 if destination.version == 4 else 6, int(destination))}


def _tiers_of(tiers: TierMap, domain: object) -> set[str]:
    """The tier of a segment; both where two share it."""
    assert isinstance(domain, int)
    claimed = {tier for c in tiers.claims[domain] if len(c.tiers) == 1 for tier in c.tiers}
    return claimed if domain in tiers.conflicts else {tiers.tier_of_domain[domain]}
