"""Two cooperatives, entries of every kind, and half-months that are sealed over them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from kernel.halfmonth import HalfMonth
from kernel.ids import new_id
from markets.accounting import operations as accounting
from markets.accounting.models import JournalExport
from markets.accounting.types import Encoding, Layout
from markets.ledger import operations as ledger
from markets.ledger.models import Entry
from markets.ledger.types import EntryKind, PostingDraft
from markets.periods import operations as periods
from markets.periods.models import Period
from markets.settlement import operations as settlement
from markets.settlement import queries as statements
from shared_catalog.registry.models import Cooperative

FIRST = HalfMonth(2026, 11, 1)
NEXT = HalfMonth(2026, 11, 2)
NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
TENTH = date(2026, 11, 10)


@pytest.fixture
def argan(casablanca: str, make_cooperative: Callable[..., Cooperative]) -> Cooperative:
    return make_cooperative()


@pytest.fixture
def saffron(casablanca: str, make_cooperative: Callable[..., Cooperative]) -> Cooperative:
    return make_cooperative()


@pytest.fixture
def post(casablanca: str) -> Callable[..., Entry]:
    """Posts movements as one entry of the first half-month, noon of the 10th unless said otherwise."""

    def record(
        *postings: PostingDraft,
        kind: EntryKind = EntryKind.SALE,
        day: date = TENTH,
        half_month: HalfMonth = FIRST,
        **given: Any,
    ) -> Entry:
        described: dict[str, Any] = {
            "entry_id": new_id(),
            "kind": kind,
            "source_id": new_id(),
            "period": Period.objects.get(pk=half_month.key),
            "occurred_at": NOON,
            "recorded_at": NOON,
            "business_date": day,
            "actor": "tester",
            "postings": postings,
        }
        with transaction.atomic():
            return ledger.post(**(described | given))

    return record


@pytest.fixture
def seal(casablanca: str) -> Callable[..., Period]:
    """Takes a half-month step by step until it is sealed."""

    def close(half_month: HalfMonth = FIRST) -> Period:
        key, at = half_month.key, Period.objects.get(pk=half_month.key).cut_off_at
        periods.cut_off(period_id=key, at=at, actor="accountant", permission="periods:close")
        period = settlement.start_review(period_id=key, at=at, actor="accountant")
        digest = statements.review_of(period).digest
        settlement.approve_period(period_id=key, digest=digest, at=at, actor="manager")
        return settlement.seal_period(period_id=key, at=at, actor="accountant")

    return close


@pytest.fixture
def export(casablanca: str) -> Callable[..., JournalExport]:
    """Exports the first half-month in detail, unless said otherwise."""

    def make(first: HalfMonth = FIRST, last: HalfMonth | None = None, **given: Any) -> JournalExport:
        described: dict[str, Any] = {
            "first": first,
            "last": last or first,
            "layout": Layout.DETAILED,
            "encoding": Encoding.UTF_8,
            "made_at": NOON + timedelta(days=10),
            "actor": "accountant",
        }
        return accounting.export_journal(**(described | given))

    return make
