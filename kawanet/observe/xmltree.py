"""Junos `| display xml` as the tree that `| display json` would print."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

_ROOT = re.compile(r"<(rpc-reply|[\w-]+-(?:information|results))\b.*</\1>", re.DOTALL)
_PREFIX = re.compile(r"(?<=[\s</])junos:")  # of attributes, declared above what was captured
_DECLARED = re.compile(r"<!(DOCTYPE|ENTITY)")


def is_xml(text: str) -> bool:
    """Whether a text begins as XML does."""
    return text.lstrip().startswith(("<rpc-reply", "<?xml")) or (
        text.lstrip().startswith("<") and _ROOT.search(text) is not None
    )


def tree(text: str) -> dict[str, Any]:
    """Each element is a list of objects below its name; its text stands in `data`.

    Raises:
        ValueError: it is no XML, or declares entities (which no device does).
    """
    found = _ROOT.search(text)
    if found is None or _DECLARED.search(text):
        raise ValueError("is no XML of Junos")
    try:
        root = ElementTree.fromstring(
            _PREFIX.sub("", found[0])
        )  # without declarations nothing expands
    except ElementTree.ParseError as error:
        raise ValueError(str(error)) from error
    made = _object(root)
    return made if _name(root) == "rpc-reply" else {_name(root): [made]}


def _object(element: ElementTree.Element) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for child in element:
        made.setdefault(_name(child), []).append(_object(child))
    written = (element.text or "").strip()
    if written or not made:
        made["data"] = written
    return made


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
