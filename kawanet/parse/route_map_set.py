"""Changes of a route map (`set ...`), in the words that IOS, EOS, NX-OS and FRR share.

What a packet is told (policy routing) is gathered beside what a route is told.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from kawanet.model.route_policy import (
    EigrpMetric,
    PrependAsPath,
    ReplaceAsPath,
    SetCommunities,
    SetDistance,
    SetEigrpMetric,
    SetLevel,
    SetLocalPreference,
    SetMetric,
    SetMetricType,
    SetNextHop,
    SetOrigin,
    SetTag,
    SetWeight,
)
from kawanet.parse.cisco_values import either
from kawanet.parse.indented import Statement
from kawanet.parse.numbers import as_number
from kawanet.parse.policy_draft import TermDraft
from kawanet.parse.prefix_lists import community, extended_communities, large_community
from kawanet.parse.result import LineClass
from kawanet.parse.route_map_match import LEVELS, each_family
from kawanet.parse.statements import IRRELEVANT, MODELLED, UNMODELLED, UNRECOGNISED, Entry, entries

_SIGNS: dict[str, Literal["add", "subtract"]] = {"+": "add", "-": "subtract"}


def _set_metric(t: TermDraft, s: Statement) -> LineClass:
    """`set metric N | +N | -N`, or the five numbers of EIGRP."""
    words = s.words[2:]
    if len(words) == 5:
        t.changes.append(SetEigrpMetric(eigrp_metric(words)))
        return MODELLED
    word = words[0]
    if len(words) != 1 or not word.lstrip("+-").isdigit():
        return UNMODELLED  # rtt, igp-metric, aigp
    t.changes.append(SetMetric(*_signed(word)))
    return MODELLED


def _signed(word: str) -> tuple[int, Literal["set", "add", "subtract"]]:
    """`+N` and `-N` change what is there, `N` takes its place."""
    return int(word.lstrip("+-")), _SIGNS.get(word[0], "set")


def eigrp_metric(words: list[str]) -> EigrpMetric:
    """Bandwidth (kbit/s), delay (tens of microseconds), reliability, load, MTU."""
    return EigrpMetric(*(int(word) for word in words[:5]))


def _set_metric_type(t: TermDraft, s: Statement) -> LineClass:
    match s.words[2]:
        case "type-1" | "1":
            t.changes.append(SetMetricType(1))
        case "type-2" | "2":
            t.changes.append(SetMetricType(2))
        case ("internal" | "external") as kind:
            t.changes.append(SetMetricType(kind))
        case _:
            return UNRECOGNISED
    return MODELLED


def _set_local_preference(t: TermDraft, s: Statement) -> LineClass:
    t.changes.append(SetLocalPreference(*_signed(s.words[2])))
    return MODELLED


def _set_weight(t: TermDraft, s: Statement) -> LineClass:
    t.changes.append(SetWeight(int(s.words[2])))
    return MODELLED


def _set_tag(t: TermDraft, s: Statement) -> LineClass:
    word = s.words[2]
    t.changes.append(SetTag(int(either(word)) if "." in word else int(word)))
    return MODELLED


def _set_distance(t: TermDraft, s: Statement) -> LineClass:
    t.changes.append(SetDistance(int(s.words[2])))
    return MODELLED


def _set_origin(t: TermDraft, s: Statement) -> LineClass:
    match s.words[2]:
        case ("igp" | "egp" | "incomplete") as origin:
            t.changes.append(SetOrigin(origin))
            return MODELLED
    return UNRECOGNISED


def _set_level(t: TermDraft, s: Statement) -> LineClass:
    level = LEVELS.get(s.words[2])
    if level is None:
        return UNMODELLED  # stub-area, backbone
    t.changes.append(SetLevel(level))
    return MODELLED


def _set_as_path(t: TermDraft, s: Statement) -> LineClass:
    match s.words[2:]:
        case ["prepend", "last-as"]:
            t.changes.append(PrependAsPath((), 1))
        case ["prepend", "last-as", times]:
            t.changes.append(PrependAsPath((), int(times)))
        case ["prepend", *numbers] if numbers:
            t.changes.append(PrependAsPath(tuple(as_number(n) for n in numbers)))
        case ["replace", "any"]:
            t.changes.append(ReplaceAsPath())
        case ["replace", *numbers] if numbers:
            t.changes.append(ReplaceAsPath(tuple(as_number(n) for n in numbers)))
        case _:
            return UNMODELLED  # tag, exclude, match
    return MODELLED


def _set_community(t: TermDraft, s: Statement) -> LineClass:
    """`set community VALUES|none [additive]`; EOS names lists and deletes in the same line."""
    words = s.words[2:]
    if words == ["none"]:
        t.changes.append(SetCommunities())
        return MODELLED
    ops = {"additive": "add", "delete": "delete"}
    op = ops.get(words[-1], "set")
    words = words[:-1] if op != "set" else words
    if words[0] == "community-list":
        return _change_communities(t, (), tuple(words[1:]), op)
    found = {community(w) for w in words} - {"internet"}
    return _change_communities(t, tuple(sorted(found)), (), op)


def _change_communities(
    t: TermDraft, values: tuple[str, ...], lists: tuple[str, ...], op: str
) -> LineClass:
    match op:
        case ("set" | "add" | "delete") as known:
            t.changes.append(SetCommunities(values, lists, known))
            return MODELLED
    return UNRECOGNISED


def _set_extended(t: TermDraft, s: Statement) -> LineClass:
    words = s.words[2:]
    if words == ["none"] or words[0] in ("cost", "vpn-distinguisher", "bandwidth", "color", "lbw"):
        return UNMODELLED
    op = "add" if words[-1] == "additive" else "delete" if words[-1] == "delete" else "set"
    words = words[:-1] if op != "set" else words
    return _change_communities(t, extended_communities(words), (), op)


def _set_large(t: TermDraft, s: Statement) -> LineClass:
    words = s.words[2:]
    if words == ["none"]:
        return UNMODELLED  # removes one kind only
    op = "add" if words[-1] == "additive" else "set"
    words = words[:-1] if op != "set" else words
    return _change_communities(t, tuple(large_community(w) for w in words), (), op)


def _delete_listed(prefix: str) -> Callable[[TermDraft, Statement], LineClass]:
    """`set comm-list NAME delete`, and its kin for other kinds of communities."""

    def read(t: TermDraft, s: Statement) -> LineClass:
        if s.words[-1] != "delete":
            return UNRECOGNISED
        return _change_communities(t, (), tuple(prefix + n for n in s.words[2:-1]), "delete")

    return read


def _next_hop(t: TermDraft, s: Statement) -> LineClass:
    """`set ip|ipv6 next-hop ADDRESSES | self | peer-address | unchanged | verify-availability`."""
    words = s.words[3:]
    if words[:1] in (["global"], ["prefer-global"], ["local"]):
        return _next_hop_words(t, words[1:]) if words[0] == "global" else UNMODELLED
    return _next_hop_words(t, words)


def _next_hop_words(t: TermDraft, words: list[str]) -> LineClass:
    match words:
        case ["self"]:
            t.changes.append(SetNextHop("self"))
        case ["peer-address"]:
            t.changes.append(SetNextHop("peer"))
        case ["unchanged"]:
            t.changes.append(SetNextHop("unchanged"))
        case ["verify-availability"]:
            return UNMODELLED
        case ["verify-availability", address, *_]:
            t.next_hops = (*t.next_hops, either(address))
            return UNMODELLED  # whether the tracked object is up
        case ["recursive", address]:
            t.next_hops, t.recursive = (*t.next_hops, either(address)), True
        case ["recursive" | "dynamic" | "encapsulate", *_]:
            return UNMODELLED
        case [address, *more]:
            hops = tuple(
                either(w) for w in (address, *more) if w not in ("load-share", "force-order")
            )
            t.changes.append(SetNextHop(hops[0]))
            t.next_hops = (*t.next_hops, *hops)
        case _:
            return UNRECOGNISED
    return MODELLED


def _default_next_hop(t: TermDraft, s: Statement) -> LineClass:
    words = s.words[4:]
    if words[:1] in (["verify-availability"], ["recursive"]):
        return UNMODELLED
    t.next_hops = (*t.next_hops, *(either(w) for w in words))
    t.default = True
    return MODELLED


def _interface(t: TermDraft, s: Statement) -> LineClass:
    """`set interface NAME`; a second one would be a fallback."""
    name = t.full_name("".join(s.words[2:4]) if s.words[2].isalpha() else s.words[2])
    if t.interface is not None or len(s.words) > (4 if s.words[2].isalpha() else 3):
        return UNMODELLED
    t.interface = "discard" if name.lower() in ("null0", "null") else name
    return MODELLED


def _default_interface(t: TermDraft, s: Statement) -> LineClass:
    t.interface = t.full_name("".join(s.words[3:]))
    t.default = True
    return MODELLED


def _vrf(t: TermDraft, s: Statement) -> LineClass:
    """`set vrf X` and `set ip vrf X next-hop A`."""
    if s.words[1] == "vrf":
        t.vrf = s.words[2]
        return MODELLED
    t.vrf = s.words[3]
    if s.words[4] != "next-hop" or len(s.words) < 6:
        return UNMODELLED
    t.next_hops = (*t.next_hops, *(either(w) for w in s.words[5:]))
    return MODELLED


def _global(t: TermDraft, s: Statement) -> LineClass:
    """`set global` and `set ip global next-hop A`."""
    t.vrf = "default"
    if s.words[1] == "global":
        return MODELLED
    if s.words[3] != "next-hop":
        return UNMODELLED
    t.next_hops = (*t.next_hops, *(either(w) for w in s.words[4:]))
    return MODELLED


_BOTH = ("ip", "ipv6")
CHANGES: dict[str, Entry[TermDraft]] = {
    "set metric": _set_metric,
    "set metric-type": _set_metric_type,
    "set local-preference": _set_local_preference,
    "set weight": _set_weight,
    "set tag": _set_tag,
    "set distance": _set_distance,
    "set origin": _set_origin,
    "set level": _set_level,
    "set as-path": _set_as_path,
    "set community": _set_community,
    "set extcommunity": _set_extended,
    "set large-community": _set_large,
    "set comm-list": _delete_listed(""),
    "set extcomm-list": _delete_listed("ext:"),
    "set large-comm-list": _delete_listed("large:"),
    **each_family("set IP next-hop", _next_hop, _BOTH),
    **each_family("set IP default next-hop", _default_next_hop, _BOTH),
    "set interface": _interface,
    "set default interface": _default_interface,
    "set vrf": _vrf,
    **each_family("set IP vrf", _vrf, _BOTH),
    "set global": _global,
    **each_family("set IP global", _global, _BOTH),
    **entries(
        """set dampening, set traffic-index, set ip precedence, set ip tos, set ip dscp, set ip df,
        set ipv6 precedence, set ipv6 dscp, set ip qos-group, set qos-group, set
        atomic-aggregate, set aggregator""",
        IRRELEVANT,
    ),
    "set": UNMODELLED,
}
