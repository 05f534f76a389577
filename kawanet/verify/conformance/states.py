"""Neighbours and interfaces compared: which sessions are up, which ports, with which addresses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from ipaddress import ip_address

from kawanet.forwarding.dataplane import DataPlane, Session
from kawanet.model.interfaces import Interface, InterfaceKind
from kawanet.model.network import DEFAULT_VRF, Device
from kawanet.model.observed import Observed, ObservedInterface, ObservedNeighbour
from kawanet.model.plant import Port
from kawanet.verify.conformance.normalise import interface_key
from kawanet.verify.conformance.rows import (
    Agreement,
    Difference,
    DifferenceKind,
    SetAside,
)
from kawanet.verify.conformance.tables import Account

NOT_ASKED = "the neighbours of this VRF were not captured"
# Platforms whose command without a VRF shows the neighbours of all of them.
_SHOW_ALL = {
    "cisco_iosxe": frozenset(("ospf", "ospfv3", "bgp", "isis")),
    "fortinet_fortios": frozenset(("ospf", "ospfv3", "bgp", "isis")),
    "juniper_junos": frozenset(("bgp",)),
}
INTERNAL = "Junos's own ports, between its cards: no line configures them"
NOT_CONFIGURED = "in no line of the configuration, and without an address"
NO_PLUG = "a port without an address: whether something is plugged in stands in no configuration"
SECONDARY = "secondary addresses, which this system's output leaves out"
_PRIMARY_ALONE = frozenset(("cisco_iosxe", "cisco_nxos", "fortinet_fortios"))
_SPOKEN = frozenset(("ospf", "ospfv3", "bgp", "eigrp", "isis"))

JUNOS = "juniper_junos"
_JUNOS_OWN = re.compile(
    r"(bme\d*|jsrv|em\d+|fxp[1-9]|pf[eh]-\d/\d/\d|lo0|[a-z]{2}-\d+/\d+/\d+)\.(\d+)"
)

PeerKey = tuple[str, str, str]  # VRF, protocol, and the peer's address (or the interface)


def compare_neighbours(plane: DataPlane, device: str, said: Observed, account: Account) -> None:
    """Compare the sessions of each protocol whose neighbours were captured."""
    ours: dict[PeerKey, Session] = {}
    aside: Counter[str] = Counter()
    for session in plane.sessions:
        kind = session.protocol if session.protocol in _SPOKEN else ""
        if session.device != device or not any(a.kind == kind for a in said.asked):
            continue
        if _was_asked(plane, said, kind, session):
            ours[session.vrf, session.protocol, _session_peer(session)] = session
        else:
            aside[session.vrf] += 1
    theirs = {_key(n, ours): n for n in said.neighbours}
    different = 0
    for key in sorted({*ours, *theirs}):
        row = _peer_difference(device, key, ours.get(key), theirs.get(key))
        if row is not None:
            account.differences.append(row)
            different += 1
    compared = len({*ours, *theirs})
    account.set_aside += [
        SetAside(device, vrf, "neighbours", count, NOT_ASKED)
        for vrf, count in sorted(aside.items())
    ]
    if compared:
        agreed = compared - different
        account.agreements.append(Agreement(device, "", "neighbour", compared, agreed, agreed))


def _was_asked(plane: DataPlane, said: Observed, kind: str, session: Session) -> bool:
    """Whether the captured commands would have shown the neighbours of a VRF: those of all, of the
    VRF named, or of the main one."""
    asked = {a.vrf for a in said.asked if a.kind == kind}
    shown = {n.vrf for n in said.neighbours if n.protocol == session.protocol}
    device = plane.network.device.get(session.device)
    if device is not None and "" in asked and kind in _SHOW_ALL.get(device.platform, ()):
        return True
    main = session.vrf == DEFAULT_VRF and "" in asked
    return main or bool({"*", session.vrf} & asked) or session.vrf in shown


def _session_peer(session: Session) -> str:
    by_port = session.protocol in {"isis", "ospfv3"} or session.remote is None
    return interface_key(session.interface) if by_port else str(session.remote)


def _key(seen: ObservedNeighbour, ours: Iterable[PeerKey]) -> PeerKey:
    """By the peer's address, else by the interface it is heard on; in the VRF that was told, or,
    where none was, in whichever has it."""
    names = (_peer_name(seen.peer), interface_key(seen.interface))
    alike = [k for k in ours if k[1] == seen.protocol and (not seen.vrf or k[0] == seen.vrf)]
    for name in filter(None, names):
        for key in sorted(alike):
            if key[2] == name:
                return key
    return seen.vrf or DEFAULT_VRF, seen.protocol, names[0]


def _peer_name(peer: str) -> str:
    """An address in its one spelling; a name as it is."""
    try:
        return str(ip_address(peer))
    except ValueError:
        return peer


def _peer_difference(
    device: str, key: PeerKey, ours: Session | None, theirs: ObservedNeighbour | None
) -> Difference | None:
    up = (ours is not None and ours.up, theirs is not None and theirs.up)
    if up[0] == up[1]:
        return None
    vrf, protocol, peer = key
    return Difference(
        device,
        vrf,
        "neighbour",
        f"{protocol} {peer}",
        DifferenceKind.STATE,
        "" if ours is None else ("up" if ours.up else f"down: {ours.reason}".rstrip(": ")),
        "" if theirs is None else (theirs.state or "up"),
        ours.where if ours is not None else None,
    )


def compare_interfaces(
    plane: DataPlane,
    device: Device,
    said: Observed,
    account: Account,
    dark: frozenset[Port] = frozenset(),
) -> None:
    """Compare state and addresses of every interface that was shown. Ports in `dark` are up by
    their text."""
    mine: Mapping[str, Interface] = {interface_key(i.name): i for i in device.interfaces}
    aside: Counter[str] = Counter()
    compared, different = 0, 0
    for seen in _one_each(said.interfaces):
        interface = mine.get(interface_key(seen.name))
        reason = _not_compared(device, interface, seen)
        if reason is not None:
            aside[reason] += 1
            continue
        aside[SECONDARY] += _left_out(device, interface, seen)
        lit = interface is not None and Port(device.name, interface.name) in dark
        rows = _port_differences(plane, device, interface, seen, lit)
        compared += 1
        different += bool(rows)
        account.differences += rows
    if compared:
        agreed = compared - different
        account.agreements.append(Agreement(device.name, "", "interface", compared, agreed, agreed))
    account.set_aside += [
        SetAside(device.name, "", "interfaces", count, reason)
        for reason, count in sorted(aside.items())
        if count
    ]


def _left_out(device: Device, interface: Interface | None, seen: ObservedInterface) -> int:
    """How many addresses an output does not print because it prints one alone, and that is ours."""
    if interface is None or device.platform not in _PRIMARY_ALONE:
        return 0
    ours, theirs = (
        {a for a in _addresses(of.addresses or ()) if ":" not in a} for of in (interface, seen)
    )
    return len(ours) - 1 if len(theirs) == 1 and theirs < ours else 0


def _not_compared(
    device: Device, interface: Interface | None, seen: ObservedInterface
) -> str | None:
    """Why an interface is not compared; None: it is."""
    if interface is None and device.platform == JUNOS and _JUNOS_OWN.fullmatch(seen.name):
        return INTERNAL
    addressed = bool(_addresses(seen.addresses or ()))
    if interface is None:
        return None if addressed else NOT_CONFIGURED
    return None if addressed or _is_routed(interface) else NO_PLUG


def _one_each(interfaces: Iterable[ObservedInterface]) -> list[ObservedInterface]:
    """A Junos port and its unit 0 are one interface: the unit's word counts."""
    found: dict[str, ObservedInterface] = {}
    for seen in interfaces:
        key = interface_key(seen.name)
        if key not in found or seen.addresses is not None:
            found[key] = seen
    return list(found.values())


def _is_routed(interface: Interface) -> bool:
    return bool(interface.addresses) or interface.kind in {
        InterfaceKind.SVI,
        InterfaceKind.LOOPBACK,
        InterfaceKind.TUNNEL,
    }


def _port_differences(
    plane: DataPlane,
    device: Device,
    interface: Interface | None,
    seen: ObservedInterface,
    lit: bool,
) -> list[Difference]:
    where = interface.where if interface is not None else None
    vrf = interface.vrf if interface is not None else (seen.vrf or DEFAULT_VRF)
    name = interface.name if interface is not None else seen.name
    up = lit or (interface is not None and Port(device.name, interface.name) in plane.up)

    def row(kind: DifferenceKind, computed: str, observed: str) -> Difference:
        return Difference(device.name, vrf, "interface", name, kind, computed, observed, where)

    rows = []
    shut = interface is not None and not interface.enabled
    if seen.up is not None and up != seen.up and (interface is None or _is_routed(interface)):
        rows.append(row(DifferenceKind.STATE, _state(up), _state(seen.up)))
    elif seen.up is None and interface is not None and seen.enabled is shut:
        rows.append(row(DifferenceKind.STATE, _state(not shut), _state(bool(seen.enabled))))
    if seen.addresses is not None:
        ours, theirs = (
            _addresses(interface.addresses if interface else ()),
            _addresses(seen.addresses),
        )
        if not any(a.version == 6 for a in seen.addresses):
            ours = [a for a in ours if ":" not in a]  # text output of most systems is IPv4's
        if _left_out(device, interface, seen):
            ours = [a for a in ours if ":" in a or a in theirs]
        if ours != theirs:
            rows.append(row(DifferenceKind.ADDRESSES, " ".join(ours), " ".join(theirs)))
    return rows


def _state(up: bool) -> str:
    return "up" if up else "down"


def _addresses(addresses: Iterable[object]) -> list[str]:
    """Sorted; link-local ones are made by the system, and told by some outputs only."""
    return sorted(str(a) for a in addresses if not str(a).lower().startswith("fe80:"))
