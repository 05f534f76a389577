"""The rows of a conformance report."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from kawanet.errors import Span
from kawanet.model.network import DEFAULT_VRF


class DifferenceKind(StrEnum):
    """How the computed and the observed differ. The first four are about which way packets go."""

    MISSING = "missing"  # the device has it, we have not
    EXTRA = "extra"  # we have it, the device has not
    PROTOCOL = "protocol"
    NEXT_HOPS = "next-hops"
    DISTANCE = "distance"
    METRIC = "metric"
    STATE = "state"  # a neighbour or interface is up here and down there
    ADDRESSES = "addresses"


WAYS = frozenset(
    (
        DifferenceKind.MISSING,
        DifferenceKind.EXTRA,
        DifferenceKind.PROTOCOL,
        DifferenceKind.NEXT_HOPS,
    )
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `about` is route, neighbour or interface; `subject` the prefix, the peer or
    the name; `where` the line that made what we computed."""

    device: str
    vrf: str
    about: str
    subject: str
    kind: DifferenceKind
    computed: str
    observed: str
    where: Span | None = None


@dataclass(frozen=True, slots=True)
class SetAside:
    """What was not compared, how often, and why."""

    device: str
    vrf: str
    what: str
    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """How much of one table agrees. A route agrees if prefix, protocol and next hops do; distances
    and metrics are counted beside it. Percentages are rounded down, to a tenth."""

    device: str
    vrf: str
    about: str
    compared: int
    agreed: int
    agreed_with_metrics: int

    @property
    def is_main(self) -> bool:
        """Whether it is of a device's main routing table."""
        return self.about == "route" and self.vrf == DEFAULT_VRF

    @property
    def percent(self) -> float:
        """Of what was compared; of nothing, all."""
        return self.agreed * 1000 // self.compared / 10 if self.compared else 100.0


@dataclass(frozen=True)
class Conformance:
    """All rows, sorted. `silent` are configured devices of which no routing table was captured."""

    differences: tuple[Difference, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    silent: tuple[str, ...] = field(default=())

    def total(self, about: str, vrf: str | None = None) -> Agreement:
        """All agreements about routes, neighbours or interfaces together; of one VRF's name."""
        parts = [a for a in self.agreements if a.about == about and vrf in {None, a.vrf}]
        return Agreement(
            "all",
            "all" if vrf is None else vrf,
            about,
            sum(a.compared for a in parts),
            sum(a.agreed for a in parts),
            sum(a.agreed_with_metrics for a in parts),
        )
