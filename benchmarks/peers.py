"""Figures of other tools, measured beforehand on a machine of this kind (2 cores, shared), on texts
by the same generator. They are quoted, not measured again."""

from __future__ import annotations

PAIRS_PEERS = {
    "city300": [
        ("Batfish, its engine in process, cold", "72-87 s", "", "3,500 MB and more", ""),
        ("Batfish, warm engine", "54 s", "", "", ""),
        ("Batfish, warm, one failure state", "33 s", "", "", ""),
    ],
    "city300sw": [("Batfish (82 s of it parsing)", "131 s", "", "10,000 MB", "")],
}
PARSE_PEERS = [
    ("Batfish", "1-4"),
    ("ciscoconfparse2", "27"),
    ("hier_config", "57"),
    ("TTP (parses a part)", "127"),
    ("Python: a `split` loop, the ceiling", "2,470"),
]
ACL_PEERS = [
    ("CUDD: permit sets", "0.23 + 0.32 s"),
    ("CUDD: cover", "0.1 ms"),
    ("oxidd: permit sets", "0.21 + 0.16 s"),
    ("oxidd: cover", "13 ms"),
    ("Batfish's BDD: permit sets", "0.15 + 0.07 s"),
    ("z3", "1.7 s"),
    ("aerleon: shade check (inexact)", "4.9 s"),
]
WRITING_PEERS = [
    ("pyavd 6.4", "intent to text, 24 / 104 / 404 devices", "6 / 24 / 202 s", "0.3 / 0.7 / 3.3 GB"),
    ("netlab", "intent to text, 50 / 100 devices", "12-18 / 24-28 s", "0.1 / 0.2 GB"),
]
