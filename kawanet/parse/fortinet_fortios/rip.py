"""`config router rip` of a VDOM: the process, and the interfaces that take part.

RIP runs on the interfaces whose address lies in a `network`; a network that is taken in has the
metric of its `redistribute`, or else `default-metric`.
Source: Fortinet FortiOS CLI Reference, config router rip (default-metric 1).
"""

from __future__ import annotations

from collections.abc import Sequence

from kawanet.model.igp import RipProcess
from kawanet.model.interfaces import Interface, RipInterface
from kawanet.parse.fortinet_fortios.reading import Entry, Fields, Scope, fields
from kawanet.parse.fortinet_fortios.redistribution import blocks, redistributions
from kawanet.parse.fortinet_fortios.sections import section_class
from kawanet.parse.ip_words import network
from kawanet.parse.result import LineClass

_PATH = "router rip"
_DISTANCE, _METRIC = 120, 1
RIP: Fields = {
    **fields(
        modelled="default-information-originate default-metric network passive-interface distance",
        irrelevant="version update-timer timeout-timer garbage-timer recv-buffer-size interface "
        "max-out-metric",
        unmodelled="neighbor distribute-list offset-list",
    ),
    **blocks(),
}
NETWORK = fields(modelled="prefix")
DISTANCE = fields(modelled="prefix distance", unmodelled="access-list")
Listeners = dict[str, RipInterface]


def read_rip(
    scope: Scope, interfaces: Sequence[Interface], listeners: Listeners
) -> RipProcess | None:
    """The process, if a network is set; `listeners` takes in its interfaces, by name."""
    found = scope.sections.get(_PATH, ())
    if not any(section_class(_PATH, b) is LineClass.UNMODELLED for _, b in found):
        return None
    entry = scope.settings(_PATH, RIP)
    prefixes = [
        prefix
        for each in entry.table("network", NETWORK).values()
        if (prefix := each.read("prefix", lambda words: network("/".join(words[:2])))) is not None
    ]
    silent = entry.words("passive-interface")
    for interface in interfaces:
        mine = [a.ip for a in interface.addresses if a.version == 4]
        if interface.vrf == scope.vrf(0) and any(ip in p for ip in mine for p in prefixes):
            listeners[interface.name] = RipInterface(4, passive=interface.name in silent)
    return RipProcess(
        scope.vrf(0),
        4,
        tuple(redistributions(scope, entry, entry.number("default-metric") or _METRIC)),
        entry.number("default-metric") or _METRIC,
        entry.is_on("default-information-originate"),
        _distance(entry),
        where=entry.where,
    )


def _distance(entry: Entry) -> int:
    """The distance of all neighbours; one for some of them is not modelled."""
    said = _DISTANCE
    for each in entry.table("distance", DISTANCE).values():
        prefix = each.read("prefix", lambda words: network("/".join(words[:2])))
        if prefix is None or not prefix.prefixlen:
            said = each.number("distance") or said
        else:
            each.mark("distance", LineClass.UNMODELLED)
    return said
