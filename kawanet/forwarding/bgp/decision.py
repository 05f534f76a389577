"""The choice of the best path: one rule after the other, each leaves fewer paths.

Sources: RFC 4271 §9.1.2.2, RFC 4456 §9 (originator, cluster list), RFC 5065 §5.3 (confederations:
AS_CONFED segments do not count, their external paths are internal here); Cisco "BGP Best Path
Selection Algorithm" (weight, locally originated, multipath). MED is compared within groups of one
neighbouring AS (as `deterministic-med` does; without it the outcome on a device hangs on the order
of arrival, which no configuration tells). "Oldest path" is unknown for the same reason: the
router-id decides. Junos: JUNOS 9.4 Routing Protocols Configuration Guide, "How the Active Route Is
Determined" (preference first).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kawanet.forwarding.bgp.paths import NOTHING, Candidate, Chosen
from kawanet.model.bgp import BgpFamily, BgpProcess

ORIGINS = {"igp": 0, "egp": 1, "incomplete": 2}
JUNOS_PREFERENCE = 170
WORST_MED = (1 << 32) - 1

Rank = Callable[[Candidate], int]


def choose(process: BgpProcess, family: BgpFamily, candidates: Sequence[Candidate]) -> Chosen:
    """The best path and those that share the load with it."""
    if not candidates:
        return NOTHING
    if len(candidates) == 1:
        return Chosen(tuple(candidates), tuple(candidates))
    alike = equal_to_the_best(process, candidates)
    best = min(_external_first(alike), key=last_ranks)
    others = [c for c in alike if c is not best and _may_share(process, family, best, c)]
    limit = _limit(family, best)
    shared = [best]
    seen = {(best.path.next_hop, best.path.far, best.hops)}
    for other in sorted(others, key=last_ranks):
        key = (other.path.next_hop, other.path.far, other.hops)
        if len(shared) < limit and key not in seen:
            seen.add(key)
            shared.append(other)
    return Chosen(tuple(shared), tuple(candidates))


def equal_to_the_best(process: BgpProcess, candidates: Sequence[Candidate]) -> list[Candidate]:
    """What is left after all rules but the last ones, external and internal paths kept apart only
    by the metric (for load sharing over both)."""
    left = list(candidates)
    for rank in _first_ranks(process):
        left = _least(left, rank)
    left = _least_med(process, left)
    external = [c for c in left if c.path.kind == "ebgp"]
    internal = [c for c in left if c.path.kind != "ebgp"]
    return [*_least(external, _igp_metric), *_least(internal, _igp_metric)]


def _external_first(candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    return [c for c in candidates if c.path.kind == "ebgp"] or candidates


def _first_ranks(process: BgpProcess) -> list[Rank]:
    ranks: list[Rank] = [_weight, _preference, _locally]
    if process.exports_rib:
        ranks.insert(0, _distance)
    if not process.ignore_as_path:
        ranks.append(as_path_length)
    return [*ranks, _origin]


def _weight(candidate: Candidate) -> int:
    return -candidate.path.bgp.weight


def _distance(candidate: Candidate) -> int:
    """Junos compares preferences first, those that policies set too."""
    path = candidate.path
    if path.kind == "local":
        return 0
    return JUNOS_PREFERENCE if path.distance is None else path.distance


def _preference(candidate: Candidate) -> int:
    return -(candidate.path.bgp.local_preference or 0)


def _locally(candidate: Candidate) -> int:
    """Paths originated here come first, aggregates after the others (Cisco)."""
    path = candidate.path
    return 2 if path.kind != "local" else int(path.aggregate)


def as_path_length(candidate: Candidate) -> int:
    """An AS set counts one, confederation segments nothing (RFC 4271 §9.1.2.2, RFC 5065 §5.3)."""
    return len(candidate.path.bgp.as_path)


def _origin(candidate: Candidate) -> int:
    return ORIGINS[candidate.path.bgp.origin]


def _igp_metric(candidate: Candidate) -> int:
    return candidate.metric


def last_ranks(candidate: Candidate) -> tuple[int, int, int, int, int]:
    """The last rules: router-id of the peer or originator, cluster list, address of the peer."""
    path = candidate.path
    originator = path.bgp.originator
    router_id = path.peer_id if originator is None else int(originator)
    version, peer = (path.peer.version, int(path.peer)) if path.peer is not None else (0, 0)
    return router_id, len(path.bgp.clusters), version, peer, path.channel


def _least(candidates: list[Candidate], rank: Rank) -> list[Candidate]:
    if len(candidates) < 2:
        return candidates
    ranks = [rank(c) for c in candidates]
    lowest = min(ranks)
    return [c for c, r in zip(candidates, ranks, strict=True) if r == lowest]


def _least_med(process: BgpProcess, candidates: list[Candidate]) -> list[Candidate]:
    """In each group of one neighbouring AS only the lowest MED stays (RFC 4271 §9.1.2.2 c)."""
    if len(candidates) < 2:
        return candidates
    lowest: dict[object, int] = {}
    for candidate in candidates:
        group, med = _med(process, candidate)
        lowest[group] = min(med, lowest.get(group, med))
    return [c for c in candidates if _med(process, c)[1] == lowest[_med(process, c)[0]]]


def _med(process: BgpProcess, candidate: Candidate) -> tuple[object, int]:
    """The group within which the MED counts, and the MED."""
    path = candidate.path
    missing = WORST_MED if process.missing_med_worst else 0
    med = missing if path.med is None else path.med
    if process.always_compare_med:
        return "all", med
    if path.bgp.as_path:
        return path.bgp.as_path[0], med
    if path.bgp.confederation:
        if process.confederation_med:
            return ("confederation", path.bgp.confederation[0]), med
        return path, 0  # not compared
    return "", med


def _may_share(process: BgpProcess, family: BgpFamily, best: Candidate, other: Candidate) -> bool:
    """Whether a path as good as the best but for the last rules may share the load."""
    both = family.max_paths_eibgp > 1
    one, two = best.path, other.path
    if one.kind == "local" or two.kind == "local":
        return False
    if (one.kind == "ebgp") != (two.kind == "ebgp") and not both:
        return False
    if one.kind == two.kind and best.metric != other.metric:
        return False
    if process.multipath_relax:
        return True
    if process.multipath_same_next_as:
        return one.bgp.as_path[:1] == two.bgp.as_path[:1]
    return one.bgp.as_path == two.bgp.as_path


def _limit(family: BgpFamily, best: Candidate) -> int:
    own = family.max_paths if best.path.kind == "ebgp" else family.max_paths_ibgp
    return max(own, family.max_paths_eibgp)
