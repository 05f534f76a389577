"""Lines that are known and do not enter the model, at the top level and inside interfaces."""

from __future__ import annotations

from typing import Any

from kawanet.parse.statements import IRRELEVANT, UNMODELLED, Entry, entries

KNOWN: dict[str, Entry[Any]] = {
    **entries(
        """version, service, boot, boot-start-marker, boot-end-marker, end, exit, clock,
        license, platform, diagnostic, redundancy, memory, hw-module, switch, stack-power,
        stack-mac, transceiver, power, lldp, cdp, udld, vtp, lacp, port-channel, errdisable,
        mls, qos, class-map, policy-map, table-map, aaa, radius, radius-server, tacacs,
        tacacs-server, dot1x, authentication, access-session, mab, identity, fallback,
        device-tracking, parameter-map, privilege, alias, login, security passwords, ntp,
        logging, snmp-server, snmp, archive, event, kron, monitor, flow, sampler, track, rmon,
        netconf, netconf-yang, restconf, telemetry, call-home, cns, pnp, key, crypto key, crypto
        pki, crypto ca, time-range, multilink, subscriber, control-plane, mac address-table,
        macro, mka, mac-address-table, system, scheduler, process, exception, buffers,
        virtual-service, iox, app-hosting, fhrp, bfd, bfd-template, nmsp, ethernet,
        network-clock, ptp, mmi, voice, voice-card, call admission, energywise, vstack, file
        prompt, default-value, configuration mode, stackwise, stackwise-virtual, Building
        configuration..., Current configuration, Using, Load for, Time source, --More--,
        configure terminal, username-warning, enable algorithm-type""",
        IRRELEVANT,
    ),
    **entries(
        """facility-alarm, gnxi, gnmi, sdm, coap, alarm, alarm-contact, alarm-profile, nls, cpd,
        mgcp, dial-peer, gatekeeper, sccp, telephony-service, voice-port, ephone, ephone-dn,
        call-manager-fallback, mpls ip, mpls label, mpls ldp, mpls mldp, sip-ua, num-exp,
        memory-size, webvpn, performance, avc, clns, netbios, trunk group, stcapp, ccm-manager,
        media, dspfarm, gateway, sntp, wsma, cwmp, umbrella, route-tag notation, autonomic,
        device-sensor, epm, service-template, transport-map, l2tp-class, domain, tcl, dying-gasp,
        chat-script, modemcap, async-bootp, translation-rule, isdn, controller, network-policy,
        cisp, profile, warm-reboot, parser, aqm-register-fnf, setup, environment, esmc, fabric,
        guest-shell, ssh, security authentication, card, subslot, module, dot11, bba-group,
        access-list compiled, access-list dynamic-extended, l2 router-id, rep, odm, oam,
        service-list, mdns-sd, service-routing, resource, ipc, upgrade, config-register, device
        classifier, xconnect logging, xdr, xml, software, ospfv3 name-lookup, load-interval,
        cluster run, show, write, disable, enable, configure, terminal""",
        IRRELEVANT,
    ),
    **entries(
        """crypto isakmp, crypto ikev2, crypto ipsec, crypto keyring, crypto map, crypto
        dynamic-map, crypto gdoi, crypto engine, crypto call, crypto mib, crypto logging, crypto
        provisioning, crypto vpn, crypto xauth, crypto dot1x, crypto tls-tunnel, crypto
        identity, crypto uri""",
        IRRELEVANT,  # they act where an interface names them, and that line says so
    ),
    **entries(
        """ip routing, ip subnet-zero, ip classless, ip cef, ip ssh, ip scp, ip sftp, ip http, ip
        tcp, ip forward-protocol, ip domain, ip domain lookup, ip domain-lookup, ip domain-list,
        ip host, ip dhcp, ip igmp, ip pim, ip multicast, ip multicast-routing, ip mroute, ip
        mfib, ip msdp, ip bootp, ip source-route, ip icmp, ip gratuitous-arps, ip options, ip
        ftp, ip tftp, ip radius, ip tacacs, ip rcmd source-interface, ip telnet, ip nbar, ip
        default-gateway, ip device tracking, ip arp, ip flow-export, ip flow-cache, ip
        flow-top-talkers, ip spd, ip identd, ip accounting-threshold, ip ospf name-lookup, ip
        bgp-community new-format, ip bgp new-format, ip ips, ip urlfilter, ip dns, ip drp, ip
        rtcp, ip sdr, ip igmp snooping, ip auth-proxy, ip ddns, ip dhcp-server, ip dhcp-client,
        ip audit, ip load-sharing, ip virtual-reassembly, ip port-map, ip rgmp, ip vrf-table, ip
        reflexive-list, ip udp, ip wlan""",
        IRRELEVANT,
    ),
    **entries(
        """ipv6 unicast-routing, ipv6 cef, ipv6 nd, ipv6 dhcp, ipv6 mld, ipv6 pim, ipv6
        multicast-routing, ipv6 source-route, ipv6 host, ipv6 icmp, ipv6 hop-limit, ipv6
        general-prefix, ipv6 neighbor, ipv6 ioam, ipv6 snooping, ipv6 mfib, ipv6 multicast, ipv6
        spd, ipv6 destination-guard, ipv6 source-guard, ipv6 rip vrf-mode""",
        IRRELEVANT,
    ),
    **entries(
        """nat64, ipv6 nat, ip local policy, ipv6 local policy, ip as-path, ip community-list, ip
        extcommunity-list, ip inspect, ip wccp, ip rsvp, ip default-network, ip local pool, ip
        admission, ipv6 local pool, ip arp inspection, ip alias, ip explicit-path, ip sdwan, ipv6
        inspect, zone, zone-pair, crypto, mpls,
        l2vpn, bridge-domain, bridge, xconnect, pseudowire-class, mac access-list, vrf,
        multi-topology, appfw, cts, lisp, segment-routing, dialer-list, vpdn, vpdn-group, no ip
        routing, no ipv6 unicast-routing, system mtu, ipv6 route static bfd, ip route static bfd,
        template, l2 vfi, frame-relay, firewall, sdwan, l2nat, l2 nat, utd, appletalk, ipx,
        decnet, x25, rsvp, snasw, dlsw, lat, lane, source-bridge, threat-visibility, ip nhrp,
        route-tag, ip route topology, nat""",
        UNMODELLED,
    ),
}
INTERFACE_KNOWN: dict[str, Entry[Any]] = {
    **entries(
        """mpls ip, mpls label protocol, mpls mtu, mpls ldp, mpls bgp forwarding, half-duplex, nmsp,
        full-duplex, serial restart-delay, ethernet oam, qos pre-classify, pos, link state, ip
        sla, ip mfib, port-channel load-balance, port-channel standalone-disable, duplex,
        negotiation, media-type, mop, cdp, lldp, keepalive, load-interval, logging, snmp, exit,
        carrier-delay, dampening, hold-queue, udld, power, mdix, flowcontrol, storm-control,
        lacp, rmon, channel-protocol, energywise, delay, arp, ntp, bfd, service-policy,
        priority-queue, fair-queue, random-detect, mls, auto qos, trust, srr-queue, queue-set,
        wrr-queue, platform, plim, macsec, mka, device-tracking, cts manual, nat64 disable,
        stackwise-virtual, peer default, fec, macro, clock rate, clockrate, cable, ppp,
        encapsulation ppp, encapsulation hdlc, encapsulation ARPA, physical-layer, tx-ring-limit,
        ptp, identity, crc, framing, linecode, dsu, invert, compress, max-reserved-bandwidth,
        mac-address, traffic-shape, rate-limit, hw-module, upoe, alarm, vtp, monitor, breakout,
        spanning-tree, ip device tracking, ip accounting, ip rsvp, ip rgmp, ip cgmp, ip dvmrp, ip
        mroute-cache, ip mobile, ip sap, ip trigger-authentication, vmps, ip tcp, clns,
        switchport trunk pruning, transceiver""",
        IRRELEVANT,
    ),
    **entries(
        """ip redirects, ip unreachables, ip proxy-arp, ip local-proxy-arp, ip
        directed-broadcast, ip arp, ip route-cache, ip tcp adjust-mss, ipv6 tcp adjust-mss, ip
        flow, ipv6 flow, ip nbar, ip pim, ip igmp, ip mask-reply, ip dhcp, ip load-sharing, ip
        bandwidth-percent, ip virtual-reassembly, ip icmp, ip sticky-arp, ipv6 enable, ipv6 nd,
        ipv6 redirects, ipv6 unreachables, ipv6 dhcp, ipv6 mld, ipv6 pim, ipv6
        virtual-reassembly, ip nhrp shortcut, ip nhrp redirect""",
        IRRELEVANT,
    ),
    **entries(
        """switchport nonegotiate, switchport port-security, switchport trunk encapsulation
        dot1q, switchport priority, spanning-tree cost, spanning-tree port-priority,
        spanning-tree guard, spanning-tree link-type, spanning-tree vlan, spanning-tree mst,
        spanning-tree bpdufilter, authentication, dot1x, mab, access-session, epm, tunnel
        path-mtu-discovery, tunnel tos, tunnel ttl, tunnel bandwidth, tunnel checksum""",
        IRRELEVANT,
    ),
    **entries(
        """ip policy, ipv6 policy, nat64, ipv6 nat, ip unnumbered, ipv6 unnumbered, ip verify, ipv6
        verify, ip inspect, ip source, ip admission, crypto map, tunnel protection,
        tunnel, bridge-group, bridge-domain, service instance, xconnect, mpls, lisp, cts, ip
        nhrp, ip router, ipv6 router, isis, ip eigrp, ip rip, ipv6 rip, ip authentication, ip
        summary-address, ip wccp, ip urlfilter, mac access-group, backup, dialer, dialer-group,
        frame-relay, pppoe, pppoe-client, encapsulation, vpdn, ip vrf, private-vlan, no peer
        neighbor-route, vrf receive, atm, pvc, ubr, vbr-nrt, port-channel min-links,
        transmit-interface, source template, if-state, source-interface, member,
        host-reachability, ipx, appletalk""",
        UNMODELLED,
    ),
    **entries(
        """switchport mode, switchport protected, switchport block, switchport private-vlan,
        switchport backup, switchport vlan mapping, l2protocol-tunnel, authentication event,
        access-session event, vlan-id""",
        UNMODELLED,
    ),
}
