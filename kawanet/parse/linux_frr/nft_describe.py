"""What stands around an nft rule (name, owner, expiry, reason), and what a NAT rule does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kawanet.errors import Span
from kawanet.model.interfaces import IPAddress
from kawanet.model.policy import AddressMatch, NatRule, Wildcard
from kawanet.parse.linux_frr.nft_match import Match, UnsupportedError
from kawanet.parse.linux_frr.nft_syntax import Statement


def described(match: Match, statement: Statement, where: Span) -> dict[str, str | date | None]:
    """Name, owner, expiry and reason from the comment, or from the notes before the rule."""
    name, *parts = match.comment.split(" | ")
    place = f"{where.line}:{where.column}" if where.column else str(where.line)
    found = {"name": name or f"line {place}"}
    for index, part in enumerate(parts):
        key, _, value = part.partition("=")
        if key == "reason":
            found[key] = " | ".join((value, *parts[index + 1 :]))
            break
        found[key] = value
    notes: dict[str, list[str]] = {}
    for key, value in statement.notes:
        notes.setdefault(key, []).append(value)
    found.update({key: "\n".join(lines) for key, lines in notes.items()})
    return {
        "name": found["name"],
        "owner": found.get("owner", ""),
        "reason": found.get("reason", ""),
        "expires": _date(found.get("expires", "")),
    }


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def refuse_nat(match: Match, statement: Statement) -> None:
    """Raise UnsupportedError for what a NAT rule of the model cannot say."""
    simple = len(match.inputs) <= 1 and len(match.outputs) <= 1 and not statement.disabled
    plain = not (match.states or match.local or match.service_set or match.type_set or match.types)
    known = match.verdict in ("snat", "dnat", "masquerade") and not match.source_ports
    services = match.protocols or match.destination_ports or match.port_set
    if not (simple and plain and known) or (match.verdict != "dnat" and services):
        raise UnsupportedError("not a NAT rule of the model")


def with_destination(rule: NatRule, match: Match) -> NatRule:
    """The destination that a rule catches, one host and at most one port, and where it goes."""
    single = all(len(x) <= 1 for x in (match.destinations, match.protocols))
    ports = match.destination_ports
    if not single or len(ports) > 1 or match.port_set or any(p.first != p.last for p in ports):
        raise UnsupportedError("more than one destination")
    return replace(
        rule,
        address=_host(match.destinations[0]) if match.destinations else None,
        protocol=match.protocols[0] if match.protocols else None,
        port=ports[0].first if ports else None,
        mapped_address=_one(match.mapped),
        mapped_port=match.mapped[2],
    )


def _one(mapped: tuple[IPAddress | None, IPAddress | None, int | None]) -> IPAddress | None:
    if mapped[0] != mapped[1]:
        raise UnsupportedError("a range of mapped addresses")
    return mapped[0]


def _host(match: AddressMatch) -> IPAddress:
    if isinstance(match, Wildcard) or match.num_addresses != 1:
        raise UnsupportedError("a destination that is no host")
    return match.network_address
