"""Read `nftables.conf` into the policy of a draft. How the model stands in nft:

* An ACL is a regular chain: `return` permits, `drop` denies, and a bare `drop` ends it (the
  implicit deny). An inbound ACL is jumped to from a prerouting chain by `iifname`, so that it
  also sees packets to the box itself, and sees the port, not the VRF; an outbound one from a
  forward chain by `oifname`; the ACL of SSH from an input chain by `tcp dport 22`.
* Zones and groups are named sets (`nft_sets`). A forward chain with `policy drop` that accepts
  `ct state established,related` is a stateful firewall. A rule of the model is one nft rule for
  each combination of its zones, groups and services; lines that follow each other with the same
  comment are one rule. In a VRF the zone is matched by `meta sdifname`.
* The comment is `name | owner=... | expires=... | reason=...`; where that does not fit into
  nft's 128 bytes, `#: key: text` lines stand before the rule. `#- ` before a rule disables it.
* Destination NAT is a nat chain at prerouting, source NAT one at postrouting.

Rules of other hands are understood in the common forms: interface names and addresses written
in the rule become zones and groups of that name; a jump to a chain of rules is read in place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from kawanet.errors import Span
from kawanet.model.interfaces import Family
from kawanet.parse.lines import Ledger
from kawanet.parse.linux_frr.draft import DeviceDraft
from kawanet.parse.linux_frr.iptables import read_tables
from kawanet.parse.linux_frr.nft_acl import AclReader
from kawanet.parse.linux_frr.nft_json import (
    ElementLedger,
    read_elements,
    read_objects,
    settle,
)
from kawanet.parse.linux_frr.nft_match import Match, read_match
from kawanet.parse.linux_frr.nft_rules import RuleReader
from kawanet.parse.linux_frr.nft_sets import Sets, read_set
from kawanet.parse.linux_frr.nft_syntax import Block, Statement, all_lines, read_blocks
from kawanet.parse.result import LineClass

MODELLED, IRRELEVANT = LineClass.MODELLED, LineClass.IRRELEVANT
UNMODELLED = LineClass.UNMODELLED

_FAMILIES: Mapping[str, tuple[Family, ...]] = {"inet": (4, 6), "ip": (4,), "ip6": (6,)}
_CAUGHT = (ValueError, KeyError, IndexError)


@dataclass(slots=True)
class Base:
    """A base chain: where it hooks in, and what happens to a packet at its end."""

    chain: Block
    type: str
    hook: str
    policy: str
    policy_line: int


@dataclass(slots=True)
class Table:
    """One table being read. `defines` are the variables of the file."""

    families: tuple[Family, ...]
    chains: dict[str, Block]
    sets: Sets = field(default_factory=Sets)


class Part(NamedTuple):
    """Lines first..last (from 1) of a file: rules of nft, or of iptables."""

    kind: str
    ledger: Ledger
    first: int
    last: int


class JoinedLedger(Ledger):
    """The account of several texts that fill one rule set, as if they were one."""

    __slots__ = ("places",)

    def __init__(self, parts: Sequence[Part]) -> None:
        self.places = [(p, n) for p in parts for n in range(p.first, p.last + 1)]
        super().__init__("", [p.ledger.texts[n - 1] for p, n in self.places])

    def span(self, line: int) -> Span:
        part, number = self.places[line - 1]
        return part.ledger.span(number)

    def hand_back(self) -> None:
        """Tell the texts how their lines ended."""
        for (part, number), line_class in zip(self.places, self.classes, strict=True):
            if line_class is not None:
                part.ledger.claim(number, line_class)


def read_rules(draft: DeviceDraft, parts: Sequence[Part]) -> None:
    """Read all rules of a box together. Never raises on text."""
    joined, at = JoinedLedger(parts), 1
    root = Block([], 1)
    for part in parts:
        end = at + part.last - part.first
        if part.kind == "nft":
            found = read_blocks(joined, at, end)
            root.statements += found.statements
            root.blocks += found.blocks
        else:
            root.blocks += read_tables(joined, at, end, part.ledger.file)
        at = end + 1
    read_ruleset(draft, joined, root)
    joined.hand_back()


def read_nft_json(draft: DeviceDraft, ledger: Ledger, first: int, last: int) -> None:
    """Read lines first..last (from 1) of what `nft -j` printed. Never raises on text."""
    inner = ElementLedger(ledger.file, read_elements(ledger, first, last))
    read_ruleset(draft, inner, read_objects(inner))
    settle(ledger, inner, first, last)


def read_ruleset(draft: DeviceDraft, ledger: Ledger, root: Block) -> None:
    """Read the tables of a rule set into the draft's policy."""
    defines: dict[str, list[str]] = {}
    for statement in root.statements:
        ledger.claim_all(statement.lines, _outside(statement, defines))
    acls, rules = AclReader(draft, ledger), RuleReader(draft, ledger)
    for block in root.blocks:
        if len(block.header) == 3 and block.header[1] in _FAMILIES:
            _substitute(block, defines)
            _read_table(block, ledger, acls, rules)
        else:
            ledger.claim_all(all_lines(block), UNMODELLED)
    found, management = acls.finish()
    draft.policy = replace(rules.finish(), acls=found)
    draft.system.management_acl = management


def _outside(statement: Statement, defines: dict[str, list[str]]) -> LineClass:
    """Statements outside a table: `flush ruleset`, `define`, and commands not understood."""
    words = statement.words
    if words[0] in ("flush", "delete", "destroy", "undefine"):
        return IRRELEVANT
    if words[0] == "define" and words[2:3] == ["="]:
        defines[words[1]] = words[3:]
        return MODELLED
    if words[:1] == ["add"] and words[1:2] == ["table"]:
        return IRRELEVANT
    known = ("add", "insert", "create", "replace", "include", "table", "reset")
    return UNMODELLED if words[0] in known else LineClass.UNRECOGNISED


def _substitute(block: Block, defines: Mapping[str, list[str]]) -> None:
    """Put the values of variables in their places."""
    for statement in block.statements:
        if not any(w[0] == "$" for w in statement.words):
            continue
        words: list[str] = []
        lines: list[int] = []
        for word, line in zip(statement.words, statement.lines, strict=True):
            value = defines.get(word[1:], [word]) if word[0] == "$" else [word]
            words += value
            lines += [line] * len(value)
        statement.words, statement.lines = words, lines
    for inner in block.blocks:
        _substitute(inner, defines)


def _read_table(block: Block, ledger: Ledger, acls: AclReader, rules: RuleReader) -> None:
    ledger.claim(block.line)
    chains = {b.name: b for b in block.blocks if b.header[0] == "chain"}
    table = Table(_FAMILIES[block.header[1]], chains)
    for statement in block.statements:
        quiet = statement.words[0] in ("comment", "flags")
        ledger.claim_all(statement.lines, IRRELEVANT if quiet else UNMODELLED)
    for inner in block.blocks:
        if inner.header[0] != "chain":
            _read_set(table, inner, ledger)
    acls.open(table.families, table.chains, table.sets)
    rules.open(table.families, table.chains, table.sets)
    bases = [_base(chain, ledger) for chain in table.chains.values()]
    for base in bases:
        if base is not None:
            _READERS.get((base.type, base.hook), _unmodelled)(base, acls, rules, ledger)
    based = {base.chain.name for base in bases if base is not None}
    acls.rest(rules.used | based)


def _read_set(table: Table, block: Block, ledger: Ledger) -> None:
    try:
        known = block.header[0] == "set" and read_set(table.sets, block, ledger.span(block.line))
    except _CAUGHT:
        known = False
    counting = block.header[0] in ("counter", "quota", "limit")
    found = MODELLED if known else IRRELEVANT if counting else UNMODELLED
    ledger.claim_all(all_lines(block), found)


def _base(chain: Block, ledger: Ledger) -> Base | None:
    """The hook of a base chain; None for a regular chain. Takes its statement out."""
    ledger.claim(chain.line)
    head = next((s for s in chain.statements if s.words[0] == "type"), None)
    if head is None:
        return None
    words = head.words
    policy = next((s for s in chain.statements if s.words[0] == "policy"), None)
    quiet = [s for s in chain.statements if s in (head, policy) or s.words[0] == "comment"]
    chain.statements = [s for s in chain.statements if s not in quiet]
    for statement in quiet:
        ledger.claim_all(statement.lines, MODELLED)
    hook = words[words.index("hook") + 1] if "hook" in words[:-1] else ""
    drop = policy is not None and policy.words[1:] == ["drop"]
    said = policy or head
    kind = words[1] if words[1:] else ""
    return Base(chain, kind, hook, "drop" if drop else "accept", said.line)


# ---- base chains by type and hook -----------------------------------------------------------


def _unmodelled(base: Base, _acls: AclReader, _rules: RuleReader, ledger: Ledger) -> None:
    """A chain at a place the model does not know: without rules it changes nothing."""
    found = UNMODELLED if base.chain.statements or base.policy == "drop" else IRRELEVANT
    ledger.claim_all(all_lines(base.chain), found)


def _own(base: Base, acls: AclReader, rules: RuleReader, ledger: Ledger) -> None:
    """Packets to the box itself: the ACL of SSH is in the model, and that a firewall takes
    nothing else but what its management and its protocols need."""
    ends = base.chain.statements[-1].words[0] if base.chain.statements else ""
    closed = base.policy == "drop" or ends in ("drop", "reject")
    if base.hook == "input" and base.type == "filter" and not closed:
        rules.open_input.append(base.chain.line)
    for statement in base.chain.statements:
        match = _match(statement)
        if match is not None and acls.bind_management(match, statement):
            ledger.claim_all(statement.lines, MODELLED)
        else:
            ledger.claim_all(statement.lines, IRRELEVANT)


def _passing(base: Base, acls: AclReader, _rules: RuleReader, ledger: Ledger) -> None:
    """Filters before or after routing: jumps to ACLs, and what only concerns the box."""
    mixed = _looks_both_ways(base)
    for statement in base.chain.statements:
        match = _match(statement)
        local = match is not None and match.local and match.verdict == "accept"
        bound = match is not None and base.policy == "accept" and acls.bind(match, statement, mixed)
        ledger.claim_all(statement.lines, MODELLED if local or bound else UNMODELLED)


def _forward(base: Base, acls: AclReader, rules: RuleReader, ledger: Ledger) -> None:
    """Rules of the firewall in order; where everything may pass but what ACLs of interfaces
    refuse, those ACLs."""
    filtering = rules.begin_chain()
    before, mixed = len(rules.rules), _looks_both_ways(base)
    listed = base.policy == "accept" and _only_lists(base, acls)
    for statement in base.chain.statements:
        match = _match(statement)
        jump = listed and match is not None and acls.bind(match, statement, mixed)
        known = jump or (match is not None and _add(rules, match, statement, base.policy))
        ledger.claim_all(statement.lines, MODELLED if known else UNMODELLED)
    if base.policy == "drop" or len(rules.rules) > before:
        rules.end_chain(base.policy, ledger.span(base.policy_line), before)
        if filtering & set(rules.families):  # both chains would have to let a packet pass
            ledger.claim_all(all_lines(base.chain), UNMODELLED)
    else:
        rules.filtering = filtering


def _only_lists(base: Base, acls: AclReader) -> bool:
    """Whether a chain only sends packets to ACLs, those of each interface to one (of ours, who
    wrote them knew what they do)."""
    matches = [_match(s) for s in base.chain.statements]
    sides = [
        (m.family, bool(m.inputs), name)
        for m in matches
        if m is not None and m.verdict == "jump" and not acls.is_own(m.target)
        for name in m.inputs or m.outputs
    ]
    jumps = sum(m is not None and m.verdict == "jump" and acls.is_list(m.target) for m in matches)
    return jumps == len(matches) and len(sides) == len(set(sides))


def _add(rules: RuleReader, match: Match, statement: Statement, policy: str) -> bool:
    """Take a rule of the forward chain; where it returns, the chain's policy decides."""
    if match.verdict == "return":
        return rules.add(replace(match, verdict=policy), statement)
    known = rules.add(match, statement)
    if match.verdict == "goto":
        return rules.add(replace(match, verdict=policy, target=""), statement) and known
    return known


def _looks_both_ways(base: Base) -> bool:
    words = {word for s in base.chain.statements for word in s.words}
    return bool(words & {"iif", "iifname"}) and bool(words & {"oif", "oifname"})


def _nat(base: Base, _acls: AclReader, rules: RuleReader, ledger: Ledger) -> None:
    for statement in base.chain.statements:
        match = _match(statement)
        known = match is not None and rules.add_nat(match, statement)
        ledger.claim_all(statement.lines, MODELLED if known else UNMODELLED)


def _match(statement: Statement) -> Match | None:
    try:
        return read_match(statement.words)
    except _CAUGHT:
        return None


_READERS: Mapping[tuple[str, str], Callable[[Base, AclReader, RuleReader, Ledger], None]] = {
    ("filter", "prerouting"): _passing,
    ("filter", "postrouting"): _passing,
    ("filter", "forward"): _forward,
    ("filter", "input"): _own,
    ("filter", "output"): _own,
    ("nat", "prerouting"): _nat,
    ("nat", "postrouting"): _nat,
    ("nat", "input"): _own,
    ("nat", "output"): _own,
}
