"""Read FortiOS configuration text: one pass into blocks, then one reader a section.

Interfaces that policies name directly become zones of the same name. A FortiGate filters between
all its interfaces, so where the text has neither zones nor policies that name an interface, each
interface with an address becomes a zone of its own: no device is ever taken for a mere router.
A VDOM other than root becomes a VRF; its zones, groups and rules are prefixed with its name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from kawanet.errors import Span
from kawanet.model.bgp import BgpProcess
from kawanet.model.igp import RipProcess
from kawanet.model.interfaces import Family, Interface
from kawanet.model.network import Device
from kawanet.model.policy import Acl, Action, AddressGroup, FirewallRule, NatRule, Policy, Zone
from kawanet.model.policy import ServiceGroup as Services
from kawanet.model.routing import OspfProcess, Routing, StaticRoute
from kawanet.parse.config_edit import Block, Tree, read_tree
from kawanet.parse.fortinet_fortios.addresses import AddressBook
from kawanet.parse.fortinet_fortios.bgp import read_bgp
from kawanet.parse.fortinet_fortios.interfaces import read_ports, read_vrfs, read_zones
from kawanet.parse.fortinet_fortios.keys import SETTINGS
from kawanet.parse.fortinet_fortios.local import read_acls
from kawanet.parse.fortinet_fortios.nat import (
    in_order,
    mapped_prefixes,
    read_central,
    read_pools,
    read_vips,
)
from kawanet.parse.fortinet_fortios.ospf import Speakers, read_ospf
from kawanet.parse.fortinet_fortios.policy import Books, read_policies
from kawanet.parse.fortinet_fortios.policy_routes import PolicyRouting, read_policy_routes
from kawanet.parse.fortinet_fortios.reading import (
    ROOT_VDOM,
    Scope,
    claim_block,
    claim_frame,
)
from kawanet.parse.fortinet_fortios.rip import Listeners, read_rip
from kawanet.parse.fortinet_fortios.route_maps import Lists, read_lists
from kawanet.parse.fortinet_fortios.routing import read_routes, sort_key
from kawanet.parse.fortinet_fortios.sections import section_class
from kawanet.parse.fortinet_fortios.services import ServiceBook
from kawanet.parse.fortinet_fortios.system import read_services, read_system
from kawanet.parse.lines import Ledger, account
from kawanet.parse.result import LineClass, Parsed

PLATFORM = "fortinet_fortios"
_MARKS = ("config system ", "config firewall ", "config global", "config vdom", "config router ")
_ANY = "any"
FAMILIES: tuple[Family, ...] = (4, 6)


def looks_like(files: Mapping[str, str]) -> int:
    """How sure it is that the text is FortiOS's: its first line, or how many sections it has."""
    texts = list(files.values())
    if any(text.startswith("#config-version=FG") for text in texts):
        return 100
    starts = sum(
        text.count("\n" + mark) + text.startswith(mark)
        for text in texts
        if "config " in text  # a quick look: few others say it
        for mark in _MARKS
    )
    return min(90, 10 * starts)


def parse(files: Mapping[str, str]) -> Parsed:
    """Read the configuration of one device."""
    scopes: dict[str, Scope] = {}
    ledgers = []
    for file, text in files.items():
        lines = text.replace("\r\n", "\n").split("\n")
        ledger = Ledger(file, lines)
        ledgers.append(ledger)
        _sort_in(read_tree(lines), ledger, scopes)
    device = _device(scopes or {ROOT_VDOM: Scope()}, files)
    for scope in scopes.values():
        for path, ledger, block in scope.unread():
            claim_block(ledger, block, section_class(path, block))
    counts, unclaimed = account(ledgers)
    return Parsed(device, counts, unclaimed)


def _sort_in(tree: Tree, ledger: Ledger, scopes: dict[str, Scope]) -> None:
    """Put the sections of a file into the scopes of their VDOMs; `global` counts as root's."""
    ledger.claim_all(tree.comments, LineClass.IRRELEVANT)
    for block in tree.root.blocks:
        if block.name == "global" and not block.is_edit:
            claim_frame(ledger, block)
            _put(block.blocks, ROOT_VDOM, ledger, scopes)
        elif block.name == "vdom" and not block.is_edit:
            claim_frame(ledger, block)
            for edit in block.blocks:
                claim_frame(ledger, edit)
                _put(edit.blocks, edit.name, ledger, scopes)
        elif not block.is_edit:
            _put([block], ROOT_VDOM, ledger, scopes)


def _put(blocks: Sequence[Block], vdom: str, ledger: Ledger, scopes: dict[str, Scope]) -> None:
    scope = scopes.setdefault(vdom, Scope(vdom))
    for block in blocks:
        scope.sections.setdefault(block.name, []).append((ledger, block))


@dataclass(frozen=True, slots=True)
class Forwarding:
    """What one VDOM says of zones, policies, NAT and routes."""

    acls: tuple[Acl, ...]
    zones: tuple[Zone, ...]
    addresses: tuple[AddressGroup, ...]
    services: tuple[Services, ...]
    rules: tuple[FirewallRule, ...]
    nat: tuple[NatRule, ...]
    routes: tuple[StaticRoute, ...]
    ospf: tuple[OspfProcess, ...]
    bgp: BgpProcess | None
    rip: RipProcess | None


def _device(scopes: Mapping[str, Scope], files: Mapping[str, str]) -> Device:
    root = scopes.get(ROOT_VDOM) or Scope()
    alone = len(scopes) == 1
    ports = read_ports(root)
    name, system = read_system(root, ports)
    shared = Shared()
    found = [
        _forwarding(
            scope, tuple(p.interface for p in ports if alone or p.vdom == vdom), alone, shared
        )
        for vdom, scope in scopes.items()
    ]
    guards = tuple(sorted((a for f in found for a in f.acls), key=lambda a: (a.family, a.name)))
    acls = tuple(sorted((*guards, *shared.ways.acls), key=lambda a: (a.family, a.name)))
    return Device(
        name=name or PurePath(next(iter(files), "")).stem,
        platform=PLATFORM,
        system=replace(system, management_acl=tuple(acl.name for acl in guards)),
        vrfs=read_vrfs(ports),
        interfaces=tuple(_joined(p.interface, shared) for p in ports),
        routing=_routing(found, shared.lists),
        policy=Policy(
            acls=acls,
            address_groups=tuple(
                sorted((g for f in found for g in f.addresses), key=lambda g: (g.family, g.name))
            ),
            service_groups=tuple(
                sorted((g for f in found for g in f.services), key=lambda g: g.name)
            ),
            zones=tuple(zone for f in found for zone in f.zones),
            rules=tuple(rule for f in found for rule in f.rules),
            nat=in_order([rule for f in found for rule in f.nat]),
            policy_routes=tuple(sorted(shared.ways.routes, key=lambda r: r.name)),
        ),
        services=read_services(root),
    )


@dataclass(slots=True)
class Shared:
    """What all VDOMs fill: lists and policies, what protocols say of interfaces, policy routes."""

    lists: Lists = field(default_factory=Lists)
    speakers: Speakers = field(default_factory=dict)
    listeners: Listeners = field(default_factory=dict)
    ways: PolicyRouting = field(default_factory=PolicyRouting)


def _joined(interface: Interface, shared: Shared) -> Interface:
    """An interface with what the protocols and policy routes say of it."""
    ospf = tuple(sorted(shared.speakers.get(interface.name, ()), key=lambda o: o.family))
    ways = tuple(shared.ways.bound.get(interface.name, ()))
    rip = shared.listeners.get(interface.name)
    if rip is not None:
        interface = replace(interface, rip=(rip,))
    return replace(interface, ospf=ospf, policy_routes=ways) if ospf or ways else interface


def _routing(found: Sequence[Forwarding], lists: Lists) -> Routing:
    return Routing(
        tuple(sorted((r for f in found for r in f.routes), key=sort_key)),
        tuple(sorted((p for f in found for p in f.ospf), key=lambda p: (p.family, p.vrf))),
        tuple(sorted((f.bgp for f in found if f.bgp), key=lambda p: p.vrf)),
        rip=tuple(sorted((f.rip for f in found if f.rip), key=lambda p: p.vrf)),
        policies=tuple(p for _, p in sorted(lists.policies.items())),
        prefix_lists=tuple(p for _, p in sorted(lists.prefixes.items())),
        as_path_lists=tuple(p for _, p in sorted(lists.as_paths.items())),
        community_lists=tuple(p for _, p in sorted(lists.communities.items())),
    )


def _forwarding(
    scope: Scope, interfaces: tuple[Interface, ...], alone: bool, shared: Shared
) -> Forwarding:
    """Read one VDOM."""
    central = scope.settings("system settings", SETTINGS).is_on("central-nat")
    zones, open_inside = read_zones(scope)
    places = _Places(scope, zones, interfaces, alone)
    vips = {family: read_vips(scope, family, zones) for family in FAMILIES}
    books = Books(
        scope,
        {family: AddressBook.read(scope, family) for family in FAMILIES},
        ServiceBook.read(scope),
        {family: read_pools(scope, family) for family in FAMILIES},
        places.named,
    )
    if not central:
        for family, book in books.addresses.items():
            book.translated.update(mapped_prefixes(vips[family]))
    read_lists(scope, shared.lists)
    read_policy_routes(books, interfaces, shared.ways)
    rules, carried = read_policies(books)
    nat = [
        rule
        for family in vips
        for name, vip in vips[family].items()
        if central or name in books.addresses[family].found
        for rule in vip.rules
    ]
    nat += read_central(books) if central else carried
    return Forwarding(
        acls=tuple(read_acls(books)),
        zones=(*zones, *places.own_zones()),
        addresses=tuple(g for book in books.addresses.values() for g in book.model()),
        services=books.services.model(),
        rules=(*_inside(open_inside), *rules),
        nat=tuple(dict.fromkeys(nat)),
        routes=tuple(read_routes(scope, interfaces, books.addresses)),
        ospf=tuple(read_ospf(scope, interfaces, shared.speakers)),
        bgp=read_bgp(scope),
        rip=read_rip(scope, interfaces, shared.listeners),
    )


class _Places:
    """Names in policies: zones, and interfaces that stand for themselves."""

    def __init__(
        self, scope: Scope, zones: Sequence[Zone], interfaces: Sequence[Interface], alone: bool
    ) -> None:
        self._scope = scope
        self._zones = {zone.name for zone in zones}
        self._interfaces = {i.name: i for i in interfaces}
        self._loose = self._interfaces.keys() - {n for zone in zones for n in zone.interfaces}
        self._alone = alone
        self._named: set[str] = set()

    def named(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The model's names; empty is any. Beside other VDOMs, any is only this VDOM's."""
        if not words or _ANY in words:
            return () if self._alone else self._everything()
        zones = [self._scope.named(word) for word in words]
        found = [z if z in self._zones else w for z, w in zip(zones, words, strict=True)]
        self._named.update(found)
        return tuple(found)

    def _everything(self) -> tuple[str, ...]:
        addressed = {n for n in self._loose if self._interfaces[n].addresses}
        self._named |= addressed
        return tuple(sorted(self._zones | addressed)) or (self._scope.named(_ANY),)

    def own_zones(self) -> tuple[Zone, ...]:
        """The zones of interfaces that stand for themselves, sorted."""
        chosen = self._named & self._loose
        if not chosen and not self._zones:
            chosen = {n for n in self._loose if self._interfaces[n].addresses}
        return tuple(
            Zone(name, (name,), where=self._interfaces[name].where) for name in sorted(chosen)
        )


def _inside(zones: Sequence[tuple[str, Span]]) -> list[FirewallRule]:
    """Rules for zones whose inside is open: FortiOS asks no policy there."""
    return [
        FirewallRule(
            f"intrazone-{zone}", family, Action.PERMIT, (zone,), (zone,), log=False, where=where
        )
        for zone, where in zones
        for family in FAMILIES
    ]
