"""OSPF neighbours as rows: which come up, and why the others do not."""

import pytest
from small_networks import box, net, ospf, port, process

from kawanet.forwarding import simulate


def router(name, address, *, router_id=None, processes=True, **config):
    identity = router_id or address.split("/")[0]
    parts = (process(identity),) if processes else ()
    return box(name, port("e0", address, ospf=(ospf(**config),)), *parts)


def sessions(*devices):
    plane = simulate(net(*devices, cables=["a:e0 b:e0"]))
    return [(s.device, s.remote_device, s.up, s.reason) for s in plane.sessions]


def test_both_ends_of_a_good_link_are_up() -> None:
    pair = sessions(router("a", "10.0.0.1/30"), router("b", "10.0.0.2/30"))
    assert pair == [("a", "b", True, ""), ("b", "a", True, "")]


A = router("a", "10.0.0.1/30")
DOWN = {
    "area": (A, router("b", "10.0.0.2/30", area=1), "area 0 and 1"),
    "hello": (
        A,
        router("b", "10.0.0.2/30", hello_s=5),
        "hello interval 10 and 5, dead interval 40 and 20",
    ),
    "router-id": (
        A,
        router("b", "10.0.0.2/30", router_id="10.0.0.1"),
        "two neighbours have one router-id",
    ),
    "passive": (
        A,
        router("b", "10.0.0.2/30", passive=True),
        "the other end does not speak OSPF there, or is passive",
    ),
    "no process": (
        router("a", "10.0.0.1/30", processes=False),
        router("b", "10.0.0.2/30"),
        "VRF default has no such OSPF process",
    ),
}


@pytest.mark.parametrize(("a", "b", "reason"), DOWN.values(), ids=list(DOWN))
def test_why_a_session_does_not_come_up(a, b, reason: str) -> None:
    rows = [row for row in sessions(a, b) if row[0] == "a"]
    assert [(up, why) for _, _, up, why in rows] == [(False, reason)]


def test_network_types_that_differ_make_neighbours_without_routes() -> None:
    one = router("a", "10.0.0.1/30", network="point-to-point")
    odd = "network point-to-point and broadcast: neighbours, but no route leads over them"
    rows = [row for row in sessions(one, router("b", "10.0.0.2/30")) if row[0] == "a"]
    assert rows == [("a", "b", True, odd)]


def test_an_interface_that_is_shut_down_says_so() -> None:
    down = box("a", port("e0", "10.0.0.1/30", ospf=(ospf(),), enabled=False), process("1.1.1.1"))
    rows = sessions(down, router("b", "10.0.0.2/30"))
    assert ("a", "", False, "the interface is shut down") in rows
