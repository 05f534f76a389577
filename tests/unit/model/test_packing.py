"""What is pickled comes back whole: the fields that are not compared too."""

import copy
import pickle
from dataclasses import fields
from ipaddress import ip_address, ip_interface, ip_network

import pytest

from kawanet.errors import Span
from kawanet.model.interfaces import FilterBinding, Interface, InterfaceKind, OspfInterface
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
    for field in fields(value):
        assert repr(getattr(found, field.name)) == repr(getattr(value, field.name))
    assert found.where == WHERE
