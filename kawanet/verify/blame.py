"""The line to blame for where a packet went."""

from __future__ import annotations

from collections.abc import Iterator

from kawanet.errors import Span
from kawanet.findings import Finding, Severity
from kawanet.forwarding.dataplane import DataPlane, Node
from kawanet.forwarding.trace import Branch, Start, Step, Trace
from kawanet.model.network import Device
from kawanet.model.plant import Port
from kawanet.model.policy import AclRule
from kawanet.verify.segment_blame import conflict_line, tier_of_port
from kawanet.verify.tiers import TierMap


def blame(
    dataplane: DataPlane, tiers: TierMap, walk: Trace, branch: Branch, from_tier: str
) -> Span | None:
    """The line that let a packet out of its tier, or to where it must not get inside it.

    The first port on the way that is wrong tells: one on a segment that two tiers share, one that
    stands in a VRF full of another tier's, or one of another tier. There the device decided: by a
    rule or an ACL line that permits, else by a route that somebody wrote, else by the VRF.
    """
    steps = branch.steps
    for node, port in _ports(dataplane, walk.start, steps):
        tier = tier_of_port(dataplane, tiers, port)
        index = dataplane.domain_of_router.get(port, -1)
        line = _of_segment(dataplane, tiers, index) if index in tiers.conflicts else None
        if line is not None:
            return line
        if tier and _is_misplaced(dataplane, tiers, node, port, tier):
            return dataplane.network.device[port.device].interface[port.interface].line("vrf")
        if tier not in {"", from_tier}:
            return _decider(dataplane, steps, port)
    return _inside(dataplane, walk.start, branch)


def stopped_by(branch: Branch) -> Span | None:
    """The line that ended a walk; where nothing that is written did, the last that was followed."""
    written = [s.where for s in branch.steps if s.where is not None]
    return branch.where or (written[-1] if written else None)


def lost(code: str, branch: Branch, said: str, tier: str, asked: Span | None) -> Finding:
    """The finding that a packet is lost on its way to a tier. `asked`: the line that wanted it."""
    return Finding(
        code,
        Severity.ERROR,
        f"{said}: {branch.why or branch.outcome}",
        branch.device,
        stopped_by(branch) or asked,
        tuple(dict.fromkeys(s.where for s in branch.steps if s.where is not None)),
        expected=f"delivered in {tier}",
        actual=f"{branch.outcome} at {branch.device} {branch.interface}: {branch.why}".rstrip(": "),
    )


def _of_segment(dataplane: DataPlane, tiers: TierMap, index: int) -> Span | None:
    claims = tiers.claims[index]
    for claim in claims[1:]:
        if not claim.tiers & claims[0].tiers:
            pair = {min(claims[0].tiers), min(claim.tiers)}
            return conflict_line(dataplane, tiers, index, pair)
    return None


def _ports(
    dataplane: DataPlane, start: Start, steps: tuple[Step, ...]
) -> Iterator[tuple[Node, Port]]:
    """The layer-3 interfaces that a packet goes through, with the node that it is at."""
    domain = start if isinstance(start, int) else -1
    node: Node | None = None
    for step in steps:
        if step.node != node:
            node = step.node
            yield from _arrivals(dataplane, domain, node)
        port = Port(node.device, step.interface)
        domain = dataplane.domain_of_router.get(port, domain)
        if port in dataplane.domain_of_router:
            yield node, port


def _arrivals(dataplane: DataPlane, domain: int, node: Node) -> Iterator[tuple[Node, Port]]:
    """The ports by which a node may have got a packet from a segment."""
    for port in dataplane.domains[domain].routers if domain >= 0 else ():
        device = dataplane.network.device[port.device]
        if port.device == node.device and device.interface[port.interface].vrf == node.vrf:
            yield node, port


def _is_misplaced(dataplane: DataPlane, tiers: TierMap, node: Node, port: Port, tier: str) -> bool:
    """Whether a router's interface is in the node, and those of its tier are few there against
    those of another."""
    device = dataplane.network.device[node.device]
    if device.policy.is_firewall or device.interface[port.interface].vrf != node.vrf:
        return False
    found = [
        tier_of_port(dataplane, tiers, Port(device.name, i.name))
        for i in device.interfaces
        if i.vrf == node.vrf
    ]
    most = max((found.count(t) for t in set(found) - {"", tier}), default=0)
    return most >= 3 * found.count(tier)


def _decider(dataplane: DataPlane, steps: tuple[Step, ...], port: Port) -> Span | None:
    """Who let the packet onto a port: a route into another VRF, a permit, a written route, or the
    interface itself."""
    device = dataplane.network.device[port.device]
    interface = device.interface[port.interface]
    here = [s for s in steps if s.node.device == port.device and s.where is not None]
    static = [s for s in here if s.text.startswith("static")]
    leaking = [s.where for s in static if _vrf_of(device, s) != s.node.vrf]
    permits = [s.where for s in here if _permits(device, s)]
    decided = leaking or permits or [s.where for s in static]
    return decided[-1] if decided else interface.line("vrf")


def _vrf_of(device: Device, step: Step) -> str:
    """The VRF of the interface of a step; its node's where it has none."""
    found = device.interface.get(step.interface)
    return found.vrf if found is not None else step.node.vrf


def _permits(device: Device, step: Step) -> bool:
    """Whether a step is a filter's decision that the packet may go where it goes. A line that
    only asks for the source, on the way in, says who may send (anti-spoofing), not whereto."""
    if "permits" not in step.text or step.where is None:
        return False
    if not step.text.endswith("permits in"):
        return True
    rule = next((r for a in device.policy.acls for r in a.rules if r.where == step.where), None)
    return rule is None or not _asks_for_source_only(rule)


def _asks_for_source_only(rule: AclRule) -> bool:
    whereto = rule.destination is not None or bool(rule.destination_ports)
    return rule.source is not None and not whereto


def _inside(dataplane: DataPlane, start: Start, branch: Branch) -> Span | None:
    """Where a packet went wrong in its own tier: the last permit; where nothing filtered, the
    interface by which it came in."""
    devices = dataplane.network.device
    permits = [s.where for s in branch.steps if "permits" in s.text and s.where is not None]
    if permits:
        return permits[-1]
    _, port = next(_ports(dataplane, start, branch.steps), (None, None))
    if port is not None:
        return devices[port.device].interface[port.interface].where
    return stopped_by(branch)
