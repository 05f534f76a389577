"""What an ACL permits destination by destination, by its lines and by a diagram of it all."""

from ipaddress import IPv4Network, IPv6Network

from hypothesis import given, settings
from hypothesis import strategies as st

from kawanet.model.policy import TCP, UDP, Acl, AclRule, Action, PortRange, Wildcard
from kawanet.verify.acl_runs import AclRuns
from kawanet.verify.filters import FilterTable
from kawanet.verify.headerspace import Space

SPACES = {4: Space(4), 6: Space(6)}
BITS = {4: 32, 6: 128}
KINDS = {4: IPv4Network, 6: IPv6Network}


@st.composite
def prefixes(draw, family):
    """Prefixes that often nest: few values of the first bits, any length."""
    length = draw(st.integers(0, 6))
    top = draw(st.integers(0, (1 << length) - 1)) if length else 0
    if draw(st.booleans()) and length:  # far down too
        return KINDS[family](top << BITS[family] - length)
    return KINDS[family]((top << BITS[family] - length, length))


@st.composite
def rules(draw, family):
    match = st.one_of(st.none(), prefixes(family))
    protocol = draw(st.sampled_from((None, TCP, UDP)))
    ported = draw(st.sampled_from(((), (PortRange(22, 80),), (PortRange(53, 53),))))
    return AclRule(
        draw(st.sampled_from(Action)),
        protocol,
        draw(match),
        draw(match),
        destination_ports=ported if protocol else (),
        established=protocol == TCP and draw(st.booleans()),
    )


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.sampled_from((4, 6)).flatmap(lambda f: st.lists(rules(f), max_size=8).map(lambda r: (f, r)))
)
def test_runs_are_those_of_the_diagram(case):
    family, lines = case
    space = SPACES[family]
    acl = Acl("a", family, tuple(lines))
    runs = AclRuns(space).of(acl.rules)
    assert runs == tuple(space.destination_ranges(FilterTable(space).acl(acl)))


def test_destinations_that_are_no_prefix_are_left_to_the_diagram():
    rule = AclRule(Action.PERMIT, destination=Wildcard(0x0A000001, 0x00FF0000))
    assert AclRuns(SPACES[4]).of((rule,)) is None
