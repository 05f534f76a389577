"""Values that are made, kept and sent between processes by the hundred thousand.

What `dataclasses` gives frozen classes with slots sets field after field in Python when a value is
read back; making it anew takes a third of the time. Making takes a fifth if nothing is frozen yet.
"""

from __future__ import annotations

from dataclasses import MISSING, fields
from operator import attrgetter
from typing import Any, TypeVar

T = TypeVar("T")


def quickly_pickled(kind: type[T]) -> type[T]:
    """Let a dataclass of two or more fields, all of them in `__init__`, be pickled as a call."""
    values = attrgetter(*(f.name for f in fields(kind)))  # type: ignore[arg-type]

    def reduce(self: T) -> tuple[type[T], Any]:
        return kind, values(self)

    kind.__reduce__ = reduce  # type: ignore[assignment,method-assign]
    return kind


def quickly_made(kind: type[T]) -> type[T]:
    """Let a frozen dataclass with slots be made in a fifth of the time.

    What `dataclasses` gives it asks `object.__setattr__` for each field. Here the new object is of
    a class with the same slots that is not frozen, until its fields are set.
    """
    made = kind.__init__
    parts = fields(kind)  # type: ignore[arg-type]
    if hasattr(kind, "__post_init__") or any(f.default_factory is not MISSING for f in parts):
        raise TypeError(f"{kind.__name__} does more than set its fields")
    names = [f.name for f in parts]
    unfrozen = type(kind.__name__, (), {"__slots__": tuple(names)})
    lines = (
        f"def __init__(self, {', '.join(names)}):",
        "_turn_(self, '__class__', _unfrozen_)",
        *(f"self.{name} = {name}" for name in names),
        "self.__class__ = _kind_",
    )
    scope = {"_turn_": object.__setattr__, "_unfrozen_": unfrozen, "_kind_": kind}
    exec("\n ".join(lines), scope)
    init: Any = scope["__init__"]
    init.__defaults__, init.__annotations__ = made.__defaults__, made.__annotations__
    init.__qualname__ = made.__qualname__
    kind.__init__ = init  # type: ignore[method-assign]
    return kind
