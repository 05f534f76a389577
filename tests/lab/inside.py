"""The inside of the lab: the first process of its own process, mount and network namespaces.

It makes a network namespace a node and bridges for the segments, starts FRR's daemons, and then
does what lines of JSON on its input say. When it dies, however it dies, the kernel kills every
daemon and drops every namespace with it: nothing can be left behind.

Runs by itself (standard library only): `unshare --mount --net --pid --fork --kill-child python
inside.py`.
"""

from __future__ import annotations

import json
import select
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

FRR = Path("/usr/lib/frr")
ETH_P_ALL = 3  # linux/if_ether.h
PACKET_OUTGOING = 4  # linux/if_packet.h: a frame that we sent ourselves
LARGEST_FRAME = 9216
IPV4, IPV6 = b"\x08\x00", b"\x86\xdd"
ICMP_ANSWERS = (0, 3, 5, 11, 12)  # RFC 792
ICMPV6_ANSWERS = (1, 2, 3, 4, 129, 137)  # RFC 4443, RFC 4861
SETTINGS = (
    "net.ipv4.ip_forward=1",
    "net.ipv4.fib_multipath_hash_policy=1",
    "net.ipv4.conf.all.rp_filter=0",
    "net.ipv4.conf.default.rp_filter=0",
    "net.ipv6.conf.all.forwarding=1",
    "net.ipv6.conf.default.accept_dad=0",
    "net.ipv6.conf.all.accept_dad=0",
)


def run(*words: str, stdin: str | None = None) -> str:
    """Run a program and return what it printed; what it complained of is the error's text."""
    done = subprocess.run(words, input=stdin, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def main() -> None:
    _own_folders()
    for line in sys.stdin:
        order = json.loads(line)
        try:
            answer = {"ok": ORDERS[order.pop("do")](**order)}
        except (RuntimeError, OSError, KeyError, TypeError, ValueError) as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


def _own_folders() -> None:
    """Folders that only this mount namespace sees."""
    run("mount", "-t", "proc", "proc", "/proc")
    run("mount", "-t", "sysfs", "sysfs", "/sys")
    for folder in ("/run", "/etc/frr", "/var/tmp"):
        run("mount", "-t", "tmpfs", "tmpfs", folder)
    for folder in ("/run/netns", "/run/frr"):
        Path(folder).mkdir(mode=0o755)


def _segment(name: str) -> str:
    """A bridge that floods everything, as one wire. Bridges and the far ends of all interfaces
    stand in the lab's own network namespace."""
    run("ip", "link", "add", name, "type", "bridge", "mcast_snooping", "0")
    run("ip", "link", "set", name, "up")
    return name


def _node(name: str, interfaces: list[dict[str, Any]]) -> str:
    """A namespace with its interfaces: {name, wire or null, addresses, up, virtual}."""
    run("ip", "netns", "add", name)
    run("ip", "netns", "exec", name, "sysctl", "-qw", *SETTINGS)
    run("ip", "-n", name, "link", "set", "lo", "up")
    for number, interface in enumerate(interfaces):
        _interface(name, number, **interface)
    return name


def _interface(
    node: str,
    number: int,
    name: str,
    wire: str | None,
    addresses: list[str],
    up: bool,
    virtual: list[dict[str, str]],
) -> None:
    if name != "lo":
        far = f"{node}.{number}"
        run("ip", "link", "add", name, "netns", node, "type", "veth", "peer", "name", far)
        if wire is not None:
            run("ip", "link", "set", far, "master", wire)
        run("ip", "link", "set", far, "up" if up else "down")
    for address in addresses:
        run("ip", "-n", node, "address", "add", address, "dev", name)
    if up:
        run("ip", "-n", node, "link", "set", name, "up")
    for group in virtual:
        _virtual(node, name, **group)


def _virtual(node: str, parent: str, name: str, mac: str, address: str) -> None:
    """The macvlan device that vrrpd looks for: FRR user guide, VRRP."""
    kind = ("type", "macvlan", "mode", "bridge")
    run("ip", "-n", node, "link", "add", name, "link", parent, *kind)
    run("ip", "-n", node, "link", "set", name, "address", mac)
    run("ip", "-n", node, "address", "add", address, "dev", name)
    run("ip", "-n", node, "link", "set", name, "up")


def _routing(name: str, daemons: list[str], text: str) -> str:
    """Start FRR's daemons in a node, each with a folder of its own, and load its configuration."""
    folder, state = Path("/etc/frr", name), Path("/run/frr", name)
    folder.mkdir()
    state.mkdir()
    (folder / "frr.conf").write_text(text)
    (folder / "vtysh.conf").write_text("")
    run("chown", "-R", "frr:frr", str(folder), str(state), "/run/frr")
    for daemon in daemons:
        run("ip", "netns", "exec", name, str(FRR / daemon), "-d", "-N", name)
    return run("vtysh", "-N", name, "-b")


def _show(name: str, command: str) -> str:
    return run("vtysh", "-N", name, "-c", command)


def _exec(name: str, words: list[str], stdin: str | None = None) -> str:
    return run("ip", "netns", "exec", name, *words, stdin=stdin)


def _volley(frames: list[list[str]], marks: list[str], listen: list[str], wait_s: float) -> Any:
    """Put [far end, frame in hex] on the wires, and say at which far ends each mark came out."""
    ears = {name: _raw(name) for name in listen}
    for name, frame in frames:
        ears[name].send(bytes.fromhex(frame))
    found: dict[str, list[str]] = {mark: [] for mark in marks}
    deadline = time.monotonic() + wait_s
    while (left := deadline - time.monotonic()) > 0:
        ready, _, _ = select.select(list(ears.values()), [], [], left)
        for ear in ready:
            frame_bytes, address = ear.recvfrom(LARGEST_FRAME)
            if address[2] != PACKET_OUTGOING and not _is_answer(frame_bytes):
                for mark in marks:
                    if mark.encode() in frame_bytes:
                        found[mark].append(address[0])
    for ear in ears.values():
        ear.close()
    return found


def _is_answer(frame: bytes) -> bool:
    """An echo reply, an ICMP error or a redirect: it quotes the packet that it is about."""
    kind = frame[12:14]
    if kind == IPV4:
        return frame[23:24] == b"\x01" and frame[34] in ICMP_ANSWERS
    return kind == IPV6 and frame[20:21] == b"\x3a" and frame[54] in ICMPV6_ANSWERS


def _raw(interface: str) -> socket.socket:
    ear = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    ear.bind((interface, 0))
    return ear


ORDERS = {
    "volley": _volley,
    "segment": _segment,
    "node": _node,
    "routing": _routing,
    "show": _show,
    "exec": _exec,
}

if __name__ == "__main__":
    main()
