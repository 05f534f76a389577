"""Addresses of hosts: servers, switches, terminals, and public addresses of published servers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from ipaddress import IPv4Network, IPv6Network

from kawanet.addressing.blocks import Space, parse_pair
from kawanet.addressing.boxes import server_box
from kawanet.addressing.lock import Ledger, Lock, refuse
from kawanet.addressing.needs import MANAGEMENT, Places
from kawanet.addressing.values import FIRST_HOST, HANDOFF_PUBLISHED, Host, Segment
from kawanet.addressing.wiring import Wiring
from kawanet.design.schema import Design, External, Role

Pair = tuple[IPv4Network, IPv6Network]
FIREWALL_ROLES = frozenset({Role.FIREWALL, Role.MOBILE_FIREWALL})
ROLES_WITH_LOOPBACK = frozenset(
    {Role.CORE, Role.WARD, Role.BRANCH, Role.FACILITY, Role.HEADEND, Role.MOBILE_EDGE}
)


def has_default(external: External) -> bool:
    """Say whether the external is the way to everywhere: the Internet."""
    return any(p.prefixlen == 0 for p in external.prefixes)


def _hosts(
    ledger: Ledger, kind: str, wanted: Iterable[tuple[str, Segment, str]]
) -> dict[str, Host]:
    """Host addresses in segments: wanted is (name, segment, key after `kind`)."""
    taken = {v for _, v in ledger.below(f"{kind}/")}
    next_number: dict[str, int] = {}
    found = {}
    for name, segment, tail in wanted:
        value = ledger.get(f"{kind}/{tail}")
        if value is None or parse_pair(value)[0].network_address not in segment.ipv4:
            number = next_number.get(segment.key, FIRST_HOST)
            while _text(segment.address(number)) in taken:
                number += 1
            next_number[segment.key] = number + 1
            value = ledger.put(f"{kind}/{tail}", _text(segment.address(number)))
        four, six = parse_pair(value)
        found[name] = Host(four.network_address, six.network_address)
    return found


def _text(host: Host) -> str:
    return f"{host.ipv4} {host.ipv6}"


def plan_management(
    ledger: Ledger, design: Design, segments: Mapping[str, Segment], wiring: Wiring
) -> dict[str, Host]:
    tier = design.management.tier
    own = {f.name for f in design.firewalls if tier not in f.tiers}
    wanted = [
        (box.name, segments[f"{tier}/{box.site}/{MANAGEMENT}"], box.name)
        for box in wiring.boxes
        if box.managed
        and box.role not in ROLES_WITH_LOOPBACK
        and (box.role not in FIREWALL_ROLES or box.name.rpartition("-")[0] in own)
    ]
    return _hosts(ledger, "management", wanted)


def locked_homes(lock: Lock, design: Design) -> dict[str, str]:
    """The site of the segment that the lock has a system's first server in, by system. So a system
    that starts to move keeps its address: its segment is stretched instead."""
    segments: dict[tuple[str, str], list[tuple[str, IPv4Network]]] = {}
    for key, value in lock:
        kind, _, rest = key.partition("/")
        if kind == "segment":
            tier, site, name = rest.split("/")
            segments.setdefault((tier, name), []).append((site, parse_pair(value)[0]))
    found = {}
    for system in design.systems:
        value = lock.entries.get(f"server/{system.name}/1", "")
        for site, prefix in segments.get((system.tier, system.segment), ()) if value else ():
            if parse_pair(value)[0].network_address in prefix:
                found[system.name] = site
    return found


def plan_servers(
    ledger: Ledger, design: Design, places: Places, segments: Mapping[str, Segment]
) -> dict[str, Host]:
    wanted = []
    for system in sorted(design.systems, key=lambda s: s.name):
        home = places.server_home(system)
        segment = segments[f"{system.tier}/{home}/{system.segment}"]
        for n in range(1, system.servers + 1):
            wanted.append((server_box(system.name, n), segment, f"{system.name}/{n}"))
    return _hosts(ledger, "server", wanted)


def plan_pools(ledger: Ledger, space: Space, design: Design, places: Places) -> dict[str, Pair]:
    if design.mobile is None:
        return {}
    found = {}
    region = places.home[design.mobile.site]
    for pool in sorted(design.mobile.pools, key=lambda p: p.name):
        key, size = f"pool/{pool.name}", 1 << (2 * pool.terminals - 1).bit_length()
        value = ledger.get(key)
        if value is None or parse_pair(value)[0].num_addresses < pool.terminals:
            pair = space.segment(key, design.mobile.tier, region, f"pool-{pool.name}", size)
            value = ledger.put(key, f"{pair[0]} {pair[1]}")
        found[pool.name] = parse_pair(value)
    return found


def plan_published(ledger: Ledger, design: Design) -> dict[str, Host]:
    """Addresses of published systems in the hand-off of the external with the default route."""
    outside = next((e for e in design.externals if has_default(e)), None)
    if outside is None:
        return {}
    taken = {v for _, v in ledger.below("published/")}
    texts = (
        f"{outside.handoff_ipv4[n]} {outside.handoff_ipv6[n]}"
        for n in range(HANDOFF_PUBLISHED, outside.handoff_ipv4.num_addresses - 1)
    )
    free = (text for text in texts if text not in taken)
    found = {}
    for system in sorted((s for s in design.systems if s.published), key=lambda s: s.name):
        for n in range(1, system.servers + 1):
            key = f"published/{system.name}/{n}"
            value = ledger.get(key)
            if value is None:
                text = next(free, None)
                if text is None:
                    refuse("no address left in the hand-off", "ask for a larger prefix", key)
                value = ledger.put(key, text)
            four, six = parse_pair(value)
            found[server_box(system.name, n)] = Host(four.network_address, six.network_address)
    return found
