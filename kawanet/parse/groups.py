"""Junos `groups` merged where `apply-groups` names them, with wildcards and exceptions.

What is said in place comes first and wins; then groups in the order they are named. A wildcard
`<ge-*>` of a group applies to names that are there, and makes none.
Source: Junos CLI User Guide, "Configuration Groups Overview"; JUNOS 9.5, "Creating a Configuration
Group" (re0 and re1 hold for the routing engine in that slot).
"""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from kawanet.parse.word_tree import Node, Tree

MERGE_LIMIT = 500_000  # nodes that groups may add: groups of groups could fill the memory
_GROUPS, _APPLY, _EXCEPT = "groups", "apply-groups", "apply-groups-except"
_META = frozenset([_APPLY, _EXCEPT, "apply-macro"])
_PREDEFINED = "junos-defaults"
# Groups of a second routing engine or node: the text is read as the first one's.
_SECOND = {"re1": "re0", "node1": "node0", "member1": "member0", "backup": "re0"}
_NODE, _CLUSTER = "${node}", "node0"
Cursor = tuple[str, Node]  # group name, its node at the place we are


class Groups:
    """Merges; tells afterwards which lines were understood, and which name no group."""

    def __init__(self, tree: Tree) -> None:
        self.groups = tree.root.children.pop(_GROUPS, Node("", 0))
        self.applied: list[int] = []
        self.unknown: list[int] = []
        self._left = MERGE_LIMIT
        if tree.grouped:
            self._visit(tree.root, (), [])

    def lines(self) -> list[int]:
        """All lines of all groups."""
        return [line for node in self.groups.walk() for line in node.lines]

    def _visit(self, node: Node, path: tuple[str, ...], cursors: list[Cursor]) -> None:
        cursors = self._here(node, path, cursors)
        for _, cursor in cursors:
            self._add(node, cursor)
        for word, child in node.children.items():
            below = [(g, c) for g, at in cursors for c in _matches(at, word)]
            if not child.children and not below:
                continue
            for _, c in below:
                child.lines.extend(c.lines)
            self._visit(child, (*path, word), below)

    def _here(self, node: Node, path: tuple[str, ...], cursors: list[Cursor]) -> list[Cursor]:
        """The groups that apply at a node: from above, less exceptions, and those it names."""
        excepted = node.children.pop(_EXCEPT, None)
        if excepted:
            cursors = [c for c in cursors if c[0] not in excepted.children]
            self.applied.extend(line for n in excepted.walk() for line in n.lines)
        found = list(cursors)
        named = node.children.pop(_APPLY, None)
        waiting = list(named.children.values()) if named else []
        waiting += _nested(found)
        seen = {name for name, _ in found}
        waiting = [_for_this_node(n) for n in waiting]
        for name in waiting:  # grows while groups name groups
            if name.word in self.groups.children or name.word == _PREDEFINED:
                self.applied.extend(name.lines)
            else:
                self.unknown.extend(name.lines)
            if name.word in seen or name.word not in self.groups.children:
                continue
            if _SECOND.get(name.word, "") in self.groups.children:
                continue
            seen.add(name.word)
            new = [(name.word, n) for n in _resolve(self.groups.children[name.word], path)]
            found += new
            waiting += _nested(new)
        return found

    def _add(self, node: Node, cursor: Node) -> None:
        for word, child in cursor.children.items():
            if word in _META or word in node.children or word.startswith("<"):
                continue
            self._left -= 1
            if self._left < 0:
                self.unknown.extend(child.lines)
                continue
            node.children[word] = child.hollow()


def _for_this_node(name: Node) -> Node:
    """`${node}` names the group of the node itself: that of the first."""
    return Node.made(_CLUSTER, name.line, name.lines, {}) if name.word == _NODE else name


def _nested(cursors: Sequence[Cursor]) -> list[Node]:
    applied = (node.children.get(_APPLY) for _, node in cursors)
    return [name for node in applied if node for name in node.children.values()]


def _resolve(group: Node, path: Sequence[str]) -> list[Node]:
    """The nodes of a group at a path."""
    nodes = [group]
    for word in path:
        nodes = [c for node in nodes for c in _matches(node, word)]
    return nodes


def _matches(node: Node, word: str) -> list[Node]:
    """A group's children that speak of a word: the word itself, and wildcards."""
    found = [node.children[word]] if word in node.children else []
    found += [
        child
        for pattern, child in node.children.items()
        if pattern.startswith("<") and fnmatchcase(word, pattern[1:-1])
    ]
    return found
