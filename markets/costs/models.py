"""What running the market costs and what else it earns, month by month; rows are only added."""

from django.db import models

from markets.costs.types import CostCategory, IncomeKind
from tenants.database.rights import APPEND, Rights


class OperatingCost(models.Model):
    """Money spent on running the market in one month, in centimes; a credit note is a negative one."""

    id = models.UUIDField(primary_key=True, editable=False)
    month = models.DateField(db_index=True, help_text="The first day of the month.")
    category = models.CharField(max_length=16, choices=[(word.value, word.value) for word in CostCategory])
    amount_minor = models.BigIntegerField()
    note = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=100)
    fingerprint = models.BinaryField()

    rights = Rights(market=APPEND)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(month__day=1), name="cost_month_is_a_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.category}"


class OtherIncome(models.Model):
    """Money the market earned in one month beside its fees, in centimes; a correction is a negative one."""

    id = models.UUIDField(primary_key=True, editable=False)
    month = models.DateField(db_index=True, help_text="The first day of the month.")
    kind = models.CharField(max_length=16, choices=[(word.value, word.value) for word in IncomeKind])
    amount_minor = models.BigIntegerField()
    note = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=100)
    fingerprint = models.BinaryField()

    rights = Rights(market=APPEND)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(month__day=1), name="income_month_is_a_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.kind}"
