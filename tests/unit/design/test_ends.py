"""The small languages of flows: ends and ports."""

from __future__ import annotations

import pytest

from kawanet.design.ends import End, parse_end, parse_service
from kawanet.model.policy import PortRange, Service


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("tier/lgw", End("tier", "lgw")),
        ("tier/lgw/mfp", End("tier", "lgw", "mfp")),
        ("system/auth", End("system", "auth")),
        ("external/lgwan", End("external", "lgwan")),
        ("pool/terminals", End("pool", "terminals")),
        ("devices", End("devices")),
    ],
)
def test_ends(text: str, end: End) -> None:
    assert parse_end(text) == end


@pytest.mark.parametrize(
    "text",
    ["", "lgw", "tier", "tier/", "tier/a/b/c", "system/a/b", "devices/x", "pool", "/", "tier//x"],
)
def test_what_is_no_end(text: str) -> None:
    with pytest.raises(ValueError, match="`"):
        parse_end(text)


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("any", Service()),
        ("icmp", Service(1)),
        ("icmp/8", Service(1, (), 8)),
        ("tcp/443", Service(6, (PortRange(443, 443),))),
        ("udp/1812-1813", Service(17, (PortRange(1812, 1813),))),
        ("tcp/1-65535", Service(6, (PortRange(1, 65535),))),
    ],
)
def test_services(text: str, service: Service) -> None:
    assert parse_service(text) == service


@pytest.mark.parametrize(
    "text", ["", "tcp", "tcp/", "tcp/0", "tcp/65536", "udp/20-10", "icmp/256", "sctp/1", "tcp/ 80"]
)
def test_what_is_no_service(text: str) -> None:
    with pytest.raises(ValueError, match="`"):
        parse_service(text)
