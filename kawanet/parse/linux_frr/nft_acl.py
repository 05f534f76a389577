"""Chains of nft that are ACLs of interfaces or of SSH."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from kawanet.model.interfaces import Family, FilterBinding
from kawanet.model.policy import Acl, AclRule, Action, AddressMatch, PortRange
from kawanet.parse.lines import Ledger
from kawanet.parse.linux_frr.draft import DeviceDraft
from kawanet.parse.linux_frr.nft_match import Match, UnsupportedError, read_match
from kawanet.parse.linux_frr.nft_sets import Sets, plain_name
from kawanet.parse.linux_frr.nft_syntax import Block, Statement, all_lines
from kawanet.parse.result import LineClass

_CAUGHT = (ValueError, KeyError, IndexError)
_OWN: Mapping[str, Family] = {"acl4.": 4, "acl6.": 6}  # our names say the family


class AclReader:
    """Collects ACLs and their bindings, table by table."""

    def __init__(self, draft: DeviceDraft, ledger: Ledger) -> None:
        self.draft = draft
        self.ledger = ledger
        self.acls: list[Acl] = []
        self.management: list[str] = []
        self.wanted: dict[str, list[Family]] = {}
        self.mixed: set[str] = set()

    def open(self, families: Sequence[Family], chains: Mapping[str, Block], sets: Sets) -> None:
        """Begin a table."""
        self.families, self.chains, self.sets = families, chains, sets
        self.wanted = {name: [_OWN[name[:5]]] for name in chains if name[:5] in _OWN and name[5:]}
        self.mixed = set()

    def bind(self, match: Match, statement: Statement, mixed: bool) -> bool:
        """Take a jump from an interface. `mixed`: the base chain looks both ways, so that an
        `accept` in the ACL would pass over the other direction's."""
        names = match.inputs or match.outputs
        plain = Match(
            family=match.family,
            inputs=match.inputs,
            outputs=match.outputs,
            verdict="jump",
            target=match.target,
            comment=match.comment,
        )
        sets = any(name[:1] in {"", "@", "!"} or "*" in name for name in names)
        one_way = bool(match.inputs) != bool(match.outputs)
        if statement.disabled or match != plain or not one_way or sets or not self._want(match):
            return False
        where = self.ledger.span(statement.line)
        for name in names:
            for family in self._families(match):
                self.draft.interface(name, where).filters.append(
                    FilterBinding(
                        acl=plain_name(match.target),
                        family=family,
                        direction="in" if match.inputs else "out",
                        where=where,
                    )
                )
        if mixed:
            self.mixed.add(match.target)
        return True

    @staticmethod
    def is_own(target: str) -> bool:
        """Whether the name is one that we give."""
        return target[:5] in _OWN

    def is_list(self, target: str) -> bool:
        """Whether all rules of a chain are rules of an ACL."""
        chain = self.chains.get(target)
        if chain is None:
            return False
        if self.is_own(target):
            return True
        try:
            for statement in chain.statements:
                _refuse(read_match(statement.words), statement)
        except _CAUGHT:
            return False
        return True

    def bind_management(self, match: Match, statement: Statement) -> bool:
        """Take a jump of TCP port 22 as the binding of SSH's ACL."""
        ssh = match.protocols == [6] and match.destination_ports == [PortRange(22, 22)]
        if statement.disabled or match.verdict != "jump" or not ssh or not self._want(match):
            return False
        name = plain_name(match.target)
        if name not in self.management:
            self.management.append(name)
        return True

    def _families(self, match: Match) -> Sequence[Family]:
        own = _OWN.get(match.target[:5])
        given = match.family or own
        return self.families if given is None else (given,)

    def _want(self, match: Match) -> bool:
        if match.target not in self.chains:
            return False
        held = self.wanted.setdefault(match.target, [])
        held.extend(f for f in self._families(match) if f not in held)
        return True

    def rest(self, used: Iterable[str]) -> None:
        """Read the wanted chains in the order of the text; a chain nobody reaches is idle."""
        for name, chain in self.chains.items():
            for family in sorted(self.wanted.get(name, ())):
                self.acls.append(self._acl(chain, family))
            if name not in self.wanted and name not in used:
                self.ledger.claim_all(all_lines(chain), LineClass.IRRELEVANT)

    def _acl(self, chain: Block, family: Family) -> Acl:
        """A chain as an ACL. Without a bare `drop` at its end, what falls through may pass."""
        statements = list(chain.statements)
        closed = bool(statements) and statements[-1].words == ["drop"]
        if closed:
            self.ledger.claim_all(statements[-1].lines, LineClass.MODELLED)
            statements.pop()
        rules = [rule for s in statements for rule in self._rules(chain, s, family)]
        where = self.ledger.span(chain.line)
        if not closed:
            rules.append(AclRule(Action.PERMIT, where=where))
        return Acl(plain_name(chain.name), family, tuple(rules), where)

    def _rules(self, chain: Block, statement: Statement, family: Family) -> list[AclRule]:
        try:
            match = read_match(statement.words)
            found = self._expanded(match, statement, family)
        except _CAUGHT:
            self.ledger.claim_all(statement.lines, LineClass.UNMODELLED)
            return []
        unsure = match.verdict == "accept" and chain.name in self.mixed
        doubted = self.ledger.classes[statement.line - 1] is LineClass.UNMODELLED
        line_class = LineClass.UNMODELLED if unsure or doubted else LineClass.MODELLED
        self.ledger.claim_all(statement.lines, line_class)
        return found

    def _expanded(self, match: Match, statement: Statement, family: Family) -> list[AclRule]:
        """One rule of the model for each combination of what nft puts in one set."""
        _refuse(match, statement)
        if match.family not in (None, family):
            return []
        choices = product(
            self._addresses(match.sources, match.source_set),
            self._addresses(match.destinations, match.destination_set),
            _or_any(match.protocols),
            _or_any(match.types),
        )
        ports = self.sets.ports[match.port_set] if match.port_set else match.destination_ports
        return [
            AclRule(
                action=Action.DENY if match.verdict == "drop" else Action.PERMIT,
                protocol=protocol,
                source=source,
                destination=destination,
                source_ports=tuple(match.source_ports),
                destination_ports=tuple(ports),
                icmp_type=icmp_type,
                established=match.established,
                log=match.log,
                remark=_remark(match, statement),
                where=self.ledger.span(statement.line),
            )
            for source, destination, protocol, icmp_type in choices
        ]

    def _addresses(self, found: Sequence[AddressMatch], name: str) -> Sequence[AddressMatch | None]:
        if name:
            return self.sets.addresses[name].prefixes
        return found or [None]

    def finish(self) -> tuple[tuple[Acl, ...], tuple[str, ...]]:
        """The ACLs, and the names of those on SSH."""
        return tuple(self.acls), tuple(self.management)


def _or_any(numbers: Sequence[int]) -> Sequence[int | None]:
    return numbers or (None,)


def _refuse(match: Match, statement: Statement) -> None:
    """Raise UnsupportedError for what an ACL of the model cannot say."""
    stateful = match.states or match.local or match.service_set or match.type_set
    passing = match.verdict not in ("accept", "return", "drop")
    if stateful or passing or match.inputs or match.outputs or statement.disabled:
        raise UnsupportedError("not an ACL's rule")


def _remark(match: Match, statement: Statement) -> str:
    lines = [value for key, value in statement.notes if key == "remark"]
    return "\n".join(lines) if lines else match.comment
