"""Ways to the next hops of paths, through the routing tables; remembered between rounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from kawanet.forwarding.bgp.habits import habits
from kawanet.forwarding.bgp.paths import Path
from kawanet.forwarding.dataplane import Hop, HopKind
from kawanet.forwarding.rib import BGP, IBGP, Candidate, Rows, Workspace
from kawanet.model.interfaces import IPAddress
from kawanet.model.plant import Port


class Way(NamedTuple):
    """Metric and hop set; `through` is the BGP route it leans on, by prefix number (-1: none)."""

    metric: int
    hops: int
    through: int = -1


Asked = tuple[int, IPAddress]  # node number, next hop


class NextHops:
    """Answers hold until `refresh`."""

    def __init__(self, work: Workspace) -> None:
        self._work = work
        self._best: Sequence[Rows] = ()
        self._known: dict[Asked, Way | None] = {}
        self.left_out: set[int] = set()  # prefixes that had to look past themselves
        devices = work.segments.network.device
        self._by_default = [
            habits(devices[node.device].platform).resolves_by_default for node in work.nodes
        ]

    def refresh(self, best: Sequence[Rows], changed: frozenset[int]) -> set[Asked]:
        """Take the tables of a new round; gives the next hops whose way is another than before."""
        self._best = best
        moved = set()
        for asked, old in list(self._known.items()):
            if asked[0] in changed:
                new = self._look_up(*asked, -1)
                if new != old:
                    self._known[asked] = new
                    moved.add(asked)
        return moved

    def way(self, node: int, prefix: int, path: Path) -> Way | None:
        """The way of a path to a prefix at a node; None: its next hop is not to be had."""
        if path.discard:
            return Way(0, self._work.hops([Hop(HopKind.DISCARD)]))
        if path.kind == "local":
            return self._borrowed(path.home, prefix) if path.borrowed else Way(0, 0)
        if path.near is not None and path.far is not None:
            return self._linked(path.near, path.far, path.next_hop)
        return self._recursive(node, prefix, path)

    def _recursive(self, node: int, prefix: int, path: Path) -> Way | None:
        if path.next_hop is None:
            return None
        asked = (node if path.home < 0 else path.home, path.next_hop)
        if asked not in self._known:
            self._known[asked] = self._look_up(*asked, -1)
        found = self._known[asked]
        if path.lands >= 0:
            return None if found is None else self._labelled(found, path)
        if found is not None and found.through == prefix and path.home < 0:
            self.left_out.add(prefix)
            return self._look_up(*asked, prefix)  # a route is no way to its own next hop
        return found

    def _labelled(self, way: Way, path: Path) -> Way:
        """A way to the router at the other edge of a VPN, and into its VRF (RFC 4364 §5)."""
        hop = Hop(HopKind.VRF, next_hop=path.next_hop, neighbour=self._work.nodes[path.lands])
        return way._replace(hops=self._work.hops([hop]))

    def _borrowed(self, home: int, prefix: int) -> Way | None:
        row = row_of(self._best[home], prefix)
        return None if row is None else Way(0, row.hops)

    def _linked(self, near: Port, far: Port, next_hop: IPAddress | None) -> Way | None:
        segments = self._work.segments
        domain = segments.domain(near)
        if domain is None:
            return None
        return Way(0, self._work.hops([segments.forward(near, domain.index, far, next_hop)]))

    def _look_up(self, node: int, next_hop: IPAddress, but: int) -> Way | None:
        """By longest match, a BGP route to the prefix `but` left out."""
        for length, number in self._work.covering(next_hop):
            row = row_of(self._best[node], number)
            if row is None:
                continue
            of_bgp = row.protocol in {BGP, IBGP}
            if of_bgp and row.prefix == but:
                continue
            if length == 0 and not self._by_default[node]:
                return None
            hops = self._hops(node, row, next_hop)
            if not hops:
                return None
            return Way(row.metric, self._work.hops(hops), row.prefix if of_bgp else -1)
        return None

    def _hops(self, node: int, row: Candidate, next_hop: IPAddress) -> list[Hop]:
        """The route's hops; on a connected segment, the next hop itself; none for an own one."""
        device = self._work.nodes[node].device
        found = []
        for hop in self._work.hop_sets.values[row.hops]:
            if hop.kind is HopKind.LOCAL:
                return []
            if hop.kind is HopKind.DELIVER:
                found.append(self._work.segments.way(Port(device, hop.interface), next_hop))
            else:
                found.append(hop)
        return found


def row_of(table: Rows, prefix: int) -> Candidate | None:
    """The row of a prefix in a table of best rows."""
    at = int(np.searchsorted(table["prefix"], prefix))
    if at < len(table) and table["prefix"][at] == prefix:
        return Candidate(*table[at].item())
    return None
