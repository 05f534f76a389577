"""What terminals, loggers and editors leave in a configuration; line numbers stay the file's."""

from __future__ import annotations

import time

import pytest

from kawanet.parse.capture import clean, repair
from kawanet.parse.registry import PLATFORMS, parse_device
from kawanet.parse.result import LineClass

BACK = "\b" * 9


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("a\r\nb\r\n", "a\nb\n"),
        ("a\r\r\nb", "a\nb"),
        ("a\rb\rc", "a\nb\nc"),
        ("\ufeffhostname x\n", "hostname x\n"),
        (f"a\n --More-- {BACK}        {BACK} ip address\nb", "a\n ip address\nb"),
        ("a\n--More-- \r         \r no shutdown\n", "a\n no shutdown\n"),
        ("a\n\x1b[7m--More--\x1b[m\x1b[K b\n", "a\nb\n"),
        ("a\n---(more 15%)---\nb", "a\n\nb"),
        ("a\n<--- More --->\nb", "a\n\nb"),
        (" description --More-- or less\n", " description --More-- or less\n"),
    ],
)
def test_lines_as_they_were_seen(raw: str, seen: str) -> None:
    assert repair(raw) == seen


LOG = """\
Welcome to core1. interface Vlan99 is not for you.
core1>enable
core1#terminal length 0
core1#show version
interface GigabitEthernet9/9
core1#show running-config
Building configuration...

Current configuration : 4473 bytes
!
version 15.9
hostname core1
interface GigabitEthernet0/1
 description R2#show run
 ip address 10.0.0.1 255.255.255.0
end

core1#show ip route
interface GigabitEthernet8/8
core1#exit
"""


def test_of_a_log_only_the_configuration() -> None:
    found = clean(LOG)
    kept = [(n, line) for n, line in enumerate(found.text.split("\n"), 1) if line]
    assert kept == [
        (10, "!"),
        (11, "version 15.9"),
        (12, "hostname core1"),
        (13, "interface GigabitEthernet0/1"),
        (14, " description R2#show run"),
        (15, " ip address 10.0.0.1 255.255.255.0"),
        (16, "end"),
    ]
    assert found.noise == 11


def test_noise_counts_as_irrelevant_and_lines_keep_their_numbers() -> None:
    parsed = parse_device({"log.txt": LOG.replace("\n", "\r\n")})
    assert parsed is not None
    assert [i.name for i in parsed.device.interfaces] == ["GigabitEthernet0/1"]
    (port,) = parsed.device.interfaces
    assert port.where is not None
    assert port.where.line == 13
    assert sum(parsed.counts.values()) == sum(bool(line.strip()) for line in LOG.split("\n"))
    assert parsed.counts[LineClass.UNRECOGNISED] == 0


@pytest.mark.parametrize(
    "text",
    [
        "hostname a\ninterface b\n description to c#d > e\n",
        "# a comment\nset system host-name x\n## Last commit\n",
        'config system global\n    set alias "a # show run"\nend\n',
        "banner motd #\nno show\n#\n",
        "hostname r1\nbanner #\nno show\n#\n",
        "elements = { 10.0.0.0/8 }\n",
        "",
    ],
)
def test_configurations_pass_untouched(text: str) -> None:
    assert clean(repair(text)) == (text, 0)


@pytest.mark.parametrize(
    "text",
    [
        "me@r1> show configuration | display set\nset system host-name r1\n{master:0}\nadmin@r1> ",
        "set system host-name r1\n\n{master:0}\n",
        "{primary:node0}[edit]\nadmin@r1# show | display set\nset system host-name r1\n",
        "show configuration | display set\nset system host-name r1\n",
        "FGT-1 # show full-configuration\nset system host-name r1\nFGT-1 #\n",
        "cumulus@leaf1:mgmt:~$ cat /etc/network/interfaces\nset system host-name r1\n",
    ],
)
def test_prompts_of_every_system(text: str) -> None:
    kept = [line for line in clean(repair(text)).text.split("\n") if line.strip()]
    assert kept == ["set system host-name r1"]


BANNERS = {
    "cisco_iosxe": "version 17.9\nhostname r1\nbanner {} {}\ninterface Loopback66\n{}\n"
    "interface Loopback1\n ip address 10.0.0.1 255.255.255.255\nend\n",
    "cisco_nxos": "version 9.3(8)\nfeature ospf\nhostname r1\nbanner {} {}\n"
    "interface loopback66\n{}\n"
    "interface loopback1\n  ip address 10.0.0.1/32\n",
}


@pytest.mark.parametrize("platform", sorted(BANNERS))
@pytest.mark.parametrize("mark", ["^C", "\x03", "#", "@", "$", "~", "%", "x", '"'])
@pytest.mark.parametrize("kind", ["motd", "exec", "login"])
def test_no_line_of_a_banner_is_configuration(platform: str, mark: str, kind: str) -> None:
    if platform == "cisco_nxos" and kind == "login":
        return
    text = BANNERS[platform].format(kind, mark, mark)
    parsed = parse_device({"r1.cfg": text}, platform)
    assert parsed is not None
    assert [i.name.lower() for i in parsed.device.interfaces] == ["loopback1"]
    assert parsed.counts[LineClass.UNRECOGNISED] == 0


def test_an_eos_banner_ends_at_eof() -> None:
    text = (
        "! device: r1 (vEOS, EOS-4.30.1F)\nhostname r1\nbanner motd\ninterface Loopback66\nEOF\n"
        "interface Loopback1\n   ip address 10.0.0.1/32\nend\n"
    )
    parsed = parse_device({"r1.cfg": text}, "arista_eos")
    assert parsed is not None
    assert [i.name for i in parsed.device.interfaces] == ["Loopback1"]


def test_certificates_are_not_configuration() -> None:
    hexes = "  30820330 30820218 A0030201 02020101 300D0609 2A864886 F70D0101 04050030\n" * 40
    text = (
        "version 17.9\nhostname r1\ncrypto pki certificate chain TP-self-signed-1\n"
        f" certificate self-signed 01\n{hexes}  \tquit\n"
        "interface Loopback1\n ip address 10.0.0.1 255.255.255.255\nend\n"
    )
    parsed = parse_device({"r1.cfg": text})
    assert parsed is not None
    assert parsed.device.platform == "cisco_iosxe"
    assert parsed.counts[LineClass.UNRECOGNISED] == parsed.counts[LineClass.UNMODELLED] == 0


SEEDS = {
    "arista_eos": "interface Ethernet{0}\n   description x#y > z\n   ip address 10.0.0.1/24\n!\n",
    "cisco_iosxe": "ip access-list extended A{0}\n permit tcp host 10.0.0.1 any eq 22\n!\n",
    "cisco_nxos": "ip access-list A{0}\n  10 permit tcp 10.0.0.1/32 any eq 22\n!\n",
    "fortinet_fortios": 'config firewall address\n edit "a{0}"\n  set comment "#"\n next\nend\n',
    "juniper_junos": "set policy-options prefix-list P{0} 10.0.0.0/8\n# a comment\n",
    "linux_frr": "ip prefix-list P{0} seq 5 permit 10.0.0.0/8\n!\n",
}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_time_is_linear_in_the_lines(platform: str) -> None:
    """Four times the lines take about four times as long, not sixteen; with noise at both ends."""

    def taken(size: int) -> float:
        body = "".join(SEEDS[platform].format(n) for n in range(size))
        text = f"r1#show running-config\n{body}r1#\n".replace("\n", "\r\n")
        times = []
        for _ in range(2):
            start = time.process_time()
            assert parse_device({"r1.cfg": text}, platform) is not None
            times.append(time.process_time() - start)
        return min(times)

    assert taken(4_000) < 10 * max(taken(1_000), 0.03)
