"""The ledger through the API: balances, entries, and what proves that they add up."""

from collections.abc import Callable
from typing import Any

import pytest

from kernel.ids import new_id
from markets.figures.models import TillDay
from markets.ledger import queries as ledger
from markets.ledger.models import Entry
from tenants.database.session import as_market
from tenants.permissions import Role

ACCOUNTS = """query ($filter: AccountFilter) { accounts(filter: $filter) { nodes {
  id code kind cooperative { code }
  debits { amountMinor } credits { amountMinor } balance { amountMinor } } totalCount } }"""
ENTRIES = """query ($filter: EntryFilter) { entries(filter: $filter) { nodes {
  id kind sourceId actor period { id key } reverses { id } reversedBy { id }
  postings { nodes { kind amount { amountMinor } debit { code balance { amountMinor } } credit { code } } } }
  totalCount } }"""
PROOFS = """{ trialBalance { debits { amountMinor } credits { amountMinor } difference { amountMinor } }
  settlementTotals { difference { amountMinor } }
  invariants { name details { name value } }
  figuresDifferences { table key measure stored recomputed } }"""


@pytest.fixture
def sold(books: Any) -> Any:
    """One cooperative sold for 20.00 and 10.00 of it came back."""
    books.shop.grow()
    return books


def accounts(api: Any, **filter: Any) -> dict[str, Any]:
    return {row["code"]: row for row in api.data(ACCOUNTS, filter=filter)["accounts"]["nodes"]}


class TestAccounts:
    def test_have_the_balances_of_the_ledger(self, sold: Any, manager: Any) -> None:
        found = accounts(manager)

        with as_market("casablanca"):
            balances = {str(balance.code): balance for balance in ledger.balances()}
        assert found.keys() == balances.keys()
        for code, row in found.items():
            assert row["debits"]["amountMinor"] == balances[code].debits_minor
            assert row["credits"]["amountMinor"] == balances[code].credits_minor
            assert row["balance"]["amountMinor"] == balances[code].minor
        assert found["till:cash"]["balance"] == {"amountMinor": 1000}
        assert [row["kind"] for row in accounts(manager, kind={"eq": "CASH"}).values()] == ["CASH"]

    def test_show_a_delegate_its_own(self, sold: Any, manager: Any, sign_in: Callable[..., Any]) -> None:
        sold.shop.grow()
        mine, other = sold.shop.nation.cooperatives
        api = sign_in(Role.COOPERATIVE_DELEGATE, scope="casablanca", cooperative_id=mine)

        assert list(accounts(api)) == [f"cooperative:{mine}:payable"]
        hidden = accounts(manager)[f"cooperative:{other}:payable"]["id"]
        assert api.codes("query ($id: ID!) { account(id: $id) { code } }", id=hidden) == ["NOT_FOUND"]
        for query in (
            "{ entries { totalCount } }",
            "{ invariants { name } }",
            "{ trialBalance { __typename } }",
        ):
            assert api.codes(query) == ["FORBIDDEN"]


class TestEntries:
    def test_show_their_postings(self, sold: Any, manager: Any) -> None:
        refund, sale = manager.data(ENTRIES)["entries"]["nodes"]

        assert (sale["kind"], refund["kind"]) == ("SALE", "REFUND")
        [posting] = sale["postings"]["nodes"]
        assert posting["amount"] == {"amountMinor": 2000}
        assert posting["debit"] == {"code": "till:cash", "balance": {"amountMinor": 1000}}
        assert sale["period"]["key"] == 2026111

    def test_are_filtered_by_kind_period_account_and_source(self, sold: Any, manager: Any) -> None:
        sale = manager.data(ENTRIES)["entries"]["nodes"][-1]
        cash = accounts(manager)["till:cash"]["id"]
        sold.pay(sold.statements(sold.close())[0])
        [bank] = accounts(manager, kind={"eq": "BANK"}).values()

        def kinds(**filter: Any) -> list[str]:
            return sorted(row["kind"] for row in manager.data(ENTRIES, filter=filter)["entries"]["nodes"])

        assert kinds(kind={"eq": "SALE"}) == ["SALE"]
        assert kinds(sourceId={"eq": sale["sourceId"]}) == ["SALE"]
        assert kinds(period={"eq": sale["period"]["id"]}) == ["REFUND", "SALE"]
        assert kinds(account={"eq": cash}) == ["REFUND", "SALE"]
        assert kinds(account={"oneOf": [bank["id"]]}) == ["PAYOUT"]

    @pytest.mark.parametrize(
        ("role", "allowed"),
        [
            (Role.MARKET_MANAGER, True),
            (Role.ACCOUNTANT, True),
            (Role.AUDITOR, True),
            (Role.CASHIER, False),
            (Role.INTEGRATOR, False),
        ],
    )
    def test_are_for_who_keeps_or_checks_the_books(
        self, sign_in: Callable[..., Any], role: Role, allowed: bool
    ) -> None:
        api = sign_in(role, scope="casablanca")

        for query in ("{ entries { totalCount } }", PROOFS):
            assert (api.codes(query) == []) is allowed

    def test_of_another_market_are_not_found(
        self, sold: Any, manager: Any, sign_in: Callable[..., Any]
    ) -> None:
        row = manager.data(ENTRIES)["entries"]["nodes"][0]
        there = sign_in(Role.MARKET_MANAGER, scope="marrakech")

        assert there.codes("query ($id: ID!) { entry(id: $id) { id } }", id=row["id"]) == ["NOT_FOUND"]
        assert there.codes(ENTRIES, filter={"period": {"eq": row["period"]["id"]}}) == ["NOT_FOUND"]


class TestProofs:
    def test_find_nothing_while_the_books_are_right(self, sold: Any, manager: Any) -> None:
        sold.pay(sold.statements(sold.close())[0])

        proofs = manager.data(PROOFS)

        assert proofs["trialBalance"]["debits"] == proofs["trialBalance"]["credits"] != {"amountMinor": 0}
        assert proofs["trialBalance"]["difference"] == {"amountMinor": 0}
        assert proofs["settlementTotals"] == {"difference": {"amountMinor": 0}}
        assert proofs["invariants"] == proofs["figuresDifferences"] == []

    def test_name_what_is_wrong(self, sold: Any, sign_in: Callable[..., Any]) -> None:
        with as_market("casablanca"):
            TillDay.objects.update(tickets=7)
            empty = Entry.objects.get(kind="sale")
            empty.id, empty.source_id = new_id(), new_id()
            empty.save(force_insert=True)

        proofs = sign_in(Role.AUDITOR, scope="casablanca").data(PROOFS)

        entry = {"name": "entry", "value": str(empty.id)}
        assert {"name": "ledger.empty_entry", "details": [entry]} in proofs["invariants"]
        assert {row["name"] for row in proofs["invariants"]} == {
            "ledger.empty_entry",
            "sales.entry_unlike_sale",
            "figures.unlike_facts",
        }
        [found] = proofs["figuresDifferences"]
        assert found | {"key": ""} == {
            "table": "figures_till_day",
            "key": "",
            "measure": "tickets",
            "stored": 7,
            "recomputed": 1,
        }
