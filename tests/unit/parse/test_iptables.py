"""iptables-save: what the text says is what the kernel would do with a packet."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from ipaddress import ip_address, ip_network
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kawanet.forwarding.packet import Packet, firewall_decision, interface_decision
from kawanet.model.network import Device
from kawanet.model.policy import ICMP, ICMPV6, TCP, UDP, Action, NatKind, Policy
from kawanet.parse.linux_frr import looks_like, parse
from kawanet.parse.linux_frr.draft import word_set
from kawanet.parse.registry import detect_platform
from kawanet.parse.result import Parsed

PORTS = ("eth0", "eth1", "eth2")
INTERFACES = "".join(
    f"iface {p}\n address 10.{n}.0.1/16\n address fd00:{n}::1/32\n" for n, p in enumerate(PORTS)
)
REPLIES = "-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT"


def read(text: str, name: str = "rules.v4") -> Parsed:
    return parse({name: text, "interfaces": INTERFACES})


def filter_table(*rules: str, policy: str = "DROP", chains: str = "") -> str:
    declared = "".join(f":{c} - [0:0]\n" for c in chains.split())
    body = "\n".join(rules)
    return (
        f"*filter\n:INPUT DROP [0:0]\n:FORWARD {policy} [0:0]\n:OUTPUT ACCEPT [0:0]\n{declared}"
        f"{body}\nCOMMIT\n"
    )


def nat_table(*rules: str) -> str:
    body = "\n".join(rules)
    return f"*nat\n:PREROUTING ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n{body}\nCOMMIT\n"


def unclaimed(text: str, name: str = "rules.v4") -> dict[str, str]:
    return {line.text: line.line_class.value for line in read(text, name).unclaimed}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("-i eth0 -o eth1 -j ACCEPT", {"from_zones": ("eth0",), "to_zones": ("eth1",)}),
        ("! -i eth0 -j ACCEPT", {"from_zones": ("eth1", "eth2")}),
        ("-o eth+ -j ACCEPT", {"to_zones": PORTS}),
        ("-s 10.0.0.0/255.255.0.0 -j DROP", {"sources": ("10.0.0.0/16",), "action": Action.DENY}),
        ("! -d 128.0.0.0/1 -j ACCEPT", {"destinations": ("0.0.0.0/1",)}),
        ("-d ! 128.0.0.0/1 -j ACCEPT", {"destinations": ("0.0.0.0/1",)}),
        ("-m iprange --src-range 10.0.0.0-10.0.0.3 -j ACCEPT", {"sources": ("10.0.0.0/30",)}),
        ("-p tcp -m tcp --dport 22 -j ACCEPT", {"services": ("tcp/22",)}),
        ("-p tcp -m state --state NEW -m tcp --dport 22 -j ACCEPT", {"services": ("tcp/22",)}),
        ("-p udp --dport 1024: -j ACCEPT", {"services": ("udp/1024-65535",)}),
        ("-p tcp ! --dport 1:65535 -j ACCEPT", {"services": ("tcp/0",)}),
        ("-p udp -m multiport --dports 53,100:200 -j ACCEPT", {"services": ("udp/53,100-200",)}),
        ("-p icmp -m icmp --icmp-type 8 -j ACCEPT", {"services": ("icmp/8",)}),
        ("-p icmp --icmp-type echo-request -j ACCEPT", {"services": ("icmp/8",)}),
        ("-p icmp -m icmp --icmp-type any -j ACCEPT", {"services": ("icmp",)}),
        ("! -p udp -j ACCEPT", {"services": ("not udp",)}),
        ("-p 103 -j ACCEPT", {"services": ("103",)}),
        ('-s 10.0.0.1 -m comment --comment "the \\"one\\"" -j ACCEPT',
         {"sources": ("10.0.0.1/32",), "name": "the 'one'"}),
        ("-s 10.0.0.1 -j REJECT --reject-with icmp-port-unreachable",
         {"sources": ("10.0.0.1/32",), "action": Action.DENY}),
    ],
)  # fmt: skip
def test_rules(rule: str, expected: dict[str, object]) -> None:
    text = filter_table(REPLIES, f"[5:300] -A FORWARD {rule}")
    (found,) = [r for r in read(text).device.policy.rules if r.family == 4]
    base = replace(found, name="line 6", from_zones=(), to_zones=(), sources=(), destinations=())
    base = replace(base, services=(), action=Action.PERMIT)
    assert found == replace(base, **expected)  # type: ignore[arg-type]
    assert found.stateful
    assert unclaimed(text) == {}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j ACCEPT", "unmodelled"),
        ("-p tcp -m multiport --ports 53 -j ACCEPT", "unmodelled"),
        ("-p tcp --sport 53 -j ACCEPT", "unmodelled"),
        ("-p icmp --icmp-type 3/4 -j ACCEPT", "unmodelled"),
        ("-m limit --limit 5/min -j ACCEPT", "unmodelled"),
        ("-m mac --mac-source 00:11:22:33:44:55 -j ACCEPT", "unmodelled"),
        ("-m set --match-set x src -j DROP", "unmodelled"),
        ("-s 10.0.1.0/255.0.255.0 -j DROP", "unmodelled"),
        ("-j MARK --set-xmark 0x1/0xffffffff", "unmodelled"),
        ("-j NFQUEUE --queue-num 1", "unmodelled"),
        ("-f -j DROP", "unmodelled"),
        ("-m nosuch --thing 5 -j DROP", "unrecognised"),
        ("--frobnicate 5 -j DROP", "unrecognised"),
        ("-j NOSUCH", "unrecognised"),
        ("-s 10.0.0.0/99 -j DROP", "unmodelled"),
        ("-p tcp --dport", "unrecognised"),
    ],
)
def test_what_a_rule_cannot_say_is_reported(rule: str, expected: str) -> None:
    text = filter_table(REPLIES, f"-A FORWARD {rule}")
    assert unclaimed(text) == {f"-A FORWARD {rule}": expected}
    assert [r for r in read(text).device.policy.rules if r.family == 4] == []


@pytest.mark.parametrize(
    "line",
    [
        '-A FORWARD -m limit --limit 5/min -j LOG --log-prefix "x " --log-level 4',
        "-A FORWARD -j NFLOG --nflog-group 2",
        "-A FORWARD -o eth0 -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu",
        "-A FORWARD -s 10.0.0.1/32",
        "# Completed on Mon Nov 23 12:05:45 2026",
    ],
)
def test_what_changes_nothing_is_irrelevant(line: str) -> None:
    text = filter_table(REPLIES, line)
    assert unclaimed(text) == {}
    assert [r for r in read(text).device.policy.rules if r.family == 4] == []


def test_tables_round_routing() -> None:
    raw = (
        "*raw\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:GUARD - [0:0]\n"
        "-A PREROUTING -i eth0 -j GUARD\n-A GUARD -s 10.0.0.0/16 -j RETURN\n-A GUARD -j DROP\n"
        "COMMIT\n*mangle\n:FORWARD ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\nCOMMIT\n"
    )
    found = read(raw).device
    assert [(f.acl, f.direction) for f in found.interface["eth0"].filters] == [("GUARD", "in")]
    assert [r.action for r in found.policy.acls[0].rules] == [Action.PERMIT]
    assert unclaimed(raw) == {}


def test_nat() -> None:
    text = nat_table(
        "-A PREROUTING -d 192.0.2.1/32 -i eth0 -p tcp -m tcp --dport 80 -j DNAT "
        "--to-destination 10.1.0.9:8080",
        "-A POSTROUTING -s 10.0.0.0/8 -o eth0 -j MASQUERADE --random",
        "-A POSTROUTING -o eth1 -j SNAT --to-source 192.0.2.4-192.0.2.9",
    )
    inward, hidden, pool = read(text).device.policy.nat
    assert (inward.kind, inward.address, inward.port) == (
        NatKind.DESTINATION,
        ip_address("192.0.2.1"),
        80,
    )
    assert (inward.mapped_address, inward.mapped_port) == (ip_address("10.1.0.9"), 8080)
    assert (hidden.to_zone, hidden.sources, hidden.pool_first) == ("eth0", ("10.0.0.0/8",), None)
    assert (str(pool.pool_first), str(pool.pool_last)) == ("192.0.2.4", "192.0.2.9")
    assert unclaimed(text) == {}


@pytest.mark.parametrize(
    "rule",
    [
        "-A POSTROUTING -d 10.0.0.0/8 -j ACCEPT",
        "-A POSTROUTING ! -o eth0 -j MASQUERADE",
        "-A POSTROUTING -d 10.0.0.0/8 -j NETMAP --to 10.4.0.0/16",
        "-A PREROUTING -p tcp -m tcp --dport 80 -j REDIRECT --to-ports 3128",
        "-A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.1:80-90",
        "-A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.1-10.0.0.9",
    ],
)
def test_nat_that_the_model_cannot_say(rule: str) -> None:
    assert unclaimed(nat_table(rule)) == {rule: "unmodelled"}


def test_both_families_make_one_rule_set() -> None:
    four = filter_table(REPLIES, "-A FORWARD -s 10.0.0.0/16 -j ACCEPT")
    six = filter_table(
        REPLIES,
        "-A FORWARD -s fd00::/32 -j ACCEPT",
        "-A FORWARD -p ipv6-icmp -m icmp6 --icmpv6-type 128 -j ACCEPT",
    )
    parsed = parse({"rules.v4": four, "rules.v6": six, "interfaces": INTERFACES})
    seen = [(r.family, r.sources, r.services, r.where) for r in parsed.device.policy.rules]
    assert [(family, *(s, v)) for family, s, v, _ in seen] == [
        (4, ("10.0.0.0/16",), ()),
        (6, ("fd00::/32",), ()),
        (6, (), ("icmpv6/128",)),
    ]
    assert [str(where) for *_, where in seen] == ["rules.v4:6", "rules.v6:6", "rules.v6:7"]
    assert parsed.unclaimed == ()


def test_a_second_firewall_is_reported() -> None:
    nft = (
        "table inet docker {\n chain forward {\n type filter hook forward priority 0;\n"
        " policy drop;\n ip saddr 10.0.0.0/8 accept\n }\n}\n"
    )
    files = {"nftables.conf": nft, "rules.v4": filter_table(REPLIES), "interfaces": INTERFACES}
    assert {u.where.file for u in parse(files).unclaimed} == {"rules.v4"}


def test_chains_that_double_come_to_an_end() -> None:
    names = [f"C{n}" for n in range(40)]
    rules = [f"-A {a} -j {b}" for a, b in pairwise(names) for _ in range(2)]
    text = filter_table("-A FORWARD -j C0", *rules, chains=" ".join(names))
    assert set(unclaimed(text).values()) == {"unmodelled"}


def test_the_family_shows_in_the_text() -> None:
    said = "# Generated by ip6tables-save v1.8.9 on Mon Nov 23\n"
    text = filter_table(REPLIES, "-A FORWARD -p tcp -j ACCEPT", policy="DROP")
    assert {r.family for r in read(said + text, "x").device.policy.rules if r.services} == {6}
    assert {r.family for r in read(text, "x").device.policy.rules if r.services} == {4}


def test_the_form_is_recognised() -> None:
    text = "# Generated by iptables-save\n" + filter_table(REPLIES)
    assert detect_platform({"fw.txt": text}) == "linux_frr"
    assert looks_like({"fw.txt": "* filter things\n"}) == 0


# ---- against an interpreter, and the real program ------------------------------------------


@dataclass(frozen=True)
class Rule:
    """A rule of a family, as the interpreter understands it; None is any, `others`: all but."""

    source: str | None
    destination: str | None
    ingress: str | None
    egress: str | None
    protocol: int | None
    ports: tuple[tuple[int, int], ...]
    icmp_type: int | None
    others: frozenset[str]
    target: str
    goto: bool = False

    def text(self, chain: str, six: bool) -> str:
        return " ".join((f"-A {chain}", *self._conditions(six), "-g" if self.goto else "-j")) + (
            f" {self.target}"
        )

    def _conditions(self, six: bool) -> Iterator[str]:
        names = {TCP: "tcp", UDP: "udp", ICMP: "icmp", ICMPV6: "ipv6-icmp"}
        for option, value in (
            ("-s", self.source),
            ("-d", self.destination),
            ("-i", self.ingress),
            ("-o", self.egress),
            ("-p", None if self.protocol is None else names[self.protocol]),
        ):
            if value is not None:
                yield f"! {option} {value}" if option in self.others else f"{option} {value}"
        if self.ports:
            ports = ",".join(f"{a}:{b}" if a != b else str(a) for a, b in self.ports)
            yield f"-m multiport {'! ' * ('ports' in self.others)}--dports {ports}"
        if self.icmp_type is not None:
            option = "-m icmp6 --icmpv6-type" if six else "-m icmp --icmp-type"
            yield f"{option} {self.icmp_type}"

    def matches(self, packet: Packet, ingress: str, egress: str) -> bool:
        def fits(option: str, wanted: object, met: bool) -> bool:
            return wanted is None or met != (option in self.others)

        def within(prefix: str | None, address: object) -> bool:
            return prefix is not None and address in ip_network(prefix)

        ports = any(a <= packet.destination_port <= b for a, b in self.ports)
        return (
            fits("-s", self.source, within(self.source, packet.source))
            and fits("-d", self.destination, within(self.destination, packet.destination))
            and fits("-i", self.ingress, ingress == self.ingress)
            and fits("-o", self.egress, egress == self.egress)
            and fits("-p", self.protocol, packet.protocol == self.protocol)
            and (not self.ports or ports != ("ports" in self.others))
            and self.icmp_type in (None, packet.icmp_type)
        )


Chains = dict[str, list[Rule]]
VERDICTS = {"ACCEPT": True, "DROP": False, "REJECT": False}


def verdict(chains: Chains, chain: str, packet: Packet, sides: tuple[str, str]) -> bool | None:
    """What the kernel does with a packet in a chain; None: it comes to the end."""
    for rule in chains[chain]:
        if not rule.matches(packet, *sides):
            continue
        if rule.target == "RETURN":
            return None
        if rule.target in VERDICTS:
            return VERDICTS[rule.target]
        found = verdict(chains, rule.target, packet, sides)
        if found is not None or rule.goto:
            return found
    return None


def random_rule(draw: random.Random, six: bool, below: tuple[str, ...]) -> Rule:
    nets = ("fd00::/32", "fd00:1::/32", "fd00::/31") if six else ("10.0.0.0/16", "10.0.0.0/15")
    protocol = draw.choice((None, None, TCP, UDP, ICMPV6 if six else ICMP))
    ports = draw.choice(((), ((22, 22),), ((80, 90), (443, 443)))) if protocol in (TCP, UDP) else ()
    icmp = draw.choice((None, 8, 128)) if protocol in (ICMP, ICMPV6) else None
    maybe = [o for o in ("-s", "-d", "-i", "-o", "ports") if draw.random() < 0.2]
    odd = protocol is not None and not ports and icmp is None and draw.random() < 0.2
    target = draw.choice(("ACCEPT", "DROP", "REJECT", "RETURN", *below, *below))
    return Rule(
        draw.choice((None, *nets)),
        draw.choice((None, None, *nets)),
        draw.choice((None, None, *PORTS)),
        draw.choice((None, None, *PORTS)),
        protocol,
        ports,
        icmp,
        frozenset((*maybe, *(("-p",) if odd else ()))),
        target,
        target in below and draw.random() < 0.3,
    )


def random_chains(draw: random.Random, six: bool) -> Chains:
    return {
        name: [random_rule(draw, six, below) for _ in range(draw.randrange(1, 5))]
        for name, below in (("FORWARD", ("A", "B")), ("A", ("B",)), ("B", ()))
    }


def random_packet(draw: random.Random, six: bool) -> Packet:
    hosts = ("fd00::5", "fd00:1::5", "fd00:2::5") if six else ("10.0.0.5", "10.1.0.5", "10.2.0.5")
    protocol = draw.choice((TCP, UDP, ICMPV6 if six else ICMP))
    return Packet(
        ip_address(draw.choice(hosts)),
        ip_address(draw.choice(hosts)),
        protocol,
        1024,
        draw.choice((22, 80, 85, 91, 443)) if protocol in (TCP, UDP) else 0,
        draw.choice((8, 128, 3)) if protocol in (ICMP, ICMPV6) else 0,
    )


def computed(device: Device, packet: Packet, ingress: str, egress: str) -> bool:
    """What the model says of a packet that goes through."""
    into = interface_decision(device, device.interface[ingress], "in", packet)
    out = interface_decision(device, device.interface[egress], "out", packet)
    policy: Policy = device.policy
    rules = firewall_decision(policy, packet, ingress, egress) if policy.zones else None
    return all(d is None or d.permitted for d in (into, rules, out))


def text_of(chains: Chains, policy: str, six: bool) -> str:
    rules = [rule.text(name, six) for name, found in chains.items() for rule in found]
    return filter_table(*rules, policy=policy, chains="A B")


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32), six=st.booleans(), policy=st.sampled_from(("ACCEPT", "DROP")))
def test_the_model_does_what_the_kernel_would(seed: int, six: bool, policy: str) -> None:
    draw = random.Random(seed)
    chains = random_chains(draw, six)
    text = text_of(chains, policy, six)
    parsed = read(text, "rules.v6" if six else "rules.v4")
    if parsed.unclaimed:  # a rule of many parts may be too much; then it is told
        assert {u.line_class.value for u in parsed.unclaimed} == {"unmodelled"}
        return
    for _ in range(60):
        packet = random_packet(draw, six)
        sides = (draw.choice(PORTS), draw.choice(PORTS))
        found = verdict(chains, "FORWARD", packet, sides)
        expected = policy == "ACCEPT" if found is None else found
        assert computed(parsed.device, packet, *sides) == expected, f"{packet} {sides}\n{text}"


def test_most_random_rule_sets_are_in_the_model() -> None:
    draw = random.Random(20161123)
    texts = [text_of(random_chains(draw, False), "DROP", False) for _ in range(60)]
    assert sum(not read(text).unclaimed for text in texts) > 50


@pytest.mark.long
@pytest.mark.parametrize("six", [False, True])
def test_the_real_program_prints_the_same_rules(six: bool) -> None:
    program = "ip6tables" if six else "iptables"
    if shutil.which(f"{program}-save") is None:
        pytest.fail(f"{program}-save is missing: see `make system`")
    draw = random.Random(7)
    name = "rules.v6" if six else "rules.v4"
    for _ in range(5):
        text = text_of(random_chains(draw, six), "DROP", six)
        done = subprocess.run(
            ["unshare", "--map-root-user", "--net", "sh", "-c",
             f"{program}-restore && {program}-save -t filter"],
            input=text, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{done.stderr}\n{text}"
        mine, theirs = read(text, name), read(done.stdout, "x")
        assert nameless(theirs.device.policy) == nameless(mine.device.policy)
        assert len(theirs.unclaimed) == len(mine.unclaimed)


def nameless(policy: Policy) -> Policy:
    """Rules without a comment have their line for a name."""
    return replace(policy, rules=tuple(replace(r, name="") for r in policy.rules))


WORDS = sorted(
    word_set(
        "-A -s -d -i -o -p -m -j -g ! FORWARD INPUT X ACCEPT DROP RETURN DNAT tcp icmp any --dport "
        "10.0.0.0/8 --sport --dports 80 1:2 --ctstate NEW --icmp-type --to-destination :5 [::1]:5 "
        'eth+ + / --comment " *filter *nat :X :FORWARD - COMMIT , --src-range 1-2 \\'
    )
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=9), max_size=8))
def test_noise_raises_nothing(lines: list[list[str]]) -> None:
    text = "*filter\n:FORWARD DROP\n:X -\n" + "\n".join(" ".join(words) for words in lines)
    parsed = parse({"rules.v4": text})
    assert sum(parsed.counts.values()) == sum(bool(line.strip()) for line in text.split("\n"))
