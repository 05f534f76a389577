"""Proofs made before: an edit that no packet meets does not cost another.

With a cache, the simulation and the proof are given `met(device)` of every device and nothing else,
so their result is a function of that, of the cabling, the statement, which devices hold lines that
are not modelled, and of kawanet's own code; a digest of all these is the key. Only proofs in which
everything was proved and nothing was found are kept: they name no line, and lines may have moved.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from kawanet.findings import Verdict
from kawanet.model.interfaces import Interface
from kawanet.model.network import Device, Network
from kawanet.model.requirement import PolicyStatement
from kawanet.model.services import Services
from kawanet.model.system import System
from kawanet.parse.result import Parsed
from kawanet.pipeline.cache import PACKAGE, ParseCache
from kawanet.verify.result import Result

Results = tuple[Result, ...]


def met(device: Device) -> Device:
    """What packets may meet of a device: no descriptions, no services, and of the management only
    where a firewall takes packets for itself."""
    system = System(
        management_vrf=device.system.management_vrf,
        management_interface=device.system.management_interface,
        management_acl=device.system.management_acl,
    )
    interfaces = tuple(map(_undescribed, device.interfaces))
    return replace(device, system=system, interfaces=interfaces, services=Services())


def _undescribed(interface: Interface) -> Interface:
    return replace(interface, description="") if interface.description else interface


class Proofs:
    """What a cache knows of the proof of one network."""

    def __init__(
        self,
        cache: ParseCache,
        parsed: Iterable[Parsed],
        network: Network,
        statement: PolicyStatement,
        doubtful: Iterable[str],
    ) -> None:
        digest = hashlib.blake2b(_code(), digest_size=24)
        for one in parsed:
            digest.update(cache.digest(one, _digest))
        rest = (network.plant, statement, sorted(doubtful))
        digest.update(repr(rest).encode("utf-8", "surrogatepass"))
        self._cache, self._key = cache, digest.digest()

    def recall(self) -> Results | None:
        """The results for a network in which packets meet the same; None if there are none."""
        known = self._cache.recall(self._key)
        return known if isinstance(known, tuple) else None

    def keep(self, results: Results) -> None:
        """Keep the results if they name no line of text."""
        if all(r == Result(r.code, r.title, r.kind, Verdict.PROVED) for r in results):
            self._cache.remember(self._key, results)


def _digest(parsed: Parsed) -> bytes:
    """Of what packets meet; lines of text are not in it, for no `repr` shows a `where`."""
    said = repr(met(parsed.device)).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(said, digest_size=24).digest()


@cache
def _code() -> bytes:
    """A digest of all of kawanet's code."""
    digest = hashlib.blake2b(digest_size=16)
    for source in sorted(PACKAGE.glob("**/*.py")):
        digest.update(source.read_bytes())
    return digest.digest()
