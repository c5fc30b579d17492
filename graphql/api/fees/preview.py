"""What a fee would be, and why: the rule that decides and those that do not."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import graphene

from api.base.errors import BadUserInput, NotFound
from api.base.scalars import Date
from api.base.values import Money
from api.fees import enums
from api.fees.types import FeePart, FeeRule, FeeRuleVersion, in_money, list_of
from api.listings.types import Listing
from kernel.money import Money as Amount
from markets.fees.types import Dimension, Version, WhyNot
from markets.sales import queries as sales
from markets.sales import rules


class FeeRuleMatch(graphene.ObjectType):
    """How a fee rule fits some goods on a day."""

    rule_id = graphene.ID(required=True, description="Global id of the rule.")
    version_id = graphene.ID(
        required=True, description="Global id of its version of that day; of its last where none holds."
    )
    name = graphene.String(required=True, description="What the market calls the rule.")
    number = graphene.Int(required=True, description="The version's number.")
    matched = graphene.Field(
        list_of(enums.FeeDimension), required=True, description="What it asks for and the goods have."
    )
    why_not = graphene.Field(
        enums.FeeWhyNot, description="Why it does not decide; null for the one that does."
    )


class FeePreview(graphene.ObjectType):
    """What the market would keep of a line sold on a day, and by which rule."""

    amount = graphene.Field(Money, required=True, description="What the pieces cost together.")
    fee = graphene.Field(Money, required=True, description="What of the amount the market would keep.")
    parts = graphene.Field(list_of(FeePart), required=True, description="What the fee is made of.")
    rule = graphene.Field(FeeRuleMatch, description="The rule that decides; null where none does.")
    others = graphene.Field(
        list_of(FeeRuleMatch), required=True, description="The market's other rules, the oldest first."
    )


ARGUMENTS = {
    "listing_id": graphene.Argument(graphene.ID, required=True, description="The listing's global id."),
    "quantity": graphene.Argument(graphene.Int, required=True, description="How many pieces."),
    "on": graphene.Argument(Date, required=True, description="The business day."),
}


def fee_preview(_root: None, info: Any, listing_id: str, quantity: int, on: date) -> dict[str, Any]:
    """The preview. Raises NotFound for an id that leads to no listing, BadUserInput for no quantity."""
    market = info.context.market
    key = Listing.key_of(listing_id, market)
    if not Listing.rows(info.context.viewer).filter(pk=key).exists():
        raise NotFound()
    if not rules.is_quantity(quantity):
        raise BadUserInput(f"A quantity lies between 1 and {rules.HIGHEST_QUANTITY}.", argument="quantity")
    found = sales.fee_preview(listing_id=key, quantity=quantity, on=on)
    decision = found.decision
    return {
        "amount": Amount(found.amount_minor),
        "fee": Amount(found.charge.fee_minor),
        "parts": in_money([part.as_json() for part in found.charge.parts]),
        "rule": decision.version and _match(decision.version, decision.matched, None, market),
        "others": [_match(one.version, one.matched, one.why, market) for one in decision.rejected],
    }


def _match(
    version: Version, matched: Sequence[Dimension], why_not: WhyNot | None, market: str
) -> dict[str, Any]:
    return {
        "rule_id": FeeRule.global_id(version.rule_id, market),
        "version_id": FeeRuleVersion.global_id(version.id, market),
        "name": version.rule_name,
        "number": version.number,
        "matched": matched,
        "why_not": why_not,
    }
