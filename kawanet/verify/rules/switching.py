"""Trunks, VLANs and spanning tree."""

from __future__ import annotations

from collections.abc import Iterator

from kawanet.findings import Finding
from kawanet.model.interfaces import Interface, InterfaceKind, PortMode
from kawanet.verify.rules.context import Context, End
from kawanet.verify.rules.rule import ERROR, WARNING, Check, Rule

MISSING_VLAN = Rule(
    "KW-SW-001",
    "VLAN is missing at one end of a trunk",
    "トランクの片側に VLAN がない",
    WARNING,
    "Frames of the VLAN leave one end and are dropped at the other.",
    "IEEE 802.1Q-2022 clause 8.6.2",
)
NATIVE_MISMATCH = Rule(
    "KW-SW-002",
    "Untagged frames change their VLAN on a link",
    "リンクの両端でネイティブ VLAN が違う",
    ERROR,
    "A frame without a tag leaves one VLAN and arrives in another: the two are one segment.",
    "IEEE 802.1Q-2022 clause 6.9",
)
ALL_VLANS = Rule(
    "KW-SW-003",
    "Trunk carries all VLANs",
    "トランクが全 VLAN を通す",
    WARNING,
    "Every VLAN that is ever created reaches this port, those of other tiers too.",
)
VLAN_1 = Rule(
    "KW-SW-004",
    "VLAN 1 is in use",
    "VLAN 1 が使われている",
    WARNING,
    "VLAN 1 is the default of every port and of control frames; nothing else belongs in it.",
)
SVI_WITHOUT_VLAN = Rule(
    "KW-SW-005",
    "SVI without its VLAN",
    "VLAN のない SVI",
    WARNING,
    "The VLAN table lacks the VLAN, so the SVI never comes up.",
)
NO_SPANNING_TREE = Rule(
    "KW-SW-009",
    "Redundant trunks without spanning tree",
    "冗長トランクにスパニングツリーがない",
    WARNING,
    "Two trunks with one VLAN are a loop unless something blocks one.",
    "IEEE 802.1Q-2022 clause 13",
)
MODE_MISMATCH = Rule(
    "KW-SW-010",
    "Trunk at one end, access port at the other",
    "片側がトランク、片側がアクセスポート",
    WARNING,
    "Only untagged frames pass, in whichever VLAN each end believes in.",
)


def missing_vlans(ctx: Context) -> Iterator[Finding]:
    for pair in ctx.trunk_pairs:
        if pair.a.base.switchport is None and pair.b.base.switchport is None:
            continue  # two routers: sub-interfaces without a partner are routing's matter
        if not (_tagging(ctx, pair.a) and _tagging(ctx, pair.b)):
            continue
        for here, there in ((pair.a, pair.b), (pair.b, pair.a)):
            absent = _tags(ctx, there) - _tags(ctx, here) - {_native(here)}
            if absent:
                listed = ", ".join(map(str, sorted(absent)))
                yield MISSING_VLAN.finding(
                    here.device,
                    f"{here.base.name} does not carry VLAN {listed}, which {there.name} sends",
                    here.base.where,
                    f"VLAN {listed} at both ends",
                    f"at {there.name} only",
                    related=(there.base.where,),
                )


def _tagging(ctx: Context, end: End) -> bool:
    """Whether an end lists the tags it carries: a trunk with a list, or sub-interfaces."""
    if end.trunk is not None:
        return end.trunk.allowed_vlans is not None
    return end.base.name in ctx.ports[end.device.name].subinterfaces


def _tags(ctx: Context, end: End) -> set[int]:
    taps = ctx.ports[end.device.name].taps(end.base)
    return {t.tag for t in taps if t.tag is not None}


def _native(end: End) -> int | None:
    return end.trunk.native_vlan if end.trunk else None


def untagged(ctx: Context) -> Iterator[Finding]:
    for pair in ctx.trunk_pairs:
        a, b = pair.a, pair.b
        if a.trunk and b.trunk:
            one, other = a.trunk.native_vlan, b.trunk.native_vlan
        elif a.access and b.access:
            one, other = a.access.access_vlan or 1, b.access.access_vlan or 1
        else:
            if a.base.switchport and b.base.switchport:
                yield _mode_mismatch(a, b)
            continue
        if one is not None and other is not None and one != other:
            yield NATIVE_MISMATCH.finding(
                b.device,
                f"untagged frames are VLAN {other} at {b.base.name}, VLAN {one} at {a.name}",
                b.base.where,
                f"VLAN {one} at both ends",
                f"VLAN {other}",
                related=(a.base.where,),
            )


def _mode_mismatch(a: End, b: End) -> Finding:
    access, trunk = (a, b) if a.access else (b, a)
    return MODE_MISMATCH.finding(
        access.device,
        f"{access.base.name} is an access port, {trunk.name} a trunk",
        access.base.where,
        "one mode at both ends",
        "access and trunk",
        related=(trunk.base.where,),
    )


def open_trunks(ctx: Context) -> Iterator[Finding]:
    for device, i in ctx.enabled():
        port = i.switchport
        if port is None or i.lag is not None or port.mode is not PortMode.TRUNK:
            continue
        if port.allowed_vlans is None:
            yield ALL_VLANS.finding(
                device, f"{i.name} carries every VLAN", i.where, "a list of VLANs", "all"
            )


def vlan_1(ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices:
        held = [i for i in device.interfaces if i.enabled and _in_vlan_1(i)]
        yield from VLAN_1.of_ports(device, held, "in VLAN 1", "any other VLAN", "VLAN 1")


def _in_vlan_1(interface: Interface) -> bool:
    port = interface.switchport
    if interface.kind is InterfaceKind.SVI:
        return interface.vlan == 1 and bool(interface.addresses)
    if port is None or interface.lag is not None:
        return False
    if port.mode is PortMode.ACCESS:
        return port.access_vlan in (1, None) or port.voice_vlan == 1
    return port.native_vlan == 1 and (port.allowed_vlans is None or 1 in port.allowed_vlans)


def svi_without_vlan(ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices:
        table = {v.vlan_id for v in device.switching.vlans}
        for i in device.interfaces if table else ():
            if i.kind is InterfaceKind.SVI and i.enabled and i.vlan not in table | {1}:
                yield SVI_WITHOUT_VLAN.finding(
                    device,
                    f"{i.name} has no VLAN {i.vlan} to be the gateway of",
                    i.where,
                    f"VLAN {i.vlan} in the VLAN table",
                    "none",
                )


def no_spanning_tree(ctx: Context) -> Iterator[Finding]:
    trunks: dict[str, list[End]] = {}
    for pair in ctx.trunk_pairs:
        if pair.a.trunk and pair.b.trunk:
            for end in (pair.a, pair.b):
                trunks.setdefault(end.device.name, []).append(end)
    for name in sorted(trunks):
        device = ctx.network.device[name]
        if device.switching.stp_mode is None and len(trunks[name]) > 1:
            first, second = trunks[name][:2]
            yield NO_SPANNING_TREE.finding(
                device,
                f"{len(trunks[name])} trunks to other switches and no spanning tree",
                first.base.where,
                "a spanning-tree mode",
                "none",
                related=(second.base.where,),
            )


CHECKS = (
    Check((MISSING_VLAN,), missing_vlans),
    Check((NATIVE_MISMATCH, MODE_MISMATCH), untagged),
    Check((ALL_VLANS,), open_trunks),
    Check((VLAN_1,), vlan_1),
    Check((SVI_WITHOUT_VLAN,), svi_without_vlan),
    Check((NO_SPANNING_TREE,), no_spanning_tree),
)
