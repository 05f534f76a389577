"""A YAML document as values that know where they stand."""

from __future__ import annotations

from typing import NamedTuple

from kawanet.errors import Span

Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]


class Scalar(NamedTuple):
    where: Span
    value: str | int | float | bool | None


class Sequence(NamedTuple):
    where: Span
    items: tuple[Node, ...]


class Entry(NamedTuple):
    """A key of a mapping, where the key stands, and its value."""

    where: Span
    value: Node


class Mapping(NamedTuple):
    where: Span
    entries: dict[str, Entry]


Node = Scalar | Sequence | Mapping


def plain(node: Node) -> Plain:
    """Take the positions away."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key: plain(entry.value) for key, entry in node.entries.items()}


def locate(node: Node, path: tuple[str | int, ...], *, key: bool = False) -> Span:
    """Find the place of `path` below `node`, as deep as the document goes.

    With `key`, the place of the last step's key instead of its value.
    """
    where = node.where
    for step in path:
        if isinstance(node, Mapping) and step in node.entries:
            entry = node.entries[str(step)]
            node, where = entry.value, entry.where if key else entry.value.where
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            where = node.where
    return where


def find(node: Node, path: tuple[str | int, ...]) -> Node | None:
    """Give the node at `path`, or None when the document does not go so far."""
    for step in path:
        if isinstance(node, Mapping) and step in node.entries:
            node = node.entries[str(step)].value
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            return None
    return node
