"""The words of sellability, described."""

from api.base.enums import described_enum
from markets.sellability import types

SellabilityCode = described_enum(
    types.Code,
    "SellabilityCode",
    "Why goods may not be sold.",
    RECALLED="Headquarters recalled all of the product.",
    DOCUMENT_WITHDRAWN="A paper that is asked for was withdrawn by its authority.",
    DOCUMENT_SUSPENDED="A paper that is asked for is suspended by its authority.",
    DOCUMENT_EXPIRED="A paper that is asked for has expired.",
    DOCUMENT_NOT_YET_VALID="The first valid day of a paper that is asked for is to come.",
    DOCUMENT_MISSING="A paper that is asked for is missing; one that waits for headquarters is as well.",
    COOPERATIVE_RETIRED="The cooperative left the network.",
    COOPERATIVE_SUSPENDED="The cooperative is suspended.",
    COOPERATIVE_NOT_ELIGIBLE="Nobody has declared the cooperative eligible yet.",
    NOT_PARTICIPATING="The cooperative takes no part in this market.",
    PARTICIPATION_NOT_BEGUN="The first day of the cooperative's participation is to come.",
    PARTICIPATION_ENDED="The cooperative's participation has ended.",
    PARTICIPATION_SUSPENDED="The cooperative's participation is suspended.",
    CATEGORY_NOT_ALLOWED="The cooperative's participation does not cover the product's category.",
    PRODUCT_RETIRED="The product is retired.",
    PRODUCT_NOT_APPROVED="The product is not approved.",
    LISTING_WITHDRAWN="The listing is withdrawn for good.",
    LISTING_PAUSED="The listing is paused.",
    MARKET_NOT_OPEN="The market is not open.",
)
