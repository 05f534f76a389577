"""`config router ospf` and `ospf6` of a VDOM: the process, and the interfaces that take part.

OSPFv2 runs on the interfaces whose address lies in a `network`; `ospf-interface` tells them more.
Source: Fortinet FortiOS CLI Reference, config router ospf (default-metric 10, distance 110);
Fortinet article 191699 (the default route has metric 10).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from ipaddress import IPv4Address
from typing import Literal

from kawanet.model.interfaces import Family, Interface, OspfInterface
from kawanet.model.routing import AreaKind, AreaRange, IPNetwork, OspfArea, OspfProcess
from kawanet.parse.fortinet_fortios.reading import Entry, Fields, Scope, fields
from kawanet.parse.fortinet_fortios.redistribution import blocks, redistributions
from kawanet.parse.fortinet_fortios.sections import section_class
from kawanet.parse.ip_words import network
from kawanet.parse.result import LineClass

_METRIC, _DISTANCE = 10, 110
Network = Literal["broadcast", "point-to-point", "non-broadcast", "point-to-multipoint"]
_NETWORKS: dict[str, Network] = {
    "point-to-point": "point-to-point",
    "non-broadcast": "non-broadcast",
    "point-to-multipoint": "point-to-multipoint",
    "point-to-multipoint-non-broadcast": "point-to-multipoint",
}
_KINDS = {
    ("stub", False): AreaKind.STUB,
    ("stub", True): AreaKind.TOTALLY_STUB,
    ("nssa", False): AreaKind.NSSA,
    ("nssa", True): AreaKind.TOTALLY_NSSA,
}
OSPF: Fields = {
    **fields(
        modelled="router-id default-information-originate default-information-metric "
        "default-information-metric-type default-information-route-map auto-cost-ref-bandwidth "
        "distance distance-external distance-inter-area distance-intra-area passive-interface "
        "rfc1583-compatible default-metric area network ospf-interface ospf6-interface "
        "summary-address distribute-list-in distribute-route-map-in",
        irrelevant="abr-type bfd database-overflow database-overflow-max-lsas "
        "log-neighbour-changes database-overflow-time-to-recover lsa-refresh-interval "
        "spf-timers restart-mode "
        "restart-period restart-on-topology-change log-neighbor-changes",
        unmodelled="neighbor distribute-list",
    ),
    **blocks(),
}
AREA = fields(
    modelled="type stub-type default-cost range nssa-default-information-originate "
    "nssa-default-information-originate-metric nssa-default-information-originate-metric-type "
    "virtual-link nssa-redistribution filter-list",
    irrelevant="shortcut authentication comments authentication-algorithm ipsec-keys "
    "nssa-translator-role key-rollover-interval ipsec-auth-alg ipsec-enc-alg",
)
VIRTUAL_LINK = fields(
    modelled="peer",
    irrelevant="authentication authentication-key md5-keys md5-keychain dead-interval "
    "hello-interval retransmit-interval transmit-delay keychain",
)
FILTER = fields(modelled="list direction")
RANGE = fields(modelled="prefix prefix6 advertise", unmodelled="substitute substitute-status")
NETWORK = fields(modelled="prefix area", irrelevant="comments")
INTERFACE = fields(
    modelled="interface cost priority hello-interval dead-interval network-type mtu-ignore "
    "authentication status area-id",
    irrelevant="ip bfd authentication-key md5-key md5-keys md5-keychain key-rollover-interval "
    "retransmit-interval transmit-delay resync-timeout comments linkdown-fast-failover mtu "
    "hello-multiplier ipsec-auth-alg ipsec-enc-alg ipsec-keys keychain",
    unmodelled="database-filter-out prefix-length neighbor",
)
SUMMARY = fields(modelled="prefix prefix6 advertise tag")
Speakers = dict[str, list[OspfInterface]]


def read_ospf(
    scope: Scope, interfaces: Sequence[Interface], speakers: Speakers
) -> Iterator[OspfProcess]:
    """The processes of a VDOM; `speakers` takes in what they say of interfaces, by name."""
    versions: tuple[tuple[str, Family], ...] = (("router ospf", 4), ("router ospf6", 6))
    for path, family in versions:
        found = scope.sections.get(path, ())
        if not any(section_class(path, b) is LineClass.UNMODELLED for _, b in found):
            continue
        entry = scope.settings(path, OSPF)
        identity = entry.address("router-id")
        if not isinstance(identity, IPv4Address) or not int(identity):
            continue
        mine = [i for i in interfaces if i.vrf == scope.vrf(0)]
        for name, speaker in _speakers(entry, family, mine):
            speakers.setdefault(name, []).append(speaker)
        yield _process(scope, entry, family, identity)


def _process(scope: Scope, entry: Entry, family: Family, identity: IPv4Address) -> OspfProcess:
    told = entry.text("default-information-originate", "disable")
    routed = entry.text("default-information-route-map")
    taken = entry.text("distribute-route-map-in")
    listed = entry.text("distribute-list-in")
    areas = entry.table("area", AREA).values()
    metric = entry.number("default-metric")
    internal = entry.number("distance-intra-area") or entry.number("distance") or _DISTANCE
    return OspfProcess(
        scope.vrf(0),
        family,
        None,
        identity,
        tuple(a for e in areas if (a := _area(scope, e))),
        tuple(redistributions(scope, entry, _METRIC if metric is None else metric)),
        told in ("enable", "always"),
        entry.number("auto-cost-ref-bandwidth"),
        entry.where,
        default_always=told == "always",
        default_metric=entry.number("default-information-metric") or _METRIC,
        default_metric_type=1 if entry.text("default-information-metric-type") == "1" else 2,
        default_policies=(scope.named(routed),) if routed else (),
        summaries=tuple(_ranges(entry.table("summary-address", SUMMARY).values())),
        distance=internal,
        distance_inter_area=entry.number("distance-inter-area"),
        distance_external=entry.number("distance-external"),
        import_lists=(scope.named(listed),) if listed else (),
        import_policies=(scope.named(taken),) if taken else (),
        rfc1583_compatible=entry.is_on("rfc1583-compatible"),
    )


def _area(scope: Scope, entry: Entry) -> OspfArea | None:
    number = _area_number(entry, entry.name)
    if number is None:
        return None
    kind = entry.text("type", "regular")
    total = entry.text("stub-type", "summary") == "no-summary"
    ranges = tuple(_ranges(entry.table("range", RANGE).values()))
    found = _KINDS.get((kind, total), AreaKind.NORMAL)
    links = tuple(
        peer
        for e in entry.table("virtual-link", VIRTUAL_LINK).values()
        if isinstance(peer := e.address("peer"), IPv4Address) and int(peer)
    )
    filters = [
        (e.text("direction", "in"), scope.named(e.text("list")))
        for e in entry.table("filter-list", FILTER).values()
    ]
    if found is AreaKind.NORMAL and not (ranges or links or filters):
        return None
    told = "nssa-default-information-originate"
    originates = entry.text(told, "disable") != "disable"
    return OspfArea(
        number,
        found,
        ranges,
        entry.number("default-cost"),
        originates,
        import_lists=tuple(name for way, name in filters if way == "in"),
        export_lists=tuple(name for way, name in filters if way == "out"),
        virtual_links=links,
        default_metric=(entry.number(f"{told}-metric") or _METRIC) if originates else None,
        default_metric_type=1 if entry.text(f"{told}-metric-type") == "1" else 2,
        imports=entry.is_on("nssa-redistribution", default=True),
    )


def _area_number(entry: Entry, word: str) -> int | None:
    try:
        return int(IPv4Address(word))
    except ValueError:
        entry.ledger.claim(entry.line, LineClass.UNRECOGNISED)
        return None


def _network(words: tuple[str, ...]) -> IPNetwork:
    return network("/".join(words[:2]))


def _ranges(entries: Iterable[Entry]) -> Iterator[AreaRange]:
    for entry in entries:
        prefix = entry.read("prefix" if "prefix" in entry.values else "prefix6", _network)
        if prefix is not None:
            told = entry.is_on("advertise", default=True)
            yield AreaRange(prefix, told, entry.where, tag=entry.number("tag") or 0)


def _speakers(
    entry: Entry, family: Family, interfaces: Sequence[Interface]
) -> Iterator[tuple[str, OspfInterface]]:
    """The interfaces that take part, each with its area and settings."""
    silent = set(entry.words("passive-interface"))
    tail = "" if family == 4 else "6"
    table = entry.table(f"ospf{tail or ''}-interface", INTERFACE).values()
    settings = {e.text("interface") or e.name: e for e in table}
    areas = _areas_by_network(entry, interfaces) if family == 4 else _areas_said(settings)
    for interface in interfaces:
        area = areas.get(interface.name)
        if area is None:
            continue
        own = settings.get(interface.name, Entry("", entry.ledger, entry.line))
        if not own.is_on("status", default=True):
            continue
        priority = own.number("priority")
        said = own.text("authentication", "none")
        yield (
            interface.name,
            OspfInterface(
                family,
                None,
                area,
                own.number("cost") or None,
                interface.name in silent,
                _NETWORKS.get(own.text("network-type", "broadcast"), "broadcast"),
                own.number("hello-interval") or None,
                own.number("dead-interval") or None,
                "" if said == "none" else said,
                1 if priority is None else priority,
                own.is_on("mtu-ignore"),
            ),
        )


def _areas_by_network(entry: Entry, interfaces: Sequence[Interface]) -> Mapping[str, int]:
    """The area of each interface: that of the longest network that its address is in."""
    networks = []
    for each in entry.table("network", NETWORK).values():
        prefix = each.read("prefix", _network)
        area = _area_number(each, each.text("area", "0.0.0.0"))
        if prefix is not None and area is not None:
            networks.append((prefix, area))
    networks.sort(key=lambda n: -n[0].prefixlen)
    found: dict[str, int] = {}
    for interface in interfaces:
        mine = [a.ip for a in interface.addresses if a.version == 4]
        area = next((area for p, area in networks if any(ip in p for ip in mine)), None)
        if area is not None:
            found[interface.name] = area
    return found


def _areas_said(settings: Mapping[str, Entry]) -> Mapping[str, int]:
    found = {name: _area_number(e, e.text("area-id", "0.0.0.0")) for name, e in settings.items()}
    return {name: area for name, area in found.items() if area is not None}
