"""Junos regular expressions over AS paths -> Python's, and the lists made of them.

A term is a whole AS number, never a digit of one; the expression is anchored at both ends.
Source: Junos Policy Framework Configuration Guide 10.4, "Defining AS Path Regular Expressions"
(operators `{m,n} * + ? | - ( )`, the period, the null path `()`; `^` and `$` are implied).
"""

from __future__ import annotations

from collections.abc import Iterator

from kawanet.model.policy import Action
from kawanet.model.route_policy import AsPathEntry, AsPathList
from kawanet.parse.juniper_junos.draft import DeviceDraft
from kawanet.parse.juniper_junos.reading import MODELLED, UNMODELLED
from kawanet.parse.juniper_junos.values import asn
from kawanet.parse.numbers import digits
from kawanet.parse.result import LineClass
from kawanet.parse.word_tree import Node

_END = "(?: |$)"
_ANY = f"(?:[^ ]+{_END})"
_OPERATORS = frozenset("*+?|()")
_DIGITS = "0123456789"
LONGEST = 4096  # characters of an expression


def read_as_path(d: DeviceDraft, node: Node) -> LineClass:
    """`as-path NAME "REGEX";`: one list each."""
    worst = MODELLED
    for name, child in node.children.items():
        entry = _entry(d, child)
        worst = MODELLED if entry and worst is MODELLED else UNMODELLED
        entries = (entry,) if entry else ()
        d.as_path_lists[name] = AsPathList(name, entries, d.account.span(child))
    return worst


def read_as_path_group(d: DeviceDraft, node: Node) -> LineClass:
    """`as-path-group NAME { as-path N "REGEX"; }`: one list, any of its expressions matches."""
    worst = MODELLED
    for name, child in node.children.items():
        members = child.at("as-path")
        found = [_entry(d, n) for n in (members.children.values() if members else ())]
        if None in found:
            worst = UNMODELLED
        known = tuple(e for e in found if e)
        d.as_path_lists[group_name(d, name)] = AsPathList(name, known, d.account.span(child))
    return worst


def group_name(d: DeviceDraft, name: str) -> str:
    """A group may be called as an expression is: then its name says what it is."""
    taken = d.root.at("policy-options", "as-path", name)
    return f"as-path-group {name}" if taken else name


def _entry(d: DeviceDraft, node: Node) -> AsPathEntry | None:
    text = " ".join(word for word in node.words() if word != "path")
    try:
        return AsPathEntry(Action.PERMIT, python_regex(text), text, d.account.span(node))
    except ValueError:
        return None


def python_regex(text: str) -> str:
    """The expression for `re.search` in a path written `65001 65002 {1,2} (64512)`."""
    if len(text) > LONGEST:
        raise ValueError("the expression is too long")
    body = text.strip().removeprefix("^").removesuffix("$").strip()
    return f"^(?:{''.join(_translate(body))})$" if body != "()" else "^$"


def _translate(body: str) -> Iterator[str]:
    depth = at = 0
    while at < len(body):
        char = body[at]
        if char.isspace():
            at += 1
        elif char in _OPERATORS:
            depth += (char == "(") - (char == ")")
            if depth < 0:
                raise ValueError("a parenthesis too many")
            yield "(?:" if char == "(" else char
            at += 1
        elif char == "{":
            end = body.index("}", at)
            yield _repeat(body[at + 1 : end])
            at = end + 1
        elif char == "[":
            end = body.index("]", at)
            yield _one_of([_range(part) for part in _parts(body[at + 1 : end])])
            at = end + 1
        elif char == ".":
            yield _ANY
            at += 1
        else:
            end = _number_end(body, at)
            yield _one_of([_range(body[at:end].replace(" ", ""))])
            at = end
    if depth:
        raise ValueError("a parenthesis is not closed")


def _parts(inside: str) -> list[str]:
    return inside.replace(" - ", "-").replace(",", " ").split()


def _number_end(body: str, at: int) -> int:
    """The end of a number, or of `A - B`."""
    end = at
    while end < len(body) and (body[end] in _DIGITS or _dotted(body, end)):
        end += 1
    if end == at:
        raise ValueError(f"{body[at]} is no part of an expression")
    rest = body[end:].lstrip()
    if rest.startswith("-"):
        second = len(body) - len(rest[1:].lstrip())
        return _number_end(body, second)
    return end


def _dotted(body: str, at: int) -> bool:
    """Whether a period stands within a number like `1.10`."""
    inner = 0 < at < len(body) - 1 and body[at] == "."
    return inner and body[at - 1] in _DIGITS and body[at + 1] in _DIGITS


def _repeat(inside: str) -> str:
    low, comma, high = (part.strip() for part in inside.partition(","))
    if not low.isdecimal() or not (high.isdecimal() or not high) or len(inside) > 9:
        raise ValueError(f"{{{inside}}} is no count")
    return f"{{{low}{comma}{high}}}"


def _range(word: str) -> str:
    """A regex of digits for a number or a range of them."""
    first, dash, last = word.partition("-")
    low = asn(first)
    high = asn(last) if dash else low
    if low > high:
        raise ValueError(f"{word} is no range")
    return "|".join(digits(low, high))


def _one_of(numbers: list[str]) -> str:
    return f"(?:[({{]?(?:{'|'.join(numbers)})[)}}]?{_END})"
