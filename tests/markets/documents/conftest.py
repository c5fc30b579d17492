"""A market with goods of a cooperative, and half-months sealed over what it sold."""

from collections.abc import Callable

import pytest

from kernel.halfmonth import HalfMonth
from markets.chain import operations as chain
from markets.chain.models import Block
from markets.periods import operations as periods
from markets.periods.models import Period
from markets.settlement import operations as settlement
from markets.settlement import queries as statements
from markets.settlement.models import Statement
from shared_catalog.registry.models import Cooperative
from tenants.access import Permission
from tenants.database.session import as_hq

FIRST = HalfMonth(2026, 11, 1)


@pytest.fixture
def seal() -> Callable[..., Period]:
    """Cuts a half-month off, reviews, approves and seals it, all at its cut-off."""

    def seal_period(half_month: HalfMonth = FIRST) -> Period:
        at = Period.objects.get(pk=half_month.key).cut_off_at
        key = half_month.key
        periods.cut_off(period_id=key, at=at, actor="system", permission=Permission.PERIODS_CLOSE)
        period = settlement.start_review(period_id=key, at=at, actor="accountant")
        digest = statements.review_of(period).digest
        settlement.approve_period(period_id=key, digest=digest, at=at, actor="manager")
        return settlement.seal_period(period_id=key, at=at, actor="manager")

    return seal_period


@pytest.fixture
def argan(casablanca: str, make_cooperative: Callable[..., Cooperative]) -> Cooperative:
    """A cooperative that can be reached by e-mail and telephone."""
    cooperative = make_cooperative()
    with as_hq():
        Cooperative.objects.filter(pk=cooperative.pk).update(
            contact_email="argan@example.ma", contact_phone="+212600000001"
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
    found = Statement.objects.select_related("period", "cooperative").get(period=period)
    if not Block.objects.exists():
        chain.append_blocks(period=period, statement_digests=[bytes(found.digest)])
    return found
