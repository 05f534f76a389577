"""EIGRP (RFC 7868), an autonomous system in a VRF and a family at a time."""

from kawanet.forwarding.eigrp.engine import eigrp_engine

__all__ = ["eigrp_engine"]
