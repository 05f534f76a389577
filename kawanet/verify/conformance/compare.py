"""All devices compared."""

from __future__ import annotations

from collections.abc import Mapping

from kawanet.forwarding.dataplane import DataPlane
from kawanet.model.network import Device
from kawanet.model.observed import Observed
from kawanet.model.plant import Port
from kawanet.verify.conformance.rows import Conformance, Difference
from kawanet.verify.conformance.states import compare_interfaces, compare_neighbours
from kawanet.verify.conformance.tables import Account, compare_tables


def conformance(
    plane: DataPlane, said: Mapping[str, Observed], dark: frozenset[Port] = frozenset()
) -> Conformance:
    """Compare the computed data plane with what devices said, {name of the device: its output}.

    `dark` are ports that are down in the plane because the output says so, and up by their text:
    each with an address is a difference.

    A device that said something and is in no configuration is compared with nothing: all its
    routes are missing.
    """
    account = Account()
    for name, observed in sorted(said.items()):
        device = plane.network.device.get(name) or Device(name, "")
        compare_tables(plane, name, observed, account)
        compare_neighbours(plane, name, observed, account)
        compare_interfaces(plane, device, observed, account, dark)
    tables = {name for name, observed in said.items() if observed.tables}
    return Conformance(
        tuple(sorted(account.differences, key=_order)),
        tuple(account.agreements),
        tuple(account.set_aside),
        tuple(d.name for d in plane.network.devices if d.name not in tables),
    )


_ABOUT = ("route", "neighbour", "interface")


def _order(row: Difference) -> tuple[str, int, str]:
    """By device; the rows of a table stay in the order of their prefixes."""
    return row.device, _ABOUT.index(row.about), row.vrf
