"""What each key of the management sections means for the account of lines.

Source: Fortinet FortiOS 7.4 CLI Reference (config system ..., config user ..., config log ...).
"""

from __future__ import annotations

from kawanet.parse.fortinet_fortios.reading import fields

GLOBAL = fields(
    modelled="hostname timezone admin-telnet pre-login-banner",
    irrelevant="alias admintimeout admin-https-redirect admin-port admin-sport admin-ssh-port "
    "admin-telnet-port admin-ssh-grace-time admin-ssh-v1 admin-ssh-password "
    "admin-server-cert admin-https-ssl-versions admin-lockout-threshold "
    "admin-lockout-duration admin-scp admin-concurrent admin-login-max "
    "admin-console-timeout admin-maintainer admin-restrict-local admin-hsts-max-age "
    "admin-https-pki-required admin-https-ssl-ciphersuites admin-https-ssl-banned-ciphers "
    "admin-reset-button admin-forticloud-sso-login post-login-banner gui-theme "
    "gui-date-format gui-device-latitude gui-device-longitude "
    "gui-auto-upgrade-setup-warning gui-ipv6 gui-certificates "
    "gui-firmware-upgrade-warning gui-forticare-registration-setup-warning gui-cdn-usage "
    "gui-display-hostname gui-lines-per-page gui-wireless-opensecurity "
    "gui-allow-default-hostname gui-workflow-management language strong-crypto "
    "ssl-static-key-ciphers ssh-enc-algo ssh-kex-algo ssh-mac-algo ssh-hostkey-algo dst "
    "daily-restart restart-time hostname-display revision-backup-on-logout "
    "revision-image-auto-backup switch-controller switch-controller-reserved-network "
    "fds-statistics private-data-encryption cfg-save cfg-revert-timeout vdom-mode "
    "vdom-admin virtual-switch-vlan proxy-auth-timeout remoteauthtimeout ldapconntimeout "
    "tcp-halfopen-timer tcp-halfclose-timer tcp-timewait-timer udp-idle-timer "
    "early-tcp-npu-session failtime hardware-offload memory-use-threshold-red "
    "memory-use-threshold-extreme memory-use-threshold-green log-uuid-address "
    "log-uuid-policy management-vdom management-port management-ip lldp-transmission "
    "lldp-reception security-rating-result-submission security-rating-run-on-schedule "
    "fgd-alert-subscription autorun-log-fsck faz-disk-buffer-size ipsec-asic-offload "
    "internet-service-database dh-params ssl-min-proto-version special-file-23-support "
    "snat-route-change allow-traffic-redirect ipv6-allow-traffic-redirect "
    "ipv6-allow-anycast-probe ipv6-allow-local-in-silent-drop ipv6-allow-multicast-probe "
    "ipv6-accept-dad auth-cert auth-http-port auth-https-port auth-keepalive "
    "wireless-controller wireless-controller-port fortiextender url-filter-count "
    "user-device-store-max-users sslvpn-max-worker-count wad-worker-count "
    "miglogd-children av-failopen ips-affinity check-protocol-header check-reset-range "
    "multicast-forward fortitoken-cloud two-factor-ftk-expiry",
    unmodelled="split-vdom asymroute strict-dirty-session-check anti-replay",
)
SETTINGS = fields(
    modelled="central-nat",
    irrelevant="inspection-mode gui-icap gui-implicit-policy gui-ips gui-dnsfilter gui-webfilter "
    "gui-application-control gui-local-in-policy gui-explicit-proxy "
    "gui-policy-based-ipsec gui-multiple-interface-policy gui-load-balance gui-dos-policy "
    "gui-antivirus gui-waf-profile gui-endpoint-control gui-voip-profile "
    "gui-allow-unnamed-policy gui-advanced-policy gui-dynamic-routing gui-sslvpn "
    "gui-sslvpn-personal-bookmarks gui-file-filter gui-virtual-patch-profile gui-ztna "
    "gui-enforce-change-summary gui-dynamic-device-os-id gui-proxy-inspection "
    "gui-security-profile-group gui-route-tag-address-creation gui-gtp "
    "gui-email-collection gui-per-policy-disclaimer gui-policy-disclaimer gui-ot "
    "gui-videofilter gui-sdwan gui-default-policy-columns gui-wireless-controller "
    "gui-switch-controller gui-fortiap-split-tunneling gui-webfilter-advanced "
    "gui-traffic-shaping gui-wan-load-balancing gui-antivirus gui-spamfilter "
    "gui-object-colors gui-route-tag gui-multicast-policy gui-dhcp-advanced gui-vpn "
    "gui-wanopt-cache gui-policy-learning gui-nat46-64 h323-direct-model "
    "default-voip-alg-mode sip-helper sip-expectation sip-nat-trace sip-tcp-port sip-udp-port "
    "sip-ssl-port comments vdom-type discovered-device-timeout firewall-session-dirty "
    "lldp-transmission lldp-reception link-down-access allow-subnet-overlap "
    "http-external-dest manageip ip6 device snat-hairpin-traffic deny-tcp-with-icmp "
    "status ike-port ses-denied-traffic strict-src-check auxiliary-session "
    "email-portal-check-dns dyn-addr-session-check multicast-forward "
    "multicast-skip-policy multicast-ttl-notchange location-id "
    "application-bandwidth-tracking consolidated-firewall-mode bfd asymroute6-icmp "
    "asymroute-icmp ecmp-max-paths v4-ecmp-mode tcp-session-without-syn",
    unmodelled="opmode ngfw-mode asymroute asymroute6 nat46-force-ipv4-packet-forwarding "
    "prp-trailer-action dhcp-proxy utf8-spam-tagging",
)
ADMIN = fields(
    modelled="accprofile vdom password remote-auth remote-group wildcard",
    irrelevant="comments two-factor fortitoken email-to sms-phone schedule gui-dashboard "
    "gui-default-dashboard-template gui-ignore-release-overview-version hidden "
    "password-expire force-password-change guest-auth guest-usergroups peer-auth "
    "peer-group ssh-public-key1 ssh-public-key2 ssh-public-key3 ssh-certificate "
    "allow-remove-admin-session accprofile-override vdom-override radius-vdom-override "
    "gui-vdom-menu-favorites gui-new-feature-acknowledge gui-global-menu-favorites "
    "login-time old-password " + " ".join(f"trusthost{n} ip6-trusthost{n}" for n in range(1, 11)),
)
DNS = fields(
    modelled="primary secondary ip6-primary ip6-secondary domain source-ip",
    irrelevant="protocol ssl-certificate server-hostname cache-notfound-responses dns-cache-limit "
    "dns-cache-ttl timeout retry interface-select-method interface server-select-method "
    "alt-primary alt-secondary log fqdn-cache-ttl fqdn-max-refresh fqdn-min-refresh",
)
NTP = fields(
    modelled="ntpserver source-ip source-ip6 ntpsync type",
    irrelevant="syncinterval server-mode interface authentication key key-id key-type",
)
NTP_SERVER = fields(
    modelled="server",
    irrelevant="ntpv3 authentication key key-id key-type interface-select-method interface ip-type",
)
SYSLOG = fields(
    modelled="status server source-ip",
    irrelevant="mode port facility source-ip-interface format priority max-log-rate enc-algorithm "
    "ssl-min-proto-version certificate custom-field-name interface-select-method "
    "interface syslog-type",
)
SYSINFO = fields(
    irrelevant="status description contact-info location engine-id engine-id-type "
    "trap-high-cpu-threshold trap-low-memory-threshold trap-log-full-threshold "
    "append-index"
)
SNMP_USER = fields(
    modelled="security-level auth-pwd priv-pwd status",
    irrelevant="auth-proto priv-proto queries query-port trap-status trap-lport trap-rport "
    "notify-hosts notify-hosts6 source-ip source-ipv6 events mib-view vdoms ha-direct "
    "interface-select-method interface",
)
COMMUNITY = fields(
    modelled="name status",
    irrelevant="hosts hosts6 query-v1-status query-v1-port query-v2c-status query-v2c-port "
    "trap-v1-status trap-v1-lport trap-v1-rport trap-v2c-status trap-v2c-lport "
    "trap-v2c-rport events mib-view vdoms",
)
RADIUS = fields(
    modelled="server secret radius-port accounting-server",
    irrelevant="timeout all-usergroup use-management-vdom nas-ip acct-interim-interval radius-coa "
    "auth-type source-ip username-case-sensitive interface-select-method interface "
    "secondary-server secondary-secret tertiary-server tertiary-secret password-renewal "
    "password-encoding acct-all-servers switch-controller-acct-fast-framedip-detect rsso "
    "group-override-attr-type nas-id nas-id-type transport-protocol tls-min-proto-version "
    "require-message-authenticator status-ttl h3c-compatibility mac-username-delimiter "
    "mac-password-delimiter mac-case mac-username-case source-ip-interface sso-attribute "
    "rsso-radius-response rsso-validate-request-secret rsso-secret "
    "rsso-endpoint-attribute",
)
ACCOUNTING = fields(
    modelled="port", irrelevant="status server secret source-ip interface-select-method interface"
)
USER_GROUP = fields(
    modelled="member group-type",
    irrelevant="match guest authtimeout auth-concurrent-override auth-concurrent-value "
    "http-digest-realm sso-attribute-value",
)
