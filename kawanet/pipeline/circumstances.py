"""What no configuration can say, taken from the devices' own output: that a port has no light, and
which address a DHCP server gave.

Without it, one unplugged port would make a row of every route that follows from it. Each such fact
is a finding, and a port with an address that is down stays a difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from kawanet.findings import Finding, Severity
from kawanet.forwarding.layer2 import broadcast_domains
from kawanet.model.interfaces import Interface, InterfaceKind, IPInterface
from kawanet.model.network import Device, Network
from kawanet.model.observed import Observed, ObservedInterface
from kawanet.model.plant import Port
from kawanet.parse.result import LineClass, Parsed
from kawanet.verify.conformance.normalise import interface_key

TAKEN = "KW-OBS-002"
_GIVEN = re.compile(r"\b(dhcp|negotiated)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Circumstances:
    """The network as it stood: its dark ports do not carry, its leases are addresses."""

    network: Network
    dark: frozenset[Port] = frozenset()
    findings: tuple[Finding, ...] = ()


def as_it_stood(
    network: Network, parsed: tuple[Parsed, ...], said: Mapping[str, Observed]
) -> Circumstances:
    """Put what the devices said of their ports and leases into the network."""
    leased = {p.device.name: frozenset(_leased(p)) for p in parsed}
    up = broadcast_domains(network).up if said else frozenset()
    devices: list[Device] = []
    dark: set[Port] = set()
    findings: list[Finding] = []
    for device in network.devices:
        seen = {interface_key(i.name): i for i in said.get(device.name, Observed("")).interfaces}
        interfaces = []
        for interface in device.interfaces:
            told = seen.get(interface_key(interface.name))
            if interface.addresses and Port(device.name, interface.name) not in up:
                told = None  # its text, or its cable's other end, says as much
            made, message = _as_told(interface, told, leased.get(device.name, frozenset()))
            interfaces.append(made)
            if message:
                where = told.where if told is not None else None
                findings.append(Finding(TAKEN, Severity.NOTE, message, device.name, where))
            if interface.enabled and not made.enabled:
                dark.add(Port(device.name, interface.name))
        devices.append(replace(device, interfaces=tuple(interfaces)) if findings else device)
    if not findings:
        return Circumstances(network)
    stood = replace(network, devices=tuple(devices))
    return Circumstances(stood, frozenset(dark), tuple(findings))


def _as_told(
    interface: Interface, told: ObservedInterface | None, leased: frozenset[str]
) -> tuple[Interface, str]:
    """The interface as it stood, and what was taken from the output for it."""
    if told is None or not interface.enabled or told.enabled is False:
        return interface, ""
    if _is_port(interface) and told.up is False:
        return replace(interface, enabled=False), f"{interface.name}: no light, as the device says"
    given = tuple(_given(told)) if interface.name in leased and not interface.addresses else ()
    if given:
        text = " ".join(map(str, given))
        return replace(interface, addresses=given), f"{interface.name}: {text}, as DHCP gave it"
    return interface, ""


def _is_port(interface: Interface) -> bool:
    """A port with a plug of its own. Members of a LAG may be down for what is configured."""
    return interface.kind is InterfaceKind.PHYSICAL and not interface.lag


def _given(told: ObservedInterface) -> Iterator[IPInterface]:
    for address in told.addresses or ():
        if address.version == 4 and not address.is_link_local:
            yield address


def _leased(parsed: Parsed) -> Iterator[str]:
    """Interfaces whose text asks a server for an address: the last one above such a line."""
    placed = sorted(
        (i.where.file, i.where.line, i.name) for i in parsed.device.interfaces if i.where
    )
    for line in parsed.unclaimed:
        if line.line_class is LineClass.UNMODELLED and _GIVEN.search(line.text):
            at = (line.where.file, line.where.line)
            above = [name for file, number, name in placed if file == at[0] and number <= at[1]]
            if above:
                yield above[-1]
