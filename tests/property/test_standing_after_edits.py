"""What is kept over edits is what a fresh computation gives, line by line and packet by packet."""

from dataclasses import fields, is_dataclass, replace
from ipaddress import ip_network

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_networks import acls, firewall_rules, meshes, networks, policy_meshes
from small_networks import box, net, ospf, port, process, static

from kawanet.errors import Span
from kawanet.model.network import Network
from kawanet.model.policy import Action, FirewallRule, Zone
from kawanet.model.route_policy import (
    PrefixList,
    PrefixListEntry,
    PrefixRange,
    Redistribution,
    Source,
)
from kawanet.model.routing import AreaRange, OspfArea
from kawanet.pipeline.snapshot import Snapshot
from kawanet.pipeline.workbench import standing
from kawanet.verify.reachability import reachability
from kawanet.verify.weave import weave

NOTHING = Snapshot(())


def lined(value, lines):
    """The value with a line of its own for everything that can say one."""
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return tuple(lined(v, lines) for v in value)
    if not is_dataclass(value):
        return value
    changed = {
        f.name: Span(lines[0], next(lines[1]))
        if f.name == "where"
        else lined(getattr(value, f.name), lines)
        for f in fields(value)
        if f.init
    }
    return replace(value, **changed)


def on_lines(device, first):
    return lined(device, (device.name, iter(range(first, 10_000))))


def described(draw, device):
    interfaces = tuple(replace(i, description=draw(st.text(max_size=2))) for i in device.interfaces)
    return replace(device, interfaces=interfaces)


def filtered_otherwise(draw, device):
    new = tuple(replace(draw(acls()), name=a.name) for a in device.policy.acls)
    return replace(device, policy=replace(device.policy, acls=new))


def unbound(_, device):
    return replace(device, interfaces=tuple(replace(i, filters=()) for i in device.interfaces))


def ruled_otherwise(draw, device):
    if not device.policy.zones:
        return device
    new = tuple(draw(firewall_rules(n)) for n in range(draw(st.integers(0, 4))))
    if new and draw(st.booleans()):  # a rule that names an interface, not a zone
        new = (replace(new[0], from_zones=(device.interfaces[0].name,)), *new[1:])
    return replace(device, policy=replace(device.policy, rules=new))


def routed_otherwise(draw, device):
    route = static(draw(st.sampled_from(("10.9.0.0/16", "10.3.1.0/30", "192.0.2.0/24"))))
    routing = replace(device.routing, static=(*device.routing.static, route))
    return replace(device, routing=routing)


def shut(draw, device):
    gone = draw(st.sampled_from(device.interfaces)).name
    return replace(
        device,
        interfaces=tuple(
            replace(i, enabled=i.enabled and i.name != gone) for i in device.interfaces
        ),
    )


def managed_otherwise(draw, device):
    port = draw(st.sampled_from(device.interfaces)).name
    return replace(device, system=replace(device.system, management_interface=port))


def ospf_otherwise(draw, device):
    """One interface costs another metric, is in another area, or silent."""
    names = [i.name for i in device.interfaces if i.ospf]
    if not names:
        return device
    chosen = draw(st.sampled_from(names))
    new = draw(ospf_settings())
    interfaces = (replace(i, ospf=new) if i.name == chosen else i for i in device.interfaces)
    return replace(device, interfaces=tuple(interfaces))


def process_otherwise(draw, device):
    if not device.routing.ospf:
        return device
    new = draw(ospf_processes(device.routing.ospf[0].router_id))
    return replace(device, routing=replace(device.routing, ospf=(new,)))


def listed_otherwise(draw, device):
    """A prefix list of the name that area borders ask for."""
    said = PrefixList("l", 4, (PrefixListEntry(draw(st.sampled_from(Action)), LISTED),))
    return replace(device, routing=replace(device.routing, prefix_lists=(said,)))


EDITS = (
    lambda _, device: device,
    described,
    filtered_otherwise,
    unbound,
    ruled_otherwise,
    routed_otherwise,
    shut,
    managed_otherwise,
    ospf_otherwise,
    process_otherwise,
    listed_otherwise,
)
LISTED = PrefixRange(ip_network("10.0.0.0/8"), 8, 32)
RANGES = tuple(AreaRange(ip_network(p)) for p in ("10.3.0.0/16", "10.255.0.0/16"))


def ospf_settings():
    areas, costs = st.sampled_from((0, 0, 1)), st.integers(1, 3)
    return st.builds(
        lambda area, cost, passive: (ospf(area, cost=cost, passive=passive),),
        areas,
        costs,
        st.sampled_from((False, False, True)),
    )


def ospf_processes(router_id):
    ranges = st.sampled_from(((), (), RANGES))
    return st.builds(
        lambda ranges, taken, always, paths, dear: process(
            router_id,
            areas=(OspfArea(1, ranges=ranges, import_lists=("l",)),) if ranges else (),
            redistribute=(Redistribution(Source.STATIC),) if taken else (),
            default_always=always,
            max_paths=paths,
            max_metric=dear,
        ),
        ranges,
        st.booleans(),
        st.booleans(),
        st.sampled_from((None, 1)),
        st.sampled_from((False, False, True)),
    )


@st.composite
def speaking_ospf(draw, network):
    """The network with OSPF on its routers."""
    devices = []
    for number, device in enumerate(network.devices):
        router_id = f"192.0.2.{number + 1}"
        interfaces = tuple(
            replace(i, ospf=draw(ospf_settings())) if i.addresses else i for i in device.interfaces
        )
        routing = replace(device.routing, ospf=(draw(ospf_processes(router_id)),))
        devices.append(replace(device, interfaces=interfaces, routing=routing))
    return Network(tuple(devices), network.plant)


@st.composite
def histories(draw):
    """A network, and what it is after each of some edits of one device, each line told apart."""
    network = draw(
        st.one_of(
            meshes(),
            networks(),
            networks(nat=True),
            policy_meshes(4),
            meshes().flatmap(speaking_ospf),
            policy_meshes(4).flatmap(speaking_ospf),
        )
    )
    network = replace(network, devices=tuple(on_lines(d, 1) for d in network.devices))
    found = [network]
    for number in range(draw(st.integers(1, 4))):
        chosen = draw(st.sampled_from(network.devices)).name
        edit = draw(st.sampled_from(EDITS))
        network = Network(
            tuple(
                on_lines(edit(draw, d), 1 + number) if d.name == chosen else d
                for d in network.devices
            ),
            network.plant,
        )
        found.append(network)
    return found


def routes_of(dataplane):
    return {n: [(r, r.where) for r in routes] for n, routes in dataplane.routes.items()}


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
@given(histories())
def test_what_is_kept_is_what_would_be_computed(history):
    assert_kept_is_fresh(history)


def test_a_rule_that_names_an_interface_tells_it_from_its_zone():
    def ruled(*rules):
        fw = box(
            "fw",
            *(port(f"e{n}", f"10.{n}.1.1/24") for n in (1, 2, 3)),
            Zone("in", ("e1", "e2")),
            Zone("out", ("e3",)),
            *rules,
        )
        return net(fw, cables=[f"fw:e{n} pc{n}:e" for n in (1, 2, 3)])

    passes = FirewallRule("r", 4, Action.PERMIT, ("in",), ("out",))
    history = [ruled(passes), ruled(replace(passes, from_zones=("e2",))), ruled(passes)]
    assert_kept_is_fresh(history)


def assert_kept_is_fresh(history):
    kept = None
    for network in history:
        kept = standing(NOTHING, network, kept)
        fresh = standing(NOTHING, network)
        assert kept.network is kept.dataplane.network is network
        assert kept.dataplane.findings == fresh.dataplane.findings
        assert kept.dataplane.domains == fresh.dataplane.domains
        assert kept.dataplane.owners == fresh.dataplane.owners
        assert routes_of(kept.dataplane) == routes_of(fresh.dataplane)
        assert kept.dataplane.sessions == fresh.dataplane.sessions
        assert [s.where for s in kept.dataplane.sessions] == [
            s.where for s in fresh.dataplane.sessions
        ]
        for family, reach in kept.reach.items():
            assert reach.fabric.classes.same_as(fresh.reach[family].fabric.classes)
            space = reach.fabric.space  # header sets can be compared within one space only
            again = reachability(weave(fresh.dataplane, family, space, []))
            assert reach.ends == again.ends
            assert list(reach.ports()) == list(again.ports())
            for entrance in reach.ports():
                assert reach.from_port(entrance) == again.from_port(entrance)
            for node in kept.dataplane.nodes:
                assert reach.from_node(node) == again.from_node(node)
