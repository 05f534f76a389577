"""What an ACL permits, destination by destination, straight from its lines.

Destinations of most ACLs are prefixes, which nest or are disjoint: the lines that matter to a
prefix are its own and those of the prefixes around it, and no diagram over destinations is needed.
Lines that are left over are few and much alike, so their header sets are shared between ACLs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kawanet.model.policy import AclRule, Action, Wildcard
from kawanet.verify.headerspace import Region, Space, covers, merge_runs

Run = tuple[int, int, Region]  # first and last destination, headers permitted (destination aside)
Line = tuple[Action, Region, Region]  # action, headers by source, headers by all else
Nest = tuple[int, int, list[int]]  # first and last address, numbers of the lines that matter there

LINES_LIMIT = 100_000  # lines that matter, summed over all destinations: beyond it a diagram wins


class AclRuns:
    """The runs of ACLs of one family; header sets are shared."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._lists: dict[tuple[Line, ...], Region] = {}

    def of(self, rules: Sequence[AclRule]) -> tuple[Run, ...] | None:
        """Runs of destinations in address order, those of which nothing is permitted left out.

        None where destinations are no prefixes, or overlap so much that a diagram is better.
        """
        if any(isinstance(rule.destination, Wildcard) for rule in rules):
            return None
        nests = self._nests(rules)
        if sum(len(numbers) for _, _, numbers in nests) > LINES_LIMIT:
            return None
        lines = [self._line(rule) for rule in rules]
        sets = [self._permitted([lines[n] for n in numbers]) for _, _, numbers in nests]
        none = self._space.none
        cells = ((first, last, sets[n]) for first, last, n in _cells(nests))
        return tuple(merge_runs(cell for cell in cells if cell[2] != none))

    def _nests(self, rules: Sequence[AclRule]) -> list[Nest]:
        """The whole space, then each destination with its own lines and those around it; every
        one stands behind all that hold it."""
        own: dict[tuple[int, int], list[int]] = {}
        everything = (0, (1 << self._space.address_bits) - 1)
        own[everything] = []
        for number, rule in enumerate(rules):
            match = rule.destination
            ends = everything if match is None or isinstance(match, Wildcard) else covers(match)
            own.setdefault(ends, []).append(number)
        nests: list[Nest] = []
        around: list[Nest] = []
        total = 0
        for first, last in sorted(own, key=lambda e: (e[0], -e[1])):
            while around and around[-1][1] < first:
                around.pop()
            outer = around[-1][2] if around else []
            nest = (first, last, sorted([*outer, *own[first, last]]))
            nests.append(nest)
            around.append(nest)
            total += len(nest[2])
            if total > LINES_LIMIT:
                break
        return nests

    def _line(self, rule: AclRule) -> Line:
        space = self._space
        source = space.all
        if rule.source is not None:
            source = space.address(space.source_field, rule.source)
        headers = space.headers(
            rule.protocol,
            rule.source_ports,
            rule.destination_ports,
            rule.icmp_type,
            rule.established,
        )
        return rule.action, source, headers

    def _permitted(self, lines: list[Line]) -> Region:
        """What a first-match list permits, destinations aside."""
        while lines and lines[-1][0] is Action.DENY:
            lines.pop()
        if not lines:
            return self._space.none
        source = lines[0][1]
        if any(line[1] != source for line in lines):
            return self._fold(tuple(lines))
        every = self._space.all
        return source & self._fold(tuple((action, every, rest) for action, _, rest in lines))

    def _fold(self, lines: tuple[Line, ...]) -> Region:
        known = self._lists.get(lines)
        if known is None:
            known = self._space.none
            for action, source, headers in reversed(lines):
                match = source & headers
                known = match | known if action is Action.PERMIT else known & ~match
            self._lists[lines] = known
        return known


def _cells(nests: Sequence[Nest]) -> Iterator[tuple[int, int, int]]:
    """(first, last, number of the innermost nest) for every address, in order."""
    around: list[int] = []
    at = 0
    for number, (first, _, _) in enumerate(nests):
        while around and nests[around[-1]][1] < first:
            inner = around.pop()
            if at <= nests[inner][1]:
                yield at, nests[inner][1], inner
                at = nests[inner][1] + 1
        if at < first:
            yield at, first - 1, around[-1]
            at = first
        around.append(number)
    for inner in reversed(around):
        if at <= nests[inner][1]:
            yield at, nests[inner][1], inner
            at = nests[inner][1] + 1
