"""Facts in time: none reversed, one at a time where there can be only one, no day left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from kawanet.design.index import Complaint, Index, Path
from kawanet.design.overlap import Range, overlapping
from kawanet.design.schema import Dated

_DAY = timedelta(days=1)


def in_order(index: Index) -> Iterator[Complaint]:
    """Complain of each fact that ends before it begins."""
    for path, fact in _facts(index):
        if fact.since and fact.until and fact.until < fact.since:
            message = f"ends ({fact.until}) before it begins ({fact.since})"
            yield Complaint((*path, "until"), message, "`until` is the last day")


def one_at_a_time(index: Index) -> Iterator[Complaint]:
    """Complain of gaps and overlaps where one thing follows another."""
    design = index.design
    for i, system in enumerate(design.systems):
        yield from _chain(("systems", i, "windows"), system.windows, "window")
    for i, carrier in enumerate(design.carriers):
        yield from _chain(("carriers", i, "head_ends"), carrier.head_ends, "head end")
    for i, fibre in enumerate(design.fibres):
        yield from _chain(("fibres", i, "roles"), fibre.roles, "role")


def one_attachment(index: Index) -> Iterator[Complaint]:
    """Complain of a small site that is attached to the WAN twice on one day."""
    by_site: dict[str, list[Range]] = {}
    for key in ("spurs", "circuits"):
        for i, item in enumerate(getattr(index.design, key)):
            days = _days(item, (key, i, "site"))
            by_site.setdefault(item.site, []).append(days)
    for site, attachments in by_site.items():
        for later, _ in overlapping(attachments):
            hint = "one attachment at a time: end the first with `until`"
            yield Complaint(later.path, f"site `{site}` is attached twice on a day", hint)


def _facts(index: Index) -> Iterator[tuple[Path, Dated]]:
    for key in ("spurs", "circuits", "externals", "flows"):
        for i, item in enumerate(getattr(index.design, key)):
            yield (key, i), item
    for key, inner in (("carriers", "head_ends"), ("fibres", "roles"), ("systems", "windows")):
        for i, item in enumerate(getattr(index.design, key)):
            for j, fact in enumerate(getattr(item, inner)):
                yield (key, i, inner, j), fact


def _chain(path: Path, facts: Sequence[Dated], word: str) -> Iterator[Complaint]:
    """Complain unless each fact begins the day after the one before it ends."""
    if not facts:
        yield Complaint(path, f"no {word}", f"give one {word} at least")
    for position, (before, after) in enumerate(pairwise(facts), start=1):
        place = (*path, position)
        if before.until is None:
            hint = "give the one before an `until`"
            yield Complaint(place, f"this {word} follows one that has no end", hint)
        elif after.since is None or after.since <= before.until:
            hint = f"begin on {before.until + _DAY}"
            yield Complaint(place, f"this {word} overlaps the one before it", hint)
        elif after.since > before.until + _DAY:
            hint = f"begin on {before.until + _DAY}"
            days = (after.since - before.until).days - 1
            yield Complaint(place, f"{days} days without a {word} before this one", hint)


def _days(fact: Dated, path: Path) -> Range:
    first, last = fact.since or date.min, fact.until or date.max
    return Range(first.toordinal(), last.toordinal(), path, "")
