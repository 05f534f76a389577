"""Flows and statements resolved: ends to tiers and prefixes, service names to ports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Network, IPv6Network, collapse_addresses
from typing import TypeVar

from kawanet.addressing.hosts import has_default
from kawanet.addressing.needs import TRANSIT
from kawanet.addressing.values import FIRST_FIREWALL
from kawanet.compiler.day import Day
from kawanet.design.schema import Design, FlowSpec, System
from kawanet.model.interfaces import Family
from kawanet.model.policy import ICMP, ICMPV6, TCP, UDP, IPNetwork, PortRange, Service

N = TypeVar("N", IPv4Network, IPv6Network)
ECHO4, ECHO6 = 8, 128
PROTOCOLS = {"tcp": TCP, "udp": UDP}
# What no packet on the Internet carries. Source: IANA special-purpose address registries.
NOT_INTERNET4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "224.0.0.0/3",
    )
)
INTERNET6 = IPv6Network("2000::/3")  # global unicast, RFC 4291
DOCUMENTATION6 = IPv6Network("2001:db8::/32")


@dataclass(frozen=True, slots=True)
class End:
    """One end of a flow: the tier or external it lies in, its prefixes, and a name for groups."""

    tier: str
    prefixes: tuple[IPNetwork, ...]
    name: str

    def of(self, family: Family) -> tuple[IPNetwork, ...]:
        """The prefixes of one family."""
        return tuple(p for p in self.prefixes if p.version == family)


@dataclass(frozen=True)
class Resolved:
    """A flow of the day with both ends resolved."""

    spec: FlowSpec
    source: End
    destination: End
    service_ports: Mapping[str, tuple[str, ...]]

    @property
    def sources(self) -> tuple[IPNetwork, ...]:
        return self.source.prefixes

    @property
    def destinations(self) -> tuple[IPNetwork, ...]:
        return self.destination.prefixes

    def services(self, family: Family) -> tuple[Service, ...]:
        """All services of the flow, sorted, without doubles."""
        found = {
            s
            for name in self.spec.services
            for s in parse_services(self.service_ports[name], family)
        }
        return sort_services(found)

    def families(self) -> tuple[Family, ...]:
        """Families in which both ends have addresses."""
        return tuple(f for f in FAMILIES if self.source.of(f) and self.destination.of(f))


FAMILIES: tuple[Family, Family] = (4, 6)


def sort_services(services: set[Service]) -> tuple[Service, ...]:
    """By protocol, ports and ICMP type; any comes first."""
    return tuple(sorted(services, key=lambda s: (s.protocol or 0, s.ports, s.icmp_type or -1)))


@cache
def parse_services(ports: tuple[str, ...], family: Family) -> tuple[Service, ...]:
    """Read `tcp/443`, `udp/1812-1813`, `icmp`, `icmp/8`, `any`; ICMP becomes ICMPv6 in family 6."""
    return sort_services({_service(text, family) for text in ports})


def _service(text: str, family: Family) -> Service:
    name, _, rest = text.partition("/")
    if name == "any":
        return Service()
    if name == "icmp":
        protocol = ICMP if family == 4 else ICMPV6
        number = int(rest) if rest else None
        return Service(protocol, (), ECHO6 if number == ECHO4 and family == 6 else number)
    first, _, last = rest.partition("-")
    return Service(PROTOCOLS[name], (PortRange(int(first), int(last or first)),))


def resolve_end(day: Day, text: str) -> End:
    """Resolve `tier/lgw`, `tier/lgw/mfp`, `system/ad`, `external/lgwan`, `pool/x`, `devices`.

    An end that is not there on the day has no prefixes.
    """
    return day.once(("end", text), lambda: _resolve_end(day, text))


def _resolve_end(day: Day, text: str) -> End:
    kind, _, rest = text.partition("/")
    match kind:
        case "devices":
            return End(day.design.management.tier, device_prefixes(day), "devices")
        case "system":
            return _system(day, day.system[rest])
        case "pool" if day.design.mobile:
            return End(day.design.mobile.tier, day.plan.pools[rest], f"pool-{rest}")
        case "external":
            return End(rest, external_prefixes(day, rest), f"external-{rest}")
    tier, _, segment = rest.partition("/")
    if not segment:
        of = day.tier[tier]
        return End(tier, (of.ipv4, of.ipv6), f"tier-{tier}")
    blocks = day.plan.functions.get((tier, segment), ())
    return End(tier, merged(p for pair in blocks for p in pair), f"tier-{tier}-{segment}")


def _system(day: Day, system: System) -> End:
    running = any(w.holds_on(day.on) for w in system.windows)
    hosts = [day.plan.servers[f"srv-{system.name}-{n}"] for n in range(1, system.servers + 1)]
    prefixes = [p for h in hosts if running for p in h.prefixes()]
    return End(system.tier, merged(prefixes), f"system-{system.name}")


def merged(prefixes: Iterator[IPNetwork] | list[IPNetwork]) -> tuple[IPNetwork, ...]:
    """Sorted, IPv4 first, neighbours joined."""
    every = list(prefixes)
    four = collapse_addresses(p for p in every if isinstance(p, IPv4Network))
    six = collapse_addresses(p for p in every if isinstance(p, IPv6Network))
    return (*sorted(four), *sorted(six))


def device_prefixes(day: Day) -> tuple[IPNetwork, ...]:
    """The management addresses of the day's devices."""
    hosts = [h for name, h in day.plan.loopbacks.items() if name in day.boxes]
    hosts += [h for name, h in day.plan.management.items() if name in day.boxes]
    tier = day.design.management.tier
    for firewall in day.design.firewalls:
        if tier in firewall.tiers:
            segment = day.plan.segments[f"{tier}/{firewall.site}/{TRANSIT}-{firewall.name}"]
            hosts += [segment.address(FIRST_FIREWALL + n) for n in (0, 1)]
    return merged([p for host in hosts for p in host.prefixes()])


def external_prefixes(day: Day, name: str) -> tuple[IPNetwork, ...]:
    """What is reached through an external; the Internet is what is nothing else here."""
    external = next(e for e in day.design.externals if e.name == name)
    if not external.holds_on(day.on):
        return ()
    return internet(day.design, name) if has_default(external) else merged(list(external.prefixes))


def internet(design: Design, name: str) -> tuple[IPNetwork, ...]:
    """Global addresses without those of other externals and all hand-offs."""
    outside = next(e for e in design.externals if e.name == name)
    others = [e for e in design.externals if e is not outside]
    found: list[IPNetwork] = []
    if any(p.version == 4 and p.prefixlen == 0 for p in outside.prefixes):
        not4 = [p for e in others for p in e.prefixes if isinstance(p, IPv4Network)]
        not4 += [e.handoff_ipv4 for e in design.externals]
        not4 += list(design.mobile.handoffs_ipv4) if design.mobile else []
        not4 += [t.ipv4 for t in design.tiers]
        found += _without(IPv4Network("0.0.0.0/0"), [*NOT_INTERNET4, *not4])
    if any(p.version == 6 and p.prefixlen == 0 for p in outside.prefixes):
        not6 = [p for e in others for p in e.prefixes if isinstance(p, IPv6Network)]
        found += _without(INTERNET6, [DOCUMENTATION6, *not6])
    return merged(found)


def _without(whole: N, holes: Iterable[N]) -> list[N]:
    """A prefix without some others, as few prefixes."""
    parts = [whole]
    for hole in collapse_addresses(holes):
        kept: list[N] = []
        for part in parts:
            if hole.supernet_of(part):
                continue
            kept += part.address_exclude(hole) if part.supernet_of(hole) else [part]
        parts = kept
    return parts


def resolve_flows(day: Day) -> tuple[Resolved, ...]:
    """The flows of the day whose both ends are there, sorted by name."""
    ports = {s.name: s.ports for s in day.design.services}
    found = []
    for spec in sorted(day.design.flows, key=lambda f: f.name):
        if not spec.holds_on(day.on):
            continue
        ends = resolve_end(day, spec.source), resolve_end(day, spec.destination)
        if all(end.prefixes for end in ends):
            found.append(Resolved(spec, *ends, ports))
    return tuple(found)
