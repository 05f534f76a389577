"""Identity, users, servers of management, and the terminal lines."""

from __future__ import annotations

from typing import Any

from kawanet.model.system import Secret, SnmpUser, User
from kawanet.parse.cisco_iosxe.draft import LineDraft
from kawanet.parse.cisco_iosxe.system import SYSTEM as IOS
from kawanet.parse.cisco_nxos.draft import NxDevice
from kawanet.parse.cisco_nxos.values import interface_name
from kawanet.parse.cisco_values import optional_address, secret_of
from kawanet.parse.indented import Statement
from kawanet.parse.result import LineClass
from kawanet.parse.statements import IRRELEVANT, MODELLED, Entry, claim_below, entries

_ADMIN_ROLES = ("network-admin", "vdc-admin", "priv-15")
_FULL_RIGHTS = 15
_VRF_WORD = "use-vrf"


def _feature(d: NxDevice, s: Statement) -> LineClass:
    """`feature X`: what X's lines say is inactive without it, but then they are not shown."""
    d.features.add(" ".join(s.words[1:]))
    if s.words[1] == "telnet":
        d.system.cleartext.add("telnet")
    return MODELLED


def _no_feature(d: NxDevice, s: Statement) -> LineClass:
    name = " ".join(s.words[2:])
    d.features.discard(name)
    d.system.cleartext.discard(name)
    return MODELLED


def _servers(d: NxDevice, words: list[str]) -> tuple[Any, ...]:
    if _VRF_WORD in words[:-1]:
        at = words.index(_VRF_WORD)
        d.system.vrfs_used = (*d.system.vrfs_used, words[at + 1])
        words = words[:at]
    return tuple(a for a in map(optional_address, words) if a is not None)


def _ntp_server(d: NxDevice, s: Statement) -> LineClass:
    found = _servers(d, s.words[2:])[:1]
    d.system.ntp_servers += found
    return MODELLED if found else IRRELEVANT


def _name_server(d: NxDevice, s: Statement) -> LineClass:
    d.system.dns_servers += _servers(d, s.words[2:])
    return MODELLED


def _logging_server(d: NxDevice, s: Statement) -> LineClass:
    found = _servers(
        d,
        [s.words[2], *s.words[s.words.index(_VRF_WORD) :]]
        if _VRF_WORD in s.words
        else s.words[2:3],
    )
    d.system.syslog_servers += found
    return MODELLED if found else IRRELEVANT


def _source(d: NxDevice, s: Statement) -> LineClass:
    source = (interface_name(s.words[-1]), "")
    logging = s.words[0] == "logging"
    d.system.sources = (source, *d.system.sources) if logging else (*d.system.sources, source)
    return MODELLED


def _user(d: NxDevice, s: Statement) -> LineClass:
    """`username X [password [0|5] S] [role R]`."""
    name, rest = s.words[1], s.words[2:]
    if rest[:1] in (["sshkey"], ["passphrase"], ["keypair"], ["ssh-cert-dn"]):
        return IRRELEVANT
    secret, role = Secret("hashed"), "network-operator"
    if rest[:1] == ["password"]:
        secret = secret_of(rest[1:3])
    if "role" in rest[:-1]:
        role = rest[rest.index("role") + 1]
    known = d.system.users.get(name)
    privilege = _FULL_RIGHTS if role in _ADMIN_ROLES else known.privilege if known else 1
    if known is not None and rest[:1] != ["password"]:
        secret = known.secret
    d.system.users[name] = User(name, secret, privilege, d.ledger.span(s.number))
    return MODELLED


def _snmp_user(d: NxDevice, s: Statement) -> LineClass:
    """`snmp-server user U [ROLE] auth sha A priv [aes-128] P [localizedkey]`."""
    words = s.words
    if "auth" not in words or "priv" not in words:
        return IRRELEVANT
    hidden = ["8"] if "localizedkey" in words or "localizedV2key" in words else []
    behind = words[words.index("priv") + 1 :]
    key = behind[1] if behind[0].startswith("aes") else behind[0]
    auth = secret_of([*hidden, words[words.index("auth") + 2]])
    user = SnmpUser(words[2], auth, secret_of([*hidden, key]), d.ledger.span(s.number))
    d.system.snmp_users += (user,)
    return MODELLED


def _vty(d: NxDevice, s: Statement) -> LineClass:
    """`line vty`: SSH (and telnet, if the feature is on), with its ACLs."""
    claim_below(s, IRRELEVANT, d.ledger)
    line = LineDraft(("ssh",))
    for child in s.children:
        match child.words:
            case ["access-class", name, "in"] | ["ip", "access-class", name, "in"]:
                line.acl4 = name
            case ["ipv6", "access-class", name, "in"]:
                line.acl6 = name
            case _:
                continue
        d.ledger.claim(child.number)
    d.system.vty.append(line)
    return MODELLED


SYSTEM: dict[str, Entry[Any]] = {
    "hostname": IOS["hostname"],
    "switchname": IOS["hostname"],
    "banner": IOS["banner"],
    "ip domain-name": IOS["ip domain-name"],
    "clock timezone": IOS["clock timezone"],
    "feature": _feature,
    "no feature": _no_feature,
    "ntp server": _ntp_server,
    "ntp source-interface": _source,
    "ip name-server": _name_server,
    "logging server": _logging_server,
    "logging source-interface": _source,
    "username": _user,
    "snmp-server user": _snmp_user,
    "snmp-server community": IOS["snmp-server community"],
    "line vty": _vty,
    **entries("no username, no snmp-server, no ntp, no logging", IRRELEVANT),
}
