"""Expressions and statements of nft's JSON in the words of nft's text.

What has no words here gets one that no reader knows, so that its rule ends as not modelled.
Source: libnftables-json(5), EXPRESSIONS and STATEMENTS; checked against what nft 1.0.6 prints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Words = Iterator[str]
UNKNOWN = "?"  # in front of what has no words


def rule_words(rule: Mapping[str, Any]) -> Words:
    """A rule as a statement."""
    for statement in rule["expr"]:
        ((kind, body),) = statement.items()
        yield from _STATEMENTS.get(kind, _unknown(kind))(body)
    if rule.get("comment"):
        yield from ("comment", _quoted(rule["comment"]))


def set_words(found: Mapping[str, Any]) -> Iterator[list[str]]:
    """A set as the statements of its block; an element is a statement of its own."""
    kinds = found["type"]
    yield ["type", *_joined([[k] for k in ([kinds] if isinstance(kinds, str) else kinds)], ".")]
    for key in found.keys() - {"family", "name", "table", "handle", "type", "elem", "flags"}:
        yield [key, str(found[key])]
    for flag in _listed(found.get("flags", [])):
        yield ["flags", flag]
    for element in found.get("elem", ()):
        yield ["elements", "=", "{", *_value(element), "}"]


def object_words(kind: str, found: Mapping[str, Any]) -> Iterator[list[str]]:
    """A chain as the statements of its block; anything else as one that nobody knows."""
    if kind != "chain":
        yield [UNKNOWN + kind]
        return
    if "type" in found:
        hook, priority = str(found["hook"]), str(found.get("prio", 0))
        yield ["type", str(found["type"]), "hook", hook, "priority", priority]
    if "policy" in found:
        yield ["policy", str(found["policy"])]


# ---- values ---------------------------------------------------------------------------------


def _unknown(kind: str) -> Callable[[Any], Words]:
    return lambda _: iter((UNKNOWN + kind,))


def _quoted(text: Any) -> str:
    return '"' + str(text).replace('"', "'") + '"'


def _listed(found: Any) -> list[str]:
    return [found] if isinstance(found, str) else [str(f) for f in found]


def _joined(parts: list[list[str]], mark: str) -> Words:
    for number, part in enumerate(parts):
        if number:
            yield mark
        yield from part


def _value(found: Any) -> list[str]:
    """The right side of a match, or an element of a set."""
    if isinstance(found, list):
        return list(_joined([_value(f) for f in found], ","))
    if not isinstance(found, dict):
        return [str(found)]
    ((kind, body),) = found.items()
    return list(_VALUES.get(kind, _unknown(kind))(body))


def _range(body: Any) -> Words:
    low, high = body
    yield f"{low}-{high}"


def _element(body: Mapping[str, Any]) -> Words:
    """An element with more than its value; one that counts is still one."""
    if body.keys() <= {"val", "comment", "counter"}:
        yield from _value(body["val"])
    else:
        yield UNKNOWN + "elem"


_VALUES: Mapping[str, Callable[[Any], Words]] = {
    "prefix": lambda body: iter((f"{body['addr']}/{body['len']}",)),
    "range": _range,
    "set": lambda body: iter(("{", *_value(list(body)), "}")),
    "concat": lambda body: _joined([_value(f) for f in body], "."),
    "|": lambda body: _joined([_value(f) for f in body], "|"),
    "elem": _element,
}


def _left(found: Mapping[str, Any]) -> list[str]:
    """The left side of a match."""
    ((kind, body),) = found.items()
    return list(_LEFTS.get(kind, _unknown(kind))(body))


def _keyed(kind: str) -> Callable[[Any], Words]:
    """`meta` and `ct`; a direction or a family beside the key is not for the model."""
    return lambda body: iter((kind, body["key"]) if body.keys() == {"key"} else (UNKNOWN + kind,))


def _payload(body: Mapping[str, Any]) -> Words:
    named = body.keys() == {"protocol", "field"}
    yield from (body["protocol"], body["field"]) if named else (UNKNOWN + "payload",)


def _fib(body: Mapping[str, Any]) -> Words:
    yield "fib"
    yield from _joined([[f] for f in _listed(body["flags"])], ".")
    yield body["result"]


_LEFTS: Mapping[str, Callable[[Any], Words]] = {
    "payload": _payload,
    "meta": _keyed("meta"),
    "ct": _keyed("ct"),
    "fib": _fib,
    "concat": lambda body: _joined([_left(f) for f in body], "."),
    "&": lambda body: iter((*_left(body[0]), "&", *_mask(body[1]))),
}


def _mask(found: Any) -> list[str]:
    """A mask; several bits as `( a | b )`, however they are listed."""
    if isinstance(found, dict) and "|" in found:
        found = found["|"]
    if isinstance(found, list):
        return ["(", *_joined([_value(f) for f in found], "|"), ")"]
    return _value(found)


# ---- statements -----------------------------------------------------------------------------


def _match(body: Mapping[str, Any]) -> Words:
    """`==` is left out, as in the text, where it is not `any of` that is left out."""
    left, operator = _left(body["left"]), body["op"]
    yield from left
    exact = operator == "==" and (left[-1] == "flags" or "&" in left)
    if exact or operator not in ("in", "=="):
        yield operator
    yield from _value(body["right"])


def _plain(kind: str) -> Callable[[Any], Words]:
    return lambda _: iter((kind,))


def _jump(kind: str) -> Callable[[Any], Words]:
    return lambda body: iter((kind, body["target"]))


def _nat(kind: str) -> Callable[[Any], Words]:
    """`{"addr": A or a range, "port": P, "family": "ip6", "flags": [...]}`."""

    def words(body: Mapping[str, Any]) -> Words:
        yield kind
        if "family" in body:
            yield body["family"]
        address = "".join(_value(body["addr"])) if "addr" in body else ""
        port = ":" + "".join(_value(body["port"])) if "port" in body else ""
        yield "to"
        yield f"[{address}]{port}" if ":" in address and port else address + port
        yield from _listed(body.get("flags", ()))

    return words


def _masquerade(body: Mapping[str, Any] | None) -> Words:
    yield "masquerade"
    yield from _listed((body or {}).get("flags", ()))


def _verdict_map(body: Mapping[str, Any]) -> Words:
    yield from (*_left(body["key"]), "vmap", "{")
    pairs = body["data"]["set"]
    yield from _joined([[*_value(key), ":", *rule_words({"expr": [v]})] for key, v in pairs], ",")
    yield "}"


_STATEMENTS: Mapping[str, Callable[[Any], Words]] = {
    "match": _match,
    "vmap": _verdict_map,
    "masquerade": _masquerade,
    **{kind: _plain(kind) for kind in ("accept", "drop", "return", "reject", "counter", "log")},
    **{kind: _jump(kind) for kind in ("jump", "goto")},
    **{kind: _nat(kind) for kind in ("snat", "dnat")},
}
