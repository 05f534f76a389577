"""`policy-options`: lists, and policy statements as route policies.

A statement's own `from` and `then` are its last term. A policy that decides nothing leaves the
route to the next one of the chain, then to the protocol.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from kawanet.model.policy import Action
from kawanet.model.route_policy import MatchPrefixes, PolicyTerm, PrefixRange, RoutePolicy
from kawanet.parse.juniper_junos.as_paths import read_as_path, read_as_path_group
from kawanet.parse.juniper_junos.changes import THEN, decision
from kawanet.parse.juniper_junos.communities import read_communities
from kawanet.parse.juniper_junos.conditions import FROM, NEVER, TO, TermDraft
from kawanet.parse.juniper_junos.draft import DeviceDraft
from kawanet.parse.juniper_junos.prefix_lists import read_prefix_lists
from kawanet.parse.juniper_junos.reading import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    UNRECOGNISED,
    classes,
    guarded,
    read,
)
from kawanet.parse.juniper_junos.route_filters import RouteFilter, filters_of, ranges_or_lists
from kawanet.parse.result import LineClass
from kawanet.parse.word_tree import Node

_NOTHING = Node("", 0)
_QUIET = {"apply-flags": IRRELEVANT, "description": IRRELEVANT, "defaults": UNMODELLED}
_DEFAULTS = {"accept": Action.PERMIT, "reject": Action.DENY}


def read_policies(d: DeviceDraft, node: Node) -> None:
    """Lists first: statements use what they define."""
    statements = node.children.get("policy-statement")
    read(_OPTIONS, d, Node.made("", node.line, node.lines, {
        word: child for word, child in node.children.items() if word != "policy-statement"
    }))  # fmt: skip
    if statements is not None:
        d.account.mark(statements.lines, MODELLED)
        for name, child in statements.children.items():
            found = guarded(d.account, child, partial(_statement, d, name, child))
            d.policies[name] = found or RoutePolicy(name, (), None, d.account.span(child))


def _statement(d: DeviceDraft, name: str, node: Node) -> RoutePolicy:
    found: list[PolicyTerm] = []
    d.account.mark(node.lines, MODELLED)
    terms = node.children.get("term")
    if terms is not None:
        d.account.mark(terms.lines, MODELLED)
        for each in terms.children.values():
            found += _terms(d, name, each.word, each)
    if node.children.keys() - {"term"}:
        own = {w: c for w, c in node.children.items() if w != "term"}
        found += _terms(d, name, "", Node.made("", node.line, node.lines, own))
    return RoutePolicy(name, tuple(found), None, d.account.span(node))


def _terms(d: DeviceDraft, policy: str, name: str, node: Node) -> Iterator[PolicyTerm]:
    """A term; several where route filters of it have actions of their own."""
    draft = TermDraft(d.account, d)
    said = {"from": FROM, "to": TO, "then": THEN, **_QUIET, **classes("*", UNRECOGNISED)}
    before = len(draft.matches)
    read(said, draft, node)
    if _is_strange(d, node):
        draft.matches[before:] = [NEVER]
    then = node.at("then") or _NOTHING
    for key, actions in _action_groups(draft.filters).items():
        matches = list(draft.matches)
        prefixes = _prefixes(draft, f"{policy} {name}".strip(), key)
        if prefixes is not None:
            matches.insert(0, prefixes)
        own = draft
        if actions is not None:
            own = TermDraft(d.account, d)
            read(THEN, own, actions)
        action, following = decision(actions or then)
        yield PolicyTerm(
            name,
            action,
            tuple(matches),
            tuple(own.changes),
            next_policy=following,
            where=d.account.span(node),
            default=_DEFAULTS.get((actions or then).value("default-action") or ""),
        )


def _is_strange(d: DeviceDraft, node: Node) -> bool:
    """Whether a condition could not be read at all: the term then matches nothing."""
    part = node.at("from")
    return part is not None and d.account.is_lost(part)


def _action_groups(filters: list[list[RouteFilter]]) -> dict[tuple[str, ...], Node | None]:
    """The different actions of a term's filters; always the term's own, first."""
    found: dict[tuple[str, ...], Node | None] = {}
    for each in (f for group in filters for f in group):
        found.setdefault(each.key, each.actions)
    plain = any(not f.key for group in filters for f in group)
    if plain or not found:
        found = {(): None, **found}
    return found


def _prefixes(draft: TermDraft, name: str, key: tuple[str, ...]) -> MatchPrefixes | None:
    """The term's condition on prefixes; None if it has none."""
    if not draft.filters and not draft.lists:
        return None
    ranges: list[PrefixRange] = []
    lists = [] if key else list(draft.lists)
    for n, filters in enumerate(draft.filters):
        title = " ".join([name, "filter", *([str(n + 1)] if n else []), *key])
        more, names = ranges_or_lists(draft.device, filters, title, key)
        ranges += more
        lists += names
    return MatchPrefixes(tuple(ranges), tuple(lists))


def _filter_lists(d: DeviceDraft, node: Node) -> LineClass | None:
    """`route-filter-list` is read where it is used; here only whether it can be."""
    d.account.mark(node.lines, MODELLED)
    for child in node.children.values():
        try:
            known = all(True for _ in filters_of(child))
        except (ValueError, IndexError):
            known = False
        d.account.mark_all(child, MODELLED if known else UNRECOGNISED)
    return None


_OPTIONS = {
    "prefix-list": read_prefix_lists,
    "as-path": read_as_path,
    "as-path-group": read_as_path_group,
    "community": read_communities,
    "route-filter-list": _filter_lists,
    **classes("application-maps damping defaults redundancy-policy", IRRELEVANT),
    **classes("condition rtf-prefix-list tunnel-attribute mac-list as-list", UNMODELLED),
    "*": UNMODELLED,
}
