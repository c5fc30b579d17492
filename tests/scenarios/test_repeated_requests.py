"""The same request many times: at once, after a kill -9, on real logins with committed data. It is done once,
and every answer is the first one's.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import counting_run
import pytest
from counting_run import counting, post, send
from crashing import Nursery
from django.db import OperationalError, connection, transaction

from api.base import ids
from kernel import clock
from kernel.ids import new_id
from markets.idempotency.models import MarketKey
from markets.listings.models import Listing
from markets.stock.models import Deposit, StockLevel, StockMovement
from tenants import hosts
from tenants.database.session import as_hq, as_market, close_connections
from tenants.idempotency import operations as keys
from tenants.idempotency.types import Asked
from tenants.identity.operations import issue_token
from tenants.permissions import Role

RACERS = 8
DEPOSIT = """mutation ($input: DepositGoodsInput!) { depositGoods(input: $input) {
  deposit { id onHand } errors { code } } }"""
PRICES = """mutation ($input: ChangePricesInput!) { changePrices(input: $input) {
  count results { errors { code } } } }"""


@pytest.fixture
def token(live_market: str) -> str:
    hosts.forget()
    with as_hq():
        return issue_token(
            role=Role.MARKET_MANAGER, scope=live_market, label="race", issued_at=clock.now()
        ).token


@pytest.fixture
def deposit_id(live_market: str, make_goods: Callable[..., Listing]) -> str:
    """The global id of a lot of two hundred."""
    with as_market(live_market):
        make_goods(quantity=200)
        return ids.encode("Deposit", Deposit.objects.get().pk, market=live_market)


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """What each of eight threads gets, which begin together, each on connections of its own."""
    together = threading.Barrier(RACERS)

    def run(number: int) -> Any:
        together.wait(30)
        try:
            return work(number)
        finally:
            close_connections()

    with ThreadPoolExecutor(RACERS) as pool:
        return list(pool.map(run, range(RACERS), timeout=120))


def replayed(answers: list[dict[str, Any]]) -> int:
    return sum("idempotency" in answer.get("extensions", {}) for answer in answers)


class TestEightAtOnce:
    def test_under_one_key_are_done_once(self, live_market: str, token: str, deposit_id: str) -> None:
        given = counting(deposit_id, "k", expected=200, found=7)

        answers = at_once(lambda _: send(live_market, token, given))

        assert answers[0]["data"]["counted"]["errors"] == []
        assert all(answer["data"] == answers[0]["data"] for answer in answers)
        assert replayed(answers) == RACERS - 1
        with as_market(live_market):
            assert StockLevel.objects.get().on_hand == 7
            assert StockMovement.objects.filter(kind="adjustment").count() == 1
            assert MarketKey.objects.count() == 1

    def test_under_one_key_with_other_content_are_refused_but_one(
        self, live_market: str, token: str, deposit_id: str
    ) -> None:
        answers = at_once(lambda n: send(live_market, token, counting(deposit_id, "k", 200, found=n)))

        codes = [[error["code"] for error in answer["data"]["counted"]["errors"]] for answer in answers]
        assert sorted(codes) == [[]] + [["IDEMPOTENCY_KEY_REUSED"]] * (RACERS - 1)
        assert replayed(answers) == 0
        with as_market(live_market):
            assert StockLevel.objects.get().on_hand == codes.index([])

    def test_under_keys_of_their_own_compare_before_they_set(
        self, live_market: str, token: str, deposit_id: str
    ) -> None:
        answers = at_once(lambda n: send(live_market, token, counting(deposit_id, f"k{n}", 200, found=n)))

        codes = [[error["code"] for error in answer["data"]["counted"]["errors"]] for answer in answers]
        assert sorted(codes) == [[]] + [["STOCK_CHANGED"]] * (RACERS - 1)
        with as_market(live_market):
            assert StockLevel.objects.get().on_hand == codes.index([])
            assert MarketKey.objects.count() == 1, "a refusal frees its key"

    def test_under_an_id_that_the_client_made_are_done_once(
        self, live_market: str, token: str, deposit_id: str
    ) -> None:
        with as_market(live_market):
            listing = ids.encode("Listing", Listing.objects.get().pk, market=live_market)
        given = {
            "depositId": str(new_id()),
            "listingId": listing,
            "quantity": 5,
            "occurredAt": "2026-11-10T09:00:00Z",
        }

        answers = at_once(lambda _: post(live_market, token, DEPOSIT, given))

        assert answers[0]["data"]["depositGoods"]["errors"] == []
        assert all(answer["data"] == answers[0]["data"] for answer in answers)
        assert replayed(answers) == RACERS - 1
        with as_market(live_market):
            assert Deposit.objects.count() == 2


class TestAKey:
    def test_is_waited_for_no_longer_than_the_login_waits(self, live_market: str) -> None:
        asked = Asked(actor="a", key="k", operation="o", content=b"x" * 32, at=clock.now())
        held, done = threading.Event(), threading.Event()

        def hold() -> None:
            with as_market(live_market), transaction.atomic():
                keys.take(keys=MarketKey, asked=asked)
                held.set()
                done.wait(60)
                transaction.set_rollback(True)
            close_connections()

        with ThreadPoolExecutor(1) as pool:
            holder = pool.submit(hold)
            assert held.wait(30)
            try:
                with as_market(live_market), pytest.raises(OperationalError), transaction.atomic():
                    with connection.cursor() as cursor:
                        cursor.execute("SET LOCAL lock_timeout = '100ms'")
                    keys.take(keys=MarketKey, asked=asked)
            finally:
                done.set()
            holder.result(30)
        with as_market(live_market), transaction.atomic():
            assert keys.take(keys=MarketKey, asked=asked) is None, "what came to nothing frees its key"


class TestAList:
    @pytest.mark.parametrize("policy", ["REJECT_EVERYTHING", "REJECT_FAILED_ROWS"])
    def test_in_one_transaction_gives_way_to_whoever_does_one_thing(
        self, live_market: str, token: str, make_goods: Callable[..., Listing], policy: str
    ) -> None:
        """It gives up before PostgreSQL looks for a deadlock, and nothing of it is done."""
        with as_market(live_market):
            listings = [make_goods(), make_goods()]
        rows = [
            {"listingId": ids.encode("Listing", one.pk, market=live_market), "price": {"amountMinor": 77}}
            for one in listings
        ]
        held, done = threading.Event(), threading.Event()

        def hold() -> None:
            with as_market(live_market), transaction.atomic():
                Listing.objects.select_for_update().get(pk=listings[1].pk)
                held.set()
                done.wait(60)
            close_connections()

        with ThreadPoolExecutor(1) as pool:
            holder = pool.submit(hold)
            assert held.wait(30)
            try:
                answer = post(live_market, token, PRICES, {"rows": rows, "errorPolicy": policy})
            finally:
                done.set()
            holder.result(30)

        assert [error["extensions"]["code"] for error in answer["errors"]] == ["BUSY"]
        with as_market(live_market):
            assert not Listing.objects.filter(price_minor=77).exists()


class TestAKill:
    def test_at_any_place_leaves_all_of_a_count_or_nothing(
        self, live_market: str, token: str, deposit_id: str
    ) -> None:
        """Each round counts one piece less, is killed one place later than the round before, and is sent
        again.
        """
        on_hand, after_the_commit = 200, 0
        with Nursery(Path(counting_run.__file__)) as nursery:
            for place in range(1, 200):
                said = (live_market, token, deposit_id, f"k{place}", str(on_hand), str(on_hand - 1))
                killed = nursery.killed_at(place, *said) is None
                given = counting(deposit_id, f"k{place}", on_hand, on_hand - 1)
                answer = send(live_market, token, given)
                on_hand -= 1
                assert answer["data"]["counted"]["errors"] == []
                assert answer["data"]["counted"]["deposit"] == {"onHand": on_hand}
                assert answer["data"]["counted"]["movement"]["quantity"] == -1
                after_the_commit += killed and replayed([answer])
                if not killed:
                    break
        print(f"killed at {place - 1} places, {after_the_commit} of them after the commit")
        assert not killed and replayed([answer]) == 1
        assert after_the_commit, "some kills came after the commit, and the answer was still the first one's"
        with as_market(live_market):
            assert MarketKey.objects.count() == place
