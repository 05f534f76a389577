"""From texts to all pairs, both families: which packets get from everywhere to everywhere, what is
lost and where, and loops. Prints, as JSON, what each stage took and what was found; run by run.py,
each time in a process of its own.

    python benchmarks/all_pairs.py FOLDER [cached]
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections import Counter
from pathlib import Path

COLLECT_AFTER = 1_000_000  # as the `kawanet` command does


def main(folder: str, cached: bool) -> None:
    """Do the work once and print the figures."""
    gc.set_threshold(COLLECT_AFTER, 50, 50)
    clock = [time.perf_counter()]

    def lap() -> float:
        clock.append(time.perf_counter())
        return clock[-1] - clock[-2]

    # Imports count: a user waits for them.
    from kawanet.forwarding import simulate  # noqa: PLC0415
    from kawanet.forwarding.rib import RouteTable  # noqa: PLC0415
    from kawanet.pipeline.folder import read_network  # noqa: PLC0415
    from kawanet.verify.reachability import all_pairs  # noqa: PLC0415

    stages = {"import": lap()}
    snapshot, network = read_network((Path(folder),), cached)
    stages["read"] = lap()
    dataplane = simulate(network)
    stages["simulate"] = lap()
    found: Counter[str] = Counter()
    sizes: dict[str, int] = {
        "devices": len(network.devices),
        "lines": snapshot.lines,
        "tables": len(dataplane.nodes),
    }
    for family in (4, 6):
        reach = all_pairs(dataplane, family)
        ports = list(reach.ports())
        sizes[f"sources{family}"] = len(ports)
        sizes[f"classes{family}"] = reach.fabric.classes.count
        for port in ports:
            ends = reach.from_port(port)
            for end, packets in ends.items():
                classes = 0
                for bits in packets.values():
                    classes |= bits
                found[str(end)] += classes.bit_count()
            found["inconsistent"] += bool(reach.inconsistent(ends))
        found["loops"] += sum(1 for _ in reach.loops())
    stages["all pairs"] = lap()
    if isinstance(dataplane.routes, RouteTable):
        sizes["routes"], sizes["fib entries"] = dataplane.routes.count()
    print(json.dumps({"stages": stages, "sizes": sizes, "found": found}))


if __name__ == "__main__":
    main(sys.argv[1], "cached" in sys.argv[2:])
