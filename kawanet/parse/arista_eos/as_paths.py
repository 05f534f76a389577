"""AS-path expressions of EOS, where by default a number is a whole AS and `.` is any one of them.

`ip as-path regex-mode asn` (the default) matches AS by AS, `string` character by character.
Source: public EOS configurations and their documentation (aristanetworks/avd: "AS Path Regex Mode
is asn"; filters of bogon AS numbers, `permit _[64496-64511]_ any`). No release's manual was found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from kawanet.errors import Span
from kawanet.model.route_policy import AsPathEntry
from kawanet.parse.cisco_regex import python_regex
from kawanet.parse.numbers import digits
from kawanet.parse.policy_draft import ACTIONS, PolicyDraft
from kawanet.parse.policy_draft import Sequence as Entries
from kawanet.parse.prefix_lists import sequence_of
from kawanet.parse.result import LineClass
from kawanet.parse.statements import IRRELEVANT, MODELLED, UNMODELLED

_ORIGINS = frozenset(("igp", "egp", "incomplete"))
_PARTS = re.compile(r"\[(\d+)-(\d+)\]|(\d+)|(\.[*+])|(\.)|(_)|(\s+)|(.)")
_EDGE = "(?:^|[ ,{}()]|$)"


@lru_cache(maxsize=1 << 10)
def as_regex(text: str) -> str:
    """Turn an expression of mode asn into Python's. Raises ValueError for what is none."""
    found = []
    for part in _PARTS.finditer(text):
        first, last, number, many, one, edge, blank, other = part.groups()
        if first is not None:
            found.append(_whole("|".join(digits(int(first), int(last)))))
        elif number is not None:
            found.append(_whole(number))
        elif one is not None:
            found.append(_whole("[0-9]+"))
        else:
            found.append(_EDGE if edge else " " if blank else many or other)
    pattern = "".join(found)
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"{text} is no regular expression") from error
    return pattern


def _whole(numbers: str) -> str:
    return rf"(?<![0-9])(?:{numbers})(?![0-9])"


def read_as_path(
    p: PolicyDraft, name: str, words: Sequence[str], where: Span, *, characters: bool
) -> LineClass:
    """`permit|deny REGEX [any|igp|egp|incomplete]`; `characters`: mode string."""
    number, words = sequence_of(words)
    if words[0] in ("remark", "description"):
        return IRRELEVANT
    rest = list(words[1:])
    origin = rest.pop() if len(rest) > 1 and rest[-1] in {*_ORIGINS, "any"} else "any"
    text = " ".join(rest).strip('"')
    regex = python_regex(text) if characters else as_regex(text)
    entry = AsPathEntry(ACTIONS[words[0]], regex, text, where)
    p.as_paths.setdefault(name, Entries(where)).add(number, entry)
    return MODELLED if origin == "any" else UNMODELLED
