"""What must hold on a day, resolved to prefixes, ports and plugs."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from kawanet.addressing.boxes import server_box
from kawanet.addressing.hosts import has_default
from kawanet.addressing.ports import EDGE_SPEED_MBPS
from kawanet.addressing.wiring import Join
from kawanet.compiler.day import HOST_PORT, Day, port_name
from kawanet.compiler.flows import (
    Resolved,
    merged,
    parse_services,
    resolve_end,
    resolve_flows,
    sort_services,
)
from kawanet.compiler.plant import EDGE_SWITCHES
from kawanet.compiler.switching import edges_of
from kawanet.design.schema import MustSpec
from kawanet.model.plant import LinkKind, Port
from kawanet.model.policy import IPNetwork, Service
from kawanet.model.requirement import Expectation, Flow, Must, PolicyStatement, Tier

UNDERLAY_TIER, UNDERLAY_LABEL = "underlay", "事業者網（トンネルの下）"


def statement_of(day: Day) -> PolicyStatement:
    """The statement of a day."""
    return PolicyStatement(
        (*_inner_tiers(day), *_externals(day), *_underlay(day)),
        tuple(f for flow in resolve_flows(day) for f in _flows(day, flow)),
        tuple(m for spec in day.design.musts if (m := _must(day, spec))),
        day.on,
        day.design.city.guideline.value,
        day.design.city.tier_model.value,
    )


def _inner_tiers(day: Day) -> Iterator[Tier]:
    """The tiers of the city, sorted by number; closed mobile owns its hand-offs."""
    attached = day.once(("attachments",), lambda: _attachments(day))
    wireless, mobile = day.design.wireless, day.design.mobile
    for tier in sorted(day.design.tiers, key=lambda t: t.number):
        own: list[IPNetwork] = [tier.ipv4, tier.ipv6]
        if mobile and mobile.tier == tier.name:
            own += [*mobile.handoffs_ipv4, *mobile.handoffs_ipv6]
        wlans = (
            [
                (f"{wireless.controller_site}-wlc-{n}", ssid.name)
                for n in (1, 2)
                for ssid in wireless.ssids
                if ssid.tier == tier.name
            ]
            if wireless
            else []
        )
        yield Tier(
            tier.name,
            tier.label,
            merged(own),
            tuple(sorted(attached.get(tier.name, ()))),
            tuple(sorted(wlans)),
        )


def _externals(day: Day) -> Iterator[Tier]:
    """External networks that are open on the day, with their hand-offs."""
    attached = day.once(("attachments",), lambda: _attachments(day))
    for external in sorted(day.design.externals, key=lambda e: e.number):
        if external.holds_on(day.on):
            own: list[IPNetwork] = [*external.prefixes]
            own += [external.handoff_ipv4, external.handoff_ipv6]
            ports = tuple(sorted(attached.get(external.name, ())))
            yield Tier(external.name, external.label, merged(own), ports, external=True)


def _underlay(day: Day) -> Iterator[Tier]:
    """The carriers' own addresses, over which tunnels run: outside, and nothing may cross."""
    blocks = [IPv4Network(b) for b in day.plan.underlay_blocks]
    attached = day.once(("attachments",), lambda: _attachments(day))
    if blocks:
        ports = tuple(sorted(attached.get(UNDERLAY_TIER, ())))
        yield Tier(UNDERLAY_TIER, UNDERLAY_LABEL, merged(list(blocks)), ports, external=True)


def _attachments(day: Day) -> dict[str, set[Port]]:
    """Ports at which something is plugged in, by tier or external; both ends of the plug."""
    found: dict[str, set[Port]] = {}
    for tier, port in _plugs(day):
        found.setdefault(tier, set()).add(port)
    return found


def _plugs(day: Day) -> Iterator[tuple[str, Port]]:
    for box in day.boxes.values():
        if box.role in EDGE_SWITCHES:
            platform = day.platform(box)
            for edge in edges_of(day, box):
                name = port_name(platform, EDGE_SPEED_MBPS, edge.number)
                yield edge.segment.tier, Port(box.name, name)
                if edge.point:
                    yield edge.segment.tier, Port(edge.point.name, HOST_PORT)
    for cable in day.cables:
        overlay = cable.join is Join.CARRIER and cable.about in day.plan.underlay_of
        if overlay or cable.join in (Join.SERVER, Join.HANDOFF, Join.MOBILE):
            tier = _tier_of_cable(day, cable.about or cable.ends[1], cable.join)
            for end in day.ends(cable):
                port = Port(end, day.port(end, cable.name))
                yield tier, port
                if cable.kind is LinkKind.CARRIER_L3:  # the carrier's router, named after the link
                    yield tier, Port(cable.name, str(port))


def _tier_of_cable(day: Day, about: str, join: Join) -> str:
    if join is Join.CARRIER:
        return UNDERLAY_TIER
    if join is Join.SERVER:
        return day.system[about.removeprefix("srv-").rpartition("-")[0]].tier
    if join is Join.MOBILE and day.design.mobile:
        return day.design.mobile.tier
    return about


def _flows(day: Day, flow: Resolved) -> Iterator[Flow]:
    """One flow a family, under the name of its firewall rule."""
    spec = flow.spec
    destinations = (*flow.destinations, *_published(day, flow))
    for family in flow.families():
        yield Flow(
            f"{spec.name}-v{family}",
            flow.source.tier,
            flow.destination.tier,
            flow.source.of(family),
            tuple(sorted(p for p in destinations if p.version == family)),
            flow.services(family),
            spec.owner,
            spec.reason,
            spec.until,
        )


def _published(day: Day, flow: Resolved) -> list[IPNetwork]:
    """The public addresses of a system, as the Internet sees them."""
    outside = {e.name for e in day.design.externals if has_default(e)}
    kind, _, name = flow.spec.destination.partition("/")
    if flow.source.tier not in outside or kind != "system" or not day.system[name].published:
        return []
    boxes = [server_box(name, n) for n in range(1, day.system[name].servers + 1)]
    return [p for box in boxes for p in day.plan.published[box].prefixes()]


def _must(day: Day, spec: MustSpec) -> Must | None:
    """A must whose ends are there on the day."""
    source = resolve_end(day, spec.source)
    destination = resolve_end(day, spec.destination) if spec.destination else None
    excepted = resolve_end(day, spec.except_destination) if spec.except_destination else None
    if not source.prefixes or (destination and not destination.prefixes):
        return None
    return Must(
        spec.code,
        spec.text,
        Expectation(spec.expect),
        source.tier,
        source.prefixes,
        destination.prefixes if destination else (),
        excepted.prefixes if excepted else (),
        _services(day, spec.except_services),
        spec.source_of_rule,
    )


def _services(day: Day, names: tuple[str, ...]) -> tuple[Service, ...]:
    ports = {s.name: s.ports for s in day.design.services}
    found = {s for n in names for family in (4, 6) for s in parse_services(ports[n], family)}
    return sort_services(found)
