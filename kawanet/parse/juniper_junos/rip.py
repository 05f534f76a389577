"""`protocols rip` and `ripng` of an instance: groups of interfaces and what is told on them.

Source: Junos Policy Framework Configuration Guide 10.4, "Default Import and Export Policies for
Protocols" (nothing is told without a policy); "Default Route Preference Values" (100).
"""

from __future__ import annotations

from kawanet.model.igp import RipProcess
from kawanet.model.interfaces import Family, RipInterface
from kawanet.model.route_policy import Redistribution
from kawanet.parse.juniper_junos.conditions import policy_chain
from kawanet.parse.juniper_junos.draft import DeviceDraft, InstanceDraft
from kawanet.parse.juniper_junos.reading import (
    IRRELEVANT,
    MODELLED,
    UNMODELLED,
    classes,
    read,
)
from kawanet.parse.juniper_junos.redistribution import chain_of
from kawanet.parse.juniper_junos.values import number
from kawanet.parse.word_tree import Node

_PREFERENCE = 100
_NOTHING = Node("", 0)


def rip_reader(family: Family) -> object:
    """The reader of RIP or RIPng."""

    def rip(instance: InstanceDraft, node: Node) -> None:
        instance.rip.append((family, node))
        read(_RIP, instance, node)

    return rip


def rip_of(d: DeviceDraft, instance: InstanceDraft) -> list[RipProcess]:
    """The processes of an instance; its units learn that they take part."""
    found = []
    for family, node in instance.rip:
        redistribute: list[Redistribution] = []
        preference = node.value("preference")
        groups = node.at("group") or _NOTHING
        for group in groups.children.values():
            redistribute += _exports(d, group)
            preference = group.value("preference") or preference
            neighbours = group.at("neighbor") or _NOTHING
            for word, child in neighbours.children.items():
                redistribute += _exports(d, child)
                unit = d.unit(word)
                if (
                    unit
                    and unit.vrf == instance.name
                    and not any(r.family == family for r in unit.rip)
                ):
                    silent = child.value("send") == "none"
                    unit.rip.append(RipInterface(family, silent))
        distance = number(preference) if preference else _PREFERENCE
        where = d.account.span(node)
        rules = tuple(dict.fromkeys(redistribute))
        found.append(
            RipProcess(instance.name, family, rules, distance=distance, max_paths=16, where=where)
        )
    return found


def _exports(d: DeviceDraft, node: Node) -> list[Redistribution]:
    said = node.at("export")
    if said is None:
        return []
    if policy_chain(d, said, keep=False) is None:
        d.account.mark_all(said, UNMODELLED)
        return []
    return chain_of(d, list(said.children.values()))


_NEIGHBOUR = {
    **classes("export preference send", MODELLED),
    **classes("receive message-size update-interval check-zero no-check-zero", IRRELEVANT),
    **classes("authentication-key authentication-type bfd-liveness-detection", IRRELEVANT),
    **classes("route-timeout holddown dynamic-peers", IRRELEVANT),
    **classes("any-sender demand-circuit max-retrans-time interface-type peer", IRRELEVANT),
    "*": UNMODELLED,
}
_RIP = {
    "group": {"*": {**_NEIGHBOUR, "neighbor": {"*": _NEIGHBOUR}}},
    "preference": MODELLED,
    **classes("traceoptions graceful-restart update-interval route-timeout holddown", IRRELEVANT),
    **classes("receive send check-zero no-check-zero authentication-key", IRRELEVANT),
    **classes("authentication-type message-size", IRRELEVANT),
    "*": UNMODELLED,
}
