"""Closed mobile: the edge routers' hand-off to the carrier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from kawanet.addressing.values import MOBILE_EDGE
from kawanet.addressing.wiring import Box, Cable
from kawanet.compiler.acls import FAMILIES, mobile_acl_name
from kawanet.compiler.day import Day, vrf_of
from kawanet.compiler.gateways import at4, at6
from kawanet.compiler.routed import base_interfaces
from kawanet.model.interfaces import FilterBinding, Interface

DIRECTIONS: tuple[Literal["in"], Literal["out"]] = ("in", "out")


def mobile_port(day: Day, box: Box, cable: Cable) -> Iterator[Interface]:
    """The hand-off port: in the mobile tier's VRF, nothing passes but the terminals' flows."""
    mobile = day.design.mobile
    if mobile is None:
        return
    number = box.index - 1
    for base in base_interfaces(day, box, cable):
        yield replace(
            base,
            vrf=vrf_of(mobile.tier),
            addresses=(
                at4(mobile.handoffs_ipv4[number], MOBILE_EDGE),
                at6(mobile.handoffs_ipv6[number], MOBILE_EDGE),
            ),
            mtu=mobile.mtu,
            filters=_filters(),
            router_advertisements=False,
        )


def _filters() -> tuple[FilterBinding, ...]:
    return tuple(
        FilterBinding(mobile_acl_name(family, direction), family, direction)
        for direction in DIRECTIONS
        for family in FAMILIES
    )
