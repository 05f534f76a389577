"""What the platforms that speak IOS's syntax do alike around their own tables: IOS, EOS, NX-OS."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from kawanet.errors import Span
from kawanet.model.interfaces import InterfaceKind
from kawanet.model.network import Device
from kawanet.parse.cisco_values import vlan_id
from kawanet.parse.indented import Statement, read_forest, split_lines
from kawanet.parse.lines import Ledger, account
from kawanet.parse.result import LineClass, Parsed
from kawanet.parse.statements import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    UNRECOGNISED,
    Entry,
    Table,
    read_all,
)

if TYPE_CHECKING:  # the package that uses this module first is the one that holds the drafts
    from kawanet.parse.cisco_iosxe.draft import DeviceDraft, InterfaceDraft

D = TypeVar("D", bound="DeviceDraft")
P = TypeVar("P", bound="InterfaceDraft")


class Ported(Protocol[P]):
    """A device whose interfaces know more than those of IOS; `ports` are the same ones."""

    ledger: Ledger
    interfaces: dict[str, InterfaceDraft]
    ports: dict[str, P]


class Switching(Protocol):
    """A port that switches unless told not to. `switches`: what was said, None if nothing."""

    switches: bool | None


def read_device(
    files: Mapping[str, str],
    platform: str,
    table: Table,
    new_draft: Callable[[Ledger], D],
    finish: Callable[[D, str, str], Device],
) -> Parsed:
    """Read the texts of one device by a table, and finish what was gathered."""
    ledgers = [Ledger(file, split_lines(text)) for file, text in files.items()]
    draft = new_draft(ledgers[0] if ledgers else Ledger("", []))
    for ledger in ledgers:
        draft.ledger = ledger
        forest = read_forest(ledger.texts)
        ledger.claim_all(forest.comments, IRRELEVANT)
        read_all(table, draft, forest.roots, ledger)
        _claim_noise(forest.roots, ledger, draft.system.hostname)
    device = finish(draft, platform, PurePath(next(iter(files), "")).stem)
    counts, unclaimed = account(ledgers)
    return Parsed(device, counts, unclaimed)


def _claim_noise(roots: Sequence[Statement], ledger: Ledger, hostname: str) -> None:
    """Claim what a terminal wrote around the configuration."""
    for root in roots:
        if ledger.classes[root.number - 1] is UNRECOGNISED:
            ledger.claim(root.number, _noise(root, hostname))


def _noise(s: Statement, hostname: str) -> LineClass:
    """A prompt or a remainder of a capture around the text is irrelevant."""
    first = s.words[0]
    prompt = bool(hostname) and first.startswith((f"{hostname}#", f"{hostname}>"))
    return IRRELEVANT if prompt or first == "endBuilding" else UNRECOGNISED


def read_ports(
    device: Ported[P],
    names: Sequence[str],
    s: Statement,
    kind_of: Callable[[str], InterfaceKind],
    new_port: Callable[[str, InterfaceKind, Ledger, Span], P],
    table: Table,
) -> LineClass:
    """Read the lines of an `interface` block for each interface that it names."""
    for name in names:
        port = _port_draft(device, name, s, kind_of(name), new_port)
        read_all(table, port, s.children, device.ledger)
    return MODELLED


def _port_draft(
    device: Ported[P],
    name: str,
    s: Statement,
    kind: InterfaceKind,
    new_port: Callable[[str, InterfaceKind, Ledger, Span], P],
) -> P:
    """The draft of an interface, made when it is first met."""
    found = device.ports.get(name)
    if found is None:
        found = new_port(name, kind, device.ledger, device.ledger.span(s.number))
        if kind is InterfaceKind.SVI:
            found.vlan = vlan_id(name.removeprefix("Vlan"))
        device.interfaces[name] = device.ports[name] = found
    return found


def _switchport(i: Switching, s: Statement) -> LineClass:
    if len(s.words) > 1:
        return UNMODELLED
    i.switches = True
    return MODELLED


def _no_switchport(i: Switching, s: Statement) -> LineClass:
    if len(s.words) > 2:
        return IRRELEVANT
    i.switches = False
    return MODELLED


PORTS_SWITCH: dict[str, Entry[Any]] = {"switchport": _switchport, "no switchport": _no_switchport}
