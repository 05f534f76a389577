"""Edit one device of a folder again and again, and bring reading, tables and all pairs up to date,
in one process that stays. Prints, as JSON, the seconds of each edit; run by run.py.

    python benchmarks/edits.py FOLDER DEVICE.cfg REPEAT      # changes the file
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from all_pairs import COLLECT_AFTER

from kawanet.pipeline.workbench import Workbench

# What is edited: a text that is there, and what stands there then; {n} is another each time.
EDITS: Mapping[str, tuple[str, str]] = {
    "a description": (" description LAN EDU", " description LAN EDU {n}"),
    "a line of an ACL": (
        "\n deny ip any any",
        "\n deny udp any any eq {n}\n deny ip any any",
    ),
    "an OSPF cost": (" ip ospf cost 10\n", " ip ospf cost {n}\n"),
    "an interface shut": (
        "interface GigabitEthernet0/1\n",
        "interface GigabitEthernet0/1\n shutdown\n",
    ),
}
FIRST = 11  # the number in the first edit


def main(folder: str, name: str, repeat: int) -> None:
    """Make each edit `repeat` times, always from the text as it was, and print the seconds."""
    gc.set_threshold(COLLECT_AFTER, 50, 50)
    file = Path(folder) / name
    text = file.read_text("utf-8")
    bench = Workbench(folder)
    began = time.perf_counter()
    bench.refresh()
    seconds = {"everything, the first time": [time.perf_counter() - began]}
    for what, (old, new) in EDITS.items():
        seconds[what] = []
        for n in range(repeat):
            file.write_text(text.replace(old, new.format(n=FIRST + n), 1), "utf-8")
            began = time.perf_counter()
            bench.refresh()
            seconds[what].append(time.perf_counter() - began)
            file.write_text(text, "utf-8")
            bench.refresh()
    print(json.dumps(seconds))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
