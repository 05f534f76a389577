"""What a design must satisfy beyond the form of each value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kawanet.design import dates, numbers, peering, references, shape
from kawanet.design.index import Complaint, Index
from kawanet.design.schema import Design

CHECKS = (
    numbers.unique_names,
    references.places,
    references.plant,
    references.systems,
    references.settings,
    references.flows,
    numbers.tier_blocks,
    numbers.vlan_blocks,
    numbers.address_space,
    numbers.prefixes_apart,
    dates.in_order,
    dates.one_at_a_time,
    dates.one_attachment,
    shape.rings_close,
    shape.sites_fit_their_kind,
    shape.ports_fit,
    shape.sites_are_joined,
    shape.circuits_carry_the_tiers,
    shape.systems_have_a_room,
    shape.dependencies_end,
    shape.firewalls_join,
    shape.settings_fit,
    peering.numbers_differ,
)


def check(design: Design, broken: Mapping[str, frozenset[str]]) -> Iterator[Complaint]:
    """Find everything wrong between the values of a design.

    `broken` holds, by top-level key, names of items that are not valid by themselves.
    """
    index = Index(design, broken)
    for each in CHECKS:
        yield from each(index)
