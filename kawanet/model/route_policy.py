"""What decides about routes: prefix, AS-path and community lists, policies, redistribution.

A route map (Cisco, Arista, FRR, Fortinet) and a policy statement (Junos) are one thing here: terms
in order, each with conditions and changes. Vendors' regular expressions are turned into Python's
by the parser.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from typing import Literal, NamedTuple

from kawanet.errors import Span
from kawanet.model.interfaces import Family, IPAddress
from kawanet.model.policy import Action

IPNetwork = IPv4Network | IPv6Network


class Source(StrEnum):
    """A protocol as a source of routes. ANY: whatever is in the RIB (Junos)."""

    CONNECTED = "connected"
    LOCAL = "local"
    STATIC = "static"
    AGGREGATE = "aggregate"
    OSPF = "ospf"
    BGP = "bgp"
    EIGRP = "eigrp"
    ISIS = "isis"
    RIP = "rip"
    KERNEL = "kernel"
    ANY = "any"


class PrefixRange(NamedTuple):
    """Prefixes inside `prefix` with a length of `low` to `high`, both included."""

    prefix: IPNetwork
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class PrefixListEntry:
    action: Action
    match: PrefixRange
    where: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PrefixList:
    """First match decides; no match is deny. A Junos prefix-list is one with permits only."""

    name: str
    family: Family
    entries: tuple[PrefixListEntry, ...] = ()
    where: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AsPathEntry:
    """`regex` is Python's, for `re.search` in the path written as `65001 65002 {1,2} (64512)`:
    numbers with one blank between, nearest first, AS sets in braces, confederations in
    parentheses. `text` is what the device says."""

    action: Action
    regex: str
    text: str = ""
    where: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AsPathList:
    """First match decides; no match is deny."""

    name: str
    entries: tuple[AsPathEntry, ...] = ()
    where: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class CommunityEntry:
    """All of `communities` are present, or `regex` (Python's) is found in the route's communities
    written in order with one blank between. Communities are written `65000:100`, `no-export`,
    `rt:65000:1` (extended, route target), `soo:65000:1`, `large:1:2:3`."""

    action: Action
    communities: tuple[str, ...] = ()
    regex: str | None = None
    where: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class CommunityList:
    """First match decides; no match is deny."""

    name: str
    entries: tuple[CommunityEntry, ...] = ()
    where: Span | None = field(default=None, compare=False, repr=False)


# Conditions of a term: all of them must hold, each holds if one of its values does.


class MatchPrefixes(NamedTuple):
    """The route's prefix is in one of the ranges, or permitted by one of the prefix lists."""

    ranges: tuple[PrefixRange, ...] = ()
    lists: tuple[str, ...] = ()


class MatchAcls(NamedTuple):
    """An ACL permits the route's network address (standard) or network and mask (extended)."""

    names: tuple[str, ...]


class MatchNextHops(NamedTuple):
    lists: tuple[str, ...] = ()  # prefix lists
    acls: tuple[str, ...] = ()
    addresses: tuple[IPAddress, ...] = ()


class MatchAsPaths(NamedTuple):
    lists: tuple[str, ...]


class MatchAsPathLength(NamedTuple):
    """How many AS numbers the path has; a set counts as one."""

    low: int
    high: int


class MatchCommunities(NamedTuple):
    lists: tuple[str, ...]
    exact: bool = False


class MatchCommunityCount(NamedTuple):
    low: int
    high: int


class MatchTags(NamedTuple):
    values: tuple[int, ...]


class MatchMetric(NamedTuple):
    low: int
    high: int


class MatchLocalPreference(NamedTuple):
    low: int
    high: int


class MatchProtocols(NamedTuple):
    """The route came from one of (protocol, instance); instance None: any of it."""

    protocols: tuple[tuple[Source, str | None], ...]


class MatchRouteTypes(NamedTuple):
    """`internal`, `external`, `external-1`, `external-2`, `inter-area`, `intra-area`, `local`,
    `level-1`, `level-2`, `nssa-external-1`, `nssa-external-2`."""

    kinds: tuple[str, ...]


class MatchInterfaces(NamedTuple):
    """The route's next hop is out of one of the interfaces."""

    names: tuple[str, ...]


class MatchNeighbours(NamedTuple):
    """The route came from (or goes to) a BGP neighbour in one of the prefixes."""

    prefixes: tuple[IPNetwork, ...]


class MatchFamily(NamedTuple):
    family: Family


class MatchOrigin(NamedTuple):
    origin: Literal["igp", "egp", "incomplete"]


class MatchVrfs(NamedTuple):
    """The route comes from one of the routing instances (Junos `from instance`)."""

    names: tuple[str, ...]


class MatchPolicies(NamedTuple):
    """Every one of the policies accepts the route (`call`, Junos `from policy`)."""

    names: tuple[str, ...]


Match = (
    MatchPrefixes
    | MatchAcls
    | MatchNextHops
    | MatchAsPaths
    | MatchAsPathLength
    | MatchCommunities
    | MatchCommunityCount
    | MatchTags
    | MatchMetric
    | MatchLocalPreference
    | MatchProtocols
    | MatchRouteTypes
    | MatchInterfaces
    | MatchNeighbours
    | MatchFamily
    | MatchOrigin
    | MatchVrfs
    | MatchPolicies
)


# Changes that a term makes.


class SetMetric(NamedTuple):
    """BGP MED, OSPF and RIP metric. `op` add and subtract are relative; `igp`: the metric of the
    way to the next hop, plus `value`."""

    value: int
    op: Literal["set", "add", "subtract", "igp"] = "set"


class EigrpMetric(NamedTuple):
    """The vector of an EIGRP route: bandwidth in kbit/s, delay in tens of microseconds."""

    bandwidth_kbps: int
    delay_10us: int
    reliability: int = 255
    load: int = 1
    mtu: int = 1500


class SetEigrpMetric(NamedTuple):
    metric: EigrpMetric


class SetLocalPreference(NamedTuple):
    value: int
    op: Literal["set", "add", "subtract"] = "set"


class SetWeight(NamedTuple):
    value: int


class SetNextHop(NamedTuple):
    """`self`: the speaker's own address; `peer`: the neighbour's; `unchanged`; `discard`."""

    next_hop: IPAddress | Literal["self", "peer", "unchanged", "discard"]


class SetCommunities(NamedTuple):
    """`set` replaces (those of the same kind), `add` adds, `delete` removes `values` and what
    `lists` permit."""

    values: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    op: Literal["set", "add", "delete"] = "set"


class PrependAsPath(NamedTuple):
    """Numbers put before the path, the first of them nearest; `last`: the path's nearest AS
    number, so many times."""

    numbers: tuple[int, ...] = ()
    last: int = 0


class ReplaceAsPath(NamedTuple):
    """Own number in place of each of `numbers` (empty: of all)."""

    numbers: tuple[int, ...] = ()


class SetOrigin(NamedTuple):
    origin: Literal["igp", "egp", "incomplete"]


class SetTag(NamedTuple):
    value: int


class SetMetricType(NamedTuple):
    """OSPF external type 1 or 2, IS-IS `internal` or `external`."""

    kind: Literal[1, 2, "internal", "external"]


class SetDistance(NamedTuple):
    """Administrative distance (Junos preference) in the importing RIB."""

    value: int


class SetLevel(NamedTuple):
    """IS-IS level into which the route goes."""

    level: Literal["1", "2", "1-2"]


Change = (
    SetMetric
    | SetEigrpMetric
    | SetLocalPreference
    | SetWeight
    | SetNextHop
    | SetCommunities
    | PrependAsPath
    | ReplaceAsPath
    | SetOrigin
    | SetTag
    | SetMetricType
    | SetDistance
    | SetLevel
)


@dataclass(frozen=True, slots=True)
class PolicyTerm:
    """A term whose conditions all hold makes its changes, and decides.

    `action` PERMIT or DENY ends the policy, None goes on to the next term with the changes kept.
    With `goto` (route map `continue`) a permit goes on at the first term not before that name,
    and stands unless a later term denies. A term with `next_policy` leaves this policy undecided.
    `default` decides what no later term and no later policy does (Junos `default-action`).
    """

    name: str
    action: Action | None
    matches: tuple[Match, ...] = ()
    changes: tuple[Change, ...] = ()
    goto: str | None = None
    next_policy: bool = False
    where: Span | None = field(default=None, compare=False, repr=False)
    default: Action | None = None


@dataclass(frozen=True, slots=True)
class RoutePolicy:
    """Terms in order. `default` is what happens when no term decides: DENY for route maps, None
    (the next policy of the chain, then the protocol's own default) for Junos policies."""

    name: str
    terms: tuple[PolicyTerm, ...] = ()
    default: Action | None = Action.DENY
    where: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Redistribution:
    """Routes of `source` taken into another protocol.

    `metric_type` 1 is E1, 2 is E2 (OSPF only). `metric` None: the source's own metric where the
    protocol takes it over (BGP, RIP's default metric). The parser puts the platform's default in.
    `instance` names the source's process (OSPF process, AS number, IS-IS name); None: any in the
    VRF. `policies` is a chain of `RoutePolicy` names; `route_types` as in `MatchRouteTypes`
    (of BGP: `external`, learnt from another AS, or `internal`), empty: all of them; the parser
    puts the platform's default in. `classful_only`: no subnet of a classful network (OSPF of IOS
    without `subnets`).
    """

    source: Source
    metric: int | None = 20
    metric_type: int = 2
    prefixes: tuple[IPNetwork, ...] | None = None  # None: all of them
    where: Span | None = field(default=None, compare=False, repr=False)
    policies: tuple[str, ...] = ()
    instance: str | None = None
    route_types: tuple[str, ...] = ()
    tag: int | None = None
    eigrp_metric: EigrpMetric | None = None
    level: Literal["1", "2", "1-2"] | None = None  # into IS-IS
    classful_only: bool = False
    family: Family | None = None  # only of this one, where a process speaks both
    own_interfaces: bool | None = None  # prefixes of the source's interfaces too; None: as usual
