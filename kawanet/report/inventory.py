"""An Ansible inventory of the managed devices: groups by site, role, platform and tier."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from kawanet.model.interfaces import InterfaceKind, IPAddress, IPInterface
from kawanet.model.network import Device, Network
from kawanet.model.plant import Place, Site
from kawanet.model.requirement import PolicyStatement, Tier
from kawanet.report.jsontext import Json, write_json

FORMAT = "kawanet-inventory/1"


def inventory(
    network: Network,
    statement: PolicyStatement | None = None,
    network_os: Mapping[str, str] | None = None,
) -> dict[str, Json]:
    """Groups and the facts of each host, in the form of Ansible's dynamic inventory.

    `network_os` maps a platform to its `ansible_network_os`. A device whose place is not known is
    grouped by platform and tier only.
    """
    places = {p.device: p for p in network.plant.places}
    sites = {s.name: s for s in network.plant.sites}
    tiers = tuple(t for t in statement.tiers if not t.external) if statement else ()
    finder = _TierFinder(tiers)
    groups: dict[str, list[Json]] = defaultdict(list)
    hostvars: dict[str, Json] = {}
    for device in sorted(network.devices, key=lambda d: d.name):
        joined = finder.tiers_of(device)
        place = places.get(device.name)
        hostvars[device.name] = _facts(device, place, sites, joined, network_os or {})
        for group in _groups(device, place, sites, joined):
            groups[group].append(device.name)
    members: dict[str, Json] = {name: {"hosts": hosts} for name, hosts in sorted(groups.items())}
    children: dict[str, Json] = {"children": list[Json](sorted(groups))}
    return {"_meta": {"hostvars": hostvars}, "all": children, **members}


def inventory_json(
    network: Network,
    statement: PolicyStatement | None = None,
    network_os: Mapping[str, str] | None = None,
) -> str:
    """The inventory as the file that the inventory plugin reads."""
    return write_json({"format": FORMAT, **inventory(network, statement, network_os)})


def group_name(kind: str, value: str) -> str:
    """`site_city_hall`: what Ansible takes as a group name."""
    return re.sub(r"\W", "_", f"{kind}_{value}")


def _groups(
    device: Device, place: Place | None, sites: Mapping[str, Site], tiers: tuple[str, ...]
) -> list[str]:
    pairs = [("platform", device.platform), *(("tier", tier) for tier in tiers)]
    if place:
        site = sites.get(place.site)
        pairs += [("site", place.site), ("role", place.role)]
        pairs += [("region", site.region)] if site and site.region else []
    return [group_name(kind, value) for kind, value in pairs]


def _facts(
    device: Device,
    place: Place | None,
    sites: Mapping[str, Site],
    tiers: tuple[str, ...],
    network_os: Mapping[str, str],
) -> Json:
    facts: dict[str, Json] = {}
    address = management_address(device)
    if address:
        facts["ansible_host"] = str(address)
    if network_os.get(device.platform):
        facts["ansible_network_os"] = network_os[device.platform]
    facts["kawanet_platform"] = device.platform
    facts["kawanet_tiers"] = list(tiers)
    if place:
        facts["kawanet_role"] = place.role
        facts["kawanet_site"] = place.site
        facts["kawanet_floor"] = place.floor
        site = sites.get(place.site)
        if site:
            facts["kawanet_site_label"] = site.label
            facts["kawanet_region"] = site.region
            facts["kawanet_sample"] = site.sample
    return facts


def management_address(device: Device) -> IPAddress | None:
    """Where administrators reach the device: its management interface, else any address of the
    management VRF, else a loopback; IPv4 before IPv6."""
    system = device.system
    choices = (
        [i for i in device.interfaces if i.name == system.management_interface],
        [i for i in device.interfaces if system.management_vrf and i.vrf == system.management_vrf],
        [i for i in device.interfaces if i.kind is InterfaceKind.LOOPBACK],
    )
    for interfaces in choices:
        addresses = [a.ip for i in interfaces for a in i.addresses]
        if addresses:
            return min(addresses, key=lambda a: a.version)
    return None


class _TierFinder:
    """Which tiers a device stands in: by its addresses, and by the edge ports of the tiers."""

    def __init__(self, tiers: tuple[Tier, ...]) -> None:
        self.spaces = [
            (prefix.version, int(prefix.network_address), int(prefix.broadcast_address), tier.name)
            for tier in tiers
            for prefix in tier.prefixes
        ]
        self.by_port: dict[str, set[str]] = defaultdict(set)
        for tier in tiers:
            for port in tier.attachments:
                self.by_port[port.device].add(tier.name)

    def tiers_of(self, device: Device) -> tuple[str, ...]:
        addresses = (a for i in device.interfaces for a in i.addresses)
        return tuple(sorted(self.by_port[device.name] | set(self._by_address(addresses))))

    def _by_address(self, addresses: Iterable[IPInterface]) -> Iterable[str]:
        for address in addresses:
            number = int(address.ip)
            for version, first, last, tier in self.spaces:
                if version == address.version and first <= number <= last:
                    yield tier
