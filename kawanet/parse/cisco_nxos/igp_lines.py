"""Lines that the processes of OSPF, EIGRP, IS-IS and RIP have alike."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Any

from kawanet.model.route_policy import Source
from kawanet.parse.cisco_nxos.draft import IgpDraft
from kawanet.parse.cisco_nxos.redistribution import redistribution
from kawanet.parse.indented import Statement
from kawanet.parse.result import LineClass
from kawanet.parse.statements import IRRELEVANT, MODELLED, UNMODELLED, Entry, entries


def router_id(p: IgpDraft, s: Statement) -> LineClass:
    """`router-id A`."""
    p.settings["router_id"] = IPv4Address(s.words[1])
    return MODELLED


def passive_default(p: IgpDraft, s: Statement) -> LineClass:
    """`[no] passive-interface default`."""
    p.passive_default = s.words[0] != "no"
    return MODELLED


def redistribute_into(into: Source) -> Entry[Any]:
    """A reader of `redistribute ...`: the metric is the process's, or the route map's."""

    def read(p: IgpDraft, s: Statement) -> LineClass:
        made, line_class = redistribution(s.words[1:], into, p.ledger.span(s.number))
        if made is not None:
            p.redistribute.append(made)
        return line_class

    return read


def reference(p: IgpDraft, s: Statement) -> LineClass:
    """`auto-cost reference-bandwidth N [Mbps|Gbps]`, `reference-bandwidth N [Mbps|Gbps]`."""
    at = s.words.index("reference-bandwidth") + 1
    unit = s.words[at + 1].lower() if len(s.words) > at + 1 else "mbps"
    p.settings["reference_bandwidth_mbps"] = int(s.words[at]) * (1000 if unit == "gbps" else 1)
    return MODELLED


QUIET: dict[str, Entry[Any]] = entries(
    """log-adjacency-changes, log-neighbor-changes, log-neighbor-warnings, name-lookup, bfd,
    graceful-restart, timers, nsf, flush-routes, capability vrf-lite, no shutdown, no isolate,
    mpls traffic-eng, hostname dynamic, lsp-mtu, lsp-gen-interval, spf-interval, lsp-refresh,
    max-lsp-lifetime, authentication-type, authentication-check, authentication key-chain,
    advertise, exit, exit-address-family, max-lsa, snmp, authentication, suppress, event-history,
    description""",
    IRRELEVANT,
)
DOUBTFUL: dict[str, Entry[Any]] = entries(
    """isolate, summary-metric, hello-interval, distribute-list, neighbor, segment-routing, mpls,
    domain-id, domain-tag, down-bit-ignore, lisp, capability, area""",
    UNMODELLED,
)
