"""What EOS's syntax cannot say is refused; numbers that EOS wants are found."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_address

import pytest

from kawanet.errors import InternalError
from kawanet.model.interfaces import Interface, InterfaceKind, PortMode, Switchport, VrrpGroup
from kawanet.model.network import Device, Vrf
from kawanet.model.routing import OspfProcess, Routing
from kawanet.model.system import System
from kawanet.render.engine import render_device


def lines(device: Device) -> list[str]:
    return render_device(device)["r1.cfg"].split("\n")


def with_interface(interface: Interface) -> Device:
    return Device("r1", "arista_eos", interfaces=(interface,))


def test_a_trunk_without_a_native_vlan_takes_no_untagged_frame() -> None:
    port = Interface(
        "Ethernet1", InterfaceKind.PHYSICAL, switchport=Switchport(PortMode.TRUNK, allowed_vlans=())
    )
    found = lines(with_interface(port))
    assert "   switchport trunk native vlan tag" in found
    assert "   switchport trunk allowed vlan none" in found


def test_processes_take_the_numbers_of_their_vrfs() -> None:
    vrfs = (Vrf("A", 1), Vrf("B", 40), Vrf("C", 40), Vrf("D"))
    router_id = IPv4Address("1.1.1.1")
    names = ("default", "A", "B", "C", "D")
    processes = tuple(OspfProcess(name, 4, None, router_id) for name in names)
    found = lines(Device("r1", "arista_eos", vrfs=vrfs, routing=Routing((), processes)))
    assert [line for line in found if line.startswith("router")] == [
        "router ospf 2",
        "router ospf 1 vrf A",
        "router ospf 40 vrf B",
        "router ospf 3 vrf C",
        "router ospf 4 vrf D",
    ]


@pytest.mark.parametrize(
    "device",
    [
        Device("r1", "arista_eos", System(banner="a\nEOF\nb")),
        Device("r1", "arista_eos", System(cleartext_services=("finger",))),
        with_interface(Interface("Vlan1", InterfaceKind.SVI, speed_bps=10**9)),
        with_interface(Interface("Ethernet1", InterfaceKind.PHYSICAL, speed_bps=64_000)),
        with_interface(
            Interface(
                "Vlan1",
                InterfaceKind.SVI,
                vrrp=(
                    VrrpGroup(4, 1, ip_address("10.0.0.1"), 100),
                    VrrpGroup(6, 1, ip_address("fd00::1"), 90),
                ),
            )
        ),
    ],
)
def test_what_eos_cannot_say_is_refused(device: Device) -> None:
    with pytest.raises(InternalError):
        lines(device)
