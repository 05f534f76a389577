"""How packets end, and where: the words in which walks by sets give their answers."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from kawanet.model.interfaces import IPAddress


class End(StrEnum):
    """How a branch ends."""

    DELIVERED = "delivered"  # onto its segment, to a host
    LOCAL = "local"  # to the router itself
    EXITED = "exited"  # to a next hop outside
    NO_ROUTE = "no route"
    DISCARDED = "discarded"  # a null route, or nobody on the segment answers
    ACL_IN = "acl in"
    ACL_OUT = "acl out"
    ZONE = "zone"  # a firewall's rules, or no session there
    OWN_ADDRESS = "own address"  # of a firewall, from where its management is not
    LOOP = "loop"


ARRIVED = (End.DELIVERED, End.LOCAL, End.EXITED)


class Spot(NamedTuple):
    """Where in the network an end is: on a segment, towards a next hop, in a routing instance."""

    end: End
    node: int = -1
    domain: int = -1
    next_hop: IPAddress | None = None


class Place(NamedTuple):
    """An end at one of the spots where a destination class may end so (see `places`)."""

    end: End
    number: int


def has_arrived(end: End | Place) -> bool:
    """Whether packets that end so got to somebody."""
    return (end.end if isinstance(end, Place) else end) in ARRIVED
