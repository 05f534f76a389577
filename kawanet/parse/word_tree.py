"""The tree of words that Junos text is: every word a node, and the lines that said it.

A line is credited to the node its statement ends at (and a closing brace to the node it closes).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

DEPTH_LIMIT = 48  # words in a path; real Junos text stays below 20


class Node:
    """A word of a path. `line` is where it was first said; `lines` are the lines credited to it.

    `inherited`: it came from a group; `comment`: the annotation standing before it. These are said
    of few, and cost nothing where they are not (a large text has millions of nodes).
    """

    __slots__ = ("__dict__", "children", "line", "lines", "word")
    inherited = False
    inactive = False
    comment = ""

    def __init__(self, word: str, line: int) -> None:
        self.word = word
        self.line = line
        self.lines: list[int] = []
        self.children: dict[str, Node] = {}

    @classmethod
    def made(cls, word: str, line: int, lines: list[int], children: dict[str, Node]) -> Node:
        """A node of parts that are there already, and stay shared."""
        node = cls(word, line)
        node.lines, node.children = lines, children
        return node

    def hollow(self) -> Node:
        """The word alone, for where a group says it."""
        node = Node(self.word, self.line)
        node.inherited = True
        if self.comment:
            node.comment = self.comment
        return node

    def copied(self, word: str) -> Node:
        """The same under another word, down to the last node."""
        below = {name: child.copied(name) for name, child in self.children.items()}
        node = Node.made(word, self.line, list(self.lines), below)
        if self.comment:
            node.comment = self.comment
        return node

    def child(self, word: str, line: int) -> Node:
        """The child of that word, made if it is not there."""
        found = self.children.get(word)
        if found is None:
            found = self.children[word] = Node(word, line)
        return found

    def at(self, *path: str) -> Node | None:
        """The node down a path; None if there is none."""
        node: Node | None = self
        for word in path:
            node = node.children.get(word) if node else None
        return node

    def value(self, *path: str) -> str | None:
        """The single value of a statement: the last one said here, else the first inherited."""
        found = self.value_node(*path)
        return found.word if found else None

    def value_node(self, *path: str) -> Node | None:
        """The node of a statement's single value."""
        node = self.at(*path) if path else self
        if node is None or not node.children:
            return None
        if len(node.children) == 1:
            return next(iter(node.children.values()))
        own = [c for c in node.children.values() if not c.inherited]
        return own[-1] if own else next(iter(node.children.values()))

    def values(self, *path: str) -> tuple[str, ...]:
        """All values of a statement."""
        node = self.children.get(path[0]) if len(path) == 1 else self.at(*path)
        return tuple(node.children) if node else ()

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in order."""
        yield self
        for child in self.children.values():
            yield from child.walk()

    def words(self) -> list[str]:
        """All words below, in order: an attribute list, in one line or several."""
        return [node.word for node in self.walk()][1:]


@dataclass(slots=True)
class Tree:
    """The active configuration, and the lines that did not enter it."""

    root: Node
    idle: list[int] = field(default_factory=list)  # comments, inactive parts, prompts
    faulty: list[int] = field(default_factory=list)  # cannot be read
    grouped: bool = False  # groups are applied somewhere
    pruned: bool = False  # something was switched off or deleted


def drop_inactive(node: Node, tree: Tree) -> None:
    """Take out what is inactive, and the words that led nowhere else."""
    for word, child in list(node.children.items()):
        if child.inactive:
            tree.idle.extend(line for below in child.walk() for line in below.lines)
            del node.children[word]
            continue
        if child.children:
            drop_inactive(child, tree)
        if not child.children and not child.lines:
            del node.children[word]
