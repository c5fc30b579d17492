"""The fee rules of the market and their versions; what a sale was charged by is never changed."""

from django.db import models

from tenants.database.rights import APPEND, Rights


class FeeRule(models.Model):
    """One rule about the market's share of sales, under the id its maker gave it.

    What it says stands in its versions. `ends_on` is the first day on which it no longer holds, for good.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=100)
    ends_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1, help_text="Counts its changes, from 1.")

    rights = Rights(
        market=(
            *APPEND,
            *(f"UPDATE({column})" for column in ("ends_on", "ended_at", "ended_by", "version")),
        )
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True, ended_at__isnull=True, ended_by="")
                | (models.Q(ends_on__isnull=False, ended_at__isnull=False) & ~models.Q(ended_by="")),
                name="fee_rule_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FeeRuleVersion(models.Model):
    """What a rule says from a business day on, until its next version's day or before `effective_until`.

    An empty list of contracts, cooperatives, categories or groups is any. The components are charged in
    their order. Versions are only ever added; a sale line names the one it was charged by.
    """

    rule = models.ForeignKey(FeeRule, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    effective_from = models.DateField()
    effective_until = models.DateField(null=True)
    contracts = models.JSONField()
    cooperatives = models.JSONField()
    categories = models.JSONField()
    groups = models.JSONField()
    components = models.JSONField()
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=100)

    rights = Rights(market=APPEND)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "number"], name="fee_rule_version_number"),
            models.CheckConstraint(condition=models.Q(number__gt=0), name="fee_rule_version_from_one"),
            models.CheckConstraint(
                condition=models.Q(effective_until__isnull=True)
                | models.Q(effective_until__gt=models.F("effective_from")),
                name="fee_rule_version_lasts_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} version {self.number} from {self.effective_from}"
