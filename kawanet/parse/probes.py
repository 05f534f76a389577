"""`ip sla` of IOS and NX-OS: what a track asks, and from where. Every operation is taken to run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

from kawanet.model.interfaces import IPAddress
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.routing import Track
from kawanet.parse.cisco_values import optional_address
from kawanet.parse.indented import Statement

_KINDS = frozenset(("icmp-echo", "udp-echo", "udp-jitter", "tcp-connect", "icmp-jitter"))
_OLD_KINDS = frozenset(("ipIcmpEcho", "ipUdpEcho"))
_SOURCES = frozenset(("source-ip", "source-interface", "source-ipaddr", "source"))


@dataclass(slots=True)
class Probe:
    """An operation; `target` None: a kind that tells nothing of a way."""

    target: IPAddress | None = None
    source: str | IPAddress | None = None
    vrf: str = DEFAULT_VRF


def probe_of(s: Statement, full_name: Callable[[str], str]) -> Probe:
    """`ip sla N` with its block."""
    found = Probe()
    for words in (line.words for line in s.descendants()):
        if words[0] in _KINDS and len(words) > 1:
            _target(found, words[1:], full_name)
        elif words[:2] == ["type", "echo"] and len(words) > 4 and words[3] in _OLD_KINDS:
            _target(found, words[4:], full_name)
        elif words[0] == "vrf" and len(words) > 1:
            found.vrf = words[1]
    return found


def _target(probe: Probe, words: list[str], full_name: Callable[[str], str]) -> None:
    probe.target = optional_address(words[0])
    for word, value in pairwise(words):
        if word in _SOURCES:
            address = optional_address(value)
            probe.source = full_name(value) if address is None else address


def with_probe(track: Track, probe: Probe | None) -> Track:
    """The track with what its operation asks."""
    if probe is None or probe.target is None:
        return track
    return replace(track, probe=probe.target, probe_from=probe.source, vrf=probe.vrf)
