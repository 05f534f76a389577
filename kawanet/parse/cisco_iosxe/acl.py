"""ACLs: named and numbered, standard, extended and IPv6, with object groups spelt out.

A rule with a condition that the model lacks (a DSCP, a TCP flag, a time range) is kept without the
condition and its line is UNMODELLED, so that no verdict rests on it unsaid.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from ipaddress import ip_address, summarize_address_range
from itertools import product

from kawanet.errors import Span
from kawanet.model.interfaces import Family
from kawanet.model.policy import TCP, UDP, AclRule, Action, AddressMatch, PortRange, Service
from kawanet.parse.cisco_iosxe.draft import AclDraft, DeviceDraft, ObjectGroup
from kawanet.parse.cisco_iosxe.ports import (
    ANY_PROTOCOL,
    ICMP_CODES,
    ICMP_TYPES,
    PORTS,
    PROTOCOLS,
)
from kawanet.parse.cisco_values import ipv4_host, ipv4_match, ipv4_prefix, ipv6_network
from kawanet.parse.indented import Statement
from kawanet.parse.result import LineClass
from kawanet.parse.statements import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    UNRECOGNISED,
    Entry,
)

_ACTIONS = {"permit": Action.PERMIT, "deny": Action.DENY}
_ICMP = {4: 1, 6: 58}
_LAST_PORT = 65535
_STEP = 10  # between sequence numbers that the text leaves out
_RULES_LIMIT = 10_000  # rules that one line with object groups may become
_ANY_SERVICE = ((Service(), Service()),)

Addresses = tuple[AddressMatch | None, ...]
Services = tuple[tuple[Service, Service], ...]  # (source side, destination side)
_ANY: Addresses = (None,)
_NO_PORTS: tuple[PortRange, ...] = ()


class _Cursor:
    """The words of a rule, read from left to right."""

    __slots__ = ("at", "exact", "family", "groups", "words")

    def __init__(
        self, words: list[str], at: int, family: Family, groups: dict[str, ObjectGroup]
    ) -> None:
        self.words = words
        self.at = at
        self.family = family
        self.groups = groups
        self.exact = True

    def take(self) -> str:
        word = self.words[self.at]
        self.at += 1
        return word

    def peek(self) -> str:
        return self.words[self.at] if self.at < len(self.words) else ""

    def group(self) -> ObjectGroup | None:
        """The object group that is named next; None if the text has not defined it."""
        group = self.groups.get(self.take())
        self.exact = self.exact and group is not None and group.exact
        return group

    def addresses(self) -> Addresses:
        """The next address; several if an object group stands there."""
        word = self.take()
        if word == "any":
            return _ANY
        if word == "host":
            host = self.take()
            return (ipv4_host(host) if self.family == 4 else ipv6_network(host),)
        if word == "object-group":
            group = self.group()
            return _ANY if group is None else tuple(group.addresses)
        if self.family == 6:
            return (ipv6_network(word),)
        if "/" in word:
            return (ipv4_prefix(word),)
        return (ipv4_match(word, self.take()),)

    def ports(self, protocol: int | None) -> tuple[PortRange, ...]:
        """The ports that stand next, if any; empty means all."""
        operator = self.peek()
        if operator not in _OPERATORS:
            return _NO_PORTS
        self.at += 1
        names = PORTS.get(protocol or 0, {})
        numbers = [_port(names, self.take())]
        if operator == "range":
            numbers.append(_port(names, self.take()))
        while operator in ("eq", "neq") and _is_port(names, self.peek()):
            numbers.append(_port(names, self.take()))
        return _OPERATORS[operator](sorted(set(numbers)))


def _port(names: Mapping[str, int], word: str) -> int:
    number = int(word) if word.isdigit() else names[word]
    if not 0 <= number <= _LAST_PORT:
        raise ValueError(f"{word} is no port")
    return number


def _is_port(names: Mapping[str, int], word: str) -> bool:
    return word.isdigit() or word in names


def _between(first: int, last: int) -> tuple[PortRange, ...]:
    if first > last:
        raise ValueError("no port is left")
    return (PortRange(first, last),)


def _all_but(numbers: list[int]) -> tuple[PortRange, ...]:
    starts = [0, *(n + 1 for n in numbers)]
    ends = [*(n - 1 for n in numbers), _LAST_PORT]
    return tuple(PortRange(a, b) for a, b in zip(starts, ends, strict=True) if a <= b)


_OPERATORS: Mapping[str, Callable[[list[int]], tuple[PortRange, ...]]] = {
    "eq": lambda numbers: tuple(PortRange(n, n) for n in numbers),
    "neq": _all_but,
    "gt": lambda numbers: _between(numbers[0] + 1, _LAST_PORT),
    "lt": lambda numbers: _between(0, numbers[0] - 1),
    "range": lambda numbers: _between(numbers[0], numbers[-1]),
}


def _add(acl: AclDraft, words: list[str], number: int, groups: dict[str, ObjectGroup]) -> LineClass:
    """Read one line of an ACL: [sequence] remark | permit | deny ..."""
    sequence = 0
    start = 0
    if words[0].isdigit():
        sequence, start = int(words[0]), 1
    elif words[0] == "sequence":
        sequence, start = int(words[1]), 2
    if words[start] == "remark":
        acl.remarks.append(" ".join(words[start + 1 :]))
        return MODELLED
    rules, exact = _rules(acl, words, start, number, groups)
    last = acl.rules[-1][0] if acl.rules else 0
    sequence = sequence or last + _STEP
    acl.sorted = acl.sorted and sequence >= last
    if acl.reopened:
        known = {rule for _, rule in acl.rules}
        rules = [rule for rule in rules if rule not in known]
    acl.rules += [(sequence, rule) for rule in rules]
    acl.remarks.clear()
    return MODELLED if exact else UNMODELLED


def _rules(
    acl: AclDraft, words: list[str], start: int, number: int, groups: dict[str, ObjectGroup]
) -> tuple[list[AclRule], bool]:
    """The rules of a line (several with object groups), and whether they say all it says."""
    action = _ACTIONS[words[start]]
    where = acl.ledger.span(number)
    remark = "\n".join(acl.remarks)
    if acl.standard:
        return _standard(action, words, start + 1, remark, where)
    cursor = _Cursor(words, start + 1, acl.family, groups)
    services = _protocols(cursor)
    protocol = services[0][1].protocol
    sources = cursor.addresses()
    source_ports = cursor.ports(protocol)
    destinations = cursor.addresses()
    ports = cursor.ports(protocol)
    icmp_type, established, log = _options(cursor, protocol)
    if words[-1] == "fragments":
        return [], False  # of no whole packet: the rule would say too much without the condition
    if len(sources) * len(destinations) * len(services) > _RULES_LIMIT:
        raise ValueError("too many members in object groups")
    rules = [
        AclRule(
            action,
            into.protocol,
            source,
            destination,
            source_ports or out.ports,
            ports or into.ports,
            into.icmp_type if icmp_type is None else icmp_type,
            established,
            log,
            remark,
            where,
        )
        for source, destination, (out, into) in product(sources, destinations, services)
    ]
    return rules, cursor.exact


def _options(cursor: _Cursor, protocol: int | None) -> tuple[int | None, bool, bool]:
    """The ICMP type, and whether `established` and `log` stand behind the addresses."""
    icmp_type, established, log = None, False, False
    while cursor.at < len(cursor.words):
        word = cursor.take()
        if word == "established":
            established = True
        elif word in ("log", "log-input"):
            log = True
        elif protocol == _ICMP[cursor.family] and icmp_type is None:
            icmp_type = _icmp(cursor, word)
        else:
            cursor.exact = False  # dscp, fragments, time-range, reflect, a TCP flag, ...
            break
    return icmp_type, established, log


def _standard(
    action: Action, words: list[str], at: int, remark: str, where: Span
) -> tuple[list[AclRule], bool]:
    """A standard rule matches the source; a bare address is a host."""
    rest = [w for w in words[at:] if w != "log"]
    source: AddressMatch | None
    match rest:
        case ["any"]:
            source = None
        case ["host", address] | [address]:
            source = ipv4_prefix(address)
        case [address, wildcard]:
            source = ipv4_match(address, wildcard)
        case _:
            raise ValueError("no standard rule")
    log = words[-1] == "log"
    return [AclRule(action, source=source, log=log, remark=remark, where=where)], True


def _protocols(cursor: _Cursor) -> Services:
    word = cursor.take()
    if word == ANY_PROTOCOL[cursor.family]:
        return _ANY_SERVICE
    known = PROTOCOLS[cursor.family].get(word)
    if known is not None:
        return _BARE[known]
    if word == "object-group":
        group = cursor.group()
        return (group and tuple(group.services)) or _ANY_SERVICE
    number = int(word)
    if not 0 <= number <= 255:
        raise ValueError(f"{word} is no protocol")
    return _BARE[number]


_BARE: dict[int, Services] = {n: ((Service(n), Service(n)),) for n in range(256)}
_BARE[0] = _ANY_SERVICE  # IOS reads protocol 0 as any


def _icmp(cursor: _Cursor, word: str) -> int | None:
    """An ICMP type by number or name; a code besides makes the line inexact."""
    if word.isdigit():
        if cursor.peek().isdigit():
            cursor.take()
            cursor.exact = False
        return int(word)
    known = ICMP_TYPES[cursor.family].get(word)
    if known is None:
        cursor.exact = False
        known = ICMP_CODES[cursor.family].get(word)
    return known


def open_acl(d: DeviceDraft, family: Family, name: str, standard: bool, number: int) -> AclDraft:
    """The draft of an ACL, made when it is first met."""
    found = d.acls.get((family, name))
    if found is None:
        where = d.ledger.span(number)
        found = d.acls[(family, name)] = AclDraft(name, family, standard, d.ledger, where)
    else:
        found.reopened = True
    return found


def _named(d: DeviceDraft, s: Statement) -> LineClass:
    words = s.words
    family: Family = 4 if words[0] == "ip" else 6
    name = words[3] if family == 4 else words[2]
    acl = open_acl(d, family, name, words[2] == "standard" and family == 4, s.number)
    read_rules(d, acl, s.children)
    return MODELLED


def read_rules(d: DeviceDraft, acl: AclDraft, lines: Sequence[Statement]) -> None:
    """Read the lines of a named ACL, and record how each ended."""
    classes, groups = d.ledger.classes, d.object_groups
    for child in lines:
        try:
            line_class = _add(acl, child.words, child.number, groups)
        except (ValueError, IndexError, KeyError):
            line_class = UNMODELLED if child.words[0] == "evaluate" else UNRECOGNISED
        classes[child.number - 1] = line_class


_STANDARD_NUMBERS = (range(1, 100), range(1300, 2000))
_EXTENDED_NUMBERS = (range(100, 200), range(2000, 2700))


def _numbered(d: DeviceDraft, s: Statement) -> LineClass:
    number = int(s.words[1])
    standard = any(number in r for r in _STANDARD_NUMBERS)
    if not standard and not any(number in r for r in _EXTENDED_NUMBERS):
        return UNMODELLED  # MAC and protocol-type lists
    acl = open_acl(d, 4, s.words[1], standard, s.number)
    acl.reopened = False  # each line of a numbered list opens it again
    return _add(acl, s.words[2:], s.number, d.object_groups)


def rules_of(acl: AclDraft) -> tuple[AclRule, ...]:
    """The rules in the order in which they match."""
    rules = acl.rules if acl.sorted else sorted(acl.rules, key=lambda pair: pair[0])
    return tuple(rule for _, rule in rules)


def _object_group(d: DeviceDraft, s: Statement) -> LineClass:
    """A named set of addresses or services, for rules below it in the text."""
    kind, name = s.words[1], s.words[2]
    group = d.object_groups.setdefault(name, ObjectGroup())
    family: Family = 6 if kind.startswith("v6") else 4
    for child in s.children:
        try:
            _member(d, group, child.words, family, kind)
            d.ledger.claim(child.number, MODELLED)
        except (ValueError, IndexError, KeyError):
            group.exact = False
            d.ledger.claim(child.number, UNMODELLED)
    return MODELLED


def _member(d: DeviceDraft, g: ObjectGroup, words: list[str], family: Family, kind: str) -> None:
    if words[0] == "description":
        return
    if words[0] == "group-object":
        other = d.object_groups[words[1]]
        g.addresses += other.addresses
        g.services += other.services
        g.exact = g.exact and other.exact
        return
    cursor = _Cursor(words, 0, family, {})
    if kind == "service":
        g.services += _member_services(cursor)
    elif words[0] == "range" and kind in ("network", "v6-network"):
        g.addresses += summarize_address_range(ip_address(words[1]), ip_address(words[2]))
    elif kind not in ("network", "v6-network"):
        raise ValueError("not spelt out here")
    elif family == 4 and len(words) == 2 and words[0] != "host":  # a netmask, not a wildcard
        inverse = ".".join(str(255 - int(part)) for part in words[1].split("."))
        g.addresses.append(ipv4_match(words[0], inverse))
    else:
        g.addresses += cursor.addresses()
    if cursor.at < len(words) and kind == "service":
        raise ValueError("more than a service")


def _member_services(cursor: _Cursor) -> list[tuple[Service, Service]]:
    both = cursor.peek() == "tcp-udp"
    if both:
        cursor.take()
        found: Services = tuple((Service(n), Service(n)) for n in (TCP, UDP))
    else:
        found = _protocols(cursor)
    protocol = found[0][1].protocol
    if protocol in _ICMP.values() and cursor.at < len(cursor.words):
        icmp_type = _icmp(cursor, cursor.take())
        if not cursor.exact:
            raise ValueError("a code")
        return [(Service(protocol), Service(protocol, (), icmp_type))]
    source = cursor.ports(protocol) if cursor.peek() == "source" and cursor.take() else ()
    into = cursor.ports(protocol)
    return [(Service(a.protocol, source), Service(b.protocol, into)) for a, b in found]


POLICY: dict[str, Entry[DeviceDraft]] = {
    "ip access-list": UNMODELLED,
    "ip access-list extended": _named,
    "ip access-list standard": _named,
    "ip access-list logging": IRRELEVANT,
    "ip access-list log-update": IRRELEVANT,
    "ip access-list resequence": IRRELEVANT,
    "ipv6 access-list": _named,
    "ipv6 access-list log-update": IRRELEVANT,
    "access-list": _numbered,
    "object-group": _object_group,
}
