"""Which command a captured text answers: by its file's name, or by the prompts inside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What an output tells of."""

    ROUTES = "routes"
    OSPF = "ospf"
    OSPFV3 = "ospfv3"
    BGP = "bgp"
    EIGRP = "eigrp"
    ISIS = "isis"
    INTERFACES = "interfaces"
    ADDRESSES = "addresses"
    CABLES = "cables"


class Section(NamedTuple):
    """One command and what it printed. `line` is where its text begins in the file, `vdom` the one
    of FortiOS that it was typed in."""

    command: str
    text: str
    line: int
    vdom: str = ""


_KINDS = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"(show|get router info6?) .*\bbgp\b.*\bnei.*(routes|policy|dampen|paths|flap)", None),
        (r"show (ip|ipv6) route\b|show route\b|show \w+ route vrf\b", Kind.ROUTES),
        (r"get router info6? routing.table( all| details)?$", Kind.ROUTES),
        (r"ip (-\S+ )*route( show| list| ls)?( vrf \S+| table main)?$", Kind.ROUTES),
        (r"(show .*\b(ipv6 ospf|ospf6|ospfv?3)|get router info6 ospf)\b.*\bnei", Kind.OSPFV3),
        (r"(show|get router info) .*\bospf\b.*\bnei", Kind.OSPF),
        (r"(show|get router info6?) .*\bbgp\b.*\b(nei|su)", Kind.BGP),
        (r"show .*\beigrp\b.*\bnei", Kind.EIGRP),
        (r"show (isis|clns)\b.*\b(nei|adj)", Kind.ISIS),
        (r"show .*\b(lldp|cdp)\b.*\bnei|show lldp\b.*\bjson", Kind.CABLES),
        (r"show (ip|ipv6) int\w* br", Kind.ADDRESSES),
        (r"show int\w* terse( display)?( json| xml)?$", Kind.ADDRESSES),
        (r"show int\w* (desc|stat|trunk|switch|count|trans|vtep|vxlan|brief)", None),
        (
            r"show int\w*( vrf \S+)?( detail| extensive)?( display)?( json| xml)?$",
            Kind.INTERFACES,
        ),
        (r"get system interface( physical)?$", Kind.INTERFACES),
    )
)
# A table of which only a part was asked for says nothing about the rest.
_PART = re.compile(
    r" (static|connected|direct|bgp|ospf\S*|eigrp|isis|rip\S*|local|kernel|aggregate|hidden|terse"
    r"|summary|instance|protocol|advertising\S*|receive\S*|forwarding\S*|inactive\S*|host\S*"
    r"|longer\S*|shorter\S*|supernets\S*|best|exact|resolution|label\S*|damping|snooping|no.next\S*"
    r"|next.hop\S*|community\S*|aspath\S*|martians|match\S*|range|interface|tag|age|nexthop)(?= |$)"
    r"| [0-9a-f]*[.:][0-9a-f.:]*(/\d+)?(?= |$)"
)
_PROMPT = re.compile(
    r"^(?P<prompt>[^\s#>%$]{1,64})(?: \((?P<vdom>[^)]*)\)|\([^)]*\))?\s?[#>%$]\s*"
    r"(?P<command>(?:sho?|show|get|vtysh|sudo|net|ip)\s\S.*)$"
)
_ANY_PROMPT = re.compile(
    r"^(?P<prompt>[^\s#>%$]{1,64})\s?(?:\([^)]*\))?\s?[#>%$]\s*(?P<command>.*)$"
)
_MARKS = ("show ", "get ", "#sh ", ">sh ", "# sh ", "> sh ", "sho ", "$ ip ", "# ip ")
_SAYS = re.compile(r"[#>%$] ?(?:sho?|show|get|vtysh|sudo|net|ip) ")
_VRF = re.compile(
    r"\b(?:vrf|instance)\s+(?!display\b|json\b)(\S.*?)"
    r"(?=\s+(?:json|detail|display|neigh\w*|summary|topology|ipv[46] |unicast |all |ip )|$)"
)
_NAMED = re.compile(r" (vrf .*|table \S+)")  # in a file's name, blanks are in a VRF's name
_EVERY = frozenset(("all", "ALL", "*"))
_OUTPUT = re.compile(
    r"^(?P<device>.*?)(?:^|[_ .-])"
    r"(?P<command>(?:(?:show|get|diag\w*|display|vtysh|sudo|net[_ ]show)[_ -]"
    r"|ip[_ ](?:-\w+[_ ])*route).*)$"
)
_CONFIGURATION = re.compile(
    r"show (run|start|conf|full|archive|derived|system conf)|show$|vtysh.*show (run|conf)"
)
_ENDING = re.compile(r"(\.(txt|json|log|out|text|cfg))+$")


def kind_of(command: str) -> Kind | None:
    """What a command's output tells of; None for all that is not compared."""
    low = command.lower()
    found = next((kind for pattern, kind in _KINDS if pattern.match(low)), None)
    if found is Kind.ROUTES and _PART.search(_NAMED.sub("", low)):
        return None
    return found


def vrf_of(command: str) -> str | None:
    """The one VRF that a command asks for; None where it names none or all."""
    found = _VRF.search(command)
    name = found[1].replace(" ", "_") if found else None  # blanks were underscores of a file name
    return None if name is None or name in _EVERY else name


def asks_all(command: str) -> bool:
    """Whether a command asks for every VRF."""
    return bool(re.search(r"\b(vrf|instance)\s+(all|\*)(\s|$)", command, re.IGNORECASE))


def command_in_name(name: str) -> str:
    """`show_ip_route_vrf_all_|_json.txt` -> `show ip route vrf all json`."""
    stem = _ENDING.sub("", name)
    found = _OUTPUT.match(stem)
    stem = found["command"] if found else stem
    if not any(c in stem for c in "_ "):
        stem = stem.replace("-", " ")
    return plain_command(stem.replace("_", " "))


def plain_command(text: str) -> str:
    """A command without the shell around it, its pipes and its abbreviation."""
    for mark in ("vtysh -c", "sudo", "'", '"', "|", "no-more"):
        text = text.replace(mark, " ")
    words = text.split()
    if words[:2] in (["net", "sh"], ["net", "show"]):
        del words[0]
    short = words[:1] in (["sh"], ["sho"])
    whole = [_WHOLE.get(w, w) for w in words[:3]] if short else words[:3]
    return " ".join((*whole, *words[3:]))


_WHOLE = {"sh": "show", "sho": "show", "ro": "route", "rou": "route", "rout": "route"}


def sections(name: str, text: str) -> Iterator[Section]:
    """The outputs in a file: one after each prompt with a command, else the whole file as the
    answer to the command in its name."""
    lines = text.split("\n")
    prompts = list(_prompts(lines))
    before = "\n".join(lines[: prompts[0][0]] if prompts else lines)
    if not prompts or before.strip():
        yield Section(command_in_name(name), before, 1)
    ends = [*(n for n, *_ in prompts[1:]), len(lines)] if prompts else []
    for (start, command, vdom), end in zip(prompts, ends, strict=True):
        below = "\n".join(lines[start + 1 : end])
        yield Section(plain_command(command), below, start + 2, vdom)


def _prompts(lines: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Lines with a prompt and their commands: those that show something, and whatever was typed
    at the same prompt (nothing, `exit`, ...)."""
    found = {n: m for n, line in enumerate(lines) if (m := _PROMPT.match(line))}
    known = {m["prompt"] for m in found.values()}
    for n, line in enumerate(lines):
        if n in found:
            yield n, found[n]["command"], found[n]["vdom"] or ""
        elif known and (m := _ANY_PROMPT.match(line)) and m["prompt"] in known:
            yield n, m["command"], ""


def _named(name: str) -> re.Match[str] | None:
    found = _OUTPUT.match(_ENDING.sub("", name))
    if found is None or _CONFIGURATION.match(command_in_name(found["command"])):
        return None
    return found


def answers(text: str) -> bool:
    """Whether a text holds a prompt with a command whose output is compared."""
    if not any(mark in text for mark in _MARKS) or _SAYS.search(text) is None:
        return False
    prompts = (_PROMPT.match(line) for line in text.split("\n") if _SAYS.search(line))
    return any(kind_of(plain_command(m["command"])) for m in prompts if m is not None)


def is_output(name: str) -> bool:
    """Whether a file's name is a command that prints something other than a configuration."""
    return _named(name) is not None


def device_in_name(name: str) -> str:
    """The device that stands before a command in a file's name: `R1_show_version.txt`; '' where the
    name is a command, or none."""
    found = _OUTPUT.match(_ENDING.sub("", name))
    return found["device"].rstrip("_ .-") if found else ""


def stem(name: str) -> str:
    """A file's name without the endings of texts."""
    return _ENDING.sub("", name)
