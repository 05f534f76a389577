"""Bridges of an `interfaces` file that know no VLANs: one segment each, of all their ports.

The model has a segment inside a box as a VLAN. So such a bridge is a VLAN with a number that no
other uses on the box, from 4094 downwards; its ports are access ports there, and the bridge is
the interface in it. No frame of it ever carries the number. Source: bridge-utils-interfaces(5);
Cumulus Linux user guide, Traditional Bridge Mode.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kawanet.model.interfaces import InterfaceKind, PortMode, Switchport
from kawanet.model.switching import Vlan
from kawanet.parse.lines import Ledger
from kawanet.parse.linux_frr.draft import DeviceDraft, InterfaceDraft
from kawanet.parse.linux_frr.ifupdown_bridge import Stanza, ports_of
from kawanet.parse.result import LineClass

_HIGHEST = 4094
_ENDS = (InterfaceKind.PHYSICAL, InterfaceKind.LAG)
_QUIET = frozenset(
    f"bridge-{word}"
    for word in ("stp", "fd", "maxwait", "ageing", "hello", "maxage", "bridgeprio", "hw", "mcsnoop",
                 "waitport", "vlan-aware", "igmp-version")
)  # fmt: skip


def read_classic(
    draft: DeviceDraft, ledger: Ledger, stanzas: Sequence[Stanza], aware: Stanza | None
) -> None:
    """Join the ports of each bridge but the one that knows VLANs."""
    free = _free_numbers({vlan.vlan_id for vlan in draft.switching.vlans})
    for stanza in stanzas:
        if stanza is aware or not stanza.has("bridge-ports") or stanza.has("bridge-vids"):
            continue
        ports = _ports(draft, ledger, stanza)
        number = next(free, None) if ports is not None else None
        if ports is None or number is None:
            continue
        bridge = draft.interfaces[stanza.name]
        bridge.kind, bridge.vlan, bridge.parent = InterfaceKind.SVI, number, None
        for port in ports:
            port.switchport = Switchport(PortMode.ACCESS, access_vlan=number)
        vlan = Vlan(number, stanza.name, ledger.span(stanza.line))
        vlans = sorted((*draft.switching.vlans, vlan), key=lambda v: v.vlan_id)
        draft.switching = replace(draft.switching, vlans=tuple(vlans))
        _claim(ledger, stanza)


def _free_numbers(used: set[int]) -> Iterator[int]:
    return (n for n in range(_HIGHEST, 1, -1) if n not in used)


def _ports(draft: DeviceDraft, ledger: Ledger, stanza: Stanza) -> list[InterfaceDraft] | None:
    """The ports; None if one is more than a port of one bridge."""
    line, text = next((n, v) for n, k, v in stanza.lines if k == "bridge-ports")
    found = [draft.interface(name, ledger.span(line)) for name in ports_of(text, ledger, line)]
    plain = all(
        p.kind in _ENDS and "." not in p.name and p.switchport is None and not p.addresses
        for p in found
    )
    return found if plain else None


def _claim(ledger: Ledger, stanza: Stanza) -> None:
    for line, key, _ in stanza.lines:
        if key == "bridge-ports":
            ledger.claim(line, LineClass.MODELLED)
        elif key in _QUIET:
            ledger.claim(line, LineClass.IRRELEVANT)
