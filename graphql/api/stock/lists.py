"""How deposits and movements are sorted and filtered."""

import graphene
from django.db.models import Q

from api.base.filters import Condition, Filter, Flag, Related
from api.base.pages import By, Orders
from api.base.scalars import UUID, Date, DateTime
from api.stock.enums import StockMovementKind
from api.stock.levels import among_recalls

_COOPERATIVE = "api.registry.types.Cooperative"
_LISTING = "api.listings.types.Listing"

DEPOSIT_ORDERS = Orders(
    "Deposit",
    descending=True,
    OCCURRED_AT=By("occurred_at", "By when the goods came."),
    RECORDED_AT=By("recorded_at", "By when we learnt of it."),
)
MOVEMENT_ORDERS = Orders(
    "StockMovement",
    descending=True,
    RECORDED=By("pk", "In the order in which they were written down."),
)


class DepositFilter(Filter):
    """Which deposits."""

    uuid = Condition(UUID, "The UUID that whoever received it gave it.", "pk")
    listing = Related(_LISTING, "What was brought.", "listing_id")
    cooperative = Related(_COOPERATIVE, "Who brought it.", "listing__product__cooperative_id")
    lot_code = Condition(graphene.String, "The lot's code.", "lot_code")
    recall = Related(
        "api.recalls.types.Recall",
        "Which recall means it: its lot, or no lot is written on it.",
        "pk",
        among=among_recalls,
    )
    expires_on = Condition(
        Date, "Its last day on sale; `isNull` for goods that keep.", "expires_on", ranged=True
    )
    occurred_at = Condition(DateTime, "When the goods came.", "occurred_at", ranged=True)
    in_stock = Flag("Whether anything of it is left.", Q(level__on_hand__gt=0))


class StockMovementFilter(Filter):
    """Which movements."""

    deposit = Related("api.stock.types.Deposit", "The lot that moved.", "deposit_id")
    listing = Related(_LISTING, "What moved.", "deposit__listing_id")
    cooperative = Related(_COOPERATIVE, "Whose goods.", "deposit__listing__product__cooperative_id")
    kind = Condition(StockMovementKind, "Why.", "kind")
    source = Condition(UUID, "The UUID of the deposit, sale, refund or movement.", "source_id")
    occurred_at = Condition(DateTime, "When the goods moved.", "occurred_at", ranged=True)
