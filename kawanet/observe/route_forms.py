"""How the systems print their routing tables: labels, and the form of each table's text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial

from kawanet.model.interfaces import Family
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.observed import ObservedTable
from kawanet.observe.routes import DISCARDS, RouteText, junos_table, vrf_named
from kawanet.observe.tables import Row
from kawanet.observe.words import EOS, FORTIOS, FRR, IOS, is_discard, protocol_of


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


def nxos_protocol(client: str, said: str) -> str:
    """`bgp-65001` with `external, tag 65004`."""
    name = client.partition("-")[0]
    note = said.strip(", ").partition(",")[0].partition(" (")[0]
    return _NXOS.get(f"{name} {note}".strip(), _NXOS.get(name, name))


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


def fortios_vrf(row: Row) -> str:
    """VRF 0 is where everything is that says nothing else; FortiOS numbers the others."""
    return "" if row["VRF"] in {"", "0"} else f"vrf{row['VRF']}"


# Source: ip-route(8); daemons of FRR write their names.
_LINUX = {
    "kernel": "connected",
    "boot": "static",
    "dhcp": "static",
    "ospf": "ospf-any",
    "eigrp": "eigrp-any",
}


def _detailed(row: Row) -> Iterator[Row]:
    """The ways of a block: `10.0.0.2 via ge-0/0/0.0`, `via ge-0/0/0.0`."""
    for hop in row["HOPS"] or ("via ",):
        address, _, interface = hop.partition("via ")
        yield {**row, "NEXT_HOP": address.strip(), "INTERFACE": interface}


def _junos_skip(row: Row) -> bool:
    return not {*"*+"} & {*row["ACTIVE"]} or junos_table(row["TABLE"]) is None


def _junos_label(row: Row) -> str:
    return junos_protocol(row["CODE"], row["NOTE"] in DISCARDS)


_HEADERS = re.compile(
    r"^(?:IP(?:v6)? Rout\w+ Table for VRF \"(?P<nxos>[^\"]+)\"|VRF(?: name)?: (?P<eos>\S+)"
    r"|(?:IP\S+ \w+ )?VRF (?P<frr>[^\s:]+):|Routing Table: (?P<ios>\S+))[ \t]*$",
    re.MULTILINE,
)


def named_tables(text: str, vrf: str | None, asked: Family) -> Iterator[ObservedTable]:
    """The tables whose names stand above them, also where they are empty."""
    found = list(_HEADERS.finditer(text))
    for header in found:
        family: Family = 6 if header[0].startswith("IPv6") else asked
        yield ObservedTable(vrf_named(str(header[header.lastgroup or 0])), family)
    if not found and "IPv6 Routing Table" not in text:
        yield ObservedTable(vrf or DEFAULT_VRF, asked)


LINUX = RouteText(
    "own/linux_routes",
    (" dev ", " proto ", "\tnexthop ", "blackhole ", "unreachable "),
    lambda row: _LINUX.get(row["CODE"] or "boot") or str(row["CODE"]),
    skip=lambda row: bool(row["IGNORED"]),
    names_tables=False,
    kernel=True,
)
FORMS = (
    RouteText(
        "own/nxos_routes",
        ("ubest/mbest", 'Table for VRF "'),
        lambda row: nxos_protocol(row["CODE"], row["NOTE"] or ""),
    ),
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
        in_vdoms=True,
    ),
    RouteText(
        "own/frr_routes",
        ("K - kernel route", "K>*", "C>*", "L>*", "O>*", "B>*", "S>*", "I>*", "R>*", "E>*"),
        partial(_coded, FRR),
        skip=lambda row: (
            row["USED"] != ">"
            or row["NOTE"] in {"recursive", "inactive"}
            or not (row["FIB"] or row["NOTE"] in DISCARDS)
        ),
    ),
    RouteText(
        "own/eos_routes",
        ("VRF: ", "VRF name: ", "B I - iBGP", "B E - eBGP", "DH - DHCP client"),
        partial(_coded, EOS),
    ),
    RouteText(
        "own/junos_routes_detail",
        (" announced)\n", " Preference: "),
        _junos_label,
        skip=lambda row: not row["CODE"] or _junos_skip(row),
        vrf=lambda row: junos_table(row["TABLE"]) or "",
        names_tables=False,
        ways=_detailed,
    ),
    RouteText(
        "own/junos_routes",
        (" destinations, ",),
        _junos_label,
        skip=_junos_skip,
        vrf=lambda row: junos_table(row["TABLE"]) or "",
        names_tables=False,
    ),
    RouteText(
        "own/ios_routes",
        ("Codes: L - ", "Codes: C - ", "Gateway of last resort", "Routing Table: ", "subnetted"),
        partial(_coded, IOS),
    ),
    LINUX,
)
