"""`build`: from the city's intent to configurations, read back and proved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from pathlib import Path

from kawanet.addressing import AddressPlan, Lock, plan_addresses
from kawanet.compiler import compile_network, compile_policy
from kawanet.design.nearest import did_you_mean
from kawanet.design.schema import Design
from kawanet.errors import InputError, Problem, Span
from kawanet.findings import Finding, Severity
from kawanet.load import load_design
from kawanet.model.network import Device, Network
from kawanet.model.requirement import PolicyStatement
from kawanet.pipeline.check import Proof, prove_network
from kawanet.pipeline.gather import CONFIGS, POLICY
from kawanet.pipeline.lock import LOCK_NAME, read_lock, refuse_change, write_lock
from kawanet.pipeline.output import refuse_foreign, replaced_folder, write_file
from kawanet.pipeline.reading import attempt, is_file, is_folder
from kawanet.pipeline.snapshot import Snapshot, read_rendered
from kawanet.pipeline.write import summarise, write_results
from kawanet.render.engine import render_device
from kawanet.render.manifest import load_platforms
from kawanet.report.summary import Summary
from kawanet.wireless import plan_radio

Stage = Callable[[str], None]
LONGEST_DIFFERENCE = 300  # characters


@dataclass(frozen=True)
class Compiled:
    """The intent of one day, compiled: nothing of it has been proved."""

    design: Design
    plan: AddressPlan
    network: Network
    statement: PolicyStatement
    on: date


@dataclass(frozen=True)
class Built:
    """What `build` made, and what reading it back proved."""

    compiled: Compiled
    snapshot: Snapshot
    proof: Proof
    summary: Summary


def compile_city(
    directory: Path,
    on: date | None = None,
    platforms: Mapping[str, str] | None = None,
    frozen: bool = False,
    stage: Stage = lambda _: None,
) -> Compiled:
    """Load, plan and compile the city in `directory` for one day. Writes nothing.

    Raises:
        InputError: the design or its lock cannot be used.
        FrozenError: `frozen`, and the lock would change.
    """
    stage("load")
    design, lock = _load(directory)
    design = with_platforms(design, platforms or {})
    day = on or design.city.reference_date
    stage("plan")
    plan = plan_addresses(design, lock)
    if frozen:
        refuse_change(directory / LOCK_NAME, lock, plan.lock)
    stage("compile")
    known = load_platforms()
    radio = plan_radio(design, lock)
    network = compile_network(design, plan, radio, known, day)
    statement = compile_policy(design, plan, radio, known, day)
    return Compiled(design, plan, network, statement, day)


def build(
    directory: Path,
    out: Path,
    on: date | None = None,
    platforms: Mapping[str, str] | None = None,
    frozen: bool = False,
    stage: Stage = lambda _: None,
) -> Built:
    """Compile and render the city, read the text back, prove what was read; write `out` and lock.

    Raises:
        InputError: the design or its lock cannot be used, or `out` cannot be written.
        FrozenError: `frozen`, and the lock would change.
    """
    refuse_foreign(out)
    compiled = compile_city(directory, on, platforms, frozen, stage)
    stage("render")
    texts = {device.name: render_device(device) for device in compiled.network.devices}
    stage("read back")
    snapshot = read_rendered({n: _under(CONFIGS, files) for n, files in texts.items()})
    network = Network(snapshot.devices, compiled.network.plant)
    proof = prove_network(network, snapshot, compiled.statement, stage)
    proof = proof.with_findings(round_trip_findings(compiled.network.devices, network.device))
    city = compiled.design.city
    summary = summarise(proof, compiled.statement, snapshot.lines, city.label, city.sample_note)
    stage("write")
    with replaced_folder(out) as folder:
        for files in texts.values():
            for name, text in files.items():
                write_file(folder / CONFIGS / name, text)
        write_results(folder, proof, compiled.statement, summary)
        write_lock(directory / LOCK_NAME, compiled.plan.lock)
    return Built(compiled, snapshot, proof, summary)


def only(network: Network, device: str) -> Network:
    """The network with one device left. Raises InputError if it is not in it."""
    if device not in network.device:
        hint = did_you_mean(device, network.device)
        raise InputError((Problem(Span(device), "is no device of this city", hint),))
    return Network((network.device[device],), network.plant)


def round_trip_findings(
    intended: tuple[Device, ...], read: Mapping[str, Device]
) -> tuple[Finding, ...]:
    """Say where reading our own text gave another device than the one rendered (a bug of ours)."""
    return tuple(
        Finding(
            "KW-GEN-001",
            Severity.ERROR,
            f"{device.name}: the text says something else than the compiled device",
            device.name,
            expected="parse(render(device)) == device",
            actual=_difference(device, read[device.name])
            if device.name in read
            else "no device was read",
        )
        for device in intended
        if read.get(device.name) != device
    )


def with_platforms(design: Design, platforms: Mapping[str, str]) -> Design:
    """The design with other platforms for some roles.

    Raises:
        InputError: there is no such role or platform, or the platform cannot play the role.
    """
    if not platforms:
        return design
    city = design.city.model_copy(update={"platforms": {**design.city.platforms, **platforms}})
    return design.model_copy(update={"city": city})


def _load(directory: Path) -> tuple[Design, Lock]:
    """Read the design and its lock; the problems of both come out together."""
    if is_folder(directory / CONFIGS) or is_file(directory / POLICY):
        hint = "give the folder of the city's *.yml; `kawanet check` reads configurations"
        message = "holds what `build` wrote, not a city's YAML"
        raise InputError((Problem(Span(str(directory)), message, hint),))
    problems: list[Problem] = []
    design = attempt(lambda: load_design(directory), problems)
    lock = attempt(lambda: read_lock(directory / LOCK_NAME), problems)
    if design is None or lock is None:
        raise InputError(tuple(problems))
    return design, lock


def _under(folder: str, files: Mapping[str, str]) -> dict[str, str]:
    return {f"{folder}/{name}": text for name, text in files.items()}


def _difference(ours: object, theirs: object, path: str = "") -> str:
    """Where two values first differ, as `interfaces[3].mtu: 9000, read back 1500`."""
    for name, one, other in _parts(ours, theirs):
        if one != other:
            return _difference(one, other, path + name)
    said = f"{path.removeprefix('.')}: {ours!r}, read back {theirs!r}"
    return said if len(said) <= LONGEST_DIFFERENCE else said[:LONGEST_DIFFERENCE] + "..."


def _parts(ours: object, theirs: object) -> Iterator[tuple[str, object, object]]:
    """The parts that two values of one shape have in common, with their names."""
    if is_dataclass(ours) and type(ours) is type(theirs):
        for field in fields(ours):
            if field.compare:
                yield f".{field.name}", getattr(ours, field.name), getattr(theirs, field.name)
    elif isinstance(ours, tuple) and isinstance(theirs, tuple) and len(ours) == len(theirs):
        for number, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            yield f"[{number}]", one, other
