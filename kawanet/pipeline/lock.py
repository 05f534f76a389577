"""`addresses.lock.yml`: the committed memory of what has been allocated, one line an entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface, IPv4Network, IPv6Address, IPv6Network
from pathlib import Path

from kawanet.addressing import Lock
from kawanet.design.nearest import did_you_mean
from kawanet.errors import FrozenError, InputError, Problem, Span
from kawanet.load.directory import read_file
from kawanet.load.nodes import Entry, Mapping, Node, Scalar
from kawanet.pipeline.output import write_file

LOCK_NAME = "addresses.lock.yml"
HEADER = """\
# Written by `kawanet build`; commit it. An entry never moves while it stands here.
# Take a line out to give its value back. All values are samples.
"""
RESTORE = "restore it from git, or take the line out"


def _number(word: str) -> int:
    if not (word.isascii() and word.isdecimal() and len(word) < 10):
        raise ValueError(word)
    return int(word)


def _vlan(word: str) -> int:
    if not 1 <= _number(word) <= 4094:
        raise ValueError(word)
    return int(word)


def _region(word: str) -> int:
    if not 0 <= _number(word) < 1 << 16:  # planning knows how many the tiers have room for
        raise ValueError(word)
    return int(word)


@dataclass(frozen=True, slots=True)
class _Kind:
    """How entries of a kind look: parts of the key, and what stands between `by` in the value."""

    parts: tuple[int, ...]
    example: str
    fields: tuple[Callable[[str], object], ...]
    by: str = " "
    within: int = 0  # parts of the key after the kind within which a value stands once

    def accepts(self, key: str, value: str) -> bool:
        """Whether planning can read the entry."""
        parts, words = key.split("/"), value.split(self.by)
        if len(parts) not in self.parts or not all(parts) or len(words) != len(self.fields):
            return False
        try:
            for field, word in zip(self.fields, words, strict=True):
                field(word)
        except ValueError:
            return False
        return True

    def claim(self, key: str, value: str) -> tuple[object, ...]:
        """What no two entries may have: a value, of a segment its prefixes."""
        words = value.split(self.by)
        return (*key.split("/")[: 1 + self.within], *(words[:2] if self.by == " " else words))


_HOST = "10.64.0.11 fd00:4::b"
_PAIR = (IPv4Network, IPv6Network)
_ADDRESSES = (IPv4Address, IPv6Address)
KINDS = {
    "area": _Kind((2,), "100", (_number,)),
    "block": _Kind((5,), "10.32.0.0/21 fd00:2::/58", _PAIR),
    "link": _Kind((3, 4, 5), "10.32.240.0/31 fd00:2:0:fff::/127", _PAIR),
    "loopback": _Kind((2,), "10.64.252.0/32 fd00:4:0:fff:8000::/128", _PAIR),
    "management": _Kind((2,), _HOST, _ADDRESSES),
    "pool": _Kind((2,), "10.112.8.0/24 fd00:6:0:40::/64", _PAIR),
    "port": _Kind((3,), "10000/7", (_number, _number), by="/", within=1),
    "published": _Kind((3,), "203.0.113.5 2001:db8:ff02::5", _ADDRESSES),
    "region": _Kind((3,), "2", (_region,)),
    "router-id": _Kind((2,), "14", (_number,)),
    "segment": _Kind((4,), "10.33.0.0/28 fd00:2:0:1000::/64 510", (*_PAIR, _vlan)),
    "server": _Kind((3,), _HOST, _ADDRESSES),
    "tag": _Kind((5,), "318", (_vlan,), within=1),
    "tunnel": _Kind((2,), "5", (_number,)),
    "underlay": _Kind((2, 3), "192.168.0.0/18", (IPv4Interface,)),
}


def read_lock(path: Path) -> Lock:
    """Read a lock; an absent file is an empty lock.

    Raises:
        InputError: with every entry that planning could not read.
    """
    if not path.exists():
        return Lock()
    node, problems = read_file(path)
    entries = _entries(node, problems)
    problems += (p for key, entry in entries.items() if (p := _problem(key, entry)))
    if problems:
        raise InputError(tuple(problems))
    values = {key: str(e.value.value) for key, e in entries.items() if isinstance(e.value, Scalar)}
    twice = tuple(_given_twice(entries, values))
    if twice:
        raise InputError(twice)
    return Lock(values)


def _entries(node: Node | None, problems: list[Problem]) -> dict[str, Entry]:
    if isinstance(node, Mapping):
        return node.entries
    if node is not None and not (isinstance(node, Scalar) and node.value is None):
        problems.append(Problem(node.where, 'expected lines `key: "value"`', RESTORE))
    return {}


def _problem(key: str, entry: Entry) -> Problem | None:
    name = key.partition("/")[0]
    if name not in KINDS:
        hint = did_you_mean(name, KINDS) or RESTORE
        return Problem(entry.where, f"unknown kind of entry `{key[:60]}`", hint)
    value = entry.value.value if isinstance(entry.value, Scalar) else None
    if isinstance(value, str) and KINDS[name].accepts(key, value):
        return None
    shown = f"`{value[:60]}`" if isinstance(value, str) else "no text"
    hint = f'e.g. "{KINDS[name].example}"; {RESTORE}'
    return Problem(entry.value.where, f"`{key[:60]}`: {shown} cannot be read", hint)


def _given_twice(entries: dict[str, Entry], values: dict[str, str]) -> Iterator[Problem]:
    """Two branches that each added a site took the same values; their merge shows it here."""
    first: dict[tuple[object, ...], str] = {}
    for key, value in values.items():
        other = first.setdefault(KINDS[key.partition("/")[0]].claim(key, value), key)
        if other != key:
            message = f"`{key}` has what `{other}` has on line {entries[other].where.line}"
            hint = "take the newer line out; the next build gives it another"
            yield Problem(entries[key].where, message, hint)


def lock_text(lock: Lock) -> str:
    """The lock as text: sorted, a quoted value a line, so that a diff is exactly what changed."""
    lines = (f'{key}: "{value}"\n' for key, value in sorted(lock.entries.items()))
    return HEADER + "".join(lines)


def write_lock(path: Path, lock: Lock) -> None:
    """Write the lock where it says something new; a file that says the same is left alone."""
    if not path.exists() or read_lock(path) != lock:
        write_file(path, lock_text(lock))


def refuse_change(path: Path, old: Lock, new: Lock) -> None:
    """Raise FrozenError if writing `new` would change the file at `path`."""
    if not path.exists():
        message, first = "there is no lock", ""
    elif old == new:
        return
    else:
        changed = sorted(key for key, value in new if old.entries.get(key) != value)
        message = f"the lock would change: {len(changed)} entries"
        first = f", the first {changed[0]}: {new.entries[changed[0]]}"
    hint = "`kawanet build` without --frozen writes it; commit it"
    raise FrozenError((Problem(Span(str(path)), message + first, hint),))
