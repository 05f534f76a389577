"""Stable codes of what the simulation itself finds: the way a network is, not how it is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kawanet.findings import Severity


class Code(NamedTuple):
    code: str
    severity: Severity
    title: str


SVI_DOWN = Code("KW-FWD-001", Severity.WARNING, "SVI is down: no port that is up carries its VLAN")
TUNNEL_DOWN = Code("KW-FWD-002", Severity.WARNING, "Tunnel is down: its two ends do not match")
UNRESOLVED = Code("KW-FWD-003", Severity.WARNING, "Static route is inactive: next hop has no route")
NO_ANSWER = Code("KW-FWD-004", Severity.WARNING, "Next hop of a route answers nowhere")
OSPF_MISMATCH = Code("KW-FWD-005", Severity.WARNING, "OSPF neighbours on one segment do not match")
OSPF_NO_PROCESS = Code("KW-FWD-006", Severity.WARNING, "Interface has OSPF, its VRF no process")
DUPLICATE_ROUTER_ID = Code("KW-FWD-007", Severity.ERROR, "Two OSPF neighbours have one router-id")
NO_STABLE_STATE = Code("KW-FWD-008", Severity.ERROR, "Redistribution does not settle")
NO_PORT = Code("KW-FWD-009", Severity.NOTE, "Cabled port has no configuration")
INFERRED = Code("KW-FWD-010", Severity.NOTE, "No cabling given: segments inferred from subnets")
SPLIT_SUBNET = Code(
    "KW-FWD-011", Severity.WARNING, "A subnet is on two segments that nothing joins"
)
BGP_NO_STABLE_STATE = Code("KW-FWD-012", Severity.ERROR, "BGP has no stable state")

CODES: Mapping[str, Code] = {
    c.code: c
    for c in (
        SVI_DOWN,
        TUNNEL_DOWN,
        UNRESOLVED,
        NO_ANSWER,
        OSPF_MISMATCH,
        OSPF_NO_PROCESS,
        DUPLICATE_ROUTER_ID,
        NO_STABLE_STATE,
        NO_PORT,
        INFERRED,
        SPLIT_SUBNET,
        BGP_NO_STABLE_STATE,
    )
}
