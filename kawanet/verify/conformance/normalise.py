"""What is one thing under two names, and what is not compared and why. All of it is data.

Source of each rule: what the systems' `show` output prints, as their captures have it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from ipaddress import ip_network
from typing import NamedTuple

from kawanet.model.observed import ObservedRoute
from kawanet.model.routing import IPNetwork

# protocol -> (family, detail). A detail '' was not told and matches any.
PROTOCOLS: dict[str, tuple[str, str]] = {
    "local": ("local", ""),
    "virtual": ("local", ""),
    "hsrp": ("local", ""),  # NX-OS names the virtual address's owner so
    "vrrp": ("local", ""),
    "vrrp_engine": ("local", ""),
    "vrrpv3": ("local", ""),
    "glbp": ("local", ""),
    "connected": ("connected", ""),
    "static": ("static", ""),
    "aggregate": ("aggregate", ""),
    "ospf": ("ospf", "intra"),
    "ospf-any": ("ospf", ""),  # Junos and FRR do not print which
    "ospf-ia": ("ospf", "inter"),
    "ospf-range": ("ospf", "range"),
    "ospf-e1": ("ospf", "e1"),
    "ospf-e2": ("ospf", "e2"),
    "ospf-n1": ("ospf", "n1"),
    "ospf-n2": ("ospf", "n2"),
    "bgp": ("bgp", ""),  # IOS, FortiOS, Junos and FRR do not print which
    "ebgp": ("bgp", "external"),
    "ibgp": ("bgp", "internal"),
    "bgp-aggregate": ("bgp", "aggregate"),
    "eigrp": ("eigrp", "internal"),
    "eigrp-any": ("eigrp", ""),
    "eigrp-ex": ("eigrp", "external"),
    "eigrp-summary": ("eigrp", "summary"),
    "isis": ("isis", ""),
    "isis-l1": ("isis", "1"),
    "isis-l1-ex": ("isis", "1"),  # no system prints which routes came from elsewhere
    "isis-l2": ("isis", "2"),
    "isis-l2-ex": ("isis", "2"),
    "isis-ia": ("isis", "1"),  # IOS: leaked from level 2 into level 1
    "isis-summary": ("isis", "summary"),
    "rip": ("rip", ""),
}


def same_protocol(a: str, b: str, prefix: IPNetwork) -> bool:
    """Whether two names may mean one protocol. A host's own prefix is connected to some systems
    and local to others."""
    family_a, detail_a = PROTOCOLS.get(a, (a, ""))
    family_b, detail_b = PROTOCOLS.get(b, (b, ""))
    if prefix.prefixlen == prefix.max_prefixlen and {family_a, family_b} <= {"local", "connected"}:
        return True
    return family_a == family_b and (detail_a == detail_b or "" in {detail_a, detail_b})


_STEMS = (
    "gigabitethernet",
    "tengigabitethernet",
    "fastethernet",
    "twogigabitethernet",
    "twentyfivegige",
    "fivegigabitethernet",
    "appgigabitethernet",
    "fortygigabitethernet",
    "hundredgige",
    "loopback",
    "port-channel",
    "tunnel",
    "serial",
    "management",
    "mgmt",
    "vlan",
    "ethernet",
    "bundle-ether",
    "nve",
    "multilink",
    "dialer",
    "virtual-access",
    "virtual-template",
    "vxlan",
)
_WHOLE = frozenset(("port",))  # a name of its own that begins another
_NAME = re.compile(r"([a-z][a-z-]*?)(-?)(\d.*)")
_JUNOS_NAME = re.compile(r"[a-z]{2}-\d")


@cache
def interface_key(name: str) -> str:
    """One spelling for `Gi0/1` and `GigabitEthernet0/1`, `lo0` and `Loopback0`, `ge-0/0/0` and its
    unit `ge-0/0/0.0` (the model has a port and its only untagged unit as one)."""
    low = name.lower().replace(" ", "").removesuffix(".0")  # CDP prints `Gig 0/1`
    found = _NAME.fullmatch(low)
    if found is None or found[1] in _WHOLE or _JUNOS_NAME.match(low):
        return low
    stem = next((s for s in _STEMS if s.startswith(found[1])), found[1])
    return stem + found[3]


class Rule(NamedTuple):
    """Routes that are not compared. `applies` looks at one; `reason` is what people read."""

    reason: str
    applies: Callable[[IPNetwork, str], bool]


_NO_UNICAST = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/32",
            "224.0.0.0/4",
            "255.255.255.255/32",
            "fe80::/10",
            "ff00::/8",
            "127.0.0.0/8",
            "::1",
        ),
    )
)


def _is_no_unicast(prefix: IPNetwork, protocol: str) -> bool:
    del protocol
    return any(
        prefix.version == n.version and prefix.subnet_of(n)  # type: ignore[arg-type]
        for n in _NO_UNICAST
    )


_HEARD = frozenset(
    ("am", "hmm", "attached-host", "attachedhost", "broadcast", "nd", "inet6", "pim")
)

RULES = (
    Rule(
        "multicast, link-local, loopback and broadcast prefixes: no packet is routed by them",
        _is_no_unicast,
    ),
    Rule(
        "entries made of ARP, of ND or by the system for itself: no routing protocol made them",
        lambda prefix, protocol: protocol in _HEARD and prefix.prefixlen == prefix.max_prefixlen,
    ),
)
VIRTUAL = (
    "an address the router answers for (VRRP, HSRP, NAT), which this system's table leaves out"
)
NO_LOCALS = "this system's table lists no local host routes"


def lists_locals(observed: tuple[ObservedRoute, ...]) -> bool:
    """Whether a system lists its own addresses as routes (EOS, FortiOS and older FRR do not)."""
    return any(r.protocol == "local" for r in observed)


LAST_RESORT = (
    "the kernel's own `unreachable` of a VRF, which says what the want of any route says too"
)


def is_last_resort(route: ObservedRoute) -> bool:
    """Whether a route refuses what no other route takes, and nobody told it to: Linux's VRFs get
    one so that a packet does not leave by the main table."""
    refuses = bool(route.hops) and all(h.discard for h in route.hops)
    return route.protocol == "kernel" and not route.prefix.prefixlen and refuses
