"""`system`, `snmp` and `access`: identity, management, users, RADIUS."""

from __future__ import annotations

from collections.abc import Callable

from kawanet.model.services import RadiusGroup, RadiusServer
from kawanet.model.system import Secret, SnmpCommunity, SnmpUser, User
from kawanet.parse.ip_words import address
from kawanet.parse.juniper_junos.draft import DeviceDraft
from kawanet.parse.juniper_junos.reading import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    Reader,
    classes,
    read,
)
from kawanet.parse.juniper_junos.values import number, secret
from kawanet.parse.result import LineClass
from kawanet.parse.word_tree import Node

ZONES = {"Asia/Tokyo": "JST"}
PRIVILEGES = {"super-user": 15, "superuser": 15, "operator": 5, "read-only": 1, "unauthorized": 0}
CLEARTEXT = ("finger", "ftp", "rlogin", "rsh", "telnet", "tftp-server", "xnm-clear-text")
_CLASS = "privilege-"  # our class for a level that Junos has no class for
_METHODS = {"password": "local"}
MACRO = "kawanet"  # `apply-macro kawanet { name ... }` keeps a name that Junos has no place for


def read_system(d: DeviceDraft, node: Node) -> None:
    """`system`."""
    d.system.values.setdefault("ssh", False)
    read(_SYSTEM, d, node)


def _single(key: str) -> Reader:
    def keep(d: DeviceDraft, node: Node) -> LineClass:
        found = node.value()
        if found is None:
            raise ValueError(f"{key} has no value")
        d.system.values[key] = found
        return MODELLED

    return keep


def _name(d: DeviceDraft, node: Node) -> LineClass:
    d.name = node.value() or ""
    d.system.values["where"] = d.account.span(node)
    return MODELLED


def _zone(d: DeviceDraft, node: Node) -> LineClass:
    word = node.value() or ""
    d.system.values["timezone"] = ZONES.get(word, word)
    return MODELLED


def _servers(key: str) -> Callable[[DeviceDraft, Node], LineClass]:
    """Addresses, each perhaps with the instance it is reached in."""

    def servers(d: DeviceDraft, node: Node) -> LineClass:
        for child in node.children.values():
            try:
                found = address(child.word)
            except ValueError:
                continue  # a name: needs DNS, says nothing of an address
            d.system.values.setdefault(key, []).append(found)
            words = child.words()
            if "routing-instance" in words:
                d.system.instances.append(words[words.index("routing-instance") + 1])
            if "source-address" in words:
                _source(d, words[words.index("source-address") + 1])
        return MODELLED

    return servers


def _source(d: DeviceDraft, word: str) -> None:
    d.system.sources.append(address(word))


def _source_address(d: DeviceDraft, node: Node) -> LineClass:
    for word in node.values():
        _source(d, word)
        break
    return MODELLED


def _user(d: DeviceDraft, node: Node) -> None:
    d.account.mark(node.lines, MODELLED)
    for name, child in node.children.items():
        kind = child.value("class") or "unauthorized"
        level = PRIVILEGES.get(kind)
        if level is None:
            known = kind.startswith(_CLASS) and kind[len(_CLASS) :].isdecimal()
            level = int(kind[len(_CLASS) :]) if known else 1
        user = User(name, _password(child.at("authentication")), level, d.account.span(child))
        d.system.values.setdefault("users", []).append(user)
        table = {
            **classes("class authentication", MODELLED),
            **classes("uid full-name cli", IRRELEVANT),
        }
        read(table, d, child)


def _root(d: DeviceDraft, node: Node) -> LineClass:
    user = User("root", _password(node), 15, d.account.span(node))
    d.system.values.setdefault("users", []).append(user)
    return MODELLED


def _password(node: Node | None) -> Secret:
    hashed = node.value("encrypted-password") if node else None
    plain = node.value("plain-text-password-value") if node else None
    if hashed:
        found = secret(hashed)
        return found if found.kind == "reference" else Secret("hashed")
    return secret(plain) if plain else Secret("hashed")


def _order(d: DeviceDraft, node: Node) -> LineClass:
    d.system.login = node.values()
    return MODELLED


def _macro(d: DeviceDraft, node: Node) -> LineClass:
    d.system.login_group = node.value(MACRO, "login-group") or ""
    return MODELLED if node.at(MACRO) else IRRELEVANT


def _on(name: str) -> Reader:
    def enabled(d: DeviceDraft, _: Node) -> LineClass:
        d.system.values.setdefault("cleartext", set()).add(name)
        return MODELLED

    return enabled


def _ssh(d: DeviceDraft, _: Node) -> LineClass:
    d.system.values["ssh"] = True
    return MODELLED


def _radius(d: DeviceDraft, node: Node) -> None:
    d.account.mark(node.lines, MODELLED)
    for word, child in node.children.items():
        where = d.account.span(child)
        found = RadiusServer(
            child.value("apply-macro", MACRO, "name") or word,
            address(word),
            secret(child.value("secret") or ""),
            number(child.value("port") or "1812", 1, 65535),
            number(child.value("accounting-port") or "1813", 1, 65535),
            where,
        )
        d.radius_servers.setdefault(word, found)
        table = {
            **classes("secret port accounting-port apply-macro", MODELLED),
            **classes("timeout retry source-address dynamic-request-port", IRRELEVANT),
            **classes("max-outstanding-requests routing-instance", IRRELEVANT),
        }
        read(table, d, child)


def _profile(d: DeviceDraft, node: Node) -> None:
    d.account.mark(node.lines, MODELLED)
    for name, child in node.children.items():
        servers = child.values("radius", "authentication-server")
        d.radius_groups[name] = RadiusGroup(name, servers, d.account.span(child))
        own = child.at("radius-server")
        if own:
            _radius(d, own)
            if not servers:
                d.radius_groups[name] = RadiusGroup(name, own.values(), d.account.span(child))
        table = {
            **classes("authentication-order radius", MODELLED),
            "radius-server": MODELLED,
            **classes("accounting accounting-order", IRRELEVANT),
            "*": UNMODELLED,
        }
        read(table, d, child)


def _snmp_users(d: DeviceDraft, node: Node) -> LineClass:
    for name, child in node.children.items():
        keys = {
            part: next((n.value() for n in child.walk() if n.word == part), None)
            for part in ("authentication-key", "authentication-password", "privacy-key",
                         "privacy-password")
        }  # fmt: skip
        auth = keys["authentication-key"] or keys["authentication-password"] or ""
        privacy = keys["privacy-key"] or keys["privacy-password"] or ""
        user = SnmpUser(name, secret(auth), secret(privacy), d.account.span(child))
        d.system.values.setdefault("snmp_users", []).append(user)
    return MODELLED


def _communities(d: DeviceDraft, node: Node) -> LineClass:
    for child in node.children.values():
        writable = child.value("authorization") == "read-write"
        found = SnmpCommunity(writable, d.account.span(child))
        d.system.values.setdefault("communities", []).append(found)
    return MODELLED


_SYSTEM = {
    "host-name": _name,
    "domain-name": _single("domain"),
    "time-zone": _zone,
    "name-server": _servers("dns"),
    "authentication-order": _order,
    "apply-macro": _macro,
    "root-authentication": _root,
    "radius-server": _radius,
    "login": {
        "user": _user,
        "message": _single("banner"),
        **classes("class announcement retry-options password idle-timeout", IRRELEVANT),
        **classes("deny-sources allow-sources", IRRELEVANT),
    },
    "services": {
        "ssh": _ssh,
        **{name: _on(name) for name in CLEARTEXT},
        "web-management": {"http": _on("http"), "*": IRRELEVANT},
        **classes("netconf rest outbound-ssh xnm-ssl extension-service dns", IRRELEVANT),
        **classes("subscriber-management ssh-known-hosts webapi resource-monitor", IRRELEVANT),
        **classes("database-replication flow-tap-dtcp remote-device-management", IRRELEVANT),
        **classes("reverse service-deployment static-subscribers outbound-https", IRRELEVANT),
        **classes("subscriber-management-helper packet-triggered-subscribers", IRRELEVANT),
        **classes("monitoring netproxy p4-runtime http ddns extension", IRRELEVANT),
        **classes("dhcp dhcp-local-server", UNMODELLED),
    },
    "ntp": {
        "server": _servers("ntp"),
        "source-address": _source_address,
        **classes("boot-server authentication-key trusted-key interval-range", IRRELEVANT),
        **classes("peer broadcast broadcast-client multicast-client threshold", IRRELEVANT),
    },
    "syslog": {
        "host": _servers("syslog"),
        "source-address": _source_address,
        **classes("user file console archive time-format log-rotate-frequency server", IRRELEVANT),
        **classes("allow-duplicates structured-data routing-instance match", IRRELEVANT),
    },
    "dhcp-relay": UNMODELLED,
    **classes("root-login extensions license ports commit processes archival", IRRELEVANT),
    **classes("management-instance arp internet-options auto-snapshot alarm", IRRELEVANT),
    **classes("location max-configurations-on-flash max-configuration-rollbacks", IRRELEVANT),
    **classes("no-redirects no-redirects-ipv6 no-multicast-echo no-ping-record-route", IRRELEVANT),
    **classes("no-ping-time-stamp default-address-selection backup-router dump-device", IRRELEVANT),
    **classes("tacplus-server tacplus-options radius-options accounting scripts", IRRELEVANT),
    **classes("configuration-database saved-core-context saved-core-files", IRRELEVANT),
    **classes("inet6-backup-router static-host-mapping domain-search tracing", IRRELEVANT),
    **classes("switchover-on-routing-crash phone-home encrypt-configuration-files", IRRELEVANT),
    **classes("master-password password-options ddos-protection health-monitor", IRRELEVANT),
    **classes("allow-6pe-traceroute auto-configuration autoinstallation", IRRELEVANT),
    **classes("compress-configuration-files no-compress-configuration-files", IRRELEVANT),
    **classes("debugger-on-panic diag-port-authentication donot-disable-ip6op-ondad", IRRELEVANT),
    **classes("dynamic-profile-options fips firmware log-vital max-cli-sessions", IRRELEVANT),
    **classes("mirror-flash-on-disk name-resolution no-debugger-on-alt-break", IRRELEVANT),
    **classes("no-hidden-commands no-neighbor-learn no-saved-core-context", IRRELEVANT),
    **classes("nd-maxmcast-solicit nd-override-preferred-src nd-retransmit-timer", IRRELEVANT),
    **classes("pic-console-authentication proxy regex-additive-logic restart rng", IRRELEVANT),
    **classes("schema", IRRELEVANT),
    **classes("security-profile storage time-format use-imported-time-zones", IRRELEVANT),
    **classes("vmhost syslog-server no-ping-record-route commit-delta", IRRELEVANT),
    **classes("persist-groups-inheritance building floor inactivity-timeout", IRRELEVANT),
    **classes("no-multicast-echo node-slicing configuration-database ephemeral", IRRELEVANT),
    **classes("lldp-snooping", IRRELEVANT),
    **classes("subscriber-management allow-v4mapped-packets no-strict-host-key", IRRELEVANT),
    **classes("services-options central-office demux-options fabric-options", IRRELEVANT),
    **classes("internet-access trace uac switch-type export-format", IRRELEVANT),
    **classes("boot-loader-authentication no-redirects-ipv6 health radius-accounting", IRRELEVANT),
    **classes("secure-boot extension", IRRELEVANT),
    **classes("usb host-name-force kernel-replication packet-forwarding-options", IRRELEVANT),
}
SNMP = {
    "v3": {
        "usm": {"local-engine": {"user": _snmp_users}, "*": IRRELEVANT},
        "*": IRRELEVANT,
    },
    "community": _communities,
    "*": IRRELEVANT,
}
ACCESS = {
    "radius-server": _radius,
    "profile": _profile,
    **classes("radius-options", IRRELEVANT),
    "*": UNMODELLED,
}
