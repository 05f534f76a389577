"""`config router bgp` of a VDOM: neighbours, their groups, networks, aggregates.

Source: Fortinet FortiOS CLI Reference, config router bgp (`...6` is the setting for IPv6;
`as` 0 switches BGP off).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from ipaddress import IPv4Address, ip_address
from typing import Any, Literal

from kawanet.model.bgp import (
    BgpAggregate,
    BgpFamily,
    BgpNeighbor,
    BgpNeighborFamily,
    BgpNetwork,
    BgpProcess,
    NeighborFilter,
)
from kawanet.model.interfaces import Family
from kawanet.model.system import Secret
from kawanet.parse.fortinet_fortios.bgp_keys import AGGREGATE, BGP, NEIGHBOUR, NETWORK, RANGE
from kawanet.parse.fortinet_fortios.reading import Entry, Scope
from kawanet.parse.fortinet_fortios.redistribution import redistributions
from kawanet.parse.fortinet_fortios.sections import section_class
from kawanet.parse.ip_words import network
from kawanet.parse.result import LineClass

_PATH = "router bgp"
FAMILIES: tuple[tuple[str, Family], ...] = (("", 4), ("6", 6))
_TTL, _ALLOWED = 255, 3  # of ebgp-multihop-ttl and allowas-in where only the switch is set
_PATHS = 255


class _Peer:
    """A neighbour and its group: what is said nearest to it holds."""

    __slots__ = ("entry", "group")

    def __init__(self, entry: Entry, group: Entry | None) -> None:
        self.entry = entry
        self.group = group

    def of(self, key: str) -> Entry:
        said = self.group is not None and key not in self.entry.values
        return self.group if said and self.group is not None else self.entry

    def text(self, key: str, default: str = "") -> str:
        return self.of(key).text(key, default)

    def is_on(self, key: str, default: bool = False) -> bool:
        return self.of(key).is_on(key, default)

    def number(self, key: str) -> int | None:
        return self.of(key).number(key)


def read_bgp(scope: Scope) -> BgpProcess | None:
    """BGP of a VDOM; None where it has no AS number."""
    blocks = scope.sections.get(_PATH, ())
    if not any(section_class(_PATH, b) is LineClass.UNMODELLED for _, b in blocks):
        return None
    entry = scope.settings(_PATH, BGP)
    asn = entry.number("as")
    if not asn:
        return None
    groups = entry.table("neighbor-group", NEIGHBOUR)
    confederation = entry.number("confederation-identifier")
    peers = entry.read("confederation-peers", lambda words: tuple(int(w) for w in words))
    neighbours = (*_neighbours(scope, entry, groups), *_ranges(scope, entry, groups))
    return BgpProcess(
        scope.vrf(0),
        asn,
        _identity(entry, "router-id"),
        tuple(sorted(neighbours, key=_order)),
        tuple(_families(scope, entry)),
        cluster_id=_identity(entry, "cluster-id"),
        client_to_client=entry.is_on("client-to-client-reflection", default=True),
        confederation=confederation or None,
        confederation_peers=tuple(sorted(peers or ())) if confederation else (),
        default_local_preference=_or(entry.number("default-local-preference"), 100),
        always_compare_med=entry.is_on("always-compare-med"),
        deterministic_med=entry.is_on("deterministic-med"),
        missing_med_worst=entry.is_on("bestpath-med-missing-as-worst"),
        confederation_med=entry.is_on("bestpath-med-confed"),
        compare_router_id=entry.is_on("bestpath-cmp-routerid"),
        ignore_as_path=entry.is_on("bestpath-as-path-ignore"),
        enforce_first_as=entry.is_on("enforce-first-as", default=True),
        where=entry.where,
    )


def _or(value: int | None, default: int) -> int:
    return default if value is None else value


def _identity(entry: Entry, key: str) -> IPv4Address | None:
    found = entry.address(key)
    return found if isinstance(found, IPv4Address) and int(found) else None


def _order(neighbour: BgpNeighbor) -> tuple[int, int, int]:
    if neighbour.address is not None:
        return neighbour.address.version, int(neighbour.address), 0
    listen = neighbour.listen
    return (listen.version, int(listen.network_address), 1) if listen else (9, 0, 0)


def _neighbours(scope: Scope, entry: Entry, groups: dict[str, Entry]) -> Iterator[BgpNeighbor]:
    for each in entry.table("neighbor", NEIGHBOUR).values():
        peer = _Peer(each, groups.get(each.text("neighbor-group")))
        try:
            address = ip_address(each.name)
        except ValueError:
            each.ledger.claim(each.line, LineClass.UNRECOGNISED)
            continue
        session = _session(scope, peer)
        if session is not None:
            yield replace(session, address=address)


def _ranges(scope: Scope, entry: Entry, groups: dict[str, Entry]) -> Iterator[BgpNeighbor]:
    """Dynamic peers: a prefix and the group that they have."""
    for tail, _ in FAMILIES:
        for each in entry.table(f"neighbor-range{tail}", RANGE).values():
            group = groups.get(each.text("neighbor-group"))
            key = f"prefix{tail}"
            listen = each.read(key, lambda words: network("/".join(words[:2])))
            session = _session(scope, _Peer(each, group)) if group and listen else None
            if session is not None:
                yield replace(session, listen=listen)


def _session(scope: Scope, peer: _Peer) -> BgpNeighbor | None:
    remote: int | Literal["internal", "external"] | None = peer.number("remote-as")
    if not remote:
        filtered = peer.text("remote-as-filter")
        remote = "external" if filtered else None
    if remote is None:
        return None
    multihop = _or(peer.number("ebgp-multihop-ttl"), _TTL)
    return BgpNeighbor(
        None,
        remote,
        local_as=peer.number("local-as") or None,
        local_as_mode=_mode(peer),
        update_source=peer.text("update-source") or None,
        multihop=multihop if peer.is_on("ebgp-enforce-multihop") else None,
        enabled=not peer.is_on("shutdown"),
        passive=peer.is_on("passive"),
        description=peer.text("description"),
        password=Secret("hashed") if peer.text("password") else None,
        families=tuple(_peer_families(scope, peer)),
        where=peer.entry.where,
    )


def _mode(peer: _Peer) -> Literal["prepend", "no-prepend", "replace"]:
    if peer.is_on("local-as-replace-as"):
        return "replace"
    return "no-prepend" if peer.is_on("local-as-no-prepend") else "prepend"


def _peer_families(scope: Scope, peer: _Peer) -> Iterator[BgpNeighborFamily]:
    """Both families are active unless switched off."""
    for tail, family in FAMILIES:
        if not peer.is_on(f"activate{tail}", default=True):
            continue
        name = {s: peer.text(f"route-map-{s}{tail}") for s in ("in", "out")}
        origin = peer.text(f"default-originate-routemap{tail}")
        allowed = peer.is_on(f"allowas-in-enable{tail}")
        limit = peer.number(f"maximum-prefix{tail}")
        told: Any = peer.text(f"send-community{tail}", "both")
        paths = peer.text(f"additional-path{tail}", "disable")
        yield BgpNeighborFamily(
            family,
            import_policies=(scope.named(name["in"]),) if name["in"] else (),
            export_policies=(scope.named(name["out"]),) if name["out"] else (),
            import_filter=_filter(scope, peer, "in", tail),
            export_filter=_filter(scope, peer, "out", tail),
            route_reflector_client=peer.is_on(f"route-reflector-client{tail}"),
            next_hop_self=_next_hop(peer, tail),
            next_hop_unchanged="next-hop" in peer.of(k := f"attribute-unchanged{tail}").words(k),
            send_communities=_told(told),
            default_originate=peer.is_on(f"capability-default-originate{tail}"),
            default_originate_policy=scope.named(origin) if origin else None,
            allow_as_in=_or(peer.number(f"allowas-in{tail}"), _ALLOWED) if allowed else 0,
            as_override=peer.is_on(f"as-override{tail}"),
            remove_private_as="yes" if peer.is_on(f"remove-private-as{tail}") else "no",
            weight=peer.number("weight"),
            maximum_prefixes=limit or None,
            additional_paths_send=paths in ("send", "both"),
            additional_paths_receive=paths in ("receive", "both"),
        )


def _next_hop(peer: _Peer, tail: str) -> Literal["no", "yes", "all"]:
    if peer.is_on(f"next-hop-self-rr{tail}"):
        return "all"
    return "yes" if peer.is_on(f"next-hop-self{tail}") else "no"


def _told(word: str) -> tuple[Literal["standard", "extended", "large"], ...]:
    kinds: dict[str, tuple[Literal["standard", "extended", "large"], ...]] = {
        "standard": ("standard",),
        "extended": ("extended",),
        "both": ("standard", "extended"),
    }
    return kinds.get(word, ())


def _filter(scope: Scope, peer: _Peer, side: str, tail: str) -> NeighborFilter:
    lists = [peer.text(f"{kind}-{side}{tail}") for kind in ("prefix-list", "distribute-list")]
    paths = peer.text(f"filter-list-{side}{tail}")
    return NeighborFilter(
        tuple(scope.named(name) for name in lists if name),
        (scope.named(paths),) if paths else (),
    )


def _families(scope: Scope, entry: Entry) -> Iterator[BgpFamily]:
    always = not entry.is_on("network-import-check", default=True)
    for tail, family in FAMILIES:
        yield BgpFamily(
            family,
            tuple(_networks(scope, entry, tail, always)),
            tuple(_aggregates(entry, tail)),
            tuple(redistributions(scope, entry, None, f"redistribute{tail}")),
            max_paths=_PATHS if entry.is_on("ebgp-multipath") else 1,
            max_paths_ibgp=_PATHS if entry.is_on("ibgp-multipath") else 1,
            distance_external=_or(entry.number("distance-external"), 20),
            distance_internal=_or(entry.number("distance-internal"), 200),
            distance_local=_or(entry.number("distance-local"), 200),
        )


def _networks(scope: Scope, entry: Entry, tail: str, always: bool) -> Iterator[BgpNetwork]:
    for each in entry.table(f"network{tail}", NETWORK).values():
        key = f"prefix{tail}"
        prefix = each.read(key, lambda words: network("/".join(words[:2])))
        if prefix is None:
            continue
        checked = each.text("network-import-check", "global")
        unconditional = always if checked == "global" else checked == "disable"
        policy = each.text("route-map")
        name = scope.named(policy) if policy else None
        yield BgpNetwork(prefix, name, unconditional, each.where)


def _aggregates(entry: Entry, tail: str) -> Iterator[BgpAggregate]:
    for each in entry.table(f"aggregate-address{tail}", AGGREGATE).values():
        key = f"prefix{tail}"
        prefix = each.read(key, lambda words: network("/".join(words[:2])))
        if prefix is not None:
            summary, members = each.is_on("summary-only"), each.is_on("as-set")
            yield BgpAggregate(prefix, summary, members, where=each.where)
