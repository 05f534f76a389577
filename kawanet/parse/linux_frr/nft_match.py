"""Read one nft rule into a `Match`: what it catches and what it does.

Only what the model can say is read; anything else raises `UnsupportedError`, and the rule's line
becomes UNMODELLED. Source: nft(8), EXPRESSIONS and STATEMENTS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import ip_address

from kawanet.model.interfaces import Family, IPAddress
from kawanet.model.policy import ICMP, ICMPV6, AddressMatch, PortRange, Wildcard
from kawanet.parse.linux_frr.nft_values import (
    PROTOCOLS,
    addresses,
    all_but_numbers,
    all_but_ports,
    all_but_prefixes,
    icmp_type,
    port_range,
    protocol,
    unquoted,
)


class UnsupportedError(ValueError):
    """Valid nft perhaps, but not in the model."""


@dataclass(slots=True)
class Match:
    """One rule. Empty lists mean any; words with `@` in front are names of sets."""

    family: Family | None = None
    inputs: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    sources: list[AddressMatch] = field(default_factory=list)
    destinations: list[AddressMatch] = field(default_factory=list)
    source_set: str = ""
    destination_set: str = ""
    protocols: list[int] = field(default_factory=list)
    source_ports: list[PortRange] = field(default_factory=list)
    destination_ports: list[PortRange] = field(default_factory=list)
    port_set: str = ""
    service_set: str = ""
    types: list[int] = field(default_factory=list)
    type_set: str = ""
    established: bool = False
    states: list[str] = field(default_factory=list)
    local: bool = False  # only packets to the box itself (`fib daddr type local`)
    slave: bool = False  # input by `sdifname`: the port of a VRF
    log: bool = False
    verdict: str = ""  # accept, drop, return, jump, goto, snat, dnat, masquerade
    target: str = ""  # of a jump
    mapped: tuple[IPAddress | None, IPAddress | None, int | None] = (None, None, None)
    comment: str = ""


class Cursor:
    """The words of a rule, read from left to right."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.at = 0

    def peek(self) -> str:
        return self.words[self.at] if self.at < len(self.words) else ""

    def next(self) -> str:
        word = self.peek()
        if not word:
            raise UnsupportedError("the rule ends early")
        self.at += 1
        return word

    def take(self, *words: str) -> bool:
        """Pass over these words if they come next."""
        found = tuple(self.words[self.at : self.at + len(words)]) == words
        self.at += len(words) if found else 0
        return found

    def values(self) -> list[str]:
        """One value, or those of `{ a, b }`; `==` may stand before."""
        self.take("==")
        word = self.next()
        if word in ("!=", "<", ">", "<=", ">=", "&", "^", "!"):
            raise UnsupportedError(word)
        if word != "{":
            found = [word]
            while self.take(","):
                found.append(self.next())
            return found
        found = []
        while not self.take("}"):
            word = self.next()
            if word != ",":
                found.append(word)
        return found


def read_match(words: list[str]) -> Match:
    """Read a rule; nobody changes what is found. Raises UnsupportedError (a ValueError) or
    ValueError."""
    return _read_match(tuple(words))


@lru_cache(maxsize=1 << 12)
def _read_match(words: tuple[str, ...]) -> Match:
    """Many boxes have the same rules."""
    match, cursor = Match(), Cursor(list(words))
    while cursor.peek():
        word = cursor.next()
        handler = _EXPRESSIONS.get(word)
        if handler is None:
            raise UnsupportedError(word)
        handler(match, cursor)
    return match


# ---- expressions ----------------------------------------------------------------------------


def _merge(match: Match, family: Family) -> None:
    if match.family not in (None, family):
        raise UnsupportedError("two families")
    match.family = family


def _ip(match: Match, cursor: Cursor, family: Family) -> None:
    _merge(match, family)
    key = cursor.next()
    if key in ("protocol", "nexthdr"):
        _protocols(match, cursor)
    elif key in ("saddr", "daddr"):
        _address(match, cursor, source=key == "saddr", family=family)
    else:
        raise UnsupportedError(key)


def _protocols(match: Match, cursor: Cursor) -> None:
    others = cursor.take("!=")
    found = [protocol(v) for v in cursor.values()]
    match.protocols = all_but_numbers(found) if others else found


def _address(match: Match, cursor: Cursor, source: bool, family: Family) -> None:
    if cursor.take("&"):
        mask = int(ip_address(cursor.next()))
        if family != 4 or not cursor.take("=="):
            raise UnsupportedError("a mask")
        value = int(ip_address(cursor.next()))
        found: list[AddressMatch] = [Wildcard(value, mask ^ 0xFFFFFFFF)]
    else:
        others = cursor.take("!=")
        values = cursor.values()
        if values[0].startswith("@") and not others:
            _address_set(match, values, source)
            return
        found = [prefix for value in values for prefix in addresses(value)]
        if others:
            found = list(all_but_prefixes(found, family))
        if any(not isinstance(p, Wildcard) and p.version != family for p in found):
            raise ValueError("an address of the other family")
    held = match.sources if source else match.destinations
    if held or (match.source_set if source else match.destination_set):
        raise UnsupportedError("two matches of one address")
    held.extend(found)


def _address_set(match: Match, values: list[str], source: bool) -> None:
    if len(values) != 1 or (match.source_set if source else match.destination_set):
        raise UnsupportedError("two sets")
    if source:
        match.source_set = values[0][1:]
    else:
        match.destination_set = values[0][1:]


def _transport(match: Match, cursor: Cursor, name: str) -> None:
    if name != "th":
        if match.protocols not in ([], [PROTOCOLS[name]]):
            raise UnsupportedError("two protocols")
        match.protocols = [PROTOCOLS[name]]
    key = cursor.next()
    if key == "flags" and name == "tcp":
        match.established = True
        if not any(cursor.take(*form) for form in _ESTABLISHED):
            raise UnsupportedError("tcp flags")
        return
    if key not in ("sport", "dport"):
        raise UnsupportedError(key)
    others = cursor.take("!=")
    values = cursor.values()
    if values[0].startswith("@"):
        if others or key == "sport" or match.port_set or len(values) != 1:
            raise UnsupportedError("a set of source ports")
        match.port_set = values[0][1:]
    else:
        ports = match.source_ports if key == "sport" else match.destination_ports
        if ports:
            raise UnsupportedError("two matches of one port")
        found = [port_range(v) for v in values]
        ports.extend(all_but_ports(found) if others else found)


_ESTABLISHED = (
    ("&", "(", "ack", "|", "rst", ")", "!=", "0"),
    ("&", "(", "rst", "|", "ack", ")", "!=", "0"),
    ("&", "(", "ack", "|", "rst", ")", "!=", "0x0"),
    ("&", "(", "rst", "|", "ack", ")", "!=", "0x0"),
    ("rst", ",", "ack"),
    ("ack", ",", "rst"),
)


def _icmp(match: Match, cursor: Cursor, number: int) -> None:
    match.protocols = [number]
    if cursor.next() != "type":
        raise UnsupportedError("an ICMP field")
    others = cursor.take("!=")
    values = cursor.values()
    if values[0].startswith("@") and not others:
        match.type_set = values[0][1:]
    else:
        types = [icmp_type(v, number) for v in values]
        match.types = all_but_numbers(types) if others else types


def _meta(match: Match, cursor: Cursor) -> None:
    key = cursor.next()
    if key == "l4proto" and cursor.take("."):
        if not cursor.take("th", "dport"):
            raise UnsupportedError("a concatenation")
        name = cursor.next()
        if not name.startswith("@"):
            raise UnsupportedError("a concatenation")
        match.service_set = name[1:]
    elif key == "l4proto":
        _protocols(match, cursor)
    elif key == "nfproto":
        _merge(match, {"ipv4": 4, "ipv6": 6}[cursor.next()])  # type: ignore[arg-type]
    elif key in _INTERFACES:
        _interface(match, cursor, key)
    else:
        raise UnsupportedError(key)


_INTERFACES = ("iif", "iifname", "oif", "oifname", "sdifname")


def _interface(match: Match, cursor: Cursor, key: str) -> None:
    """Names; `*` ends a pattern, and `!` stands before a name that it is not."""
    others = cursor.take("!=")
    values = [unquoted(v) for v in cursor.values()]
    match.slave |= key == "sdifname"
    held = match.outputs if key.startswith("oif") else match.inputs
    if held:
        raise UnsupportedError("two matches of one side")
    held.extend("!" + v if others else v for v in values)


def _ct(match: Match, cursor: Cursor) -> None:
    if cursor.next() != "state":
        raise UnsupportedError("ct")
    if not cursor.take("vmap"):
        match.states = cursor.values()
    elif cursor.words[cursor.at : cursor.at + 8] == _STATE_MAP:
        match.states, match.verdict = ["established", "related"], "accept"
        cursor.at = len(cursor.words)
    else:
        raise UnsupportedError("a verdict map")


_STATE_MAP = ["{", "established", ":", "accept", ",", "related", ":", "accept"]


def _fib(match: Match, cursor: Cursor) -> None:
    if not (cursor.take("daddr", "type") or cursor.take("daddr", ".", "iif", "type")):
        raise UnsupportedError("fib")
    if not {*cursor.values()} <= {"local", "multicast", "broadcast"}:
        raise UnsupportedError("fib")
    match.local = True


def _log(match: Match, cursor: Cursor) -> None:
    match.log = True
    while cursor.peek() in ("prefix", "level", "group", "flags", "snaplen", "queue-threshold"):
        cursor.next()
        cursor.next()


def _counter(_match: Match, cursor: Cursor) -> None:
    if cursor.take("name"):
        cursor.next()
    if cursor.take("packets"):
        cursor.next()
    if cursor.take("bytes"):
        cursor.next()


def _verdict(match: Match, cursor: Cursor) -> None:
    word = cursor.words[cursor.at - 1]
    match.verdict = "drop" if word == "reject" else word
    if word in ("jump", "goto"):
        match.target = cursor.next()
    while word == "reject" and cursor.peek() not in ("", "comment"):
        cursor.next()


def _nat(match: Match, cursor: Cursor) -> None:
    """`snat [ip|ip6] to A[-B]` and `dnat [ip|ip6] to A[:PORT]`."""
    match.verdict = cursor.words[cursor.at - 1]
    if cursor.peek() in ("ip", "ip6"):
        _merge(match, 4 if cursor.next() == "ip" else 6)
    if not cursor.take("to"):
        raise UnsupportedError("no address")
    text = cursor.next()
    host, port = _host_and_port(text)
    if match.verdict == "dnat" and port is not None and "-" in text.rpartition(":")[2]:
        raise UnsupportedError("a range of mapped ports")
    first, _, last = host.partition("-")
    low = ip_address(first.strip("[]"))
    high = ip_address(last.strip("[]")) if last else low
    match.mapped = (low, high, port)
    _merge(match, 4 if low.version == 4 else 6)
    _pass_flags(cursor)


def _host_and_port(text: str) -> tuple[str, int | None]:
    host, colon, port = text.rpartition(":")
    if colon and (host.endswith("]") or ":" not in host):
        return host, port_range(port).first
    return text, None


def _masquerade(match: Match, cursor: Cursor) -> None:
    """`masquerade [to :PORTS]`: source ports are not in the model."""
    match.verdict = "masquerade"
    if cursor.take("to"):
        cursor.next()
    _pass_flags(cursor)


def _pass_flags(cursor: Cursor) -> None:
    """How the kernel picks among sources; which one it is, the model does not say."""
    while cursor.peek() in (",", "persistent", "random", "fully-random"):
        cursor.next()


def _comment(match: Match, cursor: Cursor) -> None:
    match.comment = unquoted(cursor.next())


_EXPRESSIONS: Mapping[str, Callable[[Match, Cursor], None]] = {
    "ip": lambda m, c: _ip(m, c, 4),
    "ip6": lambda m, c: _ip(m, c, 6),
    "tcp": lambda m, c: _transport(m, c, "tcp"),
    "udp": lambda m, c: _transport(m, c, "udp"),
    "sctp": lambda m, c: _transport(m, c, "sctp"),
    "th": lambda m, c: _transport(m, c, "th"),
    "icmp": lambda m, c: _icmp(m, c, ICMP),
    "icmpv6": lambda m, c: _icmp(m, c, ICMPV6),
    "meta": _meta,
    **{
        key: lambda m, c: _interface(m, c, c.words[c.at - 1])
        for key in ("iif", "iifname", "oif", "oifname")
    },
    "ct": _ct,
    "fib": _fib,
    "log": _log,
    "counter": _counter,
    **dict.fromkeys(("accept", "drop", "return", "jump", "goto", "reject"), _verdict),
    **dict.fromkeys(("snat", "dnat"), _nat),
    "masquerade": _masquerade,
    "comment": _comment,
}
