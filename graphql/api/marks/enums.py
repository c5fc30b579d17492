"""The words of marks, described."""

from api.base.enums import described_enum
from shared_catalog.marks import types

MarkKind = described_enum(
    types.MarkKind,
    "MarkKind",
    "What a mark says.",
    AOP="Protected designation of origin (appellation d'origine protégée, law 25-06).",
    IGP="Protected geographical indication (indication géographique protégée, law 25-06).",
    LABEL_AGRICOLE="Agricultural label (label agricole, law 25-06).",
    ORGANIC="Organic farming (law 39-12).",
)
