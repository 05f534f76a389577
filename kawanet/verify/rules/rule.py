"""What a rule is: its entry in the catalogue, and the function that looks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kawanet.errors import Span
from kawanet.findings import Finding, Severity
from kawanet.model.interfaces import Interface
from kawanet.model.network import Device
from kawanet.verify.rules.context import Context

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
MOST_NAMED = 5  # ports that a message spells out


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the catalogue. `source` is the standard or guideline edition it stands on."""

    code: str
    title: str
    title_ja: str
    severity: Severity
    explanation: str
    source: str = ""

    def finding(
        self,
        device: Device,
        message: str,
        where: Span | None,
        expected: str,
        actual: str,
        *,
        related: Iterable[Span | None] = (),
    ) -> Finding:
        """A violation on a device. Without a line the finding points to the device's text."""
        return Finding(
            self.code,
            self.severity,
            f"{device.name}: {message}",
            device.name,
            where or text_of(device),
            tuple(dict.fromkeys(s for s in related if s is not None and s != where)),
            expected,
            actual,
        )

    def of_ports(
        self, device: Device, ports: Sequence[Interface], message: str, expected: str, actual: str
    ) -> Iterator[Finding]:
        """One violation for all ports of a device that share it; the first port's line leads."""
        if not ports:
            return
        named = ", ".join(p.name for p in ports[:MOST_NAMED])
        more = f" and {len(ports) - MOST_NAMED} more" if len(ports) > MOST_NAMED else ""
        lines = (p.where for p in ports[1:])
        text = f"{named}{more}: {message}"
        yield self.finding(device, text, ports[0].where, expected, actual, related=lines)


class Check(NamedTuple):
    """The function that finds violations of one rule, or of a few that are seen together."""

    rules: tuple[Rule, ...]
    run: Callable[[Context], Iterator[Finding]]


def text_of(device: Device) -> Span | None:
    """Where what is missing would stand: the device's management lines, else its text's start."""
    system = device.system
    if system.where is not None:
        return system.where
    lines = [
        *(u.where for u in system.users),
        *(s.where for s in device.services.radius_servers),
        *(i.where for i in device.interfaces),
    ]
    known = next((line for line in lines if line is not None), None)
    return Span(known.file, 1) if known else None
