"""IS-IS for IP (ISO 10589, RFC 1195, RFC 5302, RFC 5308), a level and a family at a time."""

from kawanet.forwarding.isis.engine import isis_engine

__all__ = ["isis_engine"]
