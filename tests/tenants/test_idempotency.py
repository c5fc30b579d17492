"""Idempotency keys: taken with what they stand for, answered again, forgotten after 30 days."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from markets.idempotency import jobs as market_jobs
from markets.idempotency.models import MarketKey
from tenants.database.session import as_hq, as_market
from tenants.idempotency import jobs as hq_jobs
from tenants.idempotency import operations as keys
from tenants.idempotency.models import IdempotencyKey, UsedKey
from tenants.idempotency.types import KEPT, Asked


@pytest.fixture(params=["hq", "casablanca"])
def used(rollback: None, request: Any) -> Iterator[type[UsedKey]]:
    """The keys of headquarters and those of a market, each as its own login."""
    if request.param == "hq":
        with as_hq():
            yield IdempotencyKey
    else:
        with as_market("casablanca"):
            yield MarketKey


def asked(now: datetime, **changes: Any) -> Asked:
    said = {"actor": "person:a", "key": "k", "operation": "countStock", "content": b"x" * 32, "at": now}
    return Asked(**(said | changes))


def use(used: type[UsedKey], one: Asked) -> None:
    with transaction.atomic():
        assert keys.take(keys=used, asked=one) is None
        keys.keep(keys=used, asked=one, answer={"movement": "1", "deposit": None})


class TestTake:
    def test_answers_what_was_answered(self, used: type[UsedKey], now: datetime) -> None:
        use(used, asked(now))

        with transaction.atomic():
            again = keys.take(keys=used, asked=asked(now + timedelta(days=29)))

        assert again == {"movement": "1", "deposit": None}

    @pytest.mark.parametrize("other", [{"content": b"y" * 32}, {"operation": "confirmPayout"}])
    def test_refuses_another_request(self, used: type[UsedKey], now: datetime, other: dict[str, Any]) -> None:
        use(used, asked(now))

        with transaction.atomic(), pytest.raises(keys.IdempotencyKeyReused):
            keys.take(keys=used, asked=asked(now, **other))

    def test_knows_one_actor_s_keys_from_another_s(self, used: type[UsedKey], now: datetime) -> None:
        use(used, asked(now))
        use(used, asked(now, actor="person:b"))

        assert used._default_manager.count() == 2

    def test_is_undone_with_what_it_stands_for(self, used: type[UsedKey], now: datetime) -> None:
        with transaction.atomic():
            keys.take(keys=used, asked=asked(now))
            transaction.set_rollback(True)

        use(used, asked(now, content=b"y" * 32))


class TestForget:
    def test_keeps_thirty_days(self, used: type[UsedKey], now: datetime) -> None:
        use(used, asked(now - KEPT, key="kept"))
        use(used, asked(now - KEPT - timedelta(seconds=1), key="old"))

        assert keys.forget(keys=used, now=now) == 1
        assert used._default_manager.get().key == "kept"
        use(used, asked(now, key="old"))

    def test_is_a_job_of_each_side(self, used: type[UsedKey], now: datetime) -> None:
        use(used, asked(now - KEPT - timedelta(days=1)))

        (hq_jobs if used is IdempotencyKey else market_jobs).forget_keys(now=now)

        assert not used._default_manager.exists()


class TestRights:
    @pytest.mark.parametrize("change", [{"fingerprint": b"z" * 32}, {"actor": "person:b"}, {"key": "other"}])
    def test_let_nobody_change_what_a_key_stands_for(
        self, used: type[UsedKey], now: datetime, change: dict[str, Any]
    ) -> None:
        use(used, asked(now))

        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            used._default_manager.update(**change)

    def test_keep_each_side_s_keys_from_the_others(self, rollback: None, now: datetime) -> None:
        with as_hq():
            use(IdempotencyKey, asked(now))
        with as_market("casablanca"), pytest.raises(ProgrammingError), transaction.atomic():
            IdempotencyKey.objects.exists()
