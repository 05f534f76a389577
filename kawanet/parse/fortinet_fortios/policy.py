"""`config firewall policy` -> rules, and the NAT that policies themselves ask for.

Comments written by the renderer are `key=value` joined by `; `; any other comment is the reason.
A policy of both families gives two rules. A policy with `nat enable` also gives SOURCE rules,
one for each pair of interfaces; where policies between the same interfaces disagree about NAT the
model cannot say so: the line is UNMODELLED.
Source: Fortinet FortiOS 7.4 CLI Reference, config firewall policy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from urllib.parse import unquote

from kawanet.model.interfaces import Family, IPAddress
from kawanet.model.policy import Action, FirewallRule, NatKind, NatRule
from kawanet.parse.fortinet_fortios.addresses import AddressBook
from kawanet.parse.fortinet_fortios.reading import Entry, Scope, fields
from kawanet.parse.fortinet_fortios.services import ServiceBook
from kawanet.parse.result import LineClass

POLICY = fields(
    modelled="name srcintf dstintf srcaddr dstaddr srcaddr6 dstaddr6 action status schedule "
    "service logtraffic comments nat ippool poolname poolname6 policy-expiry policy-expiry-date",
    irrelevant="uuid label global-label color logtraffic-start capture-packet utm-status "
    "inspection-mode profile-type profile-group profile-protocol-options ssl-ssh-profile "
    "av-profile ips-sensor application-list webfilter-profile dnsfilter-profile "
    "emailfilter-profile dlp-sensor dlp-profile file-filter-profile icap-profile voip-profile "
    "waf-profile ssh-filter-profile cifs-profile videofilter-profile casb-profile "
    "virtual-patch-profile sctp-filter-profile ips-voip-filter diameter-filter-profile "
    "auto-asic-offload np-acceleration traffic-shaper traffic-shaper-reverse per-ip-shaper "
    "tcp-mss-sender tcp-mss-receiver session-ttl diffserv-forward diffserv-reverse "
    "diffservcode-forward diffservcode-rev diffserv-copy vlan-cos-fwd vlan-cos-rev "
    "custom-log-fields fixedport port-preserve permit-any-host permit-stun-host "
    "block-notification match-vip match-vip-only timeout-send-rst anti-replay "
    "firewall-session-dirty delay-tcp-npu-session dsri replacemsg-override-group tagging "
    "log-unmatched-traffic disclaimer dynamic-shaping passive-wan-health-measurement "
    "policy-behaviour-type decrypted-traffic-mirror email-collect radius-mac-auth-bypass "
    "policy-expiry-date-utc tcp-session-without-syn-log send-deny-packet application app-category "
    "app-group url-category scan-botnet-connections natinbound natoutbound auth-path "
    "vlan-filter pcp-poolname fec wanopt-detection nat-ippool-comment",
    unmodelled="srcaddr-negate dstaddr-negate srcaddr6-negate dstaddr6-negate service-negate "
    "internet-service internet-service-name internet-service-id internet-service-group "
    "internet-service-custom internet-service-custom-group internet-service-negate "
    "internet-service-src internet-service-src-name internet-service-src-id "
    "internet-service-src-group internet-service-src-custom internet-service-src-custom-group "
    "internet-service-src-negate internet-service6 internet-service6-name internet-service6-src "
    "internet-service6-src-name groups users fsso-groups fsso fsso-agent-for-ntlm ntlm "
    "vpntunnel inbound outbound natip nat46 nat64 webcache webproxy-profile "
    "webproxy-forward-server http-policy-redirect ssh-policy-redirect ztna-status ztna-ems-tag "
    "ztna-geo-tag ztna-device-ownership ztna-policy-redirect reputation-minimum "
    "reputation-direction geoip-match geoip-anycast src-vendor-mac sgt sgt-check tos tos-mask "
    "tos-negate rtp-nat rtp-addr devices identity-based-route captive-portal-exempt "
    "tcp-session-without-syn network-service-dynamic network-service-src-dynamic "
    "redirect-url wsso rsso ssl-mirror wccp schedule-timeout wanopt wanopt-profile",
)
COMMENT_KEYS = frozenset(("rule", "nat", "owner", "reason", "expires"))
_ALWAYS = "always"
Pools = Mapping[str, tuple[IPAddress, IPAddress]]
Names = Callable[[tuple[str, ...]], tuple[str, ...]]


@dataclass(slots=True)
class Books:
    """What policies refer to: addresses by family, services, pools by family, interface names.

    `places` turns `srcintf` / `dstintf` into names of the model; empty is any.
    """

    scope: Scope
    addresses: Mapping[Family, AddressBook]
    services: ServiceBook
    pools: Mapping[Family, Pools]
    places: Names


class Way(NamedTuple):
    """Between which interfaces a policy accepts, and what it says of NAT."""

    family: Family
    from_zones: tuple[str, ...]
    to_zones: tuple[str, ...]
    nat: tuple[str, ...] | None


def take_apart(text: str, keys: frozenset[str]) -> dict[str, str]:
    """The pairs of a comment that the renderer wrote; none if it did not."""
    pairs = [part.partition("=") for part in text.split("; ")]
    found = {key: unquote(value) for key, _, value in pairs}
    return found if keys.issuperset(found) and len(found) == len(pairs) else {}


def read_comment(text: str) -> dict[str, str]:
    """Take a comment apart; one that the renderer did not write is a reason."""
    found = take_apart(text, COMMENT_KEYS)
    if found and (not found.get("expires") or _date(found["expires"])):
        return found
    return {"reason": text}


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def read_policies(books: Books) -> tuple[list[FirewallRule], list[NatRule]]:
    """Read all policies of a scope: rules in order, and the NAT they carry."""
    rules: list[FirewallRule] = []
    natted: list[tuple[Entry, FirewallRule]] = []
    tables: tuple[tuple[str, Family | None], ...] = (
        ("firewall policy", None),
        ("firewall policy6", 6),  # before FortiOS 6.4
    )
    for path, only in tables:
        for entry in books.scope.table(path, POLICY).values():
            for rule in _rules(entry, books, only):
                rules.append(rule)
                if rule.action is Action.PERMIT and rule.enabled:
                    natted.append((entry, rule))
    return rules, _nat(natted, books)


def _rules(entry: Entry, books: Books, only: Family | None) -> list[FirewallRule]:
    """The rules of a policy, one for each family it speaks of."""
    action = _action(entry)
    if entry.text("schedule", _ALWAYS) != _ALWAYS:
        entry.mark("schedule", LineClass.UNMODELLED)
    said = read_comment(" ".join(entry.words("comments")))
    expires = said.get("expires") or entry.text("policy-expiry-date")
    services = books.services.refer(entry.words("service"))
    families: list[Family] = [only] if only else _families(entry)
    found = []
    for family in families:
        tail = "6" if family == 6 and not only else ""
        book = books.addresses[family]
        found.append(
            FirewallRule(
                name=said.get("rule") or entry.text("name") or entry.name,
                family=family,
                action=action,
                from_zones=books.places(entry.words("srcintf")),
                to_zones=books.places(entry.words("dstintf")),
                sources=book.refer(entry.words(f"srcaddr{tail}")),
                destinations=book.refer(entry.words(f"dstaddr{tail}")),
                services=services,
                log=entry.text("logtraffic") == "all",
                enabled=entry.text("status", "enable") == "enable",
                expires=_date(expires),
                owner=said.get("owner", ""),
                reason=said.get("reason", ""),
                where=entry.where,
            )
        )
    return found


def _families(entry: Entry) -> list[Family]:
    has_v4 = "srcaddr" in entry.values or "dstaddr" in entry.values
    has_v6 = "srcaddr6" in entry.values or "dstaddr6" in entry.values
    both: list[tuple[Family, bool]] = [(4, has_v4 or not has_v6), (6, has_v6)]
    return [family for family, has in both if has]


def _action(entry: Entry) -> Action:
    """The action; FortiOS's default is deny, and what is neither is UNMODELLED."""
    action = entry.text("action", "deny")
    if action not in ("accept", "deny"):
        entry.mark("action", LineClass.UNMODELLED)
    return Action.PERMIT if action == "accept" else Action.DENY


def _nat(accepting: Iterable[tuple[Entry, FirewallRule]], books: Books) -> list[NatRule]:
    """SOURCE rules of policies with `nat enable`, in order."""
    accepting = list(accepting)
    ways = {_way(entry, rule) for entry, rule in accepting}
    found = []
    for entry, rule in accepting:
        if not entry.is_on("nat"):
            continue
        pool = _pool(entry, rule.family, books)
        if _disagree(_way(entry, rule), ways):
            entry.mark("nat", LineClass.UNMODELLED)
        found += [
            NatRule(
                name=rule.name,
                family=rule.family,
                kind=NatKind.SOURCE,
                from_zone=from_zone,
                to_zone=to_zone,
                sources=rule.sources,
                destinations=rule.destinations,
                pool_first=pool[0] if pool else None,
                pool_last=pool[1] if pool else None,
                where=entry.place("nat"),
            )
            for from_zone in rule.from_zones or ("",)
            for to_zone in rule.to_zones or ("",)
        ]
    return found


def _pool(entry: Entry, family: Family, books: Books) -> tuple[IPAddress, IPAddress] | None:
    """The pool of a policy; None: the address of the outgoing interface."""
    if not entry.is_on("ippool"):
        return None
    key = "poolname" if family == 4 else "poolname6"
    names = entry.words(key)
    if len(names) != 1 or names[0] not in books.pools[family]:
        entry.mark(key, LineClass.UNMODELLED)
        return None
    return books.pools[family][names[0]]


def _way(entry: Entry, rule: FirewallRule) -> Way:
    """What a policy says of NAT: nothing, or the names of its pools."""
    pools = entry.words("poolname") + entry.words("poolname6") if entry.is_on("ippool") else ()
    nat = pools if entry.is_on("nat") else None
    return Way(rule.family, rule.from_zones, rule.to_zones, nat)


def _disagree(mine: Way, ways: Iterable[Way]) -> bool:
    """Whether another policy between the same interfaces accepts packets without this NAT."""
    return any(
        other.family == mine.family
        and other.nat != mine.nat
        and _overlap(other.from_zones, mine.from_zones)
        and _overlap(other.to_zones, mine.to_zones)
        for other in ways
    )


def _overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return not one or not other or not set(one).isdisjoint(other)
