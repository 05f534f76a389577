"""OSPF, EIGRP, IS-IS and RIP inside `interface`: switched on by the tag of an instance.

Settings are kept by (protocol, family, tag); OSPF's name no tag (they hold for the one that runs).
"""

from __future__ import annotations

from ipaddress import IPv6Network
from typing import Any

from kawanet.model.interfaces import Family, RouteFilter
from kawanet.parse.cisco_nxos.draft import NxInterface
from kawanet.parse.cisco_nxos.values import network_and_rest
from kawanet.parse.cisco_values import area_number
from kawanet.parse.indented import Statement
from kawanet.parse.result import LineClass
from kawanet.parse.route_map_match import LEVELS
from kawanet.parse.statements import IRRELEVANT, MODELLED, UNMODELLED, UNRECOGNISED, Entry

_OSPF_QUIET = frozenset(
    (
        "bfd",
        "retransmit-interval",
        "transmit-delay",
        "prefix-attributes",
        "nexthop-group",
        "neighbor",
    )
)
_OSPF_KEYS = frozenset(("authentication-key", "message-digest-key"))


def _family(s: Statement) -> Family:
    return 6 if "ipv6" in s.words[:2] else 4


def _router_ospf(i: NxInterface, s: Statement) -> LineClass:
    """`ip router ospf TAG area A [secondaries none]`, `ip router ospf TAG multi-area A`."""
    if s.words[4] != "area":
        return UNMODELLED
    settings = i.protocol("ospf", 4)
    settings["tag"], settings["area"] = s.words[3], area_number(s.words[5])
    settings["secondaries"] = s.words[6:] != ["secondaries", "none"]
    return MODELLED if s.words[6:] in ([], ["secondaries", "none"]) else UNMODELLED


def _router_ospfv3(i: NxInterface, s: Statement) -> LineClass:
    """`ipv6 router ospfv3 TAG area A`, or `ospfv3 TAG ...` of older releases."""
    settings = i.protocol("ospf", 6)
    settings["tag"], settings["area"] = s.words[3], area_number(s.words[5])
    return MODELLED if len(s.words) == 6 else UNMODELLED


def _ospf(i: NxInterface, s: Statement) -> LineClass:
    """`[no] ip ospf ...`."""
    words = s.words
    off = words[0] == "no"
    return _ospf_setting(i.protocol("ospf", 4), words[2 + off :], off)


def _ospfv3(i: NxInterface, s: Statement) -> LineClass:
    """`[no] ospfv3 ...`."""
    words = s.words
    off = words[0] == "no"
    return _ospf_setting(i.protocol("ospf", 6), words[1 + off :], off)


_OSPF_NUMBERS = {
    "cost": "cost",
    "hello-interval": "hello_s",
    "dead-interval": "dead_s",
    "priority": "priority",
}


def _ospf_setting(settings: dict[str, Any], words: list[str], off: bool) -> LineClass:
    match words:
        case [("passive-interface" | "shutdown") as word]:
            settings[word.partition("-")[0]] = not off
        case _ if off:
            return IRRELEVANT
        case [word, value] if word in _OSPF_NUMBERS:
            settings[_OSPF_NUMBERS[word]] = int(value)
        case ["network", ("broadcast" | "point-to-point") as network]:
            settings["network"] = network
        case ["advertise-subnet"]:  # of a loopback: its network, not the host
            settings["network"] = "point-to-point"
        case ["mtu-ignore"]:
            settings["mtu_ignore"] = True
        case ["authentication", *kind]:
            settings["authentication"] = kind[0] if kind else "simple"
        case [word, *_] if word in _OSPF_KEYS:
            return MODELLED  # a key: which kind is in use stands in `authentication`
        case [word, *_]:
            return IRRELEVANT if word in _OSPF_QUIET else UNMODELLED
    return MODELLED


def _router_eigrp(i: NxInterface, s: Statement) -> LineClass:
    i.protocol("eigrp", _family(s), s.words[3])["runs"] = True
    return MODELLED


def _eigrp_passive(i: NxInterface, s: Statement) -> LineClass:
    """`[no] ip passive-interface eigrp TAG`."""
    i.protocol("eigrp", _family(s), s.words[-1])["passive"] = s.words[0] != "no"
    return MODELLED


def _eigrp_summary(i: NxInterface, s: Statement) -> LineClass:
    """`ip summary-address eigrp TAG PREFIX [distance] [leak-map M]`."""
    settings = i.protocol("eigrp", _family(s), s.words[3])
    if s.words[0] == "ipv6":
        prefix, rest = IPv6Network(s.words[4], strict=False), s.words[5:]
        settings["summaries"] = (*settings.get("summaries", ()), prefix)
    else:
        prefix4, rest = network_and_rest(s.words[4:])
        settings["summaries"] = (*settings.get("summaries", ()), prefix4)
    return UNMODELLED if rest else MODELLED


def _eigrp_split(i: NxInterface, s: Statement) -> LineClass:
    i.protocol("eigrp", _family(s), s.words[-1])["split_horizon"] = s.words[0] != "no"
    return MODELLED


def _eigrp_metric(i: NxInterface, s: Statement) -> LineClass:
    """`ip bandwidth eigrp TAG KBPS`, `ip delay eigrp TAG TENS`: of the one instance there is."""
    unit = s.words[5:6]
    if s.words[1] == "bandwidth":
        i.more["bandwidth_kbps"] = int(s.words[4])
    elif unit == ["picoseconds"]:
        i.more["delay_10us"] = int(s.words[4]) // 10_000_000
    else:
        i.more["delay_10us"] = int(s.words[4])
    return MODELLED


def _router_isis(i: NxInterface, s: Statement) -> LineClass:
    settings = i.protocol("isis", 4)
    settings["process"] = s.words[3]
    families = settings.get("families", ())
    settings["families"] = tuple(sorted({*families, _family(s)}))
    return MODELLED


def _isis(i: NxInterface, s: Statement) -> LineClass:
    """`[no] isis ...`."""
    words = s.words[1:]
    off = words[0] == "isis"
    settings = i.protocol("isis", 4)
    match words[1:] if off else words:
        case ["metric", value, *level]:
            _isis_metric(settings, "metric", int(value), level)
        case ["ipv6", "metric", value, *level]:
            _isis_metric(settings, "metric_v6", int(value), level)
        case ["circuit-type", word]:
            settings["level"] = LEVELS[word]
        case ["network", "point-to-point"]:
            settings["network"] = "point-to-point"
        case ["passive-interface", *_]:
            settings["passive"] = not off
        case ["passive", *_]:
            settings["passive"] = not off
        case ["shutdown"]:
            return IRRELEVANT if off else UNMODELLED
        case _:
            return IRRELEVANT  # timers, authentication, priority, mesh groups, BFD
    return MODELLED


def _isis_metric(settings: dict[str, Any], name: str, value: int, level: list[str]) -> None:
    for number in (level[0][-1:],) if level else ("1", "2"):
        settings[f"{name}_{number}"] = value


def _router_rip(i: NxInterface, s: Statement) -> LineClass:
    i.protocol("rip", _family(s))["runs"] = True
    return MODELLED


def _rip_passive(i: NxInterface, s: Statement) -> LineClass:
    i.protocol("rip", _family(s))["passive"] = s.words[0] != "no"
    return MODELLED


_LISTS = {"prefix-list": "prefix_lists", "route-map": "policies"}
_METRIC_OFFSET = 1  # of RIP, where nothing is said


def _filter(settings: dict[str, Any], words: list[str]) -> LineClass:
    """`prefix-list|route-map NAME in|out [OFFSET]`: a filter, or with a number an offset."""
    kind, name, side, *offset = words
    if kind not in _LISTS or side not in ("in", "out") or len(offset) > 1:
        return UNMODELLED
    fields: dict[str, Any] = {_LISTS[kind]: (name,)}
    if offset:
        fields["offset"] = int(offset[0])
    rule = RouteFilter("in" if side == "in" else "out", **fields)
    settings["filters"] = (*settings.get("filters", ()), rule)
    return MODELLED


def _eigrp_filter(i: NxInterface, s: Statement) -> LineClass:
    """`ip distribute-list eigrp TAG ...`, `ip offset-list eigrp TAG ...`."""
    return _filter(i.protocol("eigrp", _family(s), s.words[3]), s.words[4:])


def _rip(i: NxInterface, s: Statement) -> LineClass:
    """`ip rip metric-offset N`, `route-filter ...`, `summary-address P`; timers are nothing."""
    settings = i.protocol("rip", _family(s))
    match s.words[2:]:
        case ["metric-offset", value]:
            rule = RouteFilter("in", offset=int(value) - _METRIC_OFFSET)
            settings["filters"] = (*settings.get("filters", ()), rule)
        case ["route-filter", *words]:
            return _filter(settings, words)
        case ["summary-address", prefix] if _family(s) == 4:
            whole, _ = network_and_rest([prefix])
            settings["summaries"] = (*settings.get("summaries", ()), whole)
        case _:
            return IRRELEVANT if "authentication" in s.words else UNMODELLED
    return MODELLED


IGP: dict[str, Entry[Any]] = {
    "ip router ospf": _router_ospf,
    "ipv6 router ospfv3": _router_ospfv3,
    "ip ospf": _ospf,
    "no ip ospf": _ospf,
    "ospfv3": _ospfv3,
    "no ospfv3": _ospfv3,
    "ipv6 ospfv3": UNRECOGNISED,
    "ip router eigrp": _router_eigrp,
    "ipv6 router eigrp": _router_eigrp,
    "ip passive-interface eigrp": _eigrp_passive,
    "no ip passive-interface eigrp": _eigrp_passive,
    "ipv6 passive-interface eigrp": _eigrp_passive,
    "no ipv6 passive-interface eigrp": _eigrp_passive,
    "ip summary-address eigrp": _eigrp_summary,
    "ipv6 summary-address eigrp": _eigrp_summary,
    "ip split-horizon eigrp": _eigrp_split,
    "no ip split-horizon eigrp": _eigrp_split,
    "ip bandwidth eigrp": _eigrp_metric,
    "ip delay eigrp": _eigrp_metric,
    "ip router isis": _router_isis,
    "ipv6 router isis": _router_isis,
    "isis": _isis,
    "no isis": _isis,
    "ip router rip": _router_rip,
    "ipv6 router rip": _router_rip,
    "ip rip passive-interface": _rip_passive,
    "ip distribute-list eigrp": _eigrp_filter,
    "ip offset-list eigrp": _eigrp_filter,
    "ip rip": _rip,
    "ipv6 rip": _rip,
}
