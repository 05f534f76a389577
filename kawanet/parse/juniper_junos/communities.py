"""`policy-options community`: members -> the model's communities, or Python's expressions.

All members must be present for a match. A member with wildcards is an expression over the
characters of the community.
Source: JUNOS 9.4 Policy Configuration Guide, "Configuring the Community Attribute Using UNIX
Regular Expressions"; Policy Framework Guide 10.4, table "Community Attribute Regular Expression".
"""

from __future__ import annotations

import re

from kawanet.model.policy import Action
from kawanet.model.route_policy import CommunityEntry, CommunityList
from kawanet.parse.juniper_junos.draft import DeviceDraft
from kawanet.parse.juniper_junos.reading import MODELLED, UNMODELLED
from kawanet.parse.juniper_junos.values import asn
from kawanet.parse.result import LineClass
from kawanet.parse.word_tree import Node

_WELL_KNOWN = frozenset(
    ["no-export", "no-advertise", "no-export-subconfed", "no-peer", "llgr-stale", "no-llgr"]
)
_KINDS = {"target": "rt", "origin": "soo", "large": "large"}
_LITERAL = re.compile(r"[0-9.L:]+")
_LONGEST = 1024


def read_communities(d: DeviceDraft, node: Node) -> LineClass:
    """`community NAME { members [ ... ]; invert-match; }`."""
    worst = MODELLED
    for name, child in node.children.items():
        members = child.values("members")
        known = {"members", "invert-match"} >= child.children.keys()
        try:
            values = tuple(community(m) for m in members)
            entries = _entries(values, "invert-match" in child.children)
            where = d.account.span(child)
            d.communities[name] = values
            d.community_lists[name] = CommunityList(
                name, tuple(_placed(e, where) for e in entries), where
            )
        except ValueError:
            known = False
        worst = worst if known else UNMODELLED
    return worst


def _placed(entry: CommunityEntry, where: object) -> CommunityEntry:
    return CommunityEntry(entry.action, entry.communities, entry.regex, where)  # type: ignore[arg-type]


def _entries(values: tuple[str, ...], inverted: bool) -> tuple[CommunityEntry, ...]:
    literal = tuple(v for v in values if not is_pattern(v))
    if inverted:
        looks = "".join(_look(v) for v in values)
        return (CommunityEntry(Action.PERMIT, (), f"^(?!{looks})"),)
    if len(literal) == len(values):
        return (CommunityEntry(Action.PERMIT, values),)
    if len(values) == 1:
        return (CommunityEntry(Action.PERMIT, (), f"(?:^| ){pattern(values[0])}(?: |$)"),)
    return (CommunityEntry(Action.PERMIT, (), "^" + "".join(_look(v) for v in values)),)


def _look(value: str) -> str:
    return f"(?=(?:.* )?{pattern(value)}(?: |$))"


def any_of(values: tuple[str, ...]) -> tuple[CommunityEntry, ...]:
    """Entries that permit each single community that one of the values is."""
    return tuple(
        CommunityEntry(Action.PERMIT, (), f"(?:^| ){pattern(v)}(?: |$)")
        if is_pattern(v)
        else CommunityEntry(Action.PERMIT, (v,))
        for v in values
    )


def is_pattern(value: str) -> bool:
    """Whether a member as `community` gives it is an expression."""
    kind, _, rest = value.partition(":")
    number = rest if kind in _KINDS.values() else value
    return value not in _WELL_KNOWN and not _LITERAL.fullmatch(number)


def pattern(value: str) -> str:
    """Python's expression for a member, its parts limited to digits, so that one community at a
    time is looked at."""
    if not is_pattern(value):
        return re.escape(value)
    kind, colon, rest = value.partition(":")
    number = rest if kind in _KINDS.values() else value
    number = number.replace(" ", "").removeprefix("^").removesuffix("$")
    parts = ["[0-9]+" if part == "*" else part for part in number.split(":")]
    text = ":".join(parts).replace(".", "[0-9]").replace("(", "(?:")
    if not colon or len(text) > _LONGEST or not re.fullmatch(r"[-0-9:\[\]{},|()?*+^]*", text):
        raise ValueError(f"{value} is no community")
    try:
        re.compile(text)
    except re.error as wrong:
        raise ValueError(str(wrong)) from None
    return f"(?:{kind}:(?:{text}))" if kind in _KINDS.values() else f"(?:{text})"


def community(word: str) -> str:
    """A member in the model's spelling: `65000:1`, `rt:65000:1`, `large:1:2:3`; an expression
    keeps its own."""
    if word in _WELL_KNOWN:
        return word
    kind, _, rest = word.partition(":")
    if kind in _KINDS:
        found = f"{_KINDS[kind]}:{_plain(rest)}"
    elif kind.isalpha():
        raise ValueError(f"{word} is an unknown kind of community")
    else:
        found = _plain(word)
    if is_pattern(found):
        pattern(found)
    elif found.count(":") < 1:
        raise ValueError(f"{word} is no community")
    return found


def _plain(word: str) -> str:
    """`65000L:1` is a four-byte number's; `1.10:5` is 65546:5."""
    if not _LITERAL.fullmatch(word):
        return word
    first, colon, rest = word.partition(":")
    first = first.removesuffix("L")
    number = str(asn(first)) if first.count(".") == 1 else first
    return f"{number}{colon}{rest}"
