"""Routing tables printed as text: rows of a TextFSM template -> `ObservedRoute`s."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import NamedTuple

from kawanet.errors import Span
from kawanet.model.interfaces import Family
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.observed import ObservedHop, ObservedRoute, ObservedTable
from kawanet.observe.tables import Row
from kawanet.observe.words import (
    EOS,
    FORTIOS,
    FRR,
    IOS,
    address_of,
    is_discard,
    prefix_of,
    protocol_of,
)


class RouteText(NamedTuple):
    """How the table of a system reads. One of `marks` stands in its text."""

    template: str
    marks: tuple[str, ...]
    protocol: Callable[[Row], str]
    skip: Callable[[Row], bool] = lambda row: False  # noqa: ARG005
    vrf: Callable[[Row], str] = lambda row: str(row["VRF"])
    names_tables: bool = True


@dataclass
class Tables:
    """Routing tables as they are read. Rows of one route stand in a row; equal ones are one."""

    routes: list[ObservedRoute] = field(default_factory=list)
    tables: set[ObservedTable] = field(default_factory=set)
    unread: list[str] = field(default_factory=list)

    def add(self, route: ObservedRoute) -> None:
        """A route, or one more way of the last one."""
        last = self.routes[-1] if self.routes else None
        key = (route.vrf, route.prefix, route.protocol)
        if last is not None and (last.vrf, last.prefix, last.protocol) == key:
            new = tuple(h for h in route.hops if h not in last.hops)
            self.routes[-1] = replace(last, hops=(*last.hops, *new))
        else:
            self.routes.append(route)
        self.tables.add(ObservedTable(route.vrf, 4 if route.prefix.version == 4 else 6))


def read_rows(
    form: RouteText, rows: Iterable[Row], vrf: str | None, where: Span, tables: Tables
) -> None:
    """Add the routes of a text. `vrf` is the one the command asked for."""
    for row in rows:
        if row.get("UNREAD"):
            tables.unread.append(row["UNREAD"])
            continue
        prefix = prefix_of(row["PREFIX"], row.get("LENGTH") or row.get("MASK") or "")
        if prefix is None:
            tables.unread.append(" ".join(str(v) for v in row.values() if v))
        elif not form.skip(row):
            name = form.vrf(row) or vrf or DEFAULT_VRF
            tables.add(
                ObservedRoute(
                    name,
                    prefix,
                    form.protocol(row),
                    (_hop(row),),
                    _number(row, "DISTANCE"),
                    _number(row, "METRIC"),
                    where,
                )
            )


def _number(row: Row, column: str) -> int | None:
    return int(row[column]) if row.get(column) else None


def _hop(row: Row) -> ObservedHop:
    interface = row.get("INTERFACE") or ""
    address = address_of(row.get("NEXT_HOP") or "")
    discard = is_discard(interface) or row.get("NOTE") in _DISCARDS
    vrf = row.get("NEXT_HOP_VRF") or ""
    return ObservedHop(address, "" if discard else interface, vrf, discard and address is None)


_DISCARDS = frozenset(("Discard", "Reject", "unreachable", "blackhole"))


def _coded(codes: Mapping[str, str], row: Row) -> str:
    name = protocol_of(codes, row["CODE"])
    summary = row.get("NOTE") == "summary" or is_discard(row.get("INTERFACE") or "")
    return _SUMMARIES.get(name, name) if summary else name


_SUMMARIES = {"ospf": "ospf-range", "eigrp": "eigrp-summary"}

_NXOS = {
    "direct": "connected",
    "ospf intra": "ospf",
    "ospf inter": "ospf-ia",
    "ospf type-1": "ospf-e1",
    "ospf type-2": "ospf-e2",
    "ospf nssa type-1": "ospf-n1",
    "ospf nssa type-2": "ospf-n2",
    "ospf discard": "ospf-range",
    "ospfv3 intra": "ospf",
    "ospfv3 inter": "ospf-ia",
    "ospfv3 type-1": "ospf-e1",
    "ospfv3 type-2": "ospf-e2",
    "ospfv3 discard": "ospf-range",
    "bgp external": "ebgp",
    "bgp internal": "ibgp",
    "bgp discard": "bgp-aggregate",
    "eigrp internal": "eigrp",
    "eigrp external": "eigrp-ex",
    "eigrp discard": "eigrp-summary",
    "isis L1": "isis-l1",
    "isis L2": "isis-l2",
}


def _nxos(row: Row) -> str:
    """`bgp-65001` with `external, tag 65004`."""
    name = str(row["CODE"]).partition("-")[0]
    note = (row.get("NOTE") or "").split(", tag")[0].split(" tag")[0].strip(", ")
    note = str(note).split(",")[0].split(" (")[0]
    plain: str = _NXOS.get(name, name)
    return _NXOS.get(f"{name} {note}".strip(), plain)


JUNOS = {
    "Direct": "connected",
    "Local": "local",
    "Static": "static",
    "BGP": "bgp",
    "OSPF": "ospf-any",
    "OSPF3": "ospf-any",
    "IS-IS": "isis",
    "RIP": "rip",
    "Aggregate": "aggregate",
    "Access-internal": "dhcp",
}
JUNOS_OSPF_EXTERNAL = 150  # the preference of OSPF's external routes; internal ones have 10


def junos_protocol(name: str, discards: bool) -> str:
    """Junos prints neither OSPF's kinds nor BGP's."""
    return "ospf-range" if discards and name.startswith("OSPF") else JUNOS.get(name, name.lower())


def junos_table(name: str) -> str | None:
    """The VRF of a table `RED.inet.0`; None for tables that no packet is looked up in (`inet.2`,
    `mpls.0`, `iso.0`, `bgp.l3vpn.0`, `__juniper_private1__.inet.0`)."""
    vrf, _, table = name.rpartition("inet")
    if table not in {".0", "6.0"} or name.startswith(("__", "bgp.")) or (vrf and vrf[-1] != "."):
        return None
    return vrf.rstrip(".") or DEFAULT_VRF


def fortios_vrf(row: Row) -> str:
    """VRF 0 is where everything is that says nothing else; FortiOS numbers the others."""
    return DEFAULT_VRF if row["VRF"] in {"", "0"} else f"vrf{row['VRF']}"


_HEADERS = re.compile(
    r"^(?:IP(?:v6)? Rout\w+ Table for VRF \"(?P<nxos>[^\"]+)\"|VRF(?: name)?: (?P<eos>\S+)"
    r"|VRF (?P<frr>[^\s:]+):|Routing Table: (?P<ios>\S+))[ \t]*$",
    re.MULTILINE,
)


def named_tables(text: str, vrf: str | None, asked: Family) -> Iterator[ObservedTable]:
    """The tables whose names stand above them, also where they are empty."""
    found = list(_HEADERS.finditer(text))
    for header in found:
        family: Family = 6 if header[0].startswith("IPv6") else asked
        yield ObservedTable(str(header[header.lastgroup or 0]), family)
    if not found and "IPv6 Routing Table" not in text:
        yield ObservedTable(vrf or DEFAULT_VRF, asked)


FORMS = (
    RouteText("own/nxos_routes", ("ubest/mbest", 'Table for VRF "'), _nxos),
    RouteText("own/ios_routes_v6", ("IPv6 Routing Table -",), partial(_coded, IOS)),
    RouteText(
        "own/fortios_routes",
        (
            "Routing table for VRF=",
            "IPv6 Routing Table\n",
            "C - connected, S - static, R - RIP, B - BGP\n",
        ),
        partial(_coded, FORTIOS),
        vrf=fortios_vrf,
        names_tables=False,
    ),
    RouteText(
        "own/frr_routes",
        ("K - kernel route", "K>*", "C>*", "O>*", "B>*", "S>*"),
        partial(_coded, FRR),
        skip=lambda row: (
            row["USED"] != ">"
            or row["NOTE"] == "recursive"
            or not (row["FIB"] or row["NOTE"] in _DISCARDS)
        ),
    ),
    RouteText(
        "own/eos_routes",
        ("VRF: ", "VRF name: ", "B I - iBGP", "B E - eBGP", "DH - DHCP client"),
        partial(_coded, EOS),
    ),
    RouteText(
        "own/junos_routes",
        (" destinations, ",),
        lambda row: junos_protocol(row["CODE"], row["NOTE"] in _DISCARDS),
        skip=lambda row: row["ACTIVE"] not in {"*", "+"} or junos_table(row["TABLE"]) is None,
        vrf=lambda row: junos_table(row["TABLE"]) or "",
        names_tables=False,
    ),
    RouteText(
        "own/ios_routes",
        ("Codes: L - ", "Codes: C - ", "Gateway of last resort", "Routing Table: ", "subnetted"),
        partial(_coded, IOS),
    ),
)
