"""`config redistribute "<protocol>"` of a routing protocol."""

from __future__ import annotations

from collections.abc import Iterator

from kawanet.model.route_policy import Redistribution, Source
from kawanet.parse.fortinet_fortios.reading import Entry, Fields, Scope, fields
from kawanet.parse.result import LineClass

SOURCES = {
    "connected": Source.CONNECTED,
    "static": Source.STATIC,
    "ospf": Source.OSPF,
    "ospf6": Source.OSPF,
    "bgp": Source.BGP,
    "rip": Source.RIP,
    "ripng": Source.RIP,
    "isis": Source.ISIS,
}
_KEYS = fields(
    modelled="status metric metric-type routemap route-map tag", irrelevant="level protocol"
)


def blocks(word: str = "redistribute") -> Fields:
    """The nested sections, for the table of the section around them."""
    return dict.fromkeys((f"{word} {source}" for source in SOURCES), LineClass.MODELLED)


def redistributions(
    scope: Scope, entry: Entry, metric: int | None, word: str = "redistribute"
) -> Iterator[Redistribution]:
    """What is switched on, in the order of the sources; `metric`: of a source that names none."""
    for name, source in SOURCES.items():
        inner = entry.inner(f"{word} {name}", _KEYS)
        if not inner.is_on("status"):
            continue
        said = inner.number("metric")
        routed = inner.text("routemap") or inner.text("route-map")
        yield Redistribution(
            source,
            said or metric,
            1 if inner.text("metric-type") == "1" else 2,
            policies=(scope.named(routed),) if routed else (),
            tag=inner.number("tag") or None,
            where=inner.where,
        )
