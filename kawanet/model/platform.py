"""What a compiler must know of a platform without knowing the vendor: names and abilities.

Read from `templates/<platform>/platform.yml` by `render.manifest`; only data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kawanet.model.interfaces import Family


@dataclass(frozen=True, slots=True)
class BgpTraits:
    """BGP of a platform where nothing is said: fields of `BgpProcess`, `BgpFamily` and
    `BgpNeighborFamily` that differ from the model's own defaults, and how it is written.

    `policies_fall_through`: a policy that does not decide is no refusal, so that it needs a last
    term. `names_instance`: redistribution names the AS number. `default_vrf`: a process stands in
    the default VRF beside those of others, with these families; None: it does not.
    """

    process: Mapping[str, Any]
    family: Mapping[str, Any]
    peer: Mapping[str, Any]
    policies_fall_through: bool = False
    names_instance: bool = False
    default_vrf: tuple[Family, ...] | None = None


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
    bgp: BgpTraits = BgpTraits({}, {}, {})
