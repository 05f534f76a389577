"""A validation error in a reader's words: where, what is wrong, and what would be right."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from kawanet.design.nearest import did_you_mean
from kawanet.errors import Problem
from kawanet.load.nodes import Mapping, Node, Scalar, find, locate

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
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
    "dict_type": "a mapping of keys to values",
    "ip_v4_network": "an IPv4 prefix",
    "ip_v6_network": "an IPv6 prefix",
    "date_type": "a date",
    "date_from_datetime_parsing": "a date",
    "date_from_datetime_inexact": "a date",
    "date_parsing": "a date",
}
_HINTS = {
    "an IPv4 prefix": "for example 10.16.0.0/12, with no bits set beyond the length",
    "an IPv6 prefix": "for example fd00:0:1::/48, with no bits set beyond the length",
    "an IPv4 or IPv6 prefix": "for example 10.16.0.0/12 or fd00:0:1::/48",
    "a date": "write it as 2026-04-01",
    "text": "put it in quotes",
    "a list": "write [a, b], or one `- ` item a line",
    "a mapping of keys to values": "write `key: value` lines, or { key: value }",
}


def explain(error: ValidationError, node: Node, model: type[BaseModel]) -> list[Problem]:
    """Turn each error of one item into a problem at the item's place in its file."""
    problems: dict[Any, Problem] = {}
    for details in error.errors(include_url=False, include_context=True):
        path = _within(details["loc"], node)
        problem = _problem(details, node, path, model)
        problems.setdefault((path, problem.where), problem)
    return list(problems.values())


def _within(loc: tuple[str | int, ...], node: Node) -> tuple[str | int, ...]:
    """Leave out the steps that pydantic adds for the members of a union."""
    path: tuple[str | int, ...] = ()
    for position, step in enumerate(loc):
        last = position == len(loc) - 1
        if find(node, (*path, step)) is not None or (
            last and isinstance(find(node, path), Mapping)
        ):
            path = (*path, step)
    return path


def _problem(
    details: ErrorDetails, node: Node, path: tuple[str | int, ...], model: type[BaseModel]
) -> Problem:
    kind, name = details["type"], str(path[-1]) if path else ""
    if kind == "missing":
        return Problem(locate(node, path[:-1]), f"the key `{name}` is missing{_of(node)}", "")
    if kind == "extra_forbidden":
        known = _keys(model, path[:-1])
        where = locate(node, path, key=True)
        return Problem(where, f"unknown key `{name}`", did_you_mean(name, known))
    where = locate(node, path)
    expected = _expected(details)
    if not expected:
        return Problem(where, f"{_shown(node, path)}: {_first_lower(details['msg'])}")
    given = find(node, path)
    hint = _HINTS.get(expected, "")
    if kind in ("enum", "literal_error") and isinstance(given, Scalar):
        hint = did_you_mean(str(given.value), _choices(details))
        hint = "" if hint.startswith("known") else hint
    return Problem(where, f"{_shown(node, path)} is not {expected}", hint)


def _of(node: Node) -> str:
    """Say which item it is, when it has a name."""
    name = find(node, ("name",))
    return f" (in `{name.value}`)" if isinstance(name, Scalar) else ""


def _expected(details: ErrorDetails) -> str:
    kind, context = details["type"], details.get("ctx", {})
    if kind.startswith("ip_v") and "function" not in kind and _in_union(details):
        return "an IPv4 or IPv6 prefix"
    if kind in ("enum", "literal_error"):
        return "one of " + ", ".join(_choices(details))
    if kind == "string_pattern_mismatch":
        return f"of the form {context['pattern']}"
    bounds = {
        "greater_than": "greater than {gt}",
        "greater_than_equal": "{ge} or more",
        "less_than_equal": "{le} or less",
        "less_than": "less than {lt}",
        "too_short": "a list of at least {min_length}",
        "too_long": "a list of at most {max_length}",
    }
    return bounds[kind].format(**context) if kind in bounds else _EXPECTED.get(kind, "")


def _in_union(details: ErrorDetails) -> bool:
    return any(step in ("IPv4Network", "IPv6Network") for step in details["loc"])


def _choices(details: ErrorDetails) -> list[str]:
    text = str(details.get("ctx", {}).get("expected", ""))
    return [word.strip(" '") for word in text.replace(" or ", ",").split(",") if word.strip()]


def _shown(node: Node, path: tuple[str | int, ...]) -> str:
    """Name the key and the value as the reader wrote them, shortened."""
    given = find(node, path)
    names = [str(step) for step in path if isinstance(step, str)]
    key = f"`{names[-1]}`" if names else "the item"
    if isinstance(given, Scalar):
        value = str(given.value)
        return f"{key}: `{value if len(value) <= 40 else value[:37] + '...'}`"
    return key


def _keys(model: type[BaseModel], path: tuple[str | int, ...]) -> list[str]:
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


def _first_lower(text: str) -> str:
    return text[:1].lower() + text[1:]
