"""`firewall`: stateless filters as ACLs, and filters on lo0 as the management ACL.

One term is one rule; a foreign term that names several addresses is one rule for each pair.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from kawanet.model.interfaces import Family
from kawanet.model.policy import (
    ICMP,
    ICMPV6,
    TCP,
    Acl,
    AclRule,
    Action,
    AddressMatch,
    PortRange,
)
from kawanet.parse.braces import Node
from kawanet.parse.juniper_junos.draft import DeviceDraft
from kawanet.parse.juniper_junos.prefix_lists import prefix_list
from kawanet.parse.juniper_junos.reading import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    UNRECOGNISED,
    read,
)
from kawanet.parse.juniper_junos.values import (
    address_match,
    icmp_type,
    merged_ports,
    port_range,
    protocol,
)

SSH = 22
RULES_LIMIT = 20_000  # of one term: products of lists grow fast
_HARMLESS = frozenset(
    ["count", "log", "syslog", "sample", "loss-priority", "forwarding-class", "accept"]
)
_ADDRESSES = {
    "source-address": "source",
    "source-prefix-list": "source",
    "destination-address": "destination",
    "destination-prefix-list": "destination",
    "address": "either",
    "prefix-list": "either",
}
_FROM = frozenset(
    [
        *_ADDRESSES, "protocol", "next-header", "payload-protocol", "source-port", "port",
        "destination-port", "icmp-type", "tcp-established",
    ]
)  # fmt: skip
_ICMP: dict[Family, int] = {4: ICMP, 6: ICMPV6}
Sides = tuple[Sequence[AddressMatch | None], Sequence[AddressMatch | None]]


class NotUnderstoodError(ValueError):
    """A term asks or does what an ACL cannot say."""


def read_firewall(d: DeviceDraft, node: Node) -> None:
    """Filters of `inet` and `inet6`; a filter outside of a family is IPv4's."""

    def family(of: Family) -> object:
        return lambda d, node: _filters(d, of, node)

    table = {
        "family": {
            "inet": {"filter": family(4), "*": UNMODELLED},
            "inet6": {"filter": family(6), "*": UNMODELLED},
            "*": UNMODELLED,
        },
        "filter": family(4),
        "*": UNMODELLED,
    }
    read(table, d, node)


def _filters(d: DeviceDraft, family: Family, node: Node) -> None:
    d.account.mark(node.lines, MODELLED)
    for name, child in node.children.items():
        rules: list[AclRule] = []
        d.account.mark(child.lines, MODELLED)
        for word, part in child.children.items():
            if word == "term":
                d.account.mark(part.lines, MODELLED)
                for term in part.children.values():
                    rules += _term(d, family, term)
            else:
                harmless = word in (
                    "interface-specific",
                    "apply-macro",
                    "physical-interface-filter",
                )
                d.account.mark_all(part, IRRELEVANT if harmless else UNMODELLED)
        d.acls[(family, name)] = Acl(name, family, tuple(rules), d.account.span(child))


def _term(d: DeviceDraft, family: Family, term: Node) -> Sequence[AclRule]:
    try:
        rules = list(_rules(d, family, term))
    except NotUnderstoodError:
        d.account.mark_all(term, UNMODELLED)
        return ()
    except (ValueError, KeyError):
        d.account.mark_all(term, UNRECOGNISED)
        return ()
    read({"from": MODELLED, "then": MODELLED}, d, term)
    return rules


def _rules(d: DeviceDraft, family: Family, term: Node) -> Iterator[AclRule]:
    matches, then = term.at("from") or Node("", 0), term.at("then") or Node("", 0)
    strange = matches.children.keys() - _FROM
    if strange or term.children.keys() - {"from", "then"}:
        raise NotUnderstoodError(" ".join(sorted(strange)))
    action = _action(then)
    if action is None:
        return
    protocols: list[int | None] = [
        protocol(w)
        for key in ("protocol", "next-header", "payload-protocol")
        for w in matches.values(key)
    ]
    protocols = protocols or [None]
    established = "tcp-established" in matches.children
    types: list[int | None] = [icmp_type(w, family) for w in matches.values("icmp-type")]
    types = types or [None]
    if types != [None] and protocols == [None]:
        protocols = [_ICMP[family]]
    if established and protocols == [None]:
        protocols = [TCP]
    count = 0
    for (sources, destinations), number, (out, into), kind in product(
        _sides(d, matches), protocols, _port_sides(matches), types
    ):
        for source, destination in product(sources, destinations):
            count += 1
            if count > RULES_LIMIT:
                raise NotUnderstoodError(term.word)
            yield AclRule(
                action, number, source, destination, out, into, kind, established,
                log=bool({"log", "syslog"} & then.children.keys()),
                remark=term.comment if count == 1 else "",
                where=d.account.span(term),
            )  # fmt: skip


def _action(then: Node) -> Action | None:
    """What a term does with a packet; None: it goes on to the next term."""
    words = then.children.keys()
    if words & {"discard", "reject"}:
        if words - _HARMLESS - {"discard", "reject"}:
            raise NotUnderstoodError("then")
        return Action.DENY
    if "next" in words and then.values("next") == ("term",) and words <= _HARMLESS | {"next"}:
        return None
    if words - _HARMLESS:
        raise NotUnderstoodError("then")
    return Action.PERMIT


def _sides(d: DeviceDraft, matches: Node) -> list[Sides]:
    """Sources and destinations; `address` means either, so it gives two pairs."""
    found: dict[str, list[AddressMatch]] = {}
    for word, side in _ADDRESSES.items():
        node = matches.at(word)
        for value, child in node.children.items() if node else ():
            if child.children:
                raise NotUnderstoodError("except")
            listed = prefix_list(d, value) if word.endswith("list") else (address_match(value),)
            if listed is None:
                raise NotUnderstoodError(value)
            found.setdefault(side, []).extend(listed)
    source: list[AddressMatch | None] = [*found.get("source", ())] or [None]
    destination: list[AddressMatch | None] = [*found.get("destination", ())] or [None]
    if "either" not in found:
        return [(source, destination)]
    if {"source", "destination"} & found.keys():
        raise NotUnderstoodError("address")
    either = found["either"]
    return [(either, [None]), ([None], either)]


def _port_sides(
    matches: Node,
) -> list[tuple[tuple[PortRange, ...], tuple[PortRange, ...]]]:
    out = merged_ports([port_range(w) for w in matches.values("source-port")])
    into = merged_ports([port_range(w) for w in matches.values("destination-port")])
    either = merged_ports([port_range(w) for w in matches.values("port")])
    if not either:
        return [(out, into)]
    if out or into:
        raise NotUnderstoodError("port")
    return [(either, ()), ((), either)]


def as_management(acl: Acl) -> Acl:
    """What a filter on lo0 says of SSH to the router: the rules that SSH can meet, about sources.

    A rule that only says what else may reach the router takes no part. A last rule that refuses
    all without a log says no more than the end of an ACL does, and is not kept.
    """
    found: list[AclRule] = []
    for rule in acl.rules:
        ports = rule.destination_ports
        speaks_of_ssh = rule.protocol in (None, TCP) and (
            not ports or any(first <= SSH <= last for first, last in ports)
        )
        if not speaks_of_ssh or rule.established or rule.source_ports:
            continue
        found.append(replace(rule, protocol=None, destination_ports=()))
        if rule.source is None and rule.destination is None:
            break
    if found and found[-1] == AclRule(Action.DENY):
        found.pop()
    return replace(acl, rules=tuple(found))
