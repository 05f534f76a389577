"""What an answer is worth, in words: whether lines of text stand outside what it counts with."""

from __future__ import annotations

PROVED = ": proved for all packets, IPv4 and IPv6"


def qualified(sentence: str, proof: str, unmodelled: int, unrecognised: int) -> str:
    """A sentence that says nothing was found. `proof` is claimed only where every line that could
    change forwarding is in the model."""
    if unmodelled:
        return f"{sentence}, as far as the model goes: {_lines(unmodelled)} outside it"
    return sentence + proof + (f"; {_lines(unrecognised)} not recognised" if unrecognised else "")


def _lines(count: int) -> str:
    return "1 line is" if count == 1 else f"{count} lines are"
