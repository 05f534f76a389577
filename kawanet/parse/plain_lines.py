"""Junos lines that need no tokens: one statement, one block opened or closed, or one `set`, each.

Nearly all lines are such, and most are said again and again, in one text and in the next. So what a
line says (its words, whether it opens a block) is worked out once a text of a line and kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from kawanet.parse.brace_tokens import parts
from kawanet.parse.set_verbs import SET_VERBS
from kawanet.parse.word_tree import DEPTH_LIMIT, Node

TAGS = frozenset(["inactive:", "active:", "replace:", "protect:", "merge:", "update:", "delete:"])
_KEPT_LINES, _LONG = 16_384, 200  # so many lines are kept, of fewer characters each
_MARKS = ('"', "[", "]", "{", "}", ";", "#", "/*")  # more than words, as in `is_special`
_SET = "set "

# Whether it opens a block; its words; the items of the list it ends with; how many words deep.
Said = tuple[bool, Sequence[str], Sequence[str], int]
_NOTHING: Said = (False, (), (), 0)  # a blank line
_FAR = DEPTH_LIMIT + 1
_NOT_PLAIN: Said = (False, (), (), _FAR)
_SAID: dict[str, Said] = {"": _NOTHING}


def read_blocks(texts: Sequence[str], at: int, stack: list[Node], comment: str) -> tuple[int, str]:
    """Read stripped lines of blocks and statements up to one that is not plain.

    `at` counts the lines read; `stack` holds the open blocks, `comment` what the next statement is
    annotated with. Gives the last two as they are then.
    """
    said = _SAID
    node, room = stack[-1], DEPTH_LIMIT - len(stack)
    outermost = DEPTH_LIMIT - 1
    for line in range(at + 1, len(texts) + 1):
        text = texts[line - 1]
        if text == "}":
            if room == outermost:
                return line - 1, comment
            stack.pop().lines.append(line)
            node = stack[-1]
            room += 1
            comment = ""
            continue
        opens, words, items, deep = said.get(text) or _said(text)
        if deep > room:
            return line - 1, comment
        if not deep:
            continue
        here = _below(node, words, line)
        if comment:
            here.comment, comment = comment, ""
        if items:
            for word in items:
                here.child(word, line).lines.append(line)
            continue
        here.lines.append(line)
        if opens:
            stack.append(here)
            node = here
            room -= 1
    return len(texts), comment


def _said(text: str) -> Said:
    """What a stripped line says, kept if it may come again."""
    last = text[-1]
    if last not in ";{":
        return _NOT_PLAIN
    words, items = parts(text[:-1])
    if not words or words[0] in TAGS or words[0] in SET_VERBS or (items and last == "{"):
        return _NOT_PLAIN
    found = (last == "{", tuple(words), tuple(items), len(words) + bool(items))
    if len(text) < _LONG:
        if len(_SAID) > _KEPT_LINES:
            _SAID.clear()
            _SAID[""] = _NOTHING
        _SAID[text] = found
    return found


def marks_of(text: str) -> tuple[str, ...]:
    """The marks that occur in a text at all."""
    return tuple(mark for mark in _MARKS if mark in text)


def read_sets(
    texts: Sequence[str], at: int, root: Node, comment: str, marks: Sequence[str]
) -> tuple[int, str]:
    """Read stripped `set` lines up to one that is not plain, or is another. As `read_blocks`.

    `marks` are those that occur in the texts.
    """
    for line in range(at + 1, len(texts) + 1):
        text = texts[line - 1]
        if text[:4] != _SET:
            if text:
                return line - 1, comment
            continue
        words: Sequence[str] = text.split()
        items: Sequence[str] = ()
        for mark in marks:
            if mark in text:
                words, items = parts(text)
                break
        if len(words) < 2 or len(words) + bool(items) > DEPTH_LIMIT:
            return line - 1, comment
        node = _below(root, words[1:], line)
        if comment:
            node.comment, comment = comment, ""
        for word in items:
            node.child(word, line).lines.append(line)
        if not items:
            node.lines.append(line)
    return len(texts), comment


def _below(node: Node, words: Sequence[str], line: int) -> Node:
    """The node that words lead to; what is missing is made, at this line."""
    path = iter(words)
    for word in path:
        child = node.children.get(word)
        if child is None:
            child = node.children[word] = Node(word, line)
            for below in path:  # nothing can be there any more
                node, child = child, Node(below, line)
                node.children[below] = child
        node = child
    return node
