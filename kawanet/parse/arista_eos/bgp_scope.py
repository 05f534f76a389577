"""What lines of `router bgp` are read into: a process, or one family of it."""

from __future__ import annotations

from dataclasses import dataclass

from kawanet.model.interfaces import Family
from kawanet.parse.arista_eos.draft import EosDevice
from kawanet.parse.bgp_draft import BgpDraft, Settings
from kawanet.parse.bgp_process import FamilyScope

BOTH: tuple[Family, ...] = (4, 6)
_FAMILY_DEFAULTS: Settings = {"distance_external": 200}


@dataclass(slots=True)
class EosScope(FamilyScope):
    """A process or one family of it. `families`: those for which a neighbour's line is said."""

    device: EosDevice | None = None
    families: tuple[Family, ...] = BOTH


def room(bgp: BgpDraft, family: Family) -> Settings:
    """The settings of a family, begun with EOS's defaults."""
    settings = bgp.family(family).settings
    for key, value in _FAMILY_DEFAULTS.items():
        settings.setdefault(key, value)
    return settings
