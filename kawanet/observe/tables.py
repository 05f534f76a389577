"""TextFSM: a template and a text -> rows. The library is imported when the first text is read."""

from __future__ import annotations

import io
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

Row: TypeAlias = dict[str, Any]  # column -> text, or a list of texts

OWN = "own/"


class UnreadableError(Exception):
    """A template does not understand a text; the message says which line stopped it."""


@cache
def _template(name: str) -> Any:
    import textfsm  # noqa: PLC0415

    package, folder = ("kawanet.observe", "templates") if name.startswith(OWN) else _NTC
    path = files(package) / folder / f"{name.removeprefix(OWN)}.textfsm"
    return textfsm.TextFSM(io.StringIO(path.read_text(encoding="utf-8")))


_NTC = ("ntc_templates", "templates")


def rows(template: str, text: str) -> list[Row]:
    """Read a text by a template: `own/x` is ours, other names are ntc-templates'.

    Raises:
        UnreadableError: the template finds a line that it does not know.
    """
    import textfsm  # noqa: PLC0415

    machine = _template(template)
    machine.Reset()
    try:
        found: list[Row] = machine.ParseTextToDicts(text)
    except textfsm.TextFSMError as error:
        raise UnreadableError(str(error).replace("\n", " ")) from error
    return found
