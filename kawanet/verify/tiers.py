"""Which tier a broadcast domain belongs to, by everything that is plugged into it.

Each fact about a domain is a claim: an attached port, a WLAN's VLAN, the address of a layer-3
interface. A claim names the tiers that it fits; a domain belongs to the tier that fits all claims.
Where none does, two tiers share a segment: a leak at layer 2.

On a hand-off to an external tier our own interface has an address of the city; there, addresses of
one inner tier do not speak against the external one, but those of two do.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kawanet.errors import Span
from kawanet.forwarding.dataplane import DataPlane, Domain
from kawanet.model.interfaces import Family, IPAddress
from kawanet.model.network import Device, Network
from kawanet.model.plant import Port
from kawanet.model.requirement import PolicyStatement, Tier
from kawanet.model.wireless import Wireless
from kawanet.verify.headerspace import covers


@dataclass(frozen=True, slots=True)
class Claim:
    """Why a domain should belong to one of `tiers`. `what` reads after the port."""

    tiers: frozenset[str]
    port: Port
    what: str
    where: Span | None = None


@dataclass(frozen=True)
class TierMap:
    """The tier of each domain ('' : none), and the claims on it."""

    statement: PolicyStatement
    tier_of_domain: tuple[str, ...]
    claims: Mapping[int, tuple[Claim, ...]]
    conflicts: tuple[int, ...]  # domains whose claims do not agree
    _starts: dict[Family, tuple[list[int], list[tuple[int, str]]]] = field(default_factory=dict)

    def tier_of_address(self, family: Family, address: int) -> str:
        """The inner tier that holds an address; '' where none does."""
        if family not in self._starts:
            rows = sorted(
                (*covers(p), t.name)
                for t in self.statement.tiers
                for p in t.prefixes
                if p.version == family and p.prefixlen > 0
            )
            self._starts[family] = ([r[0] for r in rows], [(r[1], r[2]) for r in rows])
        starts, rest = self._starts[family]
        index = bisect_right(starts, address) - 1
        return rest[index][1] if index >= 0 and address <= rest[index][0] else ""

    def domains_of(self, tier: str) -> list[int]:
        return [d for d, t in enumerate(self.tier_of_domain) if t == tier]


def map_tiers(dataplane: DataPlane, statement: PolicyStatement) -> TierMap:
    """Give every domain its tier, and keep the domains that cannot have one."""
    empty = TierMap(statement, (), {}, ())
    attached = _attachments(dataplane.network, statement)
    wireless = _wireless_vlans(dataplane.network, statement)
    external = frozenset(t.name for t in statement.tiers if t.external)
    tiers: list[str] = []
    claims: dict[int, tuple[Claim, ...]] = {}
    conflicts: list[int] = []
    for domain in dataplane.domains:
        found = [
            *_port_claims(dataplane.network, domain, attached),
            *_wireless_claims(domain, wireless),
            *_address_claims(dataplane.network, domain, empty),
        ]
        claims[domain.index] = tuple(found)
        tier, agreed = _agree(found, external)
        tiers.append(tier)
        if not agreed:
            conflicts.append(domain.index)
    return TierMap(statement, tuple(tiers), claims, tuple(conflicts))


def _agree(claims: list[Claim], external: frozenset[str]) -> tuple[str, bool]:
    """The tier that fits all claims, and whether one does. Where none does, the first claim's."""
    if not claims:
        return "", True
    outside = [c for c in claims if c.tiers & external]
    kept = outside + [c for c in claims if c.what != ADDRESS] if outside else claims
    common = frozenset.intersection(*(c.tiers for c in kept))
    addressed = {t for c in claims if c.what == ADDRESS for t in c.tiers - external}
    if common and (not outside or len(addressed) < 2):
        return min(common), True
    by_address = [c for c in claims if c.what == ADDRESS]
    return min((by_address or claims)[0].tiers), False


ADDRESS = "has an address of the tier"


def _attachments(network: Network, statement: PolicyStatement) -> dict[Port, frozenset[str]]:
    """Tiers that name a port; a port of a LAG member counts as the LAG too."""
    found: dict[Port, set[str]] = {}
    for tier in statement.tiers:
        for port in tier.attachments:
            found.setdefault(port, set()).add(tier.name)
            device = network.device.get(port.device)
            interface = device.interface.get(port.interface) if device else None
            if interface is not None and interface.lag is not None:
                found.setdefault(Port(port.device, interface.lag.lag), set()).add(tier.name)
    return {p: frozenset(t) for p, t in found.items()}


def _port_claims(
    network: Network, domain: Domain, attached: Mapping[Port, frozenset[str]]
) -> Iterable[Claim]:
    """Claims of attached ports. A port that one tier names claims its untagged domain; one that
    several name (a telephone before a PC, a server's trunk) may carry any of them, tagged or not.
    """
    for port in (*domain.edges, *domain.routers):
        if port in attached:
            yield _port_claim(network, port, attached[port])
    for end in domain.ports:
        port = Port(end.device, end.interface)
        tiers = attached.get(port, frozenset())
        if tiers and (end.tag is None or len(tiers) > 1) and port not in domain.edges:
            yield _port_claim(network, port, tiers)


def _port_claim(network: Network, port: Port, tiers: frozenset[str]) -> Claim:
    device = network.device.get(port.device)
    interface = device.interface.get(port.interface) if device else None
    return Claim(tiers, port, "is a port of the tier", interface.where if interface else None)


def _wireless_vlans(
    network: Network, statement: PolicyStatement
) -> dict[tuple[str, int], list[Claim]]:
    """(controller, VLAN) -> claims of the WLANs whose clients enter there."""
    found: dict[tuple[str, int], list[Claim]] = {}
    for tier in statement.tiers:
        for controller, profile in tier.wlans:
            device = network.device.get(controller)
            if device is None or device.wireless is None:
                continue
            for vlan, where in vlans_of_wlan(device.wireless, profile):
                claim = Claim(
                    frozenset((tier.name,)), Port(controller, f"WLAN {profile}"), "is a WLAN", where
                )
                found.setdefault((controller, vlan), []).append(claim)
    return found


def vlans_of_wlan(wireless: Wireless, profile: str) -> list[tuple[int, Span | None]]:
    """VLANs that clients of a WLAN enter, by the policy profiles that tags pair it with; and the
    line that says so: the profile's, or the tag's where other WLANs have the profile too."""
    policies = {p.name: p for p in wireless.policy_profiles}
    users: dict[str, set[str]] = {}
    paired: dict[str, Span | None] = {}
    for tag in wireless.policy_tags:
        for number, (wlan, policy) in enumerate(tag.pairs):
            users.setdefault(policy, set()).add(wlan)
            if wlan == profile and policy in policies:
                line = tag.pair_lines[number] if tag.pair_lines else tag.where
                paired.setdefault(policy, line)
    return [
        (policies[p].vlan, paired[p] if len(users[p]) > 1 else policies[p].vlan_line)
        for p in sorted(paired)
    ]


def _wireless_claims(
    domain: Domain, wireless: Mapping[tuple[str, int], list[Claim]]
) -> Iterable[Claim]:
    for bridge in domain.vlans:
        yield from wireless.get(bridge, ())


def _address_claims(network: Network, domain: Domain, tiers: TierMap) -> Iterable[Claim]:
    for port in domain.routers:
        device = network.device[port.device]
        for address in _addresses(device, port.interface):
            family: Family = 4 if address.version == 4 else 6
            tier = tiers.tier_of_address(family, int(address))
            if tier:
                where = device.interface[port.interface].where
                yield Claim(frozenset((tier,)), port, ADDRESS, where)


def _addresses(device: Device, interface: str) -> list[IPAddress]:
    found = device.interface[interface]
    own: list[IPAddress] = [a.ip for a in found.addresses]
    return own + [g.address for g in found.vrrp]


def prefixes_of(tier: Tier, family: Family) -> tuple[tuple[int, int], ...]:
    return tuple(covers(p) for p in tier.prefixes if p.version == family)
