"""Decisions of the impact report: which definition holds, how cells add up, and which are withheld."""

from shared_catalog.impact.rules._definitions import DEFINITIONS, definition_for
from shared_catalog.impact.rules._figures import income_per_member, table
from shared_catalog.impact.rules._suppression import FEWEST, is_small, withheld

__all__ = [
    "DEFINITIONS",
    "FEWEST",
    "definition_for",
    "income_per_member",
    "is_small",
    "table",
    "withheld",
]
