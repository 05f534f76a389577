"""Lines that are known and do not enter the model, at the top level and inside interfaces.

`no X` of these needs no entry of its own (see `statements`); that of what is read has one here. Two
switches of an MLAG pair are two routers and two bridges with a trunk between them, so that its
settings change which link is taken, and not what can be reached.
"""

from __future__ import annotations

from typing import Any

from kawanet.parse.statements import IRRELEVANT, UNMODELLED, Entry, entries

KNOWN: dict[str, Entry[Any]] = {
    **entries(
        """aaa, agent, alias, arp, banner exec, bfd, boot, certificate, cfm, class-map type copp,
        class-map type qos, clock, comment, configuration, configure, control-plane, cvx, daemon,
        dhcp relay, dhcp server, dns, dot1x, email, end, environment, errdisable, event-handler,
        event-monitor, exception, exit, flow exporter, flow tracking, hardware, hash, interface
        defaults mtu, ip igmp, ipfix, lacp, license, link tracking, lldp, load-interval,
        locator-led, logging, mac address-table, mac security, mac timestamp, maintenance,
        management, match-list, mirror, mlag, monitor, ntp, platform, poe, policy-map type copp,
        policy-map type qos, policy-map type quality-of-service, port-channel, power, privilege,
        prompt, ptp, qos, queue-monitor, radius, radius-server, redundancy, reload,
        priority-flow-control, address locking, kernel, zerotouch, stun, resource, rib, role,
        router bfd, router igmp, router msdp, router multicast, router pim, schedule, service,
        sflow, show, snmp, snmp-server, ssl, sync-e, system, tacacs, tacacs-server, tap,
        telemetry, terminal, trace, tracers, traffic-loopback, transceiver, username, vmtracer,
        mac access-list""",
        IRRELEVANT,
    ),
    **entries(
        """ip arp, ip dhcp relay, ip domain, ip domain lookup, ip domain-list, ip fib, ip ftp, ip
        hardware, ip http, ip icmp, ip virtual-router mac-address, ip address virtual
        source-nat, ip load-sharing, ip msdp, ip multicast, ip multicast-routing, ip pim, ip
        radius, ip ssh, ip tacacs, ip tftp, ip ttl, ipv6 dhcp relay, ipv6 fib, ipv6 hardware,
        ipv6 icmp, ipv6 nd, ipv6 neighbor, ipv6 pim""",
        IRRELEVANT,
    ),
    **entries(
        """application traffic, class-map, control-plane acl, dynamic prefix-list, evpn, interface
        defaults, interface profile, ip arp inspection, ip dhcp snooping, ip local-proxy-arp, ip
        nat, ip rip, ip security, ip source, ip verify, ip virtual-router, ipv6 virtual-router,
        l2-protocol, mac address-table static, mpls, nexthop-group, patch panel, policy-map,
        private-vlan, route-map, ip ospf, router, segment-security, switchport, system
        control-plane, track, traffic-policies, tunnel, vrf""",
        UNMODELLED,
    ),
    **entries(
        """no banner, no clock, no dns domain, no enable, no hostname, no ip name-server, no
        logging, no management ssh, no management telnet, no ntp, no snmp-server, no
        spanning-tree""",
        IRRELEVANT,
    ),
}
INTERFACE_KNOWN: dict[str, Entry[Any]] = {
    **entries(
        """arp, bandwidth, bfd, carrier-delay, comment, counters, dot1x, duplex, errdisable,
        error-correction, exit, flow tracker, flowcontrol, hardware, l2 mru, l2 mtu, lacp, link
        tracking, link-debounce, lldp, load-interval, logging, loop-protection, mlag, mac
        security, mac timestamp, mac-address, mc-tx-queue, media-type, node-segment, monitor,
        multicast, phy, platform, poe, port-channel, power, priority-flow-control, ptp, qos,
        queue-monitor, service-policy type qos, sflow, shape, snmp, storm-control, tcp mss,
        traffic-loopback, transceiver, tx-queue, bgp session, dhcp server, uc-tx-queue,
        unidirectional""",
        IRRELEVANT,
    ),
    **entries(
        """ip arp, ip attached-host, ip dhcp relay, ip directed-broadcast, ip hardware, ip icmp, ip
        igmp, ip load-sharing, ip local-proxy-arp, ip multicast, ip pim, ip proxy-arp, ipv6 dhcp
        relay, ipv6 enable, ipv6 icmp, ipv6 mld, ipv6 nd, ipv6 pim, pim""",
        IRRELEVANT,
    ),
    **entries(
        """spanning-tree bpdufilter, spanning-tree bpduguard rate-limit, spanning-tree cost,
        spanning-tree guard, spanning-tree link-type, spanning-tree loop, spanning-tree mst,
        spanning-tree port-priority, spanning-tree vlan, spanning-tree vlan-id, switchport dot1q
        ethertype, switchport port-security, switchport tap, switchport tool, tunnel
        dont-fragment, tunnel mss, tunnel path-mtu-discovery, tunnel tos, tunnel ttl""",
        IRRELEVANT,
    ),
    **entries(
        """bridge, dhcp client, encapsulation, vlan id, private-vlan, evpn, ip address unnumbered,
        ip attached-routes, ip dhcp snooping, ip nat, ip policy, ip rip, ip unnumbered, ip
        verify, ip virtual-router, ipv6 address auto-config, ipv6 address virtual, ipv6 verify,
        ipv6 virtual-router, isis, l2-protocol, mac access-group, mpls, pppoe, profile, pvlan,
        segment-security, service-policy, switchport backup, switchport mode, switchport phone,
        switchport private-vlan, switchport pvlan, switchport source-interface, switchport trunk
        private-vlan, switchport vlan, traffic-policy, tunnel, vxlan""",
        UNMODELLED,
    ),
    **entries(
        """no description, no mtu, no speed, service-profile""",
        IRRELEVANT,
    ),
}
