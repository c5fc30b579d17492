"""The fee rates of the market, each from a day on; a rate that was used is never changed."""

from django.db import models

from tenants.database.rights import APPEND, Rights


class FeeRate(models.Model):
    """The market's share of every sale from a business day on, in basis points (250 = 2.5 %), until the next
    rate's day.

    Rates are only ever added. A sale line keeps the rate it was sold under.
    """

    effective_from = models.DateField(unique=True)
    basis_points = models.PositiveIntegerField()
    set_by = models.CharField(max_length=100)
    created_at = models.DateTimeField()

    rights = Rights(market=APPEND)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(basis_points__lte=10_000), name="fee_rate_at_most_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.basis_points} basis points from {self.effective_from}"
