"""What is said of a BGP neighbour in words that only EOS has; the rest is the IOS family's."""

from __future__ import annotations

from collections.abc import Callable

from kawanet.parse.arista_eos.values import eos_secret, interface_name
from kawanet.parse.bgp_draft import PeerDraft, Settings
from kawanet.parse.bgp_neighbor import set_knob
from kawanet.parse.result import LineClass
from kawanet.parse.statements import IRRELEVANT, MODELLED, UNMODELLED, UNRECOGNISED, entries

_KINDS = ("standard", "extended", "large")
_QUIET_KNOBS = frozenset(
    entries(
        """auto-local-addr, bgp, fall-over, graceful-restart-helper, idle-restart-timer,
        link-bandwidth, local-v4-addr, local-v6-addr, maximum-accepted-routes, monitoring,
        out-delay, rib-in, route-refresh, session, tcp, ucmp, dps, missing-policy, advertise-map,
        in-delay, send-community-link-bandwidth""",
        IRRELEVANT,
    )
)
_DOUBTED_KNOBS = frozenset(
    entries(
        """encapsulation, export-localpref, import-localpref, metric-out, next-hop-peer,
        shared-secret, next-hop-v6-addr, send-ipv6-link-local, next-hop, peer-tag, rcf,
        route-to-peer, domain, update""",
        UNMODELLED,
    )
)


def set_eos_knob(
    peer: PeerDraft, settings: Settings, words: list[str], *, denied: bool
) -> LineClass:
    """Read one setting of a peer, in one address family."""
    own = _OWN.get(words[0])
    if own is not None and not denied:
        return own(peer, settings, words[1:])
    if words[0] in _QUIET_KNOBS:
        return IRRELEVANT
    if words[0] in _DOUBTED_KNOBS:
        return IRRELEVANT if denied else UNMODELLED
    if denied and words[0] in ("peer", "maximum-routes", "additional-paths", "prefix-list"):
        return IRRELEVANT
    return set_knob(peer, settings, words, interface_name, denied=denied)


def _peer_group(peer: PeerDraft, _: Settings, words: list[str]) -> LineClass:
    """`peer group [G]`, `peer-group [G]`: without a name, X is a group itself."""
    rest = words[1:] if words[:1] == ["group"] else words
    for name in rest[:1]:
        if name not in peer.groups:
            peer.groups.append(name)
    return MODELLED


def _send_community(_: PeerDraft, settings: Settings, words: list[str]) -> LineClass:
    """`send-community [standard] [extended] [large]`: alone all of them; `add`, `remove` one."""
    held = set(settings.get("send_communities", ()))
    named = {w for w in words if w in _KINDS}
    if words[:1] == ["remove"]:
        held -= named
    elif words[:1] == ["add"]:
        held |= named
    else:
        held = named or set(_KINDS)
    settings["send_communities"] = tuple(kind for kind in _KINDS if kind in held)
    return MODELLED


def _maximum_routes(_: PeerDraft, settings: Settings, words: list[str]) -> LineClass:
    """`maximum-routes N [warning-only | warning-limit W]`; 0 is no limit."""
    limit = int(words[0])
    settings["maximum_prefixes"] = None if "warning-only" in words or not limit else limit
    return MODELLED


def _default_originate(_: PeerDraft, settings: Settings, words: list[str]) -> LineClass:
    """`default-originate [route-map M] [always]`: without `always` while the RIB has a default."""
    settings["default_originate"] = True
    if "route-map" in words:
        settings["default_originate_policy"] = words[words.index("route-map") + 1]
    settings["default_originate_needs_route"] = "always" not in words
    return MODELLED


def _additional_paths(_: PeerDraft, settings: Settings, words: list[str]) -> LineClass:
    """`additional-paths receive | send any`."""
    if words[0] not in ("receive", "send"):
        return UNRECOGNISED
    settings[f"additional_paths_{words[0]}"] = True
    return MODELLED


def _as_path(_: PeerDraft, settings: Settings, words: list[str]) -> LineClass:
    """`as-path remote-as replace out` is AS override."""
    if words == ["remote-as", "replace", "out"]:
        settings["as_override"] = True
        return MODELLED
    return UNMODELLED


def _password(peer: PeerDraft, _: Settings, words: list[str]) -> LineClass:
    peer.session["password"] = eos_secret([w for w in words if w != "key"])
    return MODELLED


def _ttl(peer: PeerDraft, _: Settings, words: list[str]) -> LineClass:
    """`ttl maximum-hops N`."""
    peer.session["multihop"] = int(words[-1]) + 1
    return MODELLED


def _enforce_first_as(_: PeerDraft, __: Settings, ___: list[str]) -> LineClass:
    return IRRELEVANT  # the default


_OWN: dict[str, Callable[[PeerDraft, Settings, list[str]], LineClass]] = {
    "peer": _peer_group,
    "peer-group": _peer_group,
    "send-community": _send_community,
    "maximum-routes": _maximum_routes,
    "default-originate": _default_originate,
    "additional-paths": _additional_paths,
    "as-path": _as_path,
    "password": _password,
    "ttl": _ttl,
    "enforce-first-as": _enforce_first_as,
}
