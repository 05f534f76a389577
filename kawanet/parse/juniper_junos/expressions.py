"""Expressions of policies, `( A && B )`: each operator becomes a policy of its own.

`&&` asks the second policy only of what the first accepts, `||` only of what it refuses, `!` turns
the answer round; the changes of the policies that were asked stay.
Source: Junos Routing Policies User Guide, "Understanding Policy Expressions".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kawanet.model.policy import Action
from kawanet.model.route_policy import MatchPolicies, PolicyTerm, RoutePolicy
from kawanet.parse.word_tree import Node

if TYPE_CHECKING:
    from kawanet.parse.juniper_junos.draft import DeviceDraft

_SYMBOLS = ("&&", "||", "!", "(", ")")
_LONGEST = 100  # words of one expression


def is_expression(words: list[str]) -> bool:
    """Whether the words are more than names."""
    return any(w in _SYMBOLS or w.startswith(("(", "!")) for w in words)


def expression_of(d: DeviceDraft, node: Node) -> str:
    """The name of the policy that says what the expression does. Raises ValueError."""
    tokens = list(_tokens(node.words()))
    if not 0 < len(tokens) < _LONGEST:
        raise ValueError("no expression of policies")
    tokens.reverse()
    name = _either(d, node, tokens)
    if tokens:
        raise ValueError(f"{tokens[-1]} does not belong here")
    return name


def _tokens(words: list[str]) -> Iterator[str]:
    """Brackets and `!` may touch the names."""
    for word in words:
        name = word.lstrip("(!")
        bare = name.rstrip(")")
        yield from word[: len(word) - len(name)]
        if bare:
            yield bare
        yield from name[len(bare) :]


def _either(d: DeviceDraft, node: Node, tokens: list[str]) -> str:
    found = _both(d, node, tokens)
    while tokens and tokens[-1] == "||":
        tokens.pop()
        other = _both(d, node, tokens)
        terms = (_term("1", found, Action.PERMIT), _term("2", other, Action.PERMIT))
        found = _made(d, node, f"( {found} || {other} )", terms, Action.DENY)
    return found


def _both(d: DeviceDraft, node: Node, tokens: list[str]) -> str:
    found = _single(d, node, tokens)
    while tokens and tokens[-1] == "&&":
        tokens.pop()
        other = _single(d, node, tokens)
        first = PolicyTerm("1", None, (MatchPolicies((found,)),), goto="3")
        refused = PolicyTerm("2", Action.DENY)
        terms = (first, refused, _term("3", other, Action.PERMIT))
        found = _made(d, node, f"( {found} && {other} )", terms, Action.DENY)
    return found


def _single(d: DeviceDraft, node: Node, tokens: list[str]) -> str:
    token = tokens.pop() if tokens else ""
    if token == "!":
        found = _single(d, node, tokens)
        return _made(d, node, f"! {found}", (_term("1", found, Action.DENY),), Action.PERMIT)
    if token == "(":
        found = _either(d, node, tokens)
        if not tokens or tokens.pop() != ")":
            raise ValueError("a bracket is not closed")
        return found
    if not token or token in _SYMBOLS:
        raise ValueError(f"{token} is no policy")
    d.named.add(token)
    return token


def _term(name: str, policy: str, action: Action) -> PolicyTerm:
    return PolicyTerm(name, action, (MatchPolicies((policy,)),))


def _made(
    d: DeviceDraft, node: Node, name: str, terms: tuple[PolicyTerm, ...], default: Action
) -> str:
    d.policies.setdefault(name, RoutePolicy(name, terms, default, d.account.span(node)))
    d.named.add(name)
    return name
