"""JSON as devices print it: several documents in one text, prompts between them, odd shapes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_OPENING = re.compile(r"^\s*[{\[](?=[\s\"{}\[\]]|$)", re.MULTILINE)  # not the prompt `{master:0}`


def is_json(text: str) -> bool:
    """Whether a text begins as JSON does."""
    return _OPENING.match(text.lstrip()) is not None


def documents(text: str) -> Iterator[Any]:
    """Every JSON document in a text; what stands between them is passed over. A document that does
    not parse raises ValueError."""
    decoder = json.JSONDecoder(object_pairs_hook=_merged)
    found = _OPENING.search(text)
    while found is not None:
        document, end = decoder.raw_decode(text, found.end() - 1)
        yield document
        found = _OPENING.search(text, end)


def _merged(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Some releases of Junos repeat a member where a list was meant."""
    made: dict[str, Any] = {}
    for name, value in pairs:
        old = made.get(name)
        made[name] = [*old, *value] if isinstance(old, list) and isinstance(value, list) else value
    return made


def members(value: Any, *names: str) -> Any:
    """The member of a member; an empty object where one is missing or no object."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if value is not None else {}


def text(value: Any, *names: str) -> str:
    """A text below members; '' where there is none."""
    found = members(value, *names)
    return found if isinstance(found, str) else ""


def records(value: Any, *names: str) -> list[Any]:
    """A list below members; empty where there is none."""
    found = members(value, *names)
    return found if isinstance(found, list) else []


def items(value: Any, *names: str) -> list[tuple[str, Any]]:
    """The members of an object below members."""
    found = members(value, *names)
    return list(found.items()) if isinstance(found, dict) else []


def data(value: Any, name: str) -> str:
    """Junos writes every text as `"name": [{"data": "text"}]`."""
    first = records(value, name)[:1]
    text = members(first[0], "data") if first else ""
    return text if isinstance(text, str) else ""


def first_text(value: Any, *names: str) -> str:
    """The first of some members that says anything, as text; '' where none does."""
    found = (value.get(name) for name in names) if isinstance(value, dict) else ()
    return next((str(said) for said in found if isinstance(said, str | int | float)), "")
