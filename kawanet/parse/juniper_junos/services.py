"""DHCP relays: server groups onto the interfaces that use them."""

from __future__ import annotations

from kawanet.parse.ip_words import address
from kawanet.parse.juniper_junos.draft import DeviceDraft, InstanceDraft


def relay(d: DeviceDraft, instance: InstanceDraft) -> None:
    """Give the units of an instance the relays of their groups, in both families."""
    for _, node in instance.relay_groups:
        servers = {name: node.values("server-group", name) for name in node.values("server-group")}
        common = node.value("active-server-group")
        groups = node.at("group")
        for group in groups.children.values() if groups else ():
            active = group.value("active-server-group") or common
            for name in group.values("interface"):
                unit = d.unit(name)
                if unit is None or active is None:
                    continue
                for word in servers.get(active, ()):
                    try:
                        unit.relays.append(address(word))
                    except ValueError:
                        continue
