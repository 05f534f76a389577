"""juniper_junos: hierarchical or `set` text -> Device.

The tree comes from `parse.braces`, groups are merged by `parse.groups`; then one room a feature
reads its part of the tree into drafts, and `finish` makes the model of them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import accumulate, islice
from pathlib import PurePath
from typing import TypeAlias

from kawanet.errors import Span
from kawanet.model.network import DEFAULT_VRF, Device
from kawanet.parse.braces import read_tree
from kawanet.parse.groups import Groups
from kawanet.parse.juniper_junos import known, routing, switching, system
from kawanet.parse.juniper_junos.applications import read_applications
from kawanet.parse.juniper_junos.draft import DeviceDraft
from kawanet.parse.juniper_junos.finish import device_of
from kawanet.parse.juniper_junos.firewall import read_firewall
from kawanet.parse.juniper_junos.interfaces import read_interfaces
from kawanet.parse.juniper_junos.policies import read_policies
from kawanet.parse.juniper_junos.reading import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    UNRECOGNISED,
    Account,
    Table,
    guarded,
    read,
)
from kawanet.parse.juniper_junos.security import read_security
from kawanet.parse.lines import Ledger, account
from kawanet.parse.result import LineClass, Parsed
from kawanet.parse.word_tree import Node

_TOP = (
    "version|groups|apply-groups|system|chassis|interfaces|snmp|routing-options|protocols|vlans"
    "|policy-options|firewall|routing-instances|forwarding-options|security|access|switch-options"
)
_SET = re.compile(rf"\n(?:set|deactivate) (?:{_TOP}) ")
_BRACE = re.compile(rf"\n(?:inactive: )?(?:{_TOP}) \{{")
_POINTS, _SET_POINTS, _MOST = 35, 12, 95
Room: TypeAlias = Callable[[DeviceDraft, Node], None]


def looks_like(files: Mapping[str, str]) -> int:
    """How sure it is that the text is Junos's: by its statements at the left margin."""
    points = 0
    for text in ("\n" + text for text in files.values()):
        # A quick look first: most texts of others have nothing of the kind.
        if " {" in text:
            points += _POINTS * _some(_BRACE, text, _MOST // _POINTS + 1)
        if points < _MOST and ("\nset " in text or "\ndeactivate " in text):
            points += _SET_POINTS * _some(_SET, text, _MOST // _SET_POINTS + 1)
    return min(_MOST, points)


def _some(pattern: re.Pattern[str], text: str, enough: int) -> int:
    """How often a pattern is found, up to enough."""
    return sum(1 for _ in islice(pattern.finditer(text), enough))


class _Joined(Ledger):
    """The lines of all files of a device as one text, which remembers where each stands."""

    __slots__ = ("parts", "starts")

    def __init__(self, parts: Sequence[Ledger]) -> None:
        super().__init__("", [text for part in parts for text in part.texts])
        self.parts = parts
        self.starts = list(accumulate((len(part.texts) for part in parts), initial=0))

    def settle(self, classes: Sequence[LineClass | None]) -> None:
        for part, start in zip(self.parts, self.starts, strict=False):
            part.settle(classes[start : start + len(part.texts)])

    def span(self, line: int) -> Span:
        number = max(line, 1) - 1
        at = bisect_right(self.starts, number) - 1
        return self.parts[at].span(number - self.starts[at] + 1)


def parse(files: Mapping[str, str]) -> Parsed:
    """Read the configuration of one device; never raises on text."""
    parts = [Ledger(name, _lines(text)) for name, text in files.items()]
    device = _read(parts[0] if len(parts) == 1 else _Joined(parts), _stem(files))
    counts, unclaimed = account(parts)
    return Parsed(device, counts, unclaimed)


def _stem(files: Mapping[str, str]) -> str:
    return PurePath(next(iter(files), "")).stem


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").split("\n")


def _read(ledger: Ledger, name: str) -> Device:
    """Read all rooms; policies last, for they name interfaces."""
    acc = Account(ledger)
    tree = read_tree(ledger.texts)
    groups = Groups(tree)
    draft = DeviceDraft(acc, tree.root)
    acc.mark(tree.faulty, UNRECOGNISED)
    acc.mark(groups.applied, MODELLED)
    acc.mark(groups.unknown, UNMODELLED)
    root = dict(tree.root.children)
    for word, reader in _ROOMS.items():
        node = root.pop(word, None)
        if node is not None:
            guarded(acc, node, partial(reader, draft, node))
    rest = Node.made("", 0, [], root)
    read({**known.TOP, "policy-options": _later}, draft, rest)
    policies = tree.root.children.get("policy-options")
    if policies is not None:
        guarded(acc, policies, partial(read_policies, draft, policies))
    device = device_of(draft, name)
    draft.release()
    acc.mark(tree.idle, IRRELEVANT)
    acc.mark(groups.lines(), IRRELEVANT)
    acc.close()
    return device


def _later(d: DeviceDraft, node: Node) -> None:
    """Settled elsewhere."""


def _room(table: Table) -> Room:
    return lambda d, node: read(table, d, node)


def _protocols(d: DeviceDraft, node: Node) -> None:
    """`protocols` of the default instance: OSPF is the instance's, the rest the device's."""
    instance = routing.instance_of(d, DEFAULT_VRF)
    parts = {w: c for w, c in node.children.items() if w in routing.PROTOCOLS}
    routing.read_protocols(instance, Node.made("protocols", node.line, node.lines, parts))
    others = {w: c for w, c in node.children.items() if w not in parts}
    table = {
        **known.PROTOCOLS,
        **switching.PROTOCOLS,
        "router-advertisement": routing.advertise,
    }
    read(table, d, Node.made("protocols", node.line, node.lines, others))


def _forwarding(d: DeviceDraft, node: Node) -> None:
    routing.read_forwarding(routing.instance_of(d, DEFAULT_VRF), node)


_ROOMS: Mapping[str, Room] = {
    "access": _room(system.ACCESS),
    "system": system.read_system,
    "snmp": _room(system.SNMP),
    "vlans": switching.read_vlans,
    "bridge-domains": switching.read_vlans,
    "interfaces": read_interfaces,
    "routing-instances": routing.read_instances,
    "routing-options": routing.read_options,
    "protocols": _protocols,
    "switch-options": _room(switching.SWITCH_OPTIONS),
    "forwarding-options": _forwarding,
    "firewall": read_firewall,
    "applications": read_applications,
    "security": read_security,
}
