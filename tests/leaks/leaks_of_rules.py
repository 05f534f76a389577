"""Leaks in filters: firewall rules, zones, NAT and the lists of the mobile edge."""

from __future__ import annotations

from seeding import Edit, Leak, pair

_RULES = "config firewall policy\n"
_ANY4 = '        set srcaddr "all"\n        set dstaddr "all"\n'
_ANY6 = '        set srcaddr6 "all"\n        set dstaddr6 "all"\n'
_FORTIOS = "hall-fw-{}.conf"
_NFT = "mob-fw-{}/nftables.conf"
_EDGE = "hall-me-{}/nftables.conf"
_FORWARD = "    chain forward {"
_MOBILE4 = (
    "meta nfproto ipv4 iifname @zone.mob oifname @zone.svc ip saddr @v4.pool-terminals-v4 "
    "ip daddr @v4.system-rdgw-v4 meta l4proto . th dport @svc.https log accept "
    'comment "mobile-rdgw-v4 | owner=情報課 | reason=薄型端末から接続ゲートウェイ"'
)
_MOBILE6_BARE = (
    "meta nfproto ipv6 iifname @zone.mob oifname @zone.svc ip6 saddr @v6.pool-terminals-v6 "
    'log accept comment "mobile-rdgw-v6 | owner=情報課 | reason=薄型端末から接続ゲートウェイ"'
)


def _rule(number: int, name: str, zones: tuple[str, str], ends: str) -> tuple[Edit, ...]:
    """A rule more, first of all, on both firewalls."""
    text = (
        f'    edit {number}\n        set name "{name}"\n        set srcintf "{zones[0]}"\n'
        f'        set dstintf "{zones[1]}"\n        set action accept\n{ends}'
        '        set schedule "always"\n        set service "ALL"\n    next\n'
    )
    return pair(_FORTIOS, _RULES, _RULES, _RULES + text)


def _zone(name: str, gains: str, port: str, own: str) -> tuple[Edit, ...]:
    """A port moves from its zone to another, which passes what stays inside it."""
    left = (
        f'    edit "{own}"\n        set intrazone deny\n        set interface "{port}"\n    next\n'
    )
    return (
        *pair(
            _FORTIOS, f'    edit "{name}"\n        set intra', "intrazone deny", "intrazone allow"
        ),
        *pair(_FORTIOS, f'    edit "{name}"\n        set intra', gains, f'"{port}" {gains}'),
        *pair(_FORTIOS, "config system zone", left, ""),
    )


FIREWALL = (
    Leak(
        "any-any rule between two tiers",
        _rule(900, "temporary", ("lgw", "myn"), _ANY4),
        "edit 900",
        "SEP-lgw-myn-V4",
        "lgw",
        "myn",
        _RULES,
    ),
    Leak(
        "IPv6 forgotten: its rule takes any address",
        pair(
            _FORTIOS,
            'set name "sanitize-v6"',
            '        set srcaddr6 "system-int-file-v6"\n'
            '        set dstaddr6 "system-sanitizer-v6"\n',
            _ANY6,
        ),
        "edit 22",
        "SEP-int-lgw-V6",
        "int",
        "lgw",
        _RULES,
    ),
    Leak(
        "rule widened to all services",
        pair(_FORTIOS, 'set name "lgw-browser-v4"', 'service "screen"', 'service "ALL"'),
        "edit 7",
        "SEP-lgw-int-V4",
        "lgw",
        "int",
        _RULES,
    ),
    Leak(
        "mask slip in an address object",
        pair(
            _FORTIOS,
            'edit "10.48.16.11/32"',
            "subnet 10.48.16.11 255.255.255.255",
            "subnet 10.48.16.11 255.255.0.0",
        ),
        "edit 21",
        "SEP-int-lgw-V4",
        "int",
        "lgw",
        _RULES,
    ),
    Leak(
        "port in the wrong zone, which passes what is inside it",
        _zone("myn", '"x1.113"', "x1.2813", "voi"),
        "set intrazone allow",
        "SEP-voi-myn-V4",
        "voi",
        "myn",
    ),
    Leak(
        "Internet port in the zone of the public servers",
        _zone("dmz", '"x1.2511"', "port2", "internet"),
        "set intrazone allow",
        "SEP-internet-dmz-V6",
        "internet",
        "dmz",
    ),
    Leak(
        "NAT hole: an inner server published to the Internet",
        (
            *pair(
                _FORTIOS,
                "config firewall vip\n",
                "config firewall vip\n",
                'config firewall vip\n    edit "support"\n        set extip 203.0.113.9\n'
                '        set mappedip "10.32.24.15"\n        set extintf "port2"\n    next\n',
            ),
            *_rule(
                901,
                "support",
                ("internet", "lgw"),
                '        set srcaddr "all"\n        set dstaddr "system-sanitizer-v4"\n',
            ),
        ),
        "edit 901",
        "SEP-internet-lgw-V4",
        "internet",
        "lgw",
        _RULES,
    ),
    Leak(
        "default route and a permit to the Internet",
        (
            *pair(
                "hall-core-{}.cfg",
                "ip route vrf LGW 10.16.0.0 255.240.0.0 10.32.32.6",
                "ip route vrf LGW 10.16.0.0 255.240.0.0 10.32.32.6",
                "ip route vrf LGW 0.0.0.0 0.0.0.0 10.32.32.6",
            ),
            *_rule(902, "updates", ("lgw", "internet"), _ANY4),
        ),
        "edit 902",
        "SEP-lgw-internet-V4",
        "lgw",
        "internet",
        _RULES,
    ),
)

MOBILE = (
    Leak(
        "forward policy of the mobile firewall accepts",
        pair(_NFT, _FORWARD, "priority filter; policy drop;", "priority filter; policy accept;"),
        "type filter hook forward priority filter; policy accept;",
        "SEP-svc-mob-V4",
        "svc",
        "mob",
    ),
    Leak(
        "IPv6 accepted before the rules of the mobile firewall",
        pair(
            _NFT,
            _FORWARD,
            "ct state established,related accept\n",
            "ct state established,related accept\n        meta nfproto ipv6 accept\n",
        ),
        "meta nfproto ipv6 accept",
        "SEP-mob-mgt-V6",
        "mob",
        "mgt",
    ),
    Leak(
        "gateway set widened on the mobile firewall and its edge",
        (
            *pair(_NFT, "set v4.system-rdgw-v4 {", "10.160.8.11/32", "10.160.0.0/12"),
            *pair(
                _EDGE,
                "chain acl4.MOBILE-IN-V4 {",
                "ip daddr 10.160.8.11/32",
                "ip daddr 10.160.0.0/12",
            ),
        ),
        _MOBILE4,
        "SEP-mob-svc-V4",
        "mob",
        "svc",
        _FORWARD,
    ),
    Leak(
        "rule of the mobile firewall without destination and port",
        (
            *pair(
                _NFT,
                _FORWARD,
                " ip6 daddr @v6.system-rdgw-v6 meta l4proto . th dport @svc.https",
                "",
            ),
            *pair(
                _EDGE,
                "chain acl6.MOBILE-IN-V6 {",
                " ip6 daddr fd12:3456:9:40::b/128 tcp dport 443 return",
                " return",
            ),
        ),
        _MOBILE6_BARE,
        "SEP-mob-svc-V6",
        "mob",
        "svc",
        _FORWARD,
    ),
    Leak(
        "missing deny at the end of the mobile edge's list",
        pair(_EDGE, "    chain acl4.MOBILE-IN-V4 {", "        log drop\n        drop\n", ""),
        "chain acl4.MOBILE-IN-V4 {",
        "MOB-2-V4",
        "mob",
        "mob",
    ),
    Leak(
        "mobile edge's list not bound for IPv6",
        (
            *pair(
                _EDGE,
                "    chain acl-in {",
                '        iifname "eth1" meta nfproto ipv6 jump acl6.MOBILE-IN-V6\n',
                "",
            ),
            *pair("hall-me-{}/interfaces", "iface eth1", "alias mobile", "alias the mobile"),
        ),
        "iface eth1",
        "MOB-2-V6",
        "mob",
        "mob",
        "auto eth1",
    ),
    Leak(
        "wildcard slip in the mobile edge's list (IOS-XE)",
        pair(
            "hall-me-{}.cfg",
            "ip access-list extended MOBILE-IN-V4",
            "host 10.160.8.11 eq 443",
            "10.160.8.11 0.255.255.255 eq 443",
        ),
        "permit tcp 10.112.8.0 0.0.0.255 10.160.8.11 0.255.255.255 eq 443",
        "MOB-2-V4",
        "mob",
        "mob",
        platforms=(("mobile_edge", "cisco_iosxe"),),
    ),
)

RULES = (*FIREWALL, *MOBILE)
