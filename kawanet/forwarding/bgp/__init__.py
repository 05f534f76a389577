"""BGP-4 (RFC 4271) of the whole network: sessions, origins, decision, exchange, VRF leaking."""

from kawanet.forwarding.bgp.engine import BgpEngine, bgp_engine

__all__ = ["BgpEngine", "bgp_engine"]
