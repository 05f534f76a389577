"""One rule of iptables in the words of nft's text.

What the model has no place for becomes a word that no reader of nft knows: the rule ends as not
modelled. What iptables does not have raises ValueError: unrecognised. Source: iptables(8),
iptables-extensions(8); checked with iptables-restore 1.8.9.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from itertools import pairwise

from kawanet.model.interfaces import Family
from kawanet.parse.linux_frr.draft import word_set

UNKNOWN = "?"  # in front of what has no words
NO_EFFECT: list[str] = []  # of a rule that lets each packet go on as it is
_QUIET_TARGETS = word_set(
    "LOG NFLOG ULOG TCPMSS TCPOPTSTRIP DSCP TOS CHECKSUM AUDIT CLASSIFY TRACE TTL HL ECN SECMARK "
    "CONNSECMARK IDLETIMER LED RATEEST"
)
_TARGETS = word_set(
    "MARK CONNMARK REDIRECT NETMAP TPROXY NFQUEUE QUEUE CT NOTRACK SET DNPT SNPT CLUSTERIP "
    "SYNPROXY TEE HMARK MIRROR SAME"
)
_VERDICTS: Mapping[str, str] = {
    "ACCEPT": "accept",
    "DROP": "drop",
    "REJECT": "reject",
    "RETURN": "return",
    "MASQUERADE": "masquerade",
    "SNAT": "snat",
    "DNAT": "dnat",
}
_READ = word_set(
    "tcp udp sctp icmp icmp6 icmpv6 multiport conntrack state comment iprange addrtype"
)
_MATCHES = _READ | word_set(
    "ah bpf cgroup cluster connbytes connlabel connlimit connmark cpu dccp devgroup dscp dst ecn "
    "esp eui64 frag hashlimit hbh helper hl ipv6header ipvs length limit mac mark mh nfacct osf "
    "owner physdev pkttype policy quota quota2 rateest realm recent rpfilter rt set socket srh "
    "statistic string tcpmss time tos ttl u32 udplite unclean"
)


@dataclass(slots=True)
class Rule:
    """A rule while its options are read. `family` is the program's."""

    family: Family
    words: list[str] = field(default_factory=list)
    comment: str = ""
    target: str = ""
    goto: str = ""
    mapped: list[str] = field(default_factory=list)  # what NAT maps to
    flags: list[str] = field(default_factory=list)
    others: bool = False  # a module that is not in the model was asked


def rule_words(options: Sequence[str], family: Family, chains: Container[str]) -> list[str]:
    """A rule behind its chain's name. Raises ValueError, StopIteration."""
    if any(a in ("-j", "--jump") and b in _QUIET_TARGETS for a, b in pairwise(options)):
        return NO_EFFECT
    rule, rest, negated = Rule(family), iter(options), False
    for word in rest:
        if word == "!":
            negated = True
            continue
        reader = _OPTIONS.get(word)
        if reader is None:
            _unknown(rule, word)
            break
        if word not in _BARE:
            value = next(rest)
            negated |= value == "!"  # as iptables wrote it long ago
            value = next(rest) if value == "!" else value
        else:
            value = ""
        reader(rule, value, negated)
        negated = False
    if any(word[0] == UNKNOWN for word in rule.words):
        return [UNKNOWN]
    if not (rule.target or rule.goto):
        return NO_EFFECT
    return [*rule.words, *_ending(rule, chains)]


def _unknown(rule: Rule, word: str) -> None:
    """An option that is not in the model; nothing behind it can be told apart."""
    known = rule.others or rule.target in _TARGETS or word in _UNMODELLED
    if not known or not word.startswith("-"):
        raise ValueError(word)
    rule.words.append(UNKNOWN + word)


def _ending(rule: Rule, chains: Container[str]) -> list[str]:
    """What the rule does: a verdict, a jump, NAT."""
    comment = ["comment", f'"{rule.comment}"'] if rule.comment else []
    if rule.goto:
        return ["goto", rule.goto, *comment]
    target = rule.target
    if target in chains:
        return ["jump", target, *comment]
    if target in _TARGETS:
        return [UNKNOWN + target]
    return [_VERDICTS[target], *_mapping(rule), *comment]


def _mapping(rule: Rule) -> list[str]:
    """Where NAT maps to. Raises ValueError for more than one place."""
    if rule.target not in ("SNAT", "DNAT", "MASQUERADE") or not rule.mapped:
        return rule.flags
    (place,) = rule.mapped
    return ["to", ":" + place if rule.target == "MASQUERADE" else place, *rule.flags]


# ---- options --------------------------------------------------------------------------------

Option = Callable[[Rule, str, bool], None]


def _equal(negated: bool) -> list[str]:
    return ["!="] if negated else []


def _listed(values: Sequence[str]) -> list[str]:
    """One value, or several in braces."""
    if len(values) == 1:
        return [values[0]]
    return ["{", *(word for value in values for word in (value, ",")), "}"]


def _address(side: str) -> Option:
    def read(rule: Rule, value: str, negated: bool) -> None:
        ip = "ip" if rule.family == 4 else "ip6"
        base, _, mask = value.partition("/")
        odd = "." in mask and not _is_prefix(mask)
        if not odd:
            rule.words += [ip, side, *_equal(negated), *_listed(value.split(","))]
        elif negated:
            rule.words.append(UNKNOWN + "mask")
        else:
            network = ip_address(int(ip_address(base)) & int(ip_address(mask)))
            rule.words += [ip, side, "&", mask, "==", str(network)]

    return read


def _is_prefix(mask: str) -> bool:
    hosts = int(ip_address(mask)) ^ 0xFFFFFFFF
    return hosts & (hosts + 1) == 0


def _range(side: str) -> Option:
    def read(rule: Rule, value: str, negated: bool) -> None:
        rule.words += ["ip" if rule.family == 4 else "ip6", side, *_equal(negated), value]

    return read


def _interface(side: str) -> Option:
    """A `+` at the end stands for any."""

    def read(rule: Rule, value: str, negated: bool) -> None:
        name = value[:-1] + "*" if value.endswith("+") else value
        rule.words += [side, *_equal(negated), name]

    return read


def _protocol(rule: Rule, value: str, negated: bool) -> None:
    if value in ("all", "0"):
        return
    name = {"icmp6": "icmpv6"}.get(value, value)
    rule.words += ["meta", "l4proto", *_equal(negated), name]


def _ports(side: str) -> Option:
    """`N`, `N:M`, `:M`, `N:`, and lists of them."""

    def read(rule: Rule, value: str, negated: bool) -> None:
        ranges = [_port_range(v) for v in value.split(",")]
        rule.words += ["th", side, *_equal(negated), *_listed(ranges)]

    return read


def _port_range(text: str) -> str:
    first, colon, last = text.partition(":")
    return f"{first or 0}-{last or 65535}" if colon else first


def _icmp_type(rule: Rule, value: str, negated: bool) -> None:
    """A type; with a code it is not in the model."""
    if value in ("any", "255/0:255"):
        return
    name = "icmp" if rule.family == 4 else "icmpv6"
    whole = "/" not in value
    rule.words += [name, "type", *_equal(negated), value] if whole else [UNKNOWN + "code"]


def _state(rule: Rule, value: str, negated: bool) -> None:
    states = [word for v in value.lower().split(",") for word in (",", v)][1:]
    rule.words += ["ct", "state", *_equal(negated), *states]


def _address_type(rule: Rule, value: str, negated: bool) -> None:
    rule.words += ["fib", "daddr", "type", *_equal(negated), value.lower()]


def _module(rule: Rule, value: str, _negated: bool) -> None:
    if value not in _MATCHES:
        raise ValueError(value)
    if value not in _READ:
        rule.words.append(UNKNOWN + value)
        rule.others = True


def _comment(rule: Rule, value: str, _negated: bool) -> None:
    rule.comment = value.replace('"', "'")


def _target(rule: Rule, value: str, _negated: bool) -> None:
    rule.target = value


def _goto(rule: Rule, value: str, _negated: bool) -> None:
    rule.goto = value


def _mapped(rule: Rule, value: str, _negated: bool) -> None:
    rule.mapped.append(value)


def _flag(word: str) -> Option:
    def read(rule: Rule, _value: str, _negated: bool) -> None:
        rule.flags.append(word)

    return read


def _nothing(_rule: Rule, _value: str, _negated: bool) -> None:
    """How a refusal is told to the sender."""


def _many(words: str, option: Option) -> dict[str, Option]:
    return dict.fromkeys(words.split(), option)


_FLAGS: dict[str, Option] = {
    "--random": _flag("random"),
    "--random-fully": _flag("fully-random"),
    "--persistent": _flag("persistent"),
}
_BARE = frozenset(_FLAGS)
_OPTIONS: Mapping[str, Option] = {
    **_FLAGS,
    **_many("-s --source --src", _address("saddr")),
    **_many("-d --destination --dst", _address("daddr")),
    **_many("-i --in-interface", _interface("iifname")),
    **_many("-o --out-interface", _interface("oifname")),
    **_many("-p --protocol --proto", _protocol),
    **_many("--sport --source-port --sports --source-ports", _ports("sport")),
    **_many("--dport --destination-port --dports --destination-ports", _ports("dport")),
    **_many("--icmp-type --icmpv6-type", _icmp_type),
    **_many("--state --ctstate", _state),
    **_many("--src-range", _range("saddr")),
    **_many("--dst-range", _range("daddr")),
    **_many("--dst-type", _address_type),
    **_many("-m --match", _module),
    **_many("--comment", _comment),
    **_many("-j --jump", _target),
    **_many("-g --goto", _goto),
    **_many("--to-source --to-destination --to-ports", _mapped),
    **_many("--reject-with", _nothing),
}
_UNMODELLED = word_set(
    "-f --fragment --syn --tcp-flags --tcp-option --ports --src-type --limit-iface-in "
    "--limit-iface-out --ctproto --ctorigsrc --ctorigdst --ctreplsrc --ctrepldst --ctorigsrcport "
    "--ctorigdstport --ctreplsrcport --ctrepldstport --ctstatus --ctexpire --ctdir --chunk-types"
)
