"""Statements and their lines, and what people say about them: holds, adjustments, contests, recovery
plans.
"""

from django.db import models
from django.db.models import F, Q

from kernel.ids import new_id
from markets.ledger.models import Posting
from markets.periods.models import Period
from markets.settlement.types import ContestState, DecisionState, LineKind
from shared_catalog.registry.models import Cooperative
from tenants.database.rights import APPEND, Rights


class Statement(models.Model):
    """What one half-month came to for one cooperative, in centimes. Issued at sealing and never changed.

    Its number is gap-free in the market; its digest covers every amount and every line.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.BigIntegerField(unique=True, help_text="From 1, without gaps, in the order of issue.")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    cooperative = models.ForeignKey(Cooperative, on_delete=models.DO_NOTHING, related_name="+")
    opening_minor = models.BigIntegerField(help_text="Carried over from the previous statement.")
    released_minor = models.BigIntegerField(default=0, help_text="Held by the previous statement.")
    sales_minor = models.BigIntegerField()
    returns_minor = models.BigIntegerField()
    fees_minor = models.BigIntegerField(help_text="Fees less the fees given back with returns.")
    adjustments_minor = models.BigIntegerField()
    net_minor = models.BigIntegerField()
    held_minor = models.BigIntegerField(default=0, help_text="Reserved: the next statement releases it.")
    payable_minor = models.BigIntegerField()
    carried_minor = models.BigIntegerField(help_text="Negative when the cooperative owes the market.")
    reasons = models.JSONField(default=list, help_text="Why it is not paid, or not all, in their order.")
    digest = models.BinaryField(max_length=32, help_text="SHA-256 of its amounts and lines.")
    issued_at = models.DateTimeField()

    rights = Rights(market=APPEND)

    class Meta:
        ordering = ("-period_id", "id")
        constraints = [
            models.UniqueConstraint(fields=["cooperative", "period"], name="statement_once"),
            models.CheckConstraint(
                condition=Q(
                    net_minor=F("opening_minor")
                    + F("released_minor")
                    + F("sales_minor")
                    - F("returns_minor")
                    - F("fees_minor")
                    + F("adjustments_minor")
                ),
                name="statement_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(
                    net_minor=F("held_minor") + F("payable_minor") + F("carried_minor"),
                    payable_minor__gte=0,
                    held_minor__gte=0,
                    released_minor__gte=0,
                ),
                name="statement_is_paid_held_or_carried",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.period_id} {self.cooperative_id}"


class StatementLine(models.Model):
    """One posting on the statement that settles it, or what the statement before left, or what is held;
    signed as the cooperative sees it. They add up to what is payable and carried.

    Statements and postings are never deleted, and lines are made of both in one statement of SQL, so neither
    column has a foreign key constraint: checking tens of thousands of lines row by row took half of a seal.
    """

    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, related_name="lines", db_constraint=False
    )
    posting = models.OneToOneField(
        Posting, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in LineKind])
    amount_minor = models.BigIntegerField()
    late = models.BooleanField(
        default=False, help_text="It happened before the half-month and was learnt in it."
    )

    rights = Rights(market=APPEND)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["carry", "release", "hold"], posting__isnull=True)
                | (~Q(kind__in=["carry", "release", "hold"]) & Q(posting__isnull=False)),
                name="statement_line_has_its_posting",
            ),
            models.UniqueConstraint(
                fields=["statement", "kind"],
                condition=Q(posting__isnull=True),
                name="statement_line_brought_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_minor}"


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


class Hold(models.Model):
    """Somebody's word that a cooperative is not paid an amount, or anything, until it is lifted."""

    id = models.UUIDField(primary_key=True, editable=False)
    cooperative = models.ForeignKey(Cooperative, on_delete=models.DO_NOTHING, related_name="+")
    amount_minor = models.BigIntegerField(null=True, help_text="Centimes; empty for everything.")
    reason = models.TextField()
    review_on = models.DateField(help_text="When somebody looks again.")
    placed_at = models.DateTimeField(help_text="UTC.")
    placed_by = models.CharField(max_length=100)
    lifted_at = models.DateTimeField(null=True, help_text="UTC.")
    lifted_by = models.CharField(max_length=100, blank=True, default="")
    lift_note = models.TextField(blank=True, default="")
    fingerprint = models.BinaryField(max_length=32)

    rights = Rights(market=(*APPEND, "UPDATE(lifted_at)", "UPDATE(lifted_by)", "UPDATE(lift_note)"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__isnull=True) | Q(amount_minor__gt=0), name="hold_holds_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cooperative_id}: {self.reason}"


class Contest(models.Model):
    """A cooperative says that a line of its statement is wrong, in time, with its evidence; somebody
    decides.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    line = models.ForeignKey(StatementLine, on_delete=models.PROTECT, related_name="contests")
    cooperative = models.ForeignKey(Cooperative, on_delete=models.DO_NOTHING, related_name="+")
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in ContestState])
    argument = models.TextField()
    evidence = models.TextField(blank=True, default="")
    opened_at = models.DateTimeField(help_text="UTC.")
    opened_by = models.CharField(max_length=100)
    decided_at = models.DateTimeField(null=True, help_text="UTC.")
    decided_by = models.CharField(max_length=100, blank=True, default="")
    decision = models.TextField(blank=True, default="")
    fingerprint = models.BinaryField(max_length=32)

    rights = Rights(
        market=(
            *APPEND,
            "UPDATE(state)",
            "UPDATE(decided_at)",
            "UPDATE(decided_by)",
            "UPDATE(decision)",
        )
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(state="open"), name="contest_one_open_a_line"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="contest_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.state}"


class Adjustment(models.Model):
    """A correction of what a cooperative is owed: a reason, an author, and another person who approves it.

    Positive gives to the cooperative, negative takes from it. Approved, it is one entry of the ledger.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    cooperative = models.ForeignKey(Cooperative, on_delete=models.DO_NOTHING, related_name="+")
    contest = models.OneToOneField(Contest, null=True, on_delete=models.PROTECT, related_name="adjustment")
    amount_minor = models.BigIntegerField()
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in DecisionState])
    proposed_at = models.DateTimeField(help_text="UTC.")
    proposed_by = models.CharField(max_length=100)
    decided_at = models.DateTimeField(null=True, help_text="UTC.")
    decided_by = models.CharField(max_length=100, blank=True, default="")
    decision_note = models.TextField(blank=True, default="")
    fingerprint = models.BinaryField(max_length=32)

    rights = Rights(
        market=(
            *APPEND,
            "UPDATE(state)",
            "UPDATE(decided_at)",
            "UPDATE(decided_by)",
            "UPDATE(decision_note)",
        )
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(amount_minor=0), name="adjustment_moves_something"),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by="")
                | (~Q(state="proposed") & ~Q(decided_by="") & ~Q(decided_by=F("proposed_by"))),
                name="adjustment_decided_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} for {self.cooperative_id}"


class RecoveryPlan(models.Model):
    """How a lasting debt of a cooperative is taken from its earnings: at most so much of each half-month."""

    id = models.UUIDField(primary_key=True, editable=False)
    cooperative = models.ForeignKey(Cooperative, on_delete=models.DO_NOTHING, related_name="+")
    instalment_minor = models.BigIntegerField(help_text="The most that is taken of one half-month, centimes.")
    evidence = models.TextField(help_text="What shows that the cooperative agreed.")
    agreed_at = models.DateTimeField(help_text="UTC.")
    agreed_by = models.CharField(max_length=100)
    ended_at = models.DateTimeField(null=True, help_text="UTC.")
    ended_by = models.CharField(max_length=100, blank=True, default="")
    fingerprint = models.BinaryField(max_length=32)

    rights = Rights(market=(*APPEND, "UPDATE(ended_at)", "UPDATE(ended_by)"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(instalment_minor__gt=0), name="recovery_takes_something"),
            models.UniqueConstraint(
                fields=["cooperative"], condition=Q(ended_at__isnull=True), name="recovery_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instalment_minor} a half-month of {self.cooperative_id}"
