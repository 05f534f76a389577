"""The page `docs/how-to/add-a-platform.md` works: its files are cut out and used."""

from __future__ import annotations

import importlib.util
import re
from ipaddress import ip_address, ip_interface, ip_network
from pathlib import Path
from types import ModuleType

import pytest

from kawanet.model.interfaces import Interface, InterfaceKind
from kawanet.model.network import Device
from kawanet.model.routing import Routing, StaticRoute
from kawanet.parse.result import LineClass
from kawanet.render.engine import render_device

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs/how-to/add-a-platform.md"
BLOCK = re.compile(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```\n", re.DOTALL)

DEVICE = Device(
    "shop-1",
    "tiny_os",
    interfaces=(
        Interface("e1", InterfaceKind.PHYSICAL, addresses=(ip_interface("10.0.0.1/24"),)),
        Interface("e2", InterfaceKind.PHYSICAL, enabled=False),
        Interface("lo1", InterfaceKind.LOOPBACK, addresses=(ip_interface("fd00::1/128"),)),
    ),
    routing=Routing((StaticRoute("default", ip_network("0.0.0.0/0"), ip_address("10.0.0.254")),)),
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in BLOCK.findall(PAGE.read_text("utf-8")):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path


def parser(tree: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("tiny_os", tree / "kawanet/parse/tiny_os.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_round_trip(tree: Path) -> None:
    files = render_device(DEVICE, tree / "templates")
    assert list(files) == ["shop-1.tiny"]
    module = parser(tree)
    parsed = module.parse(files)
    assert parsed.device == DEVICE
    assert parsed.unclaimed == ()
    assert module.looks_like(files) > 0


def test_a_strange_line_is_reported(tree: Path) -> None:
    parsed = parser(tree).parse(
        {"x": "device a\naddress 10.0.0.1/24\nroute nonsense\nfrobnicate\n"}
    )
    assert [u.where.line for u in parsed.unclaimed] == [2, 3, 4]
    assert parsed.counts[LineClass.UNRECOGNISED] == 3
