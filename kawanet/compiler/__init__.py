"""Design + AddressPlan + RadioPlan + a day -> Network and PolicyStatement."""

from kawanet.compiler.network import compile_network, compile_policy

__all__ = ["compile_network", "compile_policy"]
