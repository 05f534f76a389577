"""How Junos writes a string, a rate, the name of a logical interface."""

from __future__ import annotations

import re

from kawanet.model.interfaces import Interface, InterfaceKind

_BARE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./:@%+-]*")
_UNITS = ((10**9, "g"), (10**6, "m"), (10**3, "k"))
PORTS = (InterfaceKind.PHYSICAL, InterfaceKind.LAG)


def quoted(text: str) -> str:
    """A string as one word, in quotation marks where it needs them."""
    if _BARE.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def rate(bits: int) -> str:
    """Bits a second, in the largest unit that leaves no rest."""
    size, unit = next(((s, u) for s, u in _UNITS if bits and bits % s == 0), (1, ""))
    return f"{bits // size}{unit}"


def unit_name(interface: Interface) -> str:
    """What statements call an interface: of a port, its unit 0."""
    return f"{interface.name}.0" if interface.kind in PORTS else interface.name
