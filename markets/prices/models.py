"""Rows of requests: what a market asked for, and what somebody else answered."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from markets.prices.types import RequestState
from shared_catalog.catalogue.models import Product
from tenants.database.rights import APPEND, Rights


class PriceRequest(models.Model):
    """A market asks to sell a product at a price outside its corridor. Approved, it holds for that price of
    that product, however often it is listed or repriced.
    """

    rights = Rights(
        market=(
            *APPEND,
            *(f"UPDATE({name})" for name in ("state", "decided_at", "decided_by", "answer")),
        )
    )

    id = models.UUIDField(primary_key=True)
    product = models.ForeignKey(Product, on_delete=models.DO_NOTHING, related_name="+")
    price_minor = models.BigIntegerField()
    recommended_minor = models.BigIntegerField(help_text="What was recommended when it was asked.")
    reason = models.CharField(max_length=400)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in RequestState])
    requested_at = models.DateTimeField()
    requested_by = models.CharField(max_length=100)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=100, blank=True)
    answer = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="price_request_waits_once",
                fields=["product", "price_minor"],
                condition=Q(state=RequestState.REQUESTED),
            ),
            models.CheckConstraint(name="price_request_positive", condition=Q(price_minor__gt=0)),
            models.CheckConstraint(
                name="price_request_state_known",
                condition=Q(state__in=[state.value for state in RequestState]),
            ),
            models.CheckConstraint(
                name="price_request_decided_by_another", condition=~Q(decided_by=F("requested_by"))
            ),
            models.CheckConstraint(
                name="price_request_decided_with_answer",
                condition=Q(state=RequestState.REQUESTED, decided_at__isnull=True, decided_by="", answer="")
                | (
                    ~Q(state=RequestState.REQUESTED)
                    & Q(decided_at__isnull=False)
                    & ~Q(decided_by="")
                    & ~Q(answer="")
                ),
            ),
        ]
        indexes: ClassVar = [models.Index(name="price_request_by_product", fields=["product", "state"])]

    def __str__(self) -> str:
        return f"{self.product_id} at {self.price_minor} ({self.state})"
