"""`check`: the same proof on any configuration text, whoever wrote it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from kawanet.findings import Finding, Severity, Verdict
from kawanet.forwarding import simulate
from kawanet.forwarding.dataplane import DataPlane
from kawanet.model.network import Network
from kawanet.model.requirement import PolicyStatement
from kawanet.parse.result import LineClass, Parsed
from kawanet.pipeline.cache import ParseCache
from kawanet.pipeline.proved import Proofs, met
from kawanet.pipeline.snapshot import Snapshot
from kawanet.verify.hygiene import check_hygiene
from kawanet.verify.prove import prove
from kawanet.verify.result import Result

UNCLAIMED = {
    LineClass.UNRECOGNISED: ("KW-TXT-001", Severity.WARNING, "not understood"),
    LineClass.UNMODELLED: ("KW-TXT-002", Severity.NOTE, "understood, but outside the model"),
}


@dataclass(frozen=True)
class Proof:
    """What was found about one network: verdicts of requirements, findings of rules."""

    network: Network
    results: tuple[Result, ...]
    findings: tuple[Finding, ...]
    simulated: DataPlane | None = field(default=None, repr=False)

    @cached_property
    def dataplane(self) -> DataPlane:
        """The forwarding state; worked out now if the proof is one made before."""
        return self.simulated or simulate(self.network)

    def with_findings(self, more: tuple[Finding, ...]) -> Proof:
        """The same proof with more findings, which come first."""
        return replace(self, findings=(*more, *self.findings))

    def count(self, verdict: Verdict) -> int:
        """How many requirements came to this verdict."""
        return sum(r.verdict is verdict for r in self.results)

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        """The findings of refuted and unknown requirements, then those of the rules."""
        return (*(f for r in self.results for f in r.findings), *self.findings)

    @property
    def clean(self) -> bool:
        """Everything is proved, and no rule found an error or a warning."""
        unproved = any(r.verdict is not Verdict.PROVED for r in self.results)
        return not unproved and all(f.severity is Severity.NOTE for f in self.findings)


def prove_network(
    network: Network,
    snapshot: Snapshot,
    statement: PolicyStatement,
    stage: Callable[[str], None] = lambda _: None,
    cache: ParseCache | None = None,
) -> Proof:
    """Simulate the network, prove the statement, and apply the hygiene rules.

    With a cache, a network in which packets meet what they met in a proved one is not simulated
    and proved again; the rules are applied to every network as it is.
    """
    stage("forward")
    doubts = snapshot.doubtful()
    proofs = Proofs(cache, snapshot.parsed, network, statement, doubts) if cache else None
    known = proofs.recall() if proofs else None
    dataplane = None
    if known is None:
        dataplane = _simulated(network, proofs is not None)
        stage("prove")
        known = prove(dataplane, statement, doubts)
        if proofs and not dataplane.findings:
            proofs.keep(known)
    stage("rules")
    findings = (
        *snapshot.findings,
        *(dataplane.findings if dataplane else ()),
        *(f for parsed in snapshot.parsed for f in (*parsed.findings, *_unclaimed(parsed))),
        *check_hygiene(network, statement, statement.on),
    )
    return Proof(network, known, findings, dataplane and replace(dataplane, network=network))


def _simulated(network: Network, only_met: bool) -> DataPlane:
    """The forwarding state; where a proof may be kept, of what packets meet alone."""
    if not only_met:
        return simulate(network)
    return simulate(Network(tuple(map(met, network.devices)), network.plant))


def _unclaimed(parsed: Parsed) -> Iterator[Finding]:
    """A finding for each line that did not enter the model: nothing is read silently."""
    for line in parsed.unclaimed:
        code, severity, said = UNCLAIMED[line.line_class]
        name = parsed.device.name
        yield Finding(code, severity, f"{said}: {line.text}", name, line.where)
