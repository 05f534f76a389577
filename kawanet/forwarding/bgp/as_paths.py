"""AS paths on their way between speakers."""

from __future__ import annotations

from kawanet.forwarding.route_view import AsPath

# Source: IANA "Autonomous System (AS) Numbers", RFC 6996.
PRIVATE = (range(64512, 65535), range(4200000000, 4294967295))


def is_private(number: int) -> bool:
    """Whether an AS number is for private use."""
    return any(number in numbers for numbers in PRIVATE)


def occurrences(path: AsPath, number: int) -> int:
    """How often a number stands in a path, AS sets included."""
    return sum(n == number if isinstance(n, int) else number in n for n in path)


def without_private(path: AsPath, mode: str, own: int, neighbour: int) -> AsPath:
    """The path without private numbers (`remove-private-as`).

    Source: Cisco "Removing Private AS Numbers": `yes` does nothing to a path that has public
    numbers or the neighbour's too; `all` takes every private number but the neighbour's (so that it
    sees the loop: FRR 8.4), `replace` puts the own there.
    """
    flat = [n for part in path for n in ((part,) if isinstance(part, int) else part)]
    if mode == "no" or not any(is_private(n) for n in flat):
        return path
    if mode == "yes":
        mixed = not all(is_private(n) for n in flat) or neighbour in flat
        return path if mixed else ()
    gone = {n for n in flat if is_private(n) and n != neighbour}
    if mode == "replace":
        return tuple(own if n in gone else n for n in path)
    return tuple(n for n in path if n not in gone)
