"""How wide text is, by a careful upper estimate: no font is loaded, no glyph may overflow."""

from __future__ import annotations

import unicodedata

FONTS = (
    "'Noto Sans CJK JP','Noto Sans JP','Hiragino Sans','Yu Gothic','Meiryo',"
    "'IPAexGothic',sans-serif"
)
_NARROW = frozenset("iljI.,:;'|!()[] ")
_BROAD = frozenset("mwMW@%&—")


def em_width(text: str) -> float:
    """Width in em, never below what the listed fonts need: full-width characters are 1 em."""
    return sum(map(_character, text))


def _character(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    if character in _BROAD:
        return 0.95
    return 0.36 if character in _NARROW else 0.66


def fit(text: str, size: float, width: float) -> str:
    """Shorten with an ellipsis to a width in px, if need be."""
    if em_width(text) * size <= width:
        return text
    kept = text
    while kept and em_width(kept + "…") * size > width:
        kept = kept[:-1]
    return kept.rstrip() + "…"
