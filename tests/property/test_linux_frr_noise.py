"""No text makes the reader of `linux_frr` raise, and every line of it is accounted for."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kawanet.parse.linux_frr import looks_like, parse
from kawanet.parse.linux_frr.management import MANAGEMENT_FILES

FOLDER = Path(__file__).parent.parent / "golden" / "linux_frr"
TEXTS = {
    f"{path.parent.name}/{path.name}": path.read_text(encoding="utf-8")
    for path in sorted(FOLDER.glob("*/*"))
}
WORDS = sorted({word for text in TEXTS.values() for word in text.split()})
NAMES = ("frr.conf", "interfaces", "nftables.conf", "box.cfg", *sorted(MANAGEMENT_FILES))
QUICK = settings(max_examples=150, deadline=None)


def account(files: dict[str, str]) -> None:
    looks_like(files)
    parsed = parse(files)
    lines = sum(bool(line.strip()) for text in files.values() for line in text.split("\n"))
    assert sum(parsed.counts.values()) == lines


@QUICK
@given(st.sampled_from(sorted(TEXTS)), st.data())
def test_a_text_with_a_line_changed(name: str, data: st.DataObject) -> None:
    lines = TEXTS[name].split("\n")
    at = data.draw(st.integers(0, len(lines) - 1))
    words = lines[at].split(" ")
    word = data.draw(st.integers(0, len(words) - 1))
    words[word] = data.draw(st.one_of(st.sampled_from(WORDS), st.text(max_size=6), st.just("")))
    lines[at] = " ".join(words)
    account({name: "\n".join(lines)})


@QUICK
@given(st.sampled_from(sorted(TEXTS)), st.data())
def test_a_text_that_ends_early(name: str, data: st.DataObject) -> None:
    account({name: TEXTS[name][: data.draw(st.integers(0, len(TEXTS[name])))]})


@QUICK
@given(st.sampled_from(sorted(TEXTS)), st.data())
def test_a_text_with_lines_lost_and_moved(name: str, data: st.DataObject) -> None:
    lines = TEXTS[name].split("\n")
    kept = data.draw(st.lists(st.sampled_from(lines), max_size=40))
    account({name: "\n".join(kept)})


@QUICK
@given(st.sampled_from(NAMES), st.lists(st.lists(st.sampled_from(WORDS), max_size=8), max_size=20))
def test_words_in_any_order(name: str, lines: list[list[str]]) -> None:
    account({name: "\n".join(" ".join(line) for line in lines)})


@QUICK
@given(st.sampled_from(NAMES), st.text(max_size=300))
def test_any_text_at_all(name: str, text: str) -> None:
    account({name: text})


@QUICK
@given(st.sampled_from(sorted(TEXTS)), st.sampled_from(NAMES))
def test_a_text_under_a_wrong_name(name: str, other: str) -> None:
    account({other: TEXTS[name]})
