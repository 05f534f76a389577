"""Export policies of OSPF, IS-IS and RIP: which active routes of the table go into the protocol.

A policy in the form in which the renderer writes an import of connected or static routes is that
import again. Any other is a chain of route policies over all active routes (`Source.ANY`), which
includes the default route.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network

from kawanet.model.interfaces import Family
from kawanet.model.route_policy import IPNetwork, Redistribution, Source
from kawanet.parse.juniper_junos.draft import DeviceDraft, ProcessDraft
from kawanet.parse.juniper_junos.values import number, prefix
from kawanet.parse.word_tree import Node

DEFAULTS: dict[Family, IPNetwork] = {4: IPv4Network("0.0.0.0/0"), 6: IPv6Network("::/0")}
_SOURCES = {"bgp": Source.BGP, "direct": Source.CONNECTED, "static": Source.STATIC}
_FIRST = "default"  # the term with which a rendered policy begins


@dataclass(slots=True)
class _Exports:
    """What a rendered policy imports."""

    default: bool = False
    found: list[Redistribution] = field(default_factory=list)


class _ForeignError(ValueError):
    """A policy that the renderer would not have written."""


def exports_of(d: DeviceDraft, process: ProcessDraft) -> tuple[tuple[Redistribution, ...], bool]:
    """The redistributions of a process, and whether it announces the default route."""
    names = [node.word for node in process.exports]
    if len(names) == 1:
        try:
            exports = _rendered(d, process.family, names[0])
        except ValueError:
            pass
        else:
            d.absorbed.add(names[0])
            return tuple(exports.found), exports.default
    d.named.update(names)
    return tuple(chain_of(d, process.exports)), False


def chain_of(d: DeviceDraft, exports: list[Node]) -> list[Redistribution]:
    """All active routes through a chain of policies."""
    if not exports:
        return []
    names = tuple(dict.fromkeys(node.word for node in exports))
    where = d.account.span(exports[0])
    return [Redistribution(Source.ANY, None, 2, None, where, names)]


def _rendered(d: DeviceDraft, family: Family, name: str) -> _Exports:
    statement = d.root.at("policy-options", "policy-statement", name)
    terms = statement.at("term") if statement else None
    if statement is None or terms is None or list(statement.children) != ["term"]:
        raise _ForeignError(name)
    first, *rest = terms.children.values()
    exports = _Exports(_default(first, DEFAULTS[family]))
    for term in rest:
        exports.found.append(_import(d, term))
    return exports


def _default(term: Node, default: IPNetwork) -> bool:
    """The first term: the static default route, announced or kept back."""
    matches, then = _parts(term)
    if term.word != _FIRST or matches.values("protocol") != ("static",):
        raise _ForeignError(term.word)
    if _exact(matches) != (default,):
        raise _ForeignError(term.word)
    if list(then.children) == ["reject"]:
        return False
    said = (then.value("metric"), then.value("external", "type"))
    if sorted(then.children) == ["accept", "external", "metric"] and said == ("1", "2"):
        return True
    raise _ForeignError(term.word)


def _import(d: DeviceDraft, term: Node) -> Redistribution:
    matches, then = _parts(term)
    words = matches.values("protocol")
    if len(words) != 1 or words[0] not in _SOURCES:
        raise _ForeignError(term.word)
    if {"metric", "external"} - then.children.keys() or len(then.children) != 3:
        raise _ForeignError(term.word)
    prefixes = _exact(matches)
    if "reject" in then.children:
        if prefixes is not None:
            raise _ForeignError(term.word)
        prefixes = ()
    elif "accept" not in then.children:
        raise _ForeignError(term.word)
    return Redistribution(
        _SOURCES[words[0]],
        number(then.value("metric") or ""),
        number(then.value("external", "type") or "", 1, 2),
        prefixes,
        d.account.span(term),
    )


def _parts(term: Node) -> tuple[Node, Node]:
    matches, then = term.at("from"), term.at("then")
    if matches is None or then is None or len(term.children) != 2:
        raise _ForeignError(term.word)
    if matches.children.keys() - {"protocol", "route-filter"}:
        raise _ForeignError(term.word)
    return matches, then


def _exact(matches: Node) -> tuple[IPNetwork, ...] | None:
    """The exact prefixes that a term names, in order."""
    filters = matches.at("route-filter")
    if filters is None:
        return None
    for word, child in filters.children.items():
        if list(child.children) != ["exact"] or child.children["exact"].children:
            raise _ForeignError(word)
    return tuple(prefix(word) for word in filters.children)
