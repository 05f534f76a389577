"""The statements below `protocols bgp`: which the model holds, and which say nothing of routes."""

from __future__ import annotations

from kawanet.parse.juniper_junos.reading import IRRELEVANT, MODELLED, UNMODELLED, Table, classes

_UNICAST: Table = {
    **classes("loops add-path any unicast", MODELLED),
    "prefix-limit": {"maximum": MODELLED, "teardown": MODELLED, "*": IRRELEVANT},
    "accepted-prefix-limit": {"maximum": MODELLED, "teardown": MODELLED, "*": IRRELEVANT},
    **classes("rib-group", MODELLED),
    **classes(
        "local-ipv4-address damping graceful-restart long-lived withdraw-priority", IRRELEVANT
    ),
    **classes("route-refresh-priority output-queue-priority topology delay-route-adv", IRRELEVANT),
    **classes("no-validate validation output-route-limit", IRRELEVANT),
    "*": UNMODELLED,
}
_OTHER_FAMILIES = "inet-vpn inet6-vpn evpn l2vpn inet-mvpn inet6-mvpn inet-mdt route-target flow"
_FAMILY: Table = {
    "inet": {
        "unicast": _UNICAST,
        "any": _UNICAST,
        "multicast": IRRELEVANT,
        "*": UNMODELLED,
    },
    "inet6": {
        "unicast": _UNICAST,
        "any": _UNICAST,
        "multicast": IRRELEVANT,
        "*": UNMODELLED,
    },
    **classes(_OTHER_FAMILIES, UNMODELLED),
    **classes("traffic-engineering iso-vpn inet-mdt", IRRELEVANT),
    "*": UNMODELLED,
}
SELECTION: Table = {
    **classes("always-compare-med cisco-non-deterministic external-router-id", MODELLED),
    "as-path-ignore": MODELLED,
    "*": UNMODELLED,
}
_LEVEL: Table = {
    "family": _FAMILY,
    "import": MODELLED,
    "export": MODELLED,
    **classes("type peer-as local-address local-interface local-as cluster description", MODELLED),
    **classes("as-override remove-private preference local-preference metric-out", MODELLED),
    **classes("advertise-inactive enforce-first-as no-client-reflect passive", MODELLED),
    **classes("authentication-key disable shutdown", MODELLED),
    "multihop": {"ttl": MODELLED, "no-nexthop-change": MODELLED, "*": UNMODELLED},
    "multipath": {"multiple-as": MODELLED, "disable": UNMODELLED, "*": UNMODELLED},
    **classes("advertise-peer-as no-advertise-peer-as", MODELLED),
    **classes("hold-time minimum-hold-time keep log-updown mtu-discovery tcp-mss", IRRELEVANT),
    **classes("traceoptions graceful-restart graceful-shutdown bfd-liveness-detection", IRRELEVANT),
    **classes("authentication-algorithm authentication-key-chain ipsec-sa damping", IRRELEVANT),
    **classes("out-delay include-mp-next-hop no-aggregator-id precision-timers", IRRELEVANT),
    **classes("session-mode idle-after-switch-over tcp-aggressive-transmission", IRRELEVANT),
    **classes("output-queue-priority bgp-error-tolerance vpn-apply-export monitor", IRRELEVANT),
    **classes("send-addpath-optimization delay-route-advertisements bmp ttl", IRRELEVANT),
    **classes("update-threading rib-sharding purge-recompute snmp-options", IRRELEVANT),
    **classes("unconfigured-peer-graceful-restart rfc6514-compliant-safi129", IRRELEVANT),
    **classes("stale-labels-holddown-period hold-down-timer suppress-damping", IRRELEVANT),
    **classes("apply-macro tcp-connect-port outbound-route-filter", IRRELEVANT),
    **classes("peer-as-list", UNMODELLED),
    "*": UNMODELLED,
}
BGP: Table = {
    **_LEVEL,
    "path-selection": SELECTION,
    "neighbor": {"*": _LEVEL},
    "group": {"*": {**_LEVEL, "neighbor": {"*": _LEVEL}, "allow": {"*": _LEVEL}}},
}
