"""The decision process: one table row a rule, each with two paths that differ in that rule."""

from ipaddress import IPv4Address, ip_address

import pytest

from kawanet.forwarding.bgp.decision import choose
from kawanet.forwarding.bgp.paths import Candidate, Path
from kawanet.forwarding.route_view import BgpAttributes
from kawanet.model.bgp import BgpFamily, BgpProcess

ATTRIBUTES = {"as_path", "confederation", "origin", "local_preference", "weight", "originator"}
ATTRIBUTES |= {"clusters", "communities"}


def path(name, metric=0, **more):
    """A path from an external neighbour; `name` is the last number of its address and id."""
    own = {k: more.pop(k) for k in list(more) if k in ATTRIBUTES}
    own.setdefault("as_path", (65001, 65009))
    own.setdefault("local_preference", 100)
    more.setdefault("kind", "ebgp")
    more.setdefault("peer", ip_address(f"10.0.0.{name}"))
    more.setdefault("peer_id", name)
    made = Path(BgpAttributes(**own), next_hop=ip_address(f"10.0.0.{name}"), channel=name, **more)
    return Candidate(made, metric, name)


def best(candidates, family=None, **knobs):
    chosen = choose(BgpProcess("default", 65000, **knobs), family or BgpFamily(4), candidates)
    return [c.hops for c in chosen.shared]


# The better path is 9: by the last rules alone it would lose.
RULES = {
    "weight": (path(9, weight=1), path(1, local_preference=200), {}),
    "local preference": (
        path(9, local_preference=200, as_path=(1, 2, 3)),
        path(1, as_path=(1,)),
        {},
    ),
    "originated here": (path(9, kind="local", as_path=()), path(1, kind="ibgp", as_path=()), {}),
    "own routes before own aggregates": (
        path(9, kind="local"),
        path(1, kind="local", aggregate=True),
        {},
    ),
    "shorter path": (path(9, as_path=(1, 2)), path(1, as_path=(1, 2, 3)), {}),
    "a set counts one": (path(9, as_path=(1, (2, 3, 4))), path(1, as_path=(1, 2, 3)), {}),
    "confederations count nothing": (
        path(9, kind="confed", as_path=(1,), confederation=(64512, 64513)),
        path(1, kind="confed", as_path=(1, 2), confederation=()),
        {},
    ),
    "path length ignored": (
        path(9, as_path=(1, 2, 3), origin="igp"),
        path(1, as_path=(1,), origin="egp"),
        {"ignore_as_path": True},
    ),
    "origin": (path(9, origin="egp"), path(1, origin="incomplete"), {}),
    "MED of one neighbouring AS": (path(9, med=5), path(1, med=6), {}),
    "MED missing is best": (path(9), path(1, med=1), {}),
    "MED missing is worst": (path(9, med=4), path(1), {"missing_med_worst": True}),
    "MED always compared": (
        path(9, med=5, as_path=(65001, 1)),
        path(1, med=6, as_path=(65002, 1)),
        {"always_compare_med": True},
    ),
    "MED inside a confederation": (
        path(9, kind="confed", med=5, as_path=(), confederation=(64512,)),
        path(1, kind="confed", med=6, as_path=(), confederation=(64512,)),
        {"confederation_med": True},
    ),
    "external before internal": (path(9, metric=50), path(1, kind="ibgp"), {}),
    "IGP metric": (path(9, kind="ibgp", metric=5), path(1, kind="ibgp", metric=6), {}),
    "router-id": (path(9, peer_id=1), path(2), {}),
    "originator for router-id": (
        path(9, kind="ibgp", originator=IPv4Address(1)),
        path(3, kind="ibgp", originator=IPv4Address(2), peer_id=0),
        {},
    ),
    "shorter cluster list": (
        path(9, kind="ibgp", originator=IPv4Address(1), clusters=(1,)),
        path(1, kind="ibgp", originator=IPv4Address(1), clusters=(1, 2)),
        {},
    ),
    "address of the peer": (
        path(9, peer=ip_address("10.0.0.1"), peer_id=5),
        path(8, peer=ip_address("10.0.0.2"), peer_id=5),
        {},
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_a_rule(name):
    winner, loser, knobs = RULES[name]
    assert best([loser, winner], **knobs) == [9]
    assert best([winner, loser], **knobs) == [9]


IGNORED = {
    "MED of two neighbouring ASes": (
        path(1, med=6, as_path=(65001, 1)),
        path(9, med=5, as_path=(65002, 1)),
    ),
    "MED inside a confederation, unless said": (
        path(1, kind="confed", med=6, as_path=(), confederation=(64512,)),
        path(9, kind="confed", med=5, as_path=(), confederation=(64512,)),
    ),
}


@pytest.mark.parametrize("name", IGNORED)
def test_what_does_not_count(name):
    winner, loser = IGNORED[name]
    assert best([loser, winner]) == [1]


def test_med_takes_a_path_out_before_others_are_compared():
    """RFC 4271 §9.1.2.2: 3 beats 1 by MED, so that 2 wins, though 1 beats 2."""
    one = path(1, med=9, as_path=(65001, 1), peer_id=1)
    two = path(2, med=0, as_path=(65002, 1), peer_id=2)
    three = path(3, med=5, as_path=(65001, 1), peer_id=3)
    assert best([one, two]) == [1]
    assert best([one, two, three]) == [2]


SHARING = {
    "not unless said": ([path(1), path(2)], {}, {}, [1]),
    "external": ([path(1), path(2), path(3)], {"max_paths": 2}, {}, [1, 2]),
    "another path, the same neighbour": (
        [path(1), path(2, as_path=(65001, 65008))],
        {"max_paths": 4},
        {},
        [1, 2],
    ),
    "another path, exactly": (
        [path(1), path(2, as_path=(65001, 65008))],
        {"max_paths": 4},
        {"multipath_same_next_as": False},
        [1],
    ),
    "another neighbour": (
        [path(1), path(2, as_path=(65002, 65009))],
        {"max_paths": 4},
        {},
        [1],
    ),
    "another neighbour, relaxed": (
        [path(1), path(2, as_path=(65002, 65009))],
        {"max_paths": 4},
        {"multipath_relax": True},
        [1, 2],
    ),
    "external only with external": (
        [path(1), path(2, kind="ibgp")],
        {"max_paths": 4, "max_paths_ibgp": 4},
        {},
        [1],
    ),
    "both": (
        [path(1), path(2, kind="ibgp", metric=7)],
        {"max_paths_eibgp": 4},
        {},
        [1, 2],
    ),
    "internal, by equal metric": (
        [path(1, kind="ibgp", metric=5), path(2, kind="ibgp", metric=5), path(3, kind="ibgp")],
        {"max_paths_ibgp": 4},
        {},
        [3],
    ),
    "internal": (
        [path(1, kind="ibgp"), path(2, kind="ibgp"), path(3, kind="ibgp", metric=1)],
        {"max_paths_ibgp": 4},
        {},
        [1, 2],
    ),
    "longer paths never": ([path(1), path(2, as_path=(65001, 2, 3))], {"max_paths": 4}, {}, [1]),
}


@pytest.mark.parametrize("name", SHARING)
def test_load_sharing(name):
    candidates, family, knobs, expected = SHARING[name]
    assert best(candidates, BgpFamily(4, **family), **knobs) == expected


def test_nothing_to_choose_from():
    assert best([]) == []
