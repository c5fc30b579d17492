"""Setting the market's fee. A rate holds from a day to come: what was already sold is never repriced."""

from datetime import date, datetime

from django.db import transaction

from kernel.errors import DomainError, InvalidValue
from kernel.halfmonth import business_date
from markets.fees.models import FeeRate

# Before any market existed: the first rate holds for every day until another is set.
_FIRST_DAY = date(2000, 1, 1)


class FeeRateInThePast(DomainError):
    """A rate cannot hold from a day that has begun: part of that day may already have been sold under
    another.
    """

    code = "FEE_RATE_IN_THE_PAST"
    messages = {
        "ar": "لا يمكن أن تسري النسبة ابتداء من {effective_from}: يجب أن تسري ابتداء من يوم لاحق",
        "fr": "Un taux ne peut pas valoir à partir du {effective_from} : il lui faut un jour à venir",
        "en": "A rate cannot hold from {effective_from}: it needs a day to come",
    }


class FeeRateAlreadySet(DomainError):
    """Another rate was already set for that day."""

    code = "FEE_RATE_ALREADY_SET"
    messages = {
        "ar": "حددت من قبل نسبة أخرى تسري ابتداء من {effective_from}",
        "fr": "Un autre taux vaut déjà à partir du {effective_from}",
        "en": "Another rate already holds from {effective_from}",
    }


@transaction.atomic
def set_rate(*, effective_from: date, basis_points: int, set_at: datetime, actor: str) -> FeeRate:
    """Keep `basis_points` of each sale from that business day on. Setting the same rate twice is setting it
    once.

    Raises InvalidValue, FeeRateInThePast, FeeRateAlreadySet.
    """
    if effective_from <= business_date(set_at):
        raise FeeRateInThePast(path=("effective_from",), effective_from=effective_from.isoformat())
    return _add(effective_from, basis_points, set_at=set_at, actor=actor)


@transaction.atomic
def add_past_rate(*, effective_from: date, basis_points: int, set_at: datetime, actor: str) -> FeeRate:
    """A rate of the time before the market joined, for the import of its history only.

    The caller makes sure that nothing was sold here on or after that day. Raises InvalidValue,
    FeeRateAlreadySet.
    """
    return _add(effective_from, basis_points, set_at=set_at, actor=actor)


@transaction.atomic
def add_first_rate(*, set_at: datetime, actor: str) -> FeeRate:
    """No fee, from the beginning: the first row of a new market. Twice is once."""
    return _add(_FIRST_DAY, 0, set_at=set_at, actor=actor)


def _add(effective_from: date, basis_points: int, *, set_at: datetime, actor: str) -> FeeRate:
    if not 0 <= basis_points <= 10_000:
        raise InvalidValue(
            path=("basis_points",), field="basis_points", reason="a rate lies between 0 and 10000"
        )
    rate, created = FeeRate.objects.get_or_create(
        effective_from=effective_from,
        defaults={"basis_points": basis_points, "set_by": actor, "created_at": set_at},
    )
    if not created and rate.basis_points != basis_points:
        raise FeeRateAlreadySet(path=("effective_from",), effective_from=effective_from.isoformat())
    return rate
