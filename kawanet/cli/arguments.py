"""Arguments that several commands share, and how their words become values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from kawanet.errors import InputError, Problem, Span

DEFAULT_CITY = Path("topology/kawasaki")

City = Annotated[Path, typer.Argument(metavar="[DIR]", help="Folder of the city's YAML files.")]
On = Annotated[
    str | None,
    typer.Option("--on", metavar="DATE", help="The day, YYYY-MM-DD; default: the city's."),
]
Platforms = Annotated[
    list[str] | None,
    typer.Option("--platform", metavar="ROLE=PLATFORM", help="Another platform for a role."),
]


def day(text: str | None) -> date | None:
    """Read YYYY-MM-DD. Raises InputError for anything else."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise bad_argument(
            f"--on {text}", str(error), "write YYYY-MM-DD, e.g. 2026-04-01"
        ) from error


def platform_settings(words: Iterable[str] | None) -> dict[str, str]:
    """Read `role=platform` words. Raises InputError for unknown roles or platforms."""
    from kawanet.design.schema import Role
    from kawanet.render.manifest import load_platforms

    settings = dict(_setting(word) for word in words or ())
    platforms = load_platforms()
    for role, platform in settings.items():
        if role not in set(Role):
            raise bad_argument(f"--platform {role}", "no such role", f"one of {', '.join(Role)}")
        able = sorted(name for name, p in platforms.items() if role in p.roles)
        if platform not in able:
            raise bad_argument(
                f"--platform {role}={platform}", f"no platform that plays {role}", " or ".join(able)
            )
    return {Role(role): platform for role, platform in settings.items()}


def _setting(word: str) -> tuple[str, str]:
    role, equals, platform = word.partition("=")
    if not equals:
        raise bad_argument(f"--platform {word}", "has no =", "write e.g. core=linux_frr")
    return role, platform


def bad_argument(word: str, message: str, hint: str = "") -> InputError:
    """An error of the command line, told like an error of a file."""
    return InputError((Problem(Span(word), message, hint),))
