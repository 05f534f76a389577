"""Read Cisco IOS-XE (and classic IOS) configuration text: one pass over a forest of lines.

Each module holds tables of statement readers for one feature; `finish` and `finish_routing` resolve
what names something else. `no X` and unknown lines are told apart in `statements`.

Classic IOS is this platform too: it forwards alike, and where it differs (only classful networks
redistributed into OSPF without `subnets`, RIPv1 without `version 2`) the text says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kawanet.parse.cisco_iosxe.acl import POLICY
from kawanet.parse.cisco_iosxe.draft import DeviceDraft
from kawanet.parse.cisco_iosxe.finish import device_of
from kawanet.parse.cisco_iosxe.interfaces import read_interface
from kawanet.parse.cisco_iosxe.known import KNOWN
from kawanet.parse.cisco_iosxe.nat import NAT
from kawanet.parse.cisco_iosxe.routing import ROUTING
from kawanet.parse.cisco_iosxe.switching import SWITCHING
from kawanet.parse.cisco_iosxe.system import SYSTEM
from kawanet.parse.cisco_iosxe.vrf import VRFS
from kawanet.parse.cisco_iosxe.wireless import WIRELESS
from kawanet.parse.cisco_iosxe.zones import ZONES
from kawanet.parse.ios_family import read_device
from kawanet.parse.result import Parsed
from kawanet.parse.statements import build_table

PLATFORM = "cisco_iosxe"
_TABLE = build_table(
    KNOWN,
    SYSTEM,
    VRFS,
    SWITCHING,
    POLICY,
    ROUTING,
    NAT,
    ZONES,
    WIRELESS,
    {"interface": read_interface},
)
_HEAD = 20_000  # characters that tell whose text it is
_MARKS = (
    "\nhostname ",
    "\nversion 1",
    "\nBuilding configuration",
    "\nCurrent configuration :",
    "\nservice timestamps",
    "\nvrf definition ",
    "\nip vrf ",
    "\nboot-start-marker",
    "\nspanning-tree mode ",
    "\nip access-list ",
    "\nline vty",
    "\ninterface GigabitEthernet",
    "\ninterface TenGigabitEthernet",
    "\ninterface FastEthernet",
    "\ninterface Vlan",
    "\n switchport ",
)
_SURE = tuple(  # lines that only IOS writes so: dotted masks, wildcards, its own words
    re.compile(pattern)
    for pattern in (
        r"\n ip address \d+\.\d+\.\d+\.\d+ 255\.",
        r"\nip route (?:vrf \S+ )?[\d.]+ \d+\.\d+\.\d+\.\d+ ",
        r"\n network [\d.]+ [\d.]+ area ",
        r"\nip (?:classless|subnet-zero|forward-protocol)",
        r"\nno (?:ip http server|aaa new-model|ip domain[- ]lookup)",
        r"\n encapsulation dot1Q ",
    )
)
_SURE_POINTS, _MOST = 25, 94
_OTHERS = (
    "\nvrf instance ",
    "\nservice routing protocols ",
    "\nfrr ",
    "\nconfig system ",
    "#config-version",
    "EOS-",
    "\nfeature ",
    "\ntable inet",
    "\n!Command: show running-config",
    "\nvdc ",
    "\nvrf context ",
    "!! IOS XR Configuration",
    "\nASA Version ",
)


def looks_like(files: Mapping[str, str]) -> int:
    """How many of IOS's own lines the texts begin with; 0 if another system says its name."""
    heads = ["\n" + text[:_HEAD].replace("\r\n", "\n") for text in files.values()]
    if any(mark in head for head in heads for mark in _OTHERS):
        return 0
    shared = 10 * sum(mark in head for head in heads for mark in _MARKS)
    sure = sum(any(pattern.search(head) for head in heads) for pattern in _SURE)
    return min(_MOST, shared + _SURE_POINTS * sure)


def parse(files: Mapping[str, str]) -> Parsed:
    """Read the configuration of one device. Never raises on text."""
    return read_device(files, PLATFORM, _TABLE, DeviceDraft, device_of)
