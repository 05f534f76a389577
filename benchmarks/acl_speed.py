"""Two ACLs of 2,000 five-tuple lines: the exact permit set of each, whether one covers the other,
and which lines are shadowed. Prints the seconds as JSON; run by run.py.

Half the lines lie in one /16, so that many of them overlap.
"""

from __future__ import annotations

import json
import random
import time
from ipaddress import IPv4Network

from kawanet.model.policy import TCP, UDP, Acl, AclRule, Action, PortRange
from kawanet.verify.filter_lines import judge_lines
from kawanet.verify.filters import FilterTable, acl_rule_match, shadowed_lines
from kawanet.verify.headerspace import Space

LINES = 2000
LENGTHS = (16, 20, 24, 24, 24, 28, 32)
ACTIONS = (Action.PERMIT, Action.PERMIT, Action.DENY)


def random_acl(seed: int) -> Acl:
    """An ACL that is the same each time."""
    draw = random.Random(seed)
    return Acl(f"a{seed}", 4, tuple(_line(draw) for _ in range(LINES)))


def _line(draw: random.Random) -> AclRule:
    return AclRule(
        draw.choice(ACTIONS),
        draw.choice((TCP, UDP)),
        _network(draw),
        _network(draw),
        _ports(draw) if draw.random() < 0.3 else (),
        _ports(draw),
    )


def _network(draw: random.Random) -> IPv4Network:
    bits = draw.choice(LENGTHS)
    room = 16 if draw.random() < 0.5 else 24
    address = 10 << 24 | draw.getrandbits(room)
    return IPv4Network((address >> 32 - bits << 32 - bits, bits))


def _ports(draw: random.Random) -> tuple[PortRange, ...]:
    kind = draw.random()
    if kind < 0.3:
        return ()
    first = draw.randrange(1, 60000)
    return (PortRange(first, first if kind < 0.8 else first + draw.randrange(1, 5000)),)


def main() -> None:
    """Measure each question once, in the order in which a user would ask."""
    one, two = random_acl(1), random_acl(2)
    space = Space(4)
    table = FilterTable(space)
    marks = [time.perf_counter()]
    first, marks = table.acl(one), [*marks, time.perf_counter()]
    second, marks = table.acl(two), [*marks, time.perf_counter()]
    covered, marks = first & ~second == space.none, [*marks, time.perf_counter()]
    matches = [acl_rule_match(space, rule) for rule in one.rules]
    shadowed, marks = list(shadowed_lines(space, matches)), [*marks, time.perf_counter()]
    lines = [(rule.action, match) for rule, match in zip(one.rules, matches, strict=True)]
    judged, marks = judge_lines(space, lines), [*marks, time.perf_counter()]
    names = ("permit set", "permit set of another", "cover", "shadowed lines", "lines judged")
    seconds = {n: b - a for n, a, b in zip(names, marks, marks[1:], strict=False)}
    found = {"covered": covered, "shadowed": len(shadowed), "without effect": len(judged)}
    print(json.dumps({"seconds": seconds, "found": found}))


if __name__ == "__main__":
    main()
