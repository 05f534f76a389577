"""`config firewall local-in-policy` -> the management ACLs that the renderer wrote there.

Local-in policies filter packets to the box itself. Those whose comment names an ACL are its rules,
the last of them what no rule permits; all others are without effect on forwarding.
Source: Fortinet FortiOS 7.4 CLI Reference, config firewall local-in-policy / local-in-policy6.
"""

from __future__ import annotations

from kawanet.model.interfaces import Family
from kawanet.model.policy import Acl, AclRule, Action
from kawanet.parse.fortinet_fortios.policy import Books, take_apart
from kawanet.parse.fortinet_fortios.reading import Entry, fields
from kawanet.parse.result import LineClass

LOCAL = fields(
    modelled="srcaddr dstaddr action service comments intf schedule",
    irrelevant="uuid status ha-mgmt-intf-only srcaddr-negate dstaddr-negate service-negate "
    "virtual-patch logtraffic internet-service-src internet-service-src-name",
)
_KEYS = frozenset(("acl", "remark", "log"))


def read_acls(books: Books) -> list[Acl]:
    """The management ACLs of a scope, IPv4 before IPv6."""
    paths: tuple[tuple[str, Family], ...] = (
        ("firewall local-in-policy", 4),
        ("firewall local-in-policy6", 6),
    )
    return [acl for path, family in paths for acl in _acls(path, family, books)]


def _acls(path: str, family: Family, books: Books) -> list[Acl]:
    rules: dict[str, list[AclRule]] = {}
    for entry in books.scope.table(path, LOCAL).values():
        said = take_apart(" ".join(entry.words("comments")), _KEYS)
        rule = _rule(entry, said, family, books) if said.get("acl") else None
        if rule is not None:
            rules.setdefault(said["acl"], []).append(rule)
        else:
            for key in entry.lines:
                entry.mark(key, LineClass.IRRELEVANT)
    return [
        Acl(name, family, tuple(_without_rest(found)), where=found[0].where)
        for name, found in rules.items()
    ]


def _without_rest(rules: list[AclRule]) -> list[AclRule]:
    """Leave out the last rule if it only says what is so anyway: the rest is denied."""
    return rules[:-1] if rules[-1] == AclRule(Action.DENY) else rules


def _rule(entry: Entry, said: dict[str, str], family: Family, books: Books) -> AclRule | None:
    """The ACL rule of a local-in policy; None if it is more than one rule can say."""
    book = books.addresses[family]
    try:
        source, destination = (book.prefix(entry.words(k)) for k in ("srcaddr", "dstaddr"))
        named = entry.words("service")
        service = None if named == ("SSH",) else books.services.service(named)
    except ValueError:
        return None
    return AclRule(
        action=Action.PERMIT if entry.text("action", "deny") == "accept" else Action.DENY,
        protocol=service.protocol if service else None,
        source=source,
        destination=destination,
        destination_ports=service.ports if service else (),
        icmp_type=service.icmp_type if service else None,
        log=said.get("log") == "yes",
        remark=said.get("remark", ""),
        where=entry.where,
    )
