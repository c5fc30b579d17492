"""Spans of days as arguments: half-open, from `since` up to, not including, `until`."""

from datetime import date
from typing import Any

import graphene

from api.base.errors import BadUserInput
from api.base.scalars import Date


def days_arguments() -> dict[str, Any]:
    """`since` and `until`, for a field."""
    return {
        "since": graphene.Argument(Date, required=True, description="The first day."),
        "until": graphene.Argument(Date, required=True, description="The first day after the last."),
    }


def require_days(since: date, until: date) -> None:
    """Refuse a span that ends before it begins."""
    if until < since:
        raise BadUserInput("`until` lies before `since`.", argument="until")
