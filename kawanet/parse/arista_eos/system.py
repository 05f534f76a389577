"""Identity, users, AAA, RADIUS and VRFs."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from kawanet.model.services import RadiusServer
from kawanet.model.system import Secret, User
from kawanet.parse.arista_eos.draft import EosDevice
from kawanet.parse.arista_eos.values import eos_secret
from kawanet.parse.cisco_iosxe.system import SYSTEM as IOS
from kawanet.parse.cisco_iosxe.vrf import VRFS
from kawanet.parse.cisco_values import either, optional_address
from kawanet.parse.indented import Statement
from kawanet.parse.result import LineClass
from kawanet.parse.statements import IRRELEVANT, MODELLED, UNMODELLED, UNRECOGNISED, Entry, entries

_CLOCKS = {"Asia/Tokyo": "JST", "Japan": "JST"}  # EOS names zones as the tz database does
_FULL_RIGHTS = 15
_PORTS = {"auth-port": 1812, "acct-port": 1813}
_UNTOLD = ("ssh-key", "sshkey")


def _domain(d: EosDevice, s: Statement) -> LineClass:
    d.system.domain = s.words[-1]
    return MODELLED


def _clock(d: EosDevice, s: Statement) -> LineClass:
    zone = s.rest(2)
    d.system.timezone = _CLOCKS.get(zone, zone)
    return MODELLED


def _user(d: EosDevice, s: Statement) -> LineClass:
    """`username X [privilege N] [role R] secret ...|nopassword`."""
    name, rest = s.words[1], s.words[2:]
    if rest[0] in _UNTOLD:
        return IRRELEVANT
    privilege = 1
    while rest[0] in ("privilege", "role", "shell"):
        privilege = int(rest[1]) if rest[0] == "privilege" else privilege
        rest = rest[2:]
    match rest:
        case ["nopassword"]:
            secret = Secret("plain")
        case ["secret", *words]:
            secret = eos_secret(words)
        case _:
            return UNRECOGNISED
    d.system.users[name] = User(name, secret, privilege, d.ledger.span(s.number))
    return MODELLED


def _enable(d: EosDevice, s: Statement) -> LineClass:
    where = d.ledger.span(s.number)
    d.system.users["enable"] = User("enable", eos_secret(s.words[2:]), _FULL_RIGHTS, where)
    return MODELLED


def _host(d: EosDevice, s: Statement) -> LineClass:
    """`ip host NAME ADDRESS`: how the text says where a named server is."""
    d.hosts.setdefault(s.words[2], either(s.words[3]))
    return MODELLED


def _radius_host(d: EosDevice, s: Statement) -> LineClass:
    """`radius-server host H [vrf X] [auth-port P] [acct-port Q] [key K]`; H a name or an address.

    The address of a name stands above it in the text, else the server stays out of the model.
    """
    words = s.words
    address = optional_address(words[2]) or d.hosts.get(words[2])
    if address is None:
        return IRRELEVANT
    ports = _PORTS | {k: int(v) for k, v in pairwise(words) if k in _PORTS}
    secret = eos_secret(words[words.index("key") + 1 :]) if "key" in words else Secret("hashed")
    d.radius_servers[words[2]] = RadiusServer(
        words[2], address, secret, ports["auth-port"], ports["acct-port"], d.ledger.span(s.number)
    )
    return MODELLED


SYSTEM: dict[str, Entry[Any]] = {
    "hostname": IOS["hostname"],
    "banner": IOS["banner"],
    "ip name-server": IOS["ip name-server"],
    "ip domain-name": _domain,
    "dns domain": _domain,
    "clock timezone": _clock,
    "username": _user,
    "enable secret": _enable,
    "enable password": _enable,
    "ip host": _host,
    "ipv6 host": _host,
    "aaa authentication login": IOS["aaa authentication login"],
    "aaa authentication dot1x": IOS["aaa authentication dot1x"],
    "aaa group server radius": IOS["aaa group server radius"],
    "radius-server host": _radius_host,
    "vrf instance": VRFS["vrf definition"],
    "vrf definition": VRFS["vrf definition"],
    **entries("no aaa root, no enable, no username", IRRELEVANT),
    **entries("vrf selection", UNMODELLED),
}
