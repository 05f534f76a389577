"""The catalogue and the code agree: every code that can be emitted is listed, once."""

import re
from collections import Counter
from pathlib import Path

import kawanet
from kawanet.verify.catalogue import CATALOGUE

CODE = re.compile(r'"(KW-[A-Z0-9]+-\d{3})"')
SOURCES = Path(kawanet.__file__).parent


def test_every_code_in_the_source_is_in_the_catalogue():
    written = {
        code
        for path in sorted(SOURCES.rglob("*.py"))
        for code in CODE.findall(path.read_text(encoding="utf-8"))
    }
    assert written == {rule.code for rule in CATALOGUE}


def test_codes_are_unique_and_sorted():
    codes = [rule.code for rule in CATALOGUE]
    assert [c for c, n in Counter(codes).items() if n > 1] == []
    assert codes == sorted(codes)


def test_every_rule_is_explained_in_both_languages():
    for rule in CATALOGUE:
        assert rule.title
        assert rule.explanation.endswith(".")
        assert any(ord(letter) > 0x2E80 for letter in rule.title_ja), rule.code
