"""BGP of a device, a process for each VRF. Peer groups and templates are resolved by the parser.

Source: RFC 4271, RFC 4456 (reflection), RFC 5065 (confederations), RFC 4364 (route targets).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import Literal

from kawanet.errors import Span
from kawanet.model.distances import DistanceRule
from kawanet.model.interfaces import Family, IPAddress
from kawanet.model.route_policy import IPNetwork, Redistribution
from kawanet.model.system import Secret


@dataclass(frozen=True, slots=True)
class NeighborFilter:
    """Lists beside the route policies, all of which must permit a route (prefix-list,
    filter-list, distribute-list)."""

    prefix_lists: tuple[str, ...] = ()
    as_path_lists: tuple[str, ...] = ()
    acls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConditionalAdvertisement:
    """What `advertise_policy` permits is told only while the table has (`exists`) or lacks a route
    that `condition_policy` permits; anything else is told as ever."""

    advertise_policy: str
    condition_policy: str
    exists: bool = True


@dataclass(frozen=True, slots=True)
class BgpNeighborFamily:
    """One address family of a session, as it is active. Policies are names of `RoutePolicy`, a
    chain; what no policy decides takes the protocol's default (accepted, save where
    `BgpProcess.ebgp_requires_policy`; for export see `BgpProcess.exports_rib`)."""

    family: Family
    import_policies: tuple[str, ...] = ()
    export_policies: tuple[str, ...] = ()
    import_filter: NeighborFilter = NeighborFilter()
    export_filter: NeighborFilter = NeighborFilter()
    route_reflector_client: bool = False
    next_hop_self: Literal["no", "yes", "all"] = "no"  # all: reflected routes too
    next_hop_unchanged: bool = False
    send_communities: tuple[Literal["standard", "extended", "large"], ...] = ()
    default_originate: bool = False
    default_originate_policy: str | None = None
    default_originate_needs_route: bool = False  # only while the RIB has a default
    allow_as_in: int = 0  # how often the own AS may stand in a path received
    as_override: bool = False
    advertise_peer_as: bool = True  # False: nothing that the peer's AS told last
    remove_private_as: Literal["no", "yes", "all", "replace"] = "no"
    weight: int | None = None
    maximum_prefixes: int | None = None
    additional_paths_send: bool = False
    additional_paths_receive: bool = False
    unsuppress_policy: str | None = None  # what an aggregate silences and this neighbour hears
    conditional: ConditionalAdvertisement | None = None


@dataclass(frozen=True, slots=True)
class BgpNeighbor:
    """One session. One of `address`, `interface` (unnumbered) and `listen` (dynamic peers) is
    given. `update_source` is an interface's name or an address."""

    address: IPAddress | None
    remote_as: int | Literal["internal", "external"]
    interface: str | None = None
    listen: IPNetwork | None = None
    local_as: int | None = None
    local_as_mode: Literal["prepend", "no-prepend", "replace"] = "prepend"
    update_source: str | IPAddress | None = None
    multihop: int | None = None  # TTL of an eBGP session; None: directly connected only
    connected_check: bool = True
    cluster_id: IPv4Address | None = None  # Junos gives a group one: its peers are clients
    enabled: bool = True
    passive: bool = False
    description: str = ""
    password: Secret | None = None
    families: tuple[BgpNeighborFamily, ...] = ()
    where: Span | None = field(default=None, compare=False, repr=False)
    vpn: tuple[BgpNeighborFamily, ...] = ()  # routes of VRFs with their targets (RFC 4364)


@dataclass(frozen=True, slots=True)
class BgpNetwork:
    """`network`: the prefix is originated while the RIB has it (always, where `unconditional`)."""

    prefix: IPNetwork
    policy: str | None = None
    unconditional: bool = False
    where: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class BgpAggregate:
    """An aggregate originated while the BGP table has a more specific."""

    prefix: IPNetwork
    summary_only: bool = False
    as_set: bool = False
    attribute_policy: str | None = None
    suppress_policy: str | None = None
    advertise_policy: str | None = None  # which of the more specifics count
    from_rib: bool = False  # the more specifics are the RIB's, whoever told them (EOS's ribd)
    where: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class BgpFamily:
    """What a process does in one address family."""

    family: Family
    networks: tuple[BgpNetwork, ...] = ()
    aggregates: tuple[BgpAggregate, ...] = ()
    redistribute: tuple[Redistribution, ...] = ()
    default_originate: bool = False  # `default-information originate`
    max_paths: int = 1
    max_paths_ibgp: int = 1
    max_paths_eibgp: int = 1
    distance_external: int = 20
    distance_internal: int = 200
    distance_local: int = 200
    table_policy: str | None = None  # filters what BGP puts into the RIB
    backdoors: tuple[IPNetwork, ...] = ()  # prefixes that have the local distance if external
    distances: tuple[DistanceRule, ...] = ()  # the first that fits


@dataclass(frozen=True, slots=True)
class BgpProcess:
    """BGP in one VRF. Knobs of the decision process stand as the platform's default or its
    configuration has them; the parser knows the defaults."""

    vrf: str
    asn: int
    router_id: IPv4Address | None = None  # None: chosen as OSPF's
    neighbors: tuple[BgpNeighbor, ...] = ()
    families: tuple[BgpFamily, ...] = ()
    cluster_id: IPv4Address | None = None
    client_to_client: bool = True
    confederation: int | None = None  # the number shown outside
    confederation_peers: tuple[int, ...] = ()
    default_local_preference: int = 100
    default_metric: int | None = None
    always_compare_med: bool = False
    deterministic_med: bool = False
    missing_med_worst: bool = False
    confederation_med: bool = False
    compare_router_id: bool = True  # False: the older of two external paths stays
    ignore_as_path: bool = False
    multipath_relax: bool = False  # other AS paths of equal length share the load
    multipath_same_next_as: bool = True  # without relax: nearest AS (True) or whole path (False)
    ebgp_requires_policy: bool = False  # FRR since 7.4
    exports_rib: bool = False  # Junos: export policies choose among active routes of the RIB
    advertise_inactive: bool = True  # best BGP paths are told though another protocol won
    enforce_first_as: bool = True
    prefers_local_weight: bool = True  # Cisco's weight 32768 for what is originated here
    where: Span | None = field(default=None, compare=False, repr=False)
