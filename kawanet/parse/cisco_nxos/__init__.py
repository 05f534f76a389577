"""Read Cisco NX-OS configuration text (`show running-config`): one pass over a forest of lines.

NX-OS speaks IOS's words in blocks of its own. What both say alike is read by the readers of
`cisco_iosxe` and of the modules the family shares; `finish` holds what NX-OS takes for granted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kawanet.parse.cisco_iosxe.nat import NAT
from kawanet.parse.cisco_nxos.acl import POLICY
from kawanet.parse.cisco_nxos.draft import NxDevice
from kawanet.parse.cisco_nxos.finish import nxos_device_of
from kawanet.parse.cisco_nxos.interfaces import read_interface
from kawanet.parse.cisco_nxos.known import KNOWN
from kawanet.parse.cisco_nxos.policy import ROUTE_POLICY
from kawanet.parse.cisco_nxos.routing import ROUTING
from kawanet.parse.cisco_nxos.switching import SWITCHING
from kawanet.parse.cisco_nxos.system import SYSTEM
from kawanet.parse.ios_family import read_device
from kawanet.parse.result import Parsed
from kawanet.parse.statements import build_table

PLATFORM = "cisco_nxos"
_TABLE = build_table(
    KNOWN, SYSTEM, SWITCHING, POLICY, ROUTE_POLICY, ROUTING, NAT, {"interface": read_interface}
)
_HEAD = 30_000  # characters that tell whose text it is
_MARKS = (
    "\nfeature ",
    "\nvrf context ",
    "\nvdc ",
    "\ncopp profile ",
    "\ninterface Ethernet1/",
    "\ninterface mgmt0",
    "\ninterface port-channel",
    "\ninterface loopback",
    "\nboot nxos ",
    "\nvpc domain ",
    "\nno password strength-check",
    "\npassword strength-check",
    "\nswitchname ",
    "\n  vrf member ",
    "\n  ip router ",
    "\n  no switchport",
    "\nnxapi ",
    "NX-OS",
)
_CERTAIN = frozenset(("\nfeature ", "\nvrf context ", "\nvdc ", "\nboot nxos ", "\n  vrf member "))
_OTHERS = (
    "\nvrf instance ",
    "\nservice routing protocols ",
    "\nservice timestamps",
    "\nvrf definition ",
    "\nfrr ",
    "\nconfig system ",
    "EOS-4.",
    "\nno aaa root",
    "\ninterface Management",
    "\ninterface GigabitEthernet",
)
_OURS, _SURE = 12, 40  # a word of its own weighs more than one that it shares
_NESTED = re.compile(r"\n(?:interface|router|vlan) .*\n  [a-z]")  # two spaces: EOS has three


def looks_like(files: Mapping[str, str]) -> int:
    """How many of NX-OS's own lines the texts begin with; 0 if another system says its name."""
    heads = ["\n" + text[:_HEAD].replace("\r\n", "\n") for text in files.values()]
    if any(mark in head for head in heads for mark in _OTHERS):
        return 0
    found = [mark for mark in _MARKS if any(mark in head for head in heads)]
    nested = _OURS * any(_NESTED.search(head) for head in heads)
    return min(95, nested + sum(_SURE if mark in _CERTAIN else _OURS for mark in found))


def parse(files: Mapping[str, str]) -> Parsed:
    """Read the configuration of one device. Never raises on text."""
    return read_device(files, PLATFORM, _TABLE, NxDevice, nxos_device_of)
