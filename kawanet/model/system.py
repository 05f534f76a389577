"""Identity and management plane of a device."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kawanet.errors import Span
from kawanet.model.interfaces import IPAddress
from kawanet.model.packing import quickly_pickled

SECRET_PREFIX = "secret:"


@dataclass(frozen=True, slots=True)
class Secret:
    """Never the secret itself. A `reference` names an entry of the vault and stands in text as
    `%%secret:<name>%%`; `hashed` and `plain` say what a foreign text held, without its value.
    """

    kind: Literal["reference", "hashed", "plain"]
    name: str = ""

    def __str__(self) -> str:
        return f"%%{SECRET_PREFIX}{self.name or self.kind}%%"


@dataclass(frozen=True, slots=True)
class User:
    """A local administrator. `privilege` is 15 for full rights (Cisco's scale)."""

    name: str
    secret: Secret
    privilege: int = 15
    where: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class SnmpUser:
    """An SNMPv3 user with authentication and privacy."""

    name: str
    auth: Secret
    privacy: Secret
    where: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class SnmpCommunity:
    """An SNMPv1/v2c community (a finding); its name is a secret and is not kept."""

    writable: bool = False
    where: Span | None = field(default=None, compare=False, repr=False)


@quickly_pickled
@dataclass(frozen=True, slots=True)
class System:
    """Management settings; `management_vrf` and `management_acl` bind administrators' access."""

    domain: str = ""
    banner: str = ""
    timezone: str = ""
    management_vrf: str = ""
    management_interface: str = ""  # source of syslog, NTP, SNMP, RADIUS
    management_acl: tuple[str, ...] = ()  # names of the ACLs on SSH, IPv4 then IPv6
    ntp_servers: tuple[IPAddress, ...] = ()
    dns_servers: tuple[IPAddress, ...] = ()
    syslog_servers: tuple[IPAddress, ...] = ()
    users: tuple[User, ...] = ()
    snmp_users: tuple[SnmpUser, ...] = ()
    snmp_communities: tuple[SnmpCommunity, ...] = ()
    ssh: bool = True
    cleartext_services: tuple[str, ...] = ()  # telnet, http, tftp, ... found enabled, sorted
    aaa_login: tuple[str, ...] = ()  # methods in order: a RADIUS group name, then 'local'
    where: Span | None = field(default=None, compare=False, repr=False)
