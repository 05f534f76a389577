"""What is said of BGP as a whole, in the words that IOS, EOS, NX-OS and FRR share.

Tables of readers of a `FamilyScope`: `PROCESS_KNOBS` (what holds for the process), `FAMILY_KNOBS`
(`network`, `aggregate-address`, `maximum-paths`, ...) and `NEIGHBORS` (`neighbor X ...`).

Source: Cisco IOS IP Command Reference, Volume 2, Release 12.3T, BGP commands (`bgp ...`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import Any

from kawanet.model.bgp import BgpAggregate, BgpNetwork
from kawanet.model.distances import DistanceRule
from kawanet.model.interfaces import Family
from kawanet.model.route_policy import IPNetwork
from kawanet.parse.bgp_draft import BgpDraft, BgpFamilyDraft, cluster_id, listening_peer
from kawanet.parse.bgp_neighbor import remote_as, set_knob
from kawanet.parse.cisco_values import ipv4, ipv4_match, ipv4_network, ipv4_prefix, ipv6_network
from kawanet.parse.indented import Statement
from kawanet.parse.numbers import as_number
from kawanet.parse.result import LineClass
from kawanet.parse.statements import IRRELEVANT, MODELLED, UNMODELLED, Entry, entries


@dataclass(slots=True)
class FamilyScope:
    """An address family of a process, as its lines are read. `full_name`: of an interface."""

    bgp: BgpDraft
    family: Family
    full_name: Callable[[str], str] = str

    @property
    def draft(self) -> BgpFamilyDraft:
        return self.bgp.family(self.family)


def classful(address: IPv4Address) -> IPNetwork:
    """The network of an address by its class; 0.0.0.0 is the default route."""
    if not int(address):
        return ipv4_prefix("0.0.0.0/0")
    first = int(address) >> 24
    return ipv4_prefix(f"{address}/{8 if first < 128 else 16 if first < 192 else 24}")


def prefix_of(words: list[str], family: Family) -> tuple[IPNetwork, list[str]]:
    """Take a prefix off the front: `A/N`, `A mask M`, `A M`, or `A` with the mask of its class."""
    if family == 6:
        return ipv6_network(words[0]), words[1:]
    if "/" in words[0]:
        return ipv4_prefix(words[0]), words[1:]
    if words[1:2] == ["mask"]:
        return ipv4_network(words[0], words[2]), words[3:]
    if len(words) > 1 and words[1][0].isdigit():
        return ipv4_network(words[0], words[1]), words[2:]
    return classful(ipv4(words[0])), words[1:]


def _network(f: FamilyScope, s: Statement) -> LineClass:
    prefix, rest = prefix_of(s.words[1:], f.family)
    policy = rest[rest.index("route-map") + 1] if "route-map" in rest else None
    if "evpn" in rest:
        return UNMODELLED
    if "backdoor" in rest:  # not originated: the distance of a prefix that others tell
        f.draft.backdoors.add(prefix)
        return MODELLED
    where = f.bgp.ledger.span(s.number)
    f.draft.networks[prefix] = BgpNetwork(prefix, policy, where=where)
    return MODELLED


def _distribute_list(f: FamilyScope, s: Statement) -> LineClass:
    """`distribute-list ACL|prefix P in|out`, of all neighbours."""
    words = s.words[2:] if s.words[1] == "prefix" else s.words[1:]
    kind = "prefix_lists" if s.words[1] == "prefix" else "acls"
    if len(words) != 2 or words[1] not in ("in", "out"):
        return UNMODELLED
    side = "import" if words[1] == "in" else "export"
    f.bgp.family_defaults.setdefault(f.family, {})[f"{side} {kind}"] = (words[0],)
    return MODELLED


def _no_network(f: FamilyScope, s: Statement) -> LineClass:
    prefix, _ = prefix_of(s.words[2:], f.family)
    f.draft.networks.pop(prefix, None)
    return MODELLED


_AGGREGATE_MAPS = {
    "attribute-map": "attribute_policy",
    "route-map": "attribute_policy",
    "suppress-map": "suppress_policy",
    "advertise-map": "advertise_policy",
}


def _aggregate(f: FamilyScope, s: Statement) -> LineClass:
    prefix, rest = prefix_of(s.words[1:], f.family)
    found: dict[str, Any] = {}
    line_class = MODELLED
    words = iter(rest)
    for word in words:
        if word in _AGGREGATE_MAPS:
            found[_AGGREGATE_MAPS[word]] = next(words)
        elif word in ("summary-only", "as-set"):
            found[word.replace("-", "_")] = True
        else:
            line_class = UNMODELLED
    where = f.bgp.ledger.span(s.number)
    f.draft.aggregates[prefix] = BgpAggregate(prefix, **found, where=where)
    return line_class


def _maximum_paths(f: FamilyScope, s: Statement) -> LineClass:
    """`maximum-paths [ibgp|eibgp] N [import N]`."""
    words = s.words[1:]
    kinds = {"ibgp": "max_paths_ibgp", "eibgp": "max_paths_eibgp", "mixed": "max_paths_eibgp"}
    key = kinds.get(words[0], "max_paths")
    rest = words[1:] if words[0] in kinds else words
    f.draft.settings[key] = int(rest[-1 if rest[0] == "unequal-cost" else 0])
    return UNMODELLED if "unequal-cost" in rest or "import" in rest else MODELLED


def _distance(f: FamilyScope, s: Statement) -> LineClass:
    """`distance bgp EXTERNAL INTERNAL LOCAL`, `distance N NEIGHBOUR WILDCARD [ACL]`."""
    if s.words[1] != "bgp":
        rule = distance_rule(s.words[1:])
        if rule is None:
            return UNMODELLED
        f.draft.settings["distances"] = (*f.draft.settings.get("distances", ()), rule)
        return MODELLED
    external, internal, local = (int(w) for w in s.words[2:5])
    f.draft.settings |= {
        "distance_external": external,
        "distance_internal": internal,
        "distance_local": local,
    }
    return MODELLED


def distance_rule(words: list[str]) -> DistanceRule | None:
    """`N A WILDCARD [ACL]`; None for a wildcard that is no prefix's, or another form."""
    if len(words) not in (3, 4):
        return None
    source = ipv4_match(words[1], words[2])
    if not isinstance(source, IPv4Network):
        return None
    return DistanceRule(int(words[0]), source, tuple(words[3:]))


def _default_information(f: FamilyScope, _: Statement) -> LineClass:
    f.draft.settings["default_originate"] = True
    return MODELLED


def _table_map(f: FamilyScope, s: Statement) -> LineClass:
    """`table-map MAP filter` keeps routes out of the RIB; without `filter` it changes them."""
    if s.words[2:] != ["filter"]:
        return UNMODELLED
    f.draft.settings["table_policy"] = s.words[1]
    return MODELLED


def _additional_paths(f: FamilyScope, s: Statement) -> LineClass:
    """`bgp additional-paths [send] [receive]` of all peers; `select` and `install` of this one."""
    words = s.words[2:]
    if words[0] in ("select", "install"):
        return IRRELEVANT if words[-1] in ("all", "install", "backup") else UNMODELLED
    f.bgp.family_defaults.setdefault(f.family, {}).update(
        additional_paths_send="send" in words, additional_paths_receive="receive" in words
    )
    return MODELLED


FAMILY_KNOBS: dict[str, Entry[FamilyScope]] = {
    "network": _network,
    "no network": _no_network,
    "aggregate-address": _aggregate,
    "maximum-paths": _maximum_paths,
    "distance": _distance,
    "default-information originate": _default_information,
    "table-map": _table_map,
    "distribute-list": _distribute_list,
    "bgp additional-paths": _additional_paths,
    **entries(
        """exit-address-family, exit, bgp dampening, bgp scan-time, no synchronization, no
        auto-summary, bgp soft-reconfig-backup, bgp aggregate-timer, bgp nexthop trigger, bgp
        slow-peer, snmp, bgp update-delay, maximum-secondary-paths""",
        IRRELEVANT,
    ),
    **entries(
        """synchronization, auto-summary, bgp advertise-best-external, bgp
        inject-map, bgp recursion, import path, bgp dmzlink-bw, bgp nexthop, export map, import
        map, advertise l2vpn""",
        UNMODELLED,
    ),
}


def _set(name: str, read: Callable[[str], object], at: int = -1) -> Entry[FamilyScope]:
    """A field of the process that is one word of the line."""

    def reader(f: FamilyScope, s: Statement) -> LineClass:
        f.bgp.settings[name] = read(s.words[at])
        return MODELLED

    return reader


def _turn(name: str, value: bool) -> Entry[FamilyScope]:
    def reader(f: FamilyScope, _: Statement) -> LineClass:
        f.bgp.settings[name] = value
        return MODELLED

    return reader


def _router_id(f: FamilyScope, s: Statement) -> LineClass:
    """`bgp router-id A`; `interface X` is resolved by the platform."""
    words = s.words[s.words.index("router-id") + 1 :]
    if words[0] in ("interface", "vrf", "auto-assign"):
        return UNMODELLED
    f.bgp.settings["router_id"] = IPv4Address(words[0])
    return MODELLED


def _confederation_peers(f: FamilyScope, s: Statement) -> LineClass:
    held = f.bgp.settings.get("confederation_peers", ())
    found = {*held, *(as_number(w) for w in s.words[3:])}
    f.bgp.settings["confederation_peers"] = tuple(sorted(found))
    return MODELLED


def _med(f: FamilyScope, s: Statement) -> LineClass:
    """`bgp bestpath med [confed] [missing-as-worst]`."""
    known = {"confed": "confederation_med", "missing-as-worst": "missing_med_worst"}
    for word in s.words[3:]:
        f.bgp.settings[known[word]] = True
    return MODELLED


def _default_ipv4(f: FamilyScope, s: Statement) -> LineClass:
    """`[no] bgp default ipv4-unicast`."""
    on = s.words[0] != "no"
    held = f.bgp.activates
    f.bgp.activates = held | {4} if on else held - {4}
    return MODELLED


def _neighbor(f: FamilyScope, s: Statement) -> LineClass:
    """`[no] neighbor X ...`; a word that is no address is a group."""
    denied = s.words[0] == "no"
    words = s.words[2 if denied else 1 :]
    peer = f.bgp.peer(words[0], f.bgp.ledger.span(s.number))
    return set_knob(peer, peer.family(f.family), words[1:], f.full_name, denied=denied)


NEIGHBORS: dict[str, Entry[FamilyScope]] = {"neighbor": _neighbor, "no neighbor": _neighbor}


def _listen(f: FamilyScope, s: Statement) -> LineClass:
    """`bgp listen range P peer-group G [remote-as N]`."""
    words = s.words[3:]
    peer = listening_peer(words[0], words[2], f.bgp.ledger.span(s.number))
    if "remote-as" in words:
        peer.session["remote_as"] = remote_as(words[words.index("remote-as") + 1])
    f.bgp.peers[words[0]] = peer
    return MODELLED


PROCESS_KNOBS: dict[str, Entry[FamilyScope]] = {
    "bgp router-id": _router_id,
    "bgp cluster-id": _set("cluster_id", cluster_id),
    "bgp confederation identifier": _set("confederation", as_number),
    "bgp confederation peers": _confederation_peers,
    "bgp always-compare-med": _turn("always_compare_med", True),
    "bgp deterministic-med": _turn("deterministic_med", True),
    "no bgp deterministic-med": _turn("deterministic_med", False),
    "bgp bestpath med": _med,
    "bgp bestpath compare-routerid": _turn("compare_router_id", True),
    "bgp bestpath as-path ignore": _turn("ignore_as_path", True),
    "bgp bestpath as-path multipath-relax": _turn("multipath_relax", True),
    "no bgp bestpath as-path multipath-relax": _turn("multipath_relax", False),
    "bgp default local-preference": _set("default_local_preference", int),
    "bgp default ipv4-unicast": _default_ipv4,
    "no bgp default ipv4-unicast": _default_ipv4,
    "no bgp client-to-client reflection": _turn("client_to_client", False),
    "bgp client-to-client reflection": _turn("client_to_client", True),
    "no bgp enforce-first-as": _turn("enforce_first_as", False),
    "bgp enforce-first-as": _turn("enforce_first_as", True),
    "bgp suppress-inactive": _turn("advertise_inactive", False),
    "default-metric": _set("default_metric", int),
    **entries(
        """bgp log-neighbor-changes, bgp graceful-restart, bgp asnotation, bgp
        fast-external-fallover,
        bgp scan-time, bgp nexthop trigger, bgp maxas-limit, bgp update-delay, bgp consistency,
        bgp dampening, bgp aggregate-timer, bgp bestpath cost-community, bgp transport, bgp
        ha-mode, bgp sso, bgp soft-reconfig-backup, bgp session-open, bgp refresh, bgp notify,
        bgp upgrade-cli, bgp rpki server, bgp regexp, bgp slow-peer, bgp nopeerup-delay, bgp
        deterministic-med-off, timers bgp, no synchronization, no auto-summary, bmp, snmp, exit,
        no bgp default ipv6-unicast, bgp warning, bgp network import-check""",
        IRRELEVANT,
    ),
    **entries(
        """bgp, bgp bestpath, synchronization, auto-summary, bgp nexthop, bgp route-map-cache, bgp
        dmzlink-bw, scope, bgp graceful-shutdown""",
        UNMODELLED,
    ),
    "bgp listen range": _listen,
    "bgp listen limit": IRRELEVANT,
}
