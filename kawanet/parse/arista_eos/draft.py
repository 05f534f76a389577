"""What EOS says beyond the common drafts of the IOS family, gathered while a text is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from kawanet.model.interfaces import IPAddress
from kawanet.parse.cisco_iosxe.draft import DeviceDraft, InterfaceDraft, VrrpDraft


class EosInterface(InterfaceDraft):
    """An interface. A port switches unless it is told not to, whatever else it says."""

    switches: bool | None = None  # `switchport` or `no switchport`, if said
    phone_trunk: bool = False  # untagged in the native VLAN, a phone's VLAN tagged
    native_tagged: bool = False  # a trunk that takes no untagged frame
    passive6: bool | None = None  # OSPFv3 passive, as the interface itself says
    vrrp_defaults: dict[int, VrrpDraft] | None = None  # what holds for both families of a group


@dataclass(slots=True)
class EosDevice(DeviceDraft):
    """Everything read so far."""

    ports: dict[str, EosInterface] = field(default_factory=dict)
    routed_by_default: bool = False  # `switchport default mode routed`
    forwarding: set[tuple[int, str]] = field(default_factory=set)  # (family, VRF) that routes
    ospf_numbers: dict[str, int] = field(default_factory=dict)  # VRF -> its OSPFv2 process
    hosts: dict[str, IPAddress] = field(default_factory=dict)  # names that the text resolves
