"""What a compiler must know of a platform without knowing the vendor: names and abilities.

Read from `templates/<platform>/platform.yml` by `render.manifest`; only data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Platform:
    """Interface names by pattern, and what the platform can do.

    `ports` maps a speed in Mbps to a name pattern with `{n}` (counting from 1 for each speed);
    the other patterns take `{n}`, `{parent}` or `{vlan}`.
    """

    name: str
    vendor: str
    roles: tuple[str, ...]
    ports: Mapping[int, str]
    lag: str
    svi: str
    subinterface: str
    loopback: str
    tunnel: str
    management_acl_names: tuple[str, str] = ("MGMT-V4", "MGMT-V6")
    numbered_ospf: bool = True  # OSPF processes carry a number; else one a VRF
    native_vlan_needed: bool = True  # an 802.1Q trunk always has a native VLAN
    netmiko: str = ""
    ansible_network_os: str = ""
