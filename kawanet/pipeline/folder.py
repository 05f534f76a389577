"""Folders as users point at them: configurations, the facts beside them, the policy to hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from kawanet.errors import InputError, Problem, Span
from kawanet.model.network import Network
from kawanet.model.plant import Plant
from kawanet.model.requirement import PolicyStatement
from kawanet.pipeline.build import compile_city
from kawanet.pipeline.cache import ParseCache, cache_folder
from kawanet.pipeline.check import Proof, prove_network
from kawanet.pipeline.snapshot import Snapshot, read_snapshot
from kawanet.report.facts import plant_from_json, statement_from_json

PLANT, POLICY = "plant.json", "policy.json"


def check_folder(
    paths: tuple[Path, ...],
    policy: Path | None = None,
    cached: bool = True,
    stage: Callable[[str], None] = lambda _: None,
) -> Proof:
    """Prove the network of the texts in `paths`.

    The cabling is `plant.json` in or above the first path; what must hold is `policy.json` there,
    or in `policy`, or compiled from the city's YAML in `policy`.

    Raises:
        InputError: a text, the cabling or the policy cannot be used.
    """
    stage("read back")
    snapshot, network = read_network(paths, cached)
    return prove_network(network, snapshot, read_policy(paths, policy), stage)


def read_network(paths: tuple[Path, ...], cached: bool = True) -> tuple[Snapshot, Network]:
    """Read texts and, where it lies beside them, the cabling."""
    snapshot = read_snapshot(paths, ParseCache(cache_folder()) if cached else None)
    plant = fact_file(paths, PLANT)
    facts = plant_from_json(plant.read_text("utf-8"), str(plant)) if plant else Plant()
    return snapshot, Network(snapshot.devices, facts)


def read_policy(
    paths: Iterable[Path], policy: Path | None, on: date | None = None
) -> PolicyStatement:
    """Find and read what must hold. Raises InputError if there is no policy to be found."""
    found = fact_file((policy,) if policy else paths, POLICY)
    if found:
        return statement_from_json(found.read_text("utf-8"), str(found))
    if policy is None:
        where = " ".join(map(str, paths))
        raise InputError(
            (Problem(Span(where), f"no {POLICY} in or above it", "say where with --policy DIR"),)
        )
    return compile_city(policy, on).statement


def fact_file(paths: Iterable[Path], name: str) -> Path | None:
    """The nearest file of that name in, beside or up to two folders above the first path."""
    for path in paths:
        start = path.resolve() if path.is_dir() else path.resolve().parent
        for folder in (start, *tuple(start.parents)[:2]):
            if (folder / name).is_file():
                return folder / name
    return None
