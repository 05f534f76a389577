"""Parse texts that are in memory already: typed, every line accounted for, with line numbers.
Prints, as JSON, thousand lines a second by one process and by two; run by run.py.

    python benchmarks/parse_speed.py TEXTS.pickle      # [{file: text}, ...]
"""

from __future__ import annotations

import gc
import json
import pickle
import sys
import time
from pathlib import Path

from all_pairs import COLLECT_AFTER

from kawanet.parse.registry import parse_device
from kawanet.pipeline.parsing import parse_all


def main(file: str) -> None:
    """Parse all once in this process, once more in two."""
    gc.set_threshold(COLLECT_AFTER, 50, 50)
    devices = pickle.loads(Path(file).read_bytes())
    parse_device(devices[0])  # imports are not what is measured
    lines = sum(text.count("\n") for files in devices for text in files.values())
    began, began_cpu = time.perf_counter(), time.process_time()
    alone = [parse_device(files) for files in devices]
    alone_s, cpu_s = time.perf_counter() - began, time.process_time() - began_cpu
    if not all(alone):
        raise RuntimeError("a text was of no known platform")
    del alone
    began = time.perf_counter()
    parse_all(devices)
    both_s = time.perf_counter() - began
    rates = {n: lines / s / 1000 for n, s in (("one", alone_s), ("cpu", cpu_s), ("two", both_s))}
    print(json.dumps({"devices": len(devices), "lines": lines} | rates))


if __name__ == "__main__":
    main(sys.argv[1])
