"""Read Arista EOS configuration text: one pass over a forest of lines.

EOS speaks IOS's syntax with words of its own. What both say alike is read by the readers of
`cisco_iosxe`; the rooms here hold the differences, and `finish` what EOS takes for granted: ports
that switch unless told not to, VRFs that do not route unless told to, one OSPF process a VRF.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kawanet.parse.arista_eos.acl import POLICY
from kawanet.parse.arista_eos.draft import EosDevice
from kawanet.parse.arista_eos.finish import eos_device_of
from kawanet.parse.arista_eos.interfaces import read_interface
from kawanet.parse.arista_eos.known import KNOWN
from kawanet.parse.arista_eos.management import MANAGEMENT
from kawanet.parse.arista_eos.pbr import PBR
from kawanet.parse.arista_eos.routing import ROUTING
from kawanet.parse.arista_eos.switching import SWITCHING
from kawanet.parse.arista_eos.system import SYSTEM
from kawanet.parse.ios_family import read_device
from kawanet.parse.result import Parsed
from kawanet.parse.statements import build_table

PLATFORM = "arista_eos"
_TABLE = build_table(
    KNOWN, SYSTEM, MANAGEMENT, SWITCHING, POLICY, PBR, ROUTING, {"interface": read_interface}
)
_HEAD = 20_000  # characters that tell whose text it is
_MARKS = (
    "EOS-4.",
    "\nservice routing protocols model ",
    "\nvrf instance ",
    "\nip routing vrf ",
    "\nspanning-tree mode mstp",
    "\ntransceiver qsfp default-mode",
    "\nno aaa root",
    "\ninterface Management",
    "\ninterface Port-Channel",
    "\ninterface Ethernet",
    "\nmanagement ssh",
    "\nmanagement api ",
    "\n   switchport ",
    "\n   no switchport",
    "\nip prefix-list ",
    "\n   ip address ",
    "\n   channel-group ",
    " secret sha512 ",
)
_OTHERS = (
    "\nversion ",
    "\nvrf context ",
    "\nvdc ",
    "\nservice timestamps",
    "\nfeature ",
    "\nfrr ",
    "\nconfig system ",
)
_OURS = 20  # a point of EOS weighs more than one of the words it shares with IOS
_NESTED = re.compile(r"\n(?:interface|router|vlan) .*\n   [a-z]")  # three spaces
_NESTED_OTHERWISE = re.compile(r"\n(?:interface|router|vlan) .*\n {1,2}[a-z]")


def looks_like(files: Mapping[str, str]) -> int:
    """How many of EOS's own lines the texts begin with; 0 if another system says its name."""
    heads = ["\n" + text[:_HEAD].replace("\r\n", "\n") for text in files.values()]
    if any(mark in head for head in heads for mark in _OTHERS):
        return 0
    points = sum(mark in head for head in heads for mark in _MARKS)
    points += any(_NESTED.search(head) for head in heads)
    if any(_NESTED_OTHERWISE.search(head) for head in heads):
        return min(95, points)  # another system of the family, in words that EOS has too
    return min(95, _OURS * points)


def parse(files: Mapping[str, str]) -> Parsed:
    """Read the configuration of one device. Never raises on text."""
    return read_device(files, PLATFORM, _TABLE, EosDevice, eos_device_of)
