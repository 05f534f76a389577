"""Names inside routing: policies, prefix, AS-path and community lists, tracks, policy routes.

They stand in many fields of many values, so the model is walked and a table says which fields hold
names of what; a new field is one entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from kawanet.errors import Span
from kawanet.model.network import Device

POLICY, PREFIX_LIST, AS_PATH_LIST = "route policy", "prefix list", "AS-path list"
COMMUNITY_LIST, ACL, TRACK, VRF = "community list", "access list", "track", "VRF"
POLICY_ROUTE = "policy route"

# Fields that hold names, whatever value they stand in; values that are not text are passed over.
NAMES = {
    "policies": POLICY,
    "import_policies": POLICY,
    "export_policies": POLICY,
    "default_policies": POLICY,
    "policy": POLICY,
    "default_originate_policy": POLICY,
    "attribute_policy": POLICY,
    "suppress_policy": POLICY,
    "advertise_policy": POLICY,
    "table_policy": POLICY,
    "unsuppress_policy": POLICY,
    "condition_policy": POLICY,
    "leak_policy": POLICY,
    "prefix_lists": PREFIX_LIST,
    "import_lists": PREFIX_LIST,
    "export_lists": PREFIX_LIST,
    "as_path_lists": AS_PATH_LIST,
    "acls": ACL,
    "track": TRACK,
    "vrf": VRF,
    "from_vrf": VRF,
    "next_hop_vrf": VRF,
}
# Fields that hold names of other things in some values.
OF_VALUE = {
    ("MatchPrefixes", "lists"): PREFIX_LIST,
    ("MatchNextHops", "lists"): PREFIX_LIST,
    ("MatchAsPaths", "lists"): AS_PATH_LIST,
    ("MatchCommunities", "lists"): COMMUNITY_LIST,
    ("SetCommunities", "lists"): COMMUNITY_LIST,
    ("MatchAcls", "names"): ACL,
    ("MatchPolicies", "names"): POLICY,
    ("MatchVrfs", "names"): VRF,
}
# Not walked: places in text, and what is read by itself.
PLACES = frozenset({"where", "address_lines", "setting_lines", "policy_routes"})
# How a value that uses names is called; its attributes stand in braces.
CALLED = {
    "StaticRoute": "the route to {prefix}",
    "OspfProcess": "OSPF {process}",
    "BgpProcess": "BGP {asn}",
    "BgpNeighbor": "BGP neighbour {address}",
    "BgpNetwork": "BGP network {prefix}",
    "BgpAggregate": "BGP aggregate {prefix}",
    "EigrpProcess": "EIGRP {asn}",
    "IsisProcess": "IS-IS {name}",
    "RipProcess": "RIP",
    "AggregateRoute": "the aggregate {prefix}",
    "RouteLeak": "the routes taken from VRF {from_vrf}",
    "RoutePolicy": "route policy {name}",
    "PolicyRoute": "policy route {name}",
    "Track": "track {name}",
    "Vrf": "VRF {name}",
    "Interface": "{name}",
}


class Named(NamedTuple):
    """A name used: of what kind, by what, on which line."""

    kind: str
    name: str
    by: str
    where: Span | None


class _This:
    """A device by identity: comparing whole devices would cost more than walking them."""

    def __init__(self, device: Device) -> None:
        self.device = device

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _This) and other.device is self.device

    def __hash__(self) -> int:
        return id(self.device)


def names_in_routing(device: Device, kind: str) -> tuple[Named, ...]:
    """Every use of a name of a kind in the routing of a device."""
    return _by_kind(_This(device)).get(kind, ())


@lru_cache(maxsize=1024)
def _by_kind(this: _This) -> dict[str, tuple[Named, ...]]:
    device = this.device
    found: dict[str, dict[Named, None]] = {}
    roots: list[object] = [device.routing, *device.vrfs, *device.policy.policy_routes]
    roots += [i for i in device.interfaces if any(g.tracks for g in i.vrrp)]
    bound = [
        Named(POLICY_ROUTE, name, i.name, i.where)
        for i in device.interfaces
        for _, name in i.policy_routes
    ]
    for named in chain(bound, *(_walk(root, "routing", None) for root in roots)):
        found.setdefault(named.kind, {})[named] = None
    return {kind: tuple(uses) for kind, uses in found.items()}


def _walk(value: object, by: str, where: Span | None) -> Iterator[Named]:
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        for member in value:
            yield from _walk(member, by, where)
        return
    kind = type(value).__name__
    if kind in CALLED:
        by = CALLED[kind].format_map(_Attributes(value)).strip()
    where = getattr(value, "where", None) or where
    for name in _fields(type(value)):
        member = getattr(value, name)
        if not member:
            continue
        held = OF_VALUE.get((kind, name)) or NAMES.get(name)
        for word in _words(member) if held else ():
            yield Named(held or "", word, by, where)
        if isinstance(member, tuple) or is_dataclass(member):
            yield from _walk(member, by, where)


class _Attributes(dict[str, str]):
    """What a phrase may say of a value; nothing for what it has not."""

    def __init__(self, value: object) -> None:
        super().__init__()
        self._value = value

    def __missing__(self, key: str) -> str:
        said = getattr(self._value, key, None)
        return "" if said is None else str(said)


_KNOWN: dict[type, tuple[str, ...]] = {}


def _fields(kind: type) -> tuple[str, ...]:
    """The fields to walk: of dataclasses and named tuples of the model; places in text aside."""
    if kind not in _KNOWN:
        every = [f.name for f in fields(kind)] if is_dataclass(kind) else _members(kind)
        _KNOWN[kind] = tuple(name for name in every if name not in PLACES)
    return _KNOWN[kind]


def _members(kind: type) -> tuple[str, ...]:
    found: tuple[str, ...] = getattr(kind, "_fields", ())
    return found if kind.__module__.startswith("kawanet.model") else ()


def _words(member: object) -> tuple[str, ...]:
    if isinstance(member, str):
        return (member,)
    some = member if isinstance(member, tuple) else ()
    return tuple(word for word in some if isinstance(word, str))
