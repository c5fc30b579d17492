"""What a market was before it joined: taken all at once, twice as once."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from kernel.ids import new_id
from markets.costs import queries as costs
from markets.fees import queries as fees
from markets.history.refusals import HistoryRefused, MarketHasOpened
from markets.history.types import SetupImported
from markets.listings.models import Listing, ListingChange
from markets.tills.models import Till
from tenants.database.session import as_hq
from tenants.network.models import Market
from tenants.network.types import Stage

NOTHING = SetupImported(fees=0, tills=0, listings=0, costs=0)


def refused(past: Any) -> list[tuple[str, int, str]]:
    with pytest.raises(HistoryRefused) as caught:
        past.import_setup()
    assert Till.objects.count() == Listing.objects.count() == 0
    return [(one.file, one.line, one.code) for one in caught.value.refusals]


class TestImportSetup:
    def test_makes_fees_tills_listings_and_costs(self, past: Any) -> None:
        assert past.import_setup() == SetupImported(fees=1, tills=1, listings=2, costs=2)
        assert fees.past_rates() == {date(2017, 4, 1): 1_000}
        assert Listing.objects.get(product=past.honey).price_minor == 6_500
        assert costs.autonomy(year=2017).ratio_basis_points == 2_000

    def test_keeps_the_history_of_a_price(self, past: Any) -> None:
        past.import_setup()
        changes = ListingChange.objects.filter(listing__product=past.honey).order_by("changed_at")
        assert [(change.changed_at, change.price_minor) for change in changes] == [
            (datetime(2017, 3, 17, tzinfo=UTC), 6_000),
            (datetime(2017, 3, 31, 23, tzinfo=UTC), 6_500),
        ]

    def test_adds_nothing_the_second_time_even_once_the_market_is_open(self, past: Any) -> None:
        past.import_setup()
        with as_hq():
            Market.objects.filter(schema_name="casablanca").update(stage=Stage.OPEN)
        assert past.import_setup() == NOTHING

    def test_is_not_for_a_market_that_has_opened(self, past: Any) -> None:
        with as_hq():
            Market.objects.filter(schema_name="casablanca").update(stage=Stage.OPEN)
        with pytest.raises(MarketHasOpened):
            past.import_setup()

    def test_refuses_rows_with_their_line_and_takes_none(self, past: Any) -> None:
        past.rows["fees.csv"].append(["2017-05-01", 10_001])
        past.rows["tills.csv"].append(["T2", "Caisse 2", "2026-11-01"])
        past.rows["listings.csv"] += [["2900000000000", "2017-03-17", 100], [past.oil.code, "2017-03-01", 90]]
        past.rows["costs.csv"].append([new_id(), "2017-03-01", "cost", "bribes", 1, ""])
        assert refused(past) == [
            ("costs.csv", 4, "UNKNOWN_CODE"),
            ("fees.csv", 3, "INVALID_VALUE"),
            ("listings.csv", 5, "UNKNOWN_CODE"),
            ("listings.csv", 6, "OUT_OF_ORDER"),
            ("tills.csv", 3, "NOT_YET_PAST"),
        ]

    def test_refuses_a_cooperative_that_took_no_part_then(self, past: Any) -> None:
        past.rows["listings.csv"][1][1] = "2016-12-31"
        assert refused(past) == [("listings.csv", 3, "PRODUCT_NOT_LISTABLE")]

    def test_refuses_what_the_market_has_otherwise(self, past: Any) -> None:
        past.import_setup()
        past.rows["tills.csv"][0][1] = "Another name"
        past.rows["listings.csv"][0][2] = 5_900
        with pytest.raises(HistoryRefused) as caught:
            past.import_setup()
        assert [(one.file, one.line, one.code) for one in caught.value.refusals] == [
            ("listings.csv", 2, "SETUP_DIFFERS"),
            ("tills.csv", 2, "SETUP_DIFFERS"),
        ]
