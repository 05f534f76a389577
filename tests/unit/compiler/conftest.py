"""The small city, compiled once for all tests of the compiler."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from kawanet.addressing import AddressPlan, plan_addresses
from kawanet.compiler import compile_network, compile_policy
from kawanet.design.schema import Design, Role
from kawanet.load import load_design
from kawanet.model.network import Network
from kawanet.model.requirement import PolicyStatement
from kawanet.render.manifest import load_platforms
from kawanet.wireless import RadioPlan, plan_radio

SMALL = Path(__file__).resolve().parents[3] / "topology" / "small"


@dataclass(frozen=True)
class City:
    design: Design
    plan: AddressPlan
    radio: RadioPlan
    network: Network
    statement: PolicyStatement


Compile = Callable[..., City]


def compile_city(design: Design, on: date | None = None) -> City:
    plan, radio, day = plan_addresses(design, None), plan_radio(design), on
    inputs = (design, plan, radio, load_platforms(), day or design.city.reference_date)
    return City(design, plan, radio, compile_network(*inputs), compile_policy(*inputs))


def with_platforms(design: Design, platforms: dict[Role, str]) -> Design:
    city = design.city.model_copy(update={"platforms": {**design.city.platforms, **platforms}})
    return design.model_copy(update={"city": city})


@cache
def small() -> Design:
    return load_design(SMALL)


@pytest.fixture(scope="session")
def design() -> Design:
    return small()


@pytest.fixture(scope="session")
def city() -> City:
    return compile_city(small())


@pytest.fixture(scope="session")
def compiled() -> Callable[[date], City]:
    """Compile the small city of a day, once a day."""
    return cache(lambda on: compile_city(small(), on))


@pytest.fixture(scope="session")
def compiled_on() -> Callable[..., City]:
    """Compile the small city with other platforms for some roles."""
    return lambda **roles: compile_city(
        with_platforms(small(), {Role(r): p for r, p in roles.items()})
    )


@pytest.fixture(scope="session")
def compiled_design() -> Compile:
    """Compile a design of the test's own."""
    return compile_city
