"""The half-months of this market; the row that sellers share and closing takes for itself."""

from django.db import models

from kernel.halfmonth import HalfMonth
from markets.periods.rules import CLOSED_STATES
from markets.periods.types import PeriodState
from tenants.database.rights import EDIT, Rights

_CLOSED = sorted(state.value for state in CLOSED_STATES)


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
    pay_on = models.DateField(help_text="The 1st or 16th, moved to the next day on which banks work.")
    state = models.CharField(
        max_length=12, choices=[(state.value, state.value) for state in PeriodState], default=PeriodState.OPEN
    )
    imported = models.BooleanField(default=False, help_text="From before the market joined the network.")
    sealed_at = models.DateTimeField(null=True)
    sealed_by = models.CharField(max_length=100, blank=True, default="")
    paid_at = models.DateTimeField(null=True)

    rights = Rights(market=EDIT)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_at__lt=models.F("ends_at")), name="period_starts_before_it_ends"
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
