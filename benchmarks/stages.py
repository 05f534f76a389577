"""Build a city once and print, as JSON, what each stage took: run by run.py, each time anew."""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from pathlib import Path

from kawanet.cli.main import COLLECT_AFTER
from kawanet.pipeline.build import Built, build


class Watch:
    """Told the name of each stage as it begins; adds up seconds and notes the peak so far."""

    def __init__(self) -> None:
        self.stages: dict[str, tuple[float, float, float]] = {}
        self._now = ""
        self._began = self._clocks()

    def __call__(self, stage: str) -> None:
        ended = self._clocks()
        if self._now:
            wall, cpu = (b - a for a, b in zip(self._began, ended, strict=True))
            peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            self.stages[self._now] = (wall, cpu, peak_kb / 1024)
        self._now, self._began = stage, self._clocks()

    def _clocks(self) -> tuple[float, float]:
        """Wall and CPU seconds; a second process's count once it has ended."""
        times = (resource.getrusage(r) for r in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return time.perf_counter(), sum(t.ru_utime + t.ru_stime for t in times)


def sizes(built: Built) -> dict[str, int]:
    """How large the city is, and what its routers hold."""
    dataplane = built.proof.dataplane
    fib = dataplane.fib.values()
    return {
        "devices": len(built.proof.network.devices),
        "lines": built.snapshot.lines,
        "tables": len(dataplane.nodes),
        "runs": sum(len(row) for table in fib for row in table.starts),
        "proved": sum(r.verdict == "proved" for r in built.proof.results),
        "requirements": len(built.proof.results),
    }


def main(city: str, out: str) -> None:
    """Build, and print the figures."""
    gc.set_threshold(COLLECT_AFTER, 50, 50)  # as the `kawanet` command does
    watch = Watch()
    built = build(Path(city), Path(out), stage=watch)
    watch("")
    print(json.dumps({"stages": watch.stages, "sizes": sizes(built)}))


if __name__ == "__main__":
    main(*sys.argv[1:3])
