"""Words of `show` output as values: protocols by their codes, prefixes, addresses."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address, ip_interface, ip_network

from kawanet.model.interfaces import IPAddress, IPInterface
from kawanet.model.routing import IPNetwork

_FLAGS = str.maketrans(dict.fromkeys("*%+&>#^!", " "))
_SECOND = frozenset(("p", "L", "V"))  # no protocols: chosen by PfR, leaked, by way of a VPN

# What one letter means where a system prints letters. `-any`: the output does not say which.
COMMON: Mapping[str, str] = {
    "C": "connected",
    "L": "local",
    "S": "static",
    "K": "kernel",
    "R": "rip",
    "O": "ospf",
    "O IA": "ospf-ia",
    "O E1": "ospf-e1",
    "O E2": "ospf-e2",
    "O N1": "ospf-n1",
    "O N2": "ospf-n2",
    "B": "bgp",
    "i": "isis",
    "i L1": "isis-l1",
    "i L2": "isis-l2",
    "i ia": "isis-ia",
    "i su": "isis-summary",
}
IOS: Mapping[str, str] = {
    **COMMON,
    "LC": "local",
    "U": "static",
    "P": "static",
    "n": "nat",
    "Ni": "nat",
    "No": "nat",
    "Nd": "nat",
    "m": "omp",
    "G": "nhrp",
    "g": "nhrp",
    "D": "eigrp",
    "EX": "eigrp-ex",
    "D EX": "eigrp-ex",
    "OI": "ospf-ia",
    "OE1": "ospf-e1",
    "OE2": "ospf-e2",
    "ON1": "ospf-n1",
    "ON2": "ospf-n2",
    "I1": "isis-l1",
    "I2": "isis-l2",
    "IA": "isis-ia",
    "IS": "isis-summary",
    "ND": "nd",
    "NDp": "nd",
    "H": "nhrp",
    "l": "lisp",
    "M": "mobile",
    "o": "odr",
    "a": "application",
}
EOS: Mapping[str, str] = {
    **COMMON,
    "B I": "ibgp",
    "B E": "ebgp",
    "A B": "bgp-aggregate",
    "A O": "ospf-range",
    "I L1": "isis-l1",
    "I L2": "isis-l2",
    "O3": "ospf",
    "O3 IA": "ospf-ia",
    "O3 E1": "ospf-e1",
    "O3 E2": "ospf-e2",
    "O3 N1": "ospf-n1",
    "O3 N2": "ospf-n2",
    "NG": "static",
    "G": "gribi",
    "RC": "route-cache",
    "CL": "cbf",
    "DH": "dhcp",
    "V": "vxlan",
    "M": "martian",
    "DP": "dynamic-policy",
}
FORTIOS: Mapping[str, str] = {**COMMON, "V": "bgp-vpn"}
FRR: Mapping[str, str] = {
    "C": "connected",
    "L": "local",
    "S": "static",
    "K": "kernel",
    "R": "rip",
    "O": "ospf-any",
    "B": "bgp",
    "I": "isis",
    "E": "eigrp-any",
    "t": "table",
    "T": "table",
    "N": "nhrp",
    "D": "sharp",
    "F": "pbr",
    "f": "openfabric",
    "A": "babel",
    "v": "vnc",
    "V": "vnc",
}


def protocol_of(codes: Mapping[str, str], code: str) -> str:
    """The protocol of a letter code with its flags; the code itself where it is not known."""
    words = code.translate(_FLAGS).split()
    if len(words) > 1 and words[-1] in _SECOND:
        del words[-1]
    letters = " ".join(words) or code
    return codes.get(letters, codes.get(letters.replace(" ", ""), letters))


def prefix_of(text: str, length: str = "") -> IPNetwork | None:
    """A prefix as printed, also `10.7.7/24`; None if it is none."""
    written = f"{text}/{length}" if length else text
    try:
        return ip_network(_padded(written), strict=False)
    except ValueError:
        return None


def _padded(text: str) -> str:
    address, slash, length = text.partition("/")
    if ":" not in address and slash:
        address += ".0" * (3 - address.count("."))
    return address + slash + length


def address_of(text: str) -> IPAddress | None:
    """An address as printed; None if it is none."""
    try:
        return ip_address(text.partition("%")[0])
    except ValueError:
        return None


def interface_address(address: str, length: str | int) -> IPInterface | None:
    """An address with its mask or length; None if it is none, or 0.0.0.0."""
    try:
        made = ip_interface(f"{address}/{length}")
    except ValueError:
        return None
    return made if int(made.ip) else None


def is_discard(interface: str) -> bool:
    """Whether an interface of this name drops all that is sent to it."""
    return interface.lower() in {"null", "null0", "blackhole", "discard", "dsc", "dsc.0", "reject"}
