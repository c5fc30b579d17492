"""What a till says of sales and refunds."""

from typing import Any

import graphene

from api.base.inputs import Given, IdOf
from api.base.scalars import SafeInt
from api.listings.types import Listing
from api.sales.enums import TenderKind
from markets.sales.types import RefundLineRequest, TenderRequest, TillReceipt


class SaleLineInput(graphene.InputObjectType):
    """So many pieces of a listing. A listing that comes twice is sold as one line."""

    listing_id = IdOf(Listing, "What is sold.", required=True)
    quantity = Given(graphene.Int, "How many pieces.", required=True)


class TenderInput(graphene.InputObjectType):
    """How a sale, or a part of it, is paid. Cash says `receivedMinor` and pays what the other tenders leave;
    the others say `amountMinor` and `reference`.
    """

    kind = Given(TenderKind, "How it is paid.", required=True)
    amount_minor = Given(SafeInt, "What a card or Stripe pays, in centimes.")
    received_minor = Given(SafeInt, "The cash that was handed over, in centimes; the change is worked out.")
    reference = Given(graphene.String, "The reference on the terminal's slip, or of the payment in Stripe.")

    @staticmethod
    def value(given: dict[str, Any]) -> TenderRequest:
        return TenderRequest(**{**given, "reference": given.get("reference") or ""})


class TillReceiptInput(graphene.InputObjectType):
    """The number that a till printed on a receipt while it was offline, in its own series."""

    year = Given(graphene.Int, "The year of the series.", required=True)
    number = Given(graphene.Int, "The number, from 1.", required=True)

    @staticmethod
    def value(given: dict[str, Any]) -> TillReceipt:
        return TillReceipt(**given)


class RefundLineInput(graphene.InputObjectType):
    """So many pieces of one line of the sale."""

    position = Given(graphene.Int, "The line's `position` in the sale.", required=True)
    quantity = Given(graphene.Int, "How many pieces come back.", required=True)
    restock = Given(graphene.Boolean, "Whether they can be sold again, and go back on hand.", required=True)

    @staticmethod
    def value(given: dict[str, Any]) -> RefundLineRequest:
        return RefundLineRequest(**given)
