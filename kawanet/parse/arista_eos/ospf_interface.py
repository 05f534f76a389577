"""OSPF inside `interface`: the process is that of the interface's VRF, so no number is said."""

from __future__ import annotations

from kawanet.parse.arista_eos.draft import EosInterface
from kawanet.parse.cisco_iosxe.draft import OspfDraft
from kawanet.parse.cisco_iosxe.ospf_interface import setting
from kawanet.parse.cisco_values import area_number
from kawanet.parse.indented import Statement
from kawanet.parse.result import LineClass
from kawanet.parse.statements import IRRELEVANT, MODELLED, UNMODELLED, Entry

_QUIET = ("neighbor", "bfd")


def _ip_ospf(i: EosInterface, s: Statement) -> LineClass:
    i.ospf4 = i.ospf4 or OspfDraft()
    return _read(i.ospf4, s.words[2:])


def _ipv6_ospf(i: EosInterface, s: Statement) -> LineClass:
    """The older form, `ipv6 ospf N area A`."""
    words = s.words[2:]
    i.ospf6 = i.ospf6 or OspfDraft()
    return _read(i.ospf6, words[1:] if words[0].isdigit() else words)


def _ospfv3(i: EosInterface, s: Statement) -> LineClass:
    words = s.words[1:]
    if words[0] == "ipv4":
        return UNMODELLED  # OSPFv3 that carries IPv4
    if words[0] == "ipv6":
        words = words[1:]
    if words[0] == "passive-interface":
        i.passive6 = True
        return MODELLED
    i.ospf6 = i.ospf6 or OspfDraft()
    return _read(i.ospf6, words)


def _not_passive(i: EosInterface, _: Statement) -> LineClass:
    i.passive6 = False
    return MODELLED


def _read(ospf: OspfDraft, words: list[str]) -> LineClass:
    if words[0] == "area" and len(words) == 2:
        ospf.area = area_number(words[1])
        return MODELLED
    if words == ["disabled"]:
        return UNMODELLED
    return IRRELEVANT if words[0] in _QUIET else setting(ospf, words)


OSPF: dict[str, Entry[EosInterface]] = {
    "ip ospf": _ip_ospf,
    "ipv6 ospf": _ipv6_ospf,
    "ospfv3": _ospfv3,
    "no ip ospf": IRRELEVANT,
    "no ospfv3": IRRELEVANT,
    "no ospfv3 passive-interface": _not_passive,
    "no ospfv3 ipv6 passive-interface": _not_passive,
}
