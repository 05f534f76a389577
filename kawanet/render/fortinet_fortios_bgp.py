"""BGP, prefix lists and route maps as FortiOS writes them: `...6` is the setting for IPv6.

Source: Fortinet FortiOS 7.4 CLI Reference, config router bgp, prefix-list, route-map.
"""

from __future__ import annotations

from collections.abc import Iterator

from kawanet.model.bgp import BgpFamily, BgpNeighbor
from kawanet.model.interfaces import Family
from kawanet.model.network import Device
from kawanet.model.policy import Action
from kawanet.model.route_policy import IPNetwork, PolicyTerm, PrefixListEntry
from kawanet.render.bgp_words import (
    family_of_peer,
    list_family,
    lists_of,
    matched_lists,
    set_metrics,
)
from kawanet.render.fortinet_fortios_text import dotted, quote

__all__ = ["dotted_prefix", "lists_of", "neighbor_lines", "rule_lines", "tail", "term_lines"]

TAILS: dict[Family, str] = {4: "", 6: "6"}


def tail(family: BgpFamily) -> str:
    """What settings of a family end with."""
    return TAILS[family.family]


def dotted_prefix(prefix: IPNetwork) -> str:
    """A prefix with its mask (IPv4) or length (IPv6)."""
    return dotted(prefix) if prefix.version == 4 else str(prefix)


def rule_lines(entry: PrefixListEntry, family: Family) -> Iterator[str]:
    """One rule of a prefix list; a bound that is not said is that of the prefix itself."""
    prefix, low, high = entry.match
    if entry.action is Action.DENY:
        yield "set action deny"
    yield f"set prefix{TAILS[family]} {dotted_prefix(prefix)}"
    yield f"set ge {low}" if low > prefix.prefixlen else "unset ge"
    yield f"set le {high}" if high > prefix.prefixlen else "unset le"


def term_lines(term: PolicyTerm, device: Device) -> Iterator[str]:
    """One rule of a route map."""
    if term.action is Action.DENY:
        yield "set action deny"
    for name in matched_lists(term):
        yield f"set match-ip{TAILS[list_family(name, device)]}-address {quote(name)}"
    for metric in set_metrics(term):
        yield f"set set-metric {metric}"


def neighbor_lines(neighbor: BgpNeighbor) -> Iterator[str]:
    """One neighbour; FortiOS activates both families unless told not to."""
    families = TAILS.items()
    yield from (
        f"set activate{end} disable" for f, end in families if not family_of_peer(neighbor, f)
    )
    if neighbor.description:
        yield f"set description {quote(neighbor.description)}"
    yield f"set remote-as {neighbor.remote_as}"
    for family, end in families:
        for own in family_of_peer(neighbor, family):
            yield from (f"set route-map-in{end} {quote(n)}" for n in own.import_policies)
            yield from (f"set route-map-out{end} {quote(n)}" for n in own.export_policies)
