"""OSPF statements inside `interface`: `ip ospf`, `ospfv3` and the classic `ipv6 ospf`."""

from __future__ import annotations

from kawanet.model.interfaces import Family, InterfaceKind, OspfInterface
from kawanet.parse.cisco_iosxe.draft import InterfaceDraft, OspfDraft
from kawanet.parse.cisco_iosxe.values import area_number
from kawanet.parse.indented import Statement
from kawanet.parse.result import LineClass
from kawanet.parse.statements import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    UNRECOGNISED,
    Entry,
)

_QUIET = frozenset(
    [
        "priority",
        "bfd",
        "mtu-ignore",
        "retransmit-interval",
        "transmit-delay",
        "flood-reduction",
        "ttl-security",
        "prefix-suppression",
        "lls",
        "resync-timeout",
    ]
)
_UNMODELLED = frozenset(
    [
        "authentication",
        "authentication-key",
        "message-digest-key",
        "encryption",
        "shutdown",
        "database-filter",
        "demand-circuit",
        "neighbor",
        "cost",
        "network",
        "topology",
        "multi-area",
        "manet",
        "area",
    ]
)


def _ip_ospf(i: InterfaceDraft, s: Statement) -> LineClass:
    i.ospf4 = i.ospf4 or OspfDraft()
    words = s.words[2:]
    if words[0].isdigit() and words[1:2] == ["area"]:
        return _enable(i.ospf4, int(words[0]), words[2:])
    return setting(i.ospf4, words)


def _ipv6_ospf(i: InterfaceDraft, s: Statement) -> LineClass:
    i.ospf6 = i.ospf6 or OspfDraft()
    words = s.words[2:]
    if words[0].isdigit() and words[1:2] == ["area"]:
        return _enable(i.ospf6, int(words[0]), words[2:])
    return setting(i.ospf6, words)


def _ospfv3(i: InterfaceDraft, s: Statement) -> LineClass:
    words = s.words[1:]
    process = int(words.pop(0)) if words[0].isdigit() else None
    if words[0] == "ipv4":
        return UNMODELLED  # OSPFv3 that carries IPv4
    if words[0] == "ipv6":
        words.pop(0)
    i.ospf6 = i.ospf6 or OspfDraft()
    if words[0] == "area" and process is not None:
        return _enable(i.ospf6, process, words[1:])
    return setting(i.ospf6, words)


def _enable(ospf: OspfDraft, process: int, words: list[str]) -> LineClass:
    ospf.process, ospf.area = process, area_number(words[0])
    return MODELLED if words[1:] in ([], ["secondaries", "none"]) else UNMODELLED


def setting(ospf: OspfDraft, words: list[str]) -> LineClass:
    """Read what stands behind `ip ospf` or `ospfv3 ipv6`, but not the area."""
    match words:
        case ["cost", value] if value.isdigit():
            ospf.cost = int(value)
        case ["network", ("broadcast" | "point-to-point") as network]:
            ospf.network = network
        case ["hello-interval", value]:
            ospf.hello_s = int(value)
        case ["dead-interval", value]:
            ospf.dead_s = int(value)
        case [word, *_] if word in _QUIET:
            return IRRELEVANT
        case [word, *_] if word in _UNMODELLED or word == "dead-interval":
            return UNMODELLED
        case _:
            return UNRECOGNISED
    return MODELLED


def ospf_of(i: InterfaceDraft) -> tuple[OspfInterface, ...]:
    """What runs on the interface, IPv4 before IPv6."""
    families: tuple[tuple[Family, OspfDraft | None], ...] = ((4, i.ospf4), (6, i.ospf6))
    tunnel = i.kind is InterfaceKind.TUNNEL
    return tuple(
        OspfInterface(
            family,
            o.process,
            o.area,
            o.cost,
            o.passive,
            o.network or ("point-to-point" if tunnel else "broadcast"),
            o.hello_s,
            o.dead_s,
        )
        for family, o in families
        if o is not None and o.area is not None
    )


OSPF: dict[str, Entry[InterfaceDraft]] = {
    "ip ospf": _ip_ospf,
    "ipv6 ospf": _ipv6_ospf,
    "ospfv3": _ospfv3,
}
