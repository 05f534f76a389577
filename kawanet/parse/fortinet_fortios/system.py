"""Global settings, administrators and management servers -> `System` and `Services`.

FortiOS has no management interface as such. It is the interface whose address is the source of
NTP or syslog packets, or else the only one that answers SSH.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kawanet.model.interfaces import IPAddress
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.services import RadiusGroup, RadiusServer, Services
from kawanet.model.system import Secret, SnmpCommunity, SnmpUser, System, User
from kawanet.parse.fortinet_fortios.interfaces import PortReading
from kawanet.parse.fortinet_fortios.keys import (
    ACCOUNTING,
    ADMIN,
    COMMUNITY,
    DNS,
    GLOBAL,
    NTP,
    NTP_SERVER,
    RADIUS,
    SNMP_USER,
    SYSINFO,
    SYSLOG,
    USER_GROUP,
)
from kawanet.parse.fortinet_fortios.reading import Entry, Scope, fields
from kawanet.parse.result import LineClass

_BANNER = "system replacemsg admin pre_admin-disclaimer-text"
_SYSLOGS = ("log syslogd setting", *(f"log syslogd{n} setting" for n in (2, 3, 4)))
_DNS_KEYS = ("primary", "secondary", "ip6-primary", "ip6-secondary")
_CLEARTEXT = ("http", "telnet")
_TIMEZONES = {"60": "JST", "Asia/Tokyo": "JST"}  # before FortiOS 7.4 time zones are numbers
_FULL = ("super_admin", "prof_admin")


def read_secret(words: Sequence[str]) -> Secret:
    """What kind of secret stands in the text; the secret itself is not kept."""
    value = words[-1] if words else ""
    if value.startswith("%%secret:") and value.endswith("%%") and len(value) > len("%%secret:%%"):
        return Secret("reference", value[len("%%secret:") : -2])
    return Secret("hashed" if words and words[0] == "ENC" else "plain")


def read_system(scope: Scope, ports: Sequence[PortReading]) -> tuple[str, System]:
    """The host name and all management settings."""
    settings = scope.settings("system global", GLOBAL)
    banner = scope.settings(_BANNER, fields(modelled="buffer", irrelevant="header format"))
    dns = scope.settings("system dns", DNS)
    ntp = scope.settings("system ntp", NTP)
    servers = ntp.table("ntpserver", NTP_SERVER).values()
    syslogs = [scope.settings(path, SYSLOG) for path in _SYSLOGS]
    on = [entry for entry in syslogs if entry.is_on("status")]
    users, logins = _admins(scope)
    timezone = settings.text("timezone")
    chosen = _management_interface([ntp, dns, *syslogs], ports)
    vrf = next((p.interface.vrf for p in ports if p.interface.name == chosen), DEFAULT_VRF)
    system = System(
        domain=dns.text("domain"),
        banner=banner.text("buffer") if settings.is_on("pre-login-banner") else "",
        timezone=_TIMEZONES.get(timezone, timezone),
        management_vrf="" if vrf == DEFAULT_VRF else vrf,
        management_interface=chosen,
        ntp_servers=_addresses((s, "server") for s in servers),
        dns_servers=_addresses((dns, key) for key in _DNS_KEYS),
        syslog_servers=_addresses((entry, "server") for entry in on),
        users=users,
        snmp_users=_snmp_users(scope),
        snmp_communities=_communities(scope),
        ssh=_answers_ssh(ports),
        cleartext_services=_cleartext(settings, ports),
        aaa_login=logins,
        where=settings.where if settings.line else None,
    )
    return settings.text("hostname"), system


def _addresses(found: Iterable[tuple[Entry, str]]) -> tuple[IPAddress, ...]:
    """Servers by address; one given by name is UNMODELLED."""
    addresses = []
    for entry, key in found:
        address = entry.address(key)
        if address is not None and int(address):
            addresses.append(address)
        elif address is None:
            entry.mark(key, LineClass.UNMODELLED)
    return tuple(addresses)


def _admins(scope: Scope) -> tuple[tuple[User, ...], tuple[str, ...]]:
    """Local administrators, and the login methods: RADIUS groups, then local."""
    entries = scope.table("system admin", ADMIN).values()
    groups = [e.text("remote-group") for e in entries if e.is_on("remote-auth")]
    users = tuple(
        User(
            entry.name,
            read_secret(entry.words("password")),
            privilege=15 if entry.text("accprofile") in _FULL else 1,
            where=entry.where,
        )
        for entry in entries
        if not entry.is_on("remote-auth")
    )
    return users, (*dict.fromkeys(filter(None, groups)), "local") if any(groups) else ()


def _snmp_users(scope: Scope) -> tuple[SnmpUser, ...]:
    scope.settings("system snmp sysinfo", SYSINFO)
    return tuple(
        SnmpUser(
            entry.name,
            read_secret(entry.words("auth-pwd")),
            read_secret(entry.words("priv-pwd")),
            where=entry.where,
        )
        for entry in scope.table("system snmp user", SNMP_USER).values()
        if entry.is_on("status", default=True)
    )


def _communities(scope: Scope) -> tuple[SnmpCommunity, ...]:
    """Communities; FortiOS's are never writable."""
    return tuple(
        SnmpCommunity(where=entry.where)
        for entry in scope.table("system snmp community", COMMUNITY).values()
        if entry.is_on("status", default=True)
    )


def _management_interface(entries: Iterable[Entry], ports: Sequence[PortReading]) -> str:
    owners = {str(a.ip): p.interface.name for p in ports for a in p.interface.addresses}
    for entry in entries:
        for key in ("source-ip", "source-ip6"):
            if entry.text(key) in owners:
                return owners[entry.text(key)]
    answering = [p.interface.name for p in ports if "ssh" in p.access]
    return answering[0] if len(answering) == 1 else ""


def _answers_ssh(ports: Sequence[PortReading]) -> bool:
    """Whether SSH is answered anywhere; without any address there is nothing to answer on."""
    addressed = any(p.interface.addresses for p in ports)
    return not addressed or any("ssh" in p.access for p in ports)


def _cleartext(settings: Entry, ports: Sequence[PortReading]) -> tuple[str, ...]:
    """Unencrypted logins that some interface answers and the box does not switch off."""
    found = {name for name in _CLEARTEXT for p in ports if name in p.access}
    if not settings.is_on("admin-telnet", default=True):
        found.discard("telnet")
    return tuple(sorted(found))


def read_services(scope: Scope) -> Services:
    """RADIUS servers, and the user groups that hold them."""
    servers = []
    for entry in scope.table("user radius", RADIUS).values():
        address = entry.address("server")
        ports = [a.number("port") for a in entry.table("accounting-server", ACCOUNTING).values()]
        if address is None:
            entry.mark("server", LineClass.UNMODELLED)
            continue
        servers.append(
            RadiusServer(
                entry.name,
                address,
                read_secret(entry.words("secret")),
                auth_port=entry.number("radius-port") or 1812,
                acct_port=next((port for port in ports if port), 1813),
                where=entry.where,
            )
        )
    names = {server.name for server in servers}
    groups = tuple(
        RadiusGroup(entry.name, entry.words("member"), where=entry.where)
        for entry in scope.table("user group", USER_GROUP).values()
        if entry.words("member") and names.issuperset(entry.words("member"))
    )
    return Services(tuple(servers), groups)
