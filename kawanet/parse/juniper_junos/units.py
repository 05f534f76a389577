"""What a unit is in the model, and by which name other statements of the model call it."""

from __future__ import annotations

from kawanet.model.interfaces import InterfaceKind
from kawanet.parse.juniper_junos.draft import DeviceDraft, PortDraft, UnitDraft

_CARRIERS = {
    "lo0": InterfaceKind.LOOPBACK,
    "irb": InterfaceKind.SVI,
    "vlan": InterfaceKind.SVI,
    "gr": InterfaceKind.TUNNEL,
    "ip": InterfaceKind.TUNNEL,
    "st0": InterfaceKind.TUNNEL,
    "lt": InterfaceKind.TUNNEL,
}


def carrier(port: str) -> InterfaceKind | None:
    """The kind of all units of a port that is only a carrier of units; None of any other port."""
    return _CARRIERS.get(port.partition("-")[0])


def kind_of(unit: UnitDraft) -> InterfaceKind:
    """The kind that a unit has in the model."""
    carried = carrier(unit.port.name)
    if carried:
        return carried
    if unit.number or unit.vlan is not None:
        return InterfaceKind.SUBINTERFACE
    return port_kind(unit.port)


def port_kind(port: PortDraft) -> InterfaceKind:
    """Whether a port is an aggregate."""
    name = port.name
    lag = name.startswith(("ae", "reth")) and name.lstrip("aerth").isdecimal()
    return InterfaceKind.LAG if lag else InterfaceKind.PHYSICAL


def name_of(unit: UnitDraft) -> str:
    """The interface that a unit is in the model: unit 0 of a port without a tag is the port."""
    merged = kind_of(unit) in (InterfaceKind.PHYSICAL, InterfaceKind.LAG)
    return unit.port.name if merged else unit.name


def interface_name(d: DeviceDraft, word: str) -> str:
    """The model's name of what a statement calls an interface."""
    unit = d.unit(word)
    return name_of(unit) if unit else word
