"""What an OSPF interface costs: as configured, else reference bandwidth by speed (RFC 2328)."""

from __future__ import annotations

from kawanet.forwarding.traits import speed_by_name, traits
from kawanet.model.interfaces import Interface, InterfaceKind, OspfInterface
from kawanet.model.network import Device
from kawanet.model.routing import OspfProcess

MAX_COST = 65535  # of a link; a stub router's (RFC 6987)


def interface_cost(
    device: Device, process: OspfProcess, interface: Interface, config: OspfInterface
) -> int:
    """The cost of an interface, at least 1 unless it is a loopback."""
    if config.cost is not None:
        return config.cost
    known = traits(device.platform)
    if interface.kind is InterfaceKind.LOOPBACK:
        return known.ospf_loopback_cost
    if known.ospf_fixed_cost is not None and process.reference_bandwidth_mbps is None:
        return known.ospf_fixed_cost
    reference_mbps = process.reference_bandwidth_mbps or known.ospf_reference_mbps
    return max(1, min(MAX_COST, reference_mbps * 1_000_000 // bandwidth_bps(device, interface)))


def bandwidth_bps(device: Device, interface: Interface) -> int:
    """What metrics reckon with; a sub-interface has its parent's, a LAG the sum of its members'."""
    if interface.bandwidth_kbps:
        return interface.bandwidth_kbps * 1000
    if interface.speed_bps:
        return interface.speed_bps
    if interface.parent is not None and interface.parent in device.interface:
        return bandwidth_bps(device, device.interface[interface.parent])
    members = [i for i in device.interfaces if i.lag is not None and i.lag.lag == interface.name]
    together = sum(bandwidth_bps(device, m) for m in members)
    return together or speed_by_name(device.platform, interface)
