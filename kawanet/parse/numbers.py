"""AS numbers as they are written, and ranges of numbers as regular expressions."""

from __future__ import annotations

from collections.abc import Iterator

_HALF = 1 << 16


def as_number(word: str) -> int:
    """An AS number, plain or dotted (RFC 5396). Raises ValueError beyond 32 bits."""
    high, dot, low = word.partition(".")
    parts = (int(high), int(low)) if dot else divmod(int(high), _HALF)
    if not all(0 <= part < _HALF for part in parts):
        raise ValueError(f"{word} is no AS number")
    return parts[0] * _HALF + parts[1]


def digits(low: int, high: int) -> Iterator[str]:
    """Regexes that together match the decimal numbers from `low` to `high`."""
    while low <= high:
        free = 0
        while low % 10 ** (free + 1) == 0 and low > 0 and low + 10 ** (free + 1) - 1 <= high:
            free += 1
        first = low // 10**free
        last = min(first - first % 10 + 9, (high + 1) // 10**free - 1)
        yield _digits_of(first, last, free)
        low = (last + 1) * 10**free


def _digits_of(first: int, last: int, free: int) -> str:
    head = str(first)[:-1]
    one, two = str(first)[-1], str(last)[-1]
    final = one if one == two else f"[{one}-{two}]"
    return head + final + ("[0-9]" if free == 1 else f"[0-9]{{{free}}}" if free else "")
