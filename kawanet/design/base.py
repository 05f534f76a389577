"""What every value of the design is built on."""

from __future__ import annotations

from datetime import date
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,23}$")]
IPNetwork = IPv4Network | IPv6Network


class Intent(BaseModel):
    """Base of every design value: frozen, and no key is ignored."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True
    )


Asn = Annotated[int, Field(ge=1, le=4_294_967_294)]
"""An autonomous system number (RFC 6793; RFC 7300 keeps the last)."""


class PeerDesign(Intent):
    """Routes are told by eBGP: how somebody else's router introduces itself."""

    asn: Asn
    """Its autonomous system number; a sample is one of RFC 5398 (64496-64511)."""


class Dated(Intent):
    """A fact that holds from `since` to `until`, both included; None is open."""

    since: date | None = None
    """First day on which it holds; left out: always did."""
    until: date | None = None
    """Last day on which it holds; left out: no end."""

    def holds_on(self, day: date) -> bool:
        """Say whether the fact holds on that day."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )
