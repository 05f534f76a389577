"""Read Cisco IOS-XE (and classic IOS) configuration text: one pass over a forest of lines.

Each module holds tables of statement readers for one feature; `finish` and `finish_routing` resolve
what names something else. `no X` and unknown lines are told apart in `statements`.

Classic IOS is this platform too: it forwards alike, and where it differs (only classful networks
redistributed into OSPF without `subnets`, RIPv1 without `version 2`) the text says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from kawanet.parse.cisco_iosxe.acl import POLICY
from kawanet.parse.cisco_iosxe.draft import DeviceDraft
from kawanet.parse.cisco_iosxe.finish import device_of
from kawanet.parse.cisco_iosxe.interfaces import read_interface
from kawanet.parse.cisco_iosxe.known import KNOWN
from kawanet.parse.cisco_iosxe.routing import ROUTING
from kawanet.parse.cisco_iosxe.switching import SWITCHING
from kawanet.parse.cisco_iosxe.system import SYSTEM
from kawanet.parse.cisco_iosxe.vrf import VRFS
from kawanet.parse.cisco_iosxe.wireless import WIRELESS
from kawanet.parse.indented import Statement, read_forest, split_lines
from kawanet.parse.lines import Ledger, account
from kawanet.parse.result import LineClass, Parsed
from kawanet.parse.statements import IRRELEVANT, UNRECOGNISED, build_table, read_all

PLATFORM = "cisco_iosxe"
_TABLE = build_table(
    KNOWN,
    SYSTEM,
    VRFS,
    SWITCHING,
    POLICY,
    ROUTING,
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
    draft: DeviceDraft | None = None
    ledgers = []
    for file, text in files.items():
        ledger = Ledger(file, split_lines(text))
        ledgers.append(ledger)
        if draft is None:
            draft = DeviceDraft(ledger)
        draft.ledger = ledger
        _read(draft, ledger)
    name = PurePath(next(iter(files), "")).stem
    device = device_of(draft or DeviceDraft(Ledger("", [])), PLATFORM, name)
    counts, unclaimed = account(ledgers)
    return Parsed(device, counts, unclaimed)


def _read(draft: DeviceDraft, ledger: Ledger) -> None:
    forest = read_forest(ledger.texts)
    ledger.claim_all(forest.comments, IRRELEVANT)
    read_all(_TABLE, draft, forest.roots, ledger)
    claim_noise(forest.roots, ledger, draft.system.hostname)


def claim_noise(roots: Sequence[Statement], ledger: Ledger, hostname: str) -> None:
    """Claim what a terminal wrote around the configuration."""
    for root in roots:
        if ledger.classes[root.number - 1] is UNRECOGNISED:
            ledger.claim(root.number, _noise(root, hostname))


def _noise(s: Statement, hostname: str) -> LineClass:
    """A prompt or a remainder of a capture around the text is irrelevant."""
    first = s.words[0]
    prompt = bool(hostname) and first.startswith((f"{hostname}#", f"{hostname}>"))
    return IRRELEVANT if prompt or first == "endBuilding" else UNRECOGNISED
