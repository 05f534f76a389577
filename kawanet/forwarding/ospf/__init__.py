"""OSPFv2 (RFC 2328) and OSPFv3 (RFC 5340), a VRF and a family at a time."""

from kawanet.forwarding.ospf.redistribution import External, redistributed
from kawanet.forwarding.ospf.topology import OspfTopology, ospf_topology

__all__ = ["External", "OspfTopology", "ospf_topology", "redistributed"]
