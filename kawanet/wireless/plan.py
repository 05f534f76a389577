"""Access points by floor, with names, sample MAC addresses and 5 GHz channels that never move.

An access point's number on its floor decides its channel, so adding one changes no other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from kawanet.design.schema import Design

# 20 MHz channels of the 5 GHz band in Japan. Source: Radio equipment rules as collected in the
# Linux wireless-regdb (country JP): W52, W53 (indoor), W56 with channel 144 since 2019.
W52 = (36, 40, 44, 48)
W53 = (52, 56, 60, 64)
W56 = (100, 104, 108, 112, 116, 120, 124, 128, 132, 136, 140, 144)
CHANNELS = W52 + W53 + W56
FLOOR_STEP = 7  # coprime with 20: the floor above uses a channel seven places on
WIDTH_MHZ = 20  # W52 alone is free of radar detection: many narrow channels, not few wide ones


@dataclass(frozen=True, slots=True)
class RadioPoint:
    """One access point. `floor` is empty at small sites; `mac` is a sample, as xxxx.xxxx.xxxx."""

    name: str
    site: str
    floor: str
    number: int
    mac: str
    channel: int
    width_mhz: int = WIDTH_MHZ


@dataclass(frozen=True)
class RadioPlan:
    """All access points, sorted by name."""

    points: tuple[RadioPoint, ...] = ()

    @cached_property
    def at(self) -> Mapping[tuple[str, str], tuple[RadioPoint, ...]]:
        """Access points by (site, floor), in order of their numbers."""
        found: dict[tuple[str, str], list[RadioPoint]] = {}
        for point in sorted(self.points, key=lambda p: p.number):
            found.setdefault((point.site, point.floor), []).append(point)
        return {place: tuple(points) for place, points in found.items()}


def plan_radio(design: Design, lock: object = None) -> RadioPlan:
    """Name every access point and give it a channel; depends on nothing but its own floor."""
    del lock  # names and channels follow from the number on the floor: nothing to remember yet
    return RadioPlan(tuple(sorted(_points(design), key=lambda p: p.name)))


def _points(design: Design) -> Iterator[RadioPoint]:
    classes = {c.name: c for c in design.site_classes}
    for site in design.sites:
        for floor in site.floors:
            yield from _on_floor(site.name, floor.name, floor.access_points)
        if site.site_class:
            yield from _on_floor(site.name, "", classes[site.site_class].access_points)


def _on_floor(site: str, floor: str, count: int) -> Iterator[RadioPoint]:
    code = f"{floor.lower() if not floor[:1].isdigit() else floor.lower().zfill(3)}-"
    stem = f"{site}-ap-{code if floor else ''}"
    for number in range(1, count + 1):
        name = f"{stem}{number:02d}"
        channel = CHANNELS[(number - 1 + FLOOR_STEP * level(floor)) % len(CHANNELS)]
        yield RadioPoint(name, site, floor, number, sample_mac(name), channel)


def level(floor: str) -> int:
    """5F -> 5, B1F -> -1; 0 where there is no number."""
    digits = "".join(c for c in floor if c.isdigit())
    number = int(digits) if digits else 0
    return -number if floor[:1].upper() == "B" else number


def sample_mac(name: str) -> str:
    """A locally administered MAC address made from the name; stands for the one on the label."""
    digest = blake2b(name.encode(), digest_size=5).hexdigest()
    return f"02{digest[:2]}.{digest[2:6]}.{digest[6:10]}"
