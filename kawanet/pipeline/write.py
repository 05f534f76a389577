"""What `build` leaves beside the configurations: facts, pictures, tables, the summary."""

from __future__ import annotations

from pathlib import Path

from kawanet.diagram.draw import VIEWS, draw
from kawanet.model.requirement import PolicyStatement
from kawanet.pipeline.check import Proof
from kawanet.pipeline.output import write_file
from kawanet.render.manifest import load_platforms
from kawanet.report.addresses import addresses_csv
from kawanet.report.facts import plant_to_json, statement_to_json
from kawanet.report.inventory import inventory_json
from kawanet.report.proof import render_report
from kawanet.report.summary import Summary, summary_json


def write_results(folder: Path, proof: Proof, statement: PolicyStatement, summary: Summary) -> None:
    """Write everything that follows from the proved network into `folder`."""
    network = proof.network
    network_os = {name: p.ansible_network_os for name, p in load_platforms().items()}
    texts = {
        "plant.json": plant_to_json(network.plant),
        "policy.json": statement_to_json(statement),
        "inventory.json": inventory_json(network, statement, network_os),
        "addresses.csv": addresses_csv(network),
        "report.sarif": render_report("sarif", proof.results, proof.all_findings),
        "report.junit.xml": render_report("junit", proof.results, proof.all_findings),
        "summary.json": summary_json(summary),
    }
    pictures = {f"diagrams/{view}.svg": draw(network, view, statement) for view in VIEWS}
    for name, text in (texts | pictures).items():
        write_file(folder / name, text)


def summarise(
    proof: Proof, statement: PolicyStatement, lines: int, city: str, sample_note: str
) -> Summary:
    """The figures of one build."""
    return Summary(
        city=city,
        on=statement.on,
        devices=len(proof.network.devices),
        lines=lines,
        results=proof.results,
        findings=proof.all_findings,
        note=sample_note,
    )
