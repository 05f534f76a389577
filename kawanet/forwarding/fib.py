"""From best routes to forwarding tables over atoms, work and memory linear in routes.

Each row is painted in its own coordinates first (the cuts that its own prefixes make), shortest
prefix first, and then mapped to the network's atoms; neighbouring runs with equal hops join.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kawanet.forwarding.dataplane import Atoms, Fib, bounds
from kawanet.forwarding.rib import Rows, Workspace
from kawanet.model.interfaces import Family
from kawanet.model.network import Device
from kawanet.model.routing import IPNetwork

Ints = npt.NDArray[np.int32]
FAMILIES: tuple[Family, ...] = (4, 6)
BITS: Mapping[Family, int] = {4: 32, 6: 128}


class _Places(NamedTuple):
    """By prefix number; `last` is exclusive, -1: not of the family."""

    first: Ints
    last: Ints
    length: Ints


def used_prefixes(work: Workspace, best: Sequence[Rows]) -> Ints:
    """Numbers of the prefixes of all best routes, sorted."""
    flags = np.zeros(len(work.prefixes.values), bool)
    for table in best:
        flags[table["prefix"]] = True
    return work.kept.same("used", np.flatnonzero(flags).astype(np.int32), np.array_equal)


def make_atoms(work: Workspace, used: Ints, family: Family, extra: Sequence[IPNetwork]) -> Atoms:
    """Cut the family's addresses where any prefix begins or ends: those of routes, of `extra`,
    and every interface or virtual address by itself."""
    addresses = _addresses(work, family)

    def make() -> Atoms:
        cuts = {0, *addresses, *(a + 1 for a in addresses)}
        for prefix in (*map(work.prefixes.values.__getitem__, used.tolist()), *extra):
            if prefix.version == family:
                first, last = bounds(prefix)
                cuts.add(first)
                cuts.add(last + 1)
        cuts.discard(1 << BITS[family])
        return Atoms(family, tuple(sorted(cuts)))

    return work.kept.of(("atoms", family, tuple(extra)), (used, addresses), make)


def _addresses(work: Workspace, family: Family) -> frozenset[int]:
    kept, devices = work.kept, work.segments.network.devices
    parts = (kept.of(("own", family), (d,), partial(_own, d, family)) for d in devices)
    found = frozenset(chain.from_iterable(parts))
    return kept.same(("addresses", family), found, frozenset.__eq__)


def _own(device: Device, family: Family) -> list[int]:
    found: list[int] = []
    for i in device.interfaces:
        if i.addresses or i.vrrp:
            found += [int(a.ip) for a in i.addresses if a.version == family]
            found += [int(g.address) for g in i.vrrp if g.family == family]
    return found


def make_fib(work: Workspace, used: Ints, atoms: Atoms, best: Sequence[Rows]) -> Fib:
    """Paint the rows of all nodes."""
    family, count, size = atoms.family, len(work.prefixes.values), len(atoms.cuts)
    places = work.kept.of(
        ("places", family, count), (used, atoms), partial(_places, work, used, atoms)
    )
    if places is None:  # nobody speaks this family
        empty = np.zeros(1, np.int32)
        return Fib(size, (empty,) * len(best), (empty,) * len(best))
    painted = [
        work.kept.of(("painted", size), (places, t), partial(_paint, places, t, size)) for t in best
    ]
    return Fib(size, tuple(p[0] for p in painted), tuple(p[1] for p in painted))


def _places(work: Workspace, used: Ints, atoms: Atoms) -> _Places | None:
    """Which atoms each prefix covers, and its length; None where there is no prefix."""
    index = {cut: n for n, cut in enumerate(atoms.cuts)}
    first, last, length = (np.full(len(work.prefixes.values), -1, np.int32) for _ in range(3))
    for n in used.tolist():
        prefix = work.prefixes.values[n]
        if prefix.version == atoms.family:
            begin, end = bounds(prefix)
            first[n] = index[begin]
            last[n] = index.get(end + 1, len(atoms.cuts))
            length[n] = prefix.prefixlen
    return _Places(first, last, length) if (length >= 0).any() else None


def _paint(places: _Places, table: Rows, size: int) -> tuple[Ints, Ints]:
    """The runs of one row."""
    first, last, length = places
    prefix, hops = table["prefix"], table["hops"]
    mine = np.flatnonzero(length[prefix] >= 0)
    order = mine[np.argsort(length[prefix[mine]], kind="stable")]
    prefix, hops = prefix[order], hops[order]
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
