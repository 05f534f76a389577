"""`nft -j list ruleset`: the objects of the JSON as the blocks and statements of nft's text.

What a rule says is put into the words of the text form, so that one reader understands both. Only
the places of the objects are kept (`nft` prints a whole rule set on one line, `jq` spreads it): the
line and column where an object begins. A line that several objects share has the worst of their
classes; those that are not in the model are told one by one. Source: libnftables-json(5).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from json import JSONDecodeError, JSONDecoder
from typing import Any, NamedTuple

from kawanet.errors import Span
from kawanet.parse.lines import REPORTED, TEXT_LIMIT, Ledger
from kawanet.parse.linux_frr.nft_json_words import object_words, rule_words, set_words
from kawanet.parse.linux_frr.nft_syntax import Block, Statement
from kawanet.parse.result import LineClass, UnclaimedLine

RULESET = re.compile(r'^\s*\{\s*"nftables"\s*:\s*\[', re.MULTILINE)
_BETWEEN = re.compile(r"[\s,]*")
_CAUGHT = (ValueError, KeyError, IndexError, TypeError, AttributeError)
_WORST = (
    LineClass.UNRECOGNISED,
    LineClass.UNMODELLED,
    LineClass.MODELLED,
    LineClass.IRRELEVANT,
)


class Element(NamedTuple):
    """One object of the list: its value, and where its text stands (lines count from 1)."""

    value: Any
    text: str
    first: Span
    last: int


class ElementLedger(Ledger):
    """The account of objects, as if each were a line."""

    __slots__ = ("elements",)

    def __init__(self, file: str, elements: Sequence[Element]) -> None:
        super().__init__(file, [e.text for e in elements])
        self.elements = elements

    def span(self, line: int) -> Span:
        return self.elements[line - 1].first


def read_elements(ledger: Ledger, first: int, last: int) -> list[Element]:
    """The objects in lines first..last, up to where the text is no JSON any more."""
    text = "\n".join(ledger.texts[first - 1 : last])
    begin = RULESET.search(text)
    starts = [0, *(m.end() for m in re.finditer("\n", text))]
    decoder, found = JSONDecoder(), list[Element]()
    at = begin.end() if begin is not None else len(text)
    while True:
        at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]  # it matches nothing too
        try:
            value, end = decoder.raw_decode(text, at)
        except (JSONDecodeError, RecursionError, ValueError):
            return found
        line = bisect_right(starts, at)
        where = Span(ledger.file, first + line - 1, at - starts[line - 1] + 1)
        ends = first + bisect_right(starts, end - 1) - 1
        found.append(Element(value, text[at:end], where, ends))
        at = end


def read_objects(ledger: ElementLedger) -> Block:
    """All objects as a root block; those without a place in the model are claimed."""
    root = Block([], 1)
    tables: dict[tuple[str, str], Block] = {}
    chains: dict[tuple[str, str, str], Block] = {}
    for number, element in enumerate(ledger.elements, 1):
        try:
            _place(root, tables, chains, number, element.value, ledger)
        except _CAUGHT:
            continue
    return root


def _place(
    root: Block,
    tables: dict[tuple[str, str], Block],
    chains: dict[tuple[str, str, str], Block],
    number: int,
    value: Any,
    ledger: Ledger,
) -> None:
    """Put one object where it belongs. Raises what a strange one gives."""
    ((kind, body),) = value.items()
    if kind == "metainfo":
        ledger.claim(number, LineClass.IRRELEVANT)
        return
    family, name = str(body["family"]), str(body.get("name", ""))
    if kind == "table":
        block = tables[(family, name)] = Block(["table", family, name], number)
        root.blocks.append(block)
        return
    table = str(body["table"])
    if kind == "rule":
        words = list(rule_words(body))
        chain = chains[(family, table, str(body["chain"]))]
        chain.statements.append(Statement(words, [number] * len(words)))
        return
    block = Block([kind.split()[0], name], number)
    lines = set_words(body) if kind == "set" else object_words(kind, body)
    block.statements = [Statement(words, [number] * len(words)) for words in lines]
    tables[(family, table)].blocks.append(block)
    if kind == "chain":
        chains[(family, table, name)] = block


def settle(ledger: Ledger, inner: ElementLedger, first: int, last: int) -> None:
    """Give each line the worst class of its objects; lines between them belong to the form."""
    complete = bool(inner.elements) and inner.elements[0].first.line >= first
    ends = inner.elements[-1].last if complete else first - 1
    held: dict[int, list[LineClass]] = {}
    for element, line_class in zip(inner.elements, inner.classes, strict=True):
        found = line_class or LineClass.UNRECOGNISED
        for line in range(element.first.line, element.last + 1):
            held.setdefault(line, []).append(found)
        if found in REPORTED:
            text = element.text[:TEXT_LIMIT]
            ledger.details.setdefault(element.first.line, []).append(
                UnclaimedLine(element.first, text, found)
            )
    for line in range(first, last + 1):
        closing = line > ends and not ledger.texts[line - 1].strip(" \t]}")
        if line in held:
            ledger.claim(line, min(held[line], key=_WORST.index))
        elif complete and (line < inner.elements[0].first.line or closing or line <= ends):
            ledger.claim(line, LineClass.MODELLED)
