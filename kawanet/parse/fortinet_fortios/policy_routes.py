"""`config router policy` and `policy6`: policy routing, tried in order before the table.

Each interface gets the rules that name it (or none at all) as its `PolicyRoute`.
Source: Fortinet FortiOS 6.0 CLI Reference, router {policy | policy6}; 7.0, config router policy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_network
from itertools import product

from kawanet.model.interfaces import Family, Interface
from kawanet.model.policy import (
    Acl,
    AclRule,
    Action,
    IPNetwork,
    PolicyRoute,
    PolicyRouteRule,
    PortRange,
)
from kawanet.parse.fortinet_fortios.policy import Books
from kawanet.parse.fortinet_fortios.reading import Entry, fields
from kawanet.parse.result import LineClass

_PORTED = (6, 17, 132)
_LAST = 65535
_STRANGE = (
    "input-device-negate src-negate dst-negate tos tos-mask internet-service-id "
    "internet-service-custom internet-service-fortiguard users groups"
)
_HARMLESS = ("disable", "0x00", "0xff", "")
POLICY = fields(
    modelled="input-device src srcaddr dst dstaddr action protocol start-port end-port "
    "start-source-port end-source-port gateway output-device status " + _STRANGE,
    irrelevant="comments seq-num",
)


@dataclass(slots=True)
class PolicyRouting:
    """What policy routes give: routes by name, their ACLs, the names by interface."""

    routes: list[PolicyRoute] = field(default_factory=list)
    acls: list[Acl] = field(default_factory=list)
    bound: dict[str, list[tuple[Family, str]]] = field(default_factory=dict)


def read_policy_routes(books: Books, interfaces: Sequence[Interface], found: PolicyRouting) -> None:
    """Read the policy routes of a VDOM."""
    paths: tuple[tuple[str, Family], ...] = (("router policy", 4), ("router policy6", 6))
    for path, family in paths:
        rules = []
        for entry in books.scope.table(path, POLICY).values():
            if not entry.is_on("status", default=True):
                continue
            acl, rule = _rule(books, entry, family)
            if rule is not None:
                found.acls.append(acl)
                rules.append((entry.words("input-device"), rule))
        for interface in interfaces if rules else ():
            mine = tuple(r for names, r in rules if not names or interface.name in names)
            if mine:
                name = f"policy{'' if family == 4 else '6'} {interface.name}"
                found.routes.append(PolicyRoute(name, mine, mine[0].where))
                found.bound.setdefault(interface.name, []).append((family, name))


def _rule(books: Books, entry: Entry, family: Family) -> tuple[Acl, PolicyRouteRule | None]:
    name = books.scope.named(f"policy{'' if family == 4 else '6'}/{entry.name}")
    stop = entry.text("action", "permit") == "deny"
    gateway = entry.address("gateway")
    hops = (gateway,) if gateway is not None and int(gateway) else ()
    out = entry.text("output-device") or None
    acl = Acl(name, family, tuple(_packets(books, entry, family)), entry.where)
    if _is_strange(entry) or not (stop or hops or out):
        return acl, None
    action = Action.DENY if stop else Action.PERMIT
    return acl, PolicyRouteRule(action, (name,), () if stop else hops, None if stop else out,
                                where=entry.where)  # fmt: skip


def _is_strange(entry: Entry) -> bool:
    """Whether a policy looks at what the model cannot say; its lines are marked."""
    strange = [key for key in _STRANGE.split() if entry.text(key) not in _HARMLESS]
    for key in strange:
        entry.mark(key, LineClass.UNMODELLED)
    return bool(strange)


def _packets(books: Books, entry: Entry, family: Family) -> Iterator[AclRule]:
    protocol = entry.number("protocol") or None
    into = _ports(entry, "") if protocol in _PORTED else ()
    out = _ports(entry, "source-") if protocol in _PORTED else ()
    sources = _side(books, entry, "src", family)
    targets = _side(books, entry, "dst", family)
    for source, target in product(sources, targets):
        yield AclRule(Action.PERMIT, protocol, source, target, out, into, where=entry.where)


def _ports(entry: Entry, side: str) -> tuple[PortRange, ...]:
    first = entry.number(f"start-{side}port")
    last = entry.number(f"end-{side}port")
    low, high = first or 0, _LAST if last is None else last
    return () if (low <= 1 and high == _LAST) else (PortRange(low, high),)


def _side(books: Books, entry: Entry, key: str, family: Family) -> list[IPNetwork | None]:
    """The prefixes of one side: written here, and by name; None is any."""
    found: list[IPNetwork | None] = []
    for word in entry.words(key):
        try:
            prefix = ip_network(word, strict=False)
        except ValueError:
            entry.mark(key, LineClass.UNRECOGNISED)
            continue
        found.append(prefix if prefix.prefixlen else None)
    names = entry.words(f"{key}addr")
    if names:
        found += books.addresses[family].prefixes(names) or ()
    if found or names or key in entry.values:
        return found
    return [None]
