"""What IOS-XE's syntax cannot say is refused, and long lists are cut."""

from __future__ import annotations

import pytest

from kawanet.errors import InternalError
from kawanet.model.interfaces import Interface, InterfaceKind, LagMember, PortMode, Switchport
from kawanet.model.network import Device
from kawanet.model.policy import Acl, AclRule, Action, Policy, PortRange
from kawanet.model.system import Secret, System, User
from kawanet.render.engine import render_device


def lines(device: Device) -> list[str]:
    return render_device(device)["r1.cfg"].split("\n")


def with_ports(protocol: int | None, *ports: PortRange) -> Device:
    rule = AclRule(Action.PERMIT, protocol, destination_ports=ports)
    return Device("r1", "cisco_iosxe", policy=Policy((Acl("A", 4, (rule,)),)))


@pytest.mark.parametrize(
    ("protocol", "ports", "expected"),
    [
        (6, (PortRange(80, 80),), " permit tcp any any eq 80"),
        (6, (PortRange(1, 9),), " permit tcp any any range 1 9"),
        (17, (PortRange(5, 5), PortRange(7, 7)), " permit udp any any eq 5 7"),
        (17, (PortRange(0, 6), PortRange(8, 65535)), " permit udp any any neq 7"),
    ],
)
def test_ports(protocol: int, ports: tuple[PortRange, ...], expected: str) -> None:
    assert expected in lines(with_ports(protocol, *ports))


@pytest.mark.parametrize(
    ("protocol", "ports"),
    [
        (1, (PortRange(80, 80),)),
        (None, (PortRange(80, 80),)),
        (6, (PortRange(1, 2), PortRange(5, 6))),
        (6, tuple(PortRange(n, n) for n in range(1, 30, 2))),
    ],
)
def test_ports_that_one_line_cannot_hold(
    protocol: int | None, ports: tuple[PortRange, ...]
) -> None:
    with pytest.raises(InternalError):
        lines(with_ports(protocol, *ports))


def test_long_vlan_lists_are_cut_below_the_line_limit() -> None:
    vlans = tuple(range(2, 1002, 2))
    port = Interface(
        "GigabitEthernet1/0/1",
        InterfaceKind.PHYSICAL,
        switchport=Switchport(PortMode.TRUNK, native_vlan=999, allowed_vlans=vlans),
    )
    found = [x for x in lines(Device("r1", "cisco_iosxe", interfaces=(port,))) if "allowed" in x]
    assert len(found) > 5
    assert max(map(len, found)) < 254
    assert [" add " in x for x in found] == [False] + [True] * (len(found) - 1)


def test_a_member_of_a_routed_lag_is_told_that_it_is_routed() -> None:
    access = Switchport(PortMode.ACCESS, 1)
    member = Interface(
        "GigabitEthernet1/0/1", InterfaceKind.PHYSICAL, lag=LagMember("Port-channel1")
    )
    other = Interface("GigabitEthernet1/0/2", InterfaceKind.PHYSICAL, switchport=access)
    for switchport, expected in ((None, 2), (access, 0)):
        lag = Interface("Port-channel1", InterfaceKind.LAG, switchport=switchport)
        device = Device("r1", "cisco_iosxe", interfaces=(member, other, lag))
        assert lines(device).count(" no switchport") == expected


def test_a_banner_takes_a_delimiter_it_does_not_hold() -> None:
    device = Device("r1", "cisco_iosxe", System(banner="press ^C or #"))
    assert "banner login ~" in lines(device)
    with pytest.raises(InternalError):
        lines(Device("r1", "cisco_iosxe", System(banner="^C#~|`\x03")))


def test_secrets_stand_as_references() -> None:
    users = (
        User("a", Secret("reference", "admin")),
        User("b", Secret("hashed"), 1),
        User("enable", Secret("plain")),
    )
    found = lines(Device("r1", "cisco_iosxe", System(users=users)))
    assert "username a privilege 15 secret %%secret:admin%%" in found
    assert "username b privilege 1 secret 9 %%secret:hashed%%" in found
    assert "enable password 0 %%secret:plain%%" in found
