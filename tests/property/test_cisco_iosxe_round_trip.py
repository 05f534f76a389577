"""Random devices of cisco_iosxe survive render and parse; broken text never raises."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ios_family import (
    Dialect,
    Edit,
    broken,
    devices,
    edits,
    either,
    phrases,
    several,
    tokens,
    vlans,
)

from kawanet.model.interfaces import InterfaceKind
from kawanet.model.network import Device
from kawanet.model.wireless import (
    AccessPoint,
    PolicyProfile,
    PolicyTag,
    Wireless,
    Wlan,
    WlanSecurity,
)
from kawanet.parse.cisco_iosxe import looks_like, parse
from kawanet.parse.result import LineClass
from kawanet.render.engine import render_device

SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

macs = st.integers(0, 2**48 - 1).map(lambda n: ".".join(f"{n:012x}"[k : k + 4] for k in (0, 4, 8)))
wireless = st.builds(
    Wireless,
    st.sampled_from(["JP", "US", ""]),
    several(
        st.builds(
            Wlan,
            tokens,
            st.integers(1, 4096),
            phrases.filter(bool),
            st.sampled_from(WlanSecurity),
            either("", tokens),
            st.booleans(),
            st.booleans(),
            st.booleans(),
        ),
        unique_by=lambda w: w.profile,
    ),
    several(
        st.builds(PolicyProfile, tokens, vlans, either("", tokens), st.booleans()),
        unique_by=lambda p: p.name,
    ),
    several(
        st.builds(
            PolicyTag,
            tokens,
            st.sets(st.tuples(tokens, tokens), max_size=3).map(lambda s: tuple(sorted(s))),
        ),
        unique_by=lambda t: t.name,
    ),
    several(tokens, unique_by=lambda t: t),
    several(tokens, unique_by=lambda t: t),
    several(st.builds(AccessPoint, macs, tokens, tokens, tokens), unique_by=lambda a: a.mac),
    st.booleans(),
    st.sampled_from(["", "Vlan10"]),
)


IOSXE = Dialect(
    platform="cisco_iosxe",
    ports=("GigabitEthernet1/0/", "TenGigabitEthernet1/1/", "HundredGigE1/0/"),
    lag="Port-channel",
    timezone="CET 1 0",
    cleartext=("telnet", "http", "finger", "rsh", "small-servers", "tftp"),
    stp_modes=("rapid-pvst", "mst"),
    speeds_bps=dict.fromkeys(InterfaceKind, (64_000, 10**9, 10**11)),
    numbered_ospf=True,
    keeps_the_other_mode=True,
    vrrp_key=lambda g: (g.family, g.group),
    wireless=either(None, wireless),
)


@SETTINGS
@given(devices(IOSXE))
def test_a_device_survives_render_and_parse(device: Device) -> None:
    files = render_device(device)
    parsed = parse(files)
    assert parsed.device == device
    assert parsed.unclaimed == ()
    assert parsed.counts[LineClass.MODELLED] > 0
    assert render_device(parsed.device) == files
    assert looks_like(files) > 0


@SETTINGS
@given(
    devices(IOSXE),
    edits,
    st.integers(0, 20_000),
)
def test_broken_text_is_read_to_its_end(device: Device, edits: list[Edit], length: int) -> None:
    """Each line still has one class."""
    text = broken(render_device(device)[f"{device.name}.cfg"], edits, length)
    parsed = parse({"x.cfg": text})
    full = sum(1 for line in text.replace("\r\n", "\n").split("\n") if line.strip())
    assert sum(parsed.counts.values()) == full


@SETTINGS
@given(st.one_of(st.text(), st.binary().map(lambda b: b.decode("latin-1"))))
def test_noise_is_no_configuration(text: str) -> None:
    parsed = parse({"x.cfg": text})
    assert parsed.device.platform == "cisco_iosxe"
    assert looks_like({"x.cfg": text}) < 30 or "hostname" in text or "version" in text
