"""Routes of one instance in another: rib-groups, `instance-import`, `auto-export` by target.

The first table of a group's `import-rib` is the protocol's own, the others get copies. Instances of
one router exchange routes by target only with `auto-export`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kawanet.model.interfaces import Family
from kawanet.model.network import RouteTargets
from kawanet.model.route_policy import MatchCommunities, MatchVrfs, SetCommunities, Source
from kawanet.model.routing import RouteLeak
from kawanet.parse.juniper_junos.communities import community
from kawanet.parse.juniper_junos.conditions import policy_chain, table_name
from kawanet.parse.juniper_junos.draft import DeviceDraft, InstanceDraft
from kawanet.parse.juniper_junos.reading import UNMODELLED
from kawanet.parse.word_tree import Node

_INTERFACES = (Source.CONNECTED, Source.LOCAL)
_FAMILIES: tuple[tuple[str, Family], ...] = (("inet", 4), ("inet6", 6))
_TARGET = "rt:"
_NOTHING = Node("", 0)


def leaks_of(d: DeviceDraft) -> tuple[RouteLeak, ...]:
    """All leaks, those of one pair of instances and one chain of policies as one."""
    found: dict[tuple[str, str, int, tuple[str, ...]], RouteLeak] = {}
    for instance in d.instances.values():
        for leak in (*_by_group(d, instance), *_by_policy(d, instance)):
            key = (leak.vrf, leak.from_vrf, leak.family, leak.policies)
            known = found.get(key)
            sources = (*known.sources, *leak.sources) if known else leak.sources
            found[key] = replace(known or leak, sources=tuple(dict.fromkeys(sources)))
    return tuple(found[key] for key in sorted(found))


def _by_group(d: DeviceDraft, instance: InstanceDraft) -> Iterator[RouteLeak]:
    for name, said, sources, family in _uses(instance):
        group = d.root.at("routing-options", "rib-groups", name)
        if group is None:
            continue
        chain = group.at("import-policy")
        policies = policy_chain(d, chain) if chain else ()
        if policies is None:
            d.account.mark_all(group, UNMODELLED)
            continue
        for word in group.values("import-rib")[1:]:
            try:
                target, version = table_name(word)
            except ValueError:
                d.account.mark_all(group, UNMODELLED)
                continue
            if family in (None, version) and target != instance.name:
                of: Family = 4 if version == 4 else 6
                where = d.account.span(said)
                yield RouteLeak(target, instance.name, of, policies, sources, where)


Use = tuple[str, Node, tuple[Source, ...], Family | None]


def _uses(instance: InstanceDraft) -> Iterator[Use]:
    """Where an instance names a rib-group, and for which routes."""
    options = instance.options or _NOTHING
    for word, family in _FAMILIES:
        for group in options.values("interface-routes", "rib-group", word):
            yield group, options.children["interface-routes"], _INTERFACES, family
    for place in (options, *(options.at("rib") or _NOTHING).children.values()):
        static = place.at("static", "rib-group")
        for group in static.children if static else ():
            yield group, static or _NOTHING, (Source.STATIC,), None
    for node, source, of in instance.rib_groups:
        names = [w for w in node.words() if w not in ("inet", "inet6")]
        for group in names:
            yield group, node, (source,), of


def _by_policy(d: DeviceDraft, instance: InstanceDraft) -> Iterator[RouteLeak]:
    node = instance.options.at("instance-import") if instance.options else None
    policies = policy_chain(d, node) if node else ()
    if node is None or policies is None:
        return
    named = [
        vrf
        for name in policies
        for term in (d.policies[name].terms if name in d.policies else ())
        for match in term.matches
        if isinstance(match, MatchVrfs)
        for vrf in match.names
    ]
    for vrf in dict.fromkeys(named or d.instances):
        if vrf != instance.name:
            for _, family in _FAMILIES:
                where = d.account.span(node)
                yield RouteLeak(instance.name, vrf, family, policies, (), where)


def targets_of(d: DeviceDraft, instance: InstanceDraft, node: Node) -> tuple[RouteTargets, ...]:
    """What an instance exchanges by target with the others of this device."""
    imports, exports = _policies(d, node, "vrf-import"), _policies(d, node, "vrf-export")
    both = _plain_targets(node, ())
    taken = (*both, *_plain_targets(node, ("import",)), *_matched(d, imports))
    given = (*both, *_plain_targets(node, ("export",)), *_added(d, exports))
    if instance.options is None or instance.options.at("auto-export") is None:
        return ()
    return tuple(
        RouteTargets(family, tuple(dict.fromkeys(taken)), tuple(dict.fromkeys(given)),
                     imports, exports)
        for _, family in _FAMILIES
    )  # fmt: skip


def _policies(d: DeviceDraft, node: Node, word: str) -> tuple[str, ...]:
    said = node.at(word)
    found = policy_chain(d, said) if said else ()
    if said is not None and found is None:
        d.account.mark_all(said, UNMODELLED)
    return found or ()


def _plain_targets(node: Node, path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        community(word).removeprefix(_TARGET)
        for word in node.values("vrf-target", *path)
        if word.startswith("target:")
    )


def _matched(d: DeviceDraft, policies: tuple[str, ...]) -> tuple[str, ...]:
    lists = (
        name
        for policy in policies
        for term in (d.policies[policy].terms if policy in d.policies else ())
        for match in term.matches
        if isinstance(match, MatchCommunities)
        for name in match.lists
    )
    return _targets(value for name in lists for value in d.communities.get(name, ()))


def _added(d: DeviceDraft, policies: tuple[str, ...]) -> tuple[str, ...]:
    return _targets(
        value
        for policy in policies
        for term in (d.policies[policy].terms if policy in d.policies else ())
        for change in term.changes
        if isinstance(change, SetCommunities) and change.op != "delete"
        for value in change.values
    )


def _targets(values: Iterator[str]) -> tuple[str, ...]:
    return tuple(v.removeprefix(_TARGET) for v in values if v.startswith(_TARGET))
