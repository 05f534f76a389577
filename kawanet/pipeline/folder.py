"""Folders as users point at them: configurations, the facts beside them, the policy to hold."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kawanet.errors import InputError, Problem, Span
from kawanet.model.network import Network
from kawanet.model.plant import Plant
from kawanet.model.requirement import PolicyStatement
from kawanet.pipeline.cabling import told_cabling
from kawanet.pipeline.cache import Keeper, ParseCache, cache_folder
from kawanet.pipeline.gather import PLANT, POLICY, is_city
from kawanet.pipeline.reading import attempt, is_file, is_folder, read_fact
from kawanet.pipeline.snapshot import (
    Choice,
    Snapshot,
    read_snapshot,
    read_what_can_be,
)
from kawanet.report.facts import plant_from_json, statement_from_json

if TYPE_CHECKING:
    from kawanet.pipeline.check import Proof

PARENTS = 2  # OUT/configs/<device>/frr.conf: the facts of a Linux box lie two folders up


@dataclass(frozen=True)
class Facts:
    """What no configuration says: what must hold, and how boxes are cabled (None: not told)."""

    statement: PolicyStatement
    plant: Plant | None


def check_folder(
    paths: tuple[Path, ...],
    policy: Path | None = None,
    on: date | None = None,
    cached: bool = True,
    stage: Callable[[str], None] = lambda _: None,
    choices: Sequence[Choice] = (),
) -> Proof:
    """Prove the network of the texts in `paths`.

    A text that cannot be read stops it: a proof about a network without one of its devices would
    be about another network. What must hold is `policy.json` in or above the first path, or what
    `policy` says (see `read_facts`). The cabling is `plant.json` in or above the first path, else
    the policy's, else what the folder tells (see `told_cabling`).

    Raises:
        InputError: a text, the cabling or the policy cannot be used.
    """
    stage("read back")
    problems: list[Problem] = []
    cache = ParseCache(cache_folder()) if cached else None
    read = attempt(lambda: read_snapshot(paths, cache, choices), problems)
    plant = attempt(lambda: _plant_above(paths), problems)
    facts = attempt(lambda: read_facts(paths, policy, on, plant), problems)
    if read is None or facts is None or problems:
        raise InputError(tuple(problems))
    snapshot, network = _cabled(read, plant or facts.plant)
    from kawanet.pipeline.check import prove_network  # noqa: PLC0415 - others do without a proof

    return prove_network(network, snapshot, facts.statement, stage, cache)


def read_network(
    paths: tuple[Path, ...], cached: bool = True, choices: Sequence[Choice] = ()
) -> tuple[Snapshot, Network]:
    """Read texts and the cabling, for questions: what cannot be read is a finding of the snapshot,
    and so is where the cabling comes from.

    Raises:
        InputError: nothing can be read, or the cabling that is there cannot be used.
    """
    return read_again(paths, ParseCache(cache_folder()) if cached else None, choices)


def read_again(
    paths: tuple[Path, ...], cache: Keeper | None, choices: Sequence[Choice] = ()
) -> tuple[Snapshot, Network]:
    """`read_network` with whoever remembers what was parsed before. Raises InputError."""
    return _cabled(read_what_can_be(paths, cache, choices), _plant_above(paths))


def _cabled(snapshot: Snapshot, plant: Plant | None) -> tuple[Snapshot, Network]:
    """The network with its cabling: the plant, else what the snapshot's own files tell."""
    if plant is None:
        plant, findings = told_cabling(snapshot)
        snapshot = replace(snapshot, findings=(*snapshot.findings, *findings))
    return snapshot, Network(snapshot.devices, plant)


def read_facts(
    paths: tuple[Path, ...],
    policy: Path | None,
    on: date | None = None,
    plant: Plant | None = None,
) -> Facts:
    """Find and read what must hold, and the cabling beside it unless one is known already.

    Without `policy`, it is the `policy.json` in or above the first path. With it, that file, or
    the `policy.json` in or above that folder, or the city whose YAML the folder holds, on a day.

    Raises:
        InputError: there is no policy, it cannot be used, or a day is asked of a `policy.json`.
    """
    if policy and is_city(policy):
        from kawanet.pipeline.build import compile_city  # noqa: PLC0415 - half a second

        compiled = compile_city(policy, on)
        return Facts(compiled.statement, compiled.network.plant)
    found = policy if policy and is_file(policy) else _above((policy,) if policy else paths, POLICY)
    if found is None:
        where = str(policy) if policy else " ".join(map(str, paths))
        message = f"no {POLICY} in or above it" + (", and no city's YAML" if policy else "")
        raise _refused(where, message, "say with --policy where a city or an `out` folder is")
    statement = statement_from_json(read_fact(found), str(found))
    if on and on != statement.on:
        hint = f"for other days name the city's folder with --policy; {found} is of {statement.on}"
        raise _refused(f"--on {on}", "is not the day of the policy", hint)
    return Facts(statement, plant or _plant_above((found,)))


def _plant_above(paths: tuple[Path, ...]) -> Plant | None:
    found = _above(paths, PLANT)
    return plant_from_json(read_fact(found), str(found)) if found else None


def _above(paths: tuple[Path, ...], name: str) -> Path | None:
    """The nearest file of that name in, beside or up to two folders above the first path."""
    for path in paths[:1]:
        start = path if is_folder(path) else path.parent
        higher = Path(os.path.realpath(start)).parents[:PARENTS]
        for folder in (start, *map(_shown, higher)):
            if is_file(folder / name):
                return folder / name
    return None


def _shown(folder: Path) -> Path:
    """As seen from here, where it lies below: reports name files as a repository does."""
    return folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder


def _refused(where: str, message: str, hint: str) -> InputError:
    return InputError((Problem(Span(where), message, hint),))
