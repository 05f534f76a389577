"""`config firewall service custom` and `group` -> service groups, with FortiOS's predefined ones.

Every group, and every custom service that a policy names, becomes a `ServiceGroup`. What a custom
service says beyond protocol and destination port makes its lines UNMODELLED once it is used.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kawanet.errors import Span
from kawanet.model.policy import ICMP, ICMPV6, TCP, UDP, PortRange, Service, ServiceGroup
from kawanet.parse.fortinet_fortios.reading import Entry, Scope, fields, leaves_of
from kawanet.parse.result import LineClass

SCTP = 132
CUSTOM = fields(
    modelled="protocol protocol-number tcp-portrange udp-portrange sctp-portrange icmptype "
    "icmpcode iprange fqdn proxy helper app-service-type",
    irrelevant="uuid category comment color visibility session-ttl tcp-halfclose-timer uuid-idx "
    "tcp-halfopen-timer tcp-timewait-timer tcp-rst-timer udp-idle-timer check-reset-range "
    "fabric-object",
)
GROUP = fields(modelled="member", irrelevant="uuid comment color proxy fabric-object")
_DOUBTFUL = ("icmpcode", "iprange", "fqdn", "proxy", "app-service-type")
_PORT_KEYS = (("tcp-portrange", TCP), ("udp-portrange", UDP), ("sctp-portrange", SCTP))
_ALL_PORTS = PortRange(0, 65535)

# Factory defaults, for text that uses them without showing them: tcp/udp port lists.
# Source: FortiOS 7.4 administration guide, predefined services.
_PORTS = {
    "AFS3": ("7000-7009", "7000-7009"), "ALL_TCP": ("1-65535", ""), "ALL_UDP": ("", "1-65535"),
    "BGP": ("179", ""), "DCE-RPC": ("135", "135"), "DHCP": ("", "67-68"),
    "DHCP6": ("", "546 547"), "DNS": ("53", "53"), "FINGER": ("79", ""), "FTP": ("21", ""),
    "FTP_GET": ("21", ""), "FTP_PUT": ("21", ""), "GOPHER": ("70", ""),
    "H323": ("1720 1503", "1719"), "HTTP": ("80", ""), "HTTPS": ("443", ""),
    "IKE": ("", "500 4500"), "IMAP": ("143", ""), "IMAPS": ("993", ""), "IRC": ("6660-6669", ""),
    "KERBEROS": ("88 464", "88 464"), "L2TP": ("1701", "1701"), "LDAP": ("389", ""),
    "LDAP_UDP": ("", "389"), "MGCP": ("", "2427 2727"), "MS-SQL": ("1433 1434", ""),
    "MYSQL": ("3306", ""), "NFS": ("111 2049", "111 2049"), "NNTP": ("119", ""),
    "NTP": ("123", "123"), "ONC-RPC": ("111", "111"), "POP3": ("110", ""), "POP3S": ("995", ""),
    "PPTP": ("1723", ""), "RADIUS": ("", "1812 1813"), "RADIUS-OLD": ("", "1645 1646"),
    "RDP": ("3389", ""), "REXEC": ("512", ""), "RIP": ("", "520"),
    "RTSP": ("554 7070 8554", "554"), "SAMBA": ("139", ""), "SCCP": ("2000", ""),
    "SIP": ("5060", "5060"), "SMB": ("445", ""), "SMTP": ("25", ""), "SMTPS": ("465", ""),
    "SNMP": ("161-162", "161-162"), "SOCKS": ("1080", "1080"), "SQUID": ("3128", ""),
    "SSH": ("22", ""), "SYSLOG": ("", "514"), "TALK": ("", "517-518"), "TELNET": ("23", ""),
    "TFTP": ("", "69"), "TRACEROUTE": ("", "33434-33535"), "UUCP": ("540", ""),
    "VNC": ("5900", ""), "WINS": ("1512", "1512"), "X-WINDOWS": ("6000-6063", ""),
}  # fmt: skip
_OTHERS = {
    "ALL": Service(), "ALL_ICMP": Service(ICMP), "ALL_ICMP6": Service(ICMPV6),
    "PING": Service(ICMP, (), 8), "PING6": Service(ICMPV6, (), 128),
    "TIMESTAMP": Service(ICMP, (), 13), "INFO_REQUEST": Service(ICMP, (), 15),
    "INFO_ADDRESS": Service(ICMP, (), 17), "GRE": Service(47), "ESP": Service(50),
    "AH": Service(51), "OSPF": Service(89),
}  # fmt: skip


def sort_key(service: Service) -> tuple[int, tuple[PortRange, ...], int]:
    """Order services with `None` first."""
    none = (-1 if service.protocol is None else service.protocol, service.ports)
    return (*none, -1 if service.icmp_type is None else service.icmp_type)


@dataclass(slots=True)
class ServiceBook:
    """All services and groups of a scope, and those that became part of the model."""

    scope: Scope
    customs: dict[str, Entry]
    groups: dict[str, Entry]
    found: dict[str, ServiceGroup] = field(default_factory=dict)
    doubted: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, scope: Scope) -> ServiceBook:
        """Read the tables; all groups enter the model at once."""
        customs = scope.table("firewall service custom", CUSTOM)
        book = cls(scope, customs, scope.table("firewall service group", GROUP))
        for name, entry in book.groups.items():
            book._enter(name, entry.where)
        return book

    def refer(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The model's names for the services of a policy; empty is any.

        A name that is not defined stays, for `verify` to find.
        """
        if "ALL" in names:
            return ()
        for name in names:
            if name in self.groups:
                self._doubt(name)
            elif name in self.customs:
                self._enter(name, self.customs[name].where)
                self._doubt(name)
            elif self._is_defined(name):
                self._enter(name, None)
        return tuple(map(self.scope.named, names))

    def service(self, names: tuple[str, ...]) -> Service:
        """The one service that names stand for. Raises ValueError if there are more."""
        (service,) = {
            s
            for name in names
            for leaf in leaves_of(name, self.groups)
            for s in self._services(leaf)
        }
        return service

    def model(self) -> tuple[ServiceGroup, ...]:
        """The groups in the model, sorted by name."""
        return tuple(sorted(self.found.values(), key=lambda group: group.name))

    def _enter(self, name: str, where: Span | None) -> None:
        if name not in self.found:
            leaves = leaves_of(name, self.groups)
            if not all(map(self._is_defined, leaves)):
                self.groups[name].mark("member", LineClass.UNRECOGNISED)
            services = {s for leaf in leaves for s in self._services(leaf)}
            self.found[name] = ServiceGroup(
                self.scope.named(name), tuple(sorted(services, key=sort_key)), where=where
            )

    def _is_defined(self, name: str) -> bool:
        return name in self.customs or name in _PORTS or name in _OTHERS or name == "NONE"

    def _doubt(self, name: str) -> None:
        """Mark what the used services say and the model cannot."""
        if name in self.doubted:
            return
        self.doubted.add(name)
        for leaf in leaves_of(name, self.groups):
            entry = self.customs.get(leaf)
            if entry is None:
                continue
            for key in _DOUBTFUL:
                if entry.text(key) not in ("", "0", "0.0.0.0", "disable", "disabled"):
                    entry.mark(key, LineClass.UNMODELLED)
            for key, _ in _PORT_KEYS:
                if any(":" in word and not _any_source(word) for word in entry.words(key)):
                    entry.mark(key, LineClass.UNMODELLED)

    def _services(self, name: str) -> list[Service]:
        entry = self.customs.get(name)
        if entry is not None:
            return [] if name == "NONE" else custom_services(entry)
        if name in _OTHERS:
            return [_OTHERS[name]]
        tcp, udp = _PORTS.get(name, ("", ""))
        both = ((TCP, tcp), (UDP, udp))
        return [Service(p, tuple(map(_port_range, text.split()))) for p, text in both if text]


def custom_services(entry: Entry) -> list[Service]:
    """The services of a custom service; TCP, UDP and SCTP ports may stand side by side."""
    protocol = entry.text("protocol", "TCP/UDP/SCTP").upper()
    if protocol in ("ICMP", "ICMP6"):
        return [Service(ICMP if protocol == "ICMP" else ICMPV6, (), entry.number("icmptype"))]
    if protocol == "IP":
        return [Service(entry.number("protocol-number") or None)]
    found = []
    for key, number in _PORT_KEYS:
        ports = entry.read(key, lambda words: tuple(map(_port_range, words)))
        if ports:
            found.append(Service(number, () if ports == (_ALL_PORTS,) else ports))
    if not found and not protocol.startswith("TCP"):
        entry.mark("protocol", LineClass.UNMODELLED)
        return [Service()]
    return found


def _port_range(word: str) -> PortRange:
    """Read `80`, `80-90`, or the part before `:` of `513:512-1023` (destination:source)."""
    first, dash, last = word.partition(":")[0].partition("-")
    found = PortRange(int(first), int(last) if dash else int(first))
    if not 0 <= found.first <= found.last <= 65535:
        raise ValueError(word)
    return found


def _any_source(word: str) -> bool:
    return word.partition(":")[2] in ("0-65535", "1-65535")
