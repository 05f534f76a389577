"""Top-level statements, and protocols, that no reader takes: what they mean for the verdict."""

from __future__ import annotations

from kawanet.parse.juniper_junos.reading import IRRELEVANT, UNMODELLED, classes

TOP = {
    **classes("version chassis event-options accounting-options jsrc-partition", IRRELEVANT),
    **classes("ethernet-switching-options poe apply-flags diameter unified-edge", IRRELEVANT),
    **classes("security class-of-service bridge-domains services logical-systems", UNMODELLED),
    **classes("tenants virtual-chassis multi-chassis dynamic-profiles applications", UNMODELLED),
}
PROTOCOLS = {
    **classes(
        "lldp lldp-med igmp-snooping mld-snooping sflow loop-detect oam neighbour", IRRELEVANT
    ),
    **classes("link-management uplink-failure-detection iccp igmp mld pim lacp udld", IRRELEVANT),
    **classes(
        "neighbor-discovery layer2-learning vstp-force ptp clock-synchronization", IRRELEVANT
    ),
    "vrrp": {
        **classes("version-3 traceoptions delegate-processing asymmetric-hold-time", IRRELEVANT),
        **classes("failover-delay global-advertisements-threshold skew-timer-disable", IRRELEVANT),
        "*": UNMODELLED,
    },
    "*": UNMODELLED,
}
