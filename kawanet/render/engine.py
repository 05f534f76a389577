"""Network -> text: one Jinja2 environment a process, StrictUndefined, templates that only loop,
test a boolean and format.

A platform is a folder `templates/<platform>/`: `platform.yml` (see `manifest`), the templates it
names, and, where formatting needs it, `kawanet.render.<platform>` with a dict FILTERS.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from kawanet.model.network import Device
from kawanet.render.manifest import Manifest, load_manifest, templates_folder


def render_device(device: Device, root: Path | None = None) -> dict[str, str]:
    """Render one device to its files: {file name relative to the configuration folder: text}."""
    folder = root or templates_folder()
    manifest = load_manifest(device.platform, folder)
    return {
        file.name.format(device=device.name): _template(
            folder, manifest.platform.name, file.template
        ).render(device=device)
        for file in manifest.files
    }


@cache
def _template(root: Path, platform: str, name: str) -> Template:
    return _environment(root, platform).get_template(name)


@cache
def _environment(root: Path, platform: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(root / platform),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.filters.update(_filters(platform))
    return environment


def _filters(platform: str) -> Mapping[str, object]:
    """Formatting that Jinja2 lacks: `kawanet.render.<platform>.FILTERS`, where there is one."""
    name = f"kawanet.render.{platform}"
    if importlib.util.find_spec(name) is None:
        return {}
    filters: Mapping[str, object] = importlib.import_module(name).FILTERS
    return filters


def manifest_of(device: Device, root: Path | None = None) -> Manifest:
    """Return the manifest of the device's platform."""
    return load_manifest(device.platform, root or templates_folder())
