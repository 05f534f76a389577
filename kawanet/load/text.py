"""Bytes of a file that people or kawanet wrote to text: UTF-8 and nothing else."""

from __future__ import annotations

import re

from kawanet.errors import Problem, Span

_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def decode(raw: bytes, file: str) -> tuple[str, Problem | None]:
    """Read UTF-8 text, with or without a byte order mark."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "", Problem(Span(file), "not UTF-8: it is UTF-16", "save it as UTF-8")
    if b"\0" in raw:
        hint = "save it as UTF-8 text"
        return "", Problem(Span(file), "not a text file: it holds NUL bytes", hint)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = _place(raw[: error.start].decode("utf-8-sig", "replace"), file)
        message = f"not UTF-8: the byte 0x{raw[error.start]:02x}"
        return "", Problem(where, message, "save it as UTF-8, not as Shift_JIS or UTF-16")
    strange = _CONTROL.search(text)
    if strange:
        where = _place(text[: strange.start()], file)
        message = f"a control character, U+{ord(strange[0]):04X}"
        return "", Problem(where, message, "is it a text file?")
    return text, None


def _place(before: str, file: str) -> Span:
    return Span(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
