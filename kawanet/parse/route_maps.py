"""A route map, in the words that IOS, EOS, NX-OS and FRR share.

`ROUTE_MAP` is a table of readers for `statements.build_table`, whose target is a `TermDraft`; a
platform puts its own words over it. `policy_draft.policies_of` gives the policies.
"""

from __future__ import annotations

from collections.abc import Callable

from kawanet.errors import Span
from kawanet.model.policy import Action
from kawanet.parse.indented import Statement
from kawanet.parse.lines import Ledger
from kawanet.parse.policy_draft import ACTIONS, PolicyDraft, TermDraft
from kawanet.parse.result import LineClass
from kawanet.parse.route_map_match import MATCHES
from kawanet.parse.route_map_set import CHANGES
from kawanet.parse.statements import IRRELEVANT, MODELLED, Entry

_FIRST = 10  # the number of an entry that has none


def open_term(
    p: PolicyDraft,
    words: list[str],
    ledger: Ledger,
    where: Span,
    full_name: Callable[[str], str],
) -> TermDraft:
    """The draft of `NAME [permit|deny] [N]`, made when it is first met."""
    name, rest = words[0], words[1:]
    action = Action.PERMIT
    if rest and rest[0] in ACTIONS:
        action, rest = ACTIONS[rest[0]], rest[1:]
    number = int(rest[0]) if rest and rest[0].isdigit() else _FIRST
    terms = p.maps.setdefault(name, {})
    term = terms.get(number)
    if term is None:
        term = terms[number] = TermDraft(number, action, ledger, where, full_name)
    term.action = action
    return term


def _continue(t: TermDraft, s: Statement) -> LineClass:
    """`continue [N]`; FRR's `on-match next` and `on-match goto N`."""
    t.follows = int(s.words[-1]) if s.words[-1].isdigit() else 0
    return MODELLED


ROUTE_MAP: dict[str, Entry[TermDraft]] = {
    **MATCHES,
    **CHANGES,
    "continue": _continue,
    "on-match": _continue,
    "description": IRRELEVANT,
    "exit": IRRELEVANT,
}
