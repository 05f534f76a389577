"""Words of EOS lines -> values of the model, where EOS writes them other than IOS."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial

from kawanet.model.interfaces import InterfaceKind
from kawanet.model.system import Secret
from kawanet.parse.cisco_values import full_names, kind_of, secret_of

_INTERFACE_TYPES = (  # in the order in which an abbreviation is tried
    "Ethernet",
    "Management",
    "Port-Channel",
    "Vlan",
    "Loopback",
    "Tunnel",
    "Vxlan",
    "Recirc-Channel",
    "Null",
)
_KINDS = {
    "Vlan": InterfaceKind.SVI,
    "Loopback": InterfaceKind.LOOPBACK,
    "Port-Channel": InterfaceKind.LAG,
    "Tunnel": InterfaceKind.TUNNEL,
}
_HASHES = {"sha512": "9", "8a": "8"}  # EOS's word for a hash -> IOS's number of a kind of hash
_RANGE_LIMIT = 1024  # ports in one list
_SPEED_UNITS = {"g": 10**9, "m": 10**6}


interface_name = full_names(_INTERFACE_TYPES)  # `et1/2` -> `Ethernet1/2`
interface_kind = partial(kind_of, kinds=_KINDS)


@lru_cache(maxsize=1 << 12)
def interface_names(text: str) -> tuple[str, ...]:
    """`Ethernet1-3,5` -> full names. Raises ValueError for what is no such list."""
    at = next((n for n, c in enumerate(text) if c.isdigit()), len(text))
    head, rest = text[:at], text[at:]
    if not head or not rest:
        raise ValueError(f"{text} is no interface")
    names: list[str] = []
    for part in rest.split(",") if "-" in rest or "," in rest else ():
        start, _, end = part.partition("-")
        stem, _, number = start.rpartition("/")
        last = int(end.rpartition("/")[2] or number)
        if last - int(number) >= _RANGE_LIMIT:
            raise ValueError("too many ports in one list")
        stem = interface_name(f"{head}{stem}/" if stem else head)
        names += [f"{stem}{n}" for n in range(int(number), last + 1)]
    return tuple(names) or (interface_name(text),)


def speed_bps(word: str) -> int | None:
    """`10g`, `10gfull`, `100g-2` -> bits a second; None for `auto` and the like."""
    digits = len(word) - len(word.lstrip("0123456789"))
    unit = _SPEED_UNITS.get(word[digits : digits + 1].lower())
    if digits and unit is not None:
        return int(word[:digits]) * unit
    return int(word[:digits]) * 10**6 if digits else None


def eos_secret(words: Sequence[str]) -> Secret:
    """What a secret's words hold: [0 | 5 | 7 | 8a | sha512] value."""
    if words and words[0] in _HASHES:
        return secret_of([_HASHES[words[0]], *words[1:]])
    return secret_of(words)
