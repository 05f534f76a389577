"""Coverage-guided fuzzing of a platform's parser (atheris, libFuzzer).

usage: fuzz_parsers.py PLATFORM [libFuzzer's own arguments, e.g. -max_total_time=1200 CORPUS]

Whatever the text, a parser raises nothing, ends, and gives every line that is not empty exactly one
class. Input is bytes; they are read as a configuration file is.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import atheris

with atheris.instrument_imports(include=["kawanet.parse"]):
    from kawanet.parse.capture import repair
    from kawanet.parse.registry import PLATFORMS, detect_platform, parse_device, parser_of

    for known in PLATFORMS:
        parser_of(known)

ENCODINGS = ("utf-8", "latin-1")


def target(platform: str) -> Callable[[bytes], None]:
    """What one input is put through."""

    def one(data: bytes) -> None:
        text = _decoded(data)
        files = {"fuzzed.cfg": text}
        detect_platform(files)
        parsed = parse_device(files, platform)
        assert parsed is not None
        lines = sum(1 for line in repair(text).split("\n") if line.strip())
        counted = sum(parsed.counts.values())
        assert counted == lines, f"{counted} of {lines} lines have a class"

    return one


def _decoded(data: bytes) -> str:
    try:
        return data.decode(ENCODINGS[0])
    except UnicodeDecodeError:
        return data.decode(ENCODINGS[1])


def main() -> None:
    platform, rest = sys.argv[1], sys.argv[2:]
    atheris.Setup([sys.argv[0], *rest], target(platform))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
