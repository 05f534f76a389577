"""The tokens of Junos text: words, strings, marks, remarks; and what a terminal left around it."""

from __future__ import annotations

import re
from collections.abc import Sequence

TOKEN = re.compile(
    r"""(?P<newline>\n)|(?P<comment>/\*.*?(?:\*/|\Z))|(?P<hash>\#[^\n]*)|(?P<mark>[{};\[\]])
    |"(?P<quoted>(?:\\.|[^"\\])*)(?P<end>"|\\?\Z)|(?P<word><[^>\s]*>|[^\s{};\[\]"]+)""",
    re.VERBOSE | re.DOTALL,
)
AROUND = re.compile(  # what a terminal leaves around a configuration
    r"\{(?:master|backup|primary|secondary|linecard)[^}\n]*\}|\[edit[^\]\n]*\]"
    r"|[\w.-]+@[^\s>#%]+[>#%].*|show configuration.*"
    r"|(?:configure|commit|quit|exit|top)(?: [a-z-]+)*"  # of the session that made it
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n"}


def unescaped(raw: str) -> str:
    """What a quoted string says."""
    return _ESCAPE.sub(lambda m: _ESCAPED.get(m[1], m[1]), raw) if "\\" in raw else raw


def is_special(text: str) -> bool:
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


def parts(body: str) -> tuple[Sequence[str], Sequence[str]]:
    """The words, and the items of a list at the end, of a body of words with at most one string or
    one list in it; nothing for any other."""
    if not is_special(body):
        return body.split(), ()
    if '"' in body:
        head, _, rest = body.partition('"')
        quoted, closing, tail = rest.partition('"')
        if closing and "\\" not in quoted and not is_special(head) and not is_special(tail):
            return [*head.split(), quoted, *tail.split()], ()
    elif body.endswith("]"):
        head, _, rest = body.partition("[")
        if not is_special(head) and not is_special(rest[:-1]) and rest[:-1].split():
            return head.split(), rest[:-1].split()
    return (), ()


def whole(lines: Sequence[str], at: int) -> tuple[str, int]:
    """A line, with those that follow while a string or a remark is open; how many were taken."""
    chunk = lines[at - 1]
    while at < len(lines):
        token = None
        for found in TOKEN.finditer(chunk):
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


def remark(comment: str) -> str:
    """What a comment `/* ... */` says."""
    body = comment.removeprefix("/*").removesuffix("*/")
    lines = [line.strip().removeprefix("* ").strip() for line in body.split("\n")]
    return "\n".join(line for line in lines if line and line != "*")
