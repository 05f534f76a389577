"""Announcements with a metric, and the choice among them: all keys of a router in one go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from kawanet.forwarding.link_state.spf import UNREACHABLE, Distances, HopIds
from kawanet.forwarding.rib import Workspace

FAR = np.int64(1) << 60


class Advert(NamedTuple):
    """A key (a prefix number, or -1 - instance number for a boundary router) that the router at
    this position announces."""

    key: int
    router: int
    metric: int
    tag: int = 0


class Adverts(NamedTuple):
    """Announcements sorted by key; `offsets` is where each key begins."""

    keys: HopIds
    offsets: Distances
    router: Distances
    metric: Distances
    tag: Distances | None  # None: no announcement has one


class Chosen(NamedTuple):
    """What one router makes of announcements: cost, hop set and tag by key. Hop set 0: its own;
    no tags: all are 0."""

    keys: HopIds
    cost: Distances
    hops: HopIds
    tag: Distances | None = None


NOTHING = Chosen(np.empty(0, np.int32), np.empty(0, np.int64), np.empty(0, np.int32))


def alike(one: Chosen, other: Chosen) -> bool:
    """Whether two routers make the same of announcements."""
    if one.tag is None or other.tag is None:
        tags = one.tag is other.tag
    else:
        tags = np.array_equal(one.tag, other.tag)
    numbers = np.array_equal(one.cost, other.cost) and np.array_equal(one.hops, other.hops)
    return tags and numbers and np.array_equal(one.keys, other.keys)


def adverts(announced: Iterable[Advert]) -> Adverts:
    """Sort announcements for `choose`."""
    table = np.array(sorted(set(announced)), np.int64).reshape(-1, 4)
    keys, offsets = np.unique(table[:, 0], return_index=True)
    tags = table[:, 3] if table[:, 3].any() else None
    return Adverts(keys.astype(np.int32), offsets.astype(np.int64), table[:, 1], table[:, 2], tags)


def choose(work: Workspace, distance: Distances, first: HopIds, known: Adverts) -> Chosen:
    """The cheapest announcements of each key, given the way to each announcing router; hop sets
    of equal ones are joined."""
    if not len(known.keys):
        return NOTHING
    far = distance[known.router] >= UNREACHABLE
    cost = np.where(far, FAR, distance[known.router] + known.metric)
    best = np.minimum.reduceat(cost, known.offsets)
    group = np.repeat(np.arange(len(known.keys)), np.diff(known.offsets, append=len(cost)))
    wins = cost == best[group]
    hops = first[known.router]
    low = np.minimum.reduceat(np.where(wins, hops, np.int32(2**31 - 1)), known.offsets)
    high = np.maximum.reduceat(np.where(wins, hops, np.int32(-1)), known.offsets)
    for n in np.flatnonzero((low != high) & (low > 0)):
        for hop in np.unique(hops[(group == n) & wins]):
            low[n] = work.union(int(low[n]), int(hop))
    near = best < FAR
    tag = None
    if known.tag is not None:
        winner = np.where(wins, np.arange(len(cost)), len(cost))
        tag = known.tag[np.minimum.reduceat(winner, known.offsets)[near]]
    return Chosen(known.keys[near], best[near], low[near].astype(np.int32), tag)
