"""Subnets and VLAN ids of segments."""

from __future__ import annotations

from kawanet.addressing.blocks import Space, parse_pair
from kawanet.addressing.lock import Ledger, refuse
from kawanet.addressing.needs import Need, Places
from kawanet.addressing.values import Segment
from kawanet.design.schema import Design, Tier

ROUTED_VLANS = 10  # the first ids of a tier's block are for routed links


def plan_segments(
    ledger: Ledger, space: Space, design: Design, places: Places
) -> dict[str, Segment]:
    tiers = {t.name: t for t in design.tiers}
    needs = places.needs
    vlans = _taken_vlans(ledger, needs)
    found = {}
    for need in needs:
        key = f"segment/{need.key}"
        value = ledger.get(key)
        if value is None or parse_pair(value)[0].num_addresses < need.least():
            four, six = space.segment(key, need.tier, need.region, need.base, need.size())
            vlan = _vlan(value, tiers[need.tier], [vlans[s] for s in need.sites], key)
            value = ledger.put(key, f"{four} {six} {vlan}")
        four, six = parse_pair(value)
        vlan = int(value.split(" ")[2])
        found[need.key] = Segment(
            need.key, need.tier, need.site, need.name, need.base, need.sites, four, six, vlan
        )
    return found


def _taken_vlans(ledger: Ledger, needs: tuple[Need, ...]) -> dict[str, set[int]]:
    """VLAN ids by site, also of segments that are in the lock only."""
    sites = {need.key: need.sites for need in needs}
    found: dict[str, set[int]] = {s: set() for need in needs for s in need.sites}
    for key, value in ledger.below("segment/"):
        name = key.removeprefix("segment/")
        for site in sites.get(name, (name.split("/")[1],)):
            found.setdefault(site, set()).add(int(value.split(" ")[2]))
    return found


def _vlan(old: str | None, tier: Tier, taken: list[set[int]], key: str) -> int:
    """The lowest id of the tier's block that is free at all the sites; an old one stays."""
    if old is not None:
        return int(old.split(" ")[2])
    first, last = tier.vlans
    candidates = range(first + ROUTED_VLANS, last + 1)
    vlan = next((n for n in candidates if not any(n in ids for ids in taken)), None)
    if vlan is None:
        refuse("no VLAN id left", f"widen the block of tier {tier.name}", key)
    for ids in taken:
        ids.add(vlan)
    return vlan
