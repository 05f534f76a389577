"""Whether a route crosses from one VRF into another by route targets (RFC 4364 §4.3)."""

from __future__ import annotations

from kawanet.forwarding.policies import Policies
from kawanet.forwarding.route_view import RouteView, in_order
from kawanet.model.network import Device, RouteTargets
from kawanet.model.policy import Action


def targets_of(device: Device, vrf: str, family: int) -> RouteTargets | None:
    """What a VRF gives and takes in a family."""
    found = next((v for v in device.vrfs if v.name == vrf), None)
    return next((t for t in found.targets if t.family == family), None) if found else None


def crosses(
    policies: Policies, gives: RouteTargets, takes: RouteTargets, view: RouteView, marks: bool
) -> RouteView | None:
    """The route as the other VRF takes it; None: it stays. `marks`: export policies refuse
    nothing, they only mark (IOS); else what they do not accept stays."""
    own = {f"rt:{t}" for t in gives.exports}
    held = in_order({*view.bgp.communities, *own})
    view = view._replace(bgp=view.bgp._replace(communities=held))
    default = Action.DENY if gives.export_policies else Action.PERMIT
    given = policies.decide(gives.export_policies, view, default)
    if given is None:
        if not marks:
            return None
        given = view
    held_targets = {c[3:] for c in given.bgp.communities if c.startswith("rt:")}
    if not held_targets & set(takes.imports):
        return None
    default = Action.DENY if takes.import_policies else Action.PERMIT
    return policies.decide(takes.import_policies, given, default)
