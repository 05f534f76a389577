"""`security nat` of a firewall: source, destination and static rules.

Static, then destination NAT come before the policies, source NAT after them; the first matching
rule of a set decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from ipaddress import IPv4Address, IPv6Address

from kawanet.model.interfaces import Family
from kawanet.model.policy import TCP, UDP, NatKind, NatRule
from kawanet.parse.juniper_junos.address_books import literal_group
from kawanet.parse.juniper_junos.draft import DeviceDraft
from kawanet.parse.juniper_junos.reading import UNMODELLED
from kawanet.parse.juniper_junos.values import number, prefix, protocol
from kawanet.parse.word_tree import Node

_FAMILIES: tuple[Family, ...] = (4, 6)
_NOTHING = Node("", 0)
IP = IPv4Address | IPv6Address
Reader = Callable[[DeviceDraft, Node, Node, str, str, Node], Iterator[NatRule]]


class _StrangeError(ValueError):
    """A rule that the model cannot say."""


def read_nat(d: DeviceDraft, node: Node) -> None:
    """All rules: destination before source, as the model wants them."""
    static, destination = node.at("static"), node.at("destination")
    for part, reader in (
        (static, _static),
        (destination, _destination),
        (node.at("source"), _source),
    ):
        if part is not None:
            _sets(d, part, reader)
    d.nat.sort(key=lambda rule: (rule.kind is NatKind.SOURCE, rule.family))


def _sets(d: DeviceDraft, part: Node, reader: Reader) -> None:
    for name, child in (part.at("rule-set") or _NOTHING).children.items():
        from_zone, to_zone = child.value("from", "zone"), child.value("to", "zone")
        for rule in (child.at("rule") or _NOTHING).children.values():
            several = len(child.values("from", "zone")) > 1 or len(child.values("to", "zone")) > 1
            try:
                if from_zone is None or several:
                    raise _StrangeError(name)
                d.nat += reader(d, part, rule, from_zone, to_zone or "", child)
            except (ValueError, KeyError, IndexError):
                d.account.mark_all(rule, UNMODELLED)


def _match(rule: Node, *known: str) -> Node:
    matches = rule.at("match") or _NOTHING
    if matches.children.keys() - set(known):
        raise _StrangeError(rule.word)
    return matches


def _pool(part: Node, name: str | None) -> tuple[IP, IP]:
    """The first and last address of a pool."""
    node = part.at("pool", name or "", "address")
    if node is None or not node.children:
        raise _StrangeError(name or "")
    words = [w for w in node.words() if w not in ("to", "port")]
    networks = [prefix(w) for w in words if not w.isdecimal()]
    first, last = networks[0].network_address, networks[-1].broadcast_address
    if len(networks) > 1 and "to" not in node.words():
        raise _StrangeError("a pool of several parts")
    return first, last


def _groups(
    d: DeviceDraft, name: str, words: tuple[str, ...], family: Family
) -> tuple[str, ...] | None:
    """A group for the addresses of a rule; () is any, None is none of the family."""
    if not words or any(prefix(w).prefixlen == 0 and prefix(w).version == family for w in words):
        return ()
    found = literal_group(d, name, words, family)
    return (found,) if found else None


def _source(
    d: DeviceDraft, part: Node, rule: Node, from_zone: str, to_zone: str, sets: Node
) -> Iterator[NatRule]:
    matches = _match(rule, "source-address", "destination-address")
    action = rule.at("then", "source-nat") or _NOTHING
    kind = action.value()
    if kind not in ("interface", "pool") or not to_zone:
        raise _StrangeError(rule.word)
    ends = _pool(part, action.value("pool")) if kind == "pool" else None
    for family in _FAMILIES:
        name = f"{sets.word}/{rule.word}"
        sources = _groups(d, f"{name}/from", matches.values("source-address"), family)
        targets = _groups(d, f"{name}/to", matches.values("destination-address"), family)
        if sources is None or targets is None or (ends and ends[0].version != family):
            continue
        yield NatRule(
            name, family, NatKind.SOURCE, from_zone, to_zone, sources, targets,
            ends[0] if ends else None, ends[1] if ends else None, where=d.account.span(rule),
        )  # fmt: skip


def _destination(
    d: DeviceDraft, part: Node, rule: Node, from_zone: str, _to: str, sets: Node
) -> Iterator[NatRule]:
    matches = _match(rule, "destination-address", "destination-port", "protocol", "source-address")
    target = prefix(matches.value("destination-address") or "")
    pool = rule.value("then", "destination-nat", "pool")
    first, last = _pool(part, pool)
    if target.num_addresses != 1 or first != last:
        raise _StrangeError(rule.word)
    family: Family = 4 if target.version == 4 else 6
    sources = _groups(d, f"{sets.word}/{rule.word}/from", matches.values("source-address"), family)
    ports = matches.values("destination-port")
    if len(ports) > 1 or sources is None:
        raise _StrangeError(rule.word)
    listed = part.at("pool", pool or "", "address")
    words = listed.words() if listed else []
    mapped = number(words[words.index("port") + 1], 0, 65535) if "port" in words else None
    said = [protocol(w) for w in matches.values("protocol")]
    anything: list[int | None] = [TCP, UDP] if ports else [None]
    for number_ in said or anything:
        yield NatRule(
            f"{sets.word}/{rule.word}", family, NatKind.DESTINATION, from_zone,
            sources=sources, address=target.network_address, mapped_address=first,
            protocol=number_, port=number(ports[0], 0, 65535) if ports else None,
            mapped_port=mapped, where=d.account.span(rule),
        )  # fmt: skip


def _static(
    d: DeviceDraft, _part: Node, rule: Node, from_zone: str, _to: str, sets: Node
) -> Iterator[NatRule]:
    """One address for one other, both ways: towards it here; the way back is not modelled."""
    matches = _match(rule, "destination-address")
    target = prefix(matches.value("destination-address") or "")
    inside = prefix(rule.value("then", "static-nat", "prefix") or "")
    if target.num_addresses != 1 or inside.num_addresses != 1:
        raise _StrangeError(rule.word)
    d.account.mark_all(rule.children["then"], UNMODELLED)
    yield NatRule(
        f"{sets.word}/{rule.word}",
        4 if target.version == 4 else 6,
        NatKind.DESTINATION,
        from_zone,
        address=target.network_address,
        mapped_address=inside.network_address,
        where=d.account.span(rule),
    )
