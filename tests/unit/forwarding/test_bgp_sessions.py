"""Who peers with whom, and why not."""

import pytest
from small_bgp import bgp, bgp_routes, down, peer, router
from small_networks import loopback, net, port, static

from kawanet.forwarding import simulate
from kawanet.model.system import Secret


def pair(one, two, left=(), right=()):
    """Two routers on one segment, each with a loopback."""
    return net(
        router(
            "r1",
            port("e0", "10.0.0.1/24", "2001:db8::1/64"),
            loopback("lo", "1.1.1.1/32"),
            *left,
            one,
        ),
        router(
            "r2",
            port("e0", "10.0.0.2/24", "2001:db8::2/64"),
            loopback("lo", "2.2.2.2/32"),
            *right,
            two,
        ),
        cables=["r1:e0 r2:e0"],
    )


LOOPBACKS = {
    "left": (static("2.2.2.2/32", "10.0.0.2"),),
    "right": (static("1.1.1.1/32", "10.0.0.1"),),
}
NET = {"networks": ["192.0.2.0/24"]}

SESSIONS = {
    "external, connected": (bgp(1, peer("10.0.0.2", 2)), bgp(2, peer("10.0.0.1", 1)), {}, []),
    "internal": (bgp(1, peer("10.0.0.2", 1)), bgp(1, peer("10.0.0.1", "internal")), {}, []),
    "external by word": (bgp(1, peer("10.0.0.2", "external")), bgp(2, peer("10.0.0.1", 1)), {}, []),
    "wrong AS": (
        bgp(1, peer("10.0.0.2", 3)),
        bgp(2, peer("10.0.0.1", 1)),
        {},
        [
            "r1 10.0.0.2: remote AS is 2, expected 3",
            "r2 10.0.0.1: the neighbour expects AS 3, not 2",
        ],
    ),
    "not named back": (
        bgp(1, peer("10.0.0.2", 2)),
        bgp(2),
        {},
        ["r1 10.0.0.2: r2 has no neighbour 10.0.0.1"],
    ),
    "shut down": (
        bgp(1, peer("10.0.0.2", 2, enabled=False)),
        bgp(2, peer("10.0.0.1", 1)),
        {},
        ["r1 10.0.0.2: shut down", "r2 10.0.0.1: r1 has no neighbour 10.0.0.2"],
    ),
    "no route": (
        bgp(1, peer("10.9.9.9", 2)),
        bgp(2),
        {},
        ["r1 10.9.9.9: no route to the neighbour"],
    ),
    "internal over loopbacks, one side says its source": (
        bgp(1, peer("2.2.2.2", 1, update_source="lo")),
        bgp(1, peer("1.1.1.1", 1)),
        LOOPBACKS,
        [],
    ),
    "internal over loopbacks, neither side does": (
        bgp(1, peer("2.2.2.2", 1)),
        bgp(1, peer("1.1.1.1", 1)),
        LOOPBACKS,
        [
            "r1 2.2.2.2: r2 has no neighbour 10.0.0.1",
            "r2 1.1.1.1: r1 has no neighbour 10.0.0.2",
        ],
    ),
    "external over loopbacks without multihop": (
        bgp(1, peer("2.2.2.2", 2, update_source="lo")),
        bgp(2, peer("1.1.1.1", 1, update_source="lo")),
        LOOPBACKS,
        [
            "r1 2.2.2.2: external neighbour is not on a connected subnet (no multihop)",
            "r2 1.1.1.1: external neighbour is not on a connected subnet (no multihop)",
        ],
    ),
    "external over loopbacks with multihop": (
        bgp(1, peer("2.2.2.2", 2, update_source="lo", multihop=2)),
        bgp(2, peer("1.1.1.1", 1, update_source="2.2.2.2", multihop=2)),
        LOOPBACKS,
        [],
    ),
    "external over loopbacks without the check": (
        bgp(1, peer("2.2.2.2", 2, update_source="lo", connected_check=False)),
        bgp(2, peer("1.1.1.1", 1, update_source="lo", connected_check=False)),
        LOOPBACKS,
        [],
    ),
    "a source that is not its own": (
        bgp(1, peer("10.0.0.2", 1, update_source="1.1.1.9")),
        bgp(1, peer("10.0.0.1", 1)),
        {},
        [
            "r1 10.0.0.2: no address to speak from (1.1.1.9)",
            "r2 10.0.0.1: r1 speaks from 1.1.1.9, not from 10.0.0.1",
        ],
    ),
    "dynamic": (bgp(1, peer("10.0.0.2", 2)), bgp(2, peer("10.0.0.0/24", 1)), {}, []),
    "local AS": (
        bgp(1, peer("10.0.0.2", 2, local_as=9)),
        bgp(2, peer("10.0.0.1", 9)),
        {},
        [],
    ),
    "same router-id inside": (
        bgp(1, peer("10.0.0.2", 1), router_id="9.9.9.9"),
        bgp(1, peer("10.0.0.1", 1), router_id="9.9.9.9"),
        {},
        [
            "r1 10.0.0.2: both sides have the same router-id",
            "r2 10.0.0.1: both sides have the same router-id",
        ],
    ),
    "confederation members": (
        bgp(64512, peer("10.0.0.2", 64513), confederation=1, confederation_peers=(64513,)),
        bgp(64513, peer("10.0.0.1", 64512), confederation=1, confederation_peers=(64512,)),
        {},
        [],
    ),
    "a confederation seen from outside": (
        bgp(64512, peer("10.0.0.2", 2), confederation=1, confederation_peers=(64513,)),
        bgp(2, peer("10.0.0.1", 1)),
        {},
        [],
    ),
    "unnumbered": (
        bgp(1, peer(None, "external", interface="e0")),
        bgp(2, peer(None, "external", interface="e0")),
        {},
        [],
    ),
    "over link-local addresses that nobody wrote down": (
        bgp(1, peer("fe80::2", 2, interface="e0")),
        bgp(2, peer("fe80::1", 1, interface="e0")),
        {},
        [],
    ),
    "a password on one side": (
        bgp(1, peer("10.0.0.2", 2, password=Secret("a"))),
        bgp(2, peer("10.0.0.1", 1)),
        {},
        [
            "r1 10.0.0.2: only one side has a password",
            "r2 10.0.0.1: only one side has a password",
        ],
    ),
    "IPv6": (bgp(1, peer("2001:db8::2", 2)), bgp(2, peer("2001:db8::1", 1)), {}, []),
}


@pytest.mark.parametrize("name", SESSIONS)
def test_sessions(name):
    one, two, more, expected = SESSIONS[name]
    assert down(simulate(pair(one, two, **more))) == expected


def test_a_neighbour_outside_may_be_up():
    alone = router("r1", port("e0", "10.0.0.1/24"), bgp(1, peer("10.0.0.9", 2)))
    (session,) = simulate(net(alone, cables=["r1:e0 pc:0"])).sessions
    assert (session.up, session.remote_device) == (True, "")
    assert session.reason == "no device here has the neighbour's address"


def test_multihop_counts_routers():
    def chain(hops):
        return net(
            router(
                "r1",
                port("e0", "10.0.0.1/24"),
                static("10.2.0.0/24", "10.0.0.2"),
                bgp(1, peer("10.2.0.3", 3, multihop=hops), networks=["192.0.2.0/24"]),
            ),
            router("r2", port("e0", "10.0.0.2/24"), port("e1", "10.2.0.2/24")),
            router(
                "r3",
                port("e0", "10.2.0.3/24"),
                static("10.0.0.0/24", "10.2.0.2"),
                bgp(3, peer("10.0.0.1", 1, multihop=255)),
            ),
            cables=["r1:e0 r2:e0", "r2:e1 r3:e0"],
        )

    near = simulate(chain(1))
    assert down(near)[0] == "r1 10.2.0.3: neighbour is 2 hops away, 1 allowed"
    far = simulate(chain(2))
    assert down(far) == []
    assert bgp_routes(far, "r3") == ["192.0.2.0/24 bgp 20/0 e0>10.2.0.2"]
