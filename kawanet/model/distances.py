"""How far a process trusts what single neighbours tell."""

from __future__ import annotations

from dataclasses import dataclass

from kawanet.model.route_policy import IPNetwork


@dataclass(frozen=True, slots=True)
class DistanceRule:
    """The administrative distance of what neighbours in `source` tell and the ACLs permit."""

    distance: int
    source: IPNetwork
    acls: tuple[str, ...] = ()
