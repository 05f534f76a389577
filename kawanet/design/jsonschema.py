"""A JSON Schema for editors: it completes and checks any one file of a city as it is typed."""

from __future__ import annotations

from typing import Any

from kawanet.design.schema import Design

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """Describe one file: any subset of the top-level keys, each as the design has it.

    Whether the files together say all that is needed is only known when they are loaded.
    """
    schema = Design.model_json_schema()
    schema.pop("required", None)
    return {
        "$schema": _DIALECT,
        **schema,
        "title": "kawanet: a file of a city's design",
        "description": "Any top-level key may stand in any *.yml of the city's directory.",
    }
