"""Frozen dataclasses to plain JSON values and back, driven by their type annotations.

Fields at their default are left out. So is `where`: a record that is read stands where its file
says it, so the reader fills it in. Decoding never raises: each complaint is collected with the
path of the value, so that all problems of a file come out in one run.
"""

from __future__ import annotations

import dataclasses
import math
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from enum import Enum
from functools import cache, lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Any

from kawanet.errors import Span
from kawanet.model.plant import Port
from kawanet.model.policy import Service
from kawanet.report.jsontext import Json
from kawanet.report.notation import port_from_text, service_from_text, service_to_text


@dataclass
class Complaints:
    """Where complaints of one record gather: (path within the record, message, hint)."""

    where: Span
    found: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, path: str, message: str, hint: str = "") -> None:
        """Note one complaint; the caller goes on with None in place of the value."""
        self.found.append((path, message, hint))


@dataclass(frozen=True)
class Codec:
    """`decode` takes (value, path, complaints) and returns None after a complaint."""

    encode: Callable[[Any], Json]
    decode: Callable[[Any, str, Complaints], Any]


@cache
def codec_of(kind: Any) -> Codec:
    """The codec of an annotation. Raises TypeError for one that no fact uses."""
    if kind in _SCALARS:
        return _SCALARS[kind]
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        return _tuple_codec(arguments)
    if origin in (types.UnionType, typing.Union) and type(None) in arguments:
        return _optional_codec(next(a for a in arguments if a is not type(None)))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _enum_codec(kind)
    if dataclasses.is_dataclass(kind):
        return _record_codec(kind)
    raise TypeError(f"no codec for {kind!r}")


def _plain(kind: type, name: str) -> Codec:
    def decode(value: Any, path: str, complaints: Complaints) -> Any:
        if type(value) is kind:
            return value
        complaints.add(path, f"{name} expected", f"found {value!r}")
        return None

    return Codec(lambda value: value, decode)


def _float(value: Any, path: str, complaints: Complaints) -> float | None:
    if type(value) in (int, float) and math.isfinite(value):
        return float(value)
    complaints.add(path, "a number expected", f"found {value!r}")
    return None


def _text(kind: str, read: Callable[[str], Any], write: Callable[[Any], str] = str) -> Codec:
    """A value that stands as a string; `read` raises ValueError with what would be right."""

    def decode(value: Any, path: str, complaints: Complaints) -> Any:
        if not isinstance(value, str):
            complaints.add(path, f"{kind} expected", f"found {value!r}")
            return None
        try:
            return read(value)
        except ValueError as error:
            complaints.add(path, f"{value!r} is no {kind}", str(error))
            return None

    return Codec(write, decode)


MANY = 1 << 16  # prefixes and addresses that are said again and again; reading one is slow

_SCALARS: dict[Any, Codec] = {
    str: _plain(str, "a string"),
    int: _plain(int, "an integer"),
    bool: _plain(bool, "true or false"),
    float: Codec(lambda value: value, _float),
    date: _text("date", date.fromisoformat),
    Port: _text("port", port_from_text),
    Service: _text("service", service_from_text, service_to_text),
    IPv4Network | IPv6Network: _text("prefix", lru_cache(MANY)(ip_network)),
    IPv4Address | IPv6Address: _text("address", lru_cache(MANY)(ip_address)),
}


def _optional_codec(kind: Any) -> Codec:
    inner = codec_of(kind)
    return Codec(
        lambda value: None if value is None else inner.encode(value),
        lambda value, path, bad: None if value is None else inner.decode(value, path, bad),
    )


def _tuple_codec(arguments: tuple[Any, ...]) -> Codec:
    repeated = arguments[-1] is Ellipsis
    members = [codec_of(a) for a in arguments if a is not Ellipsis]

    def encode(value: tuple[Any, ...]) -> Json:
        codecs = members * len(value) if repeated else members
        return [c.encode(v) for c, v in zip(codecs, value, strict=True)]

    def decode(value: Any, path: str, complaints: Complaints) -> Any:
        if not isinstance(value, list) or not (repeated or len(value) == len(members)):
            size = "" if repeated else f" of {len(members)}"
            complaints.add(path, f"a list{size} expected", f"found {value!r:.60}")
            return None
        codecs = members * len(value) if repeated else members
        pairs = enumerate(zip(codecs, value, strict=True))
        return tuple(c.decode(v, f"{path}[{i}]", complaints) for i, (c, v) in pairs)

    return Codec(encode, decode)


def _enum_codec(kind: type[Enum]) -> Codec:
    by_value = {member.value: member for member in kind}

    def decode(value: Any, path: str, complaints: Complaints) -> Any:
        if isinstance(value, str) and value in by_value:
            return by_value[value]
        complaints.add(path, f"{value!r} is not known here", closest(value, list(by_value)))
        return None

    return Codec(lambda member: str(member.value), decode)


def closest(value: object, known: list[str]) -> str:
    """A hint: the known word that was perhaps meant, else all of them."""
    near = get_close_matches(str(value), known, 1)
    return f"did you mean '{near[0]}'?" if near else f"one of {', '.join(known)}"


def _record_codec(kind: Any) -> Codec:
    annotations = typing.get_type_hints(kind)
    fields = [f for f in dataclasses.fields(kind) if f.compare]
    positioned = len(fields) < len(dataclasses.fields(kind))
    codecs = {f.name: codec_of(annotations[f.name]) for f in fields}
    required = [f.name for f in fields if f.default is dataclasses.MISSING]

    def encode(record: Any) -> Json:
        values = ((f, getattr(record, f.name)) for f in fields)
        return {f.name: codecs[f.name].encode(v) for f, v in values if v != f.default}

    def decode(value: Any, path: str, complaints: Complaints) -> Any:
        if not isinstance(value, dict):
            complaints.add(path, "a record expected", f"found {value!r:.60}")
            return None
        before = len(complaints.found)
        for name in value.keys() - codecs.keys():
            complaints.add(path, f"unknown member '{name}'", closest(name, sorted(codecs)))
        for name in required:
            if name not in value:
                complaints.add(path, f"member '{name}' is missing")
        made = {
            name: codecs[name].decode(member, f"{path}.{name}" if path else name, complaints)
            for name, member in value.items()
            if name in codecs
        }
        if len(complaints.found) > before:
            return None
        return kind(**made, where=complaints.where) if positioned else kind(**made)

    return Codec(encode, decode)
