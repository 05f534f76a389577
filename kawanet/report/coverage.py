"""A coverage report: counts by device and platform, then the lines in question.

It knows the rows by their fields alone: they are made a layer above.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from kawanet.report.rows import json_rows, render_rows


def coverage_report(
    devices: Sequence[Any], platforms: Sequence[Any], lines: Sequence[Any], form: str
) -> str:
    """Print counts and lines as a table or JSON; CSV is one list only: the lines."""
    if form == "csv":
        return render_rows(lines, "csv")
    if form == "json":
        report = {
            "format": "kawanet-coverage/1",
            "devices": json_rows(devices),
            "platforms": json_rows(platforms),
            "lines": json_rows(lines),
        }
        return json.dumps(report, ensure_ascii=False, indent=2) + "\n"
    counts = render_rows([*devices, *platforms], "table")
    return "\n".join(part for part in (counts, render_rows(lines, "table")) if part)
