"""Every address of the network as a table: for a spreadsheet, or for a terminal."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

from kawanet.model.network import Network
from kawanet.report.columns import table


class AddressRow(NamedTuple):
    """One address of one interface. `virtual`: a VRRP address that a pair shares."""

    device: str
    interface: str
    vrf: str
    address: str
    virtual: bool
    description: str


HEADER = ("device", "interface", "vrf", "address", "virtual", "description")


def addresses_table(network: Network) -> tuple[AddressRow, ...]:
    """Addresses by device in the order of the interfaces, an interface's virtual ones last."""
    return tuple(_rows(network))


def _rows(network: Network) -> Iterator[AddressRow]:
    for device in sorted(network.devices, key=lambda d: d.name):
        for interface in device.interfaces:
            own = [(str(a), False) for a in interface.addresses]
            virtual = [(str(g.address), True) for g in interface.vrrp]
            for address, shared in own + virtual:
                yield AddressRow(
                    device.name,
                    interface.name,
                    interface.vrf,
                    address,
                    shared,
                    interface.description,
                )


def addresses_csv(network: Network) -> str:
    """RFC 4180 with LF; a cell that a spreadsheet would take for a formula gets an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows([_safe(c) for c in _cells(row)] for row in addresses_table(network))
    return out.getvalue()


def addresses_text(network: Network) -> str:
    """Aligned columns."""
    return table(HEADER, [_cells(row) for row in addresses_table(network)])


def _cells(row: AddressRow) -> list[str]:
    return [*row[:4], "virtual" if row.virtual else "", row.description]


def _safe(cell: str) -> str:
    """Source: OWASP, "CSV Injection"."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
