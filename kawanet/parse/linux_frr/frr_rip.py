"""FRR's `router rip` and `router ripng`, and the `ip rip` lines of its interfaces.

Source: FRR 8.4 user guide, RIP and RIPng (a `network` is a prefix that holds an address of the
interface, or the interface's name; version 2 is sent; one way a prefix unless `allow-ecmp`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Any

from kawanet.errors import Span
from kawanet.model.igp import RipProcess
from kawanet.model.interfaces import Family, IPInterface, RipInterface
from kawanet.model.route_policy import IPNetwork, Redistribution, Source
from kawanet.parse.indented import Statement
from kawanet.parse.redistribution import read_redistribute
from kawanet.parse.result import LineClass
from kawanet.parse.settings import number
from kawanet.parse.statements import IRRELEVANT, MODELLED, UNMODELLED, build_table, entries

ALL_PATHS = 256


@dataclass(slots=True)
class RipDraft:
    """RIP or RIPng in a VRF."""

    vrf: str
    family: Family
    file: str
    where: Span
    settings: dict[str, Any] = field(default_factory=lambda: {"max_paths": 1})
    networks: list[IPNetwork] = field(default_factory=list)
    names: set[str] = field(default_factory=set)  # of interfaces, as `network` lines have them
    redistribute: dict[Source, Redistribution] = field(default_factory=dict)
    passive_default: bool = False
    passive: dict[str, bool] = field(default_factory=dict)


def _network(r: RipDraft, s: Statement) -> LineClass:
    try:
        network = ip_network(s.words[1], strict=False)
    except ValueError:
        r.names.add(s.words[1])
        return MODELLED
    if network.version != r.family:
        return LineClass.UNRECOGNISED
    r.networks.append(network)
    return MODELLED


def _passive(r: RipDraft, s: Statement) -> LineClass:
    on = s.words[0] != "no"
    name = s.words[-1]
    if name == "default":
        r.passive_default = on
    else:
        r.passive[name] = on
    return MODELLED


def _version(_: RipDraft, s: Statement) -> LineClass:
    """Version 1 knows no masks."""
    return MODELLED if s.words[1] == "2" else UNMODELLED


def _redistribute(r: RipDraft, s: Statement) -> LineClass:
    """`redistribute SOURCE [metric N] [route-map NAME]`."""
    taking = read_redistribute(s.words[1:], Source.RIP, Span(r.file, s.number))
    r.redistribute[taking.source] = taking.found()
    return taking.line_class


def _ecmp(r: RipDraft, s: Statement) -> LineClass:
    """`allow-ecmp [N]`."""
    r.settings["max_paths"] = int(s.words[1]) if s.words[1:] else ALL_PATHS
    return MODELLED


def _default(r: RipDraft, s: Statement) -> LineClass:
    r.settings["default_originate"] = True
    return MODELLED if len(s.words) == 2 else UNMODELLED


PROCESS = build_table(
    entries("timers, bfd, output-delay, no timers", IRRELEVANT),
    entries("neighbor, offset-list, distribute-list, route, aggregate-address, no", UNMODELLED),
    {
        "version": _version,
        "network": _network,
        "passive-interface": _passive,
        "no passive-interface": _passive,
        "redistribute": _redistribute,
        "default-metric": number("default_metric"),
        "distance": number("distance"),
        "allow-ecmp": _ecmp,
        "default-information originate": _default,
    },
)
PORT = build_table(
    entries(
        """ip rip authentication string, ip rip authentication key-chain, ip rip authentication
        mode, ip rip v2-broadcast, ip rip receive version 2, ip rip send version 2, ip rip
        receive version 1 2, ip rip split-horizon, ipv6 ripng split-horizon, ip rip bfd""",
        IRRELEVANT,
    ),
    entries("ip rip, ipv6 ripng, no ip rip split-horizon, no ipv6 ripng split-horizon", UNMODELLED),
)


def processes_of(drafts: Iterable[RipDraft]) -> tuple[RipProcess, ...]:
    """The processes, sorted by family and VRF."""
    return tuple(
        RipProcess(
            r.vrf,
            r.family,
            tuple(r.redistribute[source] for source in sorted(r.redistribute)),
            where=r.where,
            **r.settings,
        )
        for r in sorted(drafts, key=lambda r: (r.family, r.vrf))
    )


def rip_on(
    name: str, vrf: str, addresses: Iterable[IPInterface], drafts: Iterable[RipDraft]
) -> tuple[RipInterface, ...]:
    """What of RIP runs on an interface."""
    held = list(addresses)
    return tuple(
        RipInterface(r.family, r.passive.get(name, r.passive_default))
        for r in sorted(drafts, key=lambda r: r.family)
        if r.vrf == vrf and (name in r.names or _covered(r, held))
    )


def _covered(r: RipDraft, addresses: Iterable[IPInterface]) -> bool:
    """Whether a `network` holds an address; a link-local one does not count."""
    return any(
        a.version == n.version and a.ip in n
        for a in addresses
        if not a.ip.is_link_local
        for n in r.networks
    )
