"""Top-level statements, and protocols, that no reader takes: what they mean for the verdict."""

from __future__ import annotations

from kawanet.parse.juniper_junos.reading import IRRELEVANT, UNMODELLED, classes

_LABELS = {  # labels follow the routes of the IGP, save where a path of its own is set up
    **classes("interface traceoptions traffic-engineering icmp-tunneling", IRRELEVANT),
    **classes("ipv6-tunneling", IRRELEVANT),
    **classes("explicit-null no-propagate-ttl no-decrement-ttl path", IRRELEVANT),
    **classes("statistics log-updown", IRRELEVANT),
    **classes("admin-groups optimize-timer smart-optimize-timer", IRRELEVANT),
    **classes("revert-timer", IRRELEVANT),
    **classes("no-cspf admin-group-extended lsp-external-controller", IRRELEVANT),
    **classes("sensor-based-stats", IRRELEVANT),
    **classes("track-igp-metric transport-address session", IRRELEVANT),
    **classes("session-protection", IRRELEVANT),
    **classes("deaggregate no-deaggregate graceful-restart", IRRELEVANT),
    **classes("igp-synchronization", IRRELEVANT),
    **classes("keepalive-interval keepalive-timeout hello-interval", IRRELEVANT),
    **classes("preference", IRRELEVANT),
    **classes("targeted-hello oam auto-targeted-session", IRRELEVANT),
    **classes("label-withdrawal-delay", IRRELEVANT),
    **classes("strict-targeted-hellos mtu-discovery reliable peer-interface", IRRELEVANT),
    **classes("refresh-time keep-multiplier load-balance", IRRELEVANT),
    **classes("graceful-deletion-timeout", IRRELEVANT),
    **classes("no-p2p-sublsp session-group dual-transport", IRRELEVANT),
    "*": UNMODELLED,
}
TOP = {
    **classes("version chassis event-options accounting-options", IRRELEVANT),
    **classes("jsrc-partition", IRRELEVANT),
    **classes("ethernet-switching-options poe apply-flags diameter", IRRELEVANT),
    **classes("unified-edge", IRRELEVANT),
    **classes("class-of-service virtual-chassis jsrc access-profile", IRRELEVANT),
    **classes("session-limit-group", IRRELEVANT),
    **classes("ietf-interfaces openconfig-interfaces vmhost schedulers smtp", IRRELEVANT),
    **classes("wlan", IRRELEVANT),
    **classes("services logical-systems", UNMODELLED),
    **classes("tenants multi-chassis dynamic-profiles fabric", UNMODELLED),
    **classes("protocols-options policy-statement-options", UNMODELLED),
}
PROTOCOLS = {
    **classes("lldp lldp-med igmp-snooping mld-snooping sflow loop-detect", IRRELEVANT),
    **classes("oam", IRRELEVANT),
    **classes("link-management uplink-failure-detection iccp igmp mld pim", IRRELEVANT),
    **classes("lacp udld", IRRELEVANT),
    **classes("neighbor-discovery layer2-learning ptp clock-synchronization", IRRELEVANT),
    **classes("msdp dvmrp mstp-force gvrp mvrp bfd pcep bmp", IRRELEVANT),
    **classes("router-discovery ppp-service", IRRELEVANT),
    **classes("loop-detect-enhanced multicast-snooping-options", IRRELEVANT),
    **classes("source-packet-routing", IRRELEVANT),
    **classes("openflow snmp-trap ilmi amt ancp dcbx esis ppp pppoe sap pgm", IRRELEVANT),
    **classes("lldp-bridge", IRRELEVANT),
    "l2-learning": IRRELEVANT,
    "mpls": _LABELS,
    "ldp": _LABELS,
    "rsvp": _LABELS,
    "vrrp": {
        **classes("version-3 traceoptions delegate-processing", IRRELEVANT),
        **classes("asymmetric-hold-time", IRRELEVANT),
        **classes("failover-delay global-advertisements-threshold", IRRELEVANT),
        **classes("skew-timer-disable", IRRELEVANT),
        "*": UNMODELLED,
    },
    "*": UNMODELLED,
}
