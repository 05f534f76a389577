"""Read FRR's configuration (`frr.conf`) into a draft.

A line belongs to the innermost open block that knows it, else to the one around it, as in vtysh:
indentation is only for people. Source: FRR 8.4 user guide (docs.frrouting.org): Basic Setup,
Static, OSPFv2, OSPFv3, BGP, VRRP, Filtering, Route Maps; checked with `vtysh -C`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address

from kawanet.errors import Span
from kawanet.model.interfaces import Family
from kawanet.model.network import DEFAULT_VRF
from kawanet.parse.indented import Statement
from kawanet.parse.lines import Ledger
from kawanet.parse.linux_frr import frr_isis, frr_rip
from kawanet.parse.linux_frr.draft import DeviceDraft, InterfaceDraft, ProcessDraft, word_set
from kawanet.parse.linux_frr.frr_bgp import open_bgp
from kawanet.parse.linux_frr.frr_interface import read_interface_line
from kawanet.parse.linux_frr.frr_ospf import read_process_line
from kawanet.parse.linux_frr.frr_policy import read_list, resolve_limited
from kawanet.parse.linux_frr.frr_static import read_static
from kawanet.parse.linux_frr.scopes import Scope, table_scope
from kawanet.parse.policy_draft import TermDraft
from kawanet.parse.result import LineClass
from kawanet.parse.route_maps import ROUTE_MAP, open_term
from kawanet.parse.statements import build_table, entries

MODELLED, IRRELEVANT = LineClass.MODELLED, LineClass.IRRELEVANT
UNMODELLED = LineClass.UNMODELLED

_NO_EFFECT = word_set(
    "agentx banner bfd debug end exit exit-vrf fpm frr hostname-long line log password profile "
    "rpki service username zebra enable allow-external-route-update domainname"
)
_QUIET_BLOCKS = ("bfd", "line", "rpki")
_UNMODELLED_BLOCKS = word_set(
    "bgp-lu key l2vpn mpls nexthop-group pbr-map pseudowire pw segment-routing vni"
)
_ROUTE_MAP = build_table(ROUTE_MAP, entries("set src", IRRELEVANT))  # of the box's own packets


@dataclass(slots=True)
class Reader:
    """The state of reading one file: the open blocks, the innermost last."""

    draft: DeviceDraft
    ledger: Ledger
    scopes: list[Scope] = field(default_factory=list)


def read_frr(draft: DeviceDraft, ledger: Ledger, first: int, last: int) -> None:
    """Read lines first..last (from 1) of a file. Never raises on text."""
    reader = Reader(draft, ledger)
    classes = ledger.classes  # of lines that are not empty: `claim`, written out
    for line, text in enumerate(ledger.texts[first - 1 : last], first):
        words = text.split()
        if not words:
            continue
        if words[0][0] in "!#":
            classes[line - 1] = IRRELEVANT
            continue
        found = _classify(reader, Statement(line, text, words))
        if found is not None:
            classes[line - 1] = found
    resolve_limited(draft)


def _classify(reader: Reader, statement: Statement) -> LineClass | None:
    try:
        found = _in_blocks(reader, statement)
        return found if found is not None else _at_top(reader, statement)
    except (ValueError, IndexError, KeyError, StopIteration, OverflowError):
        return None


def _in_blocks(reader: Reader, statement: Statement) -> LineClass | None:
    """Ask the open blocks, innermost first; a block that answers closes those inside it."""
    scopes = reader.scopes
    if scopes and statement.words[0][:4] == "exit":
        scopes.pop()
        return IRRELEVANT
    for depth in range(len(scopes), 0, -1):
        found = scopes[depth - 1](scopes[:depth], statement)
        if found is not None:
            line_class, inner = found
            scopes[depth:] = inner
            return line_class
    return None


# ---- the top level --------------------------------------------------------------------------


def _at_top(reader: Reader, statement: Statement) -> LineClass | None:
    words = statement.words
    handler = _TOP.get(words[0])
    if handler is not None:
        return handler(reader, words, statement.number)
    if words[0] in _NO_EFFECT:
        reader.scopes = [_quiet] if words[0] in _QUIET_BLOCKS else []
        return IRRELEVANT
    if words[0] in _UNMODELLED_BLOCKS:
        reader.scopes = [_opaque]
        return UNMODELLED
    return None


def _opaque(_: list[Scope], statement: Statement) -> tuple[LineClass, list[Scope]] | None:
    """A block that is not modelled takes every line that is indented."""
    return (UNMODELLED, []) if statement.text[0].isspace() else None


def _quiet(_: list[Scope], statement: Statement) -> tuple[LineClass, list[Scope]] | None:
    """A block without effect on forwarding, likewise; blocks inside it are in it."""
    return (IRRELEVANT, [_quiet]) if statement.text[0].isspace() else None


def _line_scope(read: Callable[[list[str], int], LineClass | None]) -> Scope:
    """A block without blocks inside, whose lines `read` understands."""

    def scope(_: list[Scope], statement: Statement) -> tuple[LineClass, list[Scope]] | None:
        found = read(statement.words, statement.number)
        return None if found is None else (found, [])

    return scope


def _hostname(reader: Reader, words: list[str], _line: int) -> LineClass:
    reader.draft.name = words[1]
    return MODELLED


def _open_interface(reader: Reader, words: list[str], line: int) -> LineClass:
    file = reader.ledger.file
    interface: InterfaceDraft = reader.draft.interface(words[1], Span(file, line))
    if words[2:3] == ["vrf"]:
        interface.vrf = words[3]
    reader.scopes = [_line_scope(lambda w, n: read_interface_line(interface, w, Span(file, n)))]
    return MODELLED


def _open_vrf(reader: Reader, words: list[str], line: int) -> LineClass:
    name = words[1]
    reader.scopes = [_line_scope(lambda w, n: _vrf_line(reader, name, w, n))]
    reader.draft.know_vrf(name, reader.ledger.span(line))
    return MODELLED


def _vrf_line(reader: Reader, vrf: str, words: list[str], line: int) -> LineClass | None:
    if words[:2] in (["ip", "route"], ["ipv6", "route"]):
        return read_static(reader.draft, words, reader.ledger.span(line), vrf)
    if words[0] in ("ip", "ipv6") and words[1:2] == ["router-id"]:
        return IRRELEVANT
    return UNMODELLED if words[0] in ("vni", "ip", "ipv6") else None


def _open_router(reader: Reader, words: list[str], line: int) -> LineClass:
    where = reader.ledger.span(line)
    if words[1] == "bgp":
        reader.scopes = [open_bgp(reader.draft, reader.ledger, words, where)]
        return MODELLED
    if words[1] in ("isis", "rip", "ripng"):
        return _open_igp(reader, words, where)
    if words[1] not in ("ospf", "ospf6") or words[2:3] not in ([], ["vrf"]):
        reader.scopes = [_opaque]
        return UNMODELLED
    family: Family = 4 if words[1] == "ospf" else 6
    vrf = words[3] if words[2:] else DEFAULT_VRF
    draft = ProcessDraft(vrf, family, where)
    process = reader.draft.processes.setdefault((family, vrf), draft)
    reader.draft.know_vrf(vrf, where)
    reader.scopes = [
        _line_scope(lambda w, n: read_process_line(process, reader.draft, w, reader.ledger.span(n)))
    ]
    return MODELLED


def _open_igp(reader: Reader, words: list[str], where: Span) -> LineClass:
    """`router isis NAME [vrf X]`, `router rip|ripng [vrf X]`."""
    draft = reader.draft
    vrf = words[words.index("vrf") + 1] if "vrf" in words else DEFAULT_VRF
    draft.know_vrf(vrf, where)
    if words[1] == "isis":
        isis = frr_isis.IsisDraft(vrf, words[2], reader.ledger.file, where)
        isis = draft.isis.setdefault((vrf, words[2]), isis)
        reader.scopes = [table_scope(frr_isis.PROCESS, isis)]
        return MODELLED
    family: Family = 4 if words[1] == "rip" else 6
    rip = frr_rip.RipDraft(vrf, family, reader.ledger.file, where)
    rip = draft.rip.setdefault((family, vrf), rip)
    reader.scopes = [table_scope(frr_rip.PROCESS, rip)]
    return MODELLED


def _open_route_map(reader: Reader, words: list[str], line: int) -> LineClass:
    where = reader.ledger.span(line)
    term: TermDraft = open_term(reader.draft.policies, words[1:], reader.ledger, where, str)
    reader.scopes = [table_scope(_ROUTE_MAP, term)]
    return MODELLED


def _ip(reader: Reader, words: list[str], line: int) -> LineClass | None:
    where = reader.ledger.span(line)
    if words[1] == "route":
        return read_static(reader.draft, words, where, DEFAULT_VRF)
    found = read_list(reader.draft.policies, words, where)
    if found is not None:
        reader.scopes = []
        return found
    if words[1] in ("forwarding", "nht", "multicast-routing"):
        return UNMODELLED if words[1] == "nht" else IRRELEVANT
    if words[1] == "router-id":
        return _router_id(reader, words[1:], line)
    return UNMODELLED if words[1] in ("protocol", "import-table", "mroute", "access-list") else None


def _no(_reader: Reader, words: list[str], _line: int) -> LineClass | None:
    """`no ip forwarding` stops the router; other refusals restate a default."""
    if words[1:] in (["ip", "forwarding"], ["ipv6", "forwarding"]):
        return UNMODELLED
    return IRRELEVANT


def _router_id(reader: Reader, words: list[str], _line: int) -> LineClass:
    reader.draft.router_id = IPv4Address(words[1])
    return MODELLED


def _lists(reader: Reader, words: list[str], line: int) -> LineClass | None:
    """`bgp as-path access-list`, `bgp community-list`; an access list does nothing until a
    protocol uses it, and its line is the one that counts."""
    reader.scopes = []
    return read_list(reader.draft.policies, words, reader.ledger.span(line)) or IRRELEVANT


Handler = Callable[[Reader, list[str], int], LineClass | None]

_TOP: Mapping[str, Handler] = {
    "hostname": _hostname,
    "interface": _open_interface,
    "vrf": _open_vrf,
    "router": _open_router,
    "ip": _ip,
    "ipv6": _ip,
    "no": _no,
    "router-id": _router_id,
    "access-list": _lists,
    "bgp": _lists,
    "route-map": _open_route_map,
}
