"""Routing tables printed as text: rows of a TextFSM template -> `ObservedRoute`s."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from kawanet.model.interfaces import Family
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.observed import ObservedHop, ObservedRoute, ObservedTable
from kawanet.model.routing import IPNetwork
from kawanet.observe.context import Context
from kawanet.observe.tables import Row
from kawanet.observe.words import address_of, is_discard, prefix_of


class RouteText(NamedTuple):
    """How the table of a system reads. One of `marks` stands in its text."""

    template: str
    marks: tuple[str, ...]
    protocol: Callable[[Row], str]
    skip: Callable[[Row], bool] = lambda row: False  # noqa: ARG005
    vrf: Callable[[Row], str] = lambda row: str(row.get("VRF") or "")
    names_tables: bool = True
    kernel: bool = False
    in_vdoms: bool = False  # its VRFs are of the VDOM that the command was typed in
    ways: Callable[[Row], Iterable[Row]] = lambda row: (row,)  # of a row that holds several


@dataclass
class Tables:
    """Routing tables as they are read. Rows of one route stand in a row; equal ones are one."""

    routes: list[ObservedRoute] = field(default_factory=list)
    tables: set[ObservedTable] = field(default_factory=set)
    unread: list[str] = field(default_factory=list)

    def add(self, route: ObservedRoute, kernel: bool = False) -> None:
        """A route, or one more way of the last one."""
        last = self.routes[-1] if self.routes else None
        key = (route.vrf, route.prefix, route.protocol)
        if last is not None and (last.vrf, last.prefix, last.protocol) == key:
            new = tuple(h for h in route.hops if h not in last.hops)
            self.routes[-1] = replace(last, hops=(*last.hops, *new))
        else:
            self.routes.append(route)
        family: Family = 4 if route.prefix.version == 4 else 6
        self.tables.add(ObservedTable(route.vrf, family, kernel))


def read_rows(form: RouteText, rows: Iterable[Row], context: Context, tables: Tables) -> None:
    """Add the routes of a text."""
    for row in rows:
        if row.get("UNREAD"):
            tables.unread.append(row["UNREAD"])
            continue
        if form.skip(row):
            continue
        prefix = _prefix(row, context.family)
        if prefix is None:
            tables.unread.append(" ".join(str(v) for v in row.values() if v))
        else:
            name = vrf_named(_table_of(form.vrf(row), context.vrf, form.in_vdoms))
            tables.add(
                ObservedRoute(
                    name,
                    prefix,
                    form.protocol(row),
                    tuple(dict.fromkeys(_hop(one) for one in form.ways(row))),
                    _number(row, "DISTANCE"),
                    _number(row, "METRIC"),
                    context.where,
                ),
                form.kernel,
            )


def _table_of(named: str, asked: str | None, in_vdoms: bool) -> str:
    if in_vdoms and named and asked:
        return f"{asked}-{named}"
    return named or asked or DEFAULT_VRF


def vrf_named(name: str) -> str:
    """A VRF's name; older releases of IOS write `Default`."""
    return DEFAULT_VRF if name.lower() == DEFAULT_VRF else name


def _prefix(row: Row, family: Family) -> IPNetwork | None:
    if row["PREFIX"] == "default":
        six = ":" in (row.get("NEXT_HOP") or "") or family == 6
        return prefix_of("::/0" if six else "0.0.0.0/0")
    return prefix_of(row["PREFIX"], row.get("LENGTH") or row.get("MASK") or "")


def _number(row: Row, column: str) -> int | None:
    return int(row[column]) if row.get(column) else None


def _hop(row: Row) -> ObservedHop:
    discards = row.get("NOTE") in DISCARDS
    return way(
        row.get("NEXT_HOP") or "", row.get("INTERFACE") or "", row.get("NEXT_HOP_VRF"), discards
    )


def way(next_hop: str, interface: str, vrf: str | None = "", discards: bool = False) -> ObservedHop:
    """A way onward as printed. The VRF may be `RED:ipv4` or a table of Junos, `RED.inet.0`."""
    address = address_of(next_hop)
    if address is not None and address.is_unspecified:  # IOS's aggregates: `via 0.0.0.0, Null0`
        address = None
    drops = discards or is_discard(interface)
    named = junos_table(vrf or "") or (vrf or "").partition(":")[0]
    return ObservedHop(
        address,
        "" if drops else interface,
        vrf_named(named) if named else "",
        drops and not address,
    )


def junos_table(name: str) -> str | None:
    """The VRF of a table `RED.inet.0`; None for tables that no packet is looked up in (`inet.2`,
    `mpls.0`, `iso.0`, `bgp.l3vpn.0`, `__juniper_private1__.inet.0`)."""
    vrf, _, table = name.rpartition("inet")
    if table not in {".0", "6.0"} or name.startswith(("__", "bgp.")) or (vrf and vrf[-1] != "."):
        return None
    return vrf.rstrip(".") or DEFAULT_VRF


DISCARDS = frozenset(("Discard", "Reject", "unreachable", "blackhole", "prohibit", "throw"))
