"""Every command on `docs/how-to/ask-a-network.md` prints what the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from asked_network import write
from command_line import kawanet

PAGE = Path(__file__).parents[3] / "docs/how-to/ask-a-network.md"
BLOCK = re.compile(r"```console\n(.*?)```\n", re.DOTALL)


def commands() -> list[tuple[str, str]]:
    """(command, what it prints) of every console block."""
    blocks = "".join(BLOCK.findall(PAGE.read_text("utf-8")))
    found = [part.partition("\n") for part in blocks.split("$ kawanet ")[1:]]
    return [(command, printed) for command, _, printed in found]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("page")
    write(made / "net")
    write(made / "after", r1=(" permit udp any any eq 53", " permit udp any any"))
    return made


@pytest.mark.parametrize(("command", "printed"), commands(), ids=[c for c, _ in commands()])
def test_a_command_prints_what_the_page_says(folder: Path, command: str, printed: str) -> None:
    assert kawanet(*command.split(), cwd=folder).out == printed


def test_the_page_has_every_question() -> None:
    asked = {command.split()[0] for command, _ in commands()}
    assert len(asked) == 10
