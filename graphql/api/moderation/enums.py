"""The words of moderation, described."""

from api.base.enums import described_enum
from shared_catalog.moderation import types

ChangeRequestKind = described_enum(
    types.RequestKind,
    "ChangeRequestKind",
    "What a request asks.",
    PUBLICATION="That a draft be published.",
    EDIT="That a published product say something else.",
)
ChangeRequestState = described_enum(
    types.RequestState,
    "ChangeRequestState",
    "What became of a request.",
    OPEN="It waits.",
    CONFIRMED="It was done.",
    REJECTED="It was not done; `reason` says why.",
    WITHDRAWN="Who asked took it back.",
    SUPERSEDED="Another decision made it pointless; `reason` says which.",
)
ProductField = described_enum(
    types.ChangeField,
    "ProductField",
    "What may change of a published product.",
    NAME_AR="Its Arabic name.",
    NAME_FR="Its French name.",
    NAME_EN="Its English name.",
    DESCRIPTION_AR="Its Arabic description.",
    DESCRIPTION_FR="Its French description.",
    DESCRIPTION_EN="Its English description.",
    CATEGORY="Its category, by code.",
    PACKED="Whether it leaves the cooperative in its own packaging.",
    FOOD_USE="Whether it is meant for food.",
    PRICE="Its recommended price, in centimes.",
    ATTRIBUTE="What is said of it by an attribute; `attribute` says by which.",
)
ChangeRule = described_enum(
    types.Rule,
    "ChangeRule",
    "Why a change needs no person.",
    ENGLISH="English is on no label.",
    TYPO="It is a typing error: a few letters, and no digit, from what a person last confirmed.",
    SMALL_PRICE="It is near the price that a person last confirmed.",
    ATTRIBUTE="The attribute stands on no label.",
)
