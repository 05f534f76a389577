"""A validation error in a reader's words: where, what is wrong, and what would be right."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from kawanet.design.nearest import did_you_mean
from kawanet.errors import Problem
from kawanet.load.nodes import Mapping, Node, Scalar, find, locate

Path = tuple[str | int, ...]

_V4, _V6, _EITHER = "an IPv4 prefix", "an IPv6 prefix", "an IPv4 or IPv6 prefix"
_MAPPING = "a mapping of keys to values"
_EXPECTED = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "text",
    "tuple_type": "a list",
    "list_type": "a list",
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "dict_type": _MAPPING,
    "ip_v4_network": _V4,
    "ip_v6_network": _V6,
    "date_type": "a date",
    "date_from_datetime_parsing": "a date",
    "date_from_datetime_inexact": "a date",
    "date_parsing": "a date",
    "string_too_short": "{min_length} characters or more",
    "string_too_long": "{max_length} characters or less",
    "greater_than": "greater than {gt:g}",
    "greater_than_equal": "{ge:g} or more",
    "less_than_equal": "{le:g} or less",
    "too_short": "a list of {min_length} or more",
    "too_long": "a list of {max_length} or less",
}
_PATTERNS = {
    r"^[a-z][a-z0-9-]{0,23}$": "a name: a-z, then a-z, 0-9 and -, 24 characters at most",
    r"^[a-z]{2,8}$": "a tier's name: 2 to 8 letters a-z",
    r"^[a-z]{2,10}$": "an external's name: 2 to 10 letters a-z",
    r"^[A-Z]{1,4}-?[0-9]{1,3}[a-z]?$": "a rule's code, such as MOB-1 or R02a",
}
_HINTS = {
    _V4: "for example 10.16.0.0/12",
    _V6: "for example fd00:0:1::/48",
    _EITHER: "for example 10.16.0.0/12 or fd00:0:1::/48",
    "a date": "write it as 2026-04-01",
    "text": "put it in quotes",
    "a list": "write [a, b], or one `- ` item a line",
    _MAPPING: "write `key: value` lines, or { key: value }",
}


def explain(error: ValidationError, node: Node, model: type[BaseModel]) -> list[Problem]:
    """Turn each error of one item into a problem at the item's place in its file."""
    problems: dict[Path, Problem] = {}
    for details in error.errors(include_url=False):
        path = _within(details["loc"], node)
        problems.setdefault(path, _problem(details, node, path, model))
    return list(problems.values())


def _within(loc: Path, node: Node) -> Path:
    """Leave out the steps that pydantic adds for the members of a union."""
    path: Path = ()
    for position, step in enumerate(loc):
        here = (*path, step)
        last = position == len(loc) - 1 and isinstance(find(node, path), Mapping)
        if last or find(node, here) is not None:
            path = here
    return path


def _problem(details: ErrorDetails, node: Node, path: Path, model: type[BaseModel]) -> Problem:
    kind, name = details["type"], str(path[-1]) if path else ""
    if kind == "missing":
        return Problem(locate(node, path[:-1]), f"the key `{name}` is missing{_of(node)}")
    if kind == "extra_forbidden":
        where = locate(node, path, key=True)
        return Problem(where, f"unknown key `{name}`", did_you_mean(name, _keys(model, path[:-1])))
    if details["loc"][-1:] == ("[key]",):
        where = locate(node, path, key=True)
        return Problem(where, f"unknown key `{name}`", did_you_mean(name, _choices(details)))
    where, expected = locate(node, path), _expected(details)
    if not expected:
        return Problem(where, f"{_shown(node, path)}: {details['msg'].lower()}")
    given = find(node, path)
    value = given.value if isinstance(given, Scalar) else None
    hint = _nearest(details, value) or _HINTS.get(expected, "")
    return Problem(where, f"{_shown(node, path)} is not {expected}", hint)


def _of(node: Node) -> str:
    """Say which item it is, when it has a name."""
    name = find(node, ("name",))
    return f" (in `{name.value}`)" if isinstance(name, Scalar) else ""


def _expected(details: ErrorDetails) -> str:
    kind, context = details["type"], details.get("ctx", {})
    if any("ip_v4_network_validator" in str(step) for step in details["loc"]):
        return _EITHER
    if kind in ("enum", "literal_error"):
        return "one of " + ", ".join(_choices(details))
    if kind == "string_pattern_mismatch":
        return _PATTERNS.get(context["pattern"], f"of the form {context['pattern']}")
    return _EXPECTED.get(kind, "").format(**context)


def _nearest(details: ErrorDetails, value: object) -> str:
    """Say what the value was probably meant to be."""
    text = str(value)
    if details["type"] in ("enum", "literal_error"):
        hint = did_you_mean(text, _choices(details))
        return hint if hint.startswith("did") else ""
    if details["type"] in ("ip_v4_network", "ip_v6_network") and "/" in text:
        try:
            return f"{text} has bits beyond its length: {ip_network(text, strict=False)}"
        except ValueError:
            return ""
    return ""


def _choices(details: ErrorDetails) -> list[str]:
    text = str(details.get("ctx", {}).get("expected", ""))
    return [word.strip(" '") for word in text.replace(" or ", ",").split(",") if word.strip()]


def _shown(node: Node, path: Path) -> str:
    """Name the key and the value as the reader wrote them, shortened."""
    given = find(node, path)
    names = [str(step) for step in path if isinstance(step, str)]
    key = f"`{names[-1]}`" if names else "the item"
    if not isinstance(given, Scalar):
        return key
    value = "nothing" if given.value is None else f"`{str(given.value)[:40]}`"
    return f"{key}: {value}" if names else value


def _keys(model: type[BaseModel], path: Path) -> list[str]:
    """Give the keys that the mapping at `path` may have."""
    for step in path:
        if isinstance(step, str):
            field = model.model_fields.get(step)
            inner = _model_in(field.annotation) if field else None
            if inner is None:
                return []
            model = inner
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
