"""Junos text as `show configuration | display set` prints it: each statement a line of its own."""

from __future__ import annotations

from collections.abc import Iterator

from kawanet.parse.braces import read_tree
from kawanet.parse.word_tree import Node

_BARE = frozenset("[]{};#\"'() ")


def set_form(text: str) -> str:
    """The `set` lines of a hierarchical text."""
    tree = read_tree(text.split("\n"))
    return "".join(f"set{path}\n" for path in _paths(tree.root))


def _paths(node: Node) -> Iterator[str]:
    for child in node.children.values():
        word = child.word if child.word and _BARE.isdisjoint(child.word) else f'"{child.word}"'
        if not child.children:
            yield f" {word}"
        for path in _paths(child):
            yield f" {word}{path}"
