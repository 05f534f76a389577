"""The small files of a Linux box's management plane: one reader a file name.

A RADIUS server, a group of them and the group that authenticates wired ports have no name in
hostapd's format; `#: radius-server NAME`, `#: radius-group NAME: A B` and `#: dot1x-group NAME`
give it. Source: hostapd.conf of hostap 2.10; chrony.conf(5); resolv.conf(5); sshd_config(5),
`ListenAddress ... rdomain` (a VRF on Linux); snmpd.conf(5); newusers(8); systemd.preset(5);
dnsmasq(8) `--dhcp-relay`; rsyslog's selector lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from kawanet.model.interfaces import IPAddress
from kawanet.model.services import RadiusGroup, RadiusServer
from kawanet.model.system import SECRET_PREFIX, Secret, SnmpCommunity, SnmpUser, User
from kawanet.parse.lines import Ledger
from kawanet.parse.linux_frr.draft import DeviceDraft, word_set
from kawanet.parse.linux_frr.values import address as address_of
from kawanet.parse.result import LineClass

MODELLED, IRRELEVANT = LineClass.MODELLED, LineClass.IRRELEVANT
UNMODELLED = LineClass.UNMODELLED

LineReader = Callable[[DeviceDraft, str, Ledger, int], LineClass | None]
_REFERENCE = re.compile(rf"%%{SECRET_PREFIX}(.+)%%")
_USER = re.compile(rf"([^:]+):(%%{SECRET_PREFIX}[^%]*%%|[^:]*):(.*)")


def secret(text: str) -> Secret:
    """What stands where a secret belongs, without its value."""
    text = text.strip('"')
    found = _REFERENCE.fullmatch(text)
    if found is not None:
        return Secret("reference", found.group(1))
    return Secret("hashed" if text.startswith("$") else "plain")


def _chrony(draft: DeviceDraft, text: str, _ledger: Ledger, _line: int) -> LineClass | None:
    words = text.split()
    if words[0] in ("server", "pool", "peer") and words[1:]:
        address = _address(words[1])
        if address is None:  # a name: which address it has is not in the text
            return IRRELEVANT
        servers = (*draft.system.ntp_servers, address)
        draft.system.ntp_servers = servers
        return MODELLED
    if words[0] == "bindacqdevice" and words[1:]:
        draft.system.management_interface = words[1]
        return MODELLED
    return IRRELEVANT if words[0] in _CHRONY else None


_CHRONY = word_set(
    "driftfile makestep rtcsync keyfile logdir leapsectz sourcedir confdir ntsdumpdir "
    "maxupdateskew log allow deny bindaddress bindacqaddress bindcmdaddress cmdallow local "
    "hwtimestamp port"
)


def _address(text: str) -> IPAddress | None:
    try:
        return address_of(text)
    except ValueError:
        return None


def _resolv(draft: DeviceDraft, text: str, _ledger: Ledger, _line: int) -> LineClass | None:
    words = text.split()
    if words[0] == "nameserver" and words[1:]:
        servers = (*draft.system.dns_servers, address_of(words[1]))
        draft.system.dns_servers = servers
        return MODELLED
    if words[0] in ("search", "domain") and words[1:]:
        draft.system.domain = words[1]
        return MODELLED
    return IRRELEVANT if words[0] in ("options", "sortlist") else None


_LEGACY_TARGET = re.compile(r"@@?(?:\[([0-9A-Fa-f:.]+)\]|([0-9A-Fa-f.]+))(?::\d+)?")
_TARGET = re.compile(r'type="omfwd".*target="([^"]+)"', re.IGNORECASE)


def _rsyslog(draft: DeviceDraft, text: str, _ledger: Ledger, _line: int) -> LineClass | None:
    found = _LEGACY_TARGET.search(text) or _TARGET.search(text)
    if found is None:
        local = text[0] in "$&*" or text.startswith(("module(", "input(", "global(", "include("))
        return IRRELEVANT if local or re.match(r"[\w*,;.=!]+\s+\S", text) else None
    address = _address(next(group for group in found.groups() if group))
    if address is not None:
        servers = (*draft.system.syslog_servers, address)
        draft.system.syslog_servers = servers
    return MODELLED if address is not None else IRRELEVANT


def _sshd(draft: DeviceDraft, text: str, _ledger: Ledger, _line: int) -> LineClass | None:
    words = text.split()
    if words[0].lower() == "listenaddress" and words[2:3] == ["rdomain"]:
        draft.system.management_vrf = words[3]
        return MODELLED
    return IRRELEVANT if words[0].lower() in _SSHD else None


_SSHD = word_set(
    "acceptenv addressfamily allowgroups allowtcpforwarding allowusers authenticationmethods "
    "authorizedkeysfile banner challengeresponseauthentication ciphers clientalivecountmax "
    "clientaliveinterval denyusers hostkey include kbdinteractiveauthentication kexalgorithms "
    "listenaddress logingracetime loglevel macs match maxauthtries maxsessions maxstartups "
    "passwordauthentication permitemptypasswords permitrootlogin permituserenvironment port "
    "printlastlog printmotd pubkeyauthentication strictmodes subsystem syslogfacility tcpkeepalive "
    "usedns usepam x11forwarding permittunnel allowagentforwarding gatewayports"
)


def _read_banner(draft: DeviceDraft, ledger: Ledger) -> None:
    """The whole file is the banner."""
    draft.system.banner = "\n".join(ledger.texts).rstrip("\n")
    ledger.claim_all(range(1, len(ledger.texts) + 1), MODELLED)


def _timezone(draft: DeviceDraft, text: str, _ledger: Ledger, _line: int) -> LineClass:
    draft.system.timezone = text
    return MODELLED


def _preset(draft: DeviceDraft, text: str, _ledger: Ledger, _line: int) -> LineClass | None:
    verb, _, unit = text.partition(" ")
    name, _, kind = unit.strip().rpartition(".")
    if verb not in ("enable", "disable") or kind not in ("service", "socket"):
        return None
    enabled = verb == "enable"
    if name in ("ssh", "sshd"):
        draft.system.ssh = enabled
    elif enabled and (kind == "socket" or name in _CLEARTEXT):
        services = {*draft.system.cleartext_services, name}
        draft.system.cleartext_services = tuple(sorted(services))
    else:
        return IRRELEVANT
    return MODELLED


_CLEARTEXT = ("telnet", "tftp", "ftp", "http", "rsh", "rlogin", "telnetd", "tftpd-hpa", "vsftpd")


def _pam(draft: DeviceDraft, text: str, _ledger: Ledger, _line: int) -> LineClass | None:
    words = text.split()
    method = ""
    if words[0] == "auth" and "pam_radius_auth.so" in words:
        path = next((w for w in words if w.startswith("conf=")), "conf=/etc/radius.conf")
        method = path.rpartition("/")[2].removesuffix(".conf")
    elif (words[0] == "auth" and "pam_unix.so" in words) or words == ["@include", "common-auth"]:
        method = "local"
    if method:
        draft.system.aaa_login = (*draft.system.aaa_login, method)
        return MODELLED
    known = words[0].lstrip("-") in ("auth", "account", "session", "password", "@include")
    return IRRELEVANT if known else None


def _users(draft: DeviceDraft, text: str, ledger: Ledger, line: int) -> LineClass | None:
    found = _USER.fullmatch(text)
    if found is None:
        return None
    level = re.search(r"privilege (\d+)", found.group(3))
    user = User(
        name=found.group(1),
        secret=secret(found.group(2)),
        privilege=int(level.group(1)) if level else 15,
        where=ledger.span(line),
    )
    draft.system.users = (*draft.system.users, user)
    return MODELLED


def _snmpd(draft: DeviceDraft, text: str, ledger: Ledger, line: int) -> LineClass | None:
    words = text.split()
    where = ledger.span(line)
    if words[0] == "createUser" and len(words) >= 6:
        user = SnmpUser(words[1], secret(words[3]), secret(words[5]), where)
        draft.system.snmp_users = (*draft.system.snmp_users, user)
    elif words[0].rstrip("6") in ("rocommunity", "rwcommunity") and words[1:]:
        community = SnmpCommunity(words[0].startswith("rw"), where)
        found = (*draft.system.snmp_communities, community)
        draft.system.snmp_communities = found
    elif words[0] == "createUser":
        return UNMODELLED
    else:
        return IRRELEVANT if words[0] in _SNMPD else None
    return MODELLED


_SNMPD = word_set(
    "rouser rwuser agentaddress agentAddress sysLocation sysContact sysServices sysName master "
    "view access group com2sec includeAllDisks load extend trapsink trap2sink informsink "
    "authtrapenable agentXSocket sysDescr sysObjectID"
)


def _dnsmasq(draft: DeviceDraft, text: str, _ledger: Ledger, _line: int) -> LineClass | None:
    key, _, value = text.partition("=")
    if key == "dhcp-relay":
        local, server = value.split(",")[:2]
        draft.relays.append((address_of(local), address_of(server)))
        return MODELLED
    return IRRELEVANT if key in _DNSMASQ else None


_DNSMASQ = word_set(
    "port interface except-interface bind-interfaces bind-dynamic no-resolv server domain "
    "log-queries log-dhcp dhcp-range dhcp-option cache-size user group"
)


def _hostapd(draft: DeviceDraft, text: str, ledger: Ledger, line: int) -> LineClass | None:
    if text.startswith("#: "):
        return _hostapd_note(draft, text[3:], ledger, line)
    key, _, value = text.partition("=")
    services = draft.services
    servers = services.radius_servers
    if key == "interfaces":
        draft.dot1x_ports.extend(value.split(","))
    elif key == "auth_server_addr":
        address = address_of(value)
        if not servers or servers[-1].address != UNNAMED:
            servers = (
                *servers,
                RadiusServer(value, UNNAMED, Secret("plain"), where=ledger.span(line)),
            )
        servers = (*servers[:-1], replace(servers[-1], address=address))
    elif key in _SERVER_FIELDS and servers:
        field, convert = _SERVER_FIELDS[key]
        servers = (*servers[:-1], replace(servers[-1], **{field: convert(value)}))
    elif key not in _HOSTAPD:
        return None
    draft.dot1x |= (key, value) == ("ieee8021x", "1")
    draft.services.radius_servers = servers
    return MODELLED if key in _SERVER_FIELDS or key in _HOSTAPD_MODELLED else IRRELEVANT


UNNAMED = address_of("0.0.0.0")

_SERVER_FIELDS: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "auth_server_port": ("auth_port", int),
    "auth_server_shared_secret": ("secret", secret),
    "acct_server_port": ("acct_port", int),
}
_HOSTAPD_MODELLED = ("interfaces", "auth_server_addr", "ieee8021x")
_HOSTAPD = word_set(
    "driver ieee8021x interface eap_server nas_identifier own_ip_addr nas_ip_addr logger_syslog "
    "eap_reauth_period acct_server_addr acct_server_shared_secret ctrl_interface use_pae_group_addr"
)


def _hostapd_note(draft: DeviceDraft, text: str, ledger: Ledger, line: int) -> LineClass | None:
    """The names that hostapd's format has no place for."""
    key, _, rest = text.partition(" ")
    where = ledger.span(line)
    if key == "radius-server":
        server = RadiusServer(rest, UNNAMED, Secret("plain"), where=where)
        servers = (*draft.services.radius_servers, server)
        draft.services.radius_servers = servers
    elif key == "radius-group":
        name, _, members = rest.partition(": ")
        group = RadiusGroup(name.removesuffix(":"), tuple(members.split()), where)
        groups = (*draft.services.radius_groups, group)
        draft.services.radius_groups = groups
    elif key == "dot1x-group":
        draft.services.dot1x_group = rest
    else:
        return None
    return MODELLED


BANNER = "issue.net"
_LINE_LIMIT = 10_000  # no file of this kind is longer; what follows stays unrecognised

_READERS: Mapping[str, LineReader] = {
    "chrony.conf": _chrony,
    "dnsmasq.conf": _dnsmasq,
    "hostapd.conf": _hostapd,
    "pam_sshd": _pam,
    "resolv.conf": _resolv,
    "rsyslog.conf": _rsyslog,
    "services.preset": _preset,
    "snmpd.conf": _snmpd,
    "sshd_config": _sshd,
    "timezone": _timezone,
    "users": _users,
}


MANAGEMENT_FILES = frozenset((*_READERS, BANNER))


def read_management(draft: DeviceDraft, ledger: Ledger, kind: str) -> None:
    """Read one file, of a kind in MANAGEMENT_FILES. Never raises on text."""
    if kind == BANNER:
        _read_banner(draft, ledger)
        return
    reader = _READERS[kind]
    for line, raw in enumerate(ledger.texts[:_LINE_LIMIT], 1):
        text = raw.strip()
        if not text:
            continue
        if text[0] in "#;" and not text.startswith("#: "):
            ledger.claim(line, IRRELEVANT)
            continue
        try:
            found = reader(draft, text, ledger, line)
        except (ValueError, IndexError):
            found = None
        if found is not None:
            ledger.claim(line, found)
