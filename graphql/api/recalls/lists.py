"""How recalls are sorted and filtered."""

import graphene
from django.db.models import Q

from api.base.filters import Condition, Filter, Flag, Related
from api.base.pages import By, Orders
from api.base.scalars import DateTime
from api.recalls.enums import RecallSeverity

RECALL_ORDERS = Orders("Recall", descending=True, STARTS_AT=By("starts_at", "By when it began."))
ACKNOWLEDGEMENT_ORDERS = Orders(
    "RecallAcknowledgement", ACKNOWLEDGED_AT=By("acknowledged_at", "By when it was given.")
)


class RecallFilter(Filter):
    """Which recalls."""

    product = Related("api.catalogue.types.Product", "Of which product.", "product_id")
    cooperative = Related("api.registry.types.Cooperative", "Of whose products.", "product__cooperative_id")
    lot_code = Condition(graphene.String, "Of which lot.", "lot_code")
    severity = Condition(RecallSeverity, "How dangerous the goods are.", "severity")
    starts_at = Condition(DateTime, "When it began.", "starts_at", ranged=True)
    in_force = Flag("Whether it is not lifted.", Q(lifted_at__isnull=True))
