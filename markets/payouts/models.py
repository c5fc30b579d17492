"""Payouts, the attempts to make them, the batches that approve them, and what rails reported."""

from django.db import models
from django.db.models import Q

from kernel.ids import new_id

# Here, because Django finds a slice's models through this module.
from markets.payouts.bank import models as bank_models  # noqa: F401
from markets.payouts.types import (
    LIVE_STATES,
    LONGEST_REASON_CODE,
    LONGEST_REFERENCE,
    LONGEST_SOURCE,
    AttemptState,
    BatchState,
    Hearing,
    PayoutState,
    Rail,
    ReportOutcome,
)
from markets.settlement.models import Statement
from tenants.database.rights import APPEND, Rights

_RAILS = [(rail.value, rail.value) for rail in Rail]


def _updating(*columns: str) -> tuple[str, ...]:
    return (*APPEND, *(f"UPDATE({column})" for column in columns))


class Payout(models.Model):
    """The payment of one statement's payable amount, in centimes; a statement has one at most, however many
    attempts it takes.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    statement = models.OneToOneField(Statement, on_delete=models.PROTECT, related_name="payout")
    amount_minor = models.BigIntegerField()
    rail = models.CharField(max_length=16, choices=_RAILS)
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in PayoutState])
    held_because = models.TextField(blank=True, default="")
    paid_on = models.DateField(null=True)
    evidence = models.TextField(blank=True, default="", help_text="What shows that it was paid.")
    created_at = models.DateTimeField(help_text="UTC.")
    created_by = models.CharField(max_length=100)

    rights = Rights(market=_updating("rail", "state", "held_because", "paid_on", "evidence"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payout_pays_something"),
            models.CheckConstraint(
                condition=Q(rail__in=[rail.value for rail in Rail]), name="payout_rail_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in PayoutState]), name="payout_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=PayoutState.PAID.value, paid_on__isnull=False)
                | (~Q(state=PayoutState.PAID.value) & Q(paid_on__isnull=True)),
                name="payout_paid_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=PayoutState.HELD.value, held_because=""), name="payout_held_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} for {self.statement_id}: {self.state}"


class PayoutBatch(models.Model):
    """Payments that one person prepared, others approve by its digest, and a rail gets once."""

    id = models.UUIDField(primary_key=True, editable=False)
    rail = models.CharField(max_length=16, choices=_RAILS)
    execution_on = models.DateField(help_text="The day on which the rail should pay.")
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in BatchState])
    payments = models.PositiveIntegerField()
    total_minor = models.BigIntegerField()
    digest = models.BinaryField(max_length=32, help_text="What its approvals sign.")
    prepared_at = models.DateTimeField(help_text="UTC.")
    prepared_by = models.CharField(max_length=100)
    approved_at = models.DateTimeField(null=True, help_text="UTC.")
    submitted_at = models.DateTimeField(null=True, help_text="UTC.")
    ended_at = models.DateTimeField(null=True, help_text="UTC.")
    fingerprint = models.BinaryField(max_length=32)

    rights = Rights(market=_updating("state", "approved_at", "submitted_at", "ended_at"))

    class Meta:
        ordering = ("-prepared_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(payments__gt=0, total_minor__gt=0), name="payout_batch_pays_something"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "submitted", "done"], approved_at__isnull=True),
                name="payout_batch_approved_before_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rail} {self.execution_on}: {self.payments}"


class BatchApproval(models.Model):
    """One person's approval of exactly what the digest says."""

    batch = models.ForeignKey(PayoutBatch, on_delete=models.PROTECT, related_name="approvals")
    actor = models.CharField(max_length=100)
    network = models.BooleanField(help_text="Whether headquarters gave it.")
    digest = models.BinaryField(max_length=32)
    at = models.DateTimeField(help_text="UTC.")

    rights = Rights(market=APPEND)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["batch", "actor"], name="payout_batch_approved_once_each"),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.at}"


class PayoutAttempt(models.Model):
    """One attempt to make a payout, to one account as it was then. One at most may have moved money."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    payout = models.ForeignKey(Payout, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField(help_text="From 1.")
    batch = models.ForeignKey(PayoutBatch, null=True, on_delete=models.PROTECT, related_name="attempts")
    rail = models.CharField(max_length=16, choices=_RAILS)
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in AttemptState])
    amount_minor = models.BigIntegerField()
    account_id = models.UUIDField(null=True, help_text="The payee account of the registry that it goes to.")
    holder = models.CharField(max_length=140, blank=True, default="")
    rib = models.CharField(max_length=24, blank=True, default="", help_text="24 digits. Shown masked.")
    destination = models.CharField(
        max_length=100, blank=True, default="", help_text="Where other rails send it: a connected account."
    )
    end_to_end_id = models.CharField(max_length=35, unique=True)
    reference = models.CharField(
        max_length=LONGEST_REFERENCE, blank=True, default="", help_text="The rail's own name for it."
    )
    second_reference = models.CharField(
        max_length=LONGEST_REFERENCE,
        blank=True,
        default="",
        help_text="The rail's name for its second step: in Stripe the payout that follows the transfer.",
    )
    reason_code = models.CharField(max_length=LONGEST_REASON_CODE, blank=True, default="")
    reason_text = models.TextField(blank=True, default="")
    submitted_at = models.DateTimeField(null=True, help_text="UTC.")
    settled_on = models.DateField(null=True, help_text="The day on which the money left.")
    exchange_currency = models.CharField(max_length=3, blank=True, default="")
    exchange_amount_minor = models.BigIntegerField(null=True)
    exchange_rate = models.CharField(max_length=40, blank=True, default="", help_text="As the rail wrote it.")
    exchange_fee_minor = models.BigIntegerField(null=True)

    rights = Rights(
        market=_updating(
            "state",
            "reference",
            "second_reference",
            "reason_code",
            "reason_text",
            "submitted_at",
            "settled_on",
            "exchange_currency",
            "exchange_amount_minor",
            "exchange_rate",
            "exchange_fee_minor",
        )
    )

    class Meta:
        ordering = ("payout_id", "number")
        constraints = [
            models.UniqueConstraint(fields=["payout", "number"], name="payout_attempt_number"),
            models.UniqueConstraint(
                fields=["payout"],
                condition=Q(state__in=[state.value for state in LIVE_STATES]),
                name="payout_one_live_attempt",
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payout_attempt_pays_something"),
            models.CheckConstraint(
                condition=Q(rib="") | Q(rib__regex=r"^[0-9]{24}$"), name="payout_attempt_rib_digits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.end_to_end_id} {self.state}"


class PayoutReport(models.Model):
    """What a rail said of an attempt, and what became of that; every source is heard once."""

    attempt = models.ForeignKey(PayoutAttempt, on_delete=models.PROTECT, related_name="reports")
    outcome = models.CharField(max_length=10, choices=[(one.value, one.value) for one in ReportOutcome])
    source = models.CharField(
        max_length=LONGEST_SOURCE, help_text="The file and place, or the event, that said it."
    )
    hearing = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Hearing])
    happened_on = models.DateField()
    amount_minor = models.BigIntegerField(null=True)
    reference = models.CharField(max_length=LONGEST_REFERENCE, blank=True, default="")
    reason_code = models.CharField(max_length=LONGEST_REASON_CODE, blank=True, default="")
    reason_text = models.TextField(blank=True, default="")
    recorded_at = models.DateTimeField(help_text="UTC.")
    recorded_by = models.CharField(max_length=100)

    rights = Rights(market=APPEND)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["attempt", "source"], name="payout_report_heard_once"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} by {self.source}: {self.hearing}"


class CoApprovalRule(models.Model):
    """From which total on headquarters approves batches too, for batches prepared on or after a date."""

    effective_from = models.DateField(unique=True)
    amount_minor = models.BigIntegerField(help_text="Centimes; batches of this total or more.")
    set_by = models.CharField(max_length=100)
    set_at = models.DateTimeField(help_text="UTC.")

    rights = Rights(market=APPEND)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="co_approval_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} from {self.effective_from}"
