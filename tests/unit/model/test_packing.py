"""What is pickled comes back whole: the fields that are not compared too."""

import copy
import pickle
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields, replace
from inspect import signature
from ipaddress import ip_address, ip_interface, ip_network
from typing import Any

import pytest

from kawanet.errors import Span
from kawanet.model.interfaces import FilterBinding, Interface, InterfaceKind, OspfInterface
from kawanet.model.packing import quickly_made
from kawanet.model.policy import TCP, AclRule, Action, PortRange
from kawanet.model.routing import StaticRoute

WHERE = Span("a.cfg", 7)
VALUES = (
    AclRule(
        Action.DENY,
        TCP,
        ip_network("10.0.0.0/8"),
        None,
        (PortRange(1, 2),),
        remark="why",
        where=WHERE,
    ),
    Interface(
        "e0",
        InterfaceKind.PHYSICAL,
        addresses=(ip_interface("10.0.0.1/24"), ip_interface("2001:db8::1/64")),
        ospf=(OspfInterface(4, 1, 0, cost=5),),
        filters=(FilterBinding("f", 4, "in", where=WHERE),),
        where=WHERE,
        address_lines=(WHERE, WHERE),
        setting_lines=(("vrf", WHERE),),
    ),
    StaticRoute("default", ip_network("10.9.0.0/16"), ip_address("10.0.0.2"), where=WHERE),
)


@pytest.mark.parametrize("again", [lambda v: pickle.loads(pickle.dumps(v)), copy.deepcopy])
@pytest.mark.parametrize("value", VALUES)
def test_every_field_comes_back(value, again):
    found = again(value)
    assert type(found) is type(value)
    assert found == value
    for each in fields(value):
        assert repr(getattr(found, each.name)) == repr(getattr(value, each.name))
    assert found.where == WHERE


@pytest.mark.parametrize("value", VALUES)
def test_what_is_made_quickly_is_frozen(value: Any) -> None:
    kind = type(value)
    assert kind is type(replace(value))
    with pytest.raises(FrozenInstanceError):
        value.where = None
    with pytest.raises(TypeError):
        kind()
    with pytest.raises(TypeError):
        kind(*(getattr(value, f.name) for f in fields(kind)), more=1)
    assert list(signature(kind).parameters) == [f.name for f in fields(kind)]


def test_defaults_stay() -> None:
    interface = Interface("e0", InterfaceKind.PHYSICAL)
    said = {f.name: f.default for f in fields(Interface) if f.default is not MISSING}
    assert {name: getattr(interface, name) for name in said} == said


def test_only_what_sets_its_fields_is_made_quickly() -> None:
    @dataclass(frozen=True, slots=True)
    class Listed:
        names: list[str] = field(default_factory=list)

    with pytest.raises(TypeError):
        quickly_made(Listed)
