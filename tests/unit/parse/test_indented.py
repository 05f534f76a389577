"""Nesting by indentation, comments and banners."""

from __future__ import annotations

import pytest

from kawanet.parse.indented import Statement, read_forest, split_lines


def outline(statements: list[Statement]) -> list[object]:
    return [(s.number, s.words[0], outline(s.children)) for s in statements]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb", [(1, "a", []), (2, "b", [])]),
        ("a\n b\n  c\n d\ne", [(1, "a", [(2, "b", [(3, "c", [])]), (4, "d", [])]), (5, "e", [])]),
        ("a\n   b\n c", [(1, "a", [(2, "b", []), (3, "c", [])])]),
        ("  a\n b\nc", [(1, "a", []), (2, "b", []), (3, "c", [])]),
        ("a\n\tb\n        c\n\td", [(1, "a", [(2, "b", []), (3, "c", []), (4, "d", [])])]),
        ("a\r\n b\r\n\r\nc\r\n", [(1, "a", [(2, "b", [])]), (4, "c", [])]),
        ("\x01\n b\n \x01", [(1, "\x01", [(2, "b", []), (3, "\x01", [])])]),
        ("a\n!\n ! x\n b", [(1, "a", [(4, "b", [])])]),
    ],
)
def test_a_line_belongs_to_the_nearest_shallower_line(text: str, expected: list[object]) -> None:
    assert outline(read_forest(split_lines(text)).roots) == expected


@pytest.mark.parametrize(
    ("text", "body", "last"),
    [
        ("banner motd ^C\nhello\n world\n^C\nx", "hello\n world", 4),
        ("banner login #hello#\nx", "hello", 1),
        ("banner motd \x03one\ntwo\x03\nx", "one\ntwo", 2),
        ("banner #hello#\nx", "hello", 1),
        ("banner login ^C\n\n^C\nx", "", 3),
        ("banner exec $a\n!b\n$\nx", "a\n!b", 3),
    ],
)
def test_a_banner_is_one_statement(text: str, body: str, last: int) -> None:
    roots = read_forest(split_lines(text)).roots
    assert [(s.words[0], s.body, s.last) for s in roots] == [
        ("banner", body, last),
        ("x", None, last + 1),
    ]


def test_an_open_banner_swallows_nothing() -> None:
    forest = read_forest(["banner motd #", "interface x", " shutdown"])
    assert [s.words[0] for s in forest.roots] == ["banner", "interface"]
    assert forest.roots[0].body is None


def test_deep_nesting_is_no_recursion() -> None:
    forest = read_forest([" " * n + "x" for n in range(5000)])
    assert sum(1 for _ in forest.roots[0].descendants()) == 4999


def test_the_rest_of_a_line_keeps_its_inner_spaces() -> None:
    (statement,) = read_forest(["description  to  the  roof "]).roots
    assert statement.rest(1) == "to  the  roof"
    assert statement.rest(9) == ""
