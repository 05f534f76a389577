"""The Junos tree: one from both forms, with lines and groups, without what is inactive."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawanet.parse.braces import read_tree
from kawanet.parse.groups import Groups
from kawanet.parse.word_tree import Node, Tree


def paths(node: Node, before: str = "") -> list[str]:
    """All leaves as lines of words."""
    if not node.children:
        return [before.strip()]
    return [p for c in node.children.values() for p in paths(c, f"{before} {c.word}")]


def tree_of(text: str) -> Tree:
    return read_tree(text.split("\n"))


def leaves(text: str) -> list[str]:
    tree = tree_of(text)
    Groups(tree)
    return paths(tree.root)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a { b { c 1; } }", ["a b c 1"]),
        ("set a b c 1", ["a b c 1"]),
        ("a { b [ x y ]; c; }", ["a b x", "a b y", "a c"]),
        ("a {\n b [\n x\n y ];\n}", ["a b x", "a b y"]),
        ('a { b "x; { y"; }', ["a b x; { y"]),
        ('set a b "x # y"', ["a b x # y"]),
        (r'a "q\"r\\s\nt";', ['a q"r\\s\nt']),
        ("a 1; # c 2;\nb 2;", ["a 1", "b 2"]),
        ("/* x { */ a 1;", ["a 1"]),
        ("/* two\n lines */\na 1;", ["a 1"]),
        ("inactive: a { b 1; }\nc 2;", ["c 2"]),
        ("a { inactive: b 1; c 2; }", ["a c 2"]),
        ("set a b 1\nset a c 2\ndeactivate a b", ["a c 2"]),
        ("set a b 1\ndeactivate a\nactivate a", ["a b 1"]),
        ("set a b 1\nset a c 2\ndelete a b", ["a c 2"]),
        ("set a b 1\ndelete a\nset a c 2", ["a c 2"]),
        ("a { replace: b 1; protect: c 2; }", ["a b 1", "a c 2"]),
        ("{master:0}\nset a 1\n[edit]\nuser@box> show x", ["a 1"]),
        ("a { b 1;\n c 2", ["a b 1"]),  # cut off: what has no end is not believed
        ("a { b 1; }}}\nc 2;", ["a b 1", "c 2"]),
        ("set a <ge-0/0/[0-3]> b", ["a <ge-0/0/[0-3]> b"]),
        ("set a t 1\nset a t 2\nset a t 3\ninsert a t 3 before t 1", ["a t 3", "a t 1", "a t 2"]),
        ("set a t 1\nset a t 2\nset a t 3\ninsert a t 1 after t 2", ["a t 2", "a t 1", "a t 3"]),
        ("set a t 1 x\nrename a t 1 to t 2", ["a t 2 x"]),
        ("set a t 1 x\ncopy a t 1 to t 2\nset a t 2 y", ["a t 1 x", "a t 2 x", "a t 2 y"]),
        ('a { b "one\ntwo"; c 1; }', ["a b one\ntwo", "a c 1"]),
        ("a {\n b x; ## SECRET-DATA\n c y;\n}", ["a b x", "a c y"]),
        ("configure\nset a 1\ncommit and-quit", ["a 1"]),
    ],
)
def test_text_becomes_paths(text: str, expected: list[str]) -> None:
    assert leaves(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("groups { g { a { b 1; } } }\napply-groups g;", ["a b 1"]),
        ("groups { g { a { b 1; } } }\na { apply-groups g; c 2; }", ["a c 2", "a b 1"]),
        ("set groups g a b 1\nset apply-groups g\nset a c 2", ["a c 2", "a b 1"]),
        ("groups { g { i { <ge-*> { m 9; } } } }\napply-groups g;\ni { ge-1; xe-1; }",
         ["i ge-1 m 9", "i xe-1"]),
        ("groups { g { i { <*> { u { <*> { d; } } } } } }\napply-groups g;\n"
         "i { p { u { 0; 1; } } }",
         ["i p u 0 d", "i p u 1 d"]),
        ("groups { g { a { b 1; } } }\napply-groups g;\na { apply-groups-except g; c 2; }",
         ["a c 2"]),
        ("groups { g { apply-groups h; } h { a 1; } }\napply-groups g;", ["a 1"]),
        ("groups { g { apply-groups g; a 1; } }\napply-groups g;", ["a 1"]),
        ("groups { g { a 1; } }", [""]),
        ("apply-groups nobody;\na 1;", ["a 1"]),
        ("groups { re0 { a 1; } re1 { a 2; } }\napply-groups [ re0 re1 ];", ["a 1"]),
        ('groups { node0 { a 1; } node1 { a 2; } }\napply-groups "${node}";', ["a 1"]),
    ],
)  # fmt: skip
def test_groups_are_merged_where_they_apply(text: str, expected: list[str]) -> None:
    assert leaves(text) == expected


ODD = """\
a {
    inactive: b 1;
    /* note */
    c "x y" z;
    d [ 1 2 ];
    e { f; g "h;i"; }
    j k; l m;
    n
        o;
}
set p q "r s" t
set u [ v w ]
deactivate p
"""


def _as_said(tree: Tree) -> object:
    nodes = [(n.word, n.line, n.lines, n.comment) for n in tree.root.walk()]
    return paths(tree.root), nodes, tree.faulty, sorted(tree.idle)


def _by_tokens(text: str) -> Tree:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kawanet.parse.braces._Builder._plain", lambda _, at: at)
        return tree_of(text)


def test_plain_lines_say_what_their_tokens_say() -> None:
    assert _as_said(tree_of(ODD)) == _as_said(_by_tokens(ODD))


LINES = st.lists(
    st.sampled_from(["a {", "b c {", "}", "d;", "e 1;", 'f "g h";', "set a b", "set a  b c", "set",
                     'set a "x y"', "set k [ l m ]", "delete a b", "deactivate a", "# n", "o {", "",
                     "inactive: p;", "inactive: q {", "k [ l m ];", "r s; t u;", "v", "set a\tw",
                     "[edit]", "rename a b to z", "copy a b to y", "set a;", "x { y; }", "} }"]),
    max_size=30,
)  # fmt: skip


@given(LINES)
def test_lines_read_whole_and_by_tokens_give_one_tree(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert _as_said(tree_of(text)) == _as_said(_by_tokens(text))


def test_what_is_said_in_place_wins_over_a_group() -> None:
    tree = tree_of("groups { g { a { mtu 9; } } }\napply-groups g;\na { mtu 1; }")
    Groups(tree)
    assert tree.root.value("a", "mtu") == "1"


def test_the_first_group_wins_over_the_second() -> None:
    tree = tree_of("groups { g { a { mtu 9; } } h { a { mtu 8; } } }\napply-groups [ h g ];")
    Groups(tree)
    assert tree.root.value("a", "mtu") == "8"


def test_the_last_set_wins() -> None:
    assert tree_of("set a mtu 1\nset a mtu 2").root.value("a", "mtu") == "2"


def test_lines_are_those_of_the_statement_and_its_brace() -> None:
    tree = tree_of("a {\n    b {\n        c 1;\n    }\n}")
    b, c = tree.root.at("a", "b"), tree.root.at("a", "b", "c", "1")
    assert b is not None and c is not None
    assert (b.line, b.lines, c.lines) == (2, [2, 4], [3])


def test_a_comment_stands_with_what_follows() -> None:
    node = tree_of("f {\n /* administrators\n  * and others */\n term x { y; }\n}").root
    term = node.at("f", "term", "x")
    assert term is not None and term.comment == "administrators\nand others"


def test_a_path_too_deep_is_faulty_and_nothing_else_is() -> None:
    tree = tree_of("set " + "a " * 100 + "\nset b 1")
    assert (paths(tree.root), tree.faulty[0]) == (["b 1"], 1)
    deep = tree_of("a { " * 10_000 + "\n" + "}" * 10_000)
    assert deep.faulty
