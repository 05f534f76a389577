"""Read FRR's configuration (`frr.conf`) into a draft.

A line belongs to the block opened last if that block knows it, else to the top level, as in
vtysh: indentation is only for people. Source: FRR 8.4 user guide (docs.frrouting.org): Basic
Setup, Static, OSPFv2, OSPFv3, VRRP, Filtering, Route Maps; checked with `vtysh -C`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address, IPv4Network, IPv6Address, ip_address, ip_network

from kawanet.model.interfaces import Family
from kawanet.model.network import DEFAULT_VRF, Vrf
from kawanet.model.routing import IPNetwork, StaticRoute
from kawanet.parse.lines import Ledger
from kawanet.parse.linux_frr.draft import DeviceDraft, InterfaceDraft, ProcessDraft, word_set
from kawanet.parse.linux_frr.frr_interface import read_interface_line
from kawanet.parse.linux_frr.frr_ospf import read_process_line
from kawanet.parse.result import LineClass

MODELLED, IRRELEVANT = LineClass.MODELLED, LineClass.IRRELEVANT
UNMODELLED = LineClass.UNMODELLED

_NO_EFFECT = word_set(
    "agentx banner bfd debug end exit exit-vrf fpm frr hostname-long line log password profile "
    "rpki service username zebra enable allow-external-route-update domainname"
)
_UNMODELLED_BLOCKS = word_set(
    "bgp-lu key l2vpn mpls nexthop-group pbr-map pseudowire pw rip segment-routing vni"
)


@dataclass(slots=True)
class RouteMap:
    """A route-map: only `permit` with one prefix-list match is understood."""

    lists: list[tuple[Family, str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    plain: bool = True


@dataclass(slots=True)
class Reader:
    """The state of reading one file: the open block and what is resolved at its end."""

    draft: DeviceDraft
    ledger: Ledger
    interface: InterfaceDraft | None = None
    process: ProcessDraft | None = None
    vrf: str | None = None
    route_map: RouteMap | None = None
    opaque: bool = False  # inside a block that is not modelled
    route_maps: dict[str, RouteMap] = field(default_factory=dict)
    prefix_lists: dict[tuple[Family, str], list[tuple[bool, IPNetwork]]] = field(
        default_factory=dict
    )
    loose_lists: set[tuple[Family, str]] = field(default_factory=set)  # with `ge`, `le`, ...
    restricted: list[tuple[ProcessDraft, int, int]] = field(default_factory=list)

    def close(self) -> None:
        """Leave the open block."""
        self.interface = self.process = self.vrf = self.route_map = None
        self.opaque = False


def read_frr(draft: DeviceDraft, ledger: Ledger, first: int, last: int) -> None:
    """Read lines first..last (from 1) of a file. Never raises on text."""
    reader = Reader(draft, ledger)
    for line in range(first, last + 1):
        text = ledger.texts[line - 1]
        words = text.split()
        if not words:
            continue
        if words[0][0] in "!#":
            ledger.claim(line, IRRELEVANT)
            continue
        found = _classify(reader, words, line, text[0].isspace())
        if found is not None:
            ledger.claim(line, found)
    _resolve_route_maps(reader)


def _classify(reader: Reader, words: list[str], line: int, indented: bool) -> LineClass | None:
    try:
        found = _in_block(reader, words, line, indented)
        found = found if found is not None else _at_top(reader, words, line)
    except (ValueError, IndexError):
        found = None
    return UNMODELLED if found is None and reader.opaque else found


def _in_block(reader: Reader, words: list[str], line: int, indented: bool) -> LineClass | None:
    if reader.interface is not None:
        return read_interface_line(reader.interface, words, reader.ledger.span(line))
    if reader.process is not None:
        return _process_line(reader, words, line)
    if reader.vrf is not None:
        return _vrf_line(reader, words, line)
    if reader.route_map is not None:
        return _route_map_line(reader.route_map, words)
    return UNMODELLED if reader.opaque and indented else None


def _process_line(reader: Reader, words: list[str], line: int) -> LineClass | None:
    process = reader.process
    if process is None:
        return None
    before = len(process.redistribute)
    found = read_process_line(process, reader.draft, words, reader.ledger.span(line))
    if len(process.redistribute) > before and process.redistribute[-1][1]:
        reader.restricted.append((process, before, line))
    return found


# ---- the top level --------------------------------------------------------------------------


def _at_top(reader: Reader, words: list[str], line: int) -> LineClass | None:
    handler = _TOP.get(words[0])
    if handler is not None:
        return handler(reader, words, line)
    if words[0] in _NO_EFFECT or words[0].startswith("exit-"):
        reader.close()
        return IRRELEVANT
    if words[0] in _UNMODELLED_BLOCKS:
        reader.close()
        reader.opaque = True
        return UNMODELLED
    return None


def _hostname(reader: Reader, words: list[str], _line: int) -> LineClass:
    reader.draft.name = words[1]
    return MODELLED


def _open_interface(reader: Reader, words: list[str], line: int) -> LineClass:
    reader.close()
    reader.interface = reader.draft.interface(words[1], reader.ledger.span(line))
    if words[2:3] == ["vrf"]:
        reader.interface.vrf = words[3]
    return MODELLED


def _open_vrf(reader: Reader, words: list[str], line: int) -> LineClass:
    reader.close()
    reader.vrf = words[1]
    _know_vrf(reader, words[1], line)
    return MODELLED


def _know_vrf(reader: Reader, name: str, line: int) -> None:
    if name != DEFAULT_VRF:
        reader.draft.vrfs.setdefault(name, Vrf(name, where=reader.ledger.span(line)))


def _open_router(reader: Reader, words: list[str], line: int) -> LineClass:
    reader.close()
    if words[1] not in ("ospf", "ospf6") or words[2:3] not in ([], ["vrf"]):
        reader.opaque = True
        return UNMODELLED
    family: Family = 4 if words[1] == "ospf" else 6
    vrf = words[3] if words[2:] else DEFAULT_VRF
    draft = ProcessDraft(vrf, family, reader.ledger.span(line))
    reader.process = reader.draft.processes.setdefault((family, vrf), draft)
    _know_vrf(reader, vrf, line)
    return MODELLED


def _ip(reader: Reader, words: list[str], line: int) -> LineClass | None:
    if words[1] == "route":
        return _static(reader, words, line, DEFAULT_VRF)
    if words[1] == "prefix-list":
        return _prefix_list(reader, words)
    if words[1] in ("forwarding", "access-list", "as-path", "community-list", "nht"):
        return UNMODELLED if words[1] == "nht" else IRRELEVANT
    if words[1] == "router-id":
        return _router_id(reader, words[1:], line)
    return UNMODELLED if words[1] in ("protocol", "import-table", "mroute") else None


def _no(_reader: Reader, words: list[str], _line: int) -> LineClass | None:
    """`no ip forwarding` stops the router; other refusals restate a default."""
    if words[1:] in (["ip", "forwarding"], ["ipv6", "forwarding"]):
        return UNMODELLED
    return IRRELEVANT


def _router_id(reader: Reader, words: list[str], _line: int) -> LineClass:
    reader.draft.router_id = IPv4Address(words[1])
    return MODELLED


def _lists(_reader: Reader, _words: list[str], _line: int) -> LineClass:
    """Lists and filters do nothing until a protocol uses them; its line is the one that counts."""
    return IRRELEVANT


# ---- static routes --------------------------------------------------------------------------


def _vrf_line(reader: Reader, words: list[str], line: int) -> LineClass | None:
    if words[:2] in (["ip", "route"], ["ipv6", "route"]):
        return _static(reader, words, line, reader.vrf or DEFAULT_VRF)
    if words[0] in ("ip", "ipv6") and words[1:2] == ["router-id"]:
        return IRRELEVANT
    return UNMODELLED if words[0] in ("vni", "ip", "ipv6") else None


_DISCARD = frozenset(("blackhole", "reject", "null0"))


def _static(reader: Reader, words: list[str], line: int, vrf: str) -> LineClass:
    """`ip route PREFIX {NEXTHOP [IFNAME] | IFNAME | blackhole} [DISTANCE] [options]`."""
    prefix, rest = _prefix(words[2:])
    if prefix.version != (4 if words[0] == "ip" else 6):
        raise ValueError(words[2])
    hop, rest = _next_hop(rest)
    interface = None
    if rest and not rest[0].isdigit() and rest[0] not in _OPTIONS:
        interface, rest = (None if rest[0].lower() in _DISCARD else rest[0]), rest[1:]
    elif hop is None:
        raise ValueError("no target")
    options, unknown = _route_options(rest)
    reader.draft.statics.append(
        StaticRoute(
            vrf=options.get("vrf", vrf),
            prefix=prefix,
            next_hop=hop,
            interface=interface,
            distance=int(options.get("distance", "1")),
            next_hop_vrf=options.get("nexthop-vrf"),
            where=reader.ledger.span(line),
        )
    )
    _know_vrf(reader, options.get("vrf", vrf), line)
    return UNMODELLED if unknown else MODELLED


def _prefix(words: list[str]) -> tuple[IPNetwork, list[str]]:
    """A prefix, also as address and mask; host bits are dropped, as FRR does."""
    if "/" not in words[0] and "." in words[0]:
        return IPv4Network(f"{words[0]}/{words[1]}", strict=False), words[2:]
    return ip_network(words[0], strict=False), words[1:]


def _next_hop(words: list[str]) -> tuple[IPv4Address | IPv6Address | None, list[str]]:
    try:
        return ip_address(words[0]), words[1:]
    except ValueError:
        return None, words


_OPTIONS = word_set("tag vrf label table nexthop-vrf onlink color bfd")


def _route_options(words: Sequence[str]) -> tuple[dict[str, str], bool]:
    """Known options by name, and whether one was there that the model cannot say."""
    options: dict[str, str] = {}
    unknown = False
    rest = iter(words)
    for word in rest:
        if word.isdigit():
            options["distance"] = word
        elif word in ("vrf", "nexthop-vrf"):
            options[word] = next(rest, DEFAULT_VRF)
        else:
            unknown = True
            if word in ("tag", "label", "table", "color"):
                next(rest, "")
    return options, unknown


# ---- prefix-lists and route-maps that limit a redistribution --------------------------------


def _prefix_list(reader: Reader, words: list[str]) -> LineClass:
    """`ip prefix-list NAME [seq N] {permit|deny} {PREFIX|any} [ge N] [le N]`."""
    family: Family = 4 if words[0] == "ip" else 6
    rest = words[5:] if words[3:4] == ["seq"] else words[3:]
    key = (family, words[2])
    entries = reader.prefix_lists.setdefault(key, [])
    if rest[:1] == ["description"]:
        return IRRELEVANT
    if rest[2:] or (rest[1] == "any" and rest[0] == "permit"):
        reader.loose_lists.add(key)
    elif rest[1] != "any":
        entries.append((rest[0] == "permit", ip_network(rest[1], strict=False)))
    return MODELLED


def _open_route_map(reader: Reader, words: list[str], _line: int) -> LineClass:
    reader.close()
    reader.route_map = reader.route_maps.setdefault(words[1], RouteMap())
    reader.route_map.plain &= words[2] == "permit" and not reader.route_map.lists
    return MODELLED


def _route_map_line(route_map: RouteMap, words: list[str]) -> LineClass | None:
    if words[0] == "match" and words[2:4] == ["address", "prefix-list"]:
        route_map.lists.append((4 if words[1] == "ip" else 6, words[4]))
        return MODELLED
    if words[0] in ("match", "set", "call", "on-match", "continue"):
        route_map.plain = False
        return IRRELEVANT
    return IRRELEVANT if words[0] == "description" else None


def _resolve_route_maps(reader: Reader) -> None:
    """Give each limited redistribution its prefixes; one not understood becomes UNMODELLED."""
    for process, index, line in reader.restricted:
        entry, name = process.redistribute[index]
        prefixes = _permitted(reader, name, process.family)
        if prefixes is None:
            reader.ledger.claim(line, UNMODELLED)
        else:
            process.redistribute[index] = (replace(entry, prefixes=prefixes), name)


def _permitted(reader: Reader, name: str, family: Family) -> tuple[IPNetwork, ...] | None:
    """The exact prefixes a route-map lets through; None when that cannot be said."""
    route_map = reader.route_maps.get(name)
    if route_map is None or not route_map.plain or len(route_map.lists) != 1:
        return None
    key = route_map.lists[0]
    entries = reader.prefix_lists.get(key, [])
    if key[0] != family or key in reader.loose_lists or not all(permit for permit, _ in entries):
        return None
    return tuple(prefix for _, prefix in entries)


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
