"""The words of applications, and what a cooperative says in one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from shared_catalog.catalogue.types import Unit
from shared_catalog.registry.types import CooperativeDetails

Answers: TypeAlias = Mapping[str, str]
"""What was typed into the form, by field."""


class ApplicationState(StrEnum):
    """Where an application is on its way into a round; `entered` ends it well, `refused` otherwise."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    ENTERED = "entered"
    REFUSED = "refused"


class Standing(StrEnum):
    """What the applicant is told; the last three once the decision of the round is signed."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    NOT_ADMITTED = "not_admitted"
    RETAINED = "retained"
    WAITING = "waiting"
    NOT_RETAINED = "not_retained"


class Ground(StrEnum):
    """Why an application looks like somebody known, the surest first."""

    ICE = "ice"
    REGISTER = "register"
    NAME = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """By what a cooperative is recognised."""

    ice: str
    register_number: str
    register_court: str
    name_ar: str
    name_fr: str
    province: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredProduct:
    """A product with its price in centimes, and how much of the unit its pack holds."""

    name: str
    category_code: str
    price_minor: int
    unit: Unit
    content: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What a submitted application says, checked. The first product is the one whose price is compared."""

    details: CooperativeDetails
    onssa_number: str
    packaging: str
    capacity: str
    products: tuple[DeclaredProduct, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an applicant is told of an application. `why` gives the reason by language, `appeal_until` is the
    last day for an appeal.
    """

    standing: Standing
    why: Mapping[str, str] | None = None
    appeal_until: date | None = None
