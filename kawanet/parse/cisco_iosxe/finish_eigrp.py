"""EIGRP's drafts as processes, and what of them runs on an interface."""

from __future__ import annotations

from kawanet.model.igp import EigrpProcess
from kawanet.model.interfaces import EigrpInterface
from kawanet.model.route_policy import IPNetwork
from kawanet.parse.cisco_iosxe.covers import covers_any
from kawanet.parse.cisco_iosxe.draft import DeviceDraft, InterfaceDraft
from kawanet.parse.cisco_iosxe.eigrp import ANY_INTERFACE, EigrpDraft, EigrpPort
from kawanet.parse.cisco_iosxe.igp_lines import classful_summaries, filters_on, is_passive
from kawanet.parse.redistribution import in_order


def eigrp_processes(d: DeviceDraft) -> tuple[EigrpProcess, ...]:
    """The processes that run, sorted by family, VRF and number."""
    running = (e for e in d.eigrp.values() if not e.off)
    return tuple(
        EigrpProcess(
            e.vrf,
            e.family,
            e.asn,
            redistribute=in_order(e.redistribute),
            where=e.where,
            distances=tuple(e.distances),
            **e.settings,  # type: ignore[arg-type]
        )
        for e in sorted(running, key=lambda e: (e.family, e.vrf, e.asn))
    )


def eigrp_of(d: DeviceDraft, i: InterfaceDraft) -> tuple[EigrpInterface, ...]:
    """What of EIGRP runs on an interface."""
    found = (_on(d, e, i) for e in d.eigrp.values() if e.vrf == i.vrf and not e.off and _runs(e, i))
    return tuple(sorted(found, key=lambda e: (e.family, e.asn)))


def _runs(e: EigrpDraft, i: InterfaceDraft) -> bool:
    port, default = e.ports.get(i.name), e.ports.get(ANY_INTERFACE)
    off = port.shutdown if port and port.shutdown is not None else default and default.shutdown
    if off:
        return False
    if e.family == 6:
        return (e.everywhere and bool(i.ipv6)) or e.asn in i.eigrp6
    addresses = [i.primary, *i.secondary] if i.primary else [*i.secondary]
    return any(covers_any(e.networks, a[0].ip) for a in addresses if a)


def _on(d: DeviceDraft, e: EigrpDraft, i: InterfaceDraft) -> EigrpInterface:
    port = e.ports.get(i.name) or EigrpPort()
    default = e.ports.get(ANY_INTERFACE) or EigrpPort()
    said = default.passive if port.passive is None else port.passive
    named = is_passive(e, i.name)
    split = default.split_horizon if port.split_horizon is None else port.split_horizon
    key = (e.family, e.asn)
    own = (p for k, p in i.eigrp_summaries if k == key)
    summaries = {*port.summaries, *own, *_classful(d, e, i)}
    return EigrpInterface(
        e.family,
        e.asn,
        named if said is None else said,
        tuple(sorted(summaries, key=lambda p: (int(p.network_address), p.prefixlen))),
        split is not False and key not in i.eigrp_unsplit,
        filters_on(e, i.name),
    )


def _classful(d: DeviceDraft, e: EigrpDraft, i: InterfaceDraft) -> tuple[IPNetwork, ...]:
    """What `auto-summary` tells on an interface for the process's other interfaces."""
    if not e.auto_summary or i.primary is None:
        return ()
    others = (o for o in d.interfaces.values() if o.vrf == e.vrf and o.primary and _runs(e, o))
    networks = [o.primary[0].network for o in others if o.primary]
    return classful_summaries(networks, [i.primary[0].ip])
