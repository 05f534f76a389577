"""VLANs and spanning tree of the whole device."""

from __future__ import annotations

from typing import Any, Literal

from kawanet.parse.arista_eos.draft import EosDevice
from kawanet.parse.cisco_iosxe.switching import SWITCHING as IOS
from kawanet.parse.cisco_values import vlan_list
from kawanet.parse.indented import Statement
from kawanet.parse.result import LineClass
from kawanet.parse.statements import IRRELEVANT, MODELLED, Entry, entries

_MODES: dict[str, Literal["rapid-pvst", "mst", "rstp"]] = {
    "mstp": "mst",
    "rstp": "rstp",
    "rapid-pvst": "rapid-pvst",
}
_EVERY_INSTANCE = (["priority"], ["mst", "0", "priority"], ["vlan-id", "1-4094", "priority"])


def _vlan(d: EosDevice, s: Statement) -> LineClass:
    """`vlan N`; one in a trunk group is carried by the trunks of that group only."""
    line_class: LineClass = IOS["vlan"](d, s)  # type: ignore[operator]
    for child in s.children:
        if child.words[:2] == ["trunk", "group"] and len(child.words) > 2:
            for vlan in vlan_list("".join(s.words[1:])):
                d.grouped_vlans.setdefault(vlan, set()).update(child.words[2:])
            d.ledger.claim(child.number, MODELLED)
    return line_class


def _stp_mode(d: EosDevice, s: Statement) -> LineClass:
    d.stp_mode = _MODES.get(s.words[2], d.stp_mode)
    return MODELLED if s.words[2] in _MODES else IRRELEVANT


def _stp_priority(d: EosDevice, s: Statement) -> LineClass:
    if s.words[1:-1] not in _EVERY_INSTANCE:
        return IRRELEVANT  # of some VLANs only
    d.stp_priority = int(s.words[-1])
    return MODELLED


def _routed_by_default(d: EosDevice, _: Statement) -> LineClass:
    d.routed_by_default = True
    return MODELLED


SWITCHING: dict[str, Entry[Any]] = {
    "vlan": _vlan,
    "no vlan": IOS["no vlan"],
    **entries("vlan internal, vlan policy, no vlan internal, spanning-tree", IRRELEVANT),
    "spanning-tree mode": _stp_mode,
    "spanning-tree priority": _stp_priority,
    "spanning-tree mst": _stp_priority,
    "spanning-tree mst configuration": IRRELEVANT,
    "spanning-tree vlan-id": _stp_priority,
    "spanning-tree edge-port bpduguard default": IOS[
        "spanning-tree portfast edge bpduguard default"
    ],
    "switchport default mode routed": _routed_by_default,
    "switchport default mode access": IRRELEVANT,
}
