"""The questions, as a library: `kawanet.read(folder)` gives a `Net`, and a `Net` answers in rows.

>>> import kawanet
>>> net = kawanet.read("backups")                            # doctest: +SKIP
>>> net.routes(device="r1").to_pandas()                      # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from kawanet.design.nearest import did_you_mean
from kawanet.errors import InputError, Problem, Span
from kawanet.forwarding import Trace, simulate
from kawanet.forwarding.dataplane import DataPlane, Session
from kawanet.model.interfaces import Family
from kawanet.model.network import Network
from kawanet.model.policy import Acl, PortRange
from kawanet.model.routing import IPNetwork
from kawanet.pipeline.difference import Difference
from kawanet.pipeline.folder import read_network
from kawanet.pipeline.reaching import Reach, ask_reach
from kawanet.pipeline.rows import Rows
from kawanet.pipeline.snapshot import Snapshot, platform_choices
from kawanet.pipeline.trace import packet_of, walk_packet
from kawanet.pipeline.worth import qualified
from kawanet.verify import filter_lines, references, troubles
from kawanet.verify.cover import HeaderRow, cover
from kawanet.verify.filter_lines import FilterDifference, FilterLine
from kawanet.verify.filters import FilterTable
from kawanet.verify.ground import Ground, TooLarge, ground, in_both_families
from kawanet.verify.headerspace import Space, covers
from kawanet.verify.references import Undefined, Unused
from kawanet.verify.routes import PROTOCOL_WORDS, RouteRow, is_of, route_rows
from kawanet.verify.troubles import BlackHole, Loop, Multipath

T = TypeVar("T")
SOURCE_PORT = 50000
MOST_ROWS = 1000  # of a set of packets


def read(*paths: str | Path, cached: bool = True, platforms: Iterable[str] = ()) -> Net:
    """Read a network of configuration texts: files and folders, with the cabling where it is told.

    What cannot be read stands in `Net.snapshot.findings`. `platforms` overrule what is recognised:
    `NAME` for all files, `GLOB=NAME` for some.

    Raises:
        InputError: nothing can be read, or the cabling cannot be used.
    """
    choices = platform_choices(platforms)
    snapshot, network = read_network(tuple(map(Path, paths)), cached, choices)
    return Net(snapshot, network)


@dataclass(frozen=True)
class Net:
    """A network that was read, and what may be asked of it."""

    snapshot: Snapshot
    network: Network

    @cached_property
    def dataplane(self) -> DataPlane:
        """Segments, routes and forwarding tables; computed when first asked for."""
        return simulate(self.network)

    @cached_property
    def outside(self) -> tuple[Span, ...]:
        """Lines that could change forwarding and that no answer counts with: while there are any,
        nothing is proved."""
        return tuple(where for lines in self.snapshot.doubtful().values() for where in lines)

    @property
    def strange(self) -> int:
        """How many lines are not recognised; they are taken to change nothing."""
        return self.snapshot.unrecognised

    def said(self, sentence: str, proof: str = "") -> str:
        """A sentence that says nothing was found, with what it is worth."""
        return qualified(sentence, proof, self.outside, self.strange)

    def routes(
        self,
        device: str | None = None,
        vrf: str | None = None,
        protocol: str | None = None,
        prefix: IPNetwork | None = None,
    ) -> Rows[RouteRow]:
        """Best routes: of a device, of a VRF, of a protocol (`ospf` is of any kind), inside a
        prefix. Raises InputError for a device, VRF or protocol that there is not."""
        self._known(device)
        vrfs = {node.vrf for node in self.dataplane.nodes if device in {None, node.device}}
        if vrf is not None and vrf not in vrfs:
            raise _unknown(vrf, "no such VRF", sorted(vrfs))
        if protocol is not None and protocol not in PROTOCOL_WORDS:
            raise _unknown(protocol, "no such protocol", PROTOCOL_WORDS)
        return Rows.of(
            RouteRow,
            (
                r
                for r in route_rows(self.dataplane, device)
                if vrf in {None, r.vrf}
                and (protocol is None or is_of(r.protocol, protocol))
                and (prefix is None or _inside(r.prefix, prefix))
            ),
        )

    def sessions(self, device: str | None = None) -> Rows[Session]:
        """OSPF neighbours and BGP peers, up or not, and why not."""
        self._known(device)
        found = self.dataplane.sessions
        return Rows.of(Session, (s for s in found if device in {None, s.device}))

    def diff(self, other: Net) -> Difference:
        """How another network (the later one) differs: routes, and every flow that changed."""
        outside = tuple(dict.fromkeys(self.outside + other.outside))
        strange = self.strange + other.strange
        return Difference(self.dataplane, other.dataplane, outside, strange)

    def trace(
        self,
        source: str,
        destination: str,
        proto: str = "tcp",
        port: int | None = None,
        start: str | None = None,
    ) -> tuple[Trace, ...]:
        """One packet through every equal-cost branch, from wherever its source lives, or from
        `start` (DEVICE:INTERFACE); each step with the line that decided."""
        packet = packet_of(source, destination, proto, port, SOURCE_PORT)
        return walk_packet(self.dataplane, packet, start)

    def reach(
        self,
        origin: str,
        target: str,
        proto: str | None = None,
        ports: tuple[PortRange, ...] = (),
        with_return: bool = False,
        family: Family | None = None,
        most: int = MOST_ROWS,
    ) -> Reach:
        """Which first packets get from here to there (see `reaching.ask_reach`)."""
        return ask_reach(self.dataplane, origin, target, proto, ports, with_return, family, most)

    def loops(self) -> Rows[Loop]:
        """Circles of routers in which packets go round."""
        return self._of_both(Loop, troubles.loops)

    def black_holes(self) -> Rows[BlackHole]:
        """Routers that drop, for want of a route, packets to living addresses sent to them."""
        return self._of_both(BlackHole, troubles.black_holes)

    def multipath(self) -> Rows[Multipath]:
        """Packets of which one equal-cost branch arrives and another is dropped."""
        return self._of_both(Multipath, troubles.inconsistent)

    def _of_both(self, kind: type[T], question: Callable[[Ground], Iterable[T]]) -> Rows[T]:
        plane = self.dataplane
        try:
            return Rows(kind, in_both_families(lambda family: question(ground(plane, family))))
        except TooLarge as error:
            message = "the filters of this network are too large to be asked together"
            raise InputError((Problem(Span(kind.__name__), message),)) from error

    def undefined(self, device: str | None = None) -> Rows[Undefined]:
        """Names that are used but not defined."""
        self._known(device)
        found = references.undefined(self.network)
        return Rows.of(Undefined, (f for f in found if device in {None, f.device}))

    def unused(self, device: str | None = None) -> Rows[Unused]:
        """Names that are defined but not used."""
        self._known(device)
        found = references.unused(self.network)
        return Rows.of(Unused, (f for f in found if device in {None, f.device}))

    def filters(self, device: str | None = None) -> Rows[FilterLine]:
        """Lines of access lists and firewalls that have no effect."""
        self._known(device)
        found = filter_lines.lines_without_effect(self.network)
        return Rows.of(FilterLine, (f for f in found if device in {None, f.device}))

    def permitted(self, device: str, acl: str, most: int = MOST_ROWS) -> Rows[HeaderRow]:
        """What an access list permits, as rows that do not overlap; at most `most`.

        An access list of both families gives the rows of both.
        """
        rows: list[HeaderRow] = []
        complete = True
        for one in self.acls(device, acl):
            space = Space(one.family)
            found = cover(space, FilterTable(space).acl(one), most - len(rows))
            rows += map(HeaderRow.of, found.rows)
            complete &= found.complete
        return Rows(HeaderRow, tuple(rows), 0 if complete else 1)

    def same(self, device: str, acl: str, other_device: str, other: str) -> Rows[FilterDifference]:
        """Packets on which two access lists disagree; no row: they are the same."""
        mine = {a.family: a for a in self.acls(device, acl)}
        theirs = {a.family: a for a in self.acls(other_device, other)}
        families: tuple[Family, Family] = (4, 6)
        return Rows.of(
            FilterDifference,
            (
                d
                for family in families
                if family in mine or family in theirs
                for d in filter_lines.differences(
                    Space(family),
                    mine.get(family, Acl(acl, family)),
                    theirs.get(family, Acl(other, family)),
                )
            ),
        )

    def acls(self, device: str, name: str) -> tuple[Acl, ...]:
        """The access lists of that name on a device, of either family. Raises InputError."""
        self._known(device)
        held = self.network.device[device].policy.acls
        found = tuple(a for a in held if a.name == name)
        if not found:
            raise _unknown(f"{device}:{name}", "no such access list", [a.name for a in held])
        return found

    def _known(self, device: str | None) -> str | None:
        if device is not None and device not in self.network.device:
            raise _unknown(device, "no such device", self.network.device)
        return device


def _inside(inner: IPNetwork, outer: IPNetwork) -> bool:
    (first, last), (low, high) = covers(inner), covers(outer)
    return inner.version == outer.version and low <= first and last <= high


def _unknown(word: str, message: str, known: Iterable[str]) -> InputError:
    return InputError((Problem(Span(word), message, did_you_mean(word, known)),))
