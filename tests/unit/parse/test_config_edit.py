"""The tokenizer: blocks, strings, strays; every line belongs somewhere exactly once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawanet.parse import config_edit
from kawanet.parse.config_edit import Block, Tree, read_tree


def outline(block: Block) -> list[object]:
    """A block as plain data: its statements, then its blocks."""
    said = [(s.verb, s.key, *s.words) for s in block.statements]
    return [*said, *({b.name: outline(b)} for b in block.blocks)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("config a b\nset c 1.1.1.1\nend", [{"a b": [("set", "c", "1.1.1.1")]}]),
        ('config a\nedit "x y"\nunset b\nnext\nend', [{"a": [{"x y": [("unset", "b")]}]}]),
        ("config a\nedit 1\nset b c\nend\nconfig d\nend",
         [{"a": [{"1": [("set", "b", "c")]}]}, {"d": []}]),
        ("config a\nedit 1\nedit 2\nnext\nend", [{"a": [{"1": []}, {"2": []}]}]),
        ('config a "b c"\nend', [{"a b c": []}]),
        ('set a "b c" d "e"', [("set", "a", "b c", "d", "e")]),
        ('set a ""', [("set", "a", "")]),
        ("set a ''", [("set", "a", "")]),
        ("set a 'b c' d", [("set", "a", "b c", "d")]),
        ("set a it's", [("set", "a", "it's")]),
        (r'set a "b\"c\\d"', [("set", "a", r'b"c\d')]),
        ('set a "b\n  c \n"', [("set", "a", "b\n  c \n")]),
        ('set a "b\nend\nconfig x\nc" d', [("set", "a", "b\nend\nconfig x\nc", "d")]),
        ("\tset\ta\t b  c ", [("set", "a", "b", "c")]),
        ("set a", [("set", "a")]),
    ],
)  # fmt: skip
def test_text_becomes_blocks(text: str, expected: list[object]) -> None:
    tree = read_tree(text.split("\n"))
    assert outline(tree.root) == expected
    assert tree.strays == []


@pytest.mark.parametrize(
    ("text", "strays"),
    [
        ("end", [1]),
        ("config a\nnext\nend", [2]),
        ("config", [1]),
        ("set", [1]),
        ("hello\nconfig a\nend", [1]),
        ('config a\nset b "c\nset d e\nend', [2]),
        ('set a "b\nset c "d\nset e "f\n', [3]),
        ("end of it", [1]),
    ],
)
def test_lines_that_fit_nowhere_are_strays(text: str, strays: list[int]) -> None:
    assert read_tree(text.split("\n")).strays == strays


def test_a_lost_quote_costs_one_line() -> None:
    tree = read_tree(["config a", 'edit "x', 'set b "c"', 'set d "e', "next", "end"])
    assert tree.strays == [4]
    assert outline(tree.root) == [{"a": [{'"x': [("set", "b", "c")]}]}]


def test_blocks_know_their_lines() -> None:
    (block,) = read_tree(["config a", "edit 1", "set b c", "next", "end"]).root.blocks
    assert (block.line, block.last, block.end_line()) == (1, 5, 5)
    assert (block.blocks[0].line, block.blocks[0].last) == (2, 4)


def test_the_end_of_an_unclosed_block_is_its_last_line() -> None:
    (block,) = read_tree(["config a", "edit 1", 'set b "c', 'd"']).root.blocks
    assert block.end_line() == 4


def test_deep_nesting_is_no_recursion() -> None:
    tree = read_tree(["config a"] * 5000)
    assert tree.root.blocks[0].end_line() == 5000
    assert sum(1 for _ in tree.root.walk()) == 5001


LINES = st.lists(
    st.sampled_from(["config a b", 'edit "x"', "next", "end", "set a b", 'set c "d', '" e', "# f",
                     "", "g", 'set h "i" "j"', "  unset k", 'append l "m\\', "set n 'o p'"]),
    max_size=40,
)  # fmt: skip


@given(LINES)
def test_every_line_belongs_to_exactly_one_thing(lines: list[str]) -> None:
    owners = sorted(owned_lines(read_tree(lines)))
    spanned = inside_strings(read_tree(lines))
    assert owners == [n for n, line in enumerate(lines, 1) if line.strip() or n in spanned]


def owned_lines(tree: Tree) -> list[int]:
    found = tree.comments + tree.strays
    for block in tree.root.walk():
        found += [n for n in (block.line, block.last) if n]
        found += [n for s in block.statements for n in range(s.first, s.last + 1)]
    return found


def inside_strings(tree: Tree) -> set[int]:
    return {
        n for b in tree.root.walk() for s in b.statements for n in range(s.first + 1, s.last + 1)
    }


@given(LINES)
def test_plain_lines_say_what_their_letters_say(lines: list[str]) -> None:
    quick = read_tree(lines)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(config_edit, "_SAID", {})
        patch.setattr(config_edit, "_plain", lambda verb, _: (verb, "", ()))
        slow = read_tree(lines)
    assert (quick.comments, quick.strays) == (slow.comments, slow.strays)
    assert list(quick.root.walk()) == list(slow.root.walk())
