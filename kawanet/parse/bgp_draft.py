"""BGP of a device while its text is read: processes, address families, peers, groups, templates.

What is said of a peer is kept as settings by name (the fields of `model.bgp.BgpNeighbor` and
`BgpNeighborFamily`), so that a group's or template's hold where the peer's own are silent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address, ip_network
from typing import Any

from kawanet.errors import Span
from kawanet.model.bgp import (
    BgpAggregate,
    BgpFamily,
    BgpNeighbor,
    BgpNeighborFamily,
    BgpNetwork,
    BgpProcess,
    NeighborFilter,
)
from kawanet.model.interfaces import Family
from kawanet.model.route_policy import IPNetwork, Redistribution
from kawanet.parse.cisco_values import optional_address
from kawanet.parse.lines import Ledger
from kawanet.parse.redistribution import in_order

Settings = dict[str, Any]
FAMILIES: tuple[Family, ...] = (4, 6)
_FILTERS = {"prefix_lists", "as_path_lists", "acls"}


@dataclass(slots=True)
class PeerDraft:
    """A neighbour, a group or a template. `groups` names what it inherits from, surest first."""

    name: str
    where: Span
    session: Settings = field(default_factory=dict)
    families: dict[Family, Settings] = field(default_factory=dict)
    vpn: dict[Family, Settings] = field(default_factory=dict)
    groups: list[str] = field(default_factory=list)
    listen: IPNetwork | None = None
    interface: str | None = None

    def family(self, family: Family) -> Settings:
        """The settings of an address family."""
        return self.families.setdefault(family, {})


@dataclass(slots=True)
class BgpFamilyDraft:
    """What a process does in one address family."""

    networks: dict[IPNetwork, BgpNetwork] = field(default_factory=dict)
    aggregates: dict[IPNetwork, BgpAggregate] = field(default_factory=dict)
    redistribute: list[Redistribution] = field(default_factory=list)
    settings: Settings = field(default_factory=dict)  # further fields of `BgpFamily`
    backdoors: set[IPNetwork] = field(default_factory=set)


@dataclass(slots=True)
class BgpDraft:
    """A process in a VRF. `groups` holds peer groups and templates of this VRF by name."""

    vrf: str
    asn: int
    ledger: Ledger
    where: Span
    settings: Settings = field(default_factory=dict)  # fields of `BgpProcess`
    families: dict[Family, BgpFamilyDraft] = field(default_factory=dict)
    peers: dict[str, PeerDraft] = field(default_factory=dict)
    groups: dict[str, PeerDraft] = field(default_factory=dict)
    activates: frozenset[Family] = frozenset((4,))  # families on which peers are unless they say
    checks_networks: bool = True  # a `network` needs a route
    peer_defaults: Settings = field(default_factory=dict)  # of every peer's every family
    family_defaults: dict[Family, Settings] = field(default_factory=dict)  # of every peer's one

    def family(self, family: Family) -> BgpFamilyDraft:
        """The draft of an address family, made when it is first met."""
        found = self.families.get(family)
        if found is None:
            found = self.families[family] = BgpFamilyDraft()
        return found

    def peer(self, name: str, where: Span) -> PeerDraft:
        """The draft of a neighbour (an address) or else a group, made when it is first met.

        A link-local address may name its interface: `FE80::1%GigabitEthernet0/1`.
        """
        known = self.groups.get(name) or self.peers.get(name)
        if known is None:
            address, _, interface = name.partition("%")
            kind = self.groups if optional_address(address) is None else self.peers
            known = kind[name] = PeerDraft(address, where)
            if interface:
                known.session["update_source"] = interface
        return known


def bgp_of(
    drafts: Mapping[str, BgpDraft], shared: Mapping[str, PeerDraft] | None = None
) -> tuple[BgpProcess, ...]:
    """The processes, sorted by VRF. `shared`: groups and templates that every VRF may use."""
    return tuple(
        _process(draft, {**(shared or {}), **draft.groups}) for _, draft in sorted(drafts.items())
    )


def _process(d: BgpDraft, groups: Mapping[str, PeerDraft]) -> BgpProcess:
    neighbors = (_neighbor(d, peer, groups) for peer in d.peers.values())
    return BgpProcess(
        vrf=d.vrf,
        asn=d.asn,
        neighbors=tuple(sorted((n for n in neighbors if n is not None), key=_peer_key)),
        families=tuple(
            _family(family, d.families[family], d.checks_networks) for family in sorted(d.families)
        ),
        where=d.where,
        **d.settings,
    )


def _family(family: Family, d: BgpFamilyDraft, checked: bool) -> BgpFamily:
    networks = sorted(d.networks.values(), key=lambda n: _prefix_key(n.prefix))
    return BgpFamily(
        family,
        tuple(networks if checked else (replace(n, unconditional=True) for n in networks)),
        tuple(sorted(d.aggregates.values(), key=lambda a: _prefix_key(a.prefix))),
        in_order(d.redistribute),
        backdoors=tuple(sorted(d.backdoors, key=_prefix_key)),
        **d.settings,
    )


def _prefix_key(prefix: IPNetwork) -> tuple[int, int, int]:
    return prefix.version, int(prefix.network_address), prefix.prefixlen


def _peer_key(n: BgpNeighbor) -> tuple[int, int, int, str]:
    """Addresses first, then ranges, then interfaces."""
    if n.address is not None:
        return 0, n.address.version, int(n.address), ""
    if n.listen is not None:
        return 1, n.listen.version, int(n.listen.network_address), str(n.listen)
    return 2, 0, 0, n.interface or ""


def _chain(
    peer: PeerDraft, groups: Mapping[str, PeerDraft], seen: frozenset[str] = frozenset()
) -> list[PeerDraft]:
    """The peer and all that it inherits from, surest first; a circle is cut."""
    found = [peer]
    for name in peer.groups:
        if name in groups and name not in seen:
            found += _chain(groups[name], groups, seen | {name})
    return found


def _neighbor(d: BgpDraft, peer: PeerDraft, groups: Mapping[str, PeerDraft]) -> BgpNeighbor | None:
    """The session; None for a peer without an AS number, which no device brings up."""
    chain = _chain(peer, groups)
    session: Settings = {}
    for part in reversed(chain):
        session |= part.session
    remote = session.pop("remote_as", None)
    address = None if peer.listen or peer.interface else optional_address(peer.name)
    if remote is None or (address is None and not peer.listen and not peer.interface):
        return None
    families = tuple(f for family in FAMILIES if (f := _session_family(d, family, chain)))
    return BgpNeighbor(
        address=address,
        remote_as=remote,
        interface=peer.interface,
        listen=peer.listen,
        families=families,
        where=peer.where,
        vpn=tuple(f for family in FAMILIES if (f := _vpn_family(family, chain))),
        **session,
    )


def _session_family(
    d: BgpDraft, family: Family, chain: list[PeerDraft]
) -> BgpNeighborFamily | None:
    settings: Settings = {**d.peer_defaults, **d.family_defaults.get(family, {})}
    for part in reversed(chain):
        settings |= part.families.get(family, {})
    return _active(family, settings, family in d.activates)


def _vpn_family(family: Family, chain: list[PeerDraft]) -> BgpNeighborFamily | None:
    settings: Settings = {}
    for part in reversed(chain):
        settings |= part.vpn.get(family, {})
    return _active(family, settings, unless_said=False)


def _active(family: Family, settings: Settings, unless_said: bool) -> BgpNeighborFamily | None:
    if not settings.pop("active", unless_said):
        return None
    for side in ("import", "export"):
        first = settings.pop(f"{side} first", ())
        if first:
            key = f"{side}_policies"
            settings[key] = (*first, *settings.get(key, ()))
    filters: Settings = {
        f"{side}_filter": NeighborFilter(
            **{kind: settings.pop(f"{side} {kind}") for kind in _FILTERS & _named(settings, side)}
        )
        for side in ("import", "export")
    }
    return BgpNeighborFamily(family, **filters, **settings)


def _named(settings: Settings, side: str) -> set[str]:
    return {key.partition(" ")[2] for key in settings if key.startswith(f"{side} ")}


def listening_peer(prefix: str, group: str, where: Span) -> PeerDraft:
    """A range of dynamic peers that inherit from a group."""
    listen = ip_network(prefix, strict=False)
    return PeerDraft(prefix, where, groups=[group], listen=listen)


def cluster_id(word: str) -> IPv4Address:
    """A cluster id, dotted or as a number."""
    return IPv4Address(int(word)) if word.isdigit() else IPv4Address(word)
