"""Many texts to devices: what the cache knows is not parsed, and much of the rest is done twice as
fast by two processes."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from kawanet.parse.registry import parse_device
from kawanet.parse.result import Parsed
from kawanet.pipeline.cache import Keeper
from kawanet.verify.beside import beside

WORTH_IT = 1 << 20  # characters to parse: a tenth of a second; a second process costs less
OWN_SHARE = 0.55  # of this process; the other one has to hand over what it made

Texts = Mapping[str, str]  # the files of one device
_Job = tuple[Texts, str | None]  # with the platform, where the user names it


def parse_all(
    texts: Sequence[Texts],
    cache: Keeper | None = None,
    platforms: Sequence[str | None] = (),
) -> list[Parsed | None]:
    """Parse each device's files, or take what an equal parse gave before; None: no platform.

    `platforms` are those the user names, one for each device or none at all.
    """
    jobs = list(zip(texts, platforms or [None] * len(texts), strict=True))
    if cache is None:
        return _parse(jobs)
    known = [cache.known(*job) for job in jobs]
    missing = [n for n, parsed in enumerate(known) if parsed is None]
    for n, parsed in zip(missing, _parse([jobs[n] for n in missing]), strict=True):
        known[n] = parsed
        if parsed is not None:
            one, platform = jobs[n]
            cache.keep(one, parsed, platform)
    return known


def _parse(jobs: Sequence[_Job]) -> list[Parsed | None]:
    sizes = [sum(map(len, one.values())) for one, _ in jobs]
    if sum(sizes) < WORTH_IT or _processors() < 2:
        return _one_by_one(jobs)
    mine, done = 0, 0
    while done < OWN_SHARE * sum(sizes):
        done += sizes[mine]
        mine += 1
    with beside(lambda: _one_by_one(jobs[mine:])) as rest:
        return [*_one_by_one(jobs[:mine]), *rest()]


def _one_by_one(jobs: Sequence[_Job]) -> list[Parsed | None]:
    return [parse_device(one, platform) if one else None for one, platform in jobs]


def _processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
