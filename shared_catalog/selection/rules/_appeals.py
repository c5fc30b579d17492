"""Until when a decision may be appealed against."""

from datetime import date, timedelta

APPEAL_DAYS = 15
"""How many days after the one on which a decision was signed."""


def appeal_until(signed_on: date) -> date:
    """The last day for an appeal against a decision that was signed on a day."""
    return signed_on + timedelta(days=APPEAL_DAYS)
