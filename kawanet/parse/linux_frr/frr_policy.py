"""FRR's lists and route-maps, and the redistributions that one of them limits to some prefixes.

Source: FRR 8.4 user guide, Filtering and Route Maps.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kawanet.errors import Span
from kawanet.model.bgp import BgpProcess
from kawanet.model.interfaces import Family
from kawanet.model.policy import Action
from kawanet.model.routing import IPNetwork
from kawanet.parse.linux_frr.draft import DeviceDraft
from kawanet.parse.policy_draft import PolicyDraft, TermDraft
from kawanet.parse.prefix_lists import (
    read_as_path_list,
    read_community_list,
    read_prefix_list,
)
from kawanet.parse.result import LineClass

MODELLED, IRRELEVANT = LineClass.MODELLED, LineClass.IRRELEVANT
_LISTS = "prefixes"  # what a route-map's entry calls its prefix lists
_COMMUNITY_KINDS = {
    "community-list": "",
    "extcommunity-list": "ext:",
    "large-community-list": "large:",
}


def read_list(policies: PolicyDraft, words: list[str], where: Span) -> LineClass | None:
    """A line of a prefix-list, as-path access-list or community-list, behind `ip`, `ipv6` or
    `bgp`; None for any other. Raises ValueError, KeyError, IndexError."""
    kind = words[1]
    if kind == "prefix-list":
        family: Family = 4 if words[0] == "ip" else 6
        return read_prefix_list(policies, family, words[2], words[3:], where)
    if kind == "as-path":
        return read_as_path_list(policies, words[3], words[4:], where, quantified=True)
    if kind in _COMMUNITY_KINDS:
        of_kind = _COMMUNITY_KINDS[kind]
        return read_community_list(policies, words[2:], where, of_kind, quantified=True)
    return None


def resolve_limited(draft: DeviceDraft) -> None:
    """Give each redistribution into OSPF that a plain route-map limits its prefixes; the others
    keep the route-map's name. What nobody else uses of such lists leaves the draft."""
    absorbed: set[str] = set()
    kept: set[str] = set()
    for process in draft.processes.values():
        for index, (entry, name) in enumerate(process.redistribute):
            prefixes = _permitted(draft.policies, name, process.family) if name else None
            if prefixes is not None:
                process.redistribute[index] = (replace(entry, prefixes=prefixes), name)
                absorbed.add(name)
            elif name:
                process.redistribute[index] = (replace(entry, policies=(name,)), name)
                kept.add(name)
    processes = draft.bgp_processes()
    _drop(draft.policies, absorbed - kept - used_by(processes), filters_of(processes))


def _permitted(policies: PolicyDraft, name: str, family: Family) -> tuple[IPNetwork, ...] | None:
    """The exact prefixes a route-map lets through; None when that cannot be said so."""
    terms = list(policies.maps.get(name, {}).values())
    if len(terms) != 1 or not _is_plain(terms[0]):
        return None
    lists = terms[0].named.get(_LISTS, ())
    if len(lists) != 1:
        return None
    found = policies.prefix_lists.get((family, lists[0]))
    entries = found.ordered() if found is not None else ()
    exact = [e.match.prefix for e in entries if _is_exact(e.match) and e.action is Action.PERMIT]
    nothing = [e for e in entries if e.action is Action.DENY and e.match.prefix.prefixlen == 0]
    return tuple(exact) if entries and len(exact) + len(nothing) == len(entries) else None


def _is_plain(term: TermDraft) -> bool:
    more = term.changes or term.matches or len(term.named) > 1 or term.follows is not None
    return term.action is Action.PERMIT and not more


def _is_exact(match: tuple[IPNetwork, int, int]) -> bool:
    prefix, low, high = match
    return low == high == prefix.prefixlen


def _drop(policies: PolicyDraft, names: set[str], wanted: set[str]) -> None:
    """Take route-maps out, with the prefix-lists that no other route-map asks or BGP wants."""
    gone = {key for name in names for key in _asked(policies.maps.pop(name).values())}
    left = {key for terms in policies.maps.values() for key in _asked(terms.values())}
    for family in (4, 6):
        for name in gone - left - wanted:
            policies.prefix_lists.pop((family, name), None)


def _asked(terms: Iterable[TermDraft]) -> set[str]:
    return {name for term in terms for name in term.named.get(_LISTS, ())}


def used_by(processes: Iterable[BgpProcess]) -> set[str]:
    """Names of the route-maps that BGP asks."""
    found: set[str] = set()
    for process in processes:
        for neighbor in process.neighbors:
            for family in neighbor.families:
                found |= {*family.import_policies, *family.export_policies}
        for own in process.families:
            found |= {n.policy for n in own.networks if n.policy}
            found |= {p for r in own.redistribute for p in r.policies}
    return found


def filters_of(processes: Iterable[BgpProcess]) -> set[str]:
    """Names of the prefix-lists that BGP's neighbours are filtered by."""
    return {
        name
        for process in processes
        for neighbor in process.neighbors
        for family in neighbor.families
        for side in (family.import_filter, family.export_filter)
        for name in side.prefix_lists
    }
