"""Hand-offs at which eBGP is spoken: who is there, what he tells us and what we tell him."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from kawanet.addressing.hosts import has_default
from kawanet.addressing.values import (
    HANDOFF_EXTERNAL,
    HANDOFF_FIREWALL,
    MOBILE_EXTERNAL,
    Host,
)
from kawanet.addressing.wiring import Box, Join
from kawanet.compiler.day import Day, vrf_of
from kawanet.compiler.flows import merged
from kawanet.compiler.gateways import external_of
from kawanet.compiler.paths import Crossings
from kawanet.design.schema import Role
from kawanet.model.interfaces import Family
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.plant import ExternalPeer
from kawanet.model.policy import IPNetwork

MOBILE_NAME = "mobile"
FIRST_MED = 100  # of what the leading box tells; the other one tells twice that


class Prefixes(NamedTuple):
    """Prefixes of both families."""

    every: tuple[IPNetwork, ...]

    def of(self, family: Family) -> tuple[IPNetwork, ...]:
        """Those of one family."""
        return tuple(p for p in self.every if p.version == family)


@dataclass(frozen=True, slots=True)
class Handoff:
    """One box's two sessions at a hand-off, one a family. `rank` 0 is the box that leads."""

    name: str
    asn: int
    vrf: str
    local: Host
    remote: Host
    imports: Prefixes
    exports: Prefixes
    rank: int

    @property
    def med(self) -> int:
        """Lower is better: replies come to the box that leads."""
        return FIRST_MED * (self.rank + 1)


def handoffs_of(day: Day, box: Box, crossings: Crossings) -> tuple[Handoff, ...]:
    """The hand-offs of a box at which eBGP is spoken on the day, sorted by name."""
    match box.role:
        case Role.FIREWALL | Role.MOBILE_FIREWALL:
            found = _of_firewall(day, box, crossings)
        case Role.MOBILE_EDGE:
            found = _of_mobile_edge(day, box, crossings)
        case _:
            return ()
    return tuple(sorted(found, key=lambda h: h.name))


def _of_firewall(day: Day, box: Box, crossings: Crossings) -> Iterator[Handoff]:
    for cable in day.cable_of(box.name, Join.HANDOFF):
        external = external_of(day, cable.about)
        if external.bgp is None:
            continue
        four, six = external.handoff_ipv4, external.handoff_ipv6
        own, theirs = HANDOFF_FIREWALL + box.index - 1, HANDOFF_EXTERNAL
        yield Handoff(
            external.name,
            external.bgp.asn,
            DEFAULT_VRF,
            Host(four[own], six[own]),
            Host(four[theirs], six[theirs]),
            Prefixes(merged(list(external.prefixes))),
            _of_tiers(day, _shown_to(day, day.firewall_of(box).name, external.name, crossings)),
            box.index - 1,
        )


def _shown_to(day: Day, firewall: str, name: str, crossings: Crossings) -> set[str]:
    """Tiers that an external must know: those with flows there that hide behind nothing. What an
    external with the default route opens goes to published addresses of the hand-off itself."""
    external = external_of(day, name)
    shown = set()
    for step, flow in crossings.rules.get(firewall, ()):
        if step.to_zone == name and not external.source_nat:
            shown.add(flow.source.tier)
        if step.from_zone == name and not has_default(external):
            shown.add(flow.destination.tier)
    return shown & day.tier.keys()


def _of_mobile_edge(day: Day, box: Box, crossings: Crossings) -> Iterator[Handoff]:
    mobile = day.design.mobile
    if mobile is None or mobile.bgp is None or not day.cable_of(box.name, Join.MOBILE):
        return
    pools = {p for pair in day.plan.pools.values() for p in pair}
    flows = [flow for rules in crossings.rules.values() for _, flow in rules]
    known = {f.destination.tier for f in flows if pools & {*f.sources}}
    known |= {f.source.tier for f in flows if pools & {*f.destinations}}
    yield Handoff(
        MOBILE_NAME,
        mobile.bgp.asn,
        vrf_of(mobile.tier),
        *day.mobile_hosts(mobile, box),
        Prefixes(merged([p for pool in mobile.pools for p in day.plan.pools[pool.name]])),
        _of_tiers(day, known & day.tier.keys()),
        box.index - 1,
    )


def _of_tiers(day: Day, names: set[str]) -> Prefixes:
    """The blocks of tiers, as a route to a tier has them."""
    blocks = [p for name in names for p in (day.tier[name].ipv4, day.tier[name].ipv6)]
    return Prefixes(tuple(sorted(blocks, key=lambda p: (p.version, int(p.network_address)))))


def external_peers(day: Day) -> Iterator[ExternalPeer]:
    """The other ends of the day's sessions, as facts of the plant."""
    for external in day.design.externals:
        if external.bgp is not None and f"ext-{external.name}" in day.boxes:
            hosts = (
                external.handoff_ipv4[HANDOFF_EXTERNAL],
                external.handoff_ipv6[HANDOFF_EXTERNAL],
            )
            told = merged(list(external.prefixes))
            yield ExternalPeer(f"ext-{external.name}", external.bgp.asn, hosts, told)
    mobile = day.design.mobile
    if mobile is not None and mobile.bgp is not None:
        four = tuple(network[MOBILE_EXTERNAL] for network in mobile.handoffs_ipv4)
        six = tuple(network[MOBILE_EXTERNAL] for network in mobile.handoffs_ipv6)
        told = merged([p for pool in mobile.pools for p in day.plan.pools[pool.name]])
        yield ExternalPeer(f"ext-{MOBILE_NAME}", mobile.bgp.asn, (*four, *six), told)
