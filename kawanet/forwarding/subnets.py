"""Guess segments from equal subnets, for a folder of texts without any cabling."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from kawanet.forwarding.ports import InterfaceKey
from kawanet.model.interfaces import InterfaceKind
from kawanet.model.network import Network
from kawanet.model.policy import IPNetwork

NOT_SHARED = (InterfaceKind.LOOPBACK, InterfaceKind.TUNNEL)


def infer_by_subnet(
    network: Network, up: Iterable[InterfaceKey]
) -> Iterator[tuple[InterfaceKey, InterfaceKey]]:
    """Yield pairs of interfaces that are on one segment because their subnets are equal.

    VRF names may differ between two ends, so they count only where some device has the subnet in
    two VRFs at once. Link-local and host prefixes join nothing.
    """
    groups: dict[IPNetwork, list[tuple[InterfaceKey, str]]] = {}
    for key in up:
        interface = network.device[key.device].interface[key.interface]
        if interface.kind in NOT_SHARED:
            continue
        for address in interface.addresses:
            subnet = address.network
            if subnet.prefixlen < subnet.max_prefixlen and not subnet.is_link_local:
                groups.setdefault(subnet, []).append((key, interface.vrf))
    for members in groups.values():
        for segment in _segments(members):
            yield from pairwise(segment)


def _segments(members: Sequence[tuple[InterfaceKey, str]]) -> list[list[InterfaceKey]]:
    vrfs: dict[str, set[str]] = {}
    for key, vrf in members:
        vrfs.setdefault(key.device, set()).add(vrf)
    apart = any(len(v) > 1 for v in vrfs.values())
    segments: dict[str, list[InterfaceKey]] = {}
    for key, vrf in members:
        segments.setdefault(vrf if apart else "", []).append(key)
    return list(segments.values())
