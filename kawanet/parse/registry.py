"""Which module reads which platform. A parser module offers two functions:

looks_like(files: Mapping[str, str]) -> int     0: not mine; higher: surer; from 95 on nobody
                                                else is asked
parse(files: Mapping[str, str]) -> Parsed       {path shown in spans: text}; never raises on text
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Protocol, cast

from kawanet.parse.capture import clean, repair
from kawanet.parse.result import LineClass, Parsed

PLATFORMS = (
    "arista_eos",
    "cisco_iosxe",
    "cisco_nxos",
    "fortinet_fortios",
    "juniper_junos",
    "linux_frr",
)
_SURE = 95  # so many points are for three marks and more that no other platform has
_QUICK_TO_TELL = ("fortinet_fortios", "juniper_junos")  # asked first: theirs are rare in others


class Parser(Protocol):
    def looks_like(self, files: Mapping[str, str]) -> int: ...
    def parse(self, files: Mapping[str, str]) -> Parsed: ...


@cache
def parser_of(platform: str) -> Parser:
    """The parser module of a platform."""
    return cast(Parser, importlib.import_module(f"kawanet.parse.{platform}"))


def detect_platform(files: Mapping[str, str]) -> str | None:
    """The platform whose parser is surest that the text is its own; None if none is."""
    scores: dict[str, int] = {}
    for platform in (*_QUICK_TO_TELL, *(p for p in PLATFORMS if p not in _QUICK_TO_TELL)):
        scores[platform] = parser_of(platform).looks_like(files)
        if scores[platform] >= _SURE:
            return platform
    best = max(PLATFORMS, key=lambda p: scores[p])
    return best if scores[best] else None


def parse_device(files: Mapping[str, str], platform: str | None = None) -> Parsed | None:
    """Read the files of one device; None when no platform is given and none is recognised.

    What a terminal left in the text is taken out first; such lines count as irrelevant.
    """
    repaired = {path: repair(text) for path, text in files.items()}
    chosen = platform or detect_platform(repaired)
    if chosen is None:
        return None
    cleaned = {path: clean(text) for path, text in repaired.items()}
    parsed = parser_of(chosen).parse({path: c.text for path, c in cleaned.items()})
    noise = sum(c.noise for c in cleaned.values())
    if not noise:
        return parsed
    irrelevant = parsed.counts[LineClass.IRRELEVANT] + noise
    return replace(parsed, counts={**parsed.counts, LineClass.IRRELEVANT: irrelevant})
