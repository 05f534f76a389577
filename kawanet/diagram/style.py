"""One look for every picture: quiet colours on a light page, weight instead of decoration."""

from __future__ import annotations

from kawanet.diagram.typography import FONTS

INK = "#24323d"
MUTED = "#66747f"
HAIR = "#d4dadd"
PAGE = "#fcfcfa"
PANEL = "#ffffff"
RINGS = ("#14707f", "#2d5c99", "#3d8a63", "#6a5a9c")
SEWER = RINGS[0]
SPUR = "#7cb5bd"
DEDICATED = "#b8502f"
CARRIERS = ("#c98a1b", "#74689f", "#a85a6e", "#5f8a4b", "#4d7ea8")
MOBILE = "#5f8a4b"
RISER_A = "#14707f"
RISER_B = "#b8502f"
FIREWALL = "#8c3b3b"
REGIONS = ("#eef3ee", "#eff1f6", "#f6f2ea")

_RULES = {
    "text": f"font-family:{FONTS};fill:{INK}",
    ".page": f"fill:{PAGE}",
    ".panel": f"fill:{PANEL};stroke:{HAIR};stroke-width:1",
    ".hair": f"stroke:{HAIR};stroke-width:1;fill:none",
    ".grid": "stroke:#e6eaeb;stroke-width:1;fill:none",
    ".rule": f"stroke:{INK};stroke-width:2;fill:none",
    ".title": "font-weight:700",
    ".strong": "font-weight:700",
    ".muted": f"fill:{MUTED}",
    ".faint": "fill:#9aa5ac",
    ".white": "fill:#ffffff;font-weight:700",
    ".halo": f"paint-order:stroke;stroke:{PAGE};stroke-width:3px;stroke-linejoin:round",
    ".leader": f"stroke:{MUTED};stroke-width:0.8;fill:none",
    ".ring-core": "stroke:#ffffff;stroke-opacity:0.75;stroke-width:1.2;fill:none",
    ".spur": f"stroke:{SPUR};stroke-width:1.3;fill:none",
    ".dedicated": f"stroke:{DEDICATED};stroke-width:4;fill:none;stroke-linecap:round",
    ".own": f"stroke:{MUTED};stroke-width:2;fill:none",
    ".core": f"fill:{INK};stroke:{PAGE};stroke-width:2",
    ".ward": f"fill:{PANEL};stroke:{SEWER};stroke-width:4",
    ".branch": f"fill:{PANEL};stroke:{INK};stroke-width:1.6",
    ".dot-spur": f"fill:{SEWER}",
    ".dot-none": f"fill:{MUTED}",
    ".lens": f"fill:none;stroke:{MUTED};stroke-width:1.2;stroke-dasharray:5 4",
    ".scale": f"stroke:{INK};stroke-width:1.6;fill:none",
    ".north": f"fill:{INK}",
    ".lane": "fill:#f3f5f5",
    ".tier": f"fill:{PANEL};stroke:{INK};stroke-width:1.4",
    ".external": f"fill:{PANEL};stroke:{MUTED};stroke-width:1.4;stroke-dasharray:6 4",
    ".wall": f"fill:{FIREWALL}",
    ".wall-soft": "fill:#f3e6e4",
    ".join": f"fill:{PANEL};stroke:{FIREWALL};stroke-width:3.2",
    ".tap": f"stroke:{FIREWALL};stroke-width:1.6;fill:none",
    ".cell": "fill:#ffffff;stroke:#e1e6e8;stroke-width:1",
    ".cell-self": "fill:#e8ecee;stroke:#e1e6e8;stroke-width:1",
    ".cell-few": "fill:#dcebed;stroke:#c9dfe2;stroke-width:1",
    ".cell-some": "fill:#b5d5da;stroke:#a5c9cf;stroke-width:1",
    ".cell-many": "fill:#7fb4bc;stroke:#72a8b1;stroke-width:1",
    ".level": "fill:#ffffff;stroke:#dfe5e7;stroke-width:1",
    ".level-alt": "fill:#f7f9f9;stroke:#dfe5e7;stroke-width:1",
    ".level-machine": "fill:#eef4f5;stroke:#9cc2c8;stroke-width:1.4",
    ".ground": "stroke:#8a7a62;stroke-width:3;fill:none",
    ".earth": "fill:#f3efe8",
    ".riser-a": f"stroke:{RISER_A};stroke-width:5;fill:none;stroke-linecap:round",
    ".riser-b": f"stroke:{RISER_B};stroke-width:5;fill:none;stroke-linecap:round",
    ".uplink-a": f"stroke:{RISER_A};stroke-width:1.4;fill:none",
    ".uplink-b": f"stroke:{RISER_B};stroke-width:1.4;fill:none",
    ".switch": f"fill:{PANEL};stroke:{INK};stroke-width:1.3",
    ".machine": f"fill:{INK};stroke:{INK};stroke-width:1",
    ".guard": f"fill:{FIREWALL};stroke:{FIREWALL};stroke-width:1",
    ".radio": "fill:#5f7fa8;stroke:#5f7fa8;stroke-width:1",
    ".rack": f"fill:#e8ecee;stroke:{MUTED};stroke-width:1",
    ".bar": "fill:#a9bdd6",
    ".bar-wired": "fill:#b9c3c8",
    **{
        f".ring-{i}": f"stroke:{c};stroke-width:5;fill:none;stroke-linecap:round"
        for i, c in enumerate(RINGS)
    },
    **{
        f".carrier-{i}": f"stroke:{c};stroke-width:0.6;stroke-opacity:0.26;fill:none"
        for i, c in enumerate(CARRIERS)
    },
    **{f".dot-{i}": f"fill:{c}" for i, c in enumerate(CARRIERS)},
    **{
        f".region-{i}": f"fill:{c};stroke:{c};stroke-width:44;stroke-linejoin:round"
        for i, c in enumerate(REGIONS)
    },
}

STYLE = "\n" + "\n".join(f"{name}{{{rules}}}" for name, rules in _RULES.items()) + "\n"
