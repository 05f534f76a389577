"""BGP sessions, prefix lists and route maps in the words that Cisco, Arista and FRR share.

Only what the compiler makes has words here: a policy of another form is refused, never written
half.
"""

from __future__ import annotations

from collections.abc import Iterator

from kawanet.errors import InternalError
from kawanet.model.bgp import BgpNeighbor, BgpNeighborFamily, BgpProcess
from kawanet.model.interfaces import Family, IPAddress
from kawanet.model.network import DEFAULT_VRF, Device
from kawanet.model.route_policy import (
    MatchPrefixes,
    PolicyTerm,
    PrefixList,
    PrefixRange,
    RoutePolicy,
    SetMetric,
)


def peer_address(neighbor: BgpNeighbor) -> IPAddress:
    """The address of a neighbour. Raises InternalError for one without (a range, an interface)."""
    if neighbor.address is None:
        raise InternalError("a BGP neighbour without an address has no words here")
    return neighbor.address


def family_of_peer(neighbor: BgpNeighbor, family: Family) -> tuple[BgpNeighborFamily, ...]:
    """What is said of a neighbour in a family: once, or not at all."""
    return tuple(f for f in neighbor.families if f.family == family)


def bgp_session(neighbor: BgpNeighbor) -> list[str]:
    """The lines of a session outside address families."""
    head = f"neighbor {peer_address(neighbor)}"
    lines = [f"{head} remote-as {neighbor.remote_as}"]
    return [*lines, f"{head} description {neighbor.description}"] if neighbor.description else lines


def bgp_policies(neighbor: BgpNeighbor, family: Family) -> list[str]:
    """The route maps of a neighbour in a family."""
    head = f"neighbor {peer_address(neighbor)} route-map"
    return [
        f"{head} {name} {direction}"
        for own in family_of_peer(neighbor, family)
        for direction, names in (("in", own.import_policies), ("out", own.export_policies))
        for name in names
    ]


def bgp_vrf(process: BgpProcess) -> str:
    """` vrf MOB`, or nothing for the default VRF."""
    return "" if process.vrf == DEFAULT_VRF else f" vrf {process.vrf}"


def bgp_by_as(device: Device) -> list[tuple[int, list[BgpProcess]]]:
    """The processes under one head: all of an AS number."""
    numbers = dict.fromkeys(p.asn for p in device.routing.bgp)
    return [(asn, [p for p in device.routing.bgp if p.asn == asn]) for asn in numbers]


def bgp_activation(neighbor: BgpNeighbor, family: Family) -> list[str]:
    """What is said of a neighbour's part in a family: IPv4 is active by itself, IPv6 is not."""
    address, active = peer_address(neighbor), bool(family_of_peer(neighbor, family))
    said = {
        (4, False): f"no neighbor {address} activate",
        (6, True): f"neighbor {address} activate",
    }
    return [said[family, active]] if (family, active) in said else []


def prefix_range(match: PrefixRange) -> str:
    """A prefix with `ge` and `le` where it is not meant exactly."""
    prefix, low, high = match
    least = [f"ge {low}"] if low > prefix.prefixlen else []
    most = [f"le {high}"] if high > low or (least and high > prefix.prefixlen) else []
    return " ".join([str(prefix), *least, *most])


def lists_of(device: Device, family: Family) -> tuple[PrefixList, ...]:
    """The prefix lists of a family."""
    return tuple(each for each in device.routing.prefix_lists if each.family == family)


def matched_lists(term: PolicyTerm) -> tuple[str, ...]:
    """The prefix lists that a term names. Raises InternalError for any other condition."""
    found: list[str] = []
    for match in term.matches:
        if not isinstance(match, MatchPrefixes) or match.ranges:
            raise InternalError(f"no words for the condition {match}")
        found += match.lists
    return tuple(found)


def set_metrics(term: PolicyTerm) -> tuple[int, ...]:
    """The metric that a term sets, if it does. Raises InternalError for any other change."""
    for change in term.changes:
        if not isinstance(change, SetMetric) or change.op != "set":
            raise InternalError(f"no words for the change {change}")
    return tuple(c.value for c in term.changes if isinstance(c, SetMetric))


def list_family(name: str, device: Device) -> Family:
    """The family of a prefix list. Raises InternalError if there is none of that name."""
    for each in device.routing.prefix_lists:
        if each.name == name:
            return each.family
    raise InternalError(f"{device.name} has no prefix list {name}")


def route_map_entries(policy: RoutePolicy, device: Device) -> Iterator[list[str]]:
    """The entries of a route map: the head, and the lines below it."""
    for term in policy.terms:
        lines = [f"route-map {policy.name} {term.action} {term.name}"]
        for name in matched_lists(term):
            ip = "ip" if list_family(name, device) == 4 else "ipv6"
            lines.append(f"match {ip} address prefix-list {name}")
        lines += [f"set metric {metric}" for metric in set_metrics(term)]
        yield lines
