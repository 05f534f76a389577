"""Network -> DataPlane: broadcast domains, routes and forwarding tables; and the concrete walk."""

from kawanet.forwarding.packet import Packet
from kawanet.forwarding.round_trip import RoundTrip, locate, owner_node, round_trip
from kawanet.forwarding.simulation import simulate
from kawanet.forwarding.trace import Branch, Outcome, Step, Trace, trace

__all__ = [
    "Branch",
    "Outcome",
    "Packet",
    "RoundTrip",
    "Step",
    "Trace",
    "locate",
    "owner_node",
    "round_trip",
    "simulate",
    "trace",
]
