"""The words of duplicates, described."""

from api.base.enums import described_enum
from shared_catalog.duplicates import types

ProductLikeness = described_enum(
    types.Likeness,
    "ProductLikeness",
    "Why two products of a cooperative are likely the same.",
    NAME_AR="Their Arabic names are the same as search reads them, and their category and content too.",
    NAME_FR="Their French names are the same as search reads them, and their category and content too.",
    BARCODE="A code is or was scanned for both.",
)
