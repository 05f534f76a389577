"""OSPF statements inside `interface`: `ip ospf`, `ospfv3` and the classic `ipv6 ospf`."""

from __future__ import annotations

from ipaddress import IPv4Network

from kawanet.model.interfaces import Family, InterfaceKind, OspfInterface
from kawanet.parse.cisco_iosxe.draft import InterfaceDraft, OspfDraft, OspfNetwork
from kawanet.parse.cisco_values import area_number, type_of
from kawanet.parse.indented import Statement
from kawanet.parse.result import LineClass
from kawanet.parse.statements import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    UNRECOGNISED,
    Entry,
)

_SERIAL = frozenset(("Serial", "Multilink", "POS", "Dialer"))
_QUIET = frozenset(
    [
        *("bfd", "retransmit-interval", "transmit-delay", "flood-reduction", "ttl-security"),
        *("lls", "resync-timeout", "authentication-key", "message-digest-key", "fast-reroute"),
    ]
)
_UNMODELLED = frozenset(
    [
        *("authentication", "encryption", "database-filter", "demand-circuit", "neighbor"),
        *("cost", "network", "topology", "multi-area", "manet", "area"),
    ]
)
_NETWORKS: dict[tuple[str, ...], OspfNetwork] = {
    ("broadcast",): "broadcast",
    ("point-to-point",): "point-to-point",
    ("non-broadcast",): "non-broadcast",
    ("point-to-multipoint",): "point-to-multipoint",
    ("point-to-multipoint", "non-broadcast"): "point-to-multipoint",
}
_AUTHENTICATION = {
    (): "simple",
    ("message-digest",): "md5",
    ("null",): "",
}


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
    ospf.secondaries = words[1:] != ["secondaries", "none"]
    return MODELLED if words[1:] in ([], ["secondaries", "none"]) else UNMODELLED


def setting(ospf: OspfDraft, words: list[str]) -> LineClass:
    """Read what stands behind `ip ospf` or `ospfv3 ipv6`, but not the area."""
    match words:
        case ["cost", value] if value.isdigit():
            ospf.cost = int(value)
        case ["network", *network] if tuple(network) in _NETWORKS:
            ospf.network = _NETWORKS[tuple(network)]
        case ["priority", value]:
            ospf.priority = int(value)
        case ["mtu-ignore"]:
            ospf.mtu_ignore = True
        case ["shutdown"]:
            ospf.shutdown = True
        case ["prefix-suppression", *off]:
            ospf.suppressed = not off
        case ["authentication", *kind]:
            return _authentication(ospf, kind)
        case ["hello-interval" | "dead-interval", *_]:
            return _timer(ospf, words)
        case [word, *_] if word in _QUIET:
            return IRRELEVANT
        case [word, *_]:
            return UNMODELLED if word in _UNMODELLED else UNRECOGNISED
    return MODELLED


def _authentication(ospf: OspfDraft, kind: list[str]) -> LineClass:
    """What both ends must have; `null` against the area's word is none."""
    if kind[:1] == ["key-chain"]:
        ospf.authentication = "key-chain"
        return MODELLED
    known = _AUTHENTICATION.get(tuple(kind))
    if known is None:
        return UNMODELLED
    ospf.authentication = known
    return MODELLED


def _timer(ospf: OspfDraft, words: list[str]) -> LineClass:
    if words[1] == "minimal":
        ospf.dead_s = 1
    elif words[0] == "hello-interval":
        ospf.hello_s = int(words[1])
    else:
        ospf.dead_s = int(words[1])
    return MODELLED


def ospf_of(i: InterfaceDraft) -> tuple[OspfInterface, ...]:
    """What runs on the interface, IPv4 before IPv6."""
    families: tuple[tuple[Family, OspfDraft | None], ...] = ((4, i.ospf4), (6, i.ospf6))
    single = i.kind is InterfaceKind.TUNNEL or type_of(i.name) in _SERIAL
    return tuple(
        OspfInterface(
            family,
            o.process,
            o.area,
            o.cost,
            o.passive,
            o.network or ("point-to-point" if single else "broadcast"),
            o.hello_s,
            o.dead_s,
            o.authentication or "",
            o.priority,
            o.mtu_ignore,
            _left_out(i, o) if family == 4 else (),
            o.filters,
        )
        for family, o in families
        if o is not None and o.area is not None and not o.shutdown
    )


def _left_out(i: InterfaceDraft, o: OspfDraft) -> tuple[IPv4Network, ...]:
    """Prefixes of the interface that are not announced; suppression spares secondary addresses,
    loopbacks and passive interfaces (Cisco IOS OSPF Command Reference, `prefix-suppression`)."""
    secondary = tuple(a.network for a, _ in i.secondary)
    found = o.left_out if o.secondaries else secondary
    spared = i.kind is InterfaceKind.LOOPBACK or o.passive
    if o.suppressed and not spared and i.primary:
        found = (*found, i.primary[0].network)
    return tuple(sorted(set(found)))


OSPF: dict[str, Entry[InterfaceDraft]] = {
    "ip ospf": _ip_ospf,
    "ipv6 ospf": _ipv6_ospf,
    "ospfv3": _ospfv3,
}
