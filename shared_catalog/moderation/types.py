"""The words of moderation: what can be asked to change, what was changed, and by which rule without a
person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeAlias

from shared_catalog.catalogue.types import AttributeValue

Value: TypeAlias = Any
"""What a field of a product says, as JSON; by an attribute as its sheet has it, None for nothing."""


class RequestKind(StrEnum):
    """What a request asks: that a draft be published, or that a published product say something else."""

    PUBLICATION = "publication"
    EDIT = "edit"


class RequestState(StrEnum):
    """A request is decided once; `superseded` is one that another decision made pointless."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


class RequestStep(StrEnum):
    """What can happen to an open request."""

    ASSIGN = "assign"
    CONFIRM = "confirm"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    SUPERSEDE = "supersede"


class ChangeField(StrEnum):
    """What may change of a published product; another GTIN, unit or net content is another product."""

    NAME_AR = "name_ar"
    NAME_FR = "name_fr"
    NAME_EN = "name_en"
    DESCRIPTION_AR = "description_ar"
    DESCRIPTION_FR = "description_fr"
    DESCRIPTION_EN = "description_en"
    CATEGORY = "category"
    PACKED = "packed"
    FOOD_USE = "food_use"
    PRICE = "price"
    ATTRIBUTE = "attribute"


class Rule(StrEnum):
    """Why a change needs no person."""

    ENGLISH = "english"
    TYPO = "typo"
    SMALL_PRICE = "small_price"
    ATTRIBUTE = "attribute"


@dataclass(frozen=True, slots=True)
class SetName:
    """Call it otherwise in a language, `ar`, `fr` or `en`."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class SetDescription:
    """Describe it otherwise in a language, `ar`, `fr` or `en`."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class SetCategory:
    """Put it on another leaf of the category tree."""

    code: str


@dataclass(frozen=True, slots=True)
class SetPacked:
    """Say whether it leaves the cooperative in its own packaging."""

    packed: bool


@dataclass(frozen=True, slots=True)
class SetFoodUse:
    """Say whether it is meant for food."""

    food_use: bool


@dataclass(frozen=True, slots=True)
class SetPrice:
    """Recommend another price, in centimes for one piece."""

    minor: int


@dataclass(frozen=True, slots=True)
class SetAttribute:
    """Say something else by an attribute, None to say it no more."""

    code: str
    value: AttributeValue | None


Action: TypeAlias = SetName | SetDescription | SetCategory | SetPacked | SetFoodUse | SetPrice | SetAttribute
"""One thing that somebody wants changed."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one field said, and is to say; `attribute` is the code of the attribute that is the field."""

    field: ChangeField
    before: Value
    after: Value
    attribute: str | None = None

    @property
    def name(self) -> str:
        """What it is called where fields are told: `price`, `attribute:ingredients`."""
        return self.field if self.attribute is None else by_attribute(self.attribute)


def by_attribute(code: str) -> str:
    """What an attribute is called as a field."""
    return f"{ChangeField.ATTRIBUTE}:{code}"


@dataclass(frozen=True, slots=True)
class Terms:
    """What counts as small from a day on: characters of a description, and basis points of a price, both
    measured from what a person last confirmed; and whether attributes do that stand on no label.
    """

    effective_from: date
    typo_edits: int
    price_corridor: int
    off_label: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many open requests of a kind one reviewer has, or nobody (an empty name), and since when."""

    kind: RequestKind
    reviewer: str
    requests: int
    oldest_at: datetime


@dataclass(frozen=True, slots=True)
class Judged:
    """A change, and the rule that lets it through; None where a person decides."""

    change: Change
    rule: Rule | None


Judgement: TypeAlias = Sequence[Judged]
