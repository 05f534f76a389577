"""A conformance report: every difference, then how much agrees, then what was set aside and why."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from kawanet.findings import Finding
from kawanet.model.network import DEFAULT_VRF
from kawanet.report.rows import json_rows, render_rows
from kawanet.verify.conformance import Agreement, Conformance, Difference, SetAside


class Share(NamedTuple):
    """A line of the summary."""

    device: str
    vrf: str
    about: str
    compared: int
    agreed: int
    percent: float
    agreed_with_metrics: int


def conformance_report(found: Conformance, form: str, notes: Sequence[Finding] = ()) -> str:
    """Print a comparison as a table, JSON or CSV (CSV: the differences alone).

    `notes` say what could not be read and what was assumed; they stand in the JSON.
    """
    return _FORMS[form](found, notes)


def shares(found: Conformance) -> tuple[Share, ...]:
    """The summary: each table, then all main tables, other tables, neighbours, interfaces."""
    totals = [
        ("main tables", found.total("route", DEFAULT_VRF)),
        ("all tables", found.total("route")),
        ("neighbours", found.total("neighbour")),
        ("interfaces", found.total("interface")),
    ]
    named = [_share(a) for a in found.agreements]
    return (*named, *(_share(t)._replace(device="total", vrf=n) for n, t in totals if t.compared))


def _share(a: Agreement) -> Share:
    return Share(a.device, a.vrf, a.about, a.compared, a.agreed, a.percent, a.agreed_with_metrics)


def _table(found: Conformance, notes: Sequence[Finding]) -> str:
    del notes
    parts: Iterable[tuple[str, str]] = (
        ("Differences", render_rows(found.differences, "table", Difference)),
        ("Agreement", render_rows(shares(found), "table", Share)),
        ("Set aside", render_rows(found.set_aside, "table", SetAside)),
        ("Without output", "".join(f"{name}\n" for name in found.silent)),
    )
    return "\n".join(f"{title}\n{text}" for title, text in parts if text)


def _json(found: Conformance, notes: Sequence[Finding]) -> str:
    report = {
        "format": "kawanet-conformance/1",
        "differences": json_rows(found.differences),
        "agreement": json_rows(shares(found)),
        "set_aside": json_rows(found.set_aside),
        "without_output": list(found.silent),
        "notes": json_rows(notes),
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _csv(found: Conformance, notes: Sequence[Finding]) -> str:
    del notes
    return render_rows(found.differences, "csv", Difference)


_FORMS: dict[str, Callable[[Conformance, Sequence[Finding]], str]] = {
    "table": _table,
    "json": _json,
    "csv": _csv,
}
