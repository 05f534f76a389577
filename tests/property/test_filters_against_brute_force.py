"""Questions about filters by sets say what a walk over every packet says, in both families.
`make thousands` asks thousands of access lists."""

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from random_networks import holds
from tiny_networks import acls, examples, packets

from kawanet.forwarding.packet import acl_decision, matches_acl_rule
from kawanet.model.policy import Action
from kawanet.verify.cover import cover
from kawanet.verify.filter_lines import Effect, differences, judge_lines
from kawanet.verify.filters import FilterTable, acl_rule_match
from kawanet.verify.headerspace import Space

few = examples(40)
families = st.sampled_from((4, 6))
EVERY = {family: random.Random(1).sample(tuple(packets(family)), 250) for family in (4, 6)}
SPACES = {family: Space(family) for family in (4, 6)}


def decided(acl, family):
    return [acl_decision(acl, packet).permitted for packet in EVERY[family]]


def matched(rule, family):
    return {n for n, packet in enumerate(EVERY[family]) if matches_acl_rule(rule, packet)}


@few
@given(families.flatmap(acls))
def test_what_a_list_permits(acl):
    space = SPACES[acl.family]
    region = FilterTable(space).acl(acl)
    rows = cover(space, region, 10_000)
    assert rows.complete
    for packet, permitted in zip(EVERY[acl.family], decided(acl, acl.family), strict=True):
        assert holds(space, region, packet) == permitted
        assert sum(in_product(row, packet) for row in rows.rows) == permitted, packet


def in_product(row, packet):
    """Whether a product of ranges holds a packet, worked out on plain numbers."""
    return (
        within(row.destinations, int(packet.destination))
        and within(row.sources, int(packet.source))
        and within(row.protocols, packet.protocol)
        and within(row.ports, packet.destination_port)
        and within(row.source_ports, packet.source_port)
        and within(row.icmp_types, packet.icmp_type or 0)
        and row.established in {None, packet.established}
    )


def within(ranges, value):
    return not ranges or any(r.first <= value <= r.last for r in ranges)


@few
@given(families.flatmap(lambda f: st.tuples(acls(f), acls(f))))
def test_whether_two_lists_are_the_same(lists):
    one, two = lists
    family = one.family
    found = list(differences(SPACES[family], one, two))
    for row in found:
        says = [acl_decision(acl, row.packet) for acl in lists]
        assert [s.permitted for s in says] == [a is Action.PERMIT for a in (row.first, row.second)]
        assert says[0].permitted != says[1].permitted
        assert (says[0].where, says[1].where) == (row.first_where, row.second_where)
    if not found:
        assert decided(one, family) == decided(two, family)
    ways = {(a, b) for a, b in zip(decided(one, family), decided(two, family), strict=True)}
    permits = {(row.first is Action.PERMIT, row.second is Action.PERMIT) for row in found}
    assert {w for w in ways if w[0] != w[1]} <= permits


@few
@given(families.flatmap(lambda f: acls(f, most=8)))
def test_lines_without_effect(acl):
    """A line that is said to have none has none on any packet: without it nothing changes, and one
    that is said to be shadowed or unreachable is never the first to match."""
    family, space = acl.family, SPACES[acl.family]
    lines = [(r.action, acl_rule_match(space, r)) for r in acl.rules]
    judged = judge_lines(space, lines)
    taken: set[int] = set()
    for number, rule in enumerate(acl.rules):
        mine = matched(rule, family)
        effect = judged[number].effect if number in judged else None
        if effect in {Effect.SHADOWED, Effect.UNREACHABLE}:
            assert mine <= taken
            causes = {n for c in judged[number].causes for n in matched(acl.rules[c], family)}
            assert mine <= causes or len(judged[number].causes) == 5
        if effect is not None:
            without = replace(acl, rules=(*acl.rules[:number], *acl.rules[number + 1 :]))
            assert decided(without, family) == decided(acl, family)
        last = number + 1 == len(acl.rules) and rule.action is Action.DENY
        if effect is None and not last:
            without = replace(acl, rules=(*acl.rules[:number], *acl.rules[number + 1 :]))
            assert list(differences(space, without, acl)), "the line has an effect, said by sets"
        taken |= mine
