"""The `management` blocks, and the servers of time, logs and SNMP."""

from __future__ import annotations

from typing import Any

from kawanet.model.system import SnmpUser
from kawanet.parse.arista_eos.draft import EosDevice
from kawanet.parse.arista_eos.values import eos_secret, interface_name
from kawanet.parse.cisco_iosxe.draft import LineDraft
from kawanet.parse.cisco_iosxe.system import SYSTEM as IOS
from kawanet.parse.cisco_values import optional_address
from kawanet.parse.indented import Statement
from kawanet.parse.result import LineClass
from kawanet.parse.statements import IRRELEVANT, MODELLED, Entry, claim_below

_TRANSPORTS = (("ssh",), ("none",))


def _source(d: EosDevice, s: Statement) -> LineClass:
    """`logging [vrf X] source-interface I`, `ntp local-interface [vrf X] I`, and the like.

    That of syslog comes first, because it is the one that is always there.
    """
    words = s.words
    vrf = words[words.index("vrf") + 1] if "vrf" in words[:-1] else ""
    source = (interface_name(words[-1]), vrf)
    logging = words[0] == "logging"
    d.system.sources = (source, *d.system.sources) if logging else (*d.system.sources, source)
    return MODELLED


def _logging(d: EosDevice, s: Statement) -> LineClass:
    """`logging [vrf X] host H ...`; all else of logging stays on the device."""
    words = s.words
    vrf = words[2] if words[1:2] == ["vrf"] else ""
    rest = words[3:] if vrf else words[1:]
    match rest:
        case ["source-interface", _]:
            return _source(d, s)
        case ["host", host, *_]:
            address = optional_address(host)
            if address is None:
                return IRRELEVANT
            d.system.syslog_servers += (address,)
            d.system.vrfs_used += (vrf,) if vrf else ()
            return MODELLED
    return IRRELEVANT


def _snmp(d: EosDevice, s: Statement) -> LineClass:
    """`snmp-server [vrf X] local-interface I` among much that does not matter."""
    return _source(d, s) if "local-interface" in s.words else IRRELEVANT


def _snmp_user(d: EosDevice, s: Statement) -> LineClass:
    """`snmp-server user U G v3 [localized E] auth sha A priv aes P`."""
    words = s.words
    if "auth" not in words or "priv" not in words:
        return IRRELEVANT  # v1, v2c, or v3 without privacy: no user of the model
    hidden = ["8"] if "localized" in words else []
    auth, privacy = words[words.index("auth") + 2], words[words.index("priv") + 2]
    user = SnmpUser(
        words[2],
        eos_secret([*hidden, auth]),
        eos_secret([*hidden, privacy]),
        d.ledger.span(s.number),
    )
    d.system.snmp_users += (user,)
    return MODELLED


def _enabled(s: Statement, default: bool) -> bool:
    """Whether a service runs: `shutdown` or `no shutdown` in the block, or in that of a VRF."""
    lines = [child.words for child in s.children]
    here = default if ["shutdown"] not in lines else False
    in_a_vrf = any(
        ["no", "shutdown"] in [below.words for below in child.children]
        for child in s.children
        if child.words[0] == "vrf"
    )
    return here or ["no", "shutdown"] in lines or in_a_vrf


def _ssh(d: EosDevice, s: Statement) -> LineClass:
    """`management ssh`: on unless shut, with its ACLs."""
    claim_below(s, IRRELEVANT, d.ledger)
    line = LineDraft(_TRANSPORTS[0] if _enabled(s, default=True) else _TRANSPORTS[1])
    for child in s.children:
        match child.words:
            case ["ip", "access-group", name, *_]:
                line.acl4 = name
            case ["ipv6", "access-group", name, *_]:
                line.acl6 = name
            case ["shutdown"] | ["no", "shutdown"] | ["vrf", _]:
                pass
            case _:
                continue
        d.ledger.claim_all((n.number for n in (child, *child.descendants())), MODELLED)
    d.system.vty.append(line)
    return MODELLED


def _telnet(d: EosDevice, s: Statement) -> LineClass:
    claim_below(s, MODELLED, d.ledger)
    if _enabled(s, default=False):
        d.system.cleartext.add("telnet")
    return MODELLED


def _http(d: EosDevice, s: Statement) -> LineClass:
    """`management api http-commands`: plain HTTP only when `protocol http` says so."""
    claim_below(s, IRRELEVANT, d.ledger)
    plain = [c for c in s.children if c.words[:2] == ["protocol", "http"]]
    if plain and _enabled(s, default=False):
        d.system.cleartext.add("http")
    d.ledger.claim_all((c.number for c in plain), MODELLED)
    return MODELLED


MANAGEMENT: dict[str, Entry[Any]] = {
    "ntp server": IOS["ntp server"],
    "ntp local-interface": _source,
    "ntp source": _source,
    "logging": _logging,
    "snmp-server": _snmp,
    "snmp-server user": _snmp_user,
    "snmp-server community": IOS["snmp-server community"],
    "management ssh": _ssh,
    "management telnet": _telnet,
    "management api http-commands": _http,
}
