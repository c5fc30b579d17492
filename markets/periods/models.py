"""The half-months of this market, each step of each, and when they end; the row that sellers share and
closing takes for itself.
"""

from django.db import models

from kernel.halfmonth import HalfMonth
from markets.periods.rules import CLOSED_STATES
from markets.periods.types import PeriodState
from tenants.database.rights import APPEND, EDIT, Rights

_CLOSED = sorted(state.value for state in CLOSED_STATES)
_STATES = [(state.value, state.value) for state in PeriodState]


class Period(models.Model):
    """One half-month of one market: the days it covers, the UTC instants at which they begin and end, its
    state.

    The instants are stored when the calendar is written, because the rule for Moroccan time can change by
    decree.
    """

    id = models.IntegerField(primary_key=True, help_text="The half-month's key, such as 2026112.")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The last day, included.")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="The first instant after the half-month.")
    cut_off_at = models.DateTimeField(help_text="From when on it may be cut off: its end and the grace.")
    pay_on = models.DateField(help_text="The 1st or 16th, moved to the next day on which banks work.")
    pay_on_provisional = models.BooleanField(default=False, help_text="A provisional holiday may move it.")
    state = models.CharField(max_length=12, choices=_STATES, default=PeriodState.OPEN)
    imported = models.BooleanField(default=False, help_text="From before the market joined the network.")
    prepared_by = models.CharField(max_length=100, blank=True, default="", help_text="Who began the review.")
    approved_digest = models.BinaryField(max_length=32, null=True, help_text="Of the drafts approved.")
    sealed_at = models.DateTimeField(null=True)
    sealed_by = models.CharField(max_length=100, blank=True, default="")
    paid_at = models.DateTimeField(null=True)
    reconciled_at = models.DateTimeField(null=True)

    rights = Rights(market=EDIT)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_at__lt=models.F("ends_at"), ends_at__lte=models.F("cut_off_at")),
                name="period_starts_before_it_ends",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in PeriodState]),
                name="period_state_is_known",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(state__in=_CLOSED, sealed_at__isnull=False)
                    | (~models.Q(state__in=_CLOSED) & models.Q(sealed_at__isnull=True))
                ),
                name="period_closed_when_sealed",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=PeriodState.APPROVED.value, approved_digest__isnull=True),
                name="period_approved_has_its_digest",
            ),
        ]

    def __str__(self) -> str:
        return str(self.half_month)

    @property
    def half_month(self) -> HalfMonth:
        return HalfMonth.from_key(self.id)

    @property
    def is_closed(self) -> bool:
        """Sealed, paid or reconciled: nothing lands in it any more."""
        return PeriodState(self.state) in CLOSED_STATES


class PeriodTransition(models.Model):
    """One step of a half-month from state to state: when, by whom, and by which permission."""

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="transitions")
    before = models.CharField(max_length=12, choices=_STATES)
    after = models.CharField(max_length=12, choices=_STATES)
    at = models.DateTimeField(help_text="UTC.")
    actor = models.CharField(max_length=100)
    permission = models.CharField(
        max_length=40, help_text="What allowed it; `system` for the platform itself."
    )
    note = models.TextField(blank=True, default="")

    rights = Rights(market=APPEND)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.period_id} {self.before} -> {self.after}"


class ClosingRule(models.Model):
    """From which half-month on half-months end at which hour of their last day, and how long tills may be
    late.
    """

    first_period = models.IntegerField(unique=True, help_text="The key of the first half-month it holds for.")
    cut_off_hour = models.PositiveSmallIntegerField(help_text="24 is midnight.")
    grace_minutes = models.PositiveIntegerField()
    set_by = models.CharField(max_length=100)
    set_at = models.DateTimeField(help_text="UTC.")

    rights = Rights(market=APPEND)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cut_off_hour__gte=12, cut_off_hour__lte=24),
                name="closing_hour_is_of_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cut_off_hour} h from {self.first_period}"
