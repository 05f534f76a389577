"""Random devices of arista_eos survive render and parse; broken text never raises."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ios_family import Dialect, Edit, broken, devices, edits

from kawanet.model.interfaces import InterfaceKind
from kawanet.model.network import Device
from kawanet.parse.arista_eos import looks_like, parse
from kawanet.parse.result import LineClass
from kawanet.render.engine import render_device

SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PORTS = ("Ethernet3/", "Ethernet5/", "Ethernet")
EOS = Dialect(
    platform="arista_eos",
    ports=PORTS,
    lag="Port-Channel",
    timezone="Europe/Berlin",
    cleartext=("telnet", "http"),
    stp_modes=("rapid-pvst", "mst", "rstp"),
    speeds_bps={
        **dict.fromkeys(InterfaceKind, ()),
        InterfaceKind.PHYSICAL: (10**8, 10**9, 10**11),
    },
    numbered_ospf=False,
    keeps_the_other_mode=False,
    vrrp_key=lambda g: g.group,
)


@SETTINGS
@given(devices(EOS))
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
    devices(EOS),
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
    assert parsed.device.platform == "arista_eos"
    assert looks_like({"x.cfg": text}) < 30 or "hostname" in text or "version" in text
