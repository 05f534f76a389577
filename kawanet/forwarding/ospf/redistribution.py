"""Which routes of other protocols an OSPF process imports (RFC 2328 §16.4, type-5 LSAs)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network
from typing import NamedTuple

from kawanet.forwarding.ospf.speakers import Instance
from kawanet.forwarding.rib import STATIC, Rows, Workspace
from kawanet.model.interfaces import Family
from kawanet.model.plant import Port
from kawanet.model.routing import IPNetwork, Redistribution, Source

DEFAULT: Mapping[Family, IPNetwork] = {4: IPv4Network("0.0.0.0/0"), 6: IPv6Network("::/0")}
DEFAULT_METRIC, DEFAULT_TYPE = 1, 2
DEFAULT_REDISTRIBUTED = 20


class External(NamedTuple):
    """A prefix that an instance (by number) imports, with metric type 1 or 2."""

    instance: int
    prefix: int
    metric: int
    metric_type: int


def redistributed(
    work: Workspace, instances: Sequence[Instance], best: Sequence[Rows]
) -> tuple[External, ...]:
    """All imports, given the best routes of every node."""
    found: dict[tuple[int, int], External] = {}
    for instance in instances:
        if instance.process.redistribute or instance.process.default_originate:
            for external in _of_instance(work, instance, best[instance.node_number]):
                found.setdefault((external.instance, external.prefix), external)
    return tuple(sorted(found.values()))


def _of_instance(work: Workspace, instance: Instance, best: Rows) -> Iterator[External]:
    """The default route is imported by `default_originate` only, as on every vendor's router."""
    process = instance.process
    static = best["prefix"][best["protocol"] == STATIC].tolist()
    default = work.prefixes.number(DEFAULT[process.family])
    if process.default_originate and default in static:
        yield External(instance.number, default, DEFAULT_METRIC, DEFAULT_TYPE)
    for rule in process.redistribute:
        own = static if rule.source is Source.STATIC else _connected(work, instance)
        for key in own:
            if key != default and _wanted(work.prefixes.values[key], rule, process.family):
                metric = DEFAULT_REDISTRIBUTED if rule.metric is None else rule.metric
                yield External(instance.number, key, metric, rule.metric_type)


def _connected(work: Workspace, instance: Instance) -> Iterator[int]:
    """Prefixes of interfaces of the VRF that are not in this process anyway."""
    device = work.segments.network.device[instance.node.device]
    spoken = {s.port.interface for s in instance.speakers}
    for interface in device.interfaces:
        up = Port(device.name, interface.name) in work.segments.layer2.up
        if up and interface.vrf == instance.node.vrf and interface.name not in spoken:
            for address in interface.addresses:
                if not (address.version == 6 and address.is_link_local):
                    yield work.prefixes.number(address.network)


def _wanted(prefix: IPNetwork, rule: Redistribution, family: Family) -> bool:
    return prefix.version == family and (rule.prefixes is None or prefix in rule.prefixes)
