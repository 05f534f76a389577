"""A route as policies see it, protocol-neutral; and what BGP says of a path.

These are tuples, so that equal values hash and compare fast: thousands of routes share few of them.
"""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Literal, NamedTuple

from kawanet.model.interfaces import IPAddress
from kawanet.model.route_policy import EigrpMetric, IPNetwork, Source

AsPath = tuple[int | tuple[int, ...], ...]  # nearest first; a tuple inside is an AS set, sorted
BgpOrigin = Literal["igp", "egp", "incomplete"]
NextHop = IPAddress | Literal["self", "peer", "unchanged", "discard"] | None

DEFAULT_LOCAL_PREFERENCE = 100
WELL_KNOWN = {"graceful-shutdown": 65535 << 16, "no-export": (65535 << 16) + 0xFF01}
WELL_KNOWN |= {"no-advertise": (65535 << 16) + 0xFF02, "local-as": (65535 << 16) + 0xFF03}


class BgpAttributes(NamedTuple):
    """Attributes of a BGP path beside prefix, next hop and MED (`RouteView.metric`).

    `confederation` holds the member numbers that stand before `as_path` inside a confederation
    (RFC 5065). `weight` is Cisco's: it never leaves the speaker.
    """

    as_path: AsPath = ()
    confederation: tuple[int, ...] = ()
    origin: BgpOrigin = "igp"
    local_preference: int | None = None
    communities: tuple[str, ...] = ()  # in the order of `community_order`
    weight: int = 0
    originator: IPv4Address | None = None
    clusters: tuple[int, ...] = ()


NO_ATTRIBUTES = BgpAttributes()


class RouteView(NamedTuple):
    """A route on its way through policies.

    `instance` names its process (OSPF process, AS number, IS-IS name), `kind` is the route type:
    `intra-area`, `inter-area`, `external-1`, `external-2`, `nssa-external-1`, `nssa-external-2`,
    `level-1`, `level-2`, `internal`, `external` (EIGRP, BGP), `local` (BGP originated here).

    `metric` is the protocol's own (BGP: the MED), None where it has none. `metric_set`: a policy
    said the metric, so that it goes before any default. `igp_metric` is the way to the next hop.
    `metric_type` is OSPF's 1 or 2 or IS-IS's `internal` or `external`, `level` IS-IS's.
    """

    prefix: IPNetwork
    source: Source
    instance: str = ""
    kind: str = ""
    vrf: str = "default"
    tag: int = 0
    metric: int | None = None
    metric_set: bool = False
    eigrp_metric: EigrpMetric | None = None
    metric_type: Literal[1, 2, "internal", "external"] | None = None
    level: Literal["1", "2", "1-2"] | None = None
    distance: int | None = None
    next_hop: NextHop = None
    interfaces: tuple[str, ...] = ()  # of the hops
    neighbour: IPAddress | None = None  # BGP: from which (import) or to which (export) it goes
    igp_metric: int = 0
    own_as: int = 0
    bgp: BgpAttributes = NO_ATTRIBUTES


def as_path_text(bgp: BgpAttributes) -> str:
    """The path as AS-path lists match it: `(64512 64513) 65001 65002 {1,2}`."""
    inner = f"({' '.join(map(str, bgp.confederation))})" if bgp.confederation else ""
    parts = [
        str(n) if isinstance(n, int) else "{" + ",".join(map(str, n)) + "}" for n in bgp.as_path
    ]
    return " ".join([inner, *parts] if inner else parts)


def community_kind(text: str) -> str:
    """`standard`, `large`, or the kind of an extended community (`rt`, `soo`, ...)."""
    head = text.split(":", 1)[0]
    return "standard" if head.isdigit() or text in WELL_KNOWN or ":" not in text else head


def community_order(text: str) -> tuple[bool, str, tuple[int, ...], str]:
    """Sort key: standard communities first, then by kind, then by value."""
    if text in WELL_KNOWN:
        return False, "standard", (WELL_KNOWN[text] >> 16, WELL_KNOWN[text] & 0xFFFF), text
    numbers = tuple(int(p) for p in text.split(":") if p.isdigit())
    kind = community_kind(text)
    return kind != "standard", kind, numbers, text


def marked(communities: tuple[str, ...]) -> BgpAttributes | None:
    """What BGP is to tell of a route of another protocol that its own line gives communities."""
    return BgpAttributes(communities=in_order(set(communities))) if communities else None


def in_order(communities: set[str]) -> tuple[str, ...]:
    """Communities without repeats, in canonical order."""
    return tuple(sorted(communities, key=community_order))
