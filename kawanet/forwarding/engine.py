"""What the simulation asks of a routing protocol, and the order in which protocols are asked."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Protocol

from kawanet.findings import Finding
from kawanet.forwarding.dataplane import Session
from kawanet.forwarding.rib import Rows


class Engine(Protocol):
    """A routing protocol at work in the whole network.

    `step` is called with the best rows of all nodes (by number in `Workspace.nodes`; the engine's
    own routes are among them) and the nodes whose best rows changed since its last call; on the
    first call, all. It gives the candidate rows of each node for which they are new (an empty
    table withdraws). `best` is one list that follows the state, so it may be kept. An engine that
    nothing new makes work for returns an empty mapping at once.
    """

    def step(self, best: Sequence[Rows], changed: frozenset[int]) -> Mapping[int, Rows]: ...

    def state(self) -> Hashable:
        """What the next step depends on besides `best`: None for an engine without memory."""
        ...

    def sessions(self) -> Sequence[Session]:
        """Its adjacencies in the end, both sides of each."""
        ...

    def findings(self) -> Sequence[Finding]:
        """What was wrong, as of the last step."""
        ...
