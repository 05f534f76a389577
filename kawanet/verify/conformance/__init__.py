"""Conformance: what we compute against what the devices said, every difference a row.

Nothing is dropped to look good. What is not compared is set aside by a rule of `normalise` that has
a reason, and the result counts it.
"""

from kawanet.verify.conformance.compare import conformance
from kawanet.verify.conformance.rows import Agreement, Conformance, Difference, SetAside

__all__ = ["Agreement", "Conformance", "Difference", "SetAside", "conformance"]
