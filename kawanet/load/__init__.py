"""Files to `Design`: YAML with line and column kept, and every problem in one run."""

from kawanet.load.directory import load_design

__all__ = ["load_design"]
