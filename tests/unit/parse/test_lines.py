"""The account of lines."""

from kawanet.errors import Span
from kawanet.parse.lines import Ledger, account
from kawanet.parse.result import LineClass, UnclaimedLine


def test_every_non_empty_line_has_one_class() -> None:
    ledger = Ledger("a.cfg", ["hostname a", "", "   ", "frobnicate", " nat x", "!"])
    ledger.claim(1)
    ledger.claim(2)
    ledger.claim(5, LineClass.UNMODELLED)
    ledger.claim_all([6], LineClass.IRRELEVANT)
    counts, unclaimed = account([ledger])
    assert counts == dict.fromkeys(LineClass, 1)
    assert unclaimed == (
        UnclaimedLine(Span("a.cfg", 4), "frobnicate", LineClass.UNRECOGNISED),
        UnclaimedLine(Span("a.cfg", 5), "nat x", LineClass.UNMODELLED),
    )


def test_files_are_counted_together() -> None:
    counts, unclaimed = account([Ledger("a", ["x"]), Ledger("b", ["y", "z"])])
    assert counts[LineClass.UNRECOGNISED] == 3
    assert [u.where.file for u in unclaimed] == ["a", "b", "b"]
