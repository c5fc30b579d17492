"""What proves the books through the API: invariants, the chain, and verifications on record."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from api.base.pages import MAX_PAGE
from kernel import clock
from markets.verification import jobs
from markets.verification.invariants import INVARIANTS
from tenants.database.session import as_market, as_owner
from tenants.permissions import Role

VERIFICATION = """query ($names: [String!]) { verification(names: $names) {
  name meaning holds count rows { name details { name value } } } }"""
CHAIN = """{ chain { blocks day hash } chainBlocks(first: 100) { totalCount nodes {
  number day period { key } rowsCount rowsDigest statementsCount statementsDigest previousHash hash } } }"""
RUNS = """query ($filter: VerificationRunFilter) { verificationRuns(filter: $filter) { nodes {
  startedAt endedAt milliseconds invariants offendingRows details } totalCount } }"""


@pytest.fixture
def sold(books: Any) -> Any:
    """One cooperative sold for 20.00 and 10.00 of it came back."""
    books.shop.grow()
    return books


def bend(statement: str) -> None:
    with as_owner("casablanca"), connection.cursor() as cursor:
        cursor.execute(statement)


def verify() -> None:
    with as_market("casablanca"):
        jobs.verify(now=clock.now(), clock=clock.now)


class TestVerification:
    def test_says_of_every_invariant_what_holds(self, sold: Any, manager: Any) -> None:
        sold.close()

        found = manager.data(VERIFICATION)["verification"]

        assert [(row["name"], row["meaning"]) for row in found] == [
            (invariant.name, invariant.meaning) for invariant in INVARIANTS
        ]
        assert all(row["holds"] and row["count"] == 0 and row["rows"] == [] for row in found)

    def test_shows_the_rows_that_break_one(self, sold: Any, sign_in: Callable[..., Any]) -> None:
        bend("UPDATE sales_sale SET total_minor = total_minor + 1")
        api = sign_in(Role.AUDITOR, scope="casablanca")

        [found] = api.data(VERIFICATION, names=["sales.lines_unlike_total"])["verification"]

        assert (found["holds"], found["count"]) == (False, 1)
        [row] = found["rows"]
        details = {detail["name"]: detail["value"] for detail in row["details"]}
        assert (details["total_minor"], details["lines_minor"]) == ("2001", "2000")

    def test_shows_a_bounded_number_of_them(self, manager: Any) -> None:
        bend(
            "INSERT INTO figures_category_day (day, category_code, items, gross_minor, refunds_minor)"
            " SELECT '2026-11-01', number::text, 1, 0, 0 FROM generate_series(1, 150) number"
        )

        [found] = manager.data(VERIFICATION, names=["figures.unlike_facts"])["verification"]

        assert (found["count"], len(found["rows"])) == (150, MAX_PAGE)

    def test_refuses_a_name_that_means_nothing(self, manager: Any) -> None:
        assert manager.codes(VERIFICATION, names=["sales.dreams"]) == ["BAD_USER_INPUT"]
        assert manager.data(VERIFICATION, names=[])["verification"] == []

    @pytest.mark.parametrize(
        ("role", "allowed"),
        [
            (Role.MARKET_MANAGER, True),
            (Role.ACCOUNTANT, True),
            (Role.AUDITOR, True),
            (Role.CASHIER, False),
            (Role.STOCK_KEEPER, False),
            (Role.INTEGRATOR, False),
        ],
    )
    def test_is_for_who_reads_the_ledger(
        self, sold: Any, sign_in: Callable[..., Any], role: Role, allowed: bool
    ) -> None:
        api = sign_in(role, scope="casablanca")

        for query in (VERIFICATION, CHAIN, RUNS):
            assert (api.codes(query) == []) is allowed

    def test_is_not_for_a_delegate_nor_for_strangers(
        self, sold: Any, sign_in: Callable[..., Any], anonymous: Any
    ) -> None:
        mine = sold.shop.nation.cooperatives[0]
        delegate = sign_in(Role.COOPERATIVE_DELEGATE, scope="casablanca", cooperative_id=mine)
        anonymous.host = "casablanca"

        for query in (VERIFICATION, CHAIN, RUNS):
            assert set(delegate.codes(query)) == {"FORBIDDEN"}
            assert set(anonymous.codes(query)) == {"UNAUTHENTICATED"}


class TestChain:
    def test_is_none_before_the_first_half_month_is_sealed(self, manager: Any) -> None:
        assert manager.data(CHAIN) == {"chain": None, "chainBlocks": {"totalCount": 0, "nodes": []}}

    def test_can_be_hashed_again_by_whoever_reads_it(self, sold: Any, manager: Any) -> None:
        sold.close()

        found = manager.data(CHAIN)

        blocks = found["chainBlocks"]["nodes"]
        assert [block["number"] for block in blocks] == list(range(15, 0, -1))
        assert found["chain"] == {"blocks": 15, "day": "2026-11-15", "hash": blocks[0]["hash"]}
        assert sum(block["rowsCount"] for block in blocks) > 0
        assert sum(block["statementsCount"] for block in blocks[1:]) == 0
        for block, before in zip(blocks, [*blocks[1:], {"hash": "0" * 64}], strict=True):
            assert block["previousHash"] == before["hash"]
            lines = ["tadamun-chain-1", "casablanca", str(block["number"]), str(block["period"]["key"])]
            lines += [block[name] for name in ("day", "rowsDigest", "statementsDigest", "previousHash")]
            assert hashlib.sha256("\n".join(lines).encode()).hexdigest() == block["hash"]

    def test_is_another_market_s_own(self, sold: Any, sign_in: Callable[..., Any]) -> None:
        sold.close()

        assert sign_in(Role.MARKET_MANAGER, scope="marrakech").data(CHAIN)["chain"] is None


class TestVerificationRuns:
    def test_tell_of_every_night(self, sold: Any, manager: Any) -> None:
        verify()

        [run] = manager.data(RUNS)["verificationRuns"]["nodes"]
        assert run == {
            "startedAt": "2026-11-10T10:00:00Z",
            "endedAt": "2026-11-10T10:00:00Z",
            "milliseconds": 0,
            "invariants": len(INVARIANTS),
            "offendingRows": 0,
            "details": {},
        }

    def test_tell_what_was_found(self, sold: Any, manager: Any) -> None:
        verify()
        bend("UPDATE sales_sale SET change_minor = change_minor + 1")
        verify()

        [run] = manager.data(RUNS, filter={"failed": True})["verificationRuns"]["nodes"]
        assert run["offendingRows"] == 1
        assert run["details"]["sales.tenders_unlike_total"]["rows"] == 1
        assert manager.data(RUNS)["verificationRuns"]["totalCount"] == 2
