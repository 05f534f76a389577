"""Regular expressions of IOS and its relatives (EOS, NX-OS, FRR) -> Python's, for `re.search`.

`_` stands for a comma, a brace, a parenthesis, a blank, the beginning or the end. On IOS braces are
plain characters; Quagga and FRR leave all but `_` to POSIX.

Source: Quagga manual, AS Path Regular Expression; FastIron Layer 3 Routing Guide, BGP4 special
characters (the same list as in Cisco's).
"""

from __future__ import annotations

import re
from functools import lru_cache

_EDGE = "(?:^|[ ,{}()]|$)"
_PLAIN = "_^$ 0123456789"  # what needs no trial
_LITERAL_BRACES = frozenset("{}")
_POSIX_CLASSES = {
    "[:digit:]": "0-9",
    "[:space:]": " ",
    "[:alpha:]": "A-Za-z",
    "[:alnum:]": "0-9A-Za-z",
    "[:punct:]": r"!-/:-@\[-`{-~",
}


@lru_cache(maxsize=1 << 12)
def python_regex(text: str, *, quantified: bool = False) -> str:
    """Turn a Cisco regular expression into Python's.

    `quantified`: braces count repetitions, as POSIX has it (FRR). Raises ValueError for what is
    no regular expression.
    """
    found: list[str] = []
    at = 0
    while at < len(text):
        char = text[at]
        if char == "\\" and at + 1 < len(text):
            found.append(_escaped(text[at + 1]))
            at += 2
            continue
        if char == "[":
            bracket, at = _bracket(text, at)
            found.append(bracket)
            continue
        found.append(_plain(char, quantified=quantified))
        at += 1
    pattern = "".join(found)
    if not text.strip(_PLAIN):
        return pattern
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"{text} is no regular expression") from error
    return pattern


def _escaped(char: str) -> str:
    """A recalled group stays one; any other character stands for itself."""
    return f"\\{char}" if char in "123456789" else re.escape(char)


def _plain(char: str, *, quantified: bool) -> str:
    if char == "_":
        return _EDGE
    return f"\\{char}" if char in _LITERAL_BRACES and not quantified else char


def _bracket(text: str, start: int) -> tuple[str, int]:
    """A set of characters: as Python's, with `[` and `\\` inside taken literally."""
    at = start + 1
    negated = text[at : at + 1] == "^"
    at += negated
    found: list[str] = []
    while at < len(text) and (text[at] != "]" or not found):
        posix = next((c for c in _POSIX_CLASSES if text.startswith(c, at)), "")
        if posix:
            found.append(_POSIX_CLASSES[posix])
            at += len(posix)
            continue
        char = text[at]
        found.append(f"\\{char}" if char in "[]\\&~|" else char)
        at += 1
    if at >= len(text):
        raise ValueError(f"{text} has an open bracket")
    return f"[{'^' if negated else ''}{''.join(found)}]", at + 1
