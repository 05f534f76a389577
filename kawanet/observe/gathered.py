"""What is collected while the outputs of one device are read."""

from __future__ import annotations

from dataclasses import dataclass, field

from kawanet.observe.context import Context
from kawanet.observe.neighbours import Seen
from kawanet.observe.routes import Tables

__all__ = ["Context", "Gathered"]


@dataclass
class Gathered:
    """Routes by table, and whatever else was seen, in the order of reading."""

    routes: Tables = field(default_factory=Tables)
    seen: list[Seen] = field(default_factory=list)
