"""FRR's `router bgp`: a process a VRF, with its address families.

Source: FRR 8.4 user guide, BGP (`bgp ebgp-requires-policy` is on by default with the profile
`traditional`; several equal paths share the load unless `maximum-paths` says otherwise).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kawanet.errors import Span
from kawanet.model.interfaces import Family
from kawanet.model.network import DEFAULT_VRF
from kawanet.model.route_policy import Source
from kawanet.parse.bgp_draft import BgpDraft
from kawanet.parse.bgp_neighbor import remote_as, set_knob
from kawanet.parse.bgp_process import FAMILY_KNOBS, NEIGHBORS, PROCESS_KNOBS, FamilyScope
from kawanet.parse.indented import Statement
from kawanet.parse.lines import Ledger
from kawanet.parse.linux_frr.draft import DeviceDraft
from kawanet.parse.linux_frr.frr_vpn import VpnDraft, read_vpn
from kawanet.parse.linux_frr.scopes import Scope, table_scope
from kawanet.parse.numbers import as_number
from kawanet.parse.redistribution import read_redistribute
from kawanet.parse.result import LineClass
from kawanet.parse.statements import IRRELEVANT, MODELLED, UNMODELLED, Entry, build_table, entries


@dataclass(slots=True, kw_only=True)
class Lines(FamilyScope):
    """An address family of a process of a box."""

    device: DeviceDraft


ALL_PATHS = 256  # MULTIPATH_NUM of Debian's package
POLICY_SINCE = (7, 4)
_VERSION = re.compile(r"^frr version (\d+)\.(\d+)")
_DATACENTER = "frr defaults datacenter"


def open_bgp(draft: DeviceDraft, ledger: Ledger, words: list[str], where: Span) -> Scope:
    """Open `router bgp ASN [vrf X]`. Raises ValueError for an AS number that is none."""
    vrf = words[4] if words[3:4] == ["vrf"] else DEFAULT_VRF
    draft.know_vrf(vrf, where)
    found = draft.bgp.get(vrf)
    if found is None:
        found = draft.bgp[vrf] = BgpDraft(vrf, as_number(words[2]), ledger, where)
        requires_policy, found.checks_networks = _profile(ledger)
        found.settings |= {
            "ebgp_requires_policy": requires_policy,
            "compare_router_id": False,
        }
        found.peer_defaults["send_communities"] = ("standard", "extended", "large")
        _several_paths(found, 4)
    return table_scope(_PROCESS, Lines(found, 4, device=draft), {"address-family": _family})


def _profile(ledger: Ledger) -> tuple[bool, bool]:
    """Whether this version and profile refuse an eBGP peer's routes where no policy is, and
    whether they originate a `network` only while the table has it.

    Source: FRR bgpd/bgp_vty.c, FRR_CFG_DEFAULT_BOOL(BGP_EBGP_REQUIRES_POLICY, BGP_IMPORT_CHECK).
    """
    version: tuple[int, ...] = POLICY_SINCE
    for text in ledger.texts:
        found = _VERSION.match(text)
        if found is not None:
            version = tuple(map(int, found.groups()))
        if text.strip() == _DATACENTER:
            return False, True
    return version >= POLICY_SINCE, version >= POLICY_SINCE


def _several_paths(bgp: BgpDraft, family: Family) -> None:
    paths = bgp.family(family).settings
    for kind in ("max_paths", "max_paths_ibgp"):
        paths.setdefault(kind, ALL_PATHS)


def _family(scope: Lines, statement: Statement) -> Scope:
    """`address-family ipv4|ipv6 [unicast]`; all lines of another family are not modelled."""
    words = statement.words
    if words[1] not in ("ipv4", "ipv6") or words[2:3] not in ([], ["unicast"]):
        return _foreign
    family: Family = 4 if words[1] == "ipv4" else 6
    _several_paths(scope.bgp, family)
    return table_scope(_FAMILY, Lines(scope.bgp, family, device=scope.device))


def _foreign(_: list[Scope], statement: Statement) -> tuple[LineClass, list[Scope]] | None:
    """A family that is not read, up to its `exit-address-family` or the next block."""
    return (UNMODELLED, []) if statement.text[0].isspace() else None


def _import_check(wanted: bool) -> Entry[FamilyScope]:
    def read(scope: FamilyScope, _: Statement) -> LineClass:
        scope.bgp.checks_networks = wanted
        return MODELLED

    return read


def _policy(wanted: bool) -> Entry[FamilyScope]:
    def read(scope: FamilyScope, _: Statement) -> LineClass:
        scope.bgp.settings["ebgp_requires_policy"] = wanted
        return MODELLED

    return read


def _unnumbered(scope: FamilyScope, statement: Statement) -> LineClass:
    """`neighbor swp1 interface [v6only] [remote-as N | peer-group G]`; else as everywhere."""
    words = statement.words
    if words[2:3] != ["interface"]:
        return _neighbor(scope, statement)
    where = scope.bgp.ledger.span(statement.number)
    group = scope.bgp.groups.pop(words[1], None)  # lines before this one took it for a group
    peer = scope.bgp.peers.setdefault(words[1], group or scope.bgp.peer(words[1], where))
    scope.bgp.groups.pop(words[1], None)
    peer.interface = words[1]
    rest = [w for w in words[3:] if w != "v6only"]
    if rest[:1] == ["remote-as"]:
        peer.session["remote_as"] = remote_as(rest[1])
    elif rest:
        return set_knob(peer, peer.family(scope.family), rest, str)
    return MODELLED


def _neighbor(scope: FamilyScope, statement: Statement) -> LineClass:
    read = NEIGHBORS["neighbor"]
    assert callable(read)
    return read(scope, statement)


def _redistribute(scope: FamilyScope, statement: Statement) -> LineClass:
    if statement.words[1] in _ELSEWHERE:
        return UNMODELLED
    taking = read_redistribute(
        statement.words[1:], Source.BGP, scope.bgp.ledger.span(statement.number)
    )
    scope.draft.redistribute.append(taking.found())
    return taking.line_class


def _vpn(scope: Lines, statement: Statement) -> LineClass:
    """What goes from VRF to VRF of this box."""
    key = (scope.bgp.vrf, scope.family)
    found = scope.device.vpn.setdefault(key, VpnDraft(*key))
    where = scope.bgp.ledger.span(statement.number)
    line_class = read_vpn(found, statement.words, where)
    for name in found.taken:
        scope.device.know_vrf(name, where)
    return line_class


_ELSEWHERE = frozenset(("table", "table-direct", "babel", "sharp", "vnc", "nhrp", "openfabric"))
_VPN: dict[str, Entry[Lines]] = dict.fromkeys(
    ("import", "export", "rd vpn", "rt vpn", "route-target vpn", "route-map vpn", "label vpn"), _vpn
)
_FRR: dict[str, Entry[FamilyScope]] = {
    "bgp ebgp-requires-policy": _policy(True),
    "no bgp ebgp-requires-policy": _policy(False),
    "neighbor": _unnumbered,
    "redistribute": _redistribute,
    "bgp network import-check": _import_check(True),
    "no bgp network import-check": _import_check(False),
    **entries("vnc, exit-vnc, nexthop vpn, segment-routing", UNMODELLED),
    **entries(
        """bgp graceful-restart-disable, bgp session-dscp, bgp input-queue-limit, bgp
        output-queue-limit, bgp conditional-advertisement, bgp ipv6-auto-ra, bgp
        suppress-fib-pending, bgp route-map delay-timer, no bgp ipv6-auto-ra, bgp default
        subgroup-pkt-queue-max, bgp suppress-duplicates, no bgp suppress-duplicates, bgp default
        show-hostname, bgp default show-nexthop-hostname, bgp fast-convergence, bgp
        labeled-unicast, bgp reject-as-sets, read-quanta, update-delay, write-quanta, coalesce-time,
        bgp minimum-holdtime, bgp tcp-keepalive, bgp lu-explicit-null, no bgp
        hard-administrative-reset""",
        IRRELEVANT,
    ),
}
_PROCESS = build_table(FAMILY_KNOBS, PROCESS_KNOBS, NEIGHBORS, _FRR, _VPN)
_FAMILY = _PROCESS
