"""Counts of visitors: the latest of an hour and a source stands."""

from datetime import date, datetime

import pytest

from kernel.errors import InvalidValue
from markets.footfall import operations as footfall
from markets.footfall import queries
from markets.footfall.models import VisitorCount
from markets.footfall.types import Count

DAY = date(2026, 11, 10)


class TestRecordVisitors:
    def test_replaces_an_earlier_count_of_the_same_hour_and_source(
        self, casablanca: str, now: datetime
    ) -> None:
        for visitors in (10, 12):
            footfall.record_visitors(day=DAY, hour=9, source="door", visitors=visitors, recorded_at=now)
        footfall.record_visitors(day=DAY, hour=9, source="guard", visitors=5, recorded_at=now)

        assert VisitorCount.objects.count() == 2
        assert queries.visitors() == 17

    @pytest.mark.parametrize(
        "wrong",
        [
            {"hour": 24},
            {"hour": -1},
            {"visitors": -1},
            {"visitors": 2**31},
            {"source": " "},
            {"source": "x" * 41},
            {"day": date(2026, 11, 11)},
        ],
    )
    def test_refuses_what_cannot_be(self, casablanca: str, now: datetime, wrong: dict[str, object]) -> None:
        described = {"day": DAY, "hour": 9, "source": "door", "visitors": 1, "recorded_at": now}

        with pytest.raises(InvalidValue):
            footfall.record_visitors(**(described | wrong))  # type: ignore[arg-type]
        assert not VisitorCount.objects.exists()


class TestRecordCounts:
    def test_records_all_or_none(self, casablanca: str, now: datetime) -> None:
        with pytest.raises(InvalidValue) as refused:
            footfall.record_counts(
                counts=[Count(DAY, 9, "door", 1), Count(DAY, 25, "door", 1)], recorded_at=now
            )

        assert refused.value.path == ("counts", 1, "hour")
        assert not VisitorCount.objects.exists()

    def test_adds_up_by_day(self, casablanca: str, now: datetime) -> None:
        footfall.record_counts(
            counts=[
                Count(DAY, 9, "door", 1),
                Count(DAY, 10, "door", 2),
                Count(date(2026, 11, 9), 9, "door", 4),
            ],
            recorded_at=now,
        )

        assert queries.visitors_by_day(since=date(2026, 11, 1), until=DAY) == {date(2026, 11, 9): 4}
        assert queries.visitors(since=DAY) == 3
