"""Whether a probe (IP SLA) is answered, as far as the tables tell: there, and back.

A target outside the network is taken to answer. Filters on the way are not asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from kawanet.forwarding.bgp.reach import Arrival, arrival
from kawanet.forwarding.rib import Rows, Workspace
from kawanet.model.interfaces import IPAddress
from kawanet.model.network import Device
from kawanet.model.routing import Track


def answers(work: Workspace, best: Sequence[Rows], device: Device, node: int, track: Track) -> bool:
    """Whether the target of a track's probe answers it."""
    if track.probe is None:
        return True
    way = arrival(work, best, node, track.probe)
    if way is None:
        return False
    source = _source(device, track, way)
    if way.node < 0 or way.node == node or source is None:
        return True
    back = arrival(work, best, way.node, source)
    return back is not None and back.node == node


def _source(device: Device, track: Track, way: Arrival) -> IPAddress | None:
    """The address that the probe comes from."""
    said = track.probe_from
    if said is not None and not isinstance(said, str):
        return said
    interface = device.interface.get(said or way.interface)
    version = track.probe.version if track.probe is not None else 4
    own = [a.ip for a in interface.addresses if a.version == version] if interface else []
    return own[0] if own else None
