"""A few words to write small BGP networks with, beside those of small_networks.

router(
    "r1",
    port("e0", "10.0.0.1/24"),
    bgp(65001, peer("10.0.0.2", 65002), networks=["10.1.0.0/16"]),
)
"""

from __future__ import annotations

from dataclasses import fields, replace
from ipaddress import IPv4Address, ip_address, ip_network

from small_networks import box, net, port

from kawanet.errors import Span
from kawanet.forwarding.bgp import BgpEngine
from kawanet.forwarding.connected import connected_rows
from kawanet.forwarding.converge import converge
from kawanet.forwarding.dataplane import Node
from kawanet.forwarding.protocols import engines
from kawanet.forwarding.route_view import as_path_text
from kawanet.forwarding.simulation import workspace
from kawanet.model.bgp import (
    BgpAggregate,
    BgpFamily,
    BgpNeighbor,
    BgpNeighborFamily,
    BgpNetwork,
    BgpProcess,
)
from kawanet.model.policy import Action
from kawanet.model.route_policy import (
    AsPathList,
    CommunityList,
    MatchPrefixes,
    PolicyTerm,
    PrefixList,
    PrefixRange,
    RoutePolicy,
)
from kawanet.model.routing import AggregateRoute, RouteLeak

FAMILY_KNOBS = {f.name for f in fields(BgpNeighborFamily)} - {"family"}
ALL_COMMUNITIES = ("standard", "extended", "large")
ROUTING = {
    BgpProcess: "bgp",
    RoutePolicy: "policies",
    PrefixList: "prefix_lists",
    AsPathList: "as_path_lists",
    CommunityList: "community_lists",
    RouteLeak: "leaks",
    AggregateRoute: "aggregates",
}


def peer(address, remote_as, families=None, **more):
    """A neighbour; knobs of its families go to all of them. An address in `a/b` form listens."""
    own = {k: more.pop(k) for k in list(more) if k in FAMILY_KNOBS}
    own.setdefault("send_communities", ALL_COMMUNITIES)
    for name in ("import_policies", "export_policies"):
        if isinstance(own.get(name), str):
            own[name] = (own[name],)
    where = {"listen": ip_network(address)} if address and "/" in address else {}
    host = ip_address(address) if address and not where else None
    family = host.version if host is not None else 4
    source = more.get("update_source")
    if source and source[0].isdigit():
        more["update_source"] = ip_address(source)
    made = tuple(BgpNeighborFamily(f, **own) for f in families or (family,))
    return BgpNeighbor(host, remote_as, families=made, **where, **more)


def bgp(asn, *peers, router_id=None, networks=(), aggregates=(), vrf="default", **more):
    """A process; `networks` are prefixes (always there); knobs of families go to both."""
    knobs = {f.name for f in fields(BgpFamily)} - {"family", "networks", "aggregates"}
    own = {k: more.pop(k) for k in list(more) if k in knobs}
    made = [n if isinstance(n, BgpNetwork) else always(n) for n in networks]
    families = tuple(
        BgpFamily(
            f,
            tuple(n for n in made if n.prefix.version == f),
            tuple(a for a in aggregates if a.prefix.version == f),
            **own,
        )
        for f in (4, 6)
    )
    known = None if router_id is None else IPv4Address(router_id)
    return BgpProcess(
        vrf, asn, known, tuple(peers), families, where=Span("bgp", asn % 1000 or 1), **more
    )


def always(prefix, policy=None):
    return BgpNetwork(ip_network(prefix), policy, unconditional=True)


def in_table(prefix, policy=None):
    return BgpNetwork(ip_network(prefix), policy)


def aggregate(prefix, **more):
    return BgpAggregate(ip_network(prefix), **more)


def route_map(name, *terms):
    """Terms are changes (of a permit of everything), or (matches, changes) or `PolicyTerm`s."""
    made = []
    for number, term in enumerate(terms, 1):
        if isinstance(term, PolicyTerm):
            made.append(term)
            continue
        matches, changes = (
            term if isinstance(term, tuple) and isinstance(term[0], list) else ([], [term])
        )
        made.append(PolicyTerm(str(number * 10), Action.PERMIT, tuple(matches), tuple(changes)))
    return RoutePolicy(name, tuple(made))


def of(*prefixes, longer=False):
    """A condition: one of these prefixes (or, `longer`, a more specific)."""
    nets = [ip_network(p) for p in prefixes]
    return MatchPrefixes(
        tuple(PrefixRange(n, n.prefixlen, n.max_prefixlen if longer else n.prefixlen) for n in nets)
    )


def router(name, *parts, platform="any", **more):
    """A box with BGP and what belongs to it."""
    mine = {k: tuple(p for p in parts if isinstance(p, k)) for k in ROUTING}
    rest = [p for p in parts if not isinstance(p, tuple(ROUTING))]
    made = box(name, *rest, **more)
    routing = replace(made.routing, **{field: mine[kind] for kind, field in ROUTING.items()})
    return replace(made, platform=platform, routing=routing)


def bgp_routes(dataplane, device, vrf="default"):
    """BGP routes as 'prefix protocol distance/metric next-hops' lines."""
    lines = []
    for route in dataplane.routes[Node(device, vrf)]:
        if route.protocol in {"bgp", "ibgp"}:
            hops = sorted(f"{h.interface}>{h.next_hop or h.kind.value}" for h in route.hops)
            words = (route.prefix, route.protocol, f"{route.distance}/{route.metric}", *hops)
            lines.append(" ".join(map(str, words)))
    return lines


def bgp_tables(network):
    """What each speaker chose: {'device' or 'device/vrf': {'prefix': Chosen}}."""
    work = workspace(network)
    asked = engines(work)
    converge(work, connected_rows(work), asked)
    (engine,) = (e for e in asked if isinstance(e, BgpEngine))
    return {
        node.device if node.vrf == "default" else f"{node.device}/{node.vrf}": {
            str(prefix): chosen for prefix, chosen in table.items()
        }
        for node, table in engine.tables().items()
    }


def seen(network, device, prefix):
    """What a speaker knows of a prefix, the best first: 'path-as-text | knobs | next hop'."""
    chosen = bgp_tables(network)[device].get(prefix)
    if chosen is None:
        return None
    best = chosen.shared[0]
    return [text(c.path) for c in (best, *(c for c in chosen.all if c is not best))]


def text(path):
    """A path as one line; what has the usual value is left out."""
    bgp = path.bgp
    words = [as_path_text(bgp) or "-", f"via {path.next_hop}"]
    if bgp.origin != "igp":
        words.append(bgp.origin)
    if bgp.local_preference != 100:
        words.append(f"lp {bgp.local_preference}")
    if path.med is not None:
        words.append(f"med {path.med}")
    if bgp.weight not in {0, 32768}:
        words.append(f"weight {bgp.weight}")
    words += bgp.communities
    if bgp.originator is not None:
        words.append(f"from {bgp.originator}")
    if bgp.clusters:
        words.append("clusters " + ",".join(str(IPv4Address(c)) for c in bgp.clusters))
    return " ".join(words)


def chain(*parts, more=None):
    """Routers r1, r2, ... in a row: link `i` has 10.0.i.0/24, `e1` to the left (.2), `e2` to the
    right (.1). Each part is a process or a tuple of parts of the router."""
    made, cables = [], []
    for n, part in enumerate(parts, 1):
        ports = [] if n == 1 else [port("e1", f"10.0.{n - 1}.2/24", f"2001:db8:{n - 1}::2/64")]
        if n < len(parts):
            ports.append(port("e2", f"10.0.{n}.1/24", f"2001:db8:{n}::1/64"))
            cables.append(f"r{n}:e2 r{n + 1}:e1")
        own = part if isinstance(part, tuple) else (part,)
        made.append(router(f"r{n}", *ports, *own, **(more or {}).get(f"r{n}", {})))
    return net(*made, cables=cables)


def down(dataplane):
    """Sessions that are not up: 'device remote: reason'."""
    return [f"{s.device} {s.remote}: {s.reason}" for s in dataplane.sessions if not s.up]
