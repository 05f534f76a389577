"""Lists of VLANs as every vendor writes them."""

from __future__ import annotations

from collections.abc import Iterator


def vlan_ranges(vlans: tuple[int, ...]) -> Iterator[str]:
    """Write sorted VLAN ids as `10` and `20-30`."""
    start = last = None
    for vlan in (*vlans, None):
        if last is not None and vlan == last + 1:
            last = vlan
            continue
        if start is not None:
            yield str(start) if start == last else f"{start}-{last}"
        start = last = vlan
