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
