"""The fixed point of protocols that answer from tables: stable, missing each other, without end."""

from ipaddress import ip_network

from small_networks import box, loopback, net

from kawanet.forwarding.connected import connected_rows
from kawanet.forwarding.converge import converge
from kawanet.forwarding.dataplane import Hop, HopKind, Node
from kawanet.forwarding.layer2 import broadcast_domains
from kawanet.forwarding.rib import NO_ROWS, STATIC, Candidate, Workspace, rows
from kawanet.forwarding.segments import Segments
from kawanet.model.route_policy import Source

PREFIX = ip_network("172.16.0.0/16")


def workspace(count):
    network = net(*(box(f"r{n}", loopback("lo", f"192.168.0.{n}/32")) for n in range(count)))
    nodes = tuple(Node(f"r{n}", "default") for n in range(count))
    return Workspace(Segments(network, broadcast_domains(network)), nodes)


class Told:
    """A protocol in which a node has PREFIX where `wants(who else has it, node)`."""

    def __init__(self, work, wants):
        self.work, self.wants, self.calls = work, wants, 0

    def step(self, best, changed):
        self.calls += 1
        key = self.work.prefixes.number(PREFIX)
        have = {n for n, table in enumerate(best) if key in table["prefix"].tolist()}
        return {n: self._rows(key, self.wants(have, n)) for n in range(len(best)) if changed}

    def _rows(self, key, there):
        hops = self.work.hops([Hop(HopKind.DISCARD)])
        row = Candidate(key, 1, STATIC, 0, hops, 0, self.work.origin(Source.STATIC))
        return rows([row]) if there else NO_ROWS

    def state(self):
        return None

    def sessions(self):
        return ()

    def findings(self):
        return ()


def outcome(count, wants):
    """Who has PREFIX in the end, the findings, and how often the protocol was asked."""
    work = workspace(count)
    engine = Told(work, wants)
    result = converge(work, connected_rows(work), (engine,))
    key = work.prefixes.number(PREFIX)
    have = {n for n, table in enumerate(result.best) if key in table["prefix"].tolist()}
    return have, [f.message for f in result.findings], engine.calls


def test_what_nobody_disturbs_takes_two_rounds():
    assert outcome(3, lambda have, n: n == 1) == ({1}, [], 2)


def test_news_travel_as_far_as_they_must():
    have, findings, _ = outcome(9, lambda have, n: n == 0 or n - 1 in have)
    assert (have, findings) == (set(range(9)), [])


def test_two_that_keep_missing_each_other_take_turns():
    """Each has it while the other does not: at once, they both do, then neither, without end."""
    have, findings, _ = outcome(2, lambda have, n: 1 - n not in have)
    assert (len(have), findings) == (1, [])


def test_three_in_a_ring_have_no_stable_state():
    """Each has it while the next one does not: no assignment satisfies three."""
    _, (message,), _ = outcome(3, lambda have, n: (n + 1) % 3 not in have)
    assert "172.16.0.0/16 (static) on r" in message
