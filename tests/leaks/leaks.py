"""The leaks that are put into the text of the small city, one at a time."""

from __future__ import annotations

from leaks_of_routes import ROUTES
from leaks_of_rules import RULES
from leaks_of_segments import SEGMENTS

SMALL_CITY = (*SEGMENTS, *ROUTES, *RULES)
