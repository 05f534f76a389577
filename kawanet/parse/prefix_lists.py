"""Prefix, AS-path and community lists, in the words that IOS, EOS, NX-OS and FRR share.

Readers take the words behind the list's name and raise ValueError, KeyError or IndexError for
words that are not theirs, which `read_all` turns into UNRECOGNISED.
"""

from __future__ import annotations

from collections.abc import Sequence as Words
from functools import lru_cache

from kawanet.errors import Span
from kawanet.model.interfaces import Family
from kawanet.model.policy import Action
from kawanet.model.route_policy import (
    AsPathEntry,
    CommunityEntry,
    IPNetwork,
    PrefixListEntry,
    PrefixRange,
)
from kawanet.parse.cisco_regex import python_regex
from kawanet.parse.ip_words import network
from kawanet.parse.policy_draft import ACTIONS, PolicyDraft, Sequence
from kawanet.parse.result import LineClass

MODELLED, IRRELEVANT = LineClass.MODELLED, LineClass.IRRELEVANT
_BITS = {4: 32, 6: 128}
_WELL_KNOWN = {  # RFC 1997, RFC 3765, RFC 8326, RFC 7999
    "65535:65281": "no-export",
    "65535:65282": "no-advertise",
    "65535:65283": "local-as",
    "65535:65284": "no-peer",
    "65535:666": "blackhole",
    "65535:0": "gshut",
}
_NAMED = frozenset([*_WELL_KNOWN.values(), "internet", "accept-own", "llgr-stale", "no-llgr"])
_SYNONYMS = {"graceful-shutdown": "gshut", "local-as": "local-as", "nopeer": "no-peer"}
_PART = 1 << 16
_LAST_NUMBERED_STANDARD = 99
# First words of an extended community, and what the model calls them.
EXTENDED_KINDS = {"rt": "rt", "soo": "soo", "route-target": "rt", "site-of-origin": "soo"}


def network_of(word: str, family: Family) -> IPNetwork:
    """A prefix; bits beyond its length are dropped. `any` is all addresses."""
    if word == "any":
        word = "0.0.0.0/0" if family == 4 else "::/0"
    found = network(word)
    if found.version != family:
        raise ValueError(f"{word} is no prefix of IPv{family}")
    return found


def prefix_range(words: Words[str], family: Family) -> PrefixRange:
    """`PREFIX [eq N] [ge N] [le N]`."""
    prefix = network_of(words[0], family)
    bits, length = _BITS[family], prefix.prefixlen
    low, high = (length, bits) if words[0] == "any" else (length, length)
    for word, value in zip(words[1::2], words[2::2], strict=True):
        number = int(value)
        if not 0 <= number <= bits:
            raise ValueError(f"{value} is no prefix length")
        if word == "ge":
            low, high = number, bits if high == length else high
        elif word == "le":
            high = number
        elif word == "eq":
            low = high = number
        else:
            raise ValueError(f"{word} is not known in a prefix list")
    return PrefixRange(prefix, low, high)


def sequence_of(words: Words[str]) -> tuple[int | None, Words[str]]:
    """Take `seq N` or `N` off the front."""
    if words[0] in ("seq", "sequence"):
        return int(words[1]), words[2:]
    if words[0].isdigit():
        return int(words[0]), words[1:]
    return None, words


def read_prefix_list(
    p: PolicyDraft, family: Family, name: str, words: Words[str], where: Span
) -> LineClass:
    """`[seq N] permit|deny PREFIX [ge N] [le N]`, or a description."""
    number, words = sequence_of(words)
    found = p.prefix_lists.get((family, name))
    if found is None:
        found = p.prefix_lists[(family, name)] = Sequence(where)
    if words[0] in ("description", "remark"):
        return IRRELEVANT
    entry = PrefixListEntry(ACTIONS[words[0]], prefix_range(words[1:], family), where)
    found.add(number, entry)
    return MODELLED


def read_as_path_list(
    p: PolicyDraft, name: str, words: Words[str], where: Span, *, quantified: bool = False
) -> LineClass:
    """`[seq N] permit|deny REGEX`."""
    number, words = sequence_of(words)
    if words[0] in ("description", "remark"):
        return IRRELEVANT
    text = " ".join(words[1:]).strip('"')
    entry = AsPathEntry(ACTIONS[words[0]], python_regex(text, quantified=quantified), text, where)
    p.as_paths.setdefault(name, Sequence(where)).add(number, entry)
    return MODELLED


@lru_cache(maxsize=1 << 12)
def community(word: str) -> str:
    """A community as the model writes it: `65000:100`, or the name of a well-known one."""
    low = word.lower()
    if low in _NAMED:
        return low
    if low in _SYNONYMS:
        return _SYNONYMS[low]
    high, colon, value = word.partition(":")
    parts = (int(high), int(value)) if colon else divmod(int(high), _PART)
    if not all(0 <= part < _PART for part in parts):
        raise ValueError(f"{word} is no community")
    text = f"{parts[0]}:{parts[1]}"
    return _WELL_KNOWN.get(text, text)


def large_community(word: str) -> str:
    """A large community as the model writes it."""
    one, two, three = (int(part) for part in word.split(":"))
    return f"large:{one}:{two}:{three}"


def extended_communities(words: Words[str]) -> tuple[str, ...]:
    """`rt 65000:1 65000:2 soo 65000:3` -> as the model writes them."""
    kind = ""
    found: list[str] = []
    for word in words:
        if word.lower() in EXTENDED_KINDS:
            kind = EXTENDED_KINDS[word.lower()]
        elif kind and ":" in word:
            found.append(f"{kind}:{word}")
        else:
            raise ValueError(f"{word} is no extended community")
    if not found:
        raise ValueError("no extended community is named")
    return tuple(found)


def read_community_list(
    p: PolicyDraft,
    words: Words[str],
    where: Span,
    kind: str = "",
    *,
    quantified: bool = False,
    regexes: bool = False,
) -> LineClass:
    """`[standard|expanded|regexp] NAME [seq N] permit|deny ...`; `kind`: `ext:` or `large:`.

    `regexes`: a list of no kind that is not numbered 1 to 99 holds regular expressions.
    """
    expanded = regexes
    if words[0] in ("standard", "expanded", "regexp"):
        expanded, words = words[0] != "standard", words[1:]
    elif words[0].isdigit():
        expanded = int(words[0]) > _LAST_NUMBERED_STANDARD
    name, words = kind + words[0], words[1:]
    number, words = sequence_of(words)
    if words[0] in ("description", "remark"):
        return IRRELEVANT
    action, values = ACTIONS[words[0]], words[1:]
    if expanded:
        regex = python_regex(" ".join(values).strip('"'), quantified=quantified)
        entry = CommunityEntry(action, (), regex, where)
    else:
        entry = _standard(action, kind, values, where)
    p.communities.setdefault(name, Sequence(where, 10)).add(number, entry)
    return MODELLED


def _standard(action: Action, kind: str, values: Words[str], where: Span) -> CommunityEntry:
    if kind == "ext:":
        return CommunityEntry(action, tuple(sorted(extended_communities(values))), None, where)
    read = large_community if kind else community
    found = {read(value) for value in values} - {"internet"}
    if not found:  # `internet`: every route
        return CommunityEntry(action, (), "", where)
    return CommunityEntry(action, tuple(sorted(found)), None, where)
