"""The words of representation, described."""

from api.base.enums import described_enum
from shared_catalog.representation import types

RepresentationMeasure = described_enum(
    types.Measure,
    "RepresentationMeasure",
    "What regions and groups have a share of.",
    COOPERATIVES="Cooperatives that take part in a market; in several, each counts once.",
    SHELF="Approved products of those that take part, counted in each market.",
    SALES="What was sold net of refunds in the 365 days up to the day, also by who left since.",
)
