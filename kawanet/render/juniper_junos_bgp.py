"""BGP neighbours, prefix lists and policies as Junos writes them.

Source: Junos OS CLI Reference, protocols bgp, policy-options (a prefix-list matches exactly).
"""

from __future__ import annotations

from collections.abc import Iterator

from kawanet.errors import InternalError
from kawanet.model.bgp import BgpNeighbor, BgpProcess
from kawanet.model.network import Device
from kawanet.model.policy import Action
from kawanet.model.route_policy import IPNetwork, PolicyTerm, PrefixList, RoutePolicy
from kawanet.render.bgp_words import matched_lists, set_metrics
from kawanet.render.juniper_junos_text import quoted

_FAMILIES = {4: "inet", 6: "inet6"}


def has_protocols(device: Device, vrf: str) -> bool:
    """Whether an instance runs OSPF or BGP with somebody."""
    routing = device.routing
    return any(p.vrf == vrf for p in routing.ospf) or any(
        p.vrf == vrf and p.neighbors for p in routing.bgp
    )


def has_policies(device: Device) -> bool:
    """Whether there is anything to write under `policy-options`."""
    routing = device.routing
    exports = any(p.redistribute or p.default_originate for p in routing.ospf)
    return exports or bool(routing.policies or routing.prefix_lists)


def peer_statements(neighbor: BgpNeighbor, process: BgpProcess) -> Iterator[str]:
    """What is said of a neighbour, with the preference of what it tells."""
    if neighbor.description:
        yield f"description {quoted(neighbor.description)};"
    for own in neighbor.families:
        yield from (f"import {quoted(name)};" for name in own.import_policies)
        yield f"family {_FAMILIES[own.family]} {{"
        yield "    unicast;"
        yield "}"
        yield from (f"export {quoted(name)};" for name in own.export_policies)
    preferences = {f.distance_external for f in process.families}
    yield from (f"preference {number};" for number in sorted(preferences))
    yield f"peer-as {neighbor.remote_as};"


def exact_prefixes(each: PrefixList) -> tuple[IPNetwork, ...]:
    """The prefixes of a list. Raises InternalError for one that is more than a list of them."""
    for entry in each.entries:
        prefix, low, high = entry.match
        if entry.action is Action.DENY or not low == high == prefix.prefixlen:
            raise InternalError(f"a prefix-list of Junos cannot say {entry}")
    return tuple(entry.match.prefix for entry in each.entries)


def term_lines(policy: RoutePolicy) -> Iterator[str]:
    """The terms of a policy; one without a name is the last `then`."""
    for term in policy.terms:
        if not term.name:
            yield f"then {_verb(term)};"
            continue
        yield f"term {quoted(term.name)} {{"
        lists = matched_lists(term)
        if lists:
            yield "    from {"
            yield from (f"        prefix-list {quoted(name)};" for name in lists)
            yield "    }"
        yield "    then {"
        yield from (f"        metric {metric};" for metric in set_metrics(term))
        yield f"        {_verb(term)};"
        yield "    }"
        yield "}"


def _verb(term: PolicyTerm) -> str:
    return "accept" if term.action is Action.PERMIT else "reject"
