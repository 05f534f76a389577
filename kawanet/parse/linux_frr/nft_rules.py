"""Rules of an nft forward chain as firewall rules between zones, and nat chains as NAT rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
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
from kawanet.parse.linux_frr.nft_chains import left_over, narrowed
from kawanet.parse.linux_frr.nft_describe import described, refuse_nat, with_destination
from kawanet.parse.linux_frr.nft_match import Match, UnsupportedError, read_match
from kawanet.parse.linux_frr.nft_rule_draft import (
    RuleDraft,
    finished,
    group_name,
    or_any,
    store,
)
from kawanet.parse.linux_frr.nft_sets import Sets, plain_name
from kawanet.parse.linux_frr.nft_syntax import Block, Statement
from kawanet.parse.result import LineClass

_CAUGHT = (ValueError, KeyError, IndexError)
_MOST_STEPS = 50_000
ANY_ZONE = "any"  # holds every layer-3 interface, where a foreign text names none


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
        self.steps = 0  # taken in them: chains that jump to each other twice double each time
        self.replies: list[tuple[Sequence[str], Sequence[str]]] = []  # (in, out) of `established`
        self.first_only: list[int] = []  # lines of rules for first packets only
        self.filtering: set[Family] = set()  # families with a forward chain
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

    def begin_chain(self) -> set[Family]:
        """Begin a forward chain; says of which families there was one before."""
        before, self.filtering = self.filtering, self.filtering | set(self.families)
        self.replies, self.first_only = [], []
        return before

    # ---- firewall rules --------------------------------------------------------------------

    def add(self, match: Match, statement: Statement) -> bool:
        """Take one rule of a forward chain; False if the model cannot say it."""
        try:
            found = self._known_interfaces(match)
            if found is None:
                return True
            if found.verdict in ("jump", "goto"):
                return self._in_place(found, statement)
            if _established(found):
                where = self.ledger.span(statement.line)
                ends = (self._zones(found.inputs, where), self._zones(found.outputs, where))
                self.replies.append(ends)
                return True
            if found.states and found.states != ["new"]:
                return found.states == ["invalid"] and found.verdict == "drop"
            if found.states:
                self.first_only.append(statement.line)
            self._take_rule(found, statement)
        except _CAUGHT:
            return False
        return True

    def _known_interfaces(self, match: Match) -> Match | None:
        """Patterns of interfaces, and all but some, by name; None: there is none. Raises
        UnsupportedError."""
        names = list(self.draft.interfaces)
        inputs, outputs = (_chosen(names, asked) for asked in (match.inputs, match.outputs))
        if (match.inputs and not inputs) or (match.outputs and not outputs):
            return None
        return replace(match, inputs=inputs, outputs=outputs)

    def _in_place(self, outer: Match, statement: Statement) -> bool:
        """Read the rules of the chain that a rule jumps to, each narrowed by that rule."""
        chain = self.chains.get(outer.target)
        if chain is None or outer.target in self.path or statement.disabled:
            return False
        if self.steps > _MOST_STEPS:
            return False
        self.used.add(outer.target)
        self.path.append(outer.target)
        self.ledger.claim(chain.line)
        scopes = [replace(outer, verdict="", target="", comment="", log=False)]
        for inner in chain.statements:
            self.steps += 1 + len(scopes)
            known, scopes = self._step(inner, scopes)
            if not known:
                self.ledger.claim_all(inner.lines, LineClass.UNMODELLED)
            elif self.ledger.classes[inner.line - 1] is not LineClass.UNMODELLED:
                self.ledger.claim_all(inner.lines, LineClass.MODELLED)
        self.path.pop()
        return True

    def _step(self, statement: Statement, scopes: list[Match]) -> tuple[bool, list[Match]]:
        """Take one rule of a chain for the packets that come so far, which are in `scopes`; says
        which of them go on."""
        try:
            match = self._known_interfaces(read_match(statement.words))
            if match is None:
                return True, scopes
            returns = match.verdict == "return" and not statement.disabled
            mine = [m for s in scopes if (m := narrowed(s, match)) is not None]
            known = returns or [self.add(m, statement) for m in mine].count(False) == 0
            if returns or match.verdict == "goto":
                scopes = left_over(scopes, match, list(self.draft.interfaces))
        except _CAUGHT:
            return False, scopes
        return known, scopes

    def _take_rule(self, match: Match, statement: Statement) -> None:
        if match.verdict not in ("accept", "drop") or match.source_ports or match.established:
            raise UnsupportedError("not a rule between zones")
        if match.local:
            raise UnsupportedError("only for the box itself")
        where = self.ledger.span(statement.line)
        for family in self._families(match):
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
            store(self.rules, rule, match, statement, list(combinations))

    def _families(self, match: Match) -> list[Family]:
        """Those of the table that a rule matches."""
        return [f for f in self.families if match.family in (None, f)]

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

    def end_chain(self, policy: str, where: Span | None = None, begin: int = 0) -> None:
        """Say what a chain with `policy accept` lets through at its end, and for which of its
        rules, from `begin` on, replies pass."""
        for draft in self.rules[begin:]:
            if isinstance(draft.rule, FirewallRule) and not self._answered(draft):
                draft.rule = replace(draft.rule, stateful=draft.rule.action is Action.DENY)
        if not self.replies:
            self.ledger.claim_all(self.first_only, LineClass.UNMODELLED)
        if policy == "accept":
            for family in self.families:
                rule = FirewallRule("policy accept", family, Action.PERMIT, log=False, where=where)
                self.rules.append(RuleDraft((object(),), rule, [("",) * 5]))

    def _answered(self, draft: RuleDraft) -> bool:
        """Whether replies to what a rule permits are let in the other way."""
        return all(
            any((not i or c[1] in i) and (not o or c[0] in o) for i, o in self.replies)
            for c in draft.combinations
        )

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
            for icmp_type in or_any(match.types)
        )
        name = group_name(services)
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
        match = self._known_interfaces(match) or match
        refuse_nat(match, statement)
        where = self.ledger.span(statement.line)
        source = match.verdict != "dnat"
        for family in self._families(match):
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
            store(self.nat, rule, match, statement, [combination])

    # ---- the result ------------------------------------------------------------------------

    def finish(self) -> Policy:
        """Everything but the ACLs."""
        filtered: Sequence[Family] = [f for f in _both() if f not in self.filtering]
        if filtered and (self.zones or self.nat or self.filtering):
            self.families, self.replies = filtered, [((), ())]
            self.end_chain("accept", begin=len(self.rules))
        if (self.filtering or self.nat) and not self.zones:
            self._any_zone()
        self._refuse_odd_firewalls()
        return Policy(
            address_groups=tuple(self.addresses.values()),
            service_groups=tuple(self.services.values()),
            zones=tuple(self.zones.values()),
            rules=tuple(r for d in self.rules for r in finished(d) if isinstance(r, FirewallRule)),
            nat=tuple(r for d in self.nat for r in finished(d) if isinstance(r, NatRule)),
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


def _both() -> tuple[Family, ...]:
    return (4, 6)


def _chosen(names: Sequence[str], asked: Sequence[str]) -> list[str]:
    """The interfaces that a match means; `!` before a name: all but it."""
    if not any(n[0] == "!" or "*" in n for n in asked):
        return list(asked)
    if not names:
        raise UnsupportedError("interfaces that are not known")
    listed = [n.removeprefix("!") for n in asked]
    others = asked[0][0] == "!"
    return [n for n in names if any(_is_named(n, one) for one in listed) != others]


def _is_named(name: str, asked: str) -> bool:
    return name.startswith(asked[:-1]) if asked.endswith("*") else name == asked


def _established(match: Match) -> bool:
    """Whether a rule lets in all replies that come in and go out where it says."""
    narrow = (match.sources, match.destinations, match.protocols, match.source_set)
    plain = not any((*narrow, match.destination_set, match.port_set, match.service_set))
    states = {"established", "related"}
    return bool(match.states) and {*match.states} <= states and plain and match.verdict == "accept"
