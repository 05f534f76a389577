"""Junos text -> one tree of words, from braces and from `set` lines alike, with line numbers.

Every word is a node: `unit 0 { family inet; }` and `set unit 0 family inet` give the same path
unit, 0, family, inet. So no schema is needed to read either form, and a list `[ a b ]` is two
children. What is inactive or deleted leaves the tree; groups are merged in (`groups`).

A line is credited to the node its statement ends at (and a closing brace to the node it closes).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

DEPTH_LIMIT = 48  # words in a path; real Junos text stays below 20
_SET_VERBS = frozenset(
    [
        "set", "delete", "deactivate", "activate", "protect", "unprotect", "annotate", "insert",
        "rename", "copy",
    ]
)  # fmt: skip
_TAGS = frozenset(["inactive:", "active:", "replace:", "protect:", "merge:", "update:", "delete:"])
_TOKEN = re.compile(
    r"""(?P<newline>\n)|(?P<comment>/\*.*?(?:\*/|\Z))|(?P<hash>\#[^\n]*)|(?P<mark>[{};\[\]])
    |"(?P<quoted>(?:\\.|[^"\\])*)(?P<end>"|\\?\Z)|(?P<word><[^>\s]*>|[^\s{};\[\]"]+)""",
    re.VERBOSE | re.DOTALL,
)
_AROUND = re.compile(  # what a terminal leaves around a configuration
    r"\{(?:master|backup|primary|secondary|linecard)[^}\n]*\}|\[edit[^\]\n]*\]"
    r"|[\w.-]+@[^\s>#%]+[>#%].*|show configuration.*"
    r"|(?:configure|commit|quit|exit|top)(?: [a-z-]+)*"  # of the session that made it
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n"}


class Node:
    """A word of a path. `line` is where it was first said; `lines` are the lines credited to it.

    `inherited`: it came from a group; `comment`: the annotation standing before it.
    """

    __slots__ = ("children", "comment", "inactive", "inherited", "line", "lines", "word")

    def __init__(
        self,
        word: str,
        line: int,
        lines: list[int] | None = None,
        children: dict[str, Node] | None = None,
        inherited: bool = False,
        comment: str = "",
    ) -> None:
        self.word = word
        self.line = line
        self.lines: list[int] = [] if lines is None else lines
        self.children: dict[str, Node] = {} if children is None else children
        self.inherited = inherited
        self.inactive = False
        self.comment = comment

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
        node = self.at(*path)
        if node is None or not node.children:
            return None
        own = [c for c in node.children.values() if not c.inherited]
        return own[-1] if own else next(iter(node.children.values()))

    def values(self, *path: str) -> tuple[str, ...]:
        """All values of a statement."""
        node = self.at(*path)
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


def read_tree(lines: Sequence[str]) -> Tree:
    """Read text of either form, or of both. Never raises."""
    builder = _Builder(lines)
    builder.read()
    tree = builder.tree
    if tree.pruned:
        _drop_inactive(tree.root, tree)
    return tree


class _Builder:
    """One pass over the lines. Plain lines are split; tokens are looked for in the others only."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.tree = Tree(Node("", 0))
        self.tree.grouped = any("apply-groups" in line for line in lines)
        self.lines = lines
        self.line = 1
        self.stack = [self.tree.root]
        self.broken = 0  # braces opened below a statement that could not be read
        self.words: list[tuple[str, int]] = []
        self.lists: list[tuple[str, int]] | None = None  # what an open `[` holds
        self.items: list[tuple[str, int]] = []  # what a closed `[ ]` held
        self.setting = False
        self.comment = ""

    def read(self) -> None:
        lines, stack = self.lines, self.stack
        at, end = 0, len(lines)
        while at < end:
            text = lines[at].strip()
            at += 1
            if not text:
                continue
            if self.words or self.broken or self.lists is not None or self.items:
                at = self._slow(at)
            elif text == "}" and len(stack) > 1:
                closed = stack.pop().lines
                if closed[-1] != at:
                    closed.append(at)
                self.comment = ""
            elif not self._plain(text, at):
                at = self._slow(at)
        self.line = end
        self._newline()
        self._abandon()

    def _plain(self, text: str, line: int) -> bool:
        """Read a line that is one statement, opens one or sets one; False if it is none."""
        last = text[-1]
        if last in ";{":
            body, node = text[:-1], self.stack[-1]
        elif len(self.stack) == 1 and text.startswith("set "):
            body, node = text[4:], self.stack[0]
            last = ""
        else:
            return False
        words, items = _parts(body) if _is_special(body) else (body.split(), ())
        if not words or words[0] in _TAGS or (items and last == "{"):
            return False
        if last and words[0] in _SET_VERBS and len(self.stack) == 1:
            return False
        if len(self.stack) + len(words) + bool(items) > DEPTH_LIMIT:
            return False
        for word in words:
            child = node.children.get(word)
            if child is None:
                child = node.children[word] = Node(word, line)
            node = child
        if self.comment:
            node.comment, self.comment = self.comment, ""
        for word in items:
            node.child(word, line).lines.append(line)
        if not items:
            node.lines.append(line)
        if last == "{":
            self.stack.append(node)
        return True

    def _slow(self, at: int) -> int:
        """Read a line by its tokens, and the lines over which a string or remark goes on."""
        line = self.lines[at - 1]
        self.line = at
        if _AROUND.fullmatch(line.rstrip()):
            self.tree.idle.append(at)
            self._newline()
            return at
        chunk, after = _whole(self.lines, at)
        for token in _TOKEN.finditer(chunk):
            kind = token.lastgroup
            if kind == "newline":
                self._newline()
                self.line += 1
            elif kind == "word":
                self._word(token["word"])
            elif kind == "mark":
                self._mark(token["mark"])
            elif kind == "end":
                self._quoted(token["quoted"], closed=bool(token["end"]))
            else:
                self._comment(token[0])
        self._newline()
        return after

    def _word(self, word: str) -> None:
        if len(self.stack) == 1 and not self.words and word in _SET_VERBS:
            self.setting = True
        (self.words if self.lists is None else self.lists).append((word, self.line))

    def _quoted(self, raw: str, closed: bool) -> None:
        text = _ESCAPE.sub(lambda m: _ESCAPED.get(m[1], m[1]), raw) if "\\" in raw else raw
        (self.words if self.lists is None else self.lists).append((text, self.line))
        self.line += raw.count("\n")
        if not closed:
            self._abandon()

    def _comment(self, text: str) -> None:
        last = self.line + text.count("\n")
        self.tree.idle.extend(range(self.line, last + 1))
        self.line = last
        if text.startswith("/*"):
            self.comment = _remark(text)

    def _mark(self, mark: str) -> None:
        if mark == "[":
            self.lists = []
        elif mark == "]":
            self.items, self.lists = self.lists or [], None
        elif mark == "}":
            self._close()
        elif mark == ";":
            self._statement()
        else:
            self._open()

    def _newline(self) -> None:
        if self.setting:
            self._set_line()
        elif len(self.stack) == 1 and not self.broken and self.lists is None:
            self._abandon()

    def _abandon(self) -> None:
        """Give up the words at hand: their lines stay unrecognised."""
        self.tree.faulty.extend(line for _, line in (*self.words, *(self.lists or ())))
        self._clear()

    def _clear(self) -> None:
        self.words, self.lists, self.items, self.setting = [], None, [], False
        self.comment = ""

    def _set_line(self) -> None:
        verb, line = self.words[0]
        path = self.words[1:]
        words = [word for word, _ in path]
        if verb == "set" and (path or self.items):
            for node in self._enter(self.tree.root, path) or ():
                node.lines.append(line)
        elif verb == "delete":
            self._delete(words, line)
        elif verb == "insert":
            self._insert(words, line)
        elif verb in ("rename", "copy"):
            self._copy(words, line, keep=verb == "copy")
        else:
            self.tree.idle.append(line)
            found = self.tree.root.at(*words) if path else None
            if found is not None and verb in ("activate", "deactivate"):
                found.inactive = verb == "deactivate"
                self.tree.pruned = True
        self._clear()

    def _insert(self, path: Sequence[str], line: int) -> None:
        """`insert ... term A before term B`: the order of names below one statement."""
        place = next((n for n, w in enumerate(path) if w in ("before", "after")), 0)
        parent = self.tree.root.at(*path[: place - 1]) if place > 1 else None
        name, other = path[place - 1] if place else "", path[-1] if path else ""
        if parent is None or not {name, other} <= parent.children.keys() or name == other:
            self.tree.faulty.append(line)
            return
        moved = parent.children.pop(name)
        kept = list(parent.children.items())
        where = next(n for n, (word, _) in enumerate(kept) if word == other)
        kept.insert(where + (path[place] == "after"), (name, moved))
        parent.children = dict(kept)
        moved.lines.append(line)

    def _copy(self, path: Sequence[str], line: int, keep: bool) -> None:
        """`rename ... term A to term B`, `copy ... A to B`."""
        place = next((n for n, w in enumerate(path) if w == "to"), 0)
        parent = self.tree.root.at(*path[: place - 1]) if place > 1 else None
        name, new = path[place - 1] if place else "", path[-1] if path else ""
        if parent is None or name not in parent.children or new in parent.children:
            self.tree.faulty.append(line)
            return
        source = parent.children[name]
        if keep:
            parent.children[new] = _copied(source, new)
        else:
            source.word = new
            parent.children = {new if w == name else w: c for w, c in parent.children.items()}
        parent.children[new].lines.append(line)

    def _delete(self, path: Sequence[str], line: int) -> None:
        self.tree.idle.append(line)
        self.tree.pruned = True
        parent = self.tree.root.at(*path[:-1])
        gone = parent.children.pop(path[-1], None) if parent and path else None
        if gone is not None:
            self.tree.idle.extend(n for below in gone.walk() for n in below.lines)

    def _enter(self, node: Node, words: Sequence[tuple[str, int]]) -> list[Node] | None:
        """Walk down the words, and then to each item of a list; None if it is too deep."""
        if len(self.stack) + len(words) + bool(self.items) > DEPTH_LIMIT:
            self.tree.faulty.extend(line for _, line in words)
            return None
        for word, line in words:
            node = node.child(word, line)
        return [node.child(word, line) for word, line in self.items] if self.items else [node]

    def _begin(self) -> list[Node] | None:
        """Enter the statement at hand, its tags obeyed."""
        inactive = False
        while self.words and self.words[0][0] in _TAGS:
            inactive = self.words.pop(0)[0] in ("inactive:", "delete:") or inactive
        self.tree.pruned = self.tree.pruned or inactive
        if not self.words and not self.items:
            return None
        nodes = self._enter(self.stack[-1], self.words)
        for node in nodes or ():
            node.inactive = node.inactive or inactive
            node.comment = self.comment
            if not node.lines or node.lines[-1] != self.line:
                node.lines.append(self.line)
        if nodes and len(self.items) > 1:
            for node, (_, line) in zip(nodes, self.items, strict=True):
                node.lines[-1] = line
        return nodes

    def _statement(self) -> None:
        said = bool(self.words or self.items)
        if self.broken or self.setting or (said and self._begin() is None):
            self.tree.faulty.append(self.line)
        self._clear()

    def _open(self) -> None:
        nodes = None if self.broken or self.setting or self.items else self._begin()
        if nodes is None:
            self.broken += 1
            self.tree.faulty.append(self.line)
        else:
            self.stack.append(nodes[0])
        self._clear()

    def _close(self) -> None:
        if self.words or self.lists is not None:
            self._abandon()
        if self.broken:
            self.broken -= 1
            self.tree.faulty.append(self.line)
        elif len(self.stack) > 1:
            node = self.stack.pop()
            if node.lines[-1] != self.line:
                node.lines.append(self.line)
        else:
            self.tree.faulty.append(self.line)
        self._clear()


def _is_special(text: str) -> bool:
    """Whether the text holds more than words."""
    return (
        '"' in text
        or "[" in text
        or "{" in text
        or ";" in text
        or "}" in text
        or "]" in text
        or "#" in text
        or "/*" in text
    )


def _parts(body: str) -> tuple[list[str], Sequence[str]]:
    """The words, and the items of a list at the end, of a body with one string or one list in it;
    nothing for any other."""
    if '"' in body:
        head, _, rest = body.partition('"')
        quoted, closing, tail = rest.partition('"')
        if closing and "\\" not in quoted and not _is_special(head) and not _is_special(tail):
            return [*head.split(), quoted, *tail.split()], ()
    elif body.endswith("]"):
        head, _, rest = body.partition("[")
        if not _is_special(head) and not _is_special(rest[:-1]) and rest[:-1].split():
            return head.split(), rest[:-1].split()
    return [], ()


def _whole(lines: Sequence[str], at: int) -> tuple[str, int]:
    """A line, with those that follow while a string or a remark is open; how many were taken."""
    chunk = lines[at - 1]
    while at < len(lines):
        token = None
        for found in _TOKEN.finditer(chunk):
            token = found
        if token is None or token.end() < len(chunk):
            break
        if token.lastgroup == "comment" and not (token[0].endswith("*/") and len(token[0]) > 3):
            mark = "*/"
        elif token.lastgroup == "end" and not token["end"].startswith('"'):
            mark = '"'
        else:
            break
        more = []
        while at < len(lines):
            more.append(lines[at])
            at += 1
            if mark in more[-1]:
                break
        chunk = "\n".join([chunk, *more])
    return chunk, at


def _copied(node: Node, word: str) -> Node:
    below = {name: _copied(child, name) for name, child in node.children.items()}
    return Node(word, node.line, list(node.lines), below, node.inherited, node.comment)


def _remark(comment: str) -> str:
    body = comment.removeprefix("/*").removesuffix("*/")
    lines = [line.strip().removeprefix("* ").strip() for line in body.split("\n")]
    return "\n".join(line for line in lines if line and line != "*")


def _drop_inactive(node: Node, tree: Tree) -> None:
    """Take out what is inactive, and the words that led nowhere else."""
    for word, child in list(node.children.items()):
        if child.inactive:
            tree.idle.extend(line for below in child.walk() for line in below.lines)
            del node.children[word]
            continue
        if child.children:
            _drop_inactive(child, tree)
        if not child.children and not child.lines:
            del node.children[word]
