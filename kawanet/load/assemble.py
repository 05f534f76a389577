"""Documents to a `Design`: one list from several files, validated item by item.

Items are validated one at a time, so that a broken one hides no problem of the others, and the
references between the good ones are still checked.
"""

from __future__ import annotations

from collections.abc import Sequence as Seq
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from kawanet.design.check import check
from kawanet.design.nearest import did_you_mean
from kawanet.design.schema import Design
from kawanet.errors import Problem, Span
from kawanet.load.explain import explain
from kawanet.load.nodes import Mapping, Node, Scalar, Sequence, find, locate, plain

MOST_COMPLAINTS = 1000  # nobody reads more, and looking for near names takes time


@dataclass
class _Gathered:
    """What the files say under one top-level key, and what became of it."""

    nodes: list[Node] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)  # positions in `nodes` of the valid items
    values: list[BaseModel] = field(default_factory=list)


@cache
def item_models() -> dict[str, tuple[type[BaseModel], bool]]:
    """Give for each top-level key the model of its items, and whether it is a list."""
    models = {}
    for name, info in Design.model_fields.items():
        many = get_origin(info.annotation) is tuple
        arguments = get_args(info.annotation) or (info.annotation,)
        model = next(a for a in arguments if isinstance(a, type) and issubclass(a, BaseModel))
        models[name] = (model, many)
    return models


def assemble(
    documents: Seq[Node], where: Span, *, all_read: bool = True
) -> tuple[Design, list[Problem]]:
    """Merge the documents and validate them. The design is whole only if there is no problem.

    `where` is the place of problems that belong to no file. `all_read` is false when a file could
    not be read: what is missing may stand there, so absences are not reported.
    """
    problems: list[Problem] = []
    gathered = {name: _Gathered() for name in item_models()}
    for document in documents:
        _gather(document, gathered, problems)
    for name, part in gathered.items():
        _validate(item_models()[name][0], part, problems)
    if all_read:
        problems += _absent(gathered, where)
    design = _construct(gathered)
    if all_read:
        problems += _checked(design, gathered, where)
    return design, problems


def _gather(document: Node, gathered: dict[str, _Gathered], problems: list[Problem]) -> None:
    if isinstance(document, Scalar) and document.value is None:
        return
    if not isinstance(document, Mapping):
        hint = f"the file's keys are {', '.join(sorted(gathered))}"
        problems.append(Problem(document.where, "expected `key: value` at the top", hint))
        return
    for key, entry in document.entries.items():
        if key not in gathered:
            hint = did_you_mean(key, gathered)
            problems.append(Problem(entry.where, f"unknown key `{key}`", hint))
        elif item_models()[key][1]:
            _gather_list(key, entry.value, gathered[key], problems)
        else:
            _gather_one(key, entry.where, entry.value, gathered[key], problems)


def _gather_list(key: str, value: Node, part: _Gathered, problems: list[Problem]) -> None:
    if isinstance(value, Sequence):
        part.nodes.extend(value.items)
    elif not (isinstance(value, Scalar) and value.value is None):
        problems.append(
            Problem(value.where, f"`{key}` must be a list", "begin each item with `- `")
        )


def _gather_one(
    key: str, where: Span, value: Node, part: _Gathered, problems: list[Problem]
) -> None:
    if part.nodes:
        first = part.nodes[0].where
        problems.append(Problem(where, f"`{key}` stands twice", f"first at {first}"))
    else:
        part.nodes.append(value)


def _validate(model: type[BaseModel], part: _Gathered, problems: list[Problem]) -> None:
    for position, node in enumerate(part.nodes):
        try:
            part.values.append(model.model_validate(plain(node)))
        except ValidationError as error:
            problems += explain(error, node, model)
        else:
            part.kept.append(position)


def _absent(gathered: dict[str, _Gathered], where: Span) -> list[Problem]:
    required = [name for name, info in Design.model_fields.items() if info.is_required()]
    return [
        Problem(where, f"no file says `{name}`", f"add `{name}:` to one of the files")
        for name in required
        if not gathered[name].nodes
    ]


def _construct(gathered: dict[str, _Gathered]) -> Design:
    values: dict[str, Any] = {}
    for name, part in gathered.items():
        many = item_models()[name][1]
        values[name] = tuple(part.values) if many else next(iter(part.values), None)
    return Design.model_construct(**values)


def _checked(design: Design, gathered: dict[str, _Gathered], where: Span) -> list[Problem]:
    """Check the references; paths of the kept items are turned into places of the files."""
    found = []
    complaints = list(islice(check(design, _broken_names(gathered)), MOST_COMPLAINTS + 1))
    if len(complaints) > MOST_COMPLAINTS:
        complaints.pop()
        found.append(Problem(where, f"more than {MOST_COMPLAINTS} problems; the rest is not shown"))
    for complaint in complaints:
        key, *rest = complaint.path
        part = gathered[str(key)]
        path = tuple(rest)
        if item_models()[str(key)][1]:
            index = path[0] if path else None
            node = part.nodes[part.kept[index]] if isinstance(index, int) else None
            path = path[1:]
        else:
            node = part.nodes[0] if part.nodes else None
        place = where if node is None else locate(node, path)
        found.append(Problem(place, complaint.message, complaint.hint))
    return found


def _broken_names(gathered: dict[str, _Gathered]) -> dict[str, frozenset[str]]:
    """Collect the names of items that are not valid: they exist, so references to them are good."""
    broken = {}
    for name, part in gathered.items():
        if len(part.kept) == len(part.nodes):
            continue
        kept = set(part.kept)
        nodes = (node for i, node in enumerate(part.nodes) if i not in kept)
        names = (find(node, ("name",)) for node in nodes)
        broken[name] = frozenset(str(n.value) for n in names if isinstance(n, Scalar))
    return broken
