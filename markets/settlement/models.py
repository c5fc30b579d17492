"""Statements, their lines and payouts: what each cooperative is owed for a half-month, and was paid."""

from django.db import models
from django.db.models import F, Q

from kernel.ids import new_id
from markets.ledger.models import Posting
from markets.ledger.types import PostingKind
from markets.periods.models import Period
from markets.settlement.types import PayoutState, Rail
from shared_catalog.registry.models import Cooperative
from tenants.database.rights import APPEND, Rights


class Statement(models.Model):
    """What one half-month came to for one cooperative, in centimes. Issued at closing and never changed.

    Either the whole net is payable or the whole net is carried over.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    cooperative = models.ForeignKey(Cooperative, on_delete=models.DO_NOTHING, related_name="+")
    opening_minor = models.BigIntegerField(help_text="Carried over from the previous statement.")
    sales_minor = models.BigIntegerField()
    returns_minor = models.BigIntegerField()
    fees_minor = models.BigIntegerField(help_text="Fees less the fees given back with returns.")
    adjustments_minor = models.BigIntegerField()
    net_minor = models.BigIntegerField()
    payable_minor = models.BigIntegerField()
    carried_minor = models.BigIntegerField(help_text="Negative when the cooperative owes the market.")
    issued_at = models.DateTimeField()

    rights = Rights(market=APPEND)

    class Meta:
        ordering = ("-period_id", "id")
        constraints = [
            models.UniqueConstraint(fields=["cooperative", "period"], name="statement_once"),
            models.CheckConstraint(
                condition=Q(
                    net_minor=F("opening_minor")
                    + F("sales_minor")
                    - F("returns_minor")
                    - F("fees_minor")
                    + F("adjustments_minor")
                ),
                name="statement_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(payable_minor=F("net_minor"), payable_minor__gt=0, carried_minor=0)
                | Q(payable_minor=0, carried_minor=F("net_minor")),
                name="statement_is_paid_or_carried",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_id} {self.cooperative_id}"


class StatementLine(models.Model):
    """One posting on the statement that settles it; signed as the cooperative sees it, positive when it
    earns.
    """

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="lines")
    posting = models.OneToOneField(Posting, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in PostingKind])
    amount_minor = models.BigIntegerField()

    rights = Rights(market=APPEND)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_minor}"


class Payout(models.Model):
    """The payment of one statement's payable amount, under an id that the client made; at most one each."""

    id = models.UUIDField(primary_key=True, editable=False)
    statement = models.OneToOneField(Statement, on_delete=models.PROTECT, related_name="payout")
    amount_minor = models.BigIntegerField()
    rail = models.CharField(max_length=16, choices=[(rail.value, rail.value) for rail in Rail])
    state = models.CharField(max_length=12, choices=[(state.value, state.value) for state in PayoutState])
    evidence = models.TextField(help_text="What shows that it was paid: the transfer's reference, a receipt.")
    paid_on = models.DateField()
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=100)
    fingerprint = models.BinaryField()

    rights = Rights(market=APPEND)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payout_pays_something"),
            models.CheckConstraint(
                condition=Q(rail__in=[rail.value for rail in Rail]), name="payout_rail_is_known"
            ),
            models.CheckConstraint(condition=~Q(evidence=""), name="payout_has_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} for {self.statement_id}"


class PayoutMinimum(models.Model):
    """From which amount, in centimes, a statement is paid, for half-months that end on or after a date."""

    effective_from = models.DateField(unique=True)
    amount_minor = models.BigIntegerField()
    set_by = models.CharField(max_length=100)
    set_at = models.DateTimeField()

    rights = Rights(market=APPEND)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="payout_minimum_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} from {self.effective_from}"
