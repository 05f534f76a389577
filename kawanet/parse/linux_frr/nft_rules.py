"""Rules of an nft forward chain as firewall rules between zones, and nat chains as NAT rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from ipaddress import IPv4Network, IPv6Network
from itertools import product

from kawanet.errors import Span
from kawanet.model.interfaces import Family
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.policy import (
    Action,
    AddressGroup,
    AddressMatch,
    FirewallRule,
    NatKind,
    NatRule,
    Policy,
    Service,
    ServiceGroup,
    Wildcard,
    Zone,
)
from kawanet.parse.lines import Ledger
from kawanet.parse.linux_frr.draft import DeviceDraft
from kawanet.parse.linux_frr.nft_describe import described, refuse_nat, with_destination
from kawanet.parse.linux_frr.nft_match import Match, UnsupportedError, read_match
from kawanet.parse.linux_frr.nft_sets import Sets, plain_name
from kawanet.parse.linux_frr.nft_syntax import Block, Statement
from kawanet.parse.linux_frr.nft_values import PROTOCOLS
from kawanet.parse.result import LineClass

_CAUGHT = (ValueError, KeyError, IndexError)
ANY_ZONE = "any"  # holds every layer-3 interface, where a foreign text names none
_PROTOCOL_NAMES = {number: name for name, number in reversed(PROTOCOLS.items())}

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


class RuleReader:
    """Collects rules, NAT, zones and groups, table by table."""

    def __init__(self, draft: DeviceDraft, ledger: Ledger) -> None:
        self.draft = draft
        self.ledger = ledger
        self.rules: list[RuleDraft] = []
        self.nat: list[RuleDraft] = []
        self.zones: dict[str, Zone] = {}
        self.addresses: dict[tuple[Family, str], AddressGroup] = {}
        self.services: dict[str, ServiceGroup] = {}
        self.used: set[str] = set()  # chains read in place
        self.path: list[str] = []  # chains being read in place
        self.stateful = False
        self.filtering = False  # a forward chain was there
        self.open_input: list[int] = []  # lines of input chains that take everything

    def open(self, families: Sequence[Family], chains: Mapping[str, Block], sets: Sets) -> None:
        """Begin a table: its sets become groups."""
        self.families, self.chains, self.sets = families, chains, sets
        for zone in sets.zones.values():
            self.zones.setdefault(zone.name, zone)
        for group in sets.addresses.values():
            self.addresses.setdefault((group.family, group.name), group)
        for services in sets.services.values():
            self.services.setdefault(services.name, services)

    def begin_chain(self) -> bool:
        """Begin a forward chain; says whether there was one before."""
        before, self.filtering, self.stateful = self.filtering, True, False
        return before

    # ---- firewall rules --------------------------------------------------------------------

    def add(self, match: Match, statement: Statement) -> bool:
        """Take one rule of a forward chain; False if the model cannot say it."""
        if match.verdict in ("jump", "goto"):
            return self._in_place(match, statement)
        if _established(match):
            self.stateful = True
            return True
        if match.states and match.states != ["new"]:
            return match.states == ["invalid"] and match.verdict == "drop"
        try:
            self._take_rule(match, statement)
        except _CAUGHT:
            return False
        return True

    def _in_place(self, outer: Match, statement: Statement) -> bool:
        """Read the rules of the chain that a rule jumps to, each narrowed by that rule."""
        chain = self.chains.get(outer.target)
        if chain is None or outer.target in self.path or statement.disabled:
            return False
        self.used.add(outer.target)
        self.path.append(outer.target)
        self.ledger.claim(chain.line)
        for inner in chain.statements:
            known = False
            try:
                known = self.add(_joined(outer, read_match(inner.words)), inner)
            except _CAUGHT:
                known = False
            if not known:
                self.ledger.claim_all(inner.lines, LineClass.UNMODELLED)
            elif self.ledger.classes[inner.line - 1] is not LineClass.UNMODELLED:
                self.ledger.claim_all(inner.lines, LineClass.MODELLED)
        self.path.pop()
        return True

    def _take_rule(self, match: Match, statement: Statement) -> None:
        if match.verdict not in ("accept", "drop") or match.source_ports or match.established:
            raise UnsupportedError("not a rule between zones")
        if match.local:
            raise UnsupportedError("only for the box itself")
        where = self.ledger.span(statement.line)
        families = self.families if match.family is None else (match.family,)
        for family in families:
            rule = FirewallRule(
                family=family,
                action=Action.PERMIT if match.verdict == "accept" else Action.DENY,
                log=match.log,
                enabled=not statement.disabled,
                where=where,
                **described(match, statement, where),  # type: ignore[arg-type]
            )
            self._refuse_blind_inputs(match)
            combinations = product(
                self._zones(match.inputs, where) or [""],
                self._zones(match.outputs, where) or [""],
                [self._group(match.sources, match.source_set, family, where)],
                [self._group(match.destinations, match.destination_set, family, where)],
                [self._service(match, where)],
            )
            _store(self.rules, rule, match, statement, list(combinations))

    def _refuse_blind_inputs(self, match: Match) -> None:
        """In the forward hook a port of a VRF is seen by `sdifname` only, others by `iifname`.
        Source: Linux Documentation/networking/vrf.rst."""
        for name in match.inputs:
            zone = self.sets.zones.get(name[1:]) if name.startswith("@") else None
            members = zone.interfaces if zone is not None else (name,)
            ports = [self.draft.interfaces[n] for n in members if n in self.draft.interfaces]
            seen = [(port.vrf != DEFAULT_VRF) == match.slave for port in ports]
            if seen and not any(seen):
                raise UnsupportedError("a match that no packet meets")

    def end_chain(self, policy: str, where: Span | None = None) -> None:
        """Say what a chain with `policy accept` lets through at its end."""
        if policy == "accept":
            for family in self.families:
                rule = FirewallRule("policy accept", family, Action.PERMIT, log=False, where=where)
                self.rules.append(RuleDraft((object(),), rule, [("",) * 5]))

    # ---- zones and groups ------------------------------------------------------------------

    def _zones(self, names: Sequence[str], where: Span) -> list[str]:
        return [self._zone(name, where) for name in names]

    def _zone(self, name: str, where: Span) -> str:
        """A set is a zone; a rule may also name an interface, or a VRF: then it is one too."""
        if name.startswith("@"):
            return self.sets.zones[name[1:]].name
        if name in self.draft.vrfs:
            members = tuple(i.name for i in self.draft.interfaces.values() if i.vrf == name)
            self.zones.setdefault(name, Zone(name, members, where))
        return name

    def _group(self, found: Sequence[AddressMatch], name: str, family: Family, where: Span) -> str:
        if name:
            group = self.sets.addresses[name]
            if group.family != family:
                raise UnsupportedError("a set of the other family")
            return group.name
        if not found:
            return ""
        if any(isinstance(p, Wildcard) for p in found):
            raise UnsupportedError("a wildcard between zones")
        prefixes = tuple(p for p in found if isinstance(p, IPv4Network | IPv6Network))
        text = ",".join(map(str, prefixes))
        self.addresses.setdefault((family, text), AddressGroup(text, family, prefixes, where))
        return text

    def _service(self, match: Match, where: Span) -> str:
        """The group of a rule's service; one written in the rule becomes a group."""
        named = match.service_set or match.type_set
        if named:
            return self.sets.services[plain_name(named)].name
        ports = tuple(match.destination_ports)
        if match.port_set:
            ports = self.sets.ports[match.port_set]
        if not match.protocols:
            if ports:
                raise UnsupportedError("ports of any protocol")
            return ""
        services = tuple(
            Service(number, ports, icmp_type)
            for number in match.protocols
            for icmp_type in _or_any(match.types)
        )
        name = ",".join(map(_service_name, services))
        self.services.setdefault(name, ServiceGroup(name, services, where))
        return name

    # ---- NAT -------------------------------------------------------------------------------

    def add_nat(self, match: Match, statement: Statement) -> bool:
        """Take one rule of a nat chain; False if the model cannot say it."""
        try:
            self._take_nat(match, statement)
        except _CAUGHT:
            return False
        return True

    def _take_nat(self, match: Match, statement: Statement) -> None:
        refuse_nat(match, statement)
        where = self.ledger.span(statement.line)
        source = match.verdict != "dnat"
        for family in self.families if match.family is None else (match.family,):
            inputs, outputs = self._zones(match.inputs, where), self._zones(match.outputs, where)
            rule = NatRule(
                name=str(described(match, statement, where)["name"]),
                family=family,
                kind=NatKind.SOURCE if source else NatKind.DESTINATION,
                from_zone=inputs[0] if inputs else "",
                to_zone=outputs[0] if outputs else "",
                where=where,
            )
            if source:
                rule = replace(rule, pool_first=match.mapped[0], pool_last=match.mapped[1])
            else:
                rule = with_destination(rule, match)
            inline = match.destinations if source else []
            combination = (
                "",
                "",
                self._group(match.sources, match.source_set, family, where),
                self._group(inline, match.destination_set, family, where),
                "",
            )
            _store(self.nat, rule, match, statement, [combination])

    # ---- the result ------------------------------------------------------------------------

    def finish(self) -> Policy:
        """Everything but the ACLs."""
        if (self.zones or self.nat) and not self.filtering:
            self.families = (4, 6)
            self.end_chain("accept")
        if (self.filtering or self.nat) and not self.zones:
            self._any_zone()
        self._refuse_odd_firewalls()
        return Policy(
            address_groups=tuple(self.addresses.values()),
            service_groups=tuple(self.services.values()),
            zones=tuple(self.zones.values()),
            rules=tuple(r for d in self.rules for r in _finished(d) if isinstance(r, FirewallRule)),
            nat=tuple(r for d in self.nat for r in _finished(d) if isinstance(r, NatRule)),
        )

    def _refuse_odd_firewalls(self) -> None:
        """Mark as UNMODELLED an interface in two zones, and a firewall open to all itself."""
        if self.zones:
            self.ledger.claim_all(self.open_input, LineClass.UNMODELLED)
        members = Counter(name for zone in self.zones.values() for name in zone.interfaces)
        for zone in self.zones.values():
            if zone.where is not None and any(members[n] > 1 for n in zone.interfaces):
                self.ledger.claim(zone.where.line, LineClass.UNMODELLED)

    def _any_zone(self) -> None:
        names = (i.name for i in self.draft.interfaces.values() if i.switchport is None)
        self.zones[ANY_ZONE] = Zone(ANY_ZONE, tuple(sorted(names)))


def _established(match: Match) -> bool:
    plain = not (match.inputs or match.outputs or match.sources or match.destinations)
    states = {"established", "related"}
    return bool(match.states) and {*match.states} <= states and plain and match.verdict == "accept"


def _joined(outer: Match, inner: Match) -> Match:
    """A rule of a chain, narrowed by the rule that jumped there. Raises UnsupportedError."""
    changes: dict[str, object] = {}
    for item in fields(Match):
        mine, theirs = getattr(inner, item.name), getattr(outer, item.name)
        if item.name in ("verdict", "target", "comment", "mapped", "log") or not theirs:
            continue
        if mine and mine != theirs:
            raise UnsupportedError("both rules narrow the same field")
        changes[item.name] = theirs
    return replace(inner, **changes)  # type: ignore[arg-type]


def _store(
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


def _finished(draft: RuleDraft) -> list[FirewallRule | NatRule]:
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


def _or_any(numbers: Sequence[int]) -> Sequence[int | None]:
    return numbers or (None,)


def _service_name(service: Service) -> str:
    number = service.protocol or 0
    ports = ",".join(f"{a}" if a == b else f"{a}-{b}" for a, b in service.ports)
    tail = ports or ("" if service.icmp_type is None else str(service.icmp_type))
    return _PROTOCOL_NAMES.get(number, str(number)) + (f"/{tail}" if tail else "")
