"""What an answer is worth, in words: whether lines of text stand outside what it counts with."""

from __future__ import annotations

from collections.abc import Sequence

from kawanet.errors import Span

SHOWN = 3  # of the lines outside the model
PROVED = ": proved for all packets, IPv4 and IPv6"


def qualified(sentence: str, proof: str, outside: Sequence[Span], unrecognised: int) -> str:
    """A sentence that says nothing was found. `proof` is claimed only where no line that could
    change forwarding is `outside` the model."""
    if outside:
        first = ", ".join(map(str, outside[:SHOWN])) + ", ..." * (len(outside) > SHOWN)
        return f"{sentence}, as far as the model goes: {_lines(len(outside))} outside it ({first})"
    return sentence + proof + (f"; {_lines(unrecognised)} not recognised" if unrecognised else "")


def _lines(count: int) -> str:
    return "1 line is" if count == 1 else f"{count} lines are"
