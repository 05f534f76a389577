"""Text forms of FortiOS: quoted strings, lists, dotted masks, address families."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from kawanet.model.interfaces import Family, IPInterface
from kawanet.model.policy import IPNetwork


def quote(text: str) -> str:
    """Put text in double quotes, as FortiOS writes strings."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def joined(names: Iterable[object]) -> str:
    """Format names as one list value."""
    return " ".join(quote(str(name)) for name in names)


def names(items: Sequence[object]) -> list[str]:
    """Give the list value, or nothing when there are no names (for a `for` in a template)."""
    return [joined(items)] if items else []


def members_or(items: Sequence[object], nothing: str) -> str:
    """Format names as one list value, with FortiOS's word for none or any."""
    return joined(items) if items else quote(nothing)


def name_or(name: str, nothing: str) -> str:
    """Quote a name, or FortiOS's word for any."""
    return quote(name or nothing)


def string_or(item: object | None, nothing: str) -> str:
    """Quote what something is called, or FortiOS's word for none or any."""
    return quote(nothing if item is None else str(item))


def able(value: bool) -> str:
    """Format a boolean."""
    return "enable" if value else "disable"


def dotted(value: IPInterface | IPNetwork) -> str:
    """Format an IPv4 address or prefix with its mask."""
    return value.with_netmask.replace("/", " ")


def first_one(items: Sequence[Any]) -> Sequence[Any]:
    """The first item alone."""
    return items[:1]


def family_of(item: Any) -> Family:
    """The address family of an address, a prefix, or anything with a `family`."""
    return 4 if (getattr(item, "family", 0) or item.version) == 4 else 6


def of_family(items: Iterable[Any], family: Family) -> list[Any]:
    """Those items that belong to an address family, in order."""
    return [item for item in items if family_of(item) == family]
