"""The small city on Arista EOS in every role it plays is another city, proved like the first."""

from __future__ import annotations

import shutil
from pathlib import Path

from kawanet.design.schema import Role
from kawanet.findings import Verdict
from kawanet.pipeline.build import build
from kawanet.render.manifest import load_platforms

SMALL = Path(__file__).parents[2] / "topology" / "small"


def test_every_requirement_is_proved_on_eos(tmp_path: Path) -> None:
    design = tmp_path / "small"
    shutil.copytree(SMALL, design)
    roles = set(load_platforms()["arista_eos"].roles) & set(Role)
    platforms = dict.fromkeys(sorted(roles), "arista_eos")
    built = build(design, tmp_path / "out", platforms=platforms)
    ours = [d for d in built.snapshot.devices if d.platform == "arista_eos"]
    assert len(ours) > 15
    assert built.proof.count(Verdict.PROVED) == len(built.proof.results) > 400
    assert built.proof.clean  # the round trip of each device too
    assert [u for p in built.snapshot.parsed for u in p.unclaimed] == []
