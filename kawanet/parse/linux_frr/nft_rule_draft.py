"""Rules of nft and iptables while they are collected: lines that go together become one rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from kawanet.model.policy import FirewallRule, NatRule, Service
from kawanet.parse.linux_frr.nft_match import Match
from kawanet.parse.linux_frr.nft_syntax import Statement
from kawanet.parse.linux_frr.nft_values import PROTOCOLS

_PROTOCOL_NAMES = {number: name for name, number in reversed(PROTOCOLS.items())}
_MOST_LISTED = 32  # services whose names make the name of their group

Combination = tuple[str, str, str, str, str]  # from, to, source, destination, service; '' is any


@dataclass(slots=True)
class RuleDraft:
    """A rule, and the combinations that its nft lines have given so far."""

    key: tuple[object, ...]
    rule: FirewallRule | NatRule
    combinations: list[Combination] = field(default_factory=list)

    def columns(self) -> list[tuple[str, ...]]:
        """For each of the five places, what stood there, in order."""
        return [tuple(dict.fromkeys(column)) for column in zip(*self.combinations, strict=True)]

    def whole(self) -> bool:
        """Whether the lines are every combination of their columns."""
        return set(product(*self.columns())) == set(self.combinations)


def store(
    held: list[RuleDraft],
    rule: FirewallRule | NatRule,
    match: Match,
    statement: Statement,
    combinations: list[Combination],
) -> None:
    """Add to the rule before if this line goes with it, else begin a rule."""
    bare = replace(rule, name=match.comment, where=None)
    key = (bare if isinstance(rule, NatRule) else _shape(bare), match.comment)
    last = next((d for d in reversed(held[-2:]) if d.rule.family == rule.family), None)
    goes_on = match.comment and not statement.notes and last is not None and last.key == key
    if goes_on and last is not None:
        last.combinations.extend(combinations)
    else:
        held.append(RuleDraft(key, rule, combinations))


def _shape(rule: FirewallRule | NatRule) -> tuple[object, ...]:
    """What lines of one firewall rule share beside the comment."""
    if isinstance(rule, NatRule):
        return (rule,)
    return (rule.family, rule.action, rule.log, rule.enabled)


def finished(draft: RuleDraft) -> list[FirewallRule | NatRule]:
    """The rule with its columns; lines that are no full product stay rules of their own."""
    if draft.whole():
        return [_filled(draft.rule, draft.columns(), "")]
    return [
        _filled(draft.rule, [(value,) for value in one], f" ({n})" if n else "")
        for n, one in enumerate(draft.combinations)
    ]


def _filled(
    rule: FirewallRule | NatRule, columns: Sequence[tuple[str, ...]], suffix: str
) -> FirewallRule | NatRule:
    inputs, outputs, sources, destinations, services = (
        tuple(value for value in column if value) if "" not in column else () for column in columns
    )
    if isinstance(rule, NatRule):
        return replace(rule, sources=sources, destinations=destinations)
    return replace(
        rule,
        name=rule.name + suffix,
        from_zones=inputs,
        to_zones=outputs,
        sources=sources,
        destinations=destinations,
        services=services,
    )


def or_any(numbers: Sequence[int]) -> Sequence[int | None]:
    """The numbers, or one that is any."""
    return numbers or (None,)


def _service_name(service: Service) -> str:
    number = service.protocol or 0
    ports = ",".join(f"{a}" if a == b else f"{a}-{b}" for a, b in service.ports)
    tail = ports or ("" if service.icmp_type is None else str(service.icmp_type))
    return _PROTOCOL_NAMES.get(number, str(number)) + (f"/{tail}" if tail else "")


def group_name(services: Sequence[Service]) -> str:
    """A name for services that stand in a rule; nearly all protocols go by those left out."""
    if len(services) <= _MOST_LISTED:
        return ",".join(map(_service_name, services))
    missing = sorted({*range(256)}.difference(s.protocol or 0 for s in services))
    if missing and all(not s.ports and s.icmp_type is None for s in services):
        return "not " + ",".join(_service_name(Service(number)) for number in missing)
    return f"{_service_name(services[0])} and {len(services) - 1} more"
