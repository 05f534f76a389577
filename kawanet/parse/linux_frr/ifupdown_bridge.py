"""The VLAN-aware bridge of an ifupdown2 `interfaces` file, and its ports.

VLANs have no name in this format, so `#: vlan N: NAME` in the bridge's stanza gives it.

A port in a VLAN-aware bridge is an access port if it has `bridge-access`, or a PVID and exactly
one other id in `bridge-vids` that leaves the PVID out (an access port with a voice VLAN: the
same frames pass as on a trunk of these two). Every other port is a trunk; without `bridge-vids`
it carries the bridge's, without `bridge-pvid` the bridge's PVID (1 if none) is its native VLAN.
Source: Cumulus Linux user guide, VLAN-aware Bridge Mode; ifupdown-addons-interfaces(5).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from kawanet.model.interfaces import PortMode, Switchport
from kawanet.model.switching import Switching, Vlan
from kawanet.parse.lines import Ledger
from kawanet.parse.linux_frr.draft import DeviceDraft
from kawanet.parse.linux_frr.ifupdown_routes import expanded
from kawanet.parse.result import LineClass

MODELLED, IRRELEVANT = LineClass.MODELLED, LineClass.IRRELEVANT
UNMODELLED = LineClass.UNMODELLED


@dataclass(slots=True)
class Stanza:
    """An `iface` with its attribute lines: (line, key, value)."""

    name: str
    line: int
    method: tuple[str, ...]
    lines: list[tuple[int, str, str]] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)  # the last one given to each key

    def value(self, key: str) -> str | None:
        """The last value given to a key."""
        return self.values.get(key)

    def has(self, *keys: str) -> bool:
        """Whether any of the keys is given."""
        return not self.values.keys().isdisjoint(keys)


@dataclass(slots=True)
class BridgeLines:
    """What the bridge's own lines say: ids and names with their lines, and spanning tree."""

    vids: dict[int, int] = field(default_factory=dict)
    names: dict[int, tuple[str, int]] = field(default_factory=dict)
    spanning: dict[str, str] = field(default_factory=dict)


_NO_EFFECT = ("alias", "hwaddress", "bridge-ageing", "mtu", "requires")


@lru_cache(maxsize=1 << 12)
def vid_numbers(text: str) -> tuple[int, ...]:
    """`10 20-22` as (10, 20, 21, 22). Raises ValueError outside 1..4094."""
    found: set[int] = set()
    for word in text.replace(",", " ").split():
        first, _, last = word.partition("-")
        low, high = int(first), int(last or first)
        if not 1 <= low <= high <= 4094:
            raise ValueError(word)
        found.update(range(low, high + 1))
    return tuple(sorted(found))


def _vid(text: str) -> int:
    """One VLAN id. Raises ValueError for none and for several."""
    (only,) = vid_numbers(text)
    return only


def read_bridge(draft: DeviceDraft, ledger: Ledger, stanza: Stanza) -> None:
    found = BridgeLines()
    for line, key, value in stanza.lines:
        try:
            ledger.claim(line, _bridge_line(found, key, value, line))
        except ValueError:
            continue
    vids, names, spanning = found.vids, found.names, found.spanning
    draft.switching = Switching(
        vlans=tuple(
            Vlan(vid, names.get(vid, ("", 0))[0], ledger.span(names.get(vid, ("", vids[vid]))[1]))
            for vid in sorted(vids)
        ),
        stp_mode=_stp_mode(spanning),  # type: ignore[arg-type]
        stp_priority=int(spanning["mstpctl-treeprio"]) if "mstpctl-treeprio" in spanning else None,
    )


def _bridge_line(found: BridgeLines, key: str, value: str, line: int) -> LineClass:
    if key == "bridge-vids":
        found.vids.update(dict.fromkeys(vid_numbers(value), line))
    elif key == "#:" and value.startswith("vlan "):
        number, _, name = value[5:].partition(": ")
        found.names[_vid(number)] = (name, line)
    elif key in ("bridge-stp", "mstpctl-pvrst-mode", "mstpctl-forcevers"):
        found.spanning[key] = value
    elif key == "mstpctl-treeprio":
        found.spanning[key] = str(int(value))
    elif key not in ("bridge-vlan-aware", "bridge-ports", "bridge-pvid"):
        quiet = key.startswith(("mstpctl-", "bridge-mc", "#"))
        return IRRELEVANT if quiet or key in _NO_EFFECT else UNMODELLED
    return MODELLED


def _stp_mode(spanning: Mapping[str, str]) -> str | None:
    """mstpd runs RSTP unless told otherwise."""
    if spanning.get("bridge-stp", "off") not in ("on", "yes"):
        return None
    if spanning.get("mstpctl-pvrst-mode") in ("on", "yes"):
        return "rapid-pvst"
    return "mst" if spanning.get("mstpctl-forcevers") == "mstp" else "rstp"


def read_ports(
    draft: DeviceDraft, ledger: Ledger, bridge: Stanza | None, stanzas: Mapping[str, Stanza]
) -> None:
    line, names = next(
        ((n, v) for n, k, v in (bridge.lines if bridge else ()) if k == "bridge-ports"), (0, "")
    )
    for name in ports_of(names, ledger, line):
        port = draft.interface(name, ledger.span(line))
        stanza = stanzas.get(name, Stanza(name, line, ()))
        try:
            port.switchport = _switchport(stanza, bridge)
        except ValueError:
            ledger.claim_all((n for n, k, _ in stanza.lines if k[:6] == "bridge"), UNMODELLED)


def ports_of(text: str, ledger: Ledger, line: int) -> tuple[str, ...]:
    """The interfaces that a list names; none, and the line marked, if it cannot be said."""
    try:
        return tuple(expanded(text))
    except ValueError:
        ledger.claim(line, UNMODELLED)
        return ()


def _switchport(port: Stanza, bridge: Stanza | None) -> Switchport:
    edge = port.value("mstpctl-portadminedge") in ("yes", "on")
    guard = port.value("mstpctl-bpduguard") in ("yes", "on")
    access = port.value("bridge-access")
    if access is not None:
        return _access(_vid(access), edge, guard)
    text = port.value("bridge-vids")
    vids = None if text is None else vid_numbers(text)
    pvid = _native(port, bridge)
    if vids is not None and len(vids) == 1 and pvid is not None and pvid not in vids:
        return Switchport(PortMode.ACCESS, pvid, vids[0], edge=edge, bpdu_guard=guard)
    if vids is not None and pvid is not None:
        vids = tuple(sorted({*vids, pvid}))
    return Switchport(
        PortMode.TRUNK, native_vlan=pvid, allowed_vlans=vids, edge=edge, bpdu_guard=guard
    )


@lru_cache(maxsize=1 << 12)
def _access(vlan: int, edge: bool, guard: bool) -> Switchport:
    """Access ports of a city are much alike."""
    return Switchport(PortMode.ACCESS, access_vlan=vlan, edge=edge, bpdu_guard=guard)


def _native(port: Stanza, bridge: Stanza | None) -> int | None:
    if port.value("bridge-allow-untagged") == "no":
        return None
    inherited = bridge.value("bridge-pvid") if bridge is not None else None
    return _vid(port.value("bridge-pvid") or inherited or "1")
