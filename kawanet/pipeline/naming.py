"""Names that people and other tools have for the devices of a snapshot: hostname, folder, file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from kawanet.model.network import Device
from kawanet.model.plant import Port
from kawanet.observe.commands import device_in_name
from kawanet.pipeline.snapshot import Snapshot
from kawanet.verify.conformance.normalise import interface_key


def known_names(snapshot: Snapshot, files_first: bool = False) -> Mapping[str, str]:
    """{a name in small letters: the device}. A hostname counts before a folder's or file's name
    (`files_first`: after), and those only where they are of one device; without its domain it
    counts last."""
    of_files = [
        (label.lower(), name)
        for name, group in snapshot.sources.items()
        for label in sorted({part for p in group for part in _labels(p)})
    ]
    often = Counter(label for label, _ in of_files)
    found = {label: name for label, name in of_files if often[label] == 1}
    names = [d.name for d in snapshot.devices]
    short = {name.partition(".")[0].lower(): name for name in names}
    whole = {name.lower(): name for name in names}
    return {**short, **whole, **found} if files_first else {**short, **found, **whole}


def _labels(path: Path) -> tuple[str, ...]:
    """What a file may be called by: `r1.cfg`, `r1`, the folder, the `r1` of `r1__show_run.txt`."""
    names = (path.stem, path.name, path.parent.name, device_in_name(path.name))
    return tuple(filter(None, names))


def port_of(devices: Mapping[str, Device], device: str, interface: str) -> Port:
    """A port by any spelling of its interface's name."""
    known = devices.get(device)
    if known is None or interface in known.interface:
        return Port(device, interface)
    key = interface_key(interface)
    spelled = (i.name for i in known.interfaces if interface_key(i.name) == key)
    return Port(device, next(spelled, interface))
