"""Design (+ lock) -> AddressPlan: stable addresses, VLAN ids, router ids and port numbers."""

from kawanet.addressing.lock import Lock
from kawanet.addressing.plan import AddressPlan, plan_addresses, released

__all__ = ["AddressPlan", "Lock", "plan_addresses", "released"]
