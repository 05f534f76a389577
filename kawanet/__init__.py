"""Design, generate, prove and run the network of a large city."""

__version__ = "0.1.0"
