"""From best routes to forwarding tables over atoms, work and memory linear in routes.

Each row is painted in its own coordinates first (the cuts that its own prefixes make), shortest
prefix first, and then mapped to the network's atoms; neighbouring runs with equal hops join.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from kawanet.forwarding.dataplane import Atoms, Fib
from kawanet.forwarding.rib import Rows, Workspace
from kawanet.model.interfaces import Family
from kawanet.model.network import Network
from kawanet.model.routing import IPNetwork

Ints = npt.NDArray[np.int32]
FAMILIES: tuple[Family, ...] = (4, 6)
BITS: Mapping[Family, int] = {4: 32, 6: 128}


def make_atoms(work: Workspace, family: Family, extra: Iterable[IPNetwork]) -> Atoms:
    """Cut the family's addresses where any prefix begins or ends: those of routes, of `extra`,
    and every interface or virtual address by itself."""
    prefixes = [p for p in (*work.prefixes.values, *extra) if p.version == family]
    cuts = {0}
    cuts.update(int(p.network_address) for p in prefixes)
    cuts.update(int(p.broadcast_address) + 1 for p in prefixes)
    addresses = _addresses(work.segments.network, family)
    cuts.update(addresses)
    cuts.update(a + 1 for a in addresses)
    cuts.discard(1 << BITS[family])
    return Atoms(family, tuple(sorted(cuts)))


def _addresses(network: Network, family: Family) -> set[int]:
    found: set[int] = set()
    for device in network.devices:
        for i in device.interfaces:
            if i.addresses or i.vrrp:
                found.update(int(a.ip) for a in i.addresses if a.version == family)
                found.update(int(g.address) for g in i.vrrp if g.family == family)
    return found


def make_fib(work: Workspace, atoms: Atoms, best: Sequence[Rows]) -> Fib:
    """Paint the rows of all nodes."""
    index = {cut: n for n, cut in enumerate(atoms.cuts)}
    first, last, length = (np.full(len(work.prefixes.values), -1, np.int32) for _ in range(3))
    for n, prefix in enumerate(work.prefixes.values):
        if prefix.version == atoms.family:
            first[n] = index[int(prefix.network_address)]
            last[n] = index.get(int(prefix.broadcast_address) + 1, len(atoms.cuts))
            length[n] = prefix.prefixlen
    size = len(atoms.cuts)
    if not (length >= 0).any():  # nobody speaks this family
        empty = np.zeros(1, np.int32)
        return Fib(size, (empty,) * len(best), (empty,) * len(best))
    painted = [_paint(first, last, length, table, size) for table in best]
    return Fib(size, tuple(p[0] for p in painted), tuple(p[1] for p in painted))


def _paint(first: Ints, last: Ints, length: Ints, table: Rows, size: int) -> tuple[Ints, Ints]:
    """The runs of one row; `last` is exclusive."""
    mine = table[length[table["prefix"]] >= 0]
    order = np.argsort(length[mine["prefix"]], kind="stable")
    prefix, hops = mine["prefix"][order], mine["hops"][order]
    start, stop = first[prefix], last[prefix]
    ends = np.sort(np.concatenate([np.zeros(1, np.int32), start, stop]))
    cuts = ends[np.append(True, ends[1:] != ends[:-1])]  # `np.unique` by hashing is slower
    local = np.zeros(len(cuts), np.int32)
    begins, ends = np.searchsorted(cuts, start), np.searchsorted(cuts, stop)
    wide = ends - begins > 1
    for begin, end, hop in zip(begins[wide], ends[wide], hops[wide], strict=True):
        local[begin:end] = hop
    # A prefix that is one cell has nothing longer inside, and no wide one has all of it longer.
    local[begins[~wide]] = hops[~wide]
    keep = np.ones(len(cuts), bool)
    keep[1:] = local[1:] != local[:-1]
    keep &= cuts < size
    return cuts[keep].astype(np.int32), local[keep]
