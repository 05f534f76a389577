"""`redistribute ...` as IOS, EOS and FRR write it -> a `Redistribution`.

What a protocol takes when a line is silent is the platform's to put in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from kawanet.errors import Span
from kawanet.model.route_policy import Redistribution, Source
from kawanet.parse.numbers import as_number
from kawanet.parse.result import LineClass
from kawanet.parse.route_map_match import LEVELS, SOURCES
from kawanet.parse.route_map_set import eigrp_metric

_MATCHES = ("internal", "external", "nssa-external")
_INSTANCED = frozenset((Source.OSPF, Source.BGP, Source.EIGRP, Source.ISIS, Source.RIP))
_KEYWORDS = frozenset(
    [
        *("metric", "metric-type", "route-map", "route-policy", "tag", "match", "subnets"),
        *("level-1", "level-2", "level-1-2", "ip", "clns", "include", "vrf", "external"),
        *("internal", "nssa-external", "nssa-only", "weight", "include-connected"),
    ]
)
_WORDS_OF_EIGRP = 5


@dataclass(slots=True)
class Taking:
    """A `redistribute` line as it is read. `subnets`: networks beside the classful ones too."""

    source: Source
    into: Source
    where: Span
    instance: str | None = None
    fields: dict[str, Any] = field(default_factory=dict)  # of `Redistribution`
    kinds: list[str] = field(default_factory=list)
    subnets: bool = False
    line_class: LineClass = LineClass.MODELLED

    def found(self, **defaults: Any) -> Redistribution:
        """The redistribution; `defaults` are the fields that the line leaves out."""
        types = tuple(sorted(self.kinds)) or defaults.pop("route_types", ())
        fields: dict[str, Any] = {"metric": None, **defaults, **self.fields}
        fields["route_types"] = types
        return Redistribution(self.source, instance=self.instance, where=self.where, **fields)


def said_last(held: Iterable[Redistribution], found: Redistribution) -> list[Redistribution]:
    """What is redistributed, where a line that says a source again replaces the one before."""
    same = (found.source, found.instance)
    return [*(r for r in held if (r.source, r.instance) != same), found]


def in_order(held: Iterable[Redistribution]) -> tuple[Redistribution, ...]:
    """Sorted by source and instance."""
    return tuple(sorted(held, key=lambda r: (r.source.value, r.instance or "")))


def read_redistribute(words: list[str], into: Source, where: Span) -> Taking:
    """Read the words behind `redistribute`. Raises KeyError for a source that is not known."""
    taking = Taking(SOURCES[words[0]], into, where)
    rest = words[:0:-1]  # the next word is the last
    if taking.source in _INSTANCED and rest and rest[-1] not in _KEYWORDS:
        word = rest.pop()
        taking.instance = str(as_number(word)) if taking.source is Source.BGP else word
    while rest:
        word = rest.pop()
        reader = _READERS.get(word)
        if reader is None:
            taking.line_class = LineClass.UNMODELLED
        else:
            reader(taking, word, rest)
    return taking


def _metric(t: Taking, _: str, rest: list[str]) -> None:
    if t.into is Source.EIGRP:
        t.fields["eigrp_metric"] = eigrp_metric([rest.pop() for _ in range(_WORDS_OF_EIGRP)])
        return
    word = rest.pop()
    t.fields["metric"] = None if word == "transparent" else int(word)


def _tag(t: Taking, _: str, rest: list[str]) -> None:
    t.fields["tag"] = int(rest.pop())


def _metric_type(t: Taking, _: str, rest: list[str]) -> None:
    word = rest.pop()
    if word.removeprefix("type-") in ("1", "2"):
        t.fields["metric_type"] = int(word[-1])
    elif word != "internal":  # IS-IS's default
        t.line_class = LineClass.UNMODELLED


def _route_map(t: Taking, _: str, rest: list[str]) -> None:
    t.fields["policies"] = (rest.pop(),)


def _level(t: Taking, word: str, _: list[str]) -> None:
    """The level that is taken (from IS-IS), or into which (into IS-IS)."""
    if t.source is Source.ISIS:
        t.kinds = ["level-1", "level-2"] if word == "level-1-2" else [word]
    else:
        t.fields["level"] = LEVELS[word]


def _match(t: Taking, word: str, rest: list[str]) -> None:
    """`internal`, `external [1|2]`, `nssa-external [1|2]`."""
    number = f"-{rest.pop()}" if rest and rest[-1] in ("1", "2") and word != "internal" else ""
    t.kinds.append(word + number)


def _subnets(t: Taking, _: str, __: list[str]) -> None:
    t.subnets = True


def _vrf(_: Taking, __: str, rest: list[str]) -> None:
    """`ospf 2 vrf X`, where X is the VRF that takes it."""
    rest.pop()


def _with_interfaces(t: Taking, _: str, __: list[str]) -> None:
    t.fields["own_interfaces"] = True


def _nothing(_: Taking, __: str, ___: list[str]) -> None:
    return


_READERS: dict[str, Callable[[Taking, str, list[str]], None]] = {
    "metric": _metric,
    "tag": _tag,
    "metric-type": _metric_type,
    "route-map": _route_map,
    "subnets": _subnets,
    "match": _nothing,
    "ip": _nothing,
    "include-connected": _with_interfaces,
    "vrf": _vrf,
    **dict.fromkeys(LEVELS, _level),
    **dict.fromkeys(_MATCHES, _match),
}
