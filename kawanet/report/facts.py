"""The facts that stand beside the text: `plant.json` and `policy.json`.

The plant says where boxes stand and how they are cabled, the policy what must hold. Both are
written by `build` and read by `check`, in a form people can read, edit and diff.
"""

from __future__ import annotations

import dataclasses
import typing
from typing import Any, TypeVar

from kawanet.errors import InputError, Problem, Span
from kawanet.model.plant import Plant
from kawanet.model.requirement import PolicyStatement
from kawanet.report.codec import Complaints, closest, codec_of
from kawanet.report.jsontext import Json, Member, read_members, write_json

PLANT_FORMAT = "kawanet-plant/1"
POLICY_FORMAT = "kawanet-policy/1"

_Fact = TypeVar("_Fact", Plant, PolicyStatement)


def plant_to_json(plant: Plant) -> str:
    """Write a plant; `plant_from_json` reads it back exactly."""
    return _write(plant, PLANT_FORMAT)


def plant_from_json(text: str, file: str = "plant.json") -> Plant:
    """Read a plant. Raises InputError with every problem, each at file:line."""
    return _read(Plant, PLANT_FORMAT, text, file)


def statement_to_json(statement: PolicyStatement) -> str:
    """Write a policy statement; `statement_from_json` reads it back exactly."""
    return _write(statement, POLICY_FORMAT)


def statement_from_json(text: str, file: str = "policy.json") -> PolicyStatement:
    """Read a policy statement. Raises InputError with every problem, each at file:line."""
    return _read(PolicyStatement, POLICY_FORMAT, text, file)


def _write(fact: Plant | PolicyStatement, form: str) -> str:
    kind: Any = type(fact)
    body = typing.cast("dict[str, Json]", codec_of(kind).encode(fact))
    return write_json({"format": form, **body})


def _read(kind: type[_Fact], form: str, text: str, file: str) -> _Fact:
    members = read_members(text.removeprefix("\ufeff"), file)
    problems = _form_problems(members, form, file)
    if problems:
        raise InputError(tuple(problems))
    annotations = typing.get_type_hints(kind)
    made: dict[str, Any] = {}
    for name, member in members.items():
        if name in annotations:
            made[name] = _decode(annotations[name], name, member, file, problems)
        elif name != "format":
            hint = closest(name, sorted(annotations))
            problems.append(Problem(Span(file, member.line), f"unknown member '{name}'", hint))
    for field in dataclasses.fields(kind):
        if field.name not in members and field.default is dataclasses.MISSING:
            problems.append(Problem(Span(file, 1), f"member '{field.name}' is missing"))
    if problems:
        raise InputError(tuple(problems))
    return kind(**made)


def _form_problems(members: dict[str, Member], form: str, file: str) -> list[Problem]:
    given = members.get("format", Member(None, 1))
    if given.value == form:
        return []
    hint = f'the first member is "format": "{form}"'
    return [Problem(Span(file, given.line), f"not a {form} file", hint)]


def _decode(kind: Any, name: str, member: Member, file: str, problems: list[Problem]) -> Any:
    """Decode a member; an array element by element, so that each complaint has its own line."""
    arguments = typing.get_args(kind)
    if typing.get_origin(kind) is not tuple or not isinstance(member.value, list):
        return _decode_one(kind, member.value, name, Span(file, member.line), problems)
    return tuple(
        _decode_one(arguments[0], value, f"{name}[{i}]", Span(file, line), problems)
        for i, (value, line) in enumerate(zip(member.value, member.items, strict=True))
    )


def _decode_one(kind: Any, value: Json, path: str, where: Span, problems: list[Problem]) -> Any:
    complaints = Complaints(where)
    made = codec_of(kind).decode(value, "", complaints)
    problems.extend(
        Problem(where, f"{path}{'.' if sub and sub[0] != '[' else ''}{sub}: {message}", hint)
        for sub, message, hint in complaints.found
    )
    return made
