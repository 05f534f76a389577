"""`security` of a firewall: zones, policies between them, NAT.

The policies of a pair of zones decide in their order, then the global ones, then the default policy
(deny); traffic within a zone needs a policy too.
"""

from __future__ import annotations

from collections.abc import Iterator

from kawanet.model.interfaces import Family
from kawanet.model.policy import Action, FirewallRule, Zone
from kawanet.parse.juniper_junos.address_books import Books
from kawanet.parse.juniper_junos.applications import ANY, service_name
from kawanet.parse.juniper_junos.draft import DeviceDraft
from kawanet.parse.juniper_junos.reading import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    classes,
    read,
)
from kawanet.parse.juniper_junos.security_nat import read_nat
from kawanet.parse.juniper_junos.units import interface_name
from kawanet.parse.result import LineClass
from kawanet.parse.word_tree import Node

_FAMILIES: tuple[Family, ...] = (4, 6)
_HOST = "junos-host"  # the device itself: nothing that is forwarded
_NOTHING = Node("", 0)


def read_security(d: DeviceDraft, node: Node) -> None:
    """Zones and policies. A device that works packet by packet has none of them."""
    read(_SECURITY, d, node)
    if _is_packet_based(node):
        return
    zones = node.at("zones", "security-zone") or _NOTHING
    for name, child in zones.children.items():
        names = {interface_name(d, word) for word in child.values("interfaces")}
        d.zones.append(Zone(name, tuple(sorted(names)), d.account.span(child)))
    books = _books(d, node)
    policies = node.at("policies") or _NOTHING
    for into in _pairs(policies):
        d.rules += _rules(d, books, *into)
    every = policies.at("global", "policy")
    if every is not None:
        d.rules += _rules(d, books, "", "", every)
    if policies.at("default-policy", "permit-all"):
        d.rules += [FirewallRule("default-policy", f, Action.PERMIT) for f in _FAMILIES]
    read_nat(d, node.at("nat") or _NOTHING)


def _is_packet_based(node: Node) -> bool:
    modes = ("family", "mpls", "mode", "packet-based"), ("family", "inet", "mode", "packet-based")
    return any(node.at("forwarding-options", *mode) for mode in modes)


def _books(d: DeviceDraft, node: Node) -> Books:
    books = Books(d)
    for name, child in (node.at("address-book") or _NOTHING).children.items():
        books.add(name, child)
    zones = node.at("zones", "security-zone") or _NOTHING
    for name, child in zones.children.items():
        own = child.at("address-book")
        if own is not None:
            books.add(name, own)
            books.zones[name] = name
    return books


def _pairs(policies: Node) -> Iterator[tuple[str, str, Node]]:
    """`from-zone A to-zone B { policy ... }`, in the order of the text."""
    start = policies.at("from-zone") or _NOTHING
    for source, below in start.children.items():
        for target, child in (below.at("to-zone") or _NOTHING).children.items():
            rules = child.at("policy")
            if rules is not None and _HOST not in (source, target):
                yield source, target, rules


def _rules(
    d: DeviceDraft, books: Books, source: str, target: str, node: Node
) -> Iterator[FirewallRule]:
    for name, child in node.children.items():
        matches, then = child.at("match") or _NOTHING, child.at("then") or _NOTHING
        strange = _is_strange(child)
        services = [service_name(d, word) for word in _applications(matches)]
        if strange or None in services:
            d.account.mark_all(child, UNMODELLED)
            continue
        from_zones = matches.values("from-zone") or ((source,) if source else ())
        to_zones = matches.values("to-zone") or ((target,) if target else ())
        for family in _FAMILIES:
            sides = [
                _side(books, zones[:1], matches.values(word), family)
                for word, zones in (
                    ("source-address", from_zones),
                    ("destination-address", to_zones),
                )
            ]
            if None in sides:
                continue
            yield FirewallRule(
                "/".join(part for part in (source, target, name) if part),
                family,
                Action.PERMIT if then.at("permit") else Action.DENY,
                _zones(from_zones),
                _zones(to_zones),
                sides[0] or (),
                sides[1] or (),
                tuple(s for s in services if s),
                log=then.at("log") is not None,
                where=d.account.span(child),
            )


def _zones(names: tuple[str, ...]) -> tuple[str, ...]:
    return () if ANY in names else names


def _applications(matches: Node) -> tuple[str, ...]:
    names = matches.values("application")
    return () if ANY in names else names


def _side(
    books: Books, zones: tuple[str, ...], words: tuple[str, ...], family: Family
) -> tuple[str, ...] | None:
    """The groups of one side; () is any address, None none of this family."""
    found = [books.find(zones[0] if zones else "", word, family) for word in words]
    known = [group for there, group in found if there]
    if not known:
        return None if words else ()
    return () if None in known else tuple(dict.fromkeys(g for g in known if g))


_MATCHES = frozenset(
    ["source-address", "destination-address", "application", "from-zone", "to-zone"]
)
_INSPECTED = frozenset(
    ["application-services", "services-offload", "tcp-options", "firewall-authentication"]
)


def _is_strange(policy: Node) -> bool:
    """Whether a policy looks at more than addresses and services, or does more than pass."""
    matches, then = policy.at("match") or _NOTHING, policy.at("then") or _NOTHING
    if matches.children.keys() - _MATCHES or "scheduler-name" in policy.children:
        return True
    return bool(set(then.values("permit")) - _INSPECTED)


_IN_ZONE = {
    **classes("interfaces address-book", MODELLED),
    **classes("host-inbound-traffic screen tcp-rst description application-tracking", IRRELEVANT),
    **classes("advance-policy-based-routing-profile", UNMODELLED),
    **classes("source-identity-log enable-reverse-reroute unidirectional-session", IRRELEVANT),
}


def _zone_lines(d: DeviceDraft, node: Node) -> LineClass | None:
    read({"*": _IN_ZONE}, d, node)
    return None


_SECURITY = {
    "zones": {"security-zone": _zone_lines, "functional-zone": IRRELEVANT},
    "policies": {
        "from-zone": MODELLED,
        "global": MODELLED,
        "default-policy": MODELLED,
        "pre-id-default-policy": IRRELEVANT,
        **classes("policy-rematch policy-stats traceoptions unified-policy", IRRELEVANT),
    },
    "address-book": MODELLED,
    "nat": MODELLED,
    "forwarding-options": MODELLED,
    **classes("screen log alg flow ike pki utm idp ssh-known-hosts certificates", IRRELEVANT),
    **classes("alarms application-tracking traceoptions authentication-key-chains", IRRELEVANT),
    **classes("macsec dynamic-address intelligence firewall-authentication gprs", IRRELEVANT),
    **classes("forwarding-process resource-manager user-identification tcp-encap", IRRELEVANT),
    **classes("application-firewall application-quality-of-service", IRRELEVANT),
    **classes("datapath-debug analysis cloud remote-access", IRRELEVANT),
    **classes("ipsec ipsec-vpn group-vpn advance-policy-based-routing dynamic-vpn", UNMODELLED),
    "*": UNMODELLED,
}
