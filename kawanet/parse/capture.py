"""What a terminal, a logger or an editor left around and inside a configuration, taken out.

`clean` runs before every parser (see `registry.parse_device`). It repairs what belongs to no
configuration (carriage returns, overwritten `--More--`, escape sequences) and blanks lines that are
not part of one: prompts, and where a log holds several commands, all but those that print a
configuration. Lines keep their numbers. A text with none of it is passed through at the cost of a
few searches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_ESCAPE = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|[()][A-Z0-9]|[=>78])")
_LINE_END = re.compile(r"\r+\n")
_MORE = re.compile(r"^[ \t]*(?:<-+|-+) ?\(?more[^)\n>]{0,20}?\)? ?(?:-+>|-+)[ \t]*", re.I | re.M)
_MORE_MARKS = ("ore--", "ore -", "(more", "(More")
_PROMPT = re.compile(
    r"(?!banner )"
    r"(?:[\w.@:~/-]{1,64}(?:\([\w/.-]{1,40}\))? ?[#>]|[\w.-]{1,32}@[\w.-]{1,64}:\S{1,40}[$#%])"
    r"[ \t]*(?P<command>\S.*)?"
)
_COMMAND = re.compile(
    r"(?:do )?(?:sh|sho|show|get|display|cat|more|vtysh|sudo|nft|iptables-save|term|terminal|no pag"
    r"|set cli|exit|quit|end|logout|en|enable|conf|configure|config|diag\w*|execute|ping|wr|write"
    r"|copy|request|cli|net|ip)\b.*"
)
_CONFIGURATION = re.compile(
    r"(?:do )?(?:sh\w*|more|get|display)\s+(?:\S+\s+)?(?:run|start|conf|full-conf|startup|nvram:)"
    r"|show(?:\s*\||\s*$)|.*vtysh.*show run|(?:sudo )?cat .*(?:interfaces|frr\.conf|nftables)"
    r"|(?:sudo )?(?:nft (?:-\w+ )*list ruleset|iptables-save)|net show conf"
)
_NOISE = re.compile(
    r"\{\w{1,16}(?::\w{1,16})?\}(?:\[edit[^\]\n]*\])?[ \t]*|\[edit[^\]\n]*\][ \t]*"
    r"|Building configuration\.{3}.*|Current configuration ?: \d+ bytes.*"
    r"|Using \d+ (?:out of \d+ )?bytes.*|Uncompressed configuration from .*"
    r"|Load for five secs: .*|Time source is .*|(?:sh|show) (?:run|start|conf)\S*(?: .*)?"
)
_NOISE_MARKS = ("{", "[edit", "onfiguration", "bytes", "Load for", "Time source", "show ", "sh run")
_HEAD = 12  # lines at the top and the bottom of a text in which headers and footers stand


class Captured(NamedTuple):
    """A text ready to be parsed, and how many lines of it were taken out."""

    text: str
    noise: int


def repair(text: str) -> str:
    """Undo what a terminal does to lines: the text as somebody saw it, line by line."""
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = _LINE_END.sub("\n", text)
        if "\n" not in text:
            text = text.replace("\r", "\n")
    if "\x1b" in text:
        text = _ESCAPE.sub("", text)
    if "\b" in text or "\r" in text:
        text = "\n".join(map(_shown, text.split("\n")))
    if any(mark in text for mark in _MORE_MARKS):
        text = _MORE.sub("", text)
    return text


def _shown(line: str) -> str:
    """A line after its backspaces and carriage returns moved the cursor back."""
    if "\b" not in line and "\r" not in line:
        return line
    cells: list[str] = []
    at = 0
    for character in line:
        if character == "\b":
            at = max(0, at - 1)
        elif character == "\r":
            at = 0
        else:
            cells[at : at + 1] = [character]
            at += 1
    return "".join(cells).rstrip() if "".join(cells).strip() else ""


def clean(text: str) -> Captured:
    """Blank every line that is no part of a configuration. `text` is a repaired one."""
    prompts = list(_prompts(text))
    head, tail = text[:2000], text[-500:]
    marked = any(mark in head or mark in tail for mark in _NOISE_MARKS)
    if not prompts and not marked:
        return Captured(text, 0)
    lines = text.split("\n")
    taken = {n for n, _ in prompts}
    taken |= set(_beside(prompts, len(lines)))
    taken |= set(_headers(lines, taken))
    noise = 0
    for number in taken:
        noise += bool(lines[number].strip())
        lines[number] = ""
    return Captured("\n".join(lines) if taken else text, noise)


def _prompts(text: str) -> Iterator[tuple[int, str]]:
    """Lines (from 0) that are a prompt, with the command typed there. Only lines with one of a
    prompt's marks are looked at."""
    number = position = 0
    for at in sorted(at for mark in _MARKS for at in _places(text, mark)):
        begin = text.rfind("\n", 0, at) + 1
        if begin < position or at == begin:
            continue
        end = text.find("\n", begin)
        line = text[begin : end if end >= 0 else len(text)]
        number += text.count("\n", position, begin)
        position = begin
        found = _PROMPT.fullmatch(line.rstrip()) if len(line) < _LONGEST else None
        if found and (found["command"] is None or _COMMAND.fullmatch(found["command"])):
            yield number, found["command"] or ""


_MARKS = "#>$%"  # one of them ends every prompt
_LONGEST = 300  # characters of a line with a prompt


def _places(text: str, mark: str) -> Iterator[int]:
    at = text.find(mark)
    while at >= 0:
        yield at
        at = text.find(mark, at + 1)


def _beside(prompts: Sequence[tuple[int, str]], end: int) -> Iterator[int]:
    """Lines that answer other commands, where one of the commands prints a configuration."""
    if not any(_CONFIGURATION.match(command) for _, command in prompts):
        return
    yield from range(prompts[0][0])
    stops = [*(n for n, _ in prompts[1:]), end]
    for (start, command), stop in zip(prompts, stops, strict=True):
        if not _CONFIGURATION.match(command):
            yield from range(start, stop)


def _headers(lines: Sequence[str], taken: set[int]) -> Iterator[int]:
    """Headers and footers: among the first and last lines that are not blank or taken already."""
    left = (n for n in range(len(lines)) if n not in taken and lines[n].strip())
    right = (n for n in range(len(lines) - 1, -1, -1) if n not in taken and lines[n].strip())
    for numbers in (left, right):
        for number, _ in zip(numbers, range(_HEAD), strict=False):
            if _NOISE.fullmatch(lines[number]):
                yield number
