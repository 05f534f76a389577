"""What `build` leaves beside the configurations: facts, pictures, tables, the summary."""

from __future__ import annotations

from pathlib import Path

from kawanet.diagram import VIEWS, draw
from kawanet.model.requirement import PolicyStatement
from kawanet.pipeline.check import Proof
from kawanet.pipeline.output import write_file
from kawanet.pipeline.snapshot import Snapshot
from kawanet.report import addresses_csv, inventory_json, render_report, summary_json
from kawanet.report.facts import plant_to_json, statement_to_json


def write_results(
    folder: Path, sample_note: str, snapshot: Snapshot, proof: Proof, statement: PolicyStatement
) -> None:
    """Write everything that follows from the proved network into `folder`."""
    network = proof.network
    texts = {
        "plant.json": plant_to_json(network.plant),
        "policy.json": statement_to_json(statement),
        "inventory.json": inventory_json(network, statement),
        "addresses.csv": addresses_csv(network, statement),
        "report.sarif": render_report("sarif", proof.results, proof.all_findings),
        "report.junit.xml": render_report("junit", proof.results, proof.all_findings),
        "summary.json": summary_json(snapshot, proof.results, proof.all_findings, sample_note),
    }
    pictures = {f"diagrams/{view}.svg": draw(network, view, statement) for view in VIEWS}
    for name, text in (texts | pictures).items():
        write_file(folder / name, text)
