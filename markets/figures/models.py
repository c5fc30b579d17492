"""The day's sums that headquarters may read, kept in the transaction of every sale."""

from django.db import models

from tenants.database.rights import EDIT, READ, Rights


class TillDay(models.Model):
    """One till's business day: tickets, items, and centimes by tender."""

    day = models.DateField()
    till_id = models.UUIDField()
    tickets = models.IntegerField(default=0)
    items = models.IntegerField(default=0)
    gross_minor = models.BigIntegerField(default=0)
    refunds_minor = models.BigIntegerField(default=0)
    cash_minor = models.BigIntegerField(default=0)
    card_minor = models.BigIntegerField(default=0)
    stripe_minor = models.BigIntegerField(default=0)
    rounding_minor = models.BigIntegerField(default=0)

    rights = Rights(market=EDIT, hq=READ)

    class Meta:
        db_table = "figures_till_day"
        constraints = [models.UniqueConstraint(fields=["day", "till_id"], name="till_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.till_id}"


class CooperativeDay(models.Model):
    """What one cooperative sold on one business day, and the fees on it, in centimes."""

    day = models.DateField()
    cooperative_id = models.UUIDField()
    items = models.IntegerField(default=0)
    gross_minor = models.BigIntegerField(default=0)
    refunds_minor = models.BigIntegerField(default=0)
    fees_minor = models.BigIntegerField(default=0)

    rights = Rights(market=EDIT, hq=READ)

    class Meta:
        db_table = "figures_cooperative_day"
        constraints = [models.UniqueConstraint(fields=["day", "cooperative_id"], name="cooperative_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.cooperative_id}"


class CategoryDay(models.Model):
    """What one category sold on one business day, in centimes."""

    day = models.DateField()
    category_code = models.CharField(max_length=40)
    items = models.IntegerField(default=0)
    gross_minor = models.BigIntegerField(default=0)
    refunds_minor = models.BigIntegerField(default=0)

    rights = Rights(market=EDIT, hq=READ)

    class Meta:
        db_table = "figures_category_day"
        constraints = [models.UniqueConstraint(fields=["day", "category_code"], name="category_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.category_code}"


class PayoutTotal(models.Model):
    """What one half-month came to for one cooperative, on the day it is paid, and how much of it has been
    paid, in centimes.

    Held money waits for a reason and is the cooperative's; what is carried over is negative when it owes.
    """

    period_id = models.IntegerField(help_text="The half-month's key, such as 2026112.")
    cooperative_id = models.UUIDField()
    pay_on = models.DateField()
    payable_minor = models.BigIntegerField()
    held_minor = models.BigIntegerField()
    carried_minor = models.BigIntegerField()
    paid_minor = models.BigIntegerField(default=0)

    rights = Rights(market=EDIT, hq=READ)

    class Meta:
        db_table = "figures_payout"
        constraints = [
            models.UniqueConstraint(fields=["period_id", "cooperative_id"], name="payout_total_once"),
            models.CheckConstraint(
                name="payout_total_held_not_negative",
                condition=models.Q(payable_minor__gte=0, held_minor__gte=0),
            ),
            models.CheckConstraint(
                name="payout_total_paid_at_most_payable",
                condition=models.Q(paid_minor__gte=0, paid_minor__lte=models.F("payable_minor")),
            ),
        ]
        indexes = [models.Index(fields=["pay_on", "cooperative_id"], name="payout_total_by_day")]

    def __str__(self) -> str:
        return f"{self.period_id} {self.cooperative_id}"


class PeriodTotal(models.Model):
    """What a closed half-month came to, and how much of it has been paid, in centimes."""

    period_id = models.IntegerField(primary_key=True, help_text="The half-month's key, such as 2026112.")
    statements = models.IntegerField()
    sales_minor = models.BigIntegerField()
    returns_minor = models.BigIntegerField()
    fees_minor = models.BigIntegerField()
    held_minor = models.BigIntegerField(default=0)
    payable_minor = models.BigIntegerField()
    carried_minor = models.BigIntegerField()
    paid_minor = models.BigIntegerField(default=0)

    rights = Rights(market=EDIT, hq=READ)

    class Meta:
        db_table = "figures_period"

    def __str__(self) -> str:
        return str(self.period_id)
