"""What routing protocols on one segment have in common: the hop to a neighbour, a session's row."""

from __future__ import annotations

from kawanet.forwarding.dataplane import Hop, Session
from kawanet.forwarding.rib import Workspace
from kawanet.model.interfaces import Family, IPAddress
from kawanet.model.plant import Port


def hop_to(work: Workspace, port: Port, domain: int, far: Port, family: Family) -> Hop:
    """The hop out of an interface to a neighbour's: to its address there, for IPv6 the link-local
    one where it is written."""
    return work.segments.forward(port, domain, far, speaking_address(work, far, family))


def speaking_address(work: Workspace, port: Port, family: Family) -> IPAddress | None:
    """The address from which an interface speaks to its neighbours."""
    own = [a.ip for a in work.segments.addresses(port) if a.version == family]
    return next((a for a in own if family == 6 and a.is_link_local), own[0] if own else None)


def session(
    work: Workspace, protocol: str, port: Port, far: Port, family: Family, reason: str
) -> Session:
    """One side of an adjacency; it is up if there is no reason why not."""
    interface = work.segments.interface(port)
    return Session(
        protocol,
        port.device,
        interface.vrf,
        interface.name,
        speaking_address(work, port, family),
        far.device,
        speaking_address(work, far, family),
        not reason,
        reason,
        interface.where,
    )
