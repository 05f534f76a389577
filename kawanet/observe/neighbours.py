"""Neighbours and interfaces printed as text: rows of a TextFSM template -> observed values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from ipaddress import ip_interface

from kawanet.model.interfaces import IPInterface
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.observed import (
    Cabling,
    NeighbourProtocol,
    ObservedInterface,
    ObservedNeighbour,
)
from kawanet.observe.context import Context
from kawanet.observe.tables import Row
from kawanet.observe.words import interface_address

Seen = ObservedNeighbour | ObservedInterface | Cabling
# FRR: up, and no policy lets a route pass, or the family is not spoken.
_TELLING_NOTHING = frozenset(("(policy)", "noneg"))
FULL = ("full", "2way", "two_way", "2-way", "twoway")  # both ends hear each other


_VRFS = {"master": DEFAULT_VRF, "0": DEFAULT_VRF}  # Junos's and FortiOS's names of the main table


def is_up(protocol: NeighbourProtocol, state: str) -> bool:
    """Whether routes may come over a session in this state, in any system's word for it."""
    word = state.lower().partition("/")[0].strip()
    if protocol in {"ospf", "ospfv3"}:
        return word in FULL
    if protocol == "bgp":
        return word.startswith("estab") or word.isdecimal() or word in _TELLING_NOTHING
    return word in {"up", ""}


def peer_reader(
    protocol: NeighbourProtocol, columns: Mapping[str, str]
) -> Callable[..., Iterator[Seen]]:
    """A reader of rows whose columns `peer`, `state`, `interface` are named so."""

    def read(row: Row, context: Context) -> Iterator[Seen]:
        peer = str(row.get(columns["peer"]) or row.get(columns.get("other", "")) or "")
        state = str(row.get(columns.get("state", "")) or "")
        if peer:
            table = next((row[c] for c in ("VRF", "INSTANCE", "TABLE") if row.get(c)), "")
            inside = context.vrf if table == "0" else ""  # VRF 0 of a VDOM
            vrf = inside or _VRFS.get(table, table) or context.vrf or ""
            interface = str(row.get(columns.get("interface", "")) or "")
            up = is_up(protocol, state)
            yield ObservedNeighbour(
                vrf, protocol, peer.rstrip(":"), up, state, interface, context.where
            )

    return read


def read_interface(row: Row, context: Context) -> Iterator[Seen]:
    status, line = str(row["STATUS"]).strip(), str(row["PROTOCOL"]).strip()
    if row["NAME"]:
        addresses = tuple(ip_interface(a) for a in row["ADDRESS"] if _is_interface(a))
        yield ObservedInterface(
            row["NAME"],
            status == "up" and line in {"up", ""},
            None if not status else "admin" not in status and not row["ADMIN"].endswith("down"),
            addresses,
            row["VRF"],
            context.where,
        )


def _is_interface(text: str) -> bool:
    address, _, length = text.partition("/")
    return interface_address(address, length) is not None


def read_junos_interface(row: Row, context: Context) -> Iterator[Seen]:
    """A port, or a unit of it: `Destination: 10.0.0.0/30, Local: 10.0.0.1`."""
    if row["NAME"]:
        said = [text.partition("Local: ") for text in row["LOCALS"]]
        made = [_junos_address(local, where) for where, _, local in said]
        down = "down" in (row["FLAGS"] or "").lower()
        up = row["LINK"].lower() == "up" and not down
        unit = "." in row["NAME"]
        addresses = tuple(a for a in made if a is not None) if unit else None
        enabled = None if unit else row["ADMIN"].startswith("Enabled")
        yield ObservedInterface(row["NAME"], up, enabled, addresses, "", context.where)


def _junos_address(local: str, destination: str) -> IPInterface | None:
    length = destination.partition("/")[2].strip(", ")
    return interface_address(local, length or ("128" if ":" in local else "32"))


def read_terse(row: Row, context: Context) -> Iterator[Seen]:
    if row["NAME"]:
        made = [_junos_address(local, "/" + n) for local, _, n in map(_halves, row["ADDRESS"])]
        addresses = tuple(a for a in made if a is not None) if "." in row["NAME"] else None
        up = row["LINK"] == "up" and row["ADMIN"] == "up"
        yield ObservedInterface(row["NAME"], up, None, addresses, "", context.where)


def _halves(address: str) -> tuple[str, str, str]:
    return address.partition("/")


def read_fortios_interface(row: Row, context: Context) -> Iterator[Seen]:
    """`get system interface` says up of every port that is not shut, also of one with no plug; only
    `get system interface physical` (`==[port1]`) knows."""
    address = interface_address(row["ADDRESS"], row["MASK"])
    said = row["STATUS"] == "up"
    addresses = () if address is None else (address,)
    up, enabled = (said, None) if row["LINK"] else (None, said)
    yield ObservedInterface(row["NAME"], up, enabled, addresses, "", context.where)


def brief_reader(name: str, status: str, line: str) -> Callable[[Row, Context], Iterator[Seen]]:
    """A reader of `show ip interface brief`: it gives no length, so no address is taken from it."""

    def read(row: Row, context: Context) -> Iterator[Seen]:
        up = row[line].strip() == "up" and row.get(status, "up").strip() == "up"
        vrf = row.get("VRF") or context.vrf or ""
        enabled = False if "admin" in row.get(status, "") else None
        yield ObservedInterface(row[name], up, enabled, None, vrf, context.where)

    return read


def cable_reader(near: str, far: str, port: str) -> Callable[[Row, Context], Iterator[Seen]]:
    def read(row: Row, context: Context) -> Iterator[Seen]:
        interface, neighbour = row[near].strip(), row[far].strip()
        other = row[port].strip() or row.get("NEIGHBOR_PORT_ID", "").strip()
        if interface and neighbour and other:
            name = neighbour.partition(".")[0] if not neighbour[0].isdigit() else neighbour
            yield Cabling(context.device, interface, name.partition("(")[0], other, context.where)

    return read
