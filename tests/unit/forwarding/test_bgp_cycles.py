"""Networks that BGP cannot settle, and such as only look like it."""

import pytest
from small_bgp import bgp, bgp_routes, of, peer, route_map, router
from small_networks import loopback, net, ospf, port, process

from kawanet.forwarding import simulate
from kawanet.forwarding.codes import BGP_NO_STABLE_STATE
from kawanet.model.policy import Action
from kawanet.model.route_policy import (
    AsPathEntry,
    AsPathList,
    MatchAsPaths,
    PolicyTerm,
    SetLocalPreference,
    SetMetric,
)

P = "192.0.2.0/24"


def ring(prefers):
    """r0 has P; r1, r2, r3 hear of it from r0 and from each other. `prefers` says whose path of
    length two (through that neighbour straight to r0) each likes best, and refuses longer ones."""
    lan = [router("r0", port("e0", "10.0.0.10/24"), origin())]
    for n, through in prefers.items():
        others = [m for m in prefers if m != n]
        peers = [peer("10.0.0.10", 100), *(peer(f"10.0.0.{m}", m, **WISH) for m in others)]
        lan.append(
            router(
                f"r{n}",
                port("e0", f"10.0.0.{n}/24"),
                bgp(n, *peers),
                AsPathList("wish", (AsPathEntry(Action.PERMIT, f"^{through} 100$"),)),
                route_map("wish", ([MatchAsPaths(("wish",))], [SetLocalPreference(200)])),
            )
        )
    names = " ".join(f"r{n}:e0" for n in prefers)
    return net(*lan, cables=[f"r0:e0 {names}"])


WISH = {"import_policies": "wish"}


def origin():
    return bgp(100, *(peer(f"10.0.0.{n}", n) for n in (1, 2, 3)), networks=[P])


def unsettled(dataplane):
    return [f for f in dataplane.findings if f.code == BGP_NO_STABLE_STATE.code]


def test_bad_gadget_is_a_finding_that_names_the_cycle():
    """Griffin, Shepherd, Wilfong (2002), figure 4: each prefers the next one's direct path."""
    (finding,) = unsettled(simulate(ring({1: 2, 2: 3, 3: 1})))
    assert finding.message == (
        "BGP has no stable state: 192.0.2.0/24 between r1 (VRF default) -> r2 (VRF default)"
        " -> r3 (VRF default) -> r1 (VRF default)"
    )
    assert finding.device == "r1"
    assert [span.file for span in finding.related] == ["bgp", "bgp"]


def test_the_same_finding_each_time():
    one, two = (simulate(ring({1: 2, 2: 3, 3: 1})).findings for _ in range(2))
    assert one == two


def test_good_gadget_settles():
    """The same ring, but r3 likes the direct path best."""
    dataplane = simulate(ring({1: 2, 2: 3, 3: 9}))
    assert unsettled(dataplane) == []
    assert bgp_routes(dataplane, "r3") == [f"{P} bgp 20/0 e0>10.0.0.10"]


def test_disagree_takes_one_of_its_two_stable_states():
    """r1 and r2 each prefer the other's path: who acts first keeps the direct one."""
    dataplane = simulate(ring({1: 2, 2: 1}))
    assert unsettled(dataplane) == []
    assert bgp_routes(dataplane, "r1") == [f"{P} bgp 20/0 e0>10.0.0.10"]


@pytest.mark.parametrize("number", [P, "192.0.3.0/24"])
def test_other_prefixes_are_not_touched(number):
    network = ring({1: 2, 2: 3, 3: 1})
    devices = [d for d in network.devices if d.name != "r0"]
    more = router(
        "r0",
        port("e0", "10.0.0.10/24"),
        bgp(
            100,
            *(peer(f"10.0.0.{n}", n, **OUT) for n in (1, 2, 3)),
            networks=[P, "192.0.3.0/24"],
        ),
        route_map(
            "out",
            PolicyTerm("10", Action.PERMIT, (of(number),)),
        ),
    )
    again = net(*devices, more, cables=["r0:e0 r1:e0 r2:e0 r3:e0"])
    (finding,) = unsettled(simulate(again))
    assert number in finding.message


OUT = {"export_policies": "out"}


def test_med_and_reflection_oscillate():
    """RFC 3345 §2.1 (type I): the MED of an exit that a reflector hides changes its own choice."""
    links = {("ra", "rb"): 5, ("ra", "rc"): 4, ("ra", "rd"): 1, ("rd", "re"): 12}
    names = ["ra", "rb", "rc", "rd", "re"]
    exits = {"rb": (10, 10), "rc": (6, 1), "re": (6, 0)}  # AS and MED of each border router's path
    clients = {"ra": ("rb", "rc"), "rd": ("re",)}
    parts = {n: [loopback("lo", f"1.1.1.{k}/32", ospf=(ospf(),))] for k, n in enumerate(names, 1)}
    cables, outside = [], []
    for k, ((a, b), cost) in enumerate(links.items()):
        for end, router_name in enumerate((a, b), 1):
            address = f"10.0.{k}.{end}/24"
            parts[router_name].append(port(f"to-{k}", address, ospf=(ospf(cost=cost),)))
        cables.append(f"{a}:to-{k} {b}:to-{k}")
    for k, (name, (asn, med)) in enumerate(exits.items()):
        parts[name].append(port("out", f"10.9.{k}.1/24"))
        cables.append(f"{name}:out x{k}:in")
        there = bgp(asn, peer(f"10.9.{k}.1", 1, export_policies="med"), networks=[P])
        seen_as = route_map("med", SetMetric(med))
        outside.append(router(f"x{k}", port("in", f"10.9.{k}.2/24"), there, seen_as))
    inside = []
    for k, name in enumerate(names, 1):
        reflector = next((r for r, some in clients.items() if name in some), None)
        near = (reflector,) if reflector else (*clients[name], "rd" if name == "ra" else "ra")
        peers = [
            peer(
                f"1.1.1.{names.index(n) + 1}",
                1,
                update_source="lo",
                next_hop_self="no" if name in clients else "yes",
                route_reflector_client=n in clients.get(name, ()),
            )
            for n in near
        ]
        if name in exits:
            at = list(exits).index(name)
            peers.append(peer(f"10.9.{at}.2", exits[name][0]))
        own = bgp(1, *peers, router_id=f"1.1.1.{k}")
        inside.append(router(name, *parts[name], process(f"1.1.1.{k}"), own))
    dataplane = simulate(net(*inside, *outside, cables=cables))
    (finding,) = unsettled(dataplane)
    assert "between ra (VRF default) -> rd (VRF default)" in finding.message
