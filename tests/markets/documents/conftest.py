"""A market with goods of a cooperative, and half-months sealed over what it sold."""

from collections.abc import Callable

import pytest
from settling import close_half_month

from kernel.halfmonth import HalfMonth
from markets.periods.models import Period
from markets.settlement.models import Statement
from shared_catalog.registry.models import Cooperative, CooperativeContact
from tenants.database.session import as_hq

FIRST = HalfMonth(2026, 11, 1)


@pytest.fixture
def seal() -> Callable[..., Period]:
    """Takes a half-month from its cut-off to its seal."""

    def seal_period(half_month: HalfMonth = FIRST) -> Period:
        return close_half_month(half_month)

    return seal_period


@pytest.fixture
def argan(casablanca: str, make_cooperative: Callable[..., Cooperative]) -> Cooperative:
    """A cooperative that can be reached by e-mail and telephone."""
    cooperative = make_cooperative()
    with as_hq():
        CooperativeContact.objects.filter(pk=cooperative.pk).update(
            email="argan@example.ma", phone="+212600000001"
        )
    cooperative.refresh_from_db()
    return cooperative


@pytest.fixture
def statement(
    argan: Cooperative,
    make_goods: Callable[..., object],
    sell: Callable[..., object],
    set_fee: Callable[[int], object],
    seal: Callable[..., Period],
) -> Statement:
    """The statement of a cooperative that sold two products on a day, for a fee of 5 %."""
    set_fee(500)
    oil, soap = (
        make_goods(cooperative=argan, price_minor=4_550),
        make_goods(cooperative=argan, price_minor=1_999),
    )
    sell((oil, 2), (soap, 3))
    sell((oil, 1))
    period = seal()
    return Statement.objects.select_related("period", "cooperative").get(period=period)
