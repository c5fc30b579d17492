"""The words of marks, and what is written on a certificate."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class MarkKind(StrEnum):
    """The signs of law 25-06 on origin and quality, and organic farming (law 39-12)."""

    AOP = "aop"
    IGP = "igp"
    LABEL_AGRICOLE = "label_agricole"
    ORGANIC = "organic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Where goods of a mark may come from, and which they may be; empty where the mark does not say."""

    regions: frozenset[str]
    categories: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What a certifying body wrote: the goods carry the mark from the first to the last day."""

    number: str
    issuer: str
    valid_from: date
    valid_until: date
