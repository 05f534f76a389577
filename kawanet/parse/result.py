"""What reading one device's text gives: the device, and an account of every line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kawanet.errors import Span
from kawanet.findings import Finding
from kawanet.model.network import Device
from kawanet.model.packing import quickly_pickled


class LineClass(StrEnum):
    """How a line ended. Nothing is read silently: every non-empty line gets exactly one."""

    MODELLED = "modelled"
    IRRELEVANT = "irrelevant"  # known, and without effect on forwarding or the checks
    UNMODELLED = "unmodelled"  # known, could change forwarding, not in the model: makes `unknown`
    UNRECOGNISED = "unrecognised"


@dataclass(frozen=True, slots=True)
class UnclaimedLine:
    """A line that did not enter the model, and could matter."""

    where: Span
    text: str
    line_class: LineClass


@quickly_pickled
@dataclass(frozen=True, slots=True)
class Parsed:
    """The device and the account. `counts` covers all lines; `unclaimed` lists those that are
    UNMODELLED or UNRECOGNISED; `findings` are syntax-level findings (undefined references are
    found later, on the model, by `verify`)."""

    device: Device
    counts: dict[LineClass, int]
    unclaimed: tuple[UnclaimedLine, ...] = ()
    findings: tuple[Finding, ...] = ()
