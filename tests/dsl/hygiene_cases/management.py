"""The management plane, servers, routing."""

from dataclasses import replace
from ipaddress import ip_address

from hygiene_cases.case import Case, at
from small_networks import box, net, ospf, port, process, static, svi

from kawanet.model.policy import Acl, AclRule, Action
from kawanet.model.requirement import PolicyStatement, Tier
from kawanet.model.services import RadiusGroup, RadiusServer, Services
from kawanet.model.system import Secret, SnmpCommunity, SnmpUser, System, User

VAULT = Secret("reference", "x")
ONE, TWO = ip_address("192.0.2.1"), ip_address("192.0.2.2")
GOOD = System(
    banner="keep out",
    management_acl=("M4",),
    ntp_servers=(ONE,),
    syslog_servers=(ONE, TWO),
    users=(User("root", VAULT),),
    aaa_login=("RADIUS", "local"),
    where=at(2),
)
M4, M6 = (Acl(f"M{family}", family, (AclRule(Action.PERMIT),)) for family in (4, 6))
E0 = port("e0", "10.0.0.1/24")
SERVERS = tuple(RadiusServer(n, ONE, VAULT, where=at(6)) for n in ("r1", "r2"))


def managed(*parts, **more):
    return net(box("a", E0, M4, *parts, system=replace(GOOD, **more)))


def served(*, servers=SERVERS, group=("r1", "r2"), login="RADIUS", dot1x="", secret=VAULT):
    device = box("a", E0, M4, system=replace(GOOD, aaa_login=(login, "local")))
    kept = tuple(replace(s, secret=secret) for s in servers)
    groups = (RadiusGroup("RADIUS", group, at(7)),)
    return net(replace(device, services=Services(kept, groups, dot1x)))


def at_ends(one, other, subnet="10.0.0.{}/31"):
    return net(
        box("a", replace(port("e0", subnet.format(2), ospf=one), where=at(5))),
        box("b", port("e0", subnet.format(3), ospf=other)),
        cables=["a:e0 b:e0"],
    )


def speaker(name, address, router_id, line=0):
    mine = process(router_id, where=at(line) if line else None)
    return box(name, port("e0", address), mine)


TIERS = PolicyStatement(
    (
        Tier("int", "INT", (E0.addresses[0].network.supernet(new_prefix=16),)),
        Tier("mgt", "MGT", (port("x", "10.64.0.0/16").addresses[0].network,)),
    ),
    (),
)
RELAY = replace(svi(10, "10.0.0.1/24"), where=at(5))

CASES = (
    Case("KW-SYS-001", managed(cleartext_services=("telnet",)), managed(), line=2),
    Case(
        "KW-SYS-002",
        managed(snmp_communities=(SnmpCommunity(where=at(4)),)),
        managed(snmp_users=(SnmpUser("m", VAULT, VAULT),)),
        line=4,
    ),
    Case(
        "KW-SYS-003",
        managed(snmp_communities=(SnmpCommunity(True, at(4)),)),
        managed(snmp_communities=(SnmpCommunity(),)),
        line=4,
    ),
    Case(
        "KW-SYS-004",
        managed(users=(User("root", Secret("plain"), where=at(4)),)),
        managed(users=(User("root", Secret("hashed")),)),
        line=4,
    ),
    Case(
        "KW-SYS-004",
        managed(snmp_users=(SnmpUser("m", Secret("plain"), VAULT, at(4)),)),
        managed(),
        line=4,
    ),
    Case("KW-SYS-004", served(secret=Secret("plain")), served(), line=6),
    Case("KW-SYS-005", managed(ntp_servers=()), managed(), line=2),
    Case("KW-SYS-006", managed(syslog_servers=(ONE,)), managed(), line=2),
    Case(
        "KW-SYS-006",  # one collector with two addresses is one
        managed(syslog_servers=(ONE, ip_address("fd00::1"))),
        managed(syslog_servers=(ip_address("fd00::2"), ip_address("fd00::1"))),
    ),
    Case("KW-SYS-007", managed(aaa_login=("local",)), managed(), line=2),
    Case("KW-SYS-008", managed(aaa_login=("RADIUS",)), managed(), line=2),
    Case("KW-SYS-009", managed(management_acl=()), managed(), line=2),
    Case(
        "KW-SYS-010",
        managed(port("e1", "fd00::1/64")),
        managed(port("e1", "fd00::1/64"), M6, management_acl=("M4", "M6")),
        line=2,
    ),
    Case("KW-SYS-011", managed(ssh=False), managed(), line=2),
    Case("KW-SYS-012", managed(banner=""), managed(), line=2),
    Case("KW-SVC-001", served(group=("r1",)), served(), line=7),
    Case("KW-SVC-001", served(group=("r1", "r1"), login="local", dot1x="RADIUS"), served()),
    Case(
        "KW-SVC-002",
        net(box("a", replace(RELAY, dhcp_relays=(ip_address("10.64.0.9"),)))),
        net(box("a", replace(RELAY, dhcp_relays=(ip_address("10.0.3.9"),)))),
        line=5,
        statement=TIERS,
        good_statement=TIERS,
    ),
    Case(
        "KW-RT-001",
        at_ends((), (ospf(),)),
        at_ends((ospf(),), (ospf(),)),
        line=5,
    ),
    Case(
        "KW-RT-001",
        at_ends((ospf(passive=True),), (ospf(),)),
        at_ends((), (ospf(),), subnet="10.0.0.{}/24"),
    ),
    Case(
        "KW-RT-002",
        at_ends((ospf(),), (), subnet="10.0.0.{}/24"),
        at_ends((ospf(passive=True),), (), subnet="10.0.0.{}/24"),
        line=5,
    ),
    Case(
        "KW-RT-003",
        net(speaker("a", "10.0.0.1/24", "1.1.1.1"), speaker("b", "10.1.0.1/24", "1.1.1.1", 5)),
        net(speaker("a", "10.0.0.1/24", "1.1.1.1"), speaker("b", "10.1.0.1/24", "2.2.2.2")),
        device="b",
        line=5,
    ),
    Case(
        "KW-RT-004",
        net(box("a", E0, replace(static("10.9.0.0/16", "10.0.0.1"), where=at(5)))),
        net(box("a", E0, static("10.9.0.0/16", "10.0.0.2"))),
        line=5,
    ),
    Case(
        "KW-RT-005",
        net(box("a", E0, replace(static("10.9.0.0/16", vrf="X", next_hop_vrf="Y"), where=at(5)))),
        net(box("a", E0, static("10.9.0.0/16", "10.0.0.2", next_hop_vrf="default"))),
        line=5,
    ),
)
