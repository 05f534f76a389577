"""VLANs, spanning tree, and what ports are when nothing is said."""

from __future__ import annotations

from typing import Any

from kawanet.parse.cisco_iosxe.switching import SWITCHING as IOS
from kawanet.parse.cisco_nxos.draft import NxDevice
from kawanet.parse.indented import Statement
from kawanet.parse.result import LineClass
from kawanet.parse.statements import IRRELEVANT, MODELLED, UNMODELLED, Entry, entries

_EVERY_VLAN = ("1-3967", "1-4094", "1-4092")


def _stp_priority(d: NxDevice, s: Statement) -> LineClass:
    """`spanning-tree vlan 1-3967 priority N`, `spanning-tree mst 0 priority N`."""
    words = s.words
    if words[3] != "priority" or words[2] not in (*_EVERY_VLAN, "0"):
        return IRRELEVANT  # of some VLANs only
    d.stp_priority = int(words[4])
    return MODELLED


def _switches(d: NxDevice, s: Statement) -> LineClass:
    """`[no] system default switchport`."""
    d.switches_by_default = s.words[0] != "no"
    return MODELLED


def _shut(d: NxDevice, s: Statement) -> LineClass:
    """`[no] system default switchport shutdown`."""
    d.shut_by_default = s.words[0] != "no"
    return MODELLED


SWITCHING: dict[str, Entry[Any]] = {
    "vlan": IOS["vlan"],
    "no vlan": IOS["no vlan"],
    "vlan dot1Q tag native": UNMODELLED,
    "vlan dot1q tag native": UNMODELLED,
    **entries("vlan access-map, vlan filter, vlan group", UNMODELLED),
    **entries("vlan configuration, vlan policy, spanning-tree", IRRELEVANT),
    "spanning-tree mode": IOS["spanning-tree mode"],
    "spanning-tree vlan": _stp_priority,
    "spanning-tree mst": _stp_priority,
    "spanning-tree mst configuration": IRRELEVANT,
    "spanning-tree port type edge default": IOS["spanning-tree portfast edge default"],
    "spanning-tree port type edge bpduguard default": IOS[
        "spanning-tree portfast edge bpduguard default"
    ],
    "system default switchport": _switches,
    "no system default switchport": _switches,
    "system default switchport shutdown": _shut,
    "no system default switchport shutdown": _shut,
}
