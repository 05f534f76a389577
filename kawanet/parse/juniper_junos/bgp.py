"""`protocols bgp` of an instance: groups and neighbours, each taking what it does not say from
above.

Source: Junos CLI Reference, statements `path-selection`, `multipath`, `metric-out`, `loops`
(Autonomous System: hidden from that number on; BGP Address Family: so many are allowed);
"Default Route Preference Values" (170); Policy Framework Configuration Guide 10.4, "Default Import
and Export Policies for Protocols".
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address
from typing import Any, Literal

from kawanet.model.bgp import BgpFamily, BgpNeighbor, BgpNeighborFamily, BgpProcess
from kawanet.model.interfaces import Family, IPAddress
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.route_policy import (
    Change,
    IPNetwork,
    PolicyTerm,
    RoutePolicy,
    SetDistance,
    SetLocalPreference,
    SetMetric,
)
from kawanet.model.system import Secret
from kawanet.parse.ip_words import address
from kawanet.parse.juniper_junos.bgp_table import BGP
from kawanet.parse.juniper_junos.conditions import policy_chain
from kawanet.parse.juniper_junos.draft import DeviceDraft, InstanceDraft
from kawanet.parse.juniper_junos.reading import UNMODELLED, UNRECOGNISED, read
from kawanet.parse.juniper_junos.units import interface_name
from kawanet.parse.juniper_junos.values import asn, number, prefix, secret
from kawanet.parse.word_tree import Node

PREFERENCE = 170
_TTL = 64
_PATHS = 16  # that `multipath` uses where `maximum-ecmp` says nothing
_COMMUNITIES: tuple[Literal["standard", "extended", "large"], ...] = (
    "standard",
    "extended",
    "large",
)
_FAMILIES: dict[str, Family] = {"inet": 4, "inet6": 6}
_NOTHING = Node("", 0)


class _Peer:
    """The statements that hold for a neighbour: its own, its group's, the process's."""

    __slots__ = ("levels", "name", "node", "prefers")

    def __init__(self, name: str, *levels: Node) -> None:
        self.name = name
        self.node = levels[0]
        self.levels = levels
        self.prefers = False  # a preference that others of its side have not

    def at(self, *path: str) -> Node | None:
        """The statement nearest to the neighbour."""
        return next((n for level in self.levels if (n := level.at(*path))), None)

    def below(self, word: str) -> Node | None:
        """As `at`, but not what is said of the whole process."""
        return next((n for level in self.levels[:-1] if (n := level.at(word))), None)

    def value(self, *path: str) -> str | None:
        found = self.at(*path)
        return found.value() if found else None

    def said(self, *path: str) -> bool:
        return self.at(*path) is not None


def read_bgp(instance: InstanceDraft, node: Node) -> None:
    """Claim the lines; `process_of` makes the process when all options are known."""
    instance.bgp = node
    read(BGP, instance, node)


def process_of(d: DeviceDraft, instance: InstanceDraft, own: IPv4Address) -> BgpProcess | None:
    """BGP of an instance; None without it, or where it is disabled. `own` is the router-id."""
    node = instance.bgp
    if node is None or node.at("disable"):
        return None
    number_, loops, confederation, members = _autonomous(d, instance)
    local = node.value("local-as")
    mine = number_ if number_ is not None else _attempt_asn(local) or 0
    peers: list[tuple[_Peer, BgpNeighbor]] = []
    everybody = list(_peers(node))
    external = _common_preference([p for p in everybody if _is_external(p)])
    internal = _common_preference([p for p in everybody if not _is_external(p)])
    for peer in everybody:
        try:
            peers += ((peer, n) for n in _neighbours(d, peer, mine, loops))
        except ValueError:
            d.account.mark_all(peer.node, UNRECOGNISED)
    choice = node.at("path-selection") or _NOTHING
    identifier = node.value("cluster")
    return BgpProcess(
        instance.name,
        mine,
        own,
        tuple(sorted((n for _, n in peers), key=_neighbour_key)),
        tuple(_families(peers, mine, external, internal)),
        cluster_id=IPv4Address(identifier) if identifier else None,
        client_to_client=not any(p.said("no-client-reflect") for p, _ in peers),
        confederation=confederation,
        confederation_peers=tuple(sorted(set(members) - {mine})),
        default_local_preference=number(node.value("local-preference") or "100"),
        always_compare_med=choice.at("always-compare-med") is not None,
        deterministic_med=choice.at("cisco-non-deterministic") is None,
        compare_router_id=choice.at("external-router-id") is not None,
        ignore_as_path=choice.at("as-path-ignore") is not None,
        multipath_relax=any(p.said("multipath", "multiple-as") for p, _ in peers),
        exports_rib=True,
        advertise_inactive=any(p.said("advertise-inactive") for p, _ in peers),
        enforce_first_as=any(p.said("enforce-first-as") for p, _ in peers),
        prefers_local_weight=False,
        where=d.account.span(node),
    )


def _attempt_asn(word: str | None) -> int | None:
    try:
        return asn(word) if word else None
    except ValueError:
        return None


def _autonomous(
    d: DeviceDraft, instance: InstanceDraft
) -> tuple[int | None, int, int | None, tuple[int, ...]]:
    """The AS number, how often it may stand in a path, the confederation and its members; an
    instance that says nothing has the device's."""
    default = d.instances.get(DEFAULT_VRF)
    places = [i.options for i in (instance, default) if i and i.options]
    said = next((n for o in places if (n := o.at("autonomous-system"))), _NOTHING)
    word = next((w for w in said.children if w not in ("loops", "asdot-notation")), None)
    words = said.words()
    loops = int(words[words.index("loops") + 1]) if "loops" in words else 1
    group = next((n for o in places if (n := o.at("confederation"))), _NOTHING)
    named = [w for w in group.words() if w not in ("members", "[", "]")]
    numbers = [a for w in named if (a := _attempt_asn(w)) is not None]
    return _attempt_asn(word), loops, numbers[0] if numbers else None, tuple(numbers[1:])


def _peers(node: Node) -> Iterator[_Peer]:
    groups = node.at("group") or _NOTHING
    for group in groups.children.values():
        neighbours = group.at("neighbor") or _NOTHING
        for name, child in neighbours.children.items():
            yield _Peer(name, child, group, node)
        allow = group.at("allow") or _NOTHING
        for name, child in allow.children.items():
            yield _Peer(name, child, group, node)
    bare = node.at("neighbor") or _NOTHING
    for name, child in bare.children.items():
        yield _Peer(name, child, node)


def _neighbours(d: DeviceDraft, peer: _Peer, mine: int, loops: int) -> Iterator[BgpNeighbor]:
    """The neighbour; of `allow`, one for each prefix (and family, of `all`)."""
    listens = _listens(peer)
    local_as, mode = _local_as(peer)
    internal = peer.value("type") == "internal"
    word = peer.value("peer-as")
    remote: int | Literal["internal", "external"]
    remote = asn(word) if word else (local_as or mine or "internal") if internal else "external"
    scope = peer.name.partition("%")[0]
    shared: dict[str, Any] = {
        "remote_as": remote,
        "local_as": local_as,
        "local_as_mode": mode,
        "update_source": _source(d, peer),
        "multihop": _multihop(peer, internal),
        "cluster_id": _cluster(peer),
        "enabled": not peer.said("disable") and not peer.said("shutdown"),
        "passive": peer.said("passive"),
        "description": peer.node.value("description") or "",
        "password": _password(peer),
        "where": d.account.span(peer.node),
    }
    if not listens:
        to = address(scope)
        families = tuple(_address_families(d, peer, to.version, loops))
        yield BgpNeighbor(to, families=families, **shared)
    for listen in listens:
        families = tuple(_address_families(d, peer, listen.version, loops))
        yield BgpNeighbor(None, listen=listen, families=families, **shared)


def _listens(peer: _Peer) -> tuple[IPNetwork, ...]:
    if peer.name == "all":
        return (prefix("0.0.0.0/0"), prefix("::/0"))
    return (prefix(peer.name),) if "/" in peer.name else ()


def _local_as(peer: _Peer) -> tuple[int | None, Literal["prepend", "no-prepend", "replace"]]:
    node = peer.at("local-as")
    if node is None:
        return None, "prepend"
    words = node.words()
    found = next((_attempt_asn(w) for w in words if w[:1].isdecimal()), None)
    if {"alias", "no-prepend-global-as"} & set(words):
        return found, "replace"
    return found, "no-prepend" if "private" in words else "prepend"


def _source(d: DeviceDraft, peer: _Peer) -> str | IPAddress | None:
    word = peer.value("local-address")
    if word is not None:
        return address(word)
    interface = peer.value("local-interface")
    return interface_name(d, interface) if interface else None


def _multihop(peer: _Peer, internal: bool) -> int | None:
    if internal or not peer.said("multihop"):
        return None
    ttl = peer.value("multihop", "ttl")
    return number(ttl, 1, 255) if ttl else _TTL


def _cluster(peer: _Peer) -> IPv4Address | None:
    word = peer.value("cluster")
    return IPv4Address(int(word) if word.isdecimal() else word) if word else None


def _password(peer: _Peer) -> Secret | None:
    word = peer.value("authentication-key")
    return secret(word) if word else None


def _address_families(
    d: DeviceDraft, peer: _Peer, version: int, loops: int
) -> Iterator[BgpNeighborFamily]:
    said = peer.at("family")
    for word, family in _FAMILIES.items():
        if said is None:
            node = _NOTHING if family == version else None
        else:
            found = said.at(word)
            node = (found.at("unicast") or found.at("any")) if found else None
        if node is not None:
            yield _address_family(d, peer, family, node, loops)


def _address_family(
    d: DeviceDraft, peer: _Peer, family: Family, node: Node, loops: int
) -> BgpNeighborFamily:
    own_loops = node.value("loops")
    limit = node.at("prefix-limit") or node.at("accepted-prefix-limit")
    most = limit.value("maximum") if limit and limit.at("teardown") else None
    private = peer.at("remove-private")
    return BgpNeighborFamily(
        family,
        import_policies=(*_imported_with(d, peer), *_policies(d, peer, "import")),
        export_policies=(*_exported_with(d, peer), *_policies(d, peer, "export")),
        route_reflector_client=peer.said("cluster") and peer.value("type") != "external",
        next_hop_unchanged=peer.said("multihop", "no-nexthop-change"),
        send_communities=_COMMUNITIES,
        allow_as_in=number(own_loops) if own_loops else max(0, loops - 1),
        as_override=peer.said("as-override"),
        advertise_peer_as=peer.said("advertise-peer-as") and not peer.said("no-advertise-peer-as"),
        remove_private_as=_removal(private),
        maximum_prefixes=number(most) if most else None,
        additional_paths_send=node.at("add-path", "send") is not None,
        additional_paths_receive=node.at("add-path", "receive") is not None,
    )


def _is_external(peer: _Peer) -> bool:
    return peer.value("type") != "internal"


def _removal(node: Node | None) -> Literal["no", "yes", "all", "replace"]:
    if node is None:
        return "no"
    words = node.words()
    return "replace" if "replace" in words else "all" if "all" in words else "yes"


def _policies(d: DeviceDraft, peer: _Peer, word: str) -> tuple[str, ...]:
    node = peer.at(word)
    if node is None:
        return ()
    names = policy_chain(d, node)
    if names is None:
        d.account.mark_all(node, UNMODELLED)
        return ()
    return names


def _imported_with(d: DeviceDraft, peer: _Peer) -> tuple[str, ...]:
    """`preference`; `local-preference` of an external neighbour."""
    found: tuple[str, ...] = ()
    node = peer.at("preference")
    if node is not None and peer.prefers:
        found += _made(d, node, SetDistance(number(node.value() or "")))
    node = peer.below("local-preference")
    if node is not None and _is_external(peer):
        found += _made(d, node, SetLocalPreference(number(node.value() or "")))
    return found


def _common_preference(peers: list[_Peer]) -> int:
    """The preference of the routes of some neighbours, if it is one; else each has its own."""
    try:
        values = {number(peer.value("preference") or str(PREFERENCE)) for peer in peers}
    except ValueError:
        values = set()
    if len(values) == 1:
        return values.pop()
    for peer in peers:
        peer.prefers = True
    return PREFERENCE


def _exported_with(d: DeviceDraft, peer: _Peer) -> tuple[str, ...]:
    """`metric-out`; `local-preference` of an internal neighbour."""
    found: tuple[str, ...] = ()
    node = peer.below("local-preference")
    if node is not None and not _is_external(peer):
        found += _made(d, node, SetLocalPreference(number(node.value() or "")))
    node = peer.at("metric-out")
    if node is not None:
        words = node.words()
        igp = words[0] in ("igp", "minimum-igp")
        value = next((int(w) for w in words if w.lstrip("-").isdecimal()), 0)
        found += _made(d, node, SetMetric(value, "igp" if igp else "set"))
    return found


def _made(d: DeviceDraft, node: Node, change: Change) -> tuple[str, ...]:
    """A policy made for the purpose, to stand before those that the text names."""
    name = " ".join([node.word, *(w for w in node.words() if w != "metric")])
    terms = (PolicyTerm("", None, (), (change,), where=d.account.span(node)),)
    d.policies[name] = RoutePolicy(name, terms, None, d.account.span(node))
    return (name,)


def _families(
    peers: list[tuple[_Peer, BgpNeighbor]], mine: int, external: int, internal: int
) -> Iterator[BgpFamily]:
    """What the process does in each family that a neighbour speaks."""
    spoken = {f.family for _, n in peers for f in n.families}
    inside = {"internal": True}
    ours = [(p, inside.get(str(n.remote_as), n.remote_as == (n.local_as or mine)))
            for p, n in peers]  # fmt: skip
    paths = [_PATHS if any(p.said("multipath") for p, i in ours if i is side) else 1
             for side in (False, True)]  # fmt: skip
    for family in sorted(spoken):
        yield BgpFamily(
            family,
            max_paths=paths[0],
            max_paths_ibgp=paths[1],
            distance_external=external,
            distance_internal=internal,
            distance_local=PREFERENCE,
        )


def _neighbour_key(neighbour: BgpNeighbor) -> tuple[int, int, int]:
    known = neighbour.address
    if known is not None:
        return known.version, int(known), -1
    listen = neighbour.listen
    return (listen.version, int(listen.network_address), listen.prefixlen) if listen else (0, 0, 0)
