"""Verdicts as types, and the fields that show them: for a whole page at once."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import graphene

from api.base.loaded import Loaded
from api.base.scalars import Date
from api.base.values import LocalizedText, Texts
from api.context import Context
from api.cooperative_documents.enums import DocumentType
from api.sellability.enums import SellabilityCode
from kernel.halfmonth import business_date
from markets.sellability import queries, rules, wording
from markets.sellability.types import ListingState, Moment, Refusal, Verdict, Wanted
from tenants.permissions import Permission

# Three statements for a page, beside the object itself.
_COST = 3


class SellabilityRefusal(graphene.ObjectType):
    """One reason against selling goods."""

    code = graphene.Field(SellabilityCode, required=True, description="Why not.")
    since = graphene.Field(Date, description="The first day on which it holds; null where nobody knows.")
    document = graphene.Field(DocumentType, description="The paper it is about; null where it is about none.")
    message = graphene.Field(LocalizedText, required=True, description="Why not, for people.")
    way_out = graphene.Field(LocalizedText, required=True, description="What would change it.")

    @staticmethod
    def resolve_message(root: Refusal, _info: Any) -> Texts:
        return Texts(*(wording.why(root, language) for language in Texts._fields))

    @staticmethod
    def resolve_way_out(root: Refusal, _info: Any) -> Texts:
        return Texts(*(wording.way_out(root.code, language) for language in Texts._fields))


class Sellability(graphene.ObjectType):
    """Whether goods may be sold in this market on a day, as far as is known now."""

    sellable = graphene.Boolean(required=True, description="Whether they may.")
    refusals = graphene.List(
        graphene.NonNull(SellabilityRefusal),
        required=True,
        description="Every reason against it, the gravest first.",
    )
    recalled_lots = graphene.List(
        graphene.NonNull(graphene.String),
        required=True,
        description="Codes, in capitals, of single lots that are recalled: they, and goods on which no lot "
        "is written, stay on the shelf, whatever else is sold.",
    )

    @staticmethod
    def resolve_recalled_lots(root: Verdict, _info: Any) -> list[str]:
        return sorted(root.recalled_lots)


def moment_of(context: Context, on: date | None) -> Moment:
    """The day that was asked for, or today."""
    return rules.moment_of(on or business_date(context.now), now=context.now)


def listing_sellability() -> Loaded:
    """The field of a listing."""
    return _field(
        _of_listings, "Whether it may be sold here on a day, as `recordSale` decides; today unless told."
    )


def product_sellability() -> Loaded:
    """The field of a product, on a market's host."""
    return _field(
        _of_products,
        "Whether it could be listed and sold here on a day, today unless told.",
        market_only=True,
    )


def _field(load: Any, description: str, **options: Any) -> Loaded:
    return Loaded(
        Sellability,
        description,
        load=load,
        required=True,
        permission=Permission.LISTINGS_READ,
        cost=_COST,
        on=graphene.Argument(Date, description="The business day."),
        **options,
    )


def _of_listings(rows: Sequence[Any], context: Context, on: date | None = None) -> Mapping[UUID, Verdict]:
    moment = moment_of(context, on)
    wanted = {row.pk: Wanted(row.product_id, ListingState(row.state)) for row in rows}
    return queries.verdicts(wanted, moment, market=queries.standing(moment))


def _of_products(rows: Sequence[Any], context: Context, on: date | None = None) -> Mapping[UUID, Verdict]:
    moment = moment_of(context, on)
    wanted = {row.pk: Wanted(row.pk) for row in rows}
    return queries.verdicts(wanted, moment, market=queries.standing(moment))
