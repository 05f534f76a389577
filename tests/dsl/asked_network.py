"""A small network as IOS texts with one of everything that the questions look for: a loop, a black
hole, branches that disagree, an OSPF neighbour in another area, names undefined and unused, lines
without effect."""

from __future__ import annotations

from pathlib import Path

R1 = """\
hostname r1
!
interface GigabitEthernet0/0
 description to r2
 ip address 10.0.12.1 255.255.255.252
 ip ospf 1 area 0
!
interface GigabitEthernet0/1
 description to r3
 ip address 10.0.13.1 255.255.255.252
!
interface GigabitEthernet0/2
 description users
 ip address 10.1.0.1 255.255.255.0
 ip access-group USERS in
!
router ospf 1
 router-id 1.1.1.1
!
ip route 10.2.0.0 255.255.255.0 10.0.12.2
ip route 10.2.0.0 255.255.255.0 10.0.13.2
ip route 10.9.0.0 255.255.255.0 10.0.12.2
ip route 10.8.0.0 255.255.255.0 10.0.13.2
!
ip access-list extended USERS
 permit tcp any any eq 443
 permit tcp 10.1.0.0 0.0.0.255 any eq 443
 deny tcp any any eq 22
 permit tcp any any eq 22
 permit udp any any eq 53
!
ip access-list extended OLD
 permit tcp any any eq 443
 deny tcp any any eq 22
 permit udp any any eq 53
!
end
"""

R2 = """\
hostname r2
!
interface GigabitEthernet0/0
 ip address 10.0.12.2 255.255.255.252
 ip ospf 1 area 1
!
interface GigabitEthernet0/1
 ip address 10.2.0.2 255.255.255.0
 ip access-group GONE in
!
router ospf 1
 router-id 2.2.2.2
!
ip route 10.1.0.0 255.255.255.0 10.0.12.1
ip route 10.9.0.0 255.255.255.0 10.0.12.1
!
end
"""

R3 = """\
hostname r3
!
interface GigabitEthernet0/0
 ip address 10.0.13.2 255.255.255.252
!
interface GigabitEthernet0/1
 ip address 10.2.0.3 255.255.255.0
 ip access-group SERVERS out
!
interface GigabitEthernet0/2
 ip address 10.8.0.1 255.255.255.0
 shutdown
!
ip route 10.1.0.0 255.255.255.0 10.0.13.1
!
ip access-list extended SERVERS
 permit tcp any any eq 443
!
end
"""

TEXTS = {"r1": R1, "r2": R2, "r3": R3}


def write(folder: Path, **changes: tuple[str, str]) -> Path:
    """Write the texts; `r1=("old", "new")` changes one."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in TEXTS.items():
        old, new = changes.get(name, ("", ""))
        assert old in text
        changed = text.replace(old, new, 1) if old else text
        (folder / f"{name}.cfg").write_text(changed, encoding="utf-8")
    return folder
