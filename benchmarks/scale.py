"""Write a city `times` as large: a table of what is copied, and what is renamed in the copies.

Copied: the wards with their floors, their rings and spurs, the branches and facilities, and the
carriers' services with their circuits. So areas become more and not larger, as in a real city.
Not copied: the core buildings (city hall, third building, office, data centre), the firewalls, and
the policy (tiers, systems, flows). Each tier gets a block with room for 16 times as many regions;
10.0.0.0/8 has none, so a scaled city is addressed from 240.0.0.0/4 (RFC 1112 section 4: nobody's).

    python benchmarks/scale.py topology/kawasaki 5 /tmp/kawasaki-x5
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any

import yaml

Intent = dict[str, Any]  # the city's YAML, all files in one mapping
COPIED = ("ward", "branch", "facility")  # kinds of sites
PLACES = ("name", "site", "ward", "region", "a", "b", "carrier")  # keys that name a place
SHIFT_DEGREES = 0.0004  # so that no two sites stand on one spot
SPACE4, SPACE6 = IPv4Network("240.0.0.0/4"), IPv6Network("fd6b:6177:8000::/40")
ROOM_BITS = 4


def read_intent(city: Path) -> Intent:
    """Read all files of a city but its lock."""
    found: Intent = {}
    for path in sorted(city.glob("*.yml")):
        if not path.stem.endswith(".lock"):
            for key, value in yaml.load(path.read_text("utf-8"), yaml.CSafeLoader).items():
                found[key] = found.get(key, []) + value if isinstance(value, list) else value
    return found


def scaled(intent: Intent, times: int) -> Intent:
    """The same city with `times` as many wards and small sites; itself for 1."""
    if times == 1:
        return intent
    copies = [_copied(intent, _names(intent, number), number) for number in range(1, times)]
    added = {key: [item for copy in copies for item in copy[key]] for key in copies[0]}
    grown = {key: intent[key] + items for key, items in added.items()}
    return intent | grown | {"tiers": [_wide(t, n) for n, t in enumerate(intent["tiers"])]}


def _names(intent: Intent, number: int) -> Mapping[str, str]:
    """New names for what one copy copies."""
    sites = [s for s in intent["sites"] if s["kind"] in COPIED]
    regions = {s["region"] for s in intent["sites"]} - _core_regions(intent)
    old = {item["name"] for key in ("rings", "carriers") for item in intent[key]}
    return {name: f"{name}-x{number + 1}" for name in {s["name"] for s in sites} | regions | old}


def _core_regions(intent: Intent) -> set[str]:
    return {s["region"] for s in intent["sites"] if s["kind"] not in COPIED}


def _copied(intent: Intent, names: Mapping[str, str], number: int) -> Intent:
    areas = max(r["area"] for r in intent["regions"])
    sites = [s for s in intent["sites"] if s["name"] in names]
    regions = [r for r in intent["regions"] if r["name"] in names]
    return {
        "regions": [_renamed(r, names) | {"area": r["area"] + number * areas} for r in regions],
        "sites": [_renamed(s, names) | _moved(s, number) for s in sites],
        "rings": [_ring(ring, names) for ring in intent["rings"]],
        **{
            key: [_renamed(item, names) for item in intent.get(key, ())]
            for key in ("carriers", "spurs", "circuits")
        },
    }


def _renamed(item: Intent, names: Mapping[str, str]) -> Intent:
    return item | {key: names.get(item[key], item[key]) for key in PLACES if key in item}


def _ring(ring: Intent, names: Mapping[str, str]) -> Intent:
    return _renamed(ring, names) | {"hops": [_renamed(hop, names) for hop in ring["hops"]]}


def _moved(site: Intent, number: int) -> Intent:
    return {k: round(site[k] + number * SHIFT_DEGREES, 6) for k in ("latitude", "longitude")}


def _wide(tier: Intent, number: int) -> Intent:
    """The tier with a block of its own of the size that many regions need."""
    length4 = IPv4Network(tier["ipv4"]).prefixlen - ROOM_BITS
    length6 = IPv6Network(tier["ipv6"]).prefixlen - ROOM_BITS
    first4 = int(SPACE4.network_address) + (number << (32 - length4))
    first6 = int(SPACE6.network_address) + (number << (128 - length6))
    return tier | {
        "ipv4": str(IPv4Network((first4, length4))),
        "ipv6": str(IPv6Network((first6, length6))),
        "sample": False,
    }


def write_scaled(city: Path, times: int, target: Path) -> None:
    """Write the larger city into `target`: one file a key, no lock."""
    target.mkdir(parents=True, exist_ok=True)
    for key, value in scaled(read_intent(city), times).items():
        text = yaml.dump({key: value}, Dumper=_Plain, allow_unicode=True, sort_keys=False)
        (target / f"{key}.yml").write_text(text, "utf-8")


class _Plain(yaml.CSafeDumper):
    """Writes what is shared between sites out in full, as people would."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        return True


if __name__ == "__main__":
    write_scaled(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
