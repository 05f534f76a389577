"""Static routes of FRR: `ip route PREFIX {NEXTHOP [IFNAME] | IFNAME | blackhole} [options]`."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, ip_address, ip_network

from kawanet.errors import Span
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.routing import IPNetwork, StaticRoute
from kawanet.parse.linux_frr.draft import DeviceDraft, word_set
from kawanet.parse.result import LineClass

_DISCARD = frozenset(("blackhole", "reject", "null0"))
_OPTIONS = word_set("tag vrf label table nexthop-vrf onlink color bfd")
_VALUED = ("vrf", "nexthop-vrf", "tag")


def read_static(draft: DeviceDraft, words: Sequence[str], where: Span, vrf: str) -> LineClass:
    """Read one line. Raises ValueError, IndexError."""
    prefix, rest = _prefix(words[2:])
    if prefix.version != (4 if words[0] == "ip" else 6):
        raise ValueError(words[2])
    hop, rest = _next_hop(rest)
    interface = None
    if rest and not rest[0].isdigit() and rest[0] not in _OPTIONS:
        interface, rest = (None if rest[0].lower() in _DISCARD else rest[0]), rest[1:]
    elif hop is None:
        raise ValueError("no target")
    options, unknown = _route_options(rest)
    route = StaticRoute(
        vrf=options.get("vrf", vrf),
        prefix=prefix,
        next_hop=hop,
        interface=interface,
        distance=int(options.get("distance", "1")),
        next_hop_vrf=options.get("nexthop-vrf"),
        where=where,
        tag=int(options.get("tag", "0")),
    )
    draft.statics.append(route)
    draft.know_vrf(route.vrf, where)
    return LineClass.UNMODELLED if unknown else LineClass.MODELLED


def _prefix(words: Sequence[str]) -> tuple[IPNetwork, Sequence[str]]:
    """A prefix, also as address and mask; host bits are dropped, as FRR does."""
    if "/" not in words[0] and "." in words[0]:
        return IPv4Network(f"{words[0]}/{words[1]}", strict=False), words[2:]
    return ip_network(words[0], strict=False), words[1:]


def _next_hop(words: Sequence[str]) -> tuple[IPv4Address | IPv6Address | None, Sequence[str]]:
    try:
        return ip_address(words[0]), words[1:]
    except ValueError:
        return None, words


def _route_options(words: Sequence[str]) -> tuple[dict[str, str], bool]:
    """Known options by name, and whether one was there that the model cannot say."""
    options: dict[str, str] = {}
    unknown = False
    rest = iter(words)
    for word in rest:
        if word.isdigit():
            options["distance"] = word
        elif word in _VALUED:
            options[word] = next(rest, DEFAULT_VRF)
        else:
            unknown = True
            if word in ("label", "table", "color"):
                next(rest, "")
    return options, unknown
