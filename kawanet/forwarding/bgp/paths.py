"""A path to a prefix as a speaker holds it. The prefix stands outside: many share one path."""

from __future__ import annotations

from typing import Literal, NamedTuple

from kawanet.forwarding.route_view import NO_ATTRIBUTES, BgpAttributes
from kawanet.model.interfaces import IPAddress
from kawanet.model.plant import Port
from kawanet.model.route_policy import Source

PathKind = Literal["local", "ebgp", "confed", "ibgp"]
ROUTE_KIND = {"local": "local", "ebgp": "external", "confed": "external", "ibgp": "internal"}


class Path(NamedTuple):
    """`next_hop` None: the speaker itself. `near` and `far` are the two interfaces of a session
    over a link-local address or none: packets go from the one to the other.

    `peer` and `peer_id` (router-id) say from whom it came, `client` that it came from a client of
    this reflector. `home` is the node in whose table the next hop is looked up, if not the
    speaker's own (a leaked route); `borrowed`: it takes the hops of that node's own route.
    `lands` is the node at which the packets of a VPN's route come out (they travel by labels).
    `source`, `instance` and `tag` tell whence a path originated here was taken.
    """

    bgp: BgpAttributes = NO_ATTRIBUTES
    med: int | None = None
    next_hop: IPAddress | None = None
    kind: PathKind = "local"
    near: Port | None = None
    far: Port | None = None
    peer: IPAddress | None = None
    peer_id: int = 0
    client: bool = False
    channel: int = -1
    home: int = -1
    lands: int = -1
    borrowed: bool = False
    discard: bool = False
    aggregate: bool = False
    distance: int | None = None
    source: Source = Source.BGP
    instance: str = ""
    route_kind: str = ""
    tag: int = 0


class Candidate(NamedTuple):
    """A path that may be used: its next hop has a way, `metric` the IGP's to it."""

    path: Path
    metric: int
    hops: int  # number of the hop set; 0 for what is originated here


class Chosen(NamedTuple):
    """What a speaker made of its candidates: the best first, then those that share the load with
    it; `all`: every candidate in order of arrival (for add-path)."""

    shared: tuple[Candidate, ...] = ()
    all: tuple[Candidate, ...] = ()

    @property
    def best(self) -> Candidate | None:
        return self.shared[0] if self.shared else None


NOTHING = Chosen()
