"""Whether two neighbours' lines fit together, and why not.

Sources: RFC 4271 §6.2 (AS numbers, identifiers), RFC 5065 §4 (who is shown which number), RFC 4893;
Cisco "neighbor local-as", "neighbor ebgp-multihop", "neighbor disable-connected-check".
"""

from __future__ import annotations

from kawanet.forwarding.bgp.paths import PathKind
from kawanet.forwarding.bgp.reach import Arrival
from kawanet.forwarding.bgp.speakers import Speaker
from kawanet.model.bgp import BgpNeighbor


def shown_as(speaker: Speaker, neighbor: BgpNeighbor) -> int:
    """The AS number that a speaker shows to a neighbour."""
    process = speaker.process
    if neighbor.local_as is not None:
        return neighbor.local_as
    inside = (process.asn, *process.confederation_peers)
    if process.confederation is None or neighbor.remote_as in {*inside, "internal"}:
        return process.asn
    return process.confederation


def kind_of(speaker: Speaker, own: int, remote: int) -> PathKind:
    """What paths are that come from a neighbour in AS `remote`."""
    if remote == own:
        return "ibgp"
    return "confed" if remote in speaker.process.confederation_peers else "ebgp"


def expects(neighbor: BgpNeighbor, own: int, remote: int) -> bool:
    """Whether `remote` is the AS number that the neighbour's line wants."""
    wanted = neighbor.remote_as
    if isinstance(wanted, int):
        return wanted == remote
    return (remote == own) == (wanted == "internal")


def mismatch(one: Speaker, here: BgpNeighbor, two: Speaker, there: BgpNeighbor) -> str:
    """Why two lines that name each other make no session; '': they do."""
    mine, theirs = shown_as(one, here), shown_as(two, there)
    if not expects(here, mine, theirs):
        return f"remote AS is {theirs}, expected {here.remote_as}"
    if not expects(there, theirs, mine):
        return f"the neighbour expects AS {there.remote_as}, not {mine}"
    if (here.password is None) != (there.password is None):
        return "only one side has a password"
    if one.router_id == two.router_id and mine == theirs:
        return "both sides have the same router-id"
    if here.passive and there.passive:
        return "both sides wait for the other"
    return ""


def out_of_reach(speaker: Speaker, neighbor: BgpNeighbor, way: Arrival | None) -> str:
    """Why a neighbour's address cannot be reached as its session needs it; '': it can."""
    if way is None:
        return "no route to the neighbour"
    own = shown_as(speaker, neighbor)
    wanted = neighbor.remote_as
    external = wanted != own if isinstance(wanted, int) else wanted == "external"
    if not external:
        return ""
    if neighbor.multihop is None:
        if neighbor.connected_check and not way.connected:
            return "external neighbour is not on a connected subnet (no multihop)"
        if way.routers > 0:
            return "external neighbour is more than one hop away"
    elif way.routers + 1 > neighbor.multihop:
        return f"neighbour is {way.routers + 1} hops away, {neighbor.multihop} allowed"
    return ""
