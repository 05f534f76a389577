"""Which routes of a RIB another protocol takes in, for all protocols alike.

A rule takes the best routes of its source that its policies let pass. On IOS, an IGP as a source
stands for the connected prefixes of its interfaces too (Cisco, "Redistributing Routing Protocols").
A default route is not taken in where a platform has a statement of its own for that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from kawanet.forwarding.dataplane import Node
from kawanet.forwarding.policies import ROUTE_TYPES, Policies
from kawanet.forwarding.rib import (
    CONNECTED,
    IBGP,
    STATIC,
    Candidate,
    Origin,
    Rows,
    Workspace,
)
from kawanet.forwarding.route_view import NO_ATTRIBUTES, BgpAttributes, RouteView
from kawanet.forwarding.traits import Traits, traits
from kawanet.model.interfaces import Family, Interface
from kawanet.model.network import DEFAULT_VRF, Device
from kawanet.model.policy import Action
from kawanet.model.route_policy import IPNetwork, Redistribution, Source

IGP_KINDS: Mapping[Source, str] = {
    Source.OSPF: "intra-area",
    Source.EIGRP: "internal",
    Source.ISIS: "level-2",
    Source.RIP: "",
}
WITHOUT_DEFAULT = (Source.OSPF, Source.ISIS)


class Taken(NamedTuple):
    """A route taken in: its row in the RIB, and what the policies made of it."""

    row: Candidate
    view: RouteView
    rule: Redistribution


@dataclass(frozen=True)
class Importer:
    """A protocol's instance at a node, as far as it takes routes in."""

    work: Workspace
    device: Device
    node: Node
    family: Family
    source: Source  # its own routes are never taken
    instance: str
    interfaces: frozenset[str] = frozenset()  # those it runs on: their prefixes it has anyway
    attributes: BgpAttributes = NO_ATTRIBUTES  # of what has none, on its way into BGP

    @cached_property
    def policies(self) -> Policies:
        return self.work.policies(self.device)

    @cached_property
    def traits(self) -> Traits:
        return traits(self.device.platform)

    @cached_property
    def withheld(self) -> frozenset[IPNetwork]:
        """Prefixes of static routes that no protocol may take in."""
        own = (r for r in self.device.routing.static if r.vrf == self.node.vrf)
        return frozenset(r.prefix for r in own if not r.readvertised)

    def may_take(self, row: Candidate) -> bool:
        """Whether any protocol may take a route in."""
        if row.protocol != STATIC or not self.withheld:
            return True
        return self.work.prefixes.values[row.prefix] not in self.withheld

    def taken(self, rules: Sequence[Redistribution], best: Rows) -> Iterator[Taken]:
        """What the rules let in, the first rule that does deciding for each prefix."""
        seen: set[int] = set()
        for rule in rules:
            for taken in self._by(rule, best):
                if taken.row.prefix not in seen:
                    seen.add(taken.row.prefix)
                    yield taken

    def view(self, row: Candidate) -> RouteView:
        """A row as policies see it."""
        origin = self.work.origins.values[row.origin]
        hops = self.work.hop_sets.values[row.hops]
        return RouteView(
            self.work.prefixes.values[row.prefix],
            origin.source,
            origin.instance,
            origin.kind,
            self.node.vrf,
            origin.tag,
            row.metric,
            eigrp_metric=origin.eigrp,
            distance=row.distance,
            next_hop=next((h.next_hop for h in hops if h.next_hop is not None), None),
            interfaces=tuple(h.interface for h in hops if h.interface),
            own_as=0,
            bgp=origin.bgp if isinstance(origin.bgp, BgpAttributes) else self.attributes,
        )

    def _by(self, rule: Redistribution, best: Rows) -> Iterator[Taken]:
        if rule.family not in (None, self.family):
            return
        wanted = self._sources(rule)
        origins = self.work.origins.values
        there = np.unique(best["origin"]).tolist()
        chosen = [n for n in there if self._fits(rule, wanted, origins[n])]
        mine = best[np.isin(best["origin"], chosen)]
        for values in mine.tolist():
            row = Candidate(*values)
            prefix = self.work.prefixes.values[row.prefix]
            if prefix.version != self.family or not self._offered(rule, row):
                continue
            if rule.prefixes is not None and prefix not in rule.prefixes:
                continue
            view = self.view(row)
            if view.source is Source.CONNECTED and rule.source in IGP_KINDS:
                view = view._replace(source=rule.source, kind=IGP_KINDS[rule.source], metric=0)
            default = Action.DENY if rule.source is Source.ANY else Action.PERMIT
            if rule.tag is not None:
                view = view._replace(tag=rule.tag)
            passed = self.policies.decide(rule.policies, view, default)
            if passed is not None:
                yield Taken(row, passed, rule)

    def _sources(self, rule: Redistribution) -> frozenset[Source]:
        """What a rule asks for. IOS takes the prefixes of an IGP's interfaces with its routes, but
        not those of IS-IS, and in IPv6 only where the line says `include-connected`."""
        own = rule.own_interfaces
        if own is None:
            usual = self.family == 4 and rule.source is not Source.ISIS
            own = usual and self.traits.takes_own_interfaces
        if rule.source in IGP_KINDS and own:
            return frozenset({rule.source, Source.CONNECTED})
        return frozenset({rule.source})

    def _fits(self, rule: Redistribution, wanted: frozenset[Source], origin: Origin) -> bool:
        if (origin.source, origin.instance) == (self.source, self.instance):
            return False
        if rule.source is Source.ANY:
            return True
        if origin.source not in wanted:
            return False
        if origin.source is Source.CONNECTED:
            return True
        if rule.instance is not None and origin.instance != rule.instance:
            return False
        kinds = rule.route_types
        return not kinds or any(
            k == origin.kind or origin.kind in ROUTE_TYPES.get(k, ()) for k in kinds
        )

    def _offered(self, rule: Redistribution, row: Candidate) -> bool:
        """What the source has to offer at all."""
        hops = self.work.hop_sets.values[row.hops]
        default = self.work.prefixes.values[row.prefix].prefixlen == 0
        if not self.may_take(row):
            return False
        if default and self.source in WITHOUT_DEFAULT and not self.traits.default_static:
            return False
        if row.protocol == IBGP and not self.traits.internal_bgp and self.source is not Source.BGP:
            return bool(rule.route_types) or self.node.vrf != DEFAULT_VRF
        if row.protocol == CONNECTED:
            names = {h.interface for h in hops}
            if rule.source in IGP_KINDS:
                return bool(names & self._speaking(rule)) and not names & self.interfaces
            return not names & self.interfaces
        return True

    def _speaking(self, rule: Redistribution) -> frozenset[str]:
        """Interfaces of the VRF on which the source of a rule runs."""
        return frozenset(
            i.name
            for i in self.device.interfaces
            if i.vrf == self.node.vrf and _runs(i, rule, self.family)
        )


def _runs(interface: Interface, rule: Redistribution, family: Family) -> bool:
    """Whether an interface is in the instance that a rule names."""
    if rule.source is Source.OSPF:
        found = [str(o.process or "") for o in interface.ospf if o.family == family]
    elif rule.source is Source.EIGRP:
        found = [str(e.asn) for e in interface.eigrp if e.family == family]
    elif rule.source is Source.ISIS:
        found = [i.process for i in interface.isis if family in i.families]
    else:
        found = ["" for r in interface.rip if r.family == family]
    return bool(found) if rule.instance is None else rule.instance in found
