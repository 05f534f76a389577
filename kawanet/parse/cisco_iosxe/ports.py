"""Names that IOS writes for numbers in ACLs: protocols, ports, ICMP messages.

Source: Cisco IOS Security Command Reference, `permit (IP)` and `permit (IPv6)`; numbers from IANA.
"""

from __future__ import annotations

from collections.abc import Mapping

from kawanet.model.interfaces import Family

ANY_PROTOCOL = {4: "ip", 6: "ipv6"}
PROTOCOLS: Mapping[Family, Mapping[str, int]] = {
    4: {
        "icmp": 1,
        "igmp": 2,
        "ipinip": 4,
        "tcp": 6,
        "udp": 17,
        "gre": 47,
        "esp": 50,
        "ahp": 51,
        "eigrp": 88,
        "ospf": 89,
        "nos": 94,
        "pim": 103,
        "pcp": 108,
        "sctp": 132,
    },
    6: {"tcp": 6, "udp": 17, "esp": 50, "ahp": 51, "icmp": 58, "pcp": 108, "sctp": 132},
}
_SHARED_PORTS = {"discard": 9, "domain": 53, "echo": 7, "sunrpc": 111, "syslog": 514, "tacacs": 49}
PORTS: Mapping[int, Mapping[str, int]] = {
    6: {
        **_SHARED_PORTS,
        "bgp": 179,
        "chargen": 19,
        "cmd": 514,
        "connectedapps-plain": 15001,
        "connectedapps-tls": 15002,
        "daytime": 13,
        "drip": 3949,
        "exec": 512,
        "finger": 79,
        "ftp": 21,
        "ftp-data": 20,
        "gopher": 70,
        "hostname": 101,
        "ident": 113,
        "irc": 194,
        "klogin": 543,
        "kshell": 544,
        "login": 513,
        "lpd": 515,
        "msrpc": 135,
        "netconf": 830,
        "nntp": 119,
        "onep-plain": 15001,
        "onep-tls": 15002,
        "pim-auto-rp": 496,
        "pop2": 109,
        "pop3": 110,
        "smtp": 25,
        "ssh": 22,
        "talk": 517,
        "telnet": 23,
        "time": 37,
        "uucp": 540,
        "whois": 43,
        "www": 80,
    },
    17: {
        **_SHARED_PORTS,
        "biff": 512,
        "bootpc": 68,
        "bootps": 67,
        "dnsix": 195,
        "isakmp": 500,
        "mobile-ip": 434,
        "nameserver": 42,
        "netbios-dgm": 138,
        "netbios-ns": 137,
        "netbios-ss": 139,
        "non500-isakmp": 4500,
        "ntp": 123,
        "pim-auto-rp": 496,
        "rip": 520,
        "ripv6": 521,
        "snmp": 161,
        "snmptrap": 162,
        "talk": 517,
        "tftp": 69,
        "time": 37,
        "who": 513,
        "xdmcp": 177,
    },
}
# Messages that stand for a whole ICMP type; those that also fix a code are not modelled.
ICMP_TYPES: Mapping[Family, Mapping[str, int]] = {
    4: {
        "echo-reply": 0,
        "unreachable": 3,
        "source-quench": 4,
        "redirect": 5,
        "alternate-address": 6,
        "echo": 8,
        "router-advertisement": 9,
        "router-solicitation": 10,
        "time-exceeded": 11,
        "parameter-problem": 12,
        "timestamp-request": 13,
        "timestamp-reply": 14,
        "information-request": 15,
        "information-reply": 16,
        "mask-request": 17,
        "mask-reply": 18,
        "traceroute": 30,
        "conversion-error": 31,
        "mobile-redirect": 32,
    },
    6: {
        "destination-unreachable": 1,
        "unreachable": 1,
        "packet-too-big": 2,
        "time-exceeded": 3,
        "parameter-problem": 4,
        "echo-request": 128,
        "echo-reply": 129,
        "mld-query": 130,
        "mld-report": 131,
        "mld-reduction": 132,
        "router-solicitation": 133,
        "router-advertisement": 134,
        "nd-ns": 135,
        "nd-na": 136,
        "redirect": 137,
        "router-renumbering": 138,
        "mldv2": 143,
        "dhaad-request": 144,
        "dhaad-reply": 145,
        "mpd-solicitation": 146,
        "mpd-advertisement": 147,
    },
}
ICMP_CODES: Mapping[Family, Mapping[str, int]] = {  # message with a code -> its type
    4: dict.fromkeys(
        [
            "administratively-prohibited",
            "dod-host-prohibited",
            "dod-net-prohibited",
            "host-isolated",
            "host-precedence-unreachable",
            "host-tos-unreachable",
            "host-unknown",
            "host-unreachable",
            "net-tos-unreachable",
            "net-unreachable",
            "network-unknown",
            "packet-too-big",
            "port-unreachable",
            "precedence-unreachable",
            "protocol-unreachable",
            "source-route-failed",
        ],
        3,
    )
    | dict.fromkeys(["host-redirect", "host-tos-redirect", "net-redirect", "net-tos-redirect"], 5)
    | {"ttl-exceeded": 11, "reassembly-timeout": 11}
    | {"general-parameter-problem": 12, "option-missing": 12, "no-room-for-option": 12},
    6: dict.fromkeys(["no-route", "no-admin", "beyond-scope", "port-unreachable"], 1)
    | {"hop-limit": 3, "reassembly-timeout": 3}
    | {"header": 4, "next-header": 4, "parameter-option": 4},
}
