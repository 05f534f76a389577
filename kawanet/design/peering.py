"""What BGP at the hand-offs needs: numbers on both sides, and different ones."""

from __future__ import annotations

from collections.abc import Iterator

from kawanet.design.base import PeerDesign
from kawanet.design.index import Complaint, Index, Path


def numbers_differ(index: Index) -> Iterator[Complaint]:
    """Complain of BGP without a number of the city's own, and of a peer that has the same one."""
    design = index.design
    if not design.city:
        return
    own = design.city.asn
    for path, peer in _peers(index):
        if own is None:
            hint = "add a private one (RFC 6996), such as `asn: 64512`"
            yield Complaint(path, "BGP wants an AS number of the city: `asn` under `city`", hint)
        elif peer.asn == own:
            hint = "eBGP is spoken between two autonomous systems"
            yield Complaint((*path, "asn"), f"AS {own} is the city's own", hint)


def _peers(index: Index) -> Iterator[tuple[Path, PeerDesign]]:
    for position, external in enumerate(index.design.externals):
        if external.bgp is not None:
            yield ("externals", position, "bgp"), external.bgp
    mobile = index.design.mobile
    if mobile is not None and mobile.bgp is not None:
        yield ("mobile", "bgp"), mobile.bgp
