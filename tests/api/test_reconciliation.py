"""Reconciliation through the API: what the bank brings, what staff say, and who may sign."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from reconciling import entry, notification, statement

from kernel.ids import new_id
from markets.payouts.models import PayoutAttempt
from markets.periods.models import Period
from markets.reconciliation import reading
from markets.reconciliation.models import BankLine, BankStatement, CardBatch, Match, SuspenseItem
from tenants.database.session import as_hq, as_market
from tenants.permissions import Role

PATH = "/reconciliation/bank-statements"
BATCH = """mutation ($input: DeclareCardBatchInput!) { declareCardBatch(input: $input) {
  cardBatch { id businessDate payments amount { amountMinor } expectedFee { amountMinor } declaredBy }
  errors { code path } } }"""
DEPOSIT = """mutation ($input: DeclareCashDepositInput!) { declareCashDeposit(input: $input) {
  cashDeposit { id amount { amountMinor } carriedBy } errors { code path } } }"""
WITHDRAW = """mutation ($id: ID!) { withdrawCardBatch(input: {cardBatchId: $id}) {
  cardBatch { withdrawnBy } errors { code } } }"""
RUN = """mutation ($dry: Boolean!) { runMatching(input: {dryRun: $dry}) {
  run { dry matchedCount unmatchedCount
    matched { how ruleName parts { kind account amount { amountMinor } } }
    unmatched { reason lineId } }
  errors { code } } }"""
MATCH = """mutation ($input: MatchBankLineInput!) { matchBankLine(input: $input) {
  bankLine { state matches { nodes { kind account how note amount { amountMinor } } } }
  errors { code path } } }"""
RULE = """mutation ($input: SetMatchRuleInput!) { setMatchRule(input: $input) {
  matchRule { name version kind criteria { field operator pattern } drift { amountMinor } account enabled }
  errors { code path } } }"""
ASSIGN = """mutation ($id: ID!, $owner: String!) { assignSuspense(input: {itemId: $id, owner: $owner}) {
  suspenseItem { owner ageDays } errors { code } } }"""
CLEAR = """mutation ($id: ID!, $account: String, $key: String!) {
  clearSuspense(input: {itemId: $id, account: $account, idempotencyKey: $key}) {
  suspenseItem { clearedBy line { state } } errors { code path } } }"""
EXPLAIN = """mutation ($input: ExplainSuspenseInput!) { explainSuspense(input: $input) {
  explanation { amount { amountMinor } itemCount signedBy digest } errors { code } } }"""
RECONCILE = """mutation ($id: ID!) { reconcilePeriod(input: {periodId: $id}) {
  period { state } errors { code params { name value } } } }"""
SUSPENSE = """{ suspenseItems(filter: {open: true}) { nodes {
  id amount { amountMinor } owner ageDays reason line { id remittance bookedOn } } } }"""
BOARD = """{ reconciliationBoard(since: "2026-11-01", until: "2026-12-01") {
  days { day cardReceipts { amountMinor } cardBatches { amountMinor } bankLines { amountMinor }
    bankDifference { amountMinor } }
  differences { kind since ageDays amount { amountMinor } owner about } } }"""
TODAY = date(2026, 11, 10)


def upload(api: Any, content: bytes, path: str = PATH) -> Any:
    with as_hq():
        return Client(headers=api.headers("en")).post(path, content, content_type="application/octet-stream")


def line_id(api: Any) -> str:
    key: str = api.data("{ bankLines { nodes { id } } }")["bankLines"]["nodes"][0]["id"]
    return key


def keyed(given: dict[str, Any]) -> dict[str, Any]:
    """What is said, under a key of its own."""
    return {"idempotencyKey": str(new_id())} | given


def batch(**changes: Any) -> dict[str, Any]:
    given = {"businessDate": "2026-11-10", "payments": 2, "amount": {"amountMinor": 5_000}}
    return {"id": str(new_id())} | given | changes


class TestUpload:
    def test_answers_what_the_file_brought(self, manager: Any) -> None:
        content = statement(entry(500, on=TODAY), entry(-20, on=TODAY))

        first, again = upload(manager, content), upload(manager, content)

        assert first.status_code == 200 and first["Cache-Control"] == "no-store"
        [told] = first.json()["bankStatements"]
        assert (told["entries"], told["newLines"], told["complete"]) == (2, 2, True)
        assert (told["startsOn"], told["account"]) == ("2026-11-10", "main")
        assert again.json() == first.json()
        query = "query ($id: ID!) { bankStatement(id: $id) { maskedRib booked { amountMinor } uploadedBy } }"
        seen = manager.data(query, id=told["id"])["bankStatement"]
        assert seen["booked"] == {"amountMinor": 480}
        assert "0000000000" not in seen["maskedRib"]

    def test_of_another_account_names_it(self, manager: Any) -> None:
        response = upload(manager, notification(entry(500, on=TODAY)), f"{PATH}?account=savings")

        assert response.json()["bankStatements"][0]["account"] == "savings"
        refused = upload(manager, notification(entry(500, on=TODAY)))
        assert refused.status_code == 409
        assert refused.json()["errors"][0]["extensions"]["code"] == "ACCOUNTS_MIXED"

    @pytest.mark.parametrize("content", [b"", b"<no/>", b"a;b\r\n1;2\r\n"])
    def test_of_something_else_is_refused_whole(self, manager: Any, content: bytes) -> None:
        response = upload(manager, content)

        assert response.status_code == 400 and response.json()["errors"]
        with as_market("casablanca"):
            assert not BankStatement.objects.exists()

    def test_is_limited(self, manager: Any, anonymous: Any, sign_in: Callable[..., Any]) -> None:
        content = statement(entry(500, on=TODAY))

        assert upload(manager, b"x" * (reading.LARGEST_FILE + 1)).status_code == 413
        assert upload(anonymous, content).status_code == 404, "headquarters has no bank"
        anonymous.host = "casablanca"
        assert upload(anonymous, content).status_code == 401
        for role in (Role.CASHIER, Role.AUDITOR, Role.COOPERATIVE_DELEGATE, Role.STOCK_KEEPER):
            given = {"cooperative_id": new_id()} if role is Role.COOPERATIVE_DELEGATE else {}
            assert upload(sign_in(role, scope="casablanca", **given), content).status_code == 403
        with as_hq():
            assert Client(headers=manager.headers("en")).get(PATH).status_code == 405
        with as_market("casablanca"):
            assert not BankStatement.objects.exists()


class TestDeclaring:
    def test_is_once(self, manager: Any) -> None:
        given = batch(expectedFee={"amountMinor": 75})

        done = manager.data(BATCH, input=given)["declareCardBatch"]

        assert done["errors"] == [] and done["cardBatch"]["expectedFee"] == {"amountMinor": 75}
        assert manager.data(BATCH, input=given)["declareCardBatch"] == done
        [error] = manager.data(BATCH, input=given | {"payments": 3})["declareCardBatch"]["errors"]
        assert error["code"] == "RECONCILIATION_ID_REUSED"
        withdrawn = manager.data(WITHDRAW, id=done["cardBatch"]["id"])["withdrawCardBatch"]
        assert withdrawn["errors"] == [] and withdrawn["cardBatch"]["withdrawnBy"]

    def test_says_what_is_wrong_and_where(self, manager: Any) -> None:
        wrong = manager.data(BATCH, input=batch(amount={"amountMinor": 0}))["declareCardBatch"]
        deposit = {
            "id": str(new_id()),
            "businessDate": "2026-11-11",
            "amount": {"amountMinor": 5},
            "carriedBy": "Karim",
        }

        assert wrong["errors"] == [{"code": "INVALID_VALUE", "path": ["amount"]}]
        late = manager.data(DEPOSIT, input=deposit)["declareCashDeposit"]
        assert late["errors"] == [{"code": "INVALID_VALUE", "path": ["businessDate"]}]
        with as_market("casablanca"):
            assert not CardBatch.objects.exists()


class TestMatching:
    def test_is_told_before_it_is_done(self, manager: Any) -> None:
        manager.data(BATCH, input=batch(expectedFee={"amountMinor": 75}))
        upload(manager, statement(entry(4_925, on=TODAY), entry(3, on=TODAY)))

        dry = manager.data(RUN, dry=True)["runMatching"]["run"]
        with as_market("casablanca"):
            assert not Match.objects.exists()
        real = manager.data(RUN, dry=False)["runMatching"]["run"]

        assert dry | {"dry": False} == real
        assert (real["matchedCount"], real["unmatchedCount"]) == (1, 1)
        assert real["matched"][0]["ruleName"] == "card batches"
        assert [part["amount"]["amountMinor"] for part in real["matched"][0]["parts"]] == [5_000, -75]
        assert real["unmatched"][0]["reason"] == "NOTHING_LIKE_IT"

    def test_by_hand_takes_one_kind_of_target_each(self, manager: Any) -> None:
        declared = manager.data(BATCH, input=batch())["declareCardBatch"]["cardBatch"]["id"]
        upload(manager, statement(entry(4_900, on=TODAY)))
        line = line_id(manager)
        both = {"cardBatch": declared, "payment": "TD1"}

        assert manager.codes(MATCH, input=keyed({"lineId": line, "targets": [both]}))
        given = {"lineId": line, "targets": [{"cardBatch": declared}], "note": "Vu au relevé"}
        refused = manager.data(MATCH, input=keyed(given))["matchBankLine"]
        assert [error["code"] for error in refused["errors"]] == ["DIFFERENCE_UNEXPLAINED"]
        unknown = {"lineId": line, "targets": [{"payment": "TDNONE"}]}
        refused = manager.data(MATCH, input=keyed(unknown))["matchBankLine"]
        assert refused["errors"] == [{"code": "TARGET_TAKEN", "path": ["targets", "0"]}]

        done = manager.data(MATCH, input=keyed(given | {"account": "market:bank_charges"}))["matchBankLine"]

        assert done["errors"] == [] and done["bankLine"]["state"] == "MATCHED"
        assert {one["kind"] for one in done["bankLine"]["matches"]["nodes"]} == {"CARD_BATCH", "FEE"}
        again = manager.data(MATCH, input=keyed(given))["matchBankLine"]
        assert [error["code"] for error in again["errors"]] == ["BANK_LINE_MATCHED"]

    def test_follows_rules_that_the_market_sets(self, manager: Any) -> None:
        given = {
            "name": "frais",
            "kind": "FEE",
            "priority": 50,
            "criteria": [{"field": "REMITTANCE", "operator": "PREFIX", "pattern": "Frais"}],
            "drift": {"amountMinor": 5_000},
            "account": "market:bank_charges",
            "enabledFrom": "2026-11-01",
            "expectedVersion": 0,
        }

        done = manager.data(RULE, input=given)["setMatchRule"]

        assert done["errors"] == []
        assert done["matchRule"]["criteria"] == given["criteria"]
        assert (done["matchRule"]["version"], done["matchRule"]["enabled"]) == (1, True)
        wrong = manager.data(RULE, input=given | {"account": "suspense"})["setMatchRule"]
        assert wrong["errors"] == [{"code": "INVALID_VALUE", "path": ["account"]}]


class TestSuspense:
    @pytest.fixture
    def item(self, manager: Any) -> dict[str, Any]:
        upload(manager, statement(entry(700, on=date(2026, 11, 3), text="Inconnu")))
        manager.data(RUN, dry=False)
        [found] = manager.data(SUSPENSE)["suspenseItems"]["nodes"]
        return dict(found)

    def test_has_an_age_and_an_owner(self, manager: Any, item: dict[str, Any]) -> None:
        assert (item["ageDays"], item["amount"]) == (0, {"amountMinor": 700})
        assert item["line"]["remittance"] == "Inconnu"

        done = manager.data(ASSIGN, id=item["id"], owner="person:salma")["assignSuspense"]

        assert done == {"suspenseItem": {"owner": "person:salma", "ageDays": 0}, "errors": []}

    def test_is_cleared_once(self, manager: Any, item: dict[str, Any]) -> None:
        wrong = manager.data(CLEAR, id=item["id"], account="bank:main", key=str(new_id()))["clearSuspense"]
        assert wrong["errors"] == [{"code": "INVALID_VALUE", "path": ["account"]}]

        done = manager.data(CLEAR, id=item["id"], account="market:adjustments", key=str(new_id()))[
            "clearSuspense"
        ]

        assert done["errors"] == [] and done["suspenseItem"]["line"] == {"state": "MATCHED"}
        again = manager.data(CLEAR, id=item["id"], account="market:adjustments", key=str(new_id()))[
            "clearSuspense"
        ]
        assert [error["code"] for error in again["errors"]] == ["SUSPENSE_CLEARED"]

    def test_stands_on_the_board(self, manager: Any, item: dict[str, Any]) -> None:
        shown = manager.data(BOARD)["reconciliationBoard"]

        assert shown["days"] == [
            {
                "day": "2026-11-03",
                "cardReceipts": {"amountMinor": 0},
                "cardBatches": {"amountMinor": 0},
                "bankLines": {"amountMinor": 700},
                "bankDifference": {"amountMinor": 0},
            }
        ]
        [difference] = shown["differences"]
        assert difference | {"owner": ""} == {
            "kind": "SUSPENSE",
            "since": "2026-11-03",
            "ageDays": 7,
            "amount": {"amountMinor": 700},
            "owner": "",
            "about": "Inconnu",
        }
        wide = BOARD.replace("2026-12-01", "2027-12-01")
        assert manager.codes(wide) == ["LIMIT"]


class TestReconciling:
    @pytest.fixture
    def paid(self, books: Any, manager: Any) -> str:
        """The id of a paid half-month."""
        books.shop.sell((books.shop.add_goods(), 1))
        period = books.close()
        [statement_] = books.statements(period)
        books.pay(statement_)
        query = "{ periods(filter: {state: {eq: PAID}}) { nodes { id } } }"
        key: str = manager.data(query)["periods"]["nodes"][0]["id"]
        return key

    def test_is_for_who_may_sign(
        self, paid: str, manager: Any, sign_in: Callable[..., Any], books: Any
    ) -> None:
        accountant = sign_in(Role.ACCOUNTANT, scope="casablanca")
        with as_market("casablanca"):
            attempt = PayoutAttempt.objects.get()
        shown = entry(-attempt.amount_minor, on=TODAY, end_to_end_id=attempt.end_to_end_id)
        assert upload(accountant, statement(shown)).status_code == 200
        [error] = manager.data(RECONCILE, id=paid)["reconcilePeriod"]["errors"]
        assert error["code"] == "BANK_LINES_NOT_MATCHED"
        accountant.data(RUN, dry=False)

        assert accountant.codes(RECONCILE, id=paid) == ["FORBIDDEN"]
        done = manager.data(RECONCILE, id=paid)["reconcilePeriod"]

        assert done == {"period": {"state": "RECONCILED"}, "errors": []}

    def test_takes_a_signed_explanation(self, paid: str, manager: Any) -> None:
        [error] = manager.data(RECONCILE, id=paid)["reconcilePeriod"]["errors"]
        assert error["code"] == "SUSPENSE_OPEN"
        given = {"periodId": paid, "amount": {"amountMinor": 0}, "itemCount": 1, "text": "Relevé attendu."}

        outdated = manager.data(EXPLAIN, input=keyed(given | {"itemCount": 2}))["explainSuspense"]
        assert [one["code"] for one in outdated["errors"]] == ["EXPLANATION_OUTDATED"]
        signed = manager.data(EXPLAIN, input=keyed(given))["explainSuspense"]

        assert signed["errors"] == [] and len(signed["explanation"]["digest"]) == 64
        assert manager.data(RECONCILE, id=paid)["reconcilePeriod"]["errors"] == []
        with as_market("casablanca"):
            assert Period.objects.filter(state="reconciled").count() == 1


class TestRoles:
    READ = "{ bankLines { totalCount } }"

    @pytest.mark.parametrize(
        ("role", "reads", "writes"),
        [
            (Role.MARKET_MANAGER, True, True),
            (Role.ACCOUNTANT, True, True),
            (Role.AUDITOR, True, False),
            (Role.CASHIER, False, False),
            (Role.STOCK_KEEPER, False, False),
            (Role.INTEGRATOR, False, False),
        ],
    )
    def test_of_a_market(
        self, nation: Any, sign_in: Callable[..., Any], role: Role, reads: bool, writes: bool
    ) -> None:
        api = sign_in(role, scope="casablanca")

        assert api.codes(self.READ) == ([] if reads else ["FORBIDDEN"])
        assert api.codes(BOARD) == ([] if reads else ["FORBIDDEN"])
        assert api.codes(BATCH, input=batch()) == ([] if writes else ["FORBIDDEN"])
        assert api.codes(RUN, dry=True) == ([] if writes else ["FORBIDDEN"])

    def test_of_a_cooperative_see_nothing_of_it(self, nation: Any, sign_in: Callable[..., Any]) -> None:
        delegate = sign_in(
            Role.COOPERATIVE_DELEGATE, scope="casablanca", cooperative_id=nation.add_cooperative()
        )

        assert delegate.codes(self.READ) == ["FORBIDDEN"]
        with as_market("casablanca"):
            assert not BankLine.objects.exists() and not SuspenseItem.objects.exists()
