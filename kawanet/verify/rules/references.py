"""Names that are used but not defined, and names that are defined but not used."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from kawanet.findings import Finding
from kawanet.verify.references import (
    ACLS,
    ADDRESS_GROUPS,
    AS_PATH_LISTS,
    COMMUNITY_LISTS,
    INTERFACES,
    POLICIES,
    POLICY_ROUTES,
    PREFIX_LISTS,
    RADIUS_GROUPS,
    RADIUS_SERVERS,
    SERVICE_GROUPS,
    TRACKS,
    VLANS,
    VRFS,
    ZONES,
    NameKind,
    names_amiss,
)
from kawanet.verify.rules.context import Context
from kawanet.verify.rules.rule import ERROR, NOTE, WARNING, Check, Rule

UNDEFINED_ACL = Rule(
    "KW-REF-001",
    "Undefined access list is applied",
    "定義のないアクセスリストが適用されている",
    ERROR,
    "Most platforms let everything pass where the list that is applied does not exist.",
)
UNUSED_ACL = Rule(
    "KW-REF-002",
    "Access list is not used",
    "使われていないアクセスリスト",
    NOTE,
    "Either it should be applied somewhere, or it misleads whoever reads it.",
)
UNDEFINED_ADDRESS_GROUP = Rule(
    "KW-REF-003",
    "Undefined address group in a rule",
    "規則が定義のないアドレスグループを参照",
    ERROR,
    "The rule matches nothing, or is refused by the device.",
)
UNUSED_ADDRESS_GROUP = Rule(
    "KW-REF-004",
    "Address group is not used",
    "使われていないアドレスグループ",
    NOTE,
    "What no rule names is left over from something.",
)
UNDEFINED_SERVICE_GROUP = Rule(
    "KW-REF-005",
    "Undefined service group in a rule",
    "規則が定義のないサービスグループを参照",
    ERROR,
    "The rule matches nothing, or is refused by the device.",
)
UNUSED_SERVICE_GROUP = Rule(
    "KW-REF-006",
    "Service group is not used",
    "使われていないサービスグループ",
    NOTE,
    "What no rule names is left over from something.",
)
UNDEFINED_ZONE = Rule(
    "KW-REF-007",
    "Undefined zone in a rule",
    "規則が定義のないゾーンを参照",
    ERROR,
    "A rule for a zone that does not exist never matches what it was written for.",
)
UNUSED_ZONE = Rule(
    "KW-REF-008",
    "Zone is in no rule",
    "どの規則にもないゾーン",
    NOTE,
    "Nothing may pass to or from it.",
)
UNDEFINED_VRF = Rule(
    "KW-REF-009",
    "Undefined VRF",
    "定義のない VRF",
    ERROR,
    "What names it stays out of every routing table.",
)
UNUSED_VRF = Rule(
    "KW-REF-010",
    "VRF is not used",
    "使われていない VRF",
    NOTE,
    "No interface and no route is in it.",
)
UNDEFINED_VLAN = Rule(
    "KW-REF-011",
    "VLAN is not in the VLAN table",
    "VLAN 表にない VLAN",
    WARNING,
    "The switch does not carry frames of a VLAN that it does not know.",
)
UNUSED_VLAN = Rule(
    "KW-REF-012",
    "VLAN is not used",
    "使われていない VLAN",
    NOTE,
    "No port, trunk or SVI is in it.",
)
UNDEFINED_INTERFACE = Rule(
    "KW-REF-013",
    "Undefined interface",
    "定義のないインターフェース",
    ERROR,
    "A LAG, a parent, a zone or a management source names an interface that is not there.",
)
UNDEFINED_RADIUS = Rule(
    "KW-REF-014",
    "Undefined RADIUS server or group",
    "定義のない RADIUS サーバまたはグループ",
    ERROR,
    "Logins, 802.1X or the WLAN that names it cannot authenticate anybody.",
)
UNUSED_RADIUS = Rule(
    "KW-REF-015",
    "RADIUS server or group is not used",
    "使われていない RADIUS サーバまたはグループ",
    NOTE,
    "A server with a shared secret that nobody asks is one more secret to keep.",
)

UNDEFINED_POLICY = Rule(
    "KW-REF-016",
    "Undefined route policy",
    "定義のない経路ポリシー",
    ERROR,
    "Platforms differ in what they do with it: some pass every route, some none.",
)
UNUSED_POLICY = Rule(
    "KW-REF-017",
    "Route policy is not used",
    "使われていない経路ポリシー",
    NOTE,
    "Either it should be applied somewhere, or it misleads whoever reads it.",
)
UNDEFINED_ROUTE_LIST = Rule(
    "KW-REF-018",
    "Undefined prefix, AS-path or community list",
    "定義のないプレフィックス・AS パス・コミュニティのリスト",
    ERROR,
    "Platforms differ in what they do with it: on most it matches every route.",
)
UNUSED_ROUTE_LIST = Rule(
    "KW-REF-019",
    "Prefix, AS-path or community list is not used",
    "使われていないプレフィックス・AS パス・コミュニティのリスト",
    NOTE,
    "What no policy and no neighbour names is left over from something.",
)
UNDEFINED_TRACK = Rule(
    "KW-REF-020",
    "Undefined track or policy route",
    "定義のないトラックまたはポリシールート",
    WARNING,
    "What leans on it stays as if nothing were tracked, or is not applied.",
)
UNUSED_TRACK = Rule(
    "KW-REF-021",
    "Track or policy route is not used",
    "使われていないトラックまたはポリシールート",
    NOTE,
    "Nothing leans on it.",
)


class Judged(NamedTuple):
    """Kinds of names and the rules that speak of them. `once`: only the first use of an undefined
    name is reported, for everything on the device leans on it."""

    kinds: tuple[NameKind, ...]
    undefined: Rule
    unused: Rule | None
    once: bool = False


def _judge(judged: Judged, ctx: Context) -> Iterator[Finding]:
    for device in ctx.network.devices:
        reported: set[str] = set()
        for kind in judged.kinds:
            amiss = names_amiss(kind, device)
            for use in amiss.undefined:
                if not (judged.once and use.name in reported):
                    reported.add(use.name)
                    message = f"{kind.of(use.family)} {use.name}, named by {use.by}, is not defined"
                    wanted = "a definition of that name"
                    yield judged.undefined.finding(device, message, use.where, wanted, "none")
            if judged.unused is not None:
                for one in amiss.unused:
                    message = f"{kind.of(one.family)} {one.name} is not used"
                    wanted = "a use, or no definition"
                    yield judged.unused.finding(device, message, one.where, wanted, "none")


TABLE = (
    Judged((ACLS,), UNDEFINED_ACL, UNUSED_ACL),
    Judged((ADDRESS_GROUPS,), UNDEFINED_ADDRESS_GROUP, UNUSED_ADDRESS_GROUP),
    Judged((SERVICE_GROUPS,), UNDEFINED_SERVICE_GROUP, UNUSED_SERVICE_GROUP),
    Judged((ZONES,), UNDEFINED_ZONE, UNUSED_ZONE),
    Judged((VRFS,), UNDEFINED_VRF, UNUSED_VRF, once=True),
    Judged((VLANS,), UNDEFINED_VLAN, UNUSED_VLAN),
    Judged((INTERFACES,), UNDEFINED_INTERFACE, None),
    Judged((RADIUS_GROUPS, RADIUS_SERVERS), UNDEFINED_RADIUS, UNUSED_RADIUS),
    Judged((POLICIES,), UNDEFINED_POLICY, UNUSED_POLICY),
    Judged((PREFIX_LISTS, AS_PATH_LISTS, COMMUNITY_LISTS), UNDEFINED_ROUTE_LIST, UNUSED_ROUTE_LIST),
    Judged((TRACKS, POLICY_ROUTES), UNDEFINED_TRACK, UNUSED_TRACK),
)

CHECKS = tuple(
    Check(tuple(filter(None, (j.undefined, j.unused))), partial(_judge, j)) for j in TABLE
)
