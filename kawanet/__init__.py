"""Design, generate, prove and run the network of a large city; ask any network of texts.

`kawanet.read("folder")` reads a network; what may be asked of it are the methods of the `Net` that
it returns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kawanet.pipeline.ask import Net, read

__version__ = "0.1.0"
__all__ = ["Net", "__version__", "read"]


def __getattr__(name: str) -> object:
    """Import the questions when they are first used: `import kawanet` alone is quick."""
    if name in {"Net", "read"}:
        from kawanet.pipeline import ask  # noqa: PLC0415

        return getattr(ask, name)
    raise AttributeError(f"module 'kawanet' has no attribute {name!r}")
