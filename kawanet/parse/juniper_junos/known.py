"""Top-level statements, and protocols, that no reader takes: what they mean for the verdict."""

from __future__ import annotations

from kawanet.parse.juniper_junos.reading import IRRELEVANT, UNMODELLED, classes

_LABELS = {  # labels follow the routes of the IGP, save where a path of its own is set up
    **classes("interface traceoptions traffic-engineering icmp-tunneling", IRRELEVANT),
    **classes("ipv6-tunneling", IRRELEVANT),
    **classes("explicit-null no-propagate-ttl no-decrement-ttl path", IRRELEVANT),
    **classes("statistics log-updown", IRRELEVANT),
    **classes("admin-groups optimize-timer smart-optimize-timer revert-", IRRELEVANT),
    **classes("timer", IRRELEVANT),
    **classes("no-cspf admin-group-extended lsp-external-controller sensor-", IRRELEVANT),
    **classes("based-stats", IRRELEVANT),
    **classes("track-igp-metric transport-address session session-", IRRELEVANT),
    **classes("protection", IRRELEVANT),
    **classes("deaggregate no-deaggregate graceful-restart igp-", IRRELEVANT),
    **classes("synchronization", IRRELEVANT),
    **classes("keepalive-interval keepalive-timeout hello-interval", IRRELEVANT),
    **classes("preference", IRRELEVANT),
    **classes("targeted-hello oam auto-targeted-session label-withdrawal-", IRRELEVANT),
    **classes("delay", IRRELEVANT),
    **classes("strict-targeted-hellos mtu-discovery reliable peer-interface", IRRELEVANT),
    **classes("refresh-time keep-multiplier load-balance graceful-deletion-", IRRELEVANT),
    **classes("timeout", IRRELEVANT),
    **classes("no-p2p-sublsp session-group dual-transport", IRRELEVANT),
    "*": UNMODELLED,
}
TOP = {
    **classes("version chassis event-options accounting-options jsrc-", IRRELEVANT),
    **classes("partition", IRRELEVANT),
    **classes("ethernet-switching-options poe apply-flags diameter unified-", IRRELEVANT),
    **classes("edge", IRRELEVANT),
    **classes("class-of-service virtual-chassis jsrc access-profile", IRRELEVANT),
    **classes("session-limit-group", IRRELEVANT),
    **classes("ietf-interfaces openconfig-interfaces vmhost schedulers smtp", IRRELEVANT),
    **classes("wlan", IRRELEVANT),
    **classes("bridge-domains services logical-systems", UNMODELLED),
    **classes("tenants multi-chassis dynamic-profiles fabric", UNMODELLED),
    **classes("protocols-options policy-statement-options", UNMODELLED),
}
PROTOCOLS = {
    **classes("lldp lldp-med igmp-snooping mld-snooping sflow loop-detect", IRRELEVANT),
    **classes("oam", IRRELEVANT),
    **classes("link-management uplink-failure-detection iccp igmp mld pim", IRRELEVANT),
    **classes("lacp udld", IRRELEVANT),
    **classes("neighbor-discovery layer2-learning ptp clock-synchronization", IRRELEVANT),
    **classes("msdp dvmrp mstp-force gvrp mvrp bfd pcep bmp router-", IRRELEVANT),
    **classes("discovery ppp-service", IRRELEVANT),
    **classes("loop-detect-enhanced multicast-snooping-options source-", IRRELEVANT),
    **classes("packet-routing", IRRELEVANT),
    **classes("openflow snmp-trap ilmi amt ancp dcbx esis ppp pppoe sap pgm", IRRELEVANT),
    **classes("lldp-bridge", IRRELEVANT),
    "l2-learning": IRRELEVANT,
    "mpls": _LABELS,
    "ldp": _LABELS,
    "rsvp": _LABELS,
    "vrrp": {
        **classes("version-3 traceoptions delegate-processing asymmetric-hold-", IRRELEVANT),
        **classes("time", IRRELEVANT),
        **classes("failover-delay global-advertisements-threshold skew-timer-", IRRELEVANT),
        **classes("disable", IRRELEVANT),
        "*": UNMODELLED,
    },
    "*": UNMODELLED,
}
