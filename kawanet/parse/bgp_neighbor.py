"""What is said of a BGP neighbour, in the words that IOS, EOS, NX-OS and FRR share.

`set_knob` takes the words behind `neighbor X` (NX-OS: a line inside the neighbour's block).

Source: Cisco IOS IP Routing Protocols Command Reference, BGP commands (`neighbor ...`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from kawanet.model.bgp import ConditionalAdvertisement
from kawanet.model.system import Secret
from kawanet.parse.bgp_draft import PeerDraft, Settings, cluster_id
from kawanet.parse.cisco_values import optional_address, secret_of
from kawanet.parse.numbers import as_number
from kawanet.parse.result import LineClass
from kawanet.parse.statements import IRRELEVANT, MODELLED, UNMODELLED, UNRECOGNISED, entries

Knob: TypeAlias = Callable[[Settings, list[str]], LineClass]  # settings, words behind the knob
_SIDES = {"in": "import", "out": "export"}
_ALLOW_AS_IN = 3
_MULTIHOP = 255


def remote_as(word: str) -> int | str:
    """An AS number, `internal` or `external`."""
    return word if word in ("internal", "external") else as_number(word)


def _remote_as(s: Settings, words: list[str]) -> LineClass:
    s["remote_as"] = remote_as(words[0])
    if words[1:2] == ["alternate-as"]:
        s["remote_as"] = "external"
    return UNMODELLED if words[1:] else MODELLED  # which of them, the model does not say


def _local_as(s: Settings, words: list[str]) -> LineClass:
    s["local_as"] = as_number(words[0])
    s["local_as_mode"] = (
        "replace" if "replace-as" in words else "no-prepend" if "no-prepend" in words else "prepend"
    )
    return UNMODELLED if "dual-as" in words else MODELLED


def _multihop(s: Settings, words: list[str]) -> LineClass:
    s["multihop"] = int(words[0]) if words else _MULTIHOP
    return MODELLED


def _ttl_security(s: Settings, words: list[str]) -> LineClass:
    """`ttl-security hops N`: up to N hops away."""
    hops = int(words[-1])
    s["multihop"] = hops if hops > 1 else None
    return MODELLED


def _no_connected_check(s: Settings, _: list[str]) -> LineClass:
    s["connected_check"] = False
    return MODELLED


def _shutdown(s: Settings, words: list[str]) -> LineClass:
    if words[:1] == ["graceful"]:
        return UNMODELLED
    s["enabled"] = False
    return MODELLED


def _passive(s: Settings, _: list[str]) -> LineClass:
    s["passive"] = True
    return MODELLED


def _transport(s: Settings, words: list[str]) -> LineClass:
    if words[:1] == ["connection-mode"]:
        s["passive"] = words[1] == "passive"
        return MODELLED
    return IRRELEVANT  # path MTU, single or multiple sessions


def _description(s: Settings, words: list[str]) -> LineClass:
    s["description"] = " ".join(words)
    return MODELLED


def _password(s: Settings, words: list[str]) -> LineClass:
    s["password"] = secret_of(words) if words else Secret("plain")
    return MODELLED


def _cluster_id(s: Settings, words: list[str]) -> LineClass:
    s["cluster_id"] = cluster_id(words[0])
    return MODELLED


def _policy(s: Settings, words: list[str]) -> LineClass:
    """`route-map NAME in|out`."""
    s[f"{_SIDES[words[1]]}_policies"] = (words[0],)
    return MODELLED


def _filter(kind: str) -> Knob:
    """`prefix-list|filter-list|distribute-list NAME in|out`."""

    def read(s: Settings, words: list[str]) -> LineClass:
        s[f"{_SIDES[words[1]]} {kind}"] = (words[0],)
        return MODELLED

    return read


def _flag(name: str) -> Knob:
    def read(s: Settings, words: list[str]) -> LineClass:
        s[name] = True
        return IRRELEVANT if words[:1] == ["disable"] else MODELLED

    return read


def _next_hop_self(s: Settings, words: list[str]) -> LineClass:
    s["next_hop_self"] = "all" if words[:1] in (["all"], ["force"]) else "yes"
    return MODELLED


_COMMUNITIES: Mapping[str, tuple[str, ...]] = {
    "standard": ("standard",),
    "extended": ("extended",),
    "large": ("large",),
    "both": ("standard", "extended"),
    "all": ("standard", "extended", "large"),
    "add": (),
}


def _send_community(s: Settings, words: list[str]) -> LineClass:
    """Lines add up: `send-community` and `send-community extended` are both."""
    wanted = {kind for word in words or ["standard"] for kind in _COMMUNITIES[word]}
    held = {*s.get("send_communities", ()), *wanted}
    s["send_communities"] = tuple(k for k in ("standard", "extended", "large") if k in held)
    return MODELLED


def _default_originate(s: Settings, words: list[str]) -> LineClass:
    s["default_originate"] = True
    s["default_originate_policy"] = words[1] if words[:1] == ["route-map"] else None
    return MODELLED


def _allow_as_in(s: Settings, words: list[str]) -> LineClass:
    if words[:1] == ["origin"]:
        return UNMODELLED
    s["allow_as_in"] = int(words[0]) if words else _ALLOW_AS_IN
    return MODELLED


def _remove_private_as(s: Settings, words: list[str]) -> LineClass:
    s["remove_private_as"] = (
        "replace"
        if words[-1:] in (["replace-as"], ["replace-AS"], ["replace"])
        else "all"
        if words[:1] == ["all"]
        else "yes"
    )
    return MODELLED


def _weight(s: Settings, words: list[str]) -> LineClass:
    s["weight"] = int(words[0])
    return MODELLED


def _maximum_prefixes(s: Settings, words: list[str]) -> LineClass:
    if "warning-only" in words:
        return IRRELEVANT
    s["maximum_prefixes"] = int(words[0])
    return MODELLED


def _additional_paths(s: Settings, words: list[str]) -> LineClass:
    s["additional_paths_send"] = "send" in words
    s["additional_paths_receive"] = "receive" in words
    return MODELLED


def _advertise(_: Settings, words: list[str]) -> LineClass:
    """`advertise additional-paths all`: which paths go; other choices are not modelled."""
    return MODELLED if words == ["additional-paths", "all"] else UNMODELLED


def _unsuppress(s: Settings, words: list[str]) -> LineClass:
    s["unsuppress_policy"] = words[0]
    return MODELLED


def _advertise_map(s: Settings, words: list[str]) -> LineClass:
    """`advertise-map A exist-map|non-exist-map E`."""
    exists = {"exist-map": True, "non-exist-map": False}[words[1]]
    s["conditional"] = ConditionalAdvertisement(words[0], words[2], exists)
    return MODELLED


def _activate(s: Settings, _: list[str]) -> LineClass:
    s["active"] = True
    return MODELLED


SESSION: Mapping[str, Knob] = {
    "remote-as": _remote_as,
    "local-as": _local_as,
    "ebgp-multihop": _multihop,
    "ttl-security": _ttl_security,
    "disable-connected-check": _no_connected_check,
    "shutdown": _shutdown,
    "passive": _passive,
    "transport": _transport,
    "description": _description,
    "password": _password,
    "cluster-id": _cluster_id,
}
FAMILY: Mapping[str, Knob] = {
    "activate": _activate,
    "route-map": _policy,
    "prefix-list": _filter("prefix_lists"),
    "filter-list": _filter("as_path_lists"),
    "distribute-list": _filter("acls"),
    "route-reflector-client": _flag("route_reflector_client"),
    "next-hop-self": _next_hop_self,
    "next-hop-unchanged": _flag("next_hop_unchanged"),
    "send-community": _send_community,
    "default-originate": _default_originate,
    "allowas-in": _allow_as_in,
    "as-override": _flag("as_override"),
    "remove-private-as": _remove_private_as,
    "remove-private-AS": _remove_private_as,
    "weight": _weight,
    "maximum-prefix": _maximum_prefixes,
    "additional-paths": _additional_paths,
    "advertise": _advertise,
    "unsuppress-map": _unsuppress,
    "advertise-map": _advertise_map,
}
_QUIET = frozenset(
    entries(
        """timers, version, fall-over, bfd, capability, dont-capability-negotiate,
        advertisement-interval, soft-reconfiguration, translate-update, log-neighbor-changes,
        ha-mode, slow-peer, bmp-activate, suppress-signaling-protocol, disable-addr-family,
        default-timers, exit, exit-peer-session, exit-peer-policy, graceful-restart,
        override-capability-neg, strict-capability-match, strict-capability-ls,
        sender-as-path-loop-detection, solo, port, interface-id, idle-hold-time, dampening, bmp,
        logging, low-memory, metric-out-max, extended-optional-parameters, ao,
        prefix-length-size, override-capability, tcp-mss, oad, disable-addpath-rx, enforce-multihop,
        encapsulation-srv6, maximum-prefix-out, long-lived-graceful-restart, bmp-activate-server""",
        IRRELEVANT,
    )
)
_DOUBTED = frozenset(
    entries(
        """graceful-shutdown, addpath-tx-all-paths, addpath-tx-bestpath-per-AS, accept-own,
        addpath-tx-best-selected, non-exist-map, soo, send-label, aigp, dmzlink-bw,
        inter-as-hybrid, path-attribute, local-preference, accept-route-policy-rt-filter,
        accept-route-policy-rt, suppress-inactive, next-hop-self-all, advertise-best-external,
        import, allow-policy, rtr, route-server-client, announce, internal-vpn-client,
        translate-topology, attribute-unchanged, disallow-multi-attr-discard""",
        UNMODELLED,
    )
)
# What a knob is when it is denied: `no neighbor X activate` holds against a group's word.
_DENIED: Mapping[str, Settings] = {
    "shutdown": {"enabled": True},
    "passive": {"passive": False},
    "local-as": {"local_as": None, "local_as_mode": "prepend"},
    "ebgp-multihop": {"multihop": None},
    "disable-connected-check": {"connected_check": True},
}
_DENIED_FAMILY: Mapping[str, Settings] = {
    "activate": {"active": False},
    "route-reflector-client": {"route_reflector_client": False},
    "next-hop-self": {"next_hop_self": "no"},
    "next-hop-unchanged": {"next_hop_unchanged": False},
    "send-community": {"send_communities": ()},
    "default-originate": {"default_originate": False},
    "allowas-in": {"allow_as_in": 0},
    "as-override": {"as_override": False},
    "remove-private-as": {"remove_private_as": "no"},
    "weight": {"weight": None},
    "maximum-prefix": {"maximum_prefixes": None},
}


def set_knob(
    peer: PeerDraft,
    family: Settings,
    words: list[str],
    full_name: Callable[[str], str],
    *,
    denied: bool = False,
) -> LineClass:
    """Read one setting of a peer. `family`: the settings of the address family it may be for."""
    word, rest = words[0], words[1:]
    if denied:
        return _deny(peer, family, words)
    if word == "update-source":
        found = optional_address(rest[0])
        peer.session["update_source"] = full_name("".join(rest)) if found is None else found
        return MODELLED
    if word in ("peer-group", "inherit"):
        return _inherit(peer, word, rest)
    settings, knob = (
        (peer.session, SESSION.get(word)) if word in SESSION else (family, FAMILY.get(word))
    )
    if knob is not None:
        return knob(settings, rest)
    if word in _QUIET:
        return IRRELEVANT
    return UNMODELLED if word in _DOUBTED else UNRECOGNISED


def _inherit(peer: PeerDraft, word: str, rest: list[str]) -> LineClass:
    """`peer-group G`, `inherit peer-session|peer-policy|peer T [N]`."""
    if word == "inherit":
        rest = rest[1:2]
    for name in rest[:1]:
        if name not in peer.groups:
            peer.groups.append(name)
    return MODELLED


def _deny(peer: PeerDraft, family: Settings, words: list[str]) -> LineClass:
    word = words[0].lower()
    if word == "send-community" and words[1:]:
        kinds = _COMMUNITIES.get(words[1], ())
        held = family.get("send_communities", ())
        family["send_communities"] = tuple(k for k in held if k not in kinds)
        return MODELLED
    if word in _DENIED:
        peer.session |= _DENIED[word]
        return MODELLED
    if word in _DENIED_FAMILY:
        family |= _DENIED_FAMILY[word]
        return MODELLED
    known = word in SESSION or word in FAMILY or word in _QUIET or word in _DOUBTED
    return IRRELEVANT if known or word in ("peer-group", "inherit") else UNRECOGNISED
