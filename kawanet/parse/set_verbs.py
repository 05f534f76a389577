"""What the verbs other than `set` do to the tree: delete, insert, rename, copy, deactivate."""

from __future__ import annotations

from collections.abc import Sequence

from kawanet.parse.word_tree import Tree

SET_VERBS = frozenset(
    [
        "set", "delete", "deactivate", "activate", "protect", "unprotect", "annotate", "insert",
        "rename", "copy",
    ]
)  # fmt: skip


def obey(tree: Tree, verb: str, path: Sequence[str], line: int) -> None:
    """Do what a line with one of the verbs says; one that finds nothing to do it to is faulty."""
    if verb == "delete":
        _delete(tree, path, line)
    elif verb == "insert":
        _insert(tree, path, line)
    elif verb in ("rename", "copy"):
        _copy(tree, path, line, keep=verb == "copy")
    else:
        tree.idle.append(line)
        found = tree.root.at(*path) if path else None
        if found is not None and verb in ("activate", "deactivate"):
            found.inactive = verb == "deactivate"
            tree.pruned = True


def _insert(tree: Tree, path: Sequence[str], line: int) -> None:
    """`insert ... term A before term B`: the order of names below one statement."""
    place = next((n for n, w in enumerate(path) if w in ("before", "after")), 0)
    parent = tree.root.at(*path[: place - 1]) if place > 1 else None
    name, other = path[place - 1] if place else "", path[-1] if path else ""
    if parent is None or not {name, other} <= parent.children.keys() or name == other:
        tree.faulty.append(line)
        return
    moved = parent.children.pop(name)
    kept = list(parent.children.items())
    where = next(n for n, (word, _) in enumerate(kept) if word == other)
    kept.insert(where + (path[place] == "after"), (name, moved))
    parent.children = dict(kept)
    moved.lines.append(line)


def _copy(tree: Tree, path: Sequence[str], line: int, keep: bool) -> None:
    """`rename ... term A to term B`, `copy ... A to B`."""
    place = next((n for n, w in enumerate(path) if w == "to"), 0)
    parent = tree.root.at(*path[: place - 1]) if place > 1 else None
    name, new = path[place - 1] if place else "", path[-1] if path else ""
    if parent is None or name not in parent.children or new in parent.children:
        tree.faulty.append(line)
        return
    source = parent.children[name]
    if keep:
        parent.children[new] = source.copied(new)
    else:
        source.word = new
        parent.children = {new if w == name else w: c for w, c in parent.children.items()}
    parent.children[new].lines.append(line)


def _delete(tree: Tree, path: Sequence[str], line: int) -> None:
    tree.idle.append(line)
    tree.pruned = True
    parent = tree.root.at(*path[:-1])
    gone = parent.children.pop(path[-1], None) if parent and path else None
    if gone is not None:
        tree.idle.extend(n for below in gone.walk() for n in below.lines)
