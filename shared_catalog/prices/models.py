"""Rows of corridors. Only ever added: whoever asks about a day finds what held on it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from shared_catalog.catalogue.models import Category
from shared_catalog.prices.rules import WHOLE
from tenants.database.rights import APPEND, READ, Rights
from tenants.network.models import Market


class Corridor(models.Model):
    """How far prices may lie from the recommended ones, in one market or in all, for a category or all, from
    a day on until the next one of the same market and category. A market sees its own and those for all.
    """

    rights = Rights(market=READ, hq=APPEND, market_rows="market_id IS NULL OR market_id = {schema}")

    id = models.UUIDField(primary_key=True)
    market = models.ForeignKey(
        Market, to_field="schema_name", null=True, on_delete=models.PROTECT, related_name="price_corridors"
    )
    category = models.ForeignKey(
        Category, null=True, on_delete=models.PROTECT, related_name="price_corridors"
    )
    effective_from = models.DateField()
    below_basis_points = models.PositiveIntegerField(null=True, help_text="Empty for no lowest price.")
    above_basis_points = models.PositiveIntegerField(null=True, help_text="Empty for no highest price.")
    reason = models.CharField(max_length=400)
    set_at = models.DateTimeField(help_text="UTC.")
    set_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="corridor_once_a_day",
                fields=["market", "category", "effective_from"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="corridor_below_at_most_whole",
                condition=Q(below_basis_points__isnull=True) | Q(below_basis_points__lte=WHOLE),
            ),
            models.CheckConstraint(name="corridor_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.market_id or 'all'} {self.category_id or 'all'} from {self.effective_from}"
