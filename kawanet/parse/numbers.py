"""Numbers that the IOS family writes in more than one way."""

from __future__ import annotations

_HALF = 1 << 16


def as_number(word: str) -> int:
    """An AS number, plain or dotted (RFC 5396). Raises ValueError beyond 32 bits."""
    high, dot, low = word.partition(".")
    parts = (int(high), int(low)) if dot else divmod(int(high), _HALF)
    if not all(0 <= part < _HALF for part in parts):
        raise ValueError(f"{word} is no AS number")
    return parts[0] * _HALF + parts[1]
