"""The addresses that a side of a session speaks from."""

from __future__ import annotations

from kawanet.forwarding.bgp.speakers import Speaker
from kawanet.forwarding.rib import Workspace
from kawanet.model.bgp import BgpNeighbor
from kawanet.model.interfaces import IPAddress
from kawanet.model.plant import Port


def addresses(work: Workspace, port: Port) -> list[IPAddress]:
    return [a.ip for a in work.segments.interface(port).addresses]


def link_address(work: Workspace, port: Port) -> IPAddress | None:
    """The address of a session over an interface: IPv4 where the subnet has room for two only,
    else the link-local one, None where that is not written (seen on FRR 8.4)."""
    interface = work.segments.interface(port)
    pair = (a.ip for a in interface.addresses if a.version == 4 and a.network.prefixlen in {30, 31})
    local = (a.ip for a in interface.addresses if a.version == 6 and a.is_link_local)
    return next(pair, next(local, None))


def local_address(
    work: Workspace, speaker: Speaker, neighbor: BgpNeighbor, egress: str, remote: IPAddress
) -> IPAddress | None:
    """The address a session comes from: the update source, else of the interface towards the
    neighbour (in the neighbour's subnet, where it has several)."""
    source = neighbor.update_source
    if source is not None and not isinstance(source, str):
        return source if _owns(work, speaker, source) else None
    interface = speaker.device.interface.get(source or egress)
    if (
        interface is None
        or Port(speaker.device.name, interface.name) not in work.segments.layer2.up
    ):
        return None
    lender = speaker.device.interface.get(interface.unnumbered or "")
    own = (*interface.addresses, *(lender.addresses if lender else ()))
    fitting = [a for a in own if a.version == remote.version and not a.ip.is_link_local]
    near = [a for a in fitting if remote in a.network]
    return next((a.ip for a in (*near, *fitting)), None)


def _owns(work: Workspace, speaker: Speaker, address: IPAddress) -> bool:
    return any(
        a.ip == address and Port(speaker.device.name, i.name) in work.segments.layer2.up
        for i in speaker.device.interfaces
        if i.vrf == speaker.node.vrf
        for a in i.addresses
    )
