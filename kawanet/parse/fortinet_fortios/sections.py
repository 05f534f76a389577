"""Sections (`config <path>`) that no reader handles: which of them could change forwarding.

Source: the tree of the Fortinet FortiOS 7.4 CLI Reference.
"""

from __future__ import annotations

from kawanet.parse.config_edit import Block
from kawanet.parse.result import LineClass


def _paths(branch: str, names: str) -> frozenset[str]:
    return frozenset(f"{branch} {name}" for name in names.split())


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Whole branches without effect on forwarding: inspection of content, the wireless and switch
# controllers' own tables, reports, certificates.
_IRRELEVANT_BRANCHES = _words(
    "alertemail antivirus application automation casb certificate cifs credential-store "
    "diameter-filter dlp dnsfilter dpdk emailfilter endpoint-control extender "
    "extender-controller extension-controller file-filter ftp-proxy gtp gui icap ips log "
    "monitoring nsxt report sctp-filter spamfilter ssh-filter ssl-vpn switch-controller "
    "telemetry-controller videofilter virtual-patch voip waf wanopt web-proxy webfilter "
    "wireless-controller ztna"
)
_IRRELEVANT = (
    _paths(
        "system",
        "3g-modem accprofile acme affinity-interrupt affinity-packet-redistribution alarm "
        "api-user arp-table auto-install auto-scale auto-script automation-action "
        "automation-condition automation-destination automation-stitch automation-trigger "
        "autoupdate bypass central-management cluster-sync console csf custom-language ddns "
        "dedicated-mgmt device-upgrade dhcp dns-database dns-server dns64 dscp-based-priority "
        "email-server external-resource federated-upgrade fips-cc fm fortiai fortiguard "
        "fortimanager fortindr fortisandbox ftm-push geoip-country geoip-override "
        "global-feature ha ha-monitor health-check-fortiguard ike interface-policy ipam "
        "isf-queue-profile lldp lte-modem mobile-tunnel modem netflow "
        "network-visibility np6 np6xlite npu ntp-server object-tag object-tagging ocvpn "
        "password-policy password-policy-guest-admin physical-switch pppoe-interface-default "
        "probe-response proxy-arp ptp replacemsg replacemsg-group replacemsg-image "
        "resource-limits saml sdn-connector sdn-proxy sdn-vpn session-helper session-ttl sflow "
        "smc-ntp sms-server snmp speed-test-schedule speed-test-server speed-test-setting "
        "ssh-config sso-admin sso-forticloud-admin sso-fortigate-cloud-admin standalone-cluster "
        "status storage stp tos-based-priority vdom vdom-dns vdom-exception vdom-netflow "
        "vdom-property vdom-radius-server vdom-sflow vne-tunnel wccp",
    )
    | _paths(
        "firewall",
        "DoS-policy DoS-policy6 access-proxy-ssh-client-cert access-proxy-virtual-host "
        "auth-portal city country decrypted-traffic-mirror global identity-based-route "
        "interface-policy interface-policy6 internet-service-addition internet-service-append "
        "internet-service-botnet internet-service-cat internet-service-custom "
        "internet-service-custom-group internet-service-definition internet-service-extension "
        "internet-service-fortiguard internet-service-group internet-service-ipbl-reason "
        "internet-service-ipbl-vendor internet-service-list internet-service-name "
        "internet-service-owner internet-service-reputation internet-service-sld "
        "internet-service-subapp internetservice ip-translation ipmacbinding ldb-monitor "
        "local-in-policy local-in-policy6 multicast-address multicast-address6 multicast-policy "
        "multicast-policy6 network-service-dynamic on-demand-sniffer pfcp profile-group "
        "profile-protocol-options proute proxy-address proxy-addrgrp region schedule "
        "service-category service.category shaper shaping-policy shaping-profile sniffer ssh "
        "ssl ssl-server ssl-ssh-profile traffic-class vendor-mac vendor-mac-summary "
        "wildcard-fqdn",
    )
    | _paths(
        "user",
        "adgrp certificate device device-access-list device-category device-group "
        "domain-controller exchange external-identity-provider fortitoken fsso fsso-polling "
        "krb-keytab ldap local nac-policy password-policy peer peergrp pop3 quarantine saml "
        "security-exempt-list setting tacacs+",
    )
    | _paths(
        "router",
        "access-list access-list6 aspath-list auth-path bfd bfd6 community-list "
        "extcommunity-list key-chain multicast multicast-flow multicast6 prefix-list "
        "prefix-list6 route-map setting",
    )
    | _paths("vpn", "certificate kmip-server l2tp ocvpn pptp qkd")
    | _paths("authentication", "rule scheme setting")
    | {"firewall service category", "vpn ssl web", "vpn ssl client"}
)
# Could change forwarding as soon as they hold anything.
_UNMODELLED = (
    _paths(
        "system",
        "evpn geneve gre-tunnel ipip-tunnel ipsec-aggregate ipv6-neighbor-cache ipv6-tunnel "
        "link-monitor "
        "mac-address-table nat64 nd-proxy npu-vlink sdwan sit-tunnel switch-interface vdom-link "
        "virtual-switch virtual-wan-link virtual-wire-pair vxlan zone6",
    )
    | _paths(
        "firewall",
        "access-proxy access-proxy6 acl acl6 address6-template central-nat hyperscale-policy "
        "ippool_grp ipv6-eh-filter mac-policy policy46 policy64 proxy-policy security-policy "
        "ttl-policy vip46 vip64 vipgrp46 vipgrp64",
    )
    | _paths("router", "bgp isis ospf ospf6 policy policy6 rip ripng")
    | {"firewall consolidated policy", "vpn ipsec", "vpn ssl settings"}
)
# Sections that a factory-fresh box also holds: they matter once one of these is set.
_TRIGGERS = {
    "router bgp": ("as",),
    "router ospf": ("router-id",),
    "router ospf6": ("router-id",),
    "router rip": ("prefix",),
    "router ripng": ("aggregate-address",),
    "router isis": ("net",),
    "vpn ssl settings": ("source-interface",),
    "system sdwan": ("interface",),
    "system virtual-wan-link": ("interface",),
}


def section_class(path: str, block: Block) -> LineClass:
    """The class of the lines of a section that no reader handles."""
    words = path.split()
    heads = {" ".join(words[:n]) for n in (2, 3)}
    unmodelled = heads & _UNMODELLED
    if unmodelled:
        triggers = _TRIGGERS.get(max(unmodelled))
        matters = _sets_any(block, triggers) if triggers is not None else _holds_anything(block)
        return LineClass.UNMODELLED if matters else LineClass.IRRELEVANT
    if words and (words[0] in _IRRELEVANT_BRANCHES or heads & _IRRELEVANT):
        return LineClass.IRRELEVANT
    return LineClass.UNRECOGNISED


def _holds_anything(block: Block) -> bool:
    return bool(block.statements or block.blocks)


def _sets_any(block: Block, keys: tuple[str, ...]) -> bool:
    return any(s.verb == "set" and s.key in keys for b in block.walk() for s in b.statements)
