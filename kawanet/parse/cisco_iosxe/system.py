"""Identity, management plane, AAA and RADIUS."""

from __future__ import annotations

from itertools import pairwise

from kawanet.model.interfaces import IPAddress
from kawanet.model.services import RadiusGroup, RadiusServer
from kawanet.model.system import Secret, SnmpCommunity, SnmpUser, User
from kawanet.parse.cisco_iosxe.draft import DeviceDraft, LineDraft
from kawanet.parse.cisco_values import either, interface_name, optional_address, secret_of
from kawanet.parse.indented import Statement
from kawanet.parse.result import LineClass
from kawanet.parse.statements import (
    IRRELEVANT,
    MODELLED,
    UNRECOGNISED,
    Entry,
    claim_below,
    entries,
)

_CLOCKS: dict[tuple[str, ...], str] = {("JST", "9", "0"): "JST", ("UTC", "0", "0"): "UTC"}
_FULL_RIGHTS = 15


def _hostname(d: DeviceDraft, s: Statement) -> LineClass:
    d.system.hostname = s.words[1]
    d.system.where = d.ledger.span(s.number)
    return MODELLED


def _domain(d: DeviceDraft, s: Statement) -> LineClass:
    d.system.domain = s.words[-1]
    return MODELLED


def _banner(d: DeviceDraft, s: Statement) -> LineClass:
    if s.body is None:
        return UNRECOGNISED
    kind = s.words[1]
    line_class = IRRELEVANT if kind in ("exec", "incoming") else MODELLED
    if kind == "login":
        d.system.banner_login = s.body
    elif line_class is MODELLED:
        d.system.banner_motd = s.body
    claim_below(s, line_class, d.ledger)
    return line_class


def _clock(d: DeviceDraft, s: Statement) -> LineClass:
    words = tuple(s.words[2:])
    d.system.timezone = _CLOCKS.get(words, " ".join(words))
    return MODELLED


def _servers(d: DeviceDraft, words: list[str]) -> tuple[IPAddress, ...]:
    """The addresses among the words; the VRF they are reached in is noted."""
    if "vrf" in words[:-1]:
        at = words.index("vrf")
        d.system.vrfs_used = (*d.system.vrfs_used, words[at + 1])
        words = words[:at] + words[at + 2 :]
    return tuple(a for a in map(optional_address, words) if a is not None)


def _ntp_server(d: DeviceDraft, s: Statement) -> LineClass:
    found = _servers(d, s.words[2:])
    d.system.ntp_servers += found[:1]
    return MODELLED if found else IRRELEVANT  # a server by name


def _name_server(d: DeviceDraft, s: Statement) -> LineClass:
    d.system.dns_servers += _servers(d, s.words[2:])
    return MODELLED


def _logging_host(d: DeviceDraft, s: Statement) -> LineClass:
    found = _servers(d, [w for w in s.words[1:] if w not in ("host", "ipv6")])
    d.system.syslog_servers += found[:1]
    return MODELLED if found else IRRELEVANT


def _source(d: DeviceDraft, s: Statement) -> LineClass:
    """A source interface of management traffic; that of syslog (which names a VRF) comes first."""
    words = s.words
    at = next(n for n, w in enumerate(words) if "source" in w) + 1
    vrf = words[words.index("vrf") + 1] if "vrf" in words[at:-1] else ""
    source = (interface_name(words[at]), vrf)
    logging = words[0] == "logging"
    d.system.sources = (source, *d.system.sources) if logging else (*d.system.sources, source)
    return MODELLED


def _user(d: DeviceDraft, s: Statement) -> LineClass:
    words = s.words
    name = words[1]
    old = d.system.users.get(name)
    privilege = old.privilege if old else 1
    secret = old.secret if old else None
    rest = words[2:]
    while rest:
        word = rest.pop(0)
        if word == "privilege":
            privilege = int(rest.pop(0))
        elif word in ("secret", "password"):
            secret, rest = secret_of(rest), []
        elif word == "nopassword":
            secret = Secret("plain")
        else:
            break
    if secret is None and not old:
        return IRRELEVANT if rest else UNRECOGNISED  # autocommand, view, ... without a password
    where = d.ledger.span(s.number)
    d.system.users[name] = User(name, secret or Secret("plain"), privilege, where)
    return MODELLED


def _enable(d: DeviceDraft, s: Statement) -> LineClass:
    rest = s.words[2:]
    if rest[0] == "level":
        rest = rest[2:]
    where = d.ledger.span(s.number)
    d.system.users["enable"] = User("enable", secret_of(rest), _FULL_RIGHTS, where)
    return MODELLED


def _snmp_user(d: DeviceDraft, s: Statement) -> LineClass:
    words = s.words
    if "auth" not in words or "priv" not in words:
        return IRRELEVANT  # v1, v2c, or v3 without privacy: no user of the model
    auth, privacy = words.index("auth"), words.index("priv")
    behind = words[privacy + 1 :]
    key = behind[2] if behind[0] == "aes" else behind[1]  # `aes 128 key`, `des key`
    hidden = ["8"] if "encrypted" in words else []
    first = secret_of([*hidden, words[auth + 2]])
    user = SnmpUser(words[2], first, secret_of([*hidden, key]), d.ledger.span(s.number))
    d.system.snmp_users += (user,)
    return MODELLED


def _snmp_community(d: DeviceDraft, s: Statement) -> LineClass:
    writable = any(word.lower() == "rw" for word in s.words[3:])
    d.system.snmp_communities += (SnmpCommunity(writable, d.ledger.span(s.number)),)
    return MODELLED


def _aaa_login(d: DeviceDraft, s: Statement) -> LineClass:
    if s.words[3] != "default":
        return IRRELEVANT
    methods = [w for w in s.words[4:] if w != "group"]
    d.system.aaa_login = tuple(methods)
    return MODELLED


def _aaa_list(d: DeviceDraft, s: Statement) -> LineClass:
    """`aaa authentication dot1x LIST group G`, `aaa accounting identity LIST ... group G`."""
    words = s.words
    kind, name = words[2], words[3]
    group = words[words.index("group") + 1] if "group" in words[:-1] else ""
    if kind == "dot1x" and name == "default":
        d.dot1x_group = group
    else:
        d.method_groups[(kind, name)] = group
    return MODELLED


def _radius_server(d: DeviceDraft, s: Statement) -> LineClass:
    """`radius server NAME`; one without an address stays out of the model."""
    address: IPAddress | None = None
    secret = Secret("hashed")
    ports = {"auth-port": 1812, "acct-port": 1813}
    for child in s.children:
        words = child.words
        line_class = MODELLED
        match words:
            case ["address", "ipv4" | "ipv6", text, *options]:
                address = either(text)
                named = zip(options[::2], options[1::2], strict=False)
                ports |= {k: int(v) for k, v in named if k in ports}
            case ["key", *key]:
                secret = secret_of(key)
            case _:
                line_class = IRRELEVANT
        d.ledger.claim(child.number, line_class)
    if address is None:
        return UNRECOGNISED
    where, name = d.ledger.span(s.number), s.words[2]
    d.radius_servers[name] = RadiusServer(
        name, address, secret, ports["auth-port"], ports["acct-port"], where
    )
    return MODELLED


def _radius_host(d: DeviceDraft, s: Statement) -> LineClass:
    """The classic `radius-server host A [auth-port P] [acct-port Q] [key K]`."""
    words = s.words
    ports = {"auth-port": 1645, "acct-port": 1646}  # IOS defaults of this form
    for name, value in pairwise(words):
        if name in ports:
            ports[name] = int(value)
    key = words[words.index("key") + 1 :] if "key" in words else []
    secret = secret_of(key) if key else Secret("hashed")
    d.radius_servers[words[2]] = RadiusServer(
        words[2],
        either(words[2]),
        secret,
        ports["auth-port"],
        ports["acct-port"],
        d.ledger.span(s.number),
    )
    return MODELLED


def _radius_group(d: DeviceDraft, s: Statement) -> LineClass:
    servers: list[str] = []
    for child in s.children:
        line_class = IRRELEVANT  # VRF and source interface are those of management
        match child.words:
            case ["server", "name", name]:
                servers.append(name)
                line_class = MODELLED
            case ["server" | "server-private", host, *_]:
                servers.append(host)
                line_class = MODELLED
        d.ledger.claim(child.number, line_class)
    name = s.words[4]
    d.radius_groups[name] = RadiusGroup(name, tuple(servers), d.ledger.span(s.number))
    return MODELLED


def _cleartext(service: str) -> Entry[DeviceDraft]:
    def read(d: DeviceDraft, _: Statement) -> LineClass:
        d.system.cleartext.add(service)
        return MODELLED

    return read


def _vty(d: DeviceDraft, s: Statement) -> LineClass:
    line = LineDraft()
    d.system.vty.append(line)
    for child in s.children:
        d.ledger.claim(child.number, _vty_setting(d, line, child))
    return MODELLED


def _vty_setting(d: DeviceDraft, line: LineDraft, s: Statement) -> LineClass:
    match s.words:
        case ["transport", "input", *names]:
            line.transports = tuple(names)
        case ["access-class", name, "in", *_]:
            line.acl4 = name
        case ["ipv6", "access-class", name, "in", *_]:
            line.acl6 = name
        case ["password", *words] if words:
            where = d.ledger.span(s.number)
            d.system.users["line"] = User("line", secret_of(words), 1, where)
        case _:
            return IRRELEVANT
    return MODELLED


def _line(d: DeviceDraft, s: Statement) -> LineClass:
    """Console and auxiliary lines: only their passwords count."""
    claim_below(s, IRRELEVANT, d.ledger)
    for child in s.children:
        if child.words[0] == "password" and len(child.words) > 1:
            d.ledger.claim(child.number, _vty_setting(d, LineDraft(), child))
    return IRRELEVANT


SYSTEM: dict[str, Entry[DeviceDraft]] = {
    "hostname": _hostname,
    "ip domain name": _domain,
    "ip domain-name": _domain,
    "banner": _banner,
    "clock timezone": _clock,
    "ntp server": _ntp_server,
    "ntp source": _source,
    "ntp source-interface": _source,
    "ip name-server": _name_server,
    "logging host": _logging_host,
    "logging source-interface": _source,
    "snmp-server trap-source": _source,
    "snmp-server source-interface": _source,
    "ip ssh source-interface": _source,
    "snmp-server user": _snmp_user,
    "snmp-server community": _snmp_community,
    "username": _user,
    "enable secret": _enable,
    "enable password": _enable,
    "aaa authentication login": _aaa_login,
    "aaa authentication dot1x": _aaa_list,
    "aaa accounting identity": _aaa_list,
    "aaa group server radius": _radius_group,
    "radius server": _radius_server,
    "radius-server host": _radius_host,
    "ip http server": _cleartext("http"),
    "ip finger": _cleartext("finger"),
    "service finger": _cleartext("finger"),
    "service tcp-small-servers": _cleartext("small-servers"),
    "service udp-small-servers": _cleartext("small-servers"),
    "ip rcmd": _cleartext("rsh"),
    "tftp-server": _cleartext("tftp"),
    "line": _line,
    "line vty": _vty,
    **entries("no ip http server, no ip finger, no service finger, no ip rcmd", IRRELEVANT),
    **entries("no service tcp-small-servers, no service udp-small-servers", IRRELEVANT),
    **entries("no aaa new-model, no ip domain lookup, no ip domain-lookup", IRRELEVANT),
}
