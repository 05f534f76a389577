"""Compare kawanet with captures of real labs and write the table of docs/conformance.md.

    python benchmarks/conformance.py [FOLDER OF LABS]       (`make conformance`)

Each folder in it is a snapshot with `configs/` and `show/`. What stands between the page's two
marks is replaced; the causes below them are written by hand.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from kawanet.model.network import DEFAULT_VRF
from kawanet.pipeline.conform import Conformed, conform_folder
from kawanet.verify.conformance import Agreement

LABS = Path("../shared/networks")
PAGE = Path("docs/conformance.md")
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"
HEADER = (
    "| lab | platforms | main tables: routes | agree | other tables | neighbours | interfaces "
    "| metrics differ |\n|---|---|---:|---:|---:|---:|---:|---:|"
)


def main() -> None:
    """Measure every lab in the folder and rewrite the table."""
    labs = Path(sys.argv[1]) if len(sys.argv) > 1 else LABS
    found = {
        path.name: conform_folder((path,), cached=False)
        for path in sorted(labs.iterdir())
        if (path / "show").is_dir()
    }
    PAGE.write_text(placed(PAGE.read_text("utf-8"), table(found)), "utf-8")


def table(found: dict[str, Conformed]) -> str:
    """The table: a line a lab, then all together; below it every difference that is left."""
    rows = [_row(name, [lab]) for name, lab in found.items()]
    rows.append(_row("**all**", list(found.values())))
    left = [
        f"- `{name}`: {d.device} {d.vrf} {d.about} {d.subject} {d.kind.value}: "
        f"computed `{d.computed or 'nothing'}`, observed `{d.observed or 'nothing'}`"
        for name, lab in found.items()
        for d in lab.conformance.differences
    ]
    below = ["Every difference that is left:", "", *left] if left else ["No difference is left."]
    return "\n".join((HEADER, *rows, "", *below))


def placed(page: str, text: str) -> str:
    """The page with the text between its marks."""
    pattern = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    return pattern.sub(lambda _: f"{BEGIN}\n{text}\n{END}", page)


def _row(name: str, labs: list[Conformed]) -> str:
    platforms = sorted({d.platform for lab in labs for d in lab.snapshot.devices})
    main = _sum(labs, "route", DEFAULT_VRF)
    every = _sum(labs, "route", None)
    others = Agreement(
        "", "", "route", every.compared - main.compared, every.agreed - main.agreed, 0
    )
    states = [_sum(labs, about, None) for about in ("neighbour", "interface")]
    cells = [
        name,
        ", ".join(platforms) if len(labs) == 1 else f"{len(platforms)}",
        str(main.compared),
        f"{main.percent} %",
        *(f"{a.agreed} of {a.compared}" if a.compared else "" for a in (others, *states)),
        str(every.agreed - every.agreed_with_metrics),
    ]
    return f"| {' | '.join(cells)} |"


def _sum(labs: list[Conformed], about: str, vrf: str | None) -> Agreement:
    totals = [lab.conformance.total(about, vrf) for lab in labs]
    return Agreement(
        "",
        "",
        about,
        sum(t.compared for t in totals),
        sum(t.agreed for t in totals),
        sum(t.agreed_with_metrics for t in totals),
    )


if __name__ == "__main__":
    main()
