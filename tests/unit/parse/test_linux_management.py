"""Files of the management plane that the renderer did not write."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from kawanet.model.services import RadiusGroup, RadiusServer
from kawanet.model.system import Secret, SnmpCommunity, SnmpUser, System, User
from kawanet.parse.linux_frr import parse

A = ip_address("192.0.2.1")
B = ip_address("2001:db8::1")


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("chrony.conf", "server 192.0.2.1\npool 2001:db8::1\nserver ntp.example\nrtcsync\n",
         System(ntp_servers=(A, B))),
        ("chrony.conf", "bindacqdevice mgmt\n", System(management_interface="mgmt")),
        ("resolv.conf", "domain x.example\nnameserver 192.0.2.1\noptions rotate\n",
         System(domain="x.example", dns_servers=(A,))),
        ("rsyslog.conf", "$ModLoad imudp\n*.* @192.0.2.1\n*.* @@[2001:db8::1]:6514\nmail.* /v\n",
         System(syslog_servers=(A, B))),
        ("rsyslog.conf", '*.* action(type="omfwd" target="192.0.2.1")\n*.* @log.example\n',
         System(syslog_servers=(A,))),
        ("sshd_config", "Port 22\nListenAddress 0.0.0.0 rdomain mgmt\nPermitRootLogin no\n",
         System(management_vrf="mgmt")),
        ("services.preset", "disable ssh.service\nenable telnet.socket\nenable cron.service\n"
         "enable vsftpd.service\n", System(ssh=False, cleartext_services=("telnet", "vsftpd"))),
        ("pam_sshd", "auth sufficient pam_radius_auth.so conf=/etc/r/ADMIN.conf\n"
         "@include common-auth\n"
         "account required pam_nologin.so\n", System(aaa_login=("ADMIN", "local"))),
        ("users", "ann:$6$abc:1000:1000::/home/ann:/bin/bash\nbob:pw:::privilege 1:/:/bin/sh\n"
         "eve:%%secret:eve%%:::x:/:/bin/sh\n",
         System(users=(User("ann", Secret("hashed")), User("bob", Secret("plain"), 1),
                       User("eve", Secret("reference", "eve"))))),
        ("snmpd.conf", "rocommunity public 192.0.2.0/24\nrwcommunity6 private\nsysContact me\n"
         'createUser u SHA "%%secret:a%%" AES "%%secret:b%%"\n',
         System(snmp_communities=(SnmpCommunity(), SnmpCommunity(writable=True)),
                snmp_users=(SnmpUser("u", Secret("reference", "a"), Secret("reference", "b")),))),
        ("issue.net", "# no comment\n\n  keep out\n", System(banner="# no comment\n\n  keep out")),
        ("timezone", "Asia/Tokyo\n", System(timezone="Asia/Tokyo")),
    ],
)  # fmt: skip
def test_files_of_other_hands(name: str, text: str, expected: System) -> None:
    parsed = parse({name: text})
    assert parsed.device.system == expected
    assert parsed.unclaimed == ()


def test_hostapd_without_our_names() -> None:
    text = (
        "driver=wired\nieee8021x=1\nauth_server_addr=192.0.2.1\nauth_server_port=1645\n"
        "auth_server_shared_secret=hunter2\nauth_server_addr=2001:db8::1\ninterfaces=swp1\n"
    )
    parsed = parse({"hostapd.conf": text})
    assert parsed.unclaimed == ()
    assert parsed.device.services.radius_servers == (
        RadiusServer("192.0.2.1", A, Secret("plain"), auth_port=1645),
        RadiusServer("2001:db8::1", B, Secret("plain")),
    )
    names = ("192.0.2.1", "2001:db8::1")
    assert parsed.device.services.radius_groups == (RadiusGroup("hostapd", names),)
    assert parsed.device.services.dot1x_group == "hostapd"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("chrony.conf", "frobnicate", "unrecognised"),
        ("resolv.conf", "nameserver x", "unrecognised"),
        ("rsyslog.conf", "frobnicate", "unrecognised"),
        ("sshd_config", "Frobnicate yes", "unrecognised"),
        ("services.preset", "frobnicate", "unrecognised"),
        ("pam_sshd", "frobnicate", "unrecognised"),
        ("users", "frobnicate", "unrecognised"),
        ("snmpd.conf", "createUser u", "unmodelled"),
        ("snmpd.conf", "frobnicate", "unrecognised"),
        ("dnsmasq.conf", "dhcp-relay=1", "unrecognised"),
        ("dnsmasq.conf", "frobnicate", "unrecognised"),
        ("hostapd.conf", "frobnicate", "unrecognised"),
        ("hostapd.conf", "#: frobnicate", "unrecognised"),
        ("hostapd.conf", "auth_server_addr=x", "unrecognised"),
    ],
)
def test_what_is_not_known_is_reported(name: str, text: str, expected: str) -> None:
    assert [line.line_class.value for line in parse({name: text}).unclaimed] == [expected]


def test_a_relay_belongs_to_the_interface_with_its_address() -> None:
    files = {
        "interfaces": "iface eth1\n address 192.0.2.7/24\n",
        "dnsmasq.conf": "dhcp-relay=192.0.2.7,198.51.100.1\n"
        "dhcp-relay=192.0.2.7,198.51.100.2,eth9\n",
    }
    relays = parse(files).device.interface["eth1"].dhcp_relays
    assert relays == (ip_address("198.51.100.1"), ip_address("198.51.100.2"))
