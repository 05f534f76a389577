"""What is known of an output before it is read."""

from __future__ import annotations

from typing import NamedTuple

from kawanet.errors import Span
from kawanet.model.interfaces import Family


class Context(NamedTuple):
    """Whose output it is, the VRF and family the command asked for, and the file. `vrfs`: what the
    device says it has beside the default one."""

    device: str
    vrf: str | None
    where: Span
    family: Family = 4
    vrfs: tuple[str, ...] = ()
