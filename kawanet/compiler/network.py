"""`compile_network`: the city of one day as vendor-neutral devices and plant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kawanet.addressing import AddressPlan
from kawanet.addressing.wiring import Box
from kawanet.compiler.day import UNDERLAY_VRF, UNDERLAY_VRF_NUMBER, Day, vrf_of
from kawanet.compiler.flows import Resolved, resolve_flows
from kawanet.compiler.interfaces import interfaces_of
from kawanet.compiler.paths import Crossings, crossings_of, paths_of
from kawanet.compiler.plant import compile_plant
from kawanet.compiler.policy import policy_of
from kawanet.compiler.requirements import statement_of
from kawanet.compiler.routing import routing_of
from kawanet.compiler.switching import switching_of
from kawanet.compiler.system import services_of, system_of
from kawanet.compiler.wireless import wireless_of
from kawanet.design.schema import Design
from kawanet.model.interfaces import Interface
from kawanet.model.network import DEFAULT_VRF, Device, Network, Vrf
from kawanet.model.platform import Platform
from kawanet.model.requirement import PolicyStatement
from kawanet.wireless import RadioPlan


def compile_network(
    design: Design,
    plan: AddressPlan,
    radio: RadioPlan,
    platforms: Mapping[str, Platform],
    on: date,
) -> Network:
    """Compile all devices and the plant of one day.

    Raises:
        InputError: the city names no known platform for a role.
    """
    day = Day(design, plan, radio, platforms, on)
    flows = resolve_flows(day)
    crossings = crossings_of(paths_of(day), flows)
    managed = (box for box in day.boxes.values() if box.managed)
    devices = tuple(_device(day, box, flows, crossings) for box in managed)
    return Network(devices, compile_plant(day))


def compile_policy(
    design: Design,
    plan: AddressPlan,
    radio: RadioPlan,
    platforms: Mapping[str, Platform],
    on: date,
) -> PolicyStatement:
    """What must hold on the day: tiers with their plugs, flows, musts."""
    return statement_of(Day(design, plan, radio, platforms, on))


def _device(day: Day, box: Box, flows: tuple[Resolved, ...], crossings: Crossings) -> Device:
    interfaces = interfaces_of(day, box)
    return Device(
        box.name,
        day.platform(box).name,
        system_of(day, box),
        _vrfs(day, interfaces),
        switching_of(day, box, interfaces),
        interfaces,
        routing_of(day, box, interfaces, crossings),
        policy_of(day, box, interfaces, flows, crossings),
        services_of(day, box),
        wireless_of(day, box),
    )


def _vrfs(day: Day, interfaces: tuple[Interface, ...]) -> tuple[Vrf, ...]:
    """The VRFs that an interface is in, sorted by name."""
    used = {i.vrf for i in interfaces} - {DEFAULT_VRF}
    numbers = {vrf_of(t.name): t.number for t in day.design.tiers}
    numbers[UNDERLAY_VRF] = UNDERLAY_VRF_NUMBER
    return tuple(Vrf(name, numbers[name]) for name in sorted(used))
