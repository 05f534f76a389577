"""eBGP at hand-offs: a process a VRF, and policies that let through what is named and no more.

What is told is told while the table has it; the compiler asks for no aggregate and no
redistribution into BGP, so that nothing leaves the city by accident.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from ipaddress import IPv4Address

from kawanet.compiler.flows import FAMILIES
from kawanet.compiler.handoffs import Handoff
from kawanet.model.bgp import (
    BgpFamily,
    BgpNeighbor,
    BgpNeighborFamily,
    BgpNetwork,
    BgpProcess,
)
from kawanet.model.interfaces import Family
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.platform import BgpTraits
from kawanet.model.policy import Action, IPNetwork
from kawanet.model.route_policy import (
    MatchPrefixes,
    PolicyTerm,
    PrefixList,
    PrefixListEntry,
    PrefixRange,
    RoutePolicy,
    SetMetric,
)

TERM = "10"
# Before OSPF's 110 on every platform: what an edge hears itself goes before what its twin tells
# inside, else both would wait for each other.
EXTERNAL_DISTANCE = 20


def import_name(handoff: Handoff, family: Family) -> str:
    """The policy (and prefix list) on what an external tells."""
    return f"FROM-{handoff.name.upper()}-V{family}"


def export_name(handoff: Handoff, family: Family) -> str:
    """The policy (and prefix list) on what an external is told."""
    return f"TO-{handoff.name.upper()}-V{family}"


def processes(
    handoffs: Iterable[Handoff], asn: int, router_id: IPv4Address | None, traits: BgpTraits
) -> Iterator[BgpProcess]:
    """The processes of a box, sorted by VRF; `router_id` None: the address at the hand-off."""
    of_vrf: dict[str, list[Handoff]] = {}
    for handoff in handoffs:
        of_vrf.setdefault(handoff.vrf, []).append(handoff)
    alone = of_vrf and traits.default_vrf is not None
    for vrf in sorted({*of_vrf, *((DEFAULT_VRF,) if alone else ())}):
        here = of_vrf.get(vrf, [])
        families = FAMILIES if here else traits.default_vrf or ()
        yield BgpProcess(
            vrf,
            asn,
            router_id or here[0].local.ipv4,
            tuple(_neighbors(here, traits)),
            tuple(_family(here, family, traits) for family in families),
            **traits.process,
        )


def _neighbors(handoffs: Iterable[Handoff], traits: BgpTraits) -> Iterator[BgpNeighbor]:
    """A session a family, sorted by address."""
    sessions = ((h.remote.of(family), family, h) for family in FAMILIES for h in handoffs)
    for address, family, handoff in sorted(sessions, key=lambda s: (s[1], int(s[0]))):
        own = BgpNeighborFamily(
            family,
            (import_name(handoff, family),),
            (export_name(handoff, family),),
            **traits.peer,
        )
        about = f"external {handoff.name}"
        yield BgpNeighbor(address, handoff.asn, description=about, families=(own,))


def _family(handoffs: Sequence[Handoff], family: Family, traits: BgpTraits) -> BgpFamily:
    """What is told in a family. Where policies choose among the table's routes it is not said
    twice."""
    told = {p for h in handoffs for p in h.exports.of(family)}
    said = () if traits.process.get("exports_rib") else sorted(told, key=_by_address)
    values = dict(traits.family)
    if handoffs:
        values["distance_external"] = EXTERNAL_DISTANCE
    return BgpFamily(family, tuple(BgpNetwork(p) for p in said), **values)


def _by_address(prefix: IPNetwork) -> tuple[int, int]:
    return int(prefix.network_address), prefix.prefixlen


def prefix_lists(handoffs: Iterable[Handoff]) -> tuple[PrefixList, ...]:
    """Exactly the prefixes that may pass, one list a direction and family; none where nothing may.
    Sorted by family and name."""
    found = []
    for handoff in handoffs:
        for family in FAMILIES:
            for name, prefixes in (
                (import_name(handoff, family), handoff.imports.of(family)),
                (export_name(handoff, family), handoff.exports.of(family)),
            ):
                if prefixes:
                    found.append(PrefixList(name, family, tuple(map(_exactly, prefixes))))
    return tuple(sorted(found, key=lambda p: (p.family, p.name)))


def _exactly(prefix: IPNetwork) -> PrefixListEntry:
    return PrefixListEntry(Action.PERMIT, PrefixRange(prefix, prefix.prefixlen, prefix.prefixlen))


def policies(handoffs: Iterable[Handoff], traits: BgpTraits) -> tuple[RoutePolicy, ...]:
    """What lets the lists through, sorted by name; what is told has the box's MED."""
    found = []
    for handoff in handoffs:
        for family in FAMILIES:
            inward, outward = import_name(handoff, family), export_name(handoff, family)
            open_in, open_out = handoff.imports.of(family), handoff.exports.of(family)
            med = (SetMetric(handoff.med),)
            found.append(_policy(inward, _terms(inward, bool(open_in), ()), traits))
            found.append(_policy(outward, _terms(outward, bool(open_out), med), traits))
    return tuple(sorted(found, key=lambda p: p.name))


def _terms(name: str, passes: bool, changes: tuple[SetMetric, ...]) -> tuple[PolicyTerm, ...]:
    if not passes:
        return ()
    matches = (MatchPrefixes(lists=(name,)),)
    return (PolicyTerm(TERM, Action.PERMIT, matches, changes),)


def _policy(name: str, terms: tuple[PolicyTerm, ...], traits: BgpTraits) -> RoutePolicy:
    """A policy that refuses the rest, in a term of its own where the platform goes on else."""
    if traits.policies_fall_through:
        return RoutePolicy(name, (*terms, PolicyTerm("", Action.DENY)), None)
    return RoutePolicy(name, terms or (PolicyTerm(TERM, Action.DENY),))
