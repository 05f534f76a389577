"""`policy-options`: export policies of OSPF as redistributions; other policies are not modelled.

A term is understood if it matches `protocol direct` or `static` and exact prefixes, and then
accepts (with a metric and an external type) or rejects. The default route is the process's
`default_originate`: the model's redistributions never carry it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network

from kawanet.model.interfaces import Family
from kawanet.model.routing import IPNetwork, Redistribution, Source
from kawanet.parse.braces import Node
from kawanet.parse.juniper_junos.draft import DeviceDraft, ProcessDraft
from kawanet.parse.juniper_junos.reading import IRRELEVANT, MODELLED, UNMODELLED, classes, read
from kawanet.parse.juniper_junos.values import number, prefix

DEFAULTS: dict[Family, IPNetwork] = {4: IPv4Network("0.0.0.0/0"), 6: IPv6Network("::/0")}
_SOURCES = {"direct": Source.CONNECTED, "static": Source.STATIC}
_METRIC, _TYPE = 0, 2  # of a route that a policy exports without a word. Source: RFC 2328 §2.3


@dataclass(slots=True)
class Exports:
    """What the export policies of a process let through."""

    family: Family
    found: list[Redistribution] = field(default_factory=list)
    default: bool | None = None  # None: no term has spoken of it yet
    closed: set[Source] = field(default_factory=set)  # a term took all that was left


class NotUnderstoodError(ValueError):
    """A policy does more than redistribute."""


def read_policies(d: DeviceDraft, node: Node) -> None:
    """Claim the lines, after `exports_of`: what OSPF exports and what filters name is modelled."""

    def statements(d: DeviceDraft, node: Node) -> None:
        for name, child in node.children.items():
            understood = d.policies.get(name, False)
            d.account.mark_all(child, MODELLED if understood else UNMODELLED)

    def lists(d: DeviceDraft, node: Node) -> None:
        for name, child in node.children.items():
            d.account.mark_all(child, MODELLED if name in d.prefix_lists else UNMODELLED)

    table = {
        "policy-statement": statements,
        "prefix-list": lists,
        "application-maps": IRRELEVANT,
        **classes("as-path as-path-group community condition", UNMODELLED),
        **classes("route-filter-list damping", UNMODELLED),
        "*": UNMODELLED,
    }
    read(table, d, node)


def exports_of(d: DeviceDraft, process: ProcessDraft) -> tuple[tuple[Redistribution, ...], bool]:
    """The redistributions of a process, and whether it announces the default route."""
    exports = Exports(process.family)
    for named in process.exports:
        statement = d.root.at("policy-options", "policy-statement", named.word)
        try:
            if statement is None:
                raise NotUnderstoodError(named.word)
            _statement(d, exports, statement)
        except ValueError:
            d.account.mark_all(named, UNMODELLED)
            d.policies[named.word] = False
            continue
        d.policies.setdefault(named.word, True)
    return tuple(exports.found), bool(exports.default)


def _statement(d: DeviceDraft, exports: Exports, statement: Node) -> None:
    terms = statement.at("term")
    parts = [*(terms.children.values() if terms else ())]
    if {"from", "then"} & statement.children.keys():
        parts.append(statement)
    if not {"term", "from", "then"} >= statement.children.keys():
        raise NotUnderstoodError(statement.word)
    for term in parts:
        _term(d, exports, term, last=term is statement)


def _term(d: DeviceDraft, exports: Exports, term: Node, last: bool) -> None:
    matches, action = term.at("from") or Node("", 0), term.at("then") or Node("", 0)
    known = {"protocol", "route-filter", "prefix-list"}
    known_actions = {"accept", "reject", "metric", "external"}
    alone = {"from", "then"} if not last else {"from", "then", "term"}
    if not (known >= matches.children.keys() and known_actions >= action.children.keys()):
        raise NotUnderstoodError(term.word)
    if not alone >= term.children.keys():
        raise NotUnderstoodError(term.word)
    accepts, rejects = "accept" in action.children, "reject" in action.children
    if accepts == rejects:
        raise NotUnderstoodError(term.word)
    sources = _sources(matches)
    listed = _prefixes(d, matches)
    if listed == {DEFAULTS[exports.family]}:
        if Source.STATIC in sources and exports.default is None:
            exports.default = accepts
        return
    for source in sources:
        if source not in exports.closed:
            _take(d, exports, source, listed, action, term)


def _take(
    d: DeviceDraft,
    exports: Exports,
    source: Source,
    listed: set[IPNetwork] | None,
    action: Node,
    term: Node,
) -> None:
    accepts = "accept" in action.children
    default = DEFAULTS[exports.family]
    if listed is None:
        exports.closed.add(source)
    elif not accepts:
        raise NotUnderstoodError(term.word)
    if source is Source.STATIC and exports.default is None and (not listed or default in listed):
        exports.default = accepts
    prefixes: tuple[IPNetwork, ...] | None = None
    if not accepts:
        if "metric" not in action.children:
            return
        prefixes = ()
    elif listed is not None:
        prefixes = tuple(p for p in listed_order(d, term.at("from")) if p != default)
    exports.found.append(
        Redistribution(
            source,
            number(action.value("metric") or str(_METRIC)),
            number(action.value("external", "type") or str(_TYPE), 1, 2),
            prefixes,
            d.account.span(term),
        )
    )


def _sources(matches: Node) -> tuple[Source, ...]:
    words = matches.values("protocol")
    if not words:
        return tuple(_SOURCES.values())
    if not all(word in _SOURCES for word in words):
        raise NotUnderstoodError(" ".join(words))
    return tuple(_SOURCES[word] for word in words)


def _prefixes(d: DeviceDraft, matches: Node) -> set[IPNetwork] | None:
    if not {"route-filter", "prefix-list"} & matches.children.keys():
        return None
    return set(listed_order(d, matches))


def listed_order(d: DeviceDraft, matches: Node | None) -> tuple[IPNetwork, ...]:
    """The exact prefixes that a term names, in order."""
    found: list[IPNetwork] = []
    filters = matches.at("route-filter") if matches else None
    for word, child in filters.children.items() if filters else ():
        if list(child.children) != ["exact"] or child.children["exact"].children:
            raise NotUnderstoodError(word)
        found.append(prefix(word))
    for name in matches.values("prefix-list") if matches else ():
        listed = prefix_list(d, name)
        if listed is None:
            raise NotUnderstoodError(name)
        found += listed
    return tuple(dict.fromkeys(found))


def prefix_list(d: DeviceDraft, name: str) -> tuple[IPNetwork, ...] | None:
    """The prefixes of a list; None if there is none, or if it is computed (`apply-path`)."""
    node = d.root.at("policy-options", "prefix-list", name)
    if node is None or "apply-path" in node.children:
        return None
    try:
        found = tuple(prefix(word) for word in node.children)
    except ValueError:
        return None
    d.prefix_lists.add(name)
    return found
