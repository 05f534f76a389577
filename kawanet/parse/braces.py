"""Junos text -> one tree of words, from braces and from `set` lines alike, with line numbers.

Every word is a node: `unit 0 { family inet; }` and `set unit 0 family inet` give the same path
unit, 0, family, inet. So no schema is needed to read either form, and a list `[ a b ]` is two
children. What is inactive or deleted leaves the tree; groups are merged in (`groups`).

Lines that hold one plain statement are read whole (`plain_lines`); the others by their tokens.
"""

from __future__ import annotations

from collections.abc import Sequence

from kawanet.parse.brace_tokens import AROUND, TOKEN, remark, unescaped, whole
from kawanet.parse.plain_lines import TAGS, marks_of, read_blocks, read_sets
from kawanet.parse.set_verbs import SET_VERBS, obey
from kawanet.parse.word_tree import DEPTH_LIMIT, Node, Tree, drop_inactive


def read_tree(lines: Sequence[str]) -> Tree:
    """Read text of either form, or of both. Never raises."""
    builder = _Builder(lines)
    builder.read()
    tree = builder.tree
    if tree.pruned:
        drop_inactive(tree.root, tree)
    return tree


class _Builder:
    """One pass over the lines. Plain lines are split; tokens are looked for in the others only."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.tree = Tree(Node("", 0))
        text = "\n".join(lines)
        self.tree.grouped = "apply-groups" in text
        self.marks = marks_of(text)
        self.lines = lines
        self.texts = [line.strip() for line in lines]
        self.line = 1
        self.stack = [self.tree.root]
        self.broken = 0  # braces opened below a statement that could not be read
        self.words: list[tuple[str, int]] = []
        self.lists: list[tuple[str, int]] | None = None  # what an open `[` holds
        self.items: list[tuple[str, int]] = []  # what a closed `[ ]` held
        self.setting = False
        self.comment = ""

    def read(self) -> None:
        at, end = 0, len(self.lines)
        while at < end:
            at = self._plain(at)
            if at < end:
                at = self._slow(at + 1)
            while at < end and self._is_amid():
                at = self._slow(at + 1) if self.texts[at] else at + 1
        self.line = end
        self._newline()
        self._abandon()

    def _is_amid(self) -> bool:
        """Whether a statement goes on in the next line."""
        return bool(self.words or self.broken or self.lists is not None or self.items)

    def _plain(self, at: int) -> int:
        """Read plain lines from one on; the first that is not plain."""
        if len(self.stack) == 1:
            at, self.comment = read_sets(self.texts, at, self.tree.root, self.comment, self.marks)
        at, self.comment = read_blocks(self.texts, at, self.stack, self.comment)
        return at

    def _slow(self, at: int) -> int:
        """Read a line by its tokens, and the lines over which a string or remark goes on."""
        line = self.lines[at - 1]
        self.line = at
        if AROUND.fullmatch(line.rstrip()):
            self.tree.idle.append(at)
            self._newline()
            return at
        chunk, after = whole(self.lines, at)
        for token in TOKEN.finditer(chunk):
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
        if len(self.stack) == 1 and not self.words and word in SET_VERBS:
            self.setting = True
        (self.words if self.lists is None else self.lists).append((word, self.line))

    def _quoted(self, raw: str, closed: bool) -> None:
        text = unescaped(raw)
        (self.words if self.lists is None else self.lists).append((text, self.line))
        self.line += raw.count("\n")
        if not closed:
            self._abandon()

    def _comment(self, text: str) -> None:
        last = self.line + text.count("\n")
        self.tree.idle.extend(range(self.line, last + 1))
        self.line = last
        if text.startswith("/*"):
            self.comment = remark(text)

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
        else:
            obey(self.tree, verb, words, line)
        self._clear()

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
        while self.words and self.words[0][0] in TAGS:
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
