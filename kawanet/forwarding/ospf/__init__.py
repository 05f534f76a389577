"""OSPFv2 (RFC 2328) and OSPFv3 (RFC 5340), a VRF and a family at a time."""

from kawanet.forwarding.ospf.engine import ospf_engine

__all__ = ["ospf_engine"]
