"""`templates/<platform>/platform.yml`: names, abilities, files and the vendor's own checkers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kawanet.model.platform import BgpTraits, Platform


@dataclass(frozen=True, slots=True)
class OutputFile:
    """One file of a device. `name` takes `{device}`; `checker` is a command with `{path}`."""

    name: str
    template: str
    checker: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    platform: Platform
    files: tuple[OutputFile, ...]


_NO_TRAITS: dict[str, Any] = {"process": {}, "family": {}, "peer": {}}


def _tuples(value: Any) -> Any:
    """YAML's lists as the model's tuples, at any depth."""
    if isinstance(value, dict):
        return {key: _tuples(of) for key, of in value.items()}
    return tuple(_tuples(of) for of in value) if isinstance(value, list) else value


def templates_folder() -> Path:
    """The shipped templates; in a checkout the package holds a link to them."""
    return Path(__file__).resolve().parent.parent / "templates"


@cache
def load_manifest(platform: str, root: Path) -> Manifest:
    """Read one manifest. Raises FileNotFoundError for a platform that has no folder."""
    raw = yaml.safe_load((root / platform / "platform.yml").read_text(encoding="utf-8"))
    names = raw["names"]
    return Manifest(
        platform=Platform(
            name=platform,
            vendor=raw["vendor"],
            roles=tuple(raw["roles"]),
            ports={int(speed): pattern for speed, pattern in names["ports"].items()},
            lag=names["lag"],
            svi=names["svi"],
            subinterface=names["subinterface"],
            loopback=names["loopback"],
            tunnel=names["tunnel"],
            bgp=BgpTraits(**{**_NO_TRAITS, **_tuples(raw.get("bgp", {}))}),
            **raw.get("traits", {}),
        ),
        files=tuple(
            OutputFile(f["name"], f["template"], tuple(f.get("checker", ()))) for f in raw["files"]
        ),
    )


@cache
def load_platforms(root: Path | None = None) -> dict[str, Platform]:
    """All platforms that have a folder, by name."""
    folder = root or templates_folder()
    return {
        p.parent.name: load_manifest(p.parent.name, folder).platform
        for p in sorted(folder.glob("*/platform.yml"))
    }
