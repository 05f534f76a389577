"""Two networks compared: their routes, and every flow that they treat differently."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from kawanet.errors import Span
from kawanet.findings import Verdict
from kawanet.forwarding.dataplane import DataPlane
from kawanet.pipeline.rows import Rows
from kawanet.pipeline.worth import PROVED, qualified
from kawanet.verify.flow_changes import FlowChange, flow_changes
from kawanet.verify.ground import TooLarge
from kawanet.verify.routes import RouteChange, route_changes


@dataclass(frozen=True)
class Difference:
    """What differs between two networks; computed when asked for."""

    before: DataPlane
    after: DataPlane
    outside: tuple[Span, ...] = ()  # lines of either that could change forwarding, not modelled
    strange: int = 0  # lines of either that are not recognised

    @cached_property
    def routes(self) -> Rows[RouteChange]:
        """Routes that differ in protocol or next hops."""
        return Rows.of(RouteChange, route_changes(self.before, self.after))

    @cached_property
    def _flows(self) -> tuple[FlowChange, ...] | None:
        try:
            return flow_changes(self.before, self.after)
        except TooLarge:
            return None

    @property
    def flows(self) -> Rows[FlowChange]:
        """Flows that arrive in one network only; exact, over all packets."""
        return Rows.of(FlowChange, self._flows or ())

    @property
    def verdict(self) -> Verdict:
        """PROVED: no flow changed. REFUTED: some did. UNKNOWN: none did as far as the model goes,
        or the filters are too large to be compared."""
        if self.flows:
            return Verdict.REFUTED
        return Verdict.UNKNOWN if self.outside or self._flows is None else Verdict.PROVED

    @property
    def said(self) -> str:
        """The verdict in a sentence."""
        if self.flows:
            return f"{len(self.flows)} kinds of flow changed"
        if self._flows is None:
            return "not known: the filters of these networks are too large to be compared"
        return qualified("no flow changed", PROVED, self.outside, self.strange)
