"""BGP: the choice does not hang on the order of arrival, nor on the order of devices."""

from ipaddress import IPv4Address, ip_address
from random import Random
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st
from small_bgp import bgp, bgp_routes, of, peer, route_map, router
from small_networks import net, port

from kawanet.forwarding import simulate
from kawanet.forwarding.bgp.decision import choose
from kawanet.forwarding.bgp.paths import Candidate, Path
from kawanet.forwarding.bgp.prefix_classes import PrefixClasses
from kawanet.forwarding.route_view import BgpAttributes
from kawanet.model.bgp import BgpFamily, BgpProcess
from kawanet.model.network import Network
from kawanet.model.route_policy import SetCommunities, SetLocalPreference, SetMetric

small = st.integers(0, 2)


@st.composite
def candidates(draw):
    """A path of a channel of its own, with few values each, so that ties are common."""
    number = draw(st.integers(1, 6))
    bgp_attributes = BgpAttributes(
        as_path=tuple(draw(st.lists(st.integers(1, 2), max_size=3))),
        origin=draw(st.sampled_from(["igp", "egp", "incomplete"])),
        local_preference=draw(st.sampled_from([100, 200])),
        originator=draw(st.sampled_from([None, IPv4Address(1), IPv4Address(2)])),
        clusters=tuple(draw(st.lists(small, max_size=2))),
    )
    path = Path(
        bgp_attributes,
        draw(st.sampled_from([None, 0, 1])),
        ip_address(number),
        draw(st.sampled_from(["ebgp", "ibgp", "confed"])),
        peer=ip_address(number),
        peer_id=draw(small),
        channel=number,
    )
    return Candidate(path, draw(small), number)


KNOBS = st.fixed_dictionaries(
    {
        "always_compare_med": st.booleans(),
        "missing_med_worst": st.booleans(),
        "ignore_as_path": st.booleans(),
        "multipath_relax": st.booleans(),
        "multipath_same_next_as": st.booleans(),
    }
)
WIDTHS = st.fixed_dictionaries(
    {"max_paths": st.integers(1, 3), "max_paths_ibgp": st.integers(1, 3)}
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(candidates(), max_size=6, unique_by=lambda c: c.path.channel),
    KNOBS,
    WIDTHS,
    st.randoms(use_true_random=False),
)
def test_the_choice_is_one_whatever_the_order(paths, knobs, widths, random):
    process, family = BgpProcess("default", 65000, **knobs), BgpFamily(4, **widths)
    chosen = choose(process, family, paths)
    shuffled = list(paths)
    random.shuffle(shuffled)
    assert choose(process, family, shuffled).shared == chosen.shared
    assert len(chosen.shared) <= max(widths.values())
    assert bool(chosen.shared) is bool(paths)
    if chosen.best is not None:
        without = [p for p in paths if p is not chosen.best and p not in chosen.shared]
        alone = choose(process, family, [chosen.best, *without]) if knobs_total(knobs) else chosen
        assert alone.best == chosen.best


def knobs_total(knobs):
    """Whether rules compare any two paths alike (MED within groups does not)."""
    return knobs["always_compare_med"]


@st.composite
def networks(draw):
    """Up to five routers on one segment, in up to three ASes, all peering with all."""
    count = draw(st.integers(2, 5))
    numbers = [draw(st.integers(1, 3)) for _ in range(count)]
    devices = []
    for n in range(count):
        preference = draw(st.sampled_from([100, 100, 150]))
        liked = [of(f"192.0.{draw(small)}.0/24")] if draw(st.booleans()) else []
        policy = route_map("in", (liked, [SetLocalPreference(preference)]), SetMetric(n))
        mark = route_map("out", SetCommunities((f"1:{n}",), op="add"))
        peers = [
            peer(f"10.0.0.{m + 1}", numbers[m], import_policies="in", export_policies="out")
            for m in range(count)
            if m != n
        ]
        own = [f"192.0.{third}.0/24" for third in draw(st.lists(small, unique=True))]
        made = bgp(numbers[n], *peers, networks=own)
        devices.append(router(f"r{n}", port("e0", f"10.0.0.{n + 1}/24"), made, policy, mark))
    names = " ".join(f"r{n}:e0" for n in range(count))
    return net(*devices, cables=[names])


@settings(max_examples=30, deadline=None)
@given(networks())
def test_prefixes_that_nothing_tells_apart_are_computed_as_one(network):
    """The same as when each prefix is computed for itself."""
    together = simulate(network)
    with patch.object(PrefixClasses, "of", lambda _, prefix: prefix):
        apart = simulate(network)
    for device in network.devices:
        assert bgp_routes(together, device.name) == bgp_routes(apart, device.name)


@settings(max_examples=40, deadline=None)
@given(networks(), st.integers(0, 5))
def test_the_order_of_devices_and_lines_does_not_matter(network, seed):
    random = Random(seed)
    devices = list(network.devices)
    random.shuffle(devices)
    other = simulate(Network(tuple(devices), network.plant))
    one = simulate(network)
    for device in network.devices:
        assert bgp_routes(one, device.name) == bgp_routes(other, device.name)
    assert sorted(one.sessions, key=str) == sorted(other.sessions, key=str)
    assert one.findings == other.findings
