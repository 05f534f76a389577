"""ACLs: all lists are named, and IPv4 prefixes are written with their length."""

from __future__ import annotations

from kawanet.model.interfaces import Family
from kawanet.parse.arista_eos.draft import EosDevice
from kawanet.parse.cisco_iosxe.acl import open_acl, read_rules
from kawanet.parse.indented import Statement
from kawanet.parse.result import LineClass
from kawanet.parse.statements import IRRELEVANT, MODELLED, UNMODELLED, Entry, claim_below

_COUNTERS = frozenset(("counters", "statistics"))


def _acl(d: EosDevice, s: Statement) -> LineClass:
    """`ip access-list [standard] NAME`, `ipv6 access-list [standard] NAME`."""
    family: Family = 4 if s.words[0] == "ip" else 6
    standard = s.words[2] == "standard" and len(s.words) > 3
    acl = open_acl(d, family, s.words[-1], standard, s.number)
    if standard and family == 6:
        claim_below(s, UNMODELLED, d.ledger)  # sources alone; only management uses such lists
        return UNMODELLED
    quiet = [c for c in s.children if c.words[0] in _COUNTERS]
    d.ledger.claim_all((c.number for c in quiet), IRRELEVANT)
    tagged = [c for c in s.children if "vlan" in c.words[1:3]]  # of packets with a VLAN tag
    d.ledger.claim_all((c.number for c in tagged), UNMODELLED)
    passed_by = {c.number for c in (*quiet, *tagged)}
    read_rules(d, acl, [c for c in s.children if c.number not in passed_by])
    return MODELLED


POLICY: dict[str, Entry[EosDevice]] = {
    "ip access-list": _acl,
    "ipv6 access-list": _acl,
}
