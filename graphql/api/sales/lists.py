"""How sales, their lines and refunds are sorted and filtered."""

import graphene
from django.db.models import Exists, OuterRef, Q

from api.base.filters import Condition, Filter, Flag, Related
from api.base.pages import By, Orders
from api.base.scalars import UUID, Date, DateTime, SafeInt
from api.sales.enums import TenderKind
from api.tills.enums import NumberedBy
from markets.sales.models import Refund, RefundLine, SaleLine, Tender
from markets.stock.queries import deposits_meant
from shared_catalog.recalls.models import Recall

_COOPERATIVE = "api.registry.types.Cooperative"
_LISTING = "api.listings.types.Listing"
_PRODUCT = "api.catalogue.types.Product"
_SALE = "api.sales.types.Sale"
_TILL = "api.tills.types.Till"

SALE_ORDERS = Orders("Sale", descending=True, OCCURRED_AT=By("occurred_at", "By when it happened."))
SALE_LINE_ORDERS = Orders(
    "SaleLine", RECORDED=By("pk", "In the order in which they were recorded; within a sale by position.")
)
TENDER_ORDERS = Orders("Tender", POSITION=By("position", "By place among the sale's tenders."))
REFUND_ORDERS = Orders("Refund", descending=True, OCCURRED_AT=By("occurred_at", "By when it happened."))
REFUND_LINE_ORDERS = Orders("RefundLine", RECORDED=By("pk", "In the order of the sale's lines."))


def _with_line(condition: Q) -> Q:
    return Q(Exists(SaleLine.objects.filter(condition, sale=OuterRef("pk"))))


def _with_tender(condition: Q) -> Q:
    return Q(Exists(Tender.objects.filter(condition, sale=OuterRef("pk"))))


def _with_refunded(condition: Q) -> Q:
    return Q(Exists(RefundLine.objects.filter(condition, refund=OuterRef("pk"))))


def _sold_since_recalled(condition: Q) -> Q:
    # The cooperative is the product's; naming it leads to the index of its lines.
    recalls = Recall.objects.filter(
        condition, product_id=OuterRef("product_id"), product__cooperative_id=OuterRef("cooperative_id")
    )
    return Q(Exists(recalls.filter(Exists(deposits_meant(before=OuterRef(OuterRef("sale__occurred_at")))))))


class SaleFilter(Filter):
    """Which sales."""

    uuid = Condition(UUID, "The UUID that the till gave it.", "pk")
    till = Related(_TILL, "Where it was made.", "till_id")
    business_date = Condition(Date, "The business day.", "business_date", ranged=True)
    occurred_at = Condition(DateTime, "When it happened.", "occurred_at", ranged=True)
    period = Condition(
        graphene.Int, "Key of the half-month that settles it, such as 2026112.", "period_id", ranged=True
    )
    cooperative = Related(
        _COOPERATIVE, "Whose goods are among those sold.", "cooperative_id", among=_with_line
    )
    listing = Related(_LISTING, "What is among the goods sold.", "listing_id", among=_with_line)
    cashier = Condition(graphene.String, "Who sold: an actor's id.", "cashier")
    receipt_number = Condition(graphene.Int, "The receipt's number.", "receipt_number", ranged=True)
    receipt_year = Condition(graphene.Int, "The year of the receipt's series.", "receipt_year")
    numbered_by = Condition(NumberedBy, "Who numbers the receipt's series.", "numbered_by")
    total_minor = Condition(SafeInt, "What the goods cost, in centimes.", "total_minor", ranged=True)
    tender_kind = Condition(TenderKind, "How it, or a part of it, was paid.", "kind", among=_with_tender)
    refunded = Flag(
        "Whether anything of it came back.", Q(Exists(Refund.objects.filter(sale=OuterRef("pk"))))
    )


class SaleLineFilter(Filter):
    """Which lines of sales."""

    cooperative = Related(_COOPERATIVE, "Whose goods.", "cooperative_id")
    listing = Related(_LISTING, "What was sold.", "listing_id")
    product = Related(_PRODUCT, "What was sold, as the catalogue knows it.", "product_id")
    category = Condition(graphene.String, "Code of the product's category at that moment.", "category_code")
    recall = Related(
        "api.recalls.types.Recall",
        "Sold of the product of a recall since the first deposit that it means: which of its lots a piece "
        "was of, no till knows.",
        "pk",
        among=_sold_since_recalled,
    )
    till = Related(_TILL, "Where it was sold.", "sale__till_id")
    business_date = Condition(Date, "The business day.", "sale__business_date", ranged=True)
    period = Condition(
        graphene.Int,
        "Key of the half-month that settles it, such as 2026112.",
        "sale__period_id",
        ranged=True,
    )


class RefundFilter(Filter):
    """Which refunds."""

    uuid = Condition(UUID, "The UUID that the caller gave it.", "pk")
    sale = Related(_SALE, "What it gives back of.", "sale_id")
    till = Related(_TILL, "Where the customer was paid.", "till_id")
    cooperative = Related(
        _COOPERATIVE,
        "Whose goods are among those given back.",
        "sale_line__cooperative_id",
        among=_with_refunded,
    )
    business_date = Condition(Date, "The business day.", "business_date", ranged=True)
    occurred_at = Condition(DateTime, "When it happened.", "occurred_at", ranged=True)
    tender_kind = Condition(TenderKind, "How the customer was paid.", "tender_kind")
    amount_minor = Condition(SafeInt, "What was given back, in centimes.", "amount_minor", ranged=True)
    actor = Condition(graphene.String, "Who gave it back: an actor's id.", "actor")
    period = Condition(
        graphene.Int, "Key of the half-month that settles it, such as 2026112.", "period_id", ranged=True
    )
