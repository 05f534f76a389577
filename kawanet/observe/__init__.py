"""What devices say of themselves: text of `show` commands -> `kawanet.model.observed`.

`observe_device` takes the captured files of one device. Which command a text answers shows in its
file's name, or in the prompts within it; which system answered, in the text itself. Text is read by
TextFSM templates, those of ntc-templates or our own, JSON by its members. What cannot be read
becomes a finding; nothing here raises on text.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kawanet.observe.reading import Observation, observe_device

__all__ = ["Observation", "observe_device"]


def __getattr__(name: str) -> object:
    """Import the readers once one is asked for: most folders hold configurations only."""
    if name not in __all__:
        raise AttributeError(name)
    return getattr(importlib.import_module("kawanet.observe.reading"), name)
