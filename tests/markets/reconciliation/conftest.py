"""A market that sells, pays cooperatives, and hears of it from its bank."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from reconciling import FIRST, Desk, Paid
from settling import close_half_month, send_batch

from markets.listings.models import Listing
from markets.payouts.models import PayoutAttempt
from markets.sales.models import Sale
from markets.sales.types import TenderKind, TenderRequest
from markets.settlement.models import Statement


@pytest.fixture
def desk(casablanca: str) -> Desk:
    return Desk()


@pytest.fixture
def sell_by_card(
    casablanca: str, make_goods: Callable[..., Listing], sell: Callable[..., Sale]
) -> Callable[[int], Sale]:
    """Sells one thing at a price, paid by card."""

    def record(price_minor: int) -> Sale:
        tender = TenderRequest(kind=TenderKind.CARD, amount_minor=price_minor, reference="4242")
        return sell((make_goods(price_minor=price_minor), 1), tenders=[tender])

    return record


@pytest.fixture
def send(
    casablanca: str, make_goods: Callable[..., Listing], sell: Callable[..., Sale]
) -> Callable[..., Paid]:
    """Sells for an amount, closes the half-month, and hands the payment out."""

    def make(amount_minor: int = 1_000) -> Paid:
        sell((make_goods(price_minor=amount_minor), 1))
        close_half_month(FIRST)
        send_batch(at=datetime(2026, 11, 16, 9, 0, tzinfo=UTC), period_id=FIRST.key)
        return Paid(Statement.objects.get(), PayoutAttempt.objects.get())

    return make
