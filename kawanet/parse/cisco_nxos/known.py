"""Lines that are known and do not enter the model, at the top level and inside interfaces.

`no X` of these needs no entry of its own (see `statements`). Two switches of a vPC pair are two
routers and two bridges with a trunk between them: a bundle that ends on both is a cable to each, so
its settings change which link is taken, and not what can be reached.
"""

from __future__ import annotations

from typing import Any

from kawanet.parse.statements import IRRELEVANT, UNMODELLED, Entry, entries

KNOWN: dict[str, Entry[Any]] = {
    **entries(
        """aaa, alias, banner exec, bfd, boot, callhome, cdp, cfs, class-map, clock, cli, clock
        protocol, control-plane, copp, crypto, diagnostic, dot1x, email, end, errdisable, event,
        exit, fabric-domain, fex, flow, flowcontrol, geolocation, guestshell, hardware, hostname,
        icam, install, interface breakout, key, key-chain, lacp, ldap-server, license, line,
        lldp, location, logging, login, mac address-table, memory, monitor, nbm, ngoam, no
        feature, ntp, nxapi, nxsdk, password, platform, policy-map, poap, port-channel, power,
        ptp, qos, radius, radius-server, rmon, role, scheduler, service, sflow, slot,
        snmp-server, ssh, system, tacacs, tacacs-server, telemetry, telnet, terminal, time-range,
        udld, userpassphrase, vdc, version, virtual-service, vmtracker, feature-set, banner,
        sampler, sla responder, switching-mode, fcdomain, fcoe, npv, vsan, zone, zoneset,
        device-alias, intersight, catena, macsec, maintenance, configure maintenance, pnp, fcns,
        fspf, fcip, port-security, security-group, no spanning-tree mode, resequence, hw-module,
        ethernet, openflow, nv overlay, mac access-list, fabric forwarding anycast-gateway-mac,
        copy, end-job, vpc, vpc domain, vrf management, vtp, xml""",
        IRRELEVANT,
    ),
    **entries(
        """ip adjacency, ip arp, ip as-path, ip auto-discard, ip dhcp, ip dns, ip domain-list, ip
        domain-lookup, ip extcommunity-list, ip ftp, ip host, ip http, ip igmp, ip internal, ip
        load-sharing, ip mroute, ip msdp, ip multicast, ip pim, ip radius, ip routing, ip scp,
        ip sla, ip source-route, ip ssh, ip tacacs, ip tcp, ip telnet, ip tftp, ip udp, ipv6
        dhcp, ipv6 host, ipv6 icmp, ipv6 mld, ipv6 mroute, ipv6 nd, ipv6 neighbor, ipv6 pim""",
        IRRELEVANT,
    ),
    **entries(
        """evpn, fabric, ip verify, ip wccp, ip source binding, ipv6 wccp, l2vpn, lisp, mac
        address-table static, mpls, nat, ip default-gateway, nve, otv, private-vlan, router,
        segment-routing, system fabric, tunnel, tunnel-encryption, vrf, vrf context, xconnect, ip
        local policy, ipv6 local policy, ip forward, service-function, mac packet-classify,
        fabricpath, cts, mac-list, arp access-list, port-profile, itd, plb, ip route static, ip
        static-route""",
        UNMODELLED,
    ),
    "feature": IRRELEVANT,
    **entries("no ip domain-lookup, no password, no system, no ip source-route", IRRELEVANT),
}
INTERFACE_KNOWN: dict[str, Entry[Any]] = {
    **entries(
        """bfd, beacon, carrier-delay, cdp, dampening, duplex, errdisable, exit, fec, fex,
        flowcontrol, hardware, ip arp, ip dhcp, ip directed-broadcast, ip flow, ip igmp, ip
        load-sharing, ip local-proxy-arp, hold-queue, ip multicast, ip pim, ip port-unreachable, ip
        proxy-arp, ip redirects, ip tcp, ip unreachables, ip verify unicast source reachable-via
        any allow-default, ipv6 dhcp, ipv6 enable, ipv6 mld, ipv6 nd, ipv6 pim, ipv6 redirects,
        ipv6 unreachables, lacp, layer2 protocol, link, lldp, load-interval, logging,
        mac-address, macsec, management, mdix, media-type, medium, mode dot1q, negotiate, no ip
        redirects, no ipv6 redirects, no negotiate, packet, peer-link, port-channel, power,
        priority-flow-control, ptp, rate-mode, service-policy, snmp, spanning-tree,
        storm-control, tcp, udld, vpc, vtp, ethernet, ip hello-interval eigrp, ip hold-time
        eigrp, ip authentication, ip bandwidth-percent eigrp, ip bfd, ip next-hop-self eigrp,
        ipv6 hello-interval eigrp, ipv6 hold-time eigrp, ipv6 authentication, switchport dot1q
        ethertype, tunnel ttl, tunnel path-mtu-discovery""",
        IRRELEVANT,
    ),
    **entries(
        """encapsulation, fabric, fabricpath, ip distribute-list, ip offset-list, no ip
        next-hop-self eigrp, ipv6 distribute-list, ipv6 offset-list, cts, ip forward, ip port
        access-group, ip source, ip verify, ip wccp, ipv6 forward, ipv6 policy, ipv6 port, ipv6
        verify, ipv6 unnumbered, ipv6 traffic-filter, isolate, l2protocol, lisp, mac port, mac
        packet-classify, mpls, nat, otv, private-vlan, segment-routing, switchport, tunnel, vni,
        vrf, vxlan, ip eigrp, inherit, ip address virtual, ip policy, mac access-group, dot1q, evpn,
        shutdown lan""",
        UNMODELLED,
    ),
}
