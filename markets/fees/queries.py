"""Which fee a day has."""

from datetime import date

from markets.fees.models import FeeRate


def rate_on(day: date) -> FeeRate:
    """The rate in force on a business day. Every market has one for every day, from its provisioning on."""
    rate = FeeRate.objects.filter(effective_from__lte=day).order_by("-effective_from").first()
    assert rate is not None, f"the market has no fee rate on {day}"
    return rate
