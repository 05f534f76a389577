"""Suggest what a mistyped word was meant to be."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_FEW = 12
_MANY = 3000  # beyond this, comparing with every word takes too long


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Suggest the nearest known word, or list them all when there are few."""
    words = sorted(known)
    near = difflib.get_close_matches(word, words, n=1, cutoff=0.65) if len(words) < _MANY else []
    if near:
        return f"did you mean `{near[0]}`?"
    return f"known: {', '.join(words)}" if 0 < len(words) <= _FEW else ""
