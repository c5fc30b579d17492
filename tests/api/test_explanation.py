"""`explainPayout`: from a payment down to receipts and ledger, in one query, checked at every node."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from settling import send_batch

from kernel.ids import new_id
from markets.payouts.models import Payout
from markets.settlement.models import Statement
from tenants.database.session import as_market, as_owner
from tenants.permissions import Role

CHECKS = "checks { name expected found ok }"
EXPLAIN = f"""query ($id: ID!, $first: Int, $after: SafeInt) {{
  explainPayout(payoutId: $id, first: $first, afterLine: $after) {{
    payoutId state amount {{ amountMinor }} ok failed {{ name }} {CHECKS}
    attempts {{ number state amount {{ amountMinor }} settledOn maskedRib {CHECKS}
      entries {{ kind reversesId postings {{ kind amount {{ amountMinor }} debit credit }} }} }}
    statement {{ number periodKey payable {{ amountMinor }} lineCount hasMoreLines {CHECKS}
      lines {{ lineId kind amount {{ amountMinor }} late {CHECKS}
        posting {{ kind amount {{ amountMinor }} debit credit }}
        entry {{ entryId kind sourceId businessDate postings {{ kind amount {{ amountMinor }} }} }}
        receipt {{ kind sourceId receipt businessDate {CHECKS}
          goods {{ productName {{ fr }} quantity unitPrice {{ amountMinor }} amount {{ amountMinor }}
            fee {{ amountMinor }} chargedBy {{ rule version parts }} {CHECKS} }} }} }} }} }} }}"""


def pay_all(books: Any) -> None:
    for statement in books.statements(books.close()):
        books.pay(statement)


@pytest.fixture
def paid(books: Any, set_fee: Callable[[int], Any]) -> Any:
    """Two cooperatives sold goods on one receipt, with a fee of 5 %; the first had one piece brought back."""
    with as_market("casablanca"):
        set_fee(500)
    argan, honey = books.shop.add_goods(), books.shop.add_goods()
    books.shop.refund(books.shop.sell((argan, 3), (honey, 1)))
    pay_all(books)
    return books


@pytest.fixture
def large(paid: Any) -> str:
    """The id of the payment of the first cooperative: 20.00 less a fee of 1.00."""
    with as_market("casablanca"):
        key = Payout.objects.order_by("-amount_minor")[0].id
    return id_of(key)


def id_of(key: Any) -> str:
    return urlsafe_b64encode(f"Payout:casablanca:{key}".encode()).decode().rstrip("=")


def explain(api: Any, payout_id: str, **given: Any) -> Any:
    return api.data(EXPLAIN, id=payout_id, **given)["explainPayout"]


def minor(money: Any) -> int:
    return int(money["amountMinor"])


class TestExplainPayout:
    def test_leads_from_the_payment_to_the_receipts(self, large: str, manager: Any) -> None:
        tree = explain(manager, large)

        assert (tree["state"], minor(tree["amount"]), tree["ok"], tree["failed"]) == ("PAID", 1900, True, [])
        [attempt] = tree["attempts"]
        [entry] = attempt["entries"]
        [posting] = entry["postings"]
        assert (posting["kind"], minor(posting["amount"]), posting["credit"]) == (
            "PAYOUT",
            -1900,
            "bank:main",
        )
        lines = tree["statement"]["lines"]
        assert [(line["kind"], minor(line["amount"])) for line in lines] == [
            ("SALE", 3000),
            ("FEE", -150),
            ("REFUND", -1000),
            ("FEE_REVERSAL", 50),
        ]
        sale, _, refund, _ = (line["receipt"] for line in lines)
        [sold], [back] = sale["goods"], refund["goods"]
        assert (sold["quantity"], minor(sold["amount"]), minor(sold["fee"])) == (3, 3000, 150)
        assert (back["quantity"], minor(back["amount"]), minor(back["fee"])) == (1, 1000, 50)
        assert sold["chargedBy"]["version"] == 1
        assert sold["chargedBy"]["parts"][0]["amount_minor"] == 150
        assert lines[0]["entry"]["sourceId"] == sale["sourceId"]
        assert lines[0]["entry"]["kind"] == "SALE" and sale["receipt"] == refund["receipt"]

    def test_shows_the_goods_of_the_one_cooperative_only(self, large: str, manager: Any) -> None:
        tree = explain(manager, large)

        receipts = [line["receipt"] for line in tree["statement"]["lines"]]
        assert [len(receipt["goods"]) for receipt in receipts] == [1, 1, 1, 1]
        assert all(len(line["entry"]["postings"]) == 2 for line in tree["statement"]["lines"]), (
            "the sale and the fee of this cooperative"
        )

    def test_takes_as_many_statements_for_many_lines_as_for_one(
        self, paid: Any, large: str, manager: Any
    ) -> None:
        explain(manager, large)
        explain(manager, large)
        few = len(manager.statements)
        goods = paid.shop.add_goods(quantity=50)
        for _ in range(6):
            paid.shop.refund(paid.shop.sell((goods, 2)))
        pay_all(paid)
        with as_market("casablanca"):
            key = Payout.objects.get(statement__cooperative=goods.product.cooperative_id).id
        tree = explain(manager, id_of(key))

        assert tree["statement"]["lineCount"] == len(tree["statement"]["lines"]) == 24
        assert tree["ok"]
        assert len(manager.statements) == few <= 12

    def test_gives_a_long_statement_in_parts(self, large: str, manager: Any) -> None:
        first = explain(manager, large, first=3)["statement"]
        assert (len(first["lines"]), first["lineCount"], first["hasMoreLines"]) == (3, 4, True)

        rest = explain(manager, large, first=3, after=first["lines"][-1]["lineId"])
        assert [line["kind"] for line in rest["statement"]["lines"]] == ["FEE_REVERSAL"]
        assert rest["ok"] and not rest["statement"]["hasMoreLines"]

    @pytest.mark.parametrize("first", [0, 1001])
    def test_refuses_parts_of_no_size(self, large: str, manager: Any, first: int) -> None:
        assert manager.codes(EXPLAIN, id=large, first=first) == ["BAD_USER_INPUT"]

    @pytest.mark.parametrize(
        ("bend", "name"),
        [
            ("payouts_payout SET amount_minor = 1901", "payout_is_what_the_statement_pays"),
            ("payouts_payout SET state = 'submitted', paid_on = NULL", "payout_is_what_the_ledger_paid"),
            ("payouts_payoutattempt SET amount_minor = 1", "attempt_is_the_payout"),
            ("payouts_payoutattempt SET state = 'returned'", "attempt_is_what_the_ledger_paid"),
            (
                "ledger_posting SET amount_minor = 1 WHERE kind = 'payout'",
                "payout_is_what_the_ledger_paid",
            ),
            ("settlement_statementline SET amount_minor = 1", "statement_is_its_lines"),
            (
                "settlement_statement SET sales_minor = sales_minor + 1, net_minor = net_minor + 1,"
                " carried_minor = carried_minor + 1",
                "sales_are_their_lines",
            ),
            ("ledger_posting SET amount_minor = 7 WHERE kind = 'sale'", "line_is_its_posting"),
            ("ledger_posting SET amount_minor = 7 WHERE kind = 'fee'", "fees_are_what_the_ledger_took"),
            (
                "sales_saleline SET amount_minor = 5000, unit_price_minor = 5000",
                "goods_are_what_the_ledger_gave",
            ),
            ("sales_saleline SET quantity = 9", "amount_is_price_by_quantity"),
            ("sales_saleline SET fee_parts = '[]'", "fee_is_its_parts"),
            ("sales_saleline SET fee_minor = fee_minor - 1", "fees_are_what_the_ledger_took"),
            ("sales_refundline SET amount_minor = 1", "goods_are_what_the_ledger_took"),
            ("sales_refundline SET fee_minor = 1", "fees_are_what_the_ledger_gave"),
        ],
    )
    def test_names_what_was_tampered_with(self, large: str, manager: Any, bend: str, name: str) -> None:
        with as_owner("casablanca"), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {bend}")

        tree = explain(manager, large)

        assert not tree["ok"]
        assert name in {check["name"] for check in tree["failed"]}

    def test_explains_what_is_not_paid_yet(self, books: Any, manager: Any) -> None:
        books.shop.sell((books.shop.add_goods(), 1))
        books.close()
        with as_market("casablanca"):
            send_batch(at=datetime.fromisoformat("2026-11-10T10:00:00+00:00"))
            key = Payout.objects.get().id

        tree = explain(manager, id_of(key))

        assert (tree["state"], tree["ok"]) == ("SUBMITTED", True)
        assert tree["attempts"][0]["entries"] == []

    def test_is_for_the_delegate_of_that_cooperative_and_for_who_reads_statements(
        self, paid: Any, large: str, sign_in: Callable[..., Any]
    ) -> None:
        mine, other = paid.shop.nation.cooperatives
        for role in (Role.ACCOUNTANT, Role.AUDITOR):
            assert sign_in(role, scope="casablanca").codes(EXPLAIN, id=large) == []
        own = sign_in(Role.COOPERATIVE_DELEGATE, scope="casablanca", cooperative_id=mine)
        assert explain(own, large)["ok"]
        stranger = sign_in(Role.COOPERATIVE_DELEGATE, scope="casablanca", cooperative_id=other)
        assert stranger.codes(EXPLAIN, id=large) == ["NOT_FOUND"]
        for role in (Role.CASHIER, Role.STOCK_KEEPER, Role.INTEGRATOR):
            assert sign_in(role, scope="casablanca").codes(EXPLAIN, id=large) == ["FORBIDDEN"]

    def test_of_an_id_that_leads_nowhere_is_not_found(self, paid: Any, manager: Any) -> None:
        with as_market("casablanca"):
            key = Payout.objects.all()[0].id
            statement = Statement.objects.all()[0].id
        for text in (
            f"Payout:marrakech:{key}",
            f"Payout:casablanca:{new_id()}",
            f"Statement:casablanca:{statement}",
        ):
            wrong = urlsafe_b64encode(text.encode()).decode().rstrip("=")
            assert manager.codes(EXPLAIN, id=wrong) == ["NOT_FOUND"]
