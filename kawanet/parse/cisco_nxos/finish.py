"""What an NX-OS draft means: ports that switch, interfaces that are down until told otherwise.

Source: `show running-config` of Nexus 9000 writes what differs from the default, and writes
`no shutdown` for routed ports, SVIs, sub-interfaces and tunnels, `shutdown` for the others.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kawanet.model.interfaces import Interface, InterfaceKind
from kawanet.model.network import Device, Vrf
from kawanet.model.routing import Track
from kawanet.parse.bgp_draft import BgpDraft, bgp_of
from kawanet.parse.cisco_iosxe.finish import device_of
from kawanet.parse.cisco_nxos.draft import NxDevice, NxInterface
from kawanet.parse.cisco_nxos.finish_igp import (
    eigrp_of,
    isis_of,
    ospf_of,
    protocols_of,
    rip_of,
    router_id_of,
    run_networks,
)
from kawanet.parse.cisco_nxos.redundancy import groups_of
from kawanet.parse.cisco_nxos.values import interface_name
from kawanet.parse.policy_draft import (
    as_path_lists_of,
    community_lists_of,
    policies_of,
    policy_routes_of,
    prefix_lists_of,
)
from kawanet.parse.probes import with_probe
from kawanet.parse.statements import IRRELEVANT

_SWITCHED_KINDS = (InterfaceKind.PHYSICAL, InterfaceKind.LAG)
_MANAGEMENT_PORT = "mgmt0"
_MANAGEMENT_VRF = "management"
# As `show interface` prints them: bandwidth in kbit/s and delay in tens of microseconds.
_LOOPBACK_KBPS, _LOOPBACK_DELAY, _DELAY = 8_000_000, 500, 1


def nxos_device_of(d: NxDevice, platform: str, fallback_name: str) -> Device:
    """Build the device. `fallback_name` serves a text without `hostname`."""
    parents = {name.partition(".")[0] for name in d.ports if "." in name}
    for port in d.ports.values():
        _settle(d, port, port.name in parents)
    run_networks(d)
    device = device_of(d, platform, fallback_name)
    metrics = any(protocol == "eigrp" for protocol, *_ in d.igps)
    bound = {name for p in d.ports.values() for _, name in p.more.get("policy_routes", ())}
    return replace(
        device,
        interfaces=tuple(_interface(d, i, metrics=metrics) for i in device.interfaces),
        routing=replace(
            device.routing,
            ospf=ospf_of(d),
            bgp=bgp_of(_with_router_ids(d), d.templates),
            eigrp=eigrp_of(d),
            isis=isis_of(d),
            rip=rip_of(d),
            leaks=tuple(sorted(d.leaks, key=lambda r: (r.vrf, r.family, r.from_vrf))),
            policies=policies_of(d.policies),
            prefix_lists=prefix_lists_of(d.policies),
            as_path_lists=as_path_lists_of(d.policies),
            community_lists=community_lists_of(d.policies),
            tracks=_tracks(d),
        ),
        policy=replace(device.policy, policy_routes=policy_routes_of(d.policies, bound)),
    )


def _tracks(d: NxDevice) -> tuple[Track, ...]:
    """The tracked objects; an interface that a group names itself is one of its own name."""
    named = {name for p in d.ports.values() for g in p.groups.values() for name, _ in g.floors}
    probed = {
        name: with_probe(track, d.probes.get(d.probe_of_track.get(name, "")))
        for name, track in d.tracks.items()
    }
    found = {**{name: Track(name, name) for name in named}, **probed}
    return tuple(found[name] for name in sorted(found))


def _with_router_ids(d: NxDevice) -> dict[str, BgpDraft]:
    """The BGP drafts, each with the router id that its VRF would choose where it says none."""
    for vrf, draft in d.bgp_vrfs.items():
        chosen = router_id_of(d, vrf)
        if int(chosen):
            draft.settings.setdefault("router_id", chosen)
    return d.bgp_vrfs


def _settle(d: NxDevice, port: NxInterface, is_parent: bool) -> None:
    """Say of a port whether it switches, whether it is up, and where it is at home."""
    may = port.kind in _SWITCHED_KINDS and port.name != _MANAGEMENT_PORT
    told = d.switches_by_default and not is_parent if port.switches is None else port.switches
    switches = may and told
    port.layer2 = switches and port.lag is None
    port.routed = not port.layer2
    if switches or port.lag is not None:
        held = [*([port.primary] if port.primary else []), *port.secondary, *port.ipv6]
        port.ledger.claim_all((span.line for _, span in held), IRRELEVANT)
        port.primary, port.secondary, port.ipv6 = None, (), ()
        port.protocols.clear()
    said = port.said_enabled
    port.enabled = _up_by_default(d, port, switches) if said is None else said
    if port.name == _MANAGEMENT_PORT:
        port.vrf = _MANAGEMENT_VRF
        d.vrfs.setdefault(_MANAGEMENT_VRF, Vrf(_MANAGEMENT_VRF, where=port.where))
    if port.tunnel_source:
        port.tunnel_source = interface_name(port.tunnel_source)


def _up_by_default(d: NxDevice, port: NxInterface, switches: bool) -> bool:
    if port.kind is InterfaceKind.PHYSICAL and port.name != _MANAGEMENT_PORT:
        return switches and not d.shut_by_default
    down = (InterfaceKind.SVI, InterfaceKind.SUBINTERFACE, InterfaceKind.TUNNEL)
    return port.kind not in down


def _interface(d: NxDevice, interface: Interface, *, metrics: bool) -> Interface:
    """What the common draft cannot say. `metrics`: EIGRP counts bandwidths and delays."""
    port = d.ports[interface.name]
    if not (port.more or port.protocols or port.groups or port.anycast or metrics):
        return interface
    fields: dict[str, Any] = {}
    if metrics:
        loopback = interface.kind is InterfaceKind.LOOPBACK
        fields = {"delay_10us": _LOOPBACK_DELAY if loopback else _DELAY}
        fields |= {"bandwidth_kbps": _LOOPBACK_KBPS} if loopback else {}
    fields |= {**port.more, **protocols_of(d, port), "vrrp": groups_of(port)}
    return replace(interface, **fields)
