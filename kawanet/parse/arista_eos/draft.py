"""What EOS says beyond the common drafts of the IOS family, gathered while a text is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from kawanet.model.interfaces import Family, IPAddress
from kawanet.parse.bgp_draft import PeerDraft
from kawanet.parse.cisco_iosxe.draft import DeviceDraft, InterfaceDraft, VrrpDraft

if TYPE_CHECKING:
    from kawanet.parse.arista_eos.pbr import PbrRule


class EosInterface(InterfaceDraft):
    """An interface. A port switches unless it is told not to, whatever else it says."""

    switches: bool | None = None  # `switchport` or `no switchport`, if said
    phone_trunk: bool = False  # untagged in the native VLAN, a phone's VLAN tagged
    native_tagged: bool = False  # a trunk that takes no untagged frame
    passive6: bool | None = None  # OSPFv3 passive, as the interface itself says
    vrrp_defaults: dict[int, VrrpDraft] | None = None  # what holds for both families of a group
    trunk_groups: tuple[str, ...] = ()  # whose VLANs this trunk carries


@dataclass(slots=True)
class EosDevice(DeviceDraft):
    """Everything read so far."""

    ports: dict[str, EosInterface] = field(default_factory=dict)
    routed_by_default: bool = False  # `switchport default mode routed`
    forwarding: set[tuple[int, str]] = field(default_factory=set)  # (family, VRF) that routes
    ospf_numbers: dict[str, int] = field(default_factory=dict)  # VRF -> its OSPFv2 process
    hosts: dict[str, IPAddress] = field(default_factory=dict)  # names that the text resolves
    isis_families: dict[str, set[Family]] = field(default_factory=dict)  # instance -> its own
    as_path_characters: bool = False  # `ip as-path regex-mode string`
    peer_filters: dict[str, list[tuple[int, int]]] = field(default_factory=dict)  # AS numbers
    filtered_peers: list[tuple[PeerDraft, str, int]] = field(default_factory=list)
    grouped_vlans: dict[int, set[str]] = field(default_factory=dict)  # VLAN -> its trunk groups
    pbr_classes: dict[str, list[str]] = field(default_factory=dict)  # class -> ACLs
    pbr_policies: dict[str, list[PbrRule]] = field(default_factory=dict)
    general_router_ids: dict[str, IPv4Address] = field(default_factory=dict)  # by VRF
    bgp_stopped: set[str] = field(default_factory=set)  # VRFs whose process is shut down
    takes_internal_bgp: bool = True
    multi_agent: bool = False  # `service routing protocols model multi-agent`
