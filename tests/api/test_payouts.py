"""Payouts through the API: prepared by one person, approved by another, paid once, and seen by whom they
concern.
"""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from kernel.identifiers import rib_with_key
from kernel.ids import new_id
from markets.payouts import operations as payouts
from markets.payouts.models import BatchApproval, CoApprovalRule, Payout, PayoutAttempt, PayoutBatch
from markets.payouts.types import Report, ReportOutcome
from markets.settlement.models import Statement
from tenants.database.session import as_market, as_owner
from tenants.permissions import Role

NOW = datetime.fromisoformat("2026-11-10T10:00:00+00:00")
BATCH = """payoutBatch { id state rail payments total { amountMinor } digest preparedBy
  approvals { nodes { actor network digest } }
  attempts { nodes { number state amount { amountMinor } endToEndId maskedRib
    payout { id state statement { id } } } } } errors { code path }"""
PAYOUT = "payout { id state evidence paidOn heldBecause statement { period { state } } } errors { code path }"


def mutation(name: str, answer: str) -> str:
    return f"mutation ($input: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $input) {{ {answer} }} }}"


PREPARE = mutation("preparePayoutBatch", BATCH)
APPROVE = mutation("approvePayoutBatch", BATCH)
CANCEL = mutation("cancelPayoutBatch", BATCH)
SUBMIT = mutation("submitPayoutBatch", BATCH)
CONFIRM = mutation("confirmPayout", PAYOUT)
REJECT = mutation("rejectPayout", PAYOUT)
RETURN = mutation("returnPayout", PAYOUT)
HOLD = mutation("holdPayout", PAYOUT)
RELEASE = mutation("releasePayout", PAYOUT)
SET_CO_APPROVAL = mutation(
    "setCoApproval", "coApprovalRule { effectiveFrom amount { amountMinor } setBy } errors { code path }"
)


@pytest.fixture
def owed(books: Any) -> Any:
    """A half-month in which one cooperative is owed 30.00 and another 10.00."""
    for pieces in (3, 1):
        books.shop.sell((books.shop.add_goods(), pieces))
    books.close()
    return books


@pytest.fixture
def accountant(sign_in: Callable[..., Any]) -> Any:
    return sign_in(Role.ACCOUNTANT, scope="casablanca")


@pytest.fixture
def headquarters(sign_in: Callable[..., Any]) -> Any:
    """An administrator of headquarters, on the market's host."""
    return sign_in(Role.HQ_ADMIN, host="casablanca")


def said(document: str, given: dict[str, Any]) -> dict[str, Any]:
    """What is said, under a key of its own where the mutation is done once by a key."""
    keyed = document in (CONFIRM, REJECT, RETURN, HOLD, RELEASE)
    return ({"idempotencyKey": str(new_id())} if keyed else {}) | given


def done(api: Any, document: str, **given: Any) -> Any:
    given = said(document, given)
    [answer] = api.data(document, input=given).values()
    return answer


def prepare(api: Any, **changes: Any) -> Any:
    given = {"batchId": str(new_id()), "rail": "MANUAL", "executionOn": "2026-11-11"} | changes
    return done(api, PREPARE, **given)


@pytest.fixture
def batch(owed: Any, accountant: Any) -> Any:
    """A batch of both payments that waits for approval."""
    answer = prepare(accountant)
    assert answer["errors"] == []
    return answer["payoutBatch"]


@pytest.fixture
def handed_out(batch: Any, manager: Any) -> str:
    """The id of a payment of 30.00 that its rail has."""
    done(manager, APPROVE, payoutBatchId=batch["id"], digest=batch["digest"])
    sent = done(manager, SUBMIT, payoutBatchId=batch["id"])["payoutBatch"]
    large = max(sent["attempts"]["nodes"], key=lambda one: one["amount"]["amountMinor"])
    return str(large["payout"]["id"])


def confirming(payout_id: str, **changes: Any) -> dict[str, Any]:
    return {
        "payoutId": payout_id,
        "evidence": "chèque 118",
        "paidOn": "2026-11-10",
        "paidFrom": "BANK",
    } | changes


def nowhere(kind: str, key: Any) -> list[str]:
    """Ids that lead nowhere: of another market, of no row, of another type, of no kind."""
    texts = [f"{kind}:marrakech:{key}", f"{kind}:casablanca:{new_id()}", f"Sale:casablanca:{key}"]
    return [urlsafe_b64encode(text.encode()).decode().rstrip("=") for text in texts] + ["x"]


class TestBatch:
    def test_goes_from_one_person_to_another_to_its_rail(
        self, batch: Any, accountant: Any, manager: Any
    ) -> None:
        assert (batch["state"], batch["payments"], batch["total"]) == ("DRAFT", 2, {"amountMinor": 4000})
        assert len(batch["digest"]) == 64 and batch["approvals"]["nodes"] == []

        approved = done(manager, APPROVE, payoutBatchId=batch["id"], digest=batch["digest"])["payoutBatch"]
        assert approved["state"] == "APPROVED"
        [approval] = approved["approvals"]["nodes"]
        assert (approval["network"], approval["digest"]) == (False, batch["digest"])
        assert approval["actor"] != batch["preparedBy"]

        for _ in range(2):
            sent = done(accountant, SUBMIT, payoutBatchId=batch["id"])
            assert sent["errors"] == []
            assert {one["state"] for one in sent["payoutBatch"]["attempts"]["nodes"]} == {"SUBMITTED"}

    def test_is_answered_again_under_the_same_id(self, owed: Any, accountant: Any) -> None:
        batch_id = str(new_id())
        first = prepare(accountant, batchId=batch_id)

        assert prepare(accountant, batchId=batch_id) == first
        refused = prepare(accountant, batchId=batch_id, executionOn="2026-11-12")
        assert refused == {
            "payoutBatch": None,
            "errors": [{"code": "BATCH_ID_REUSED", "path": ["batchId"]}],
        }

    def test_takes_named_statements_and_half_months(self, owed: Any, accountant: Any) -> None:
        found = accountant.data("{ statements { nodes { id period { id } payable { amountMinor } } } }")
        large, small = sorted(found["statements"]["nodes"], key=lambda one: -one["payable"]["amountMinor"])

        assert prepare(accountant, statementIds=[small["id"]])["payoutBatch"]["payments"] == 1
        rest = prepare(accountant, periodId=large["period"]["id"])["payoutBatch"]
        assert rest["total"] == {"amountMinor": 3000}
        assert prepare(accountant)["errors"] == [{"code": "NOTHING_TO_PAY", "path": ["rail"]}]

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"executionOn": "2026-11-09"}, {"code": "INVALID_VALUE", "path": ["executionOn"]}),
            ({"statementIds": []}, {"code": "INVALID_VALUE", "path": ["statementIds"]}),
            ({"rail": "BEFORE_JOINING"}, {"code": "INVALID_VALUE", "path": ["rail"]}),
            ({"statementIds": ["x"]}, {"code": "NOT_FOUND", "path": ["statementIds", "0"]}),
            ({"periodId": "x"}, {"code": "NOT_FOUND", "path": ["periodId"]}),
        ],
    )
    def test_refused_changes_nothing(
        self, owed: Any, accountant: Any, changes: dict[str, Any], error: Any
    ) -> None:
        assert prepare(accountant, **changes) == {"payoutBatch": None, "errors": [error]}
        with as_market("casablanca"):
            assert not PayoutBatch.objects.exists() and not Payout.objects.exists()

    def test_is_not_approved_by_who_prepared_it_nor_unread(
        self, batch: Any, accountant: Any, manager: Any
    ) -> None:
        given = {"payoutBatchId": batch["id"], "digest": batch["digest"]}

        assert done(accountant, APPROVE, **given)["errors"] == [{"code": "SAME_PERSON", "path": []}]
        other = given | {"digest": "0" * 64}
        assert done(manager, APPROVE, **other)["errors"] == [{"code": "BATCH_CHANGED", "path": ["digest"]}]
        garbled = given | {"digest": "le même"}
        assert done(manager, APPROVE, **garbled)["errors"] == [{"code": "INVALID_VALUE", "path": ["digest"]}]
        with as_market("casablanca"):
            assert not BatchApproval.objects.exists()

    def test_is_given_up_before_it_is_sent(self, batch: Any, accountant: Any, handed_out: str) -> None:
        refused = done(accountant, CANCEL, payoutBatchId=batch["id"])
        assert refused["errors"] == [{"code": "CANNOT_RECALL", "path": []}]
        done(accountant, REJECT, payoutId=handed_out, reason="perdu")
        again = prepare(accountant)["payoutBatch"]

        cancelled = done(accountant, CANCEL, payoutBatchId=again["id"])["payoutBatch"]

        assert cancelled["state"] == "CANCELLED"
        assert [one["state"] for one in cancelled["attempts"]["nodes"]] == ["CANCELLED"]
        refused = done(accountant, SUBMIT, payoutBatchId=again["id"])
        assert refused["errors"] == [{"code": "WRONG_BATCH_STATE", "path": []}]

    def test_of_another_market_or_of_none_is_not_found(self, batch: Any, manager: Any) -> None:
        with as_market("casablanca"):
            key = PayoutBatch.objects.get().id
        for wrong in nowhere("PayoutBatch", key):
            for document, more in ((APPROVE, {"digest": batch["digest"]}), (CANCEL, {}), (SUBMIT, {})):
                answer = done(manager, document, payoutBatchId=wrong, **more)
                assert answer["errors"] == [{"code": "NOT_FOUND", "path": ["payoutBatchId"]}]
            assert manager.codes("query ($id: ID!) { payoutBatch(id: $id) { id } }", id=wrong) == [
                "NOT_FOUND"
            ]

    def test_is_listed(self, batch: Any, manager: Any) -> None:
        query = """query ($filter: PayoutBatchFilter) { payoutBatches(filter: $filter) { nodes { id } } }"""

        def ids(**filter: Any) -> list[str]:
            return [one["id"] for one in manager.data(query, filter=filter)["payoutBatches"]["nodes"]]

        assert ids(state={"eq": "DRAFT"}) == ids(rail={"eq": "MANUAL"}) == [batch["id"]]
        assert ids(state={"eq": "DONE"}) == ids(rail={"eq": "STRIPE"}) == []


class TestCoApproval:
    def rule(self, api: Any, **changes: Any) -> Any:
        given = {"effectiveFrom": "2026-11-11", "amount": {"amountMinor": 4000}} | changes
        return done(api, SET_CO_APPROVAL, **given)

    def test_is_asked_of_headquarters_on_the_market_s_host(
        self, owed: Any, headquarters: Any, accountant: Any, manager: Any, sign_in: Callable[..., Any]
    ) -> None:
        with as_market("casablanca"):
            CoApprovalRule.objects.create(
                effective_from="2026-01-01", amount_minor=4000, set_by="hq", set_at="2025-12-01T00:00:00Z"
            )
        batch = prepare(accountant)["payoutBatch"]
        given = {"payoutBatchId": batch["id"], "digest": batch["digest"]}

        second = sign_in(Role.ACCOUNTANT, scope="casablanca")
        assert done(manager, APPROVE, **given)["payoutBatch"]["state"] == "DRAFT"
        assert done(second, APPROVE, **given)["payoutBatch"]["state"] == "DRAFT"
        approved = done(headquarters, APPROVE, **given)["payoutBatch"]
        assert approved["state"] == "APPROVED"
        assert [one["network"] for one in approved["approvals"]["nodes"]] == [False, False, True]

    def test_is_set_by_headquarters_for_a_day_to_come(self, owed: Any, headquarters: Any) -> None:
        answer = self.rule(headquarters)

        assert answer["errors"] == []
        assert answer["coApprovalRule"]["amount"] == {"amountMinor": 4000}
        listed = headquarters.data("{ coApprovalRules { nodes { effectiveFrom } } }")["coApprovalRules"]
        assert listed["nodes"] == [{"effectiveFrom": "2026-11-11"}]

    @pytest.mark.parametrize(
        ("changes", "path"),
        [
            ({"effectiveFrom": "2026-11-10"}, ["effectiveFrom"]),
            ({"amount": {"amountMinor": -1}}, ["amount"]),
        ],
    )
    def test_refused_changes_nothing(
        self, owed: Any, headquarters: Any, changes: dict[str, Any], path: list[str]
    ) -> None:
        answer = self.rule(headquarters, **changes)

        assert answer == {"coApprovalRule": None, "errors": [{"code": "INVALID_VALUE", "path": path}]}
        with as_market("casablanca"):
            assert not CoApprovalRule.objects.exists()

    @pytest.mark.parametrize("role", [Role.MARKET_MANAGER, Role.ACCOUNTANT, Role.AUDITOR])
    def test_is_not_set_by_the_market(self, owed: Any, sign_in: Callable[..., Any], role: Role) -> None:
        given = {"effectiveFrom": "2026-11-11", "amount": {"amountMinor": 4000}}

        assert sign_in(role, scope="casablanca").codes(SET_CO_APPROVAL, input=given) == ["FORBIDDEN"]
        with as_market("casablanca"):
            assert not CoApprovalRule.objects.exists()


class TestByHand:
    def test_is_confirmed_with_evidence_and_once(self, handed_out: str, accountant: Any) -> None:
        answer = done(accountant, CONFIRM, **confirming(handed_out))

        assert answer["errors"] == []
        assert (answer["payout"]["state"], answer["payout"]["evidence"]) == ("PAID", "chèque 118")
        assert done(accountant, CONFIRM, **confirming(handed_out)) == answer
        other = done(accountant, CONFIRM, **confirming(handed_out, evidence="autre"))
        assert other["errors"] == [{"code": "WRONG_BATCH_STATE", "path": []}]

    def test_makes_the_half_month_paid_with_the_last_one(self, handed_out: str, accountant: Any) -> None:
        with as_market("casablanca"):
            keys = list(Payout.objects.order_by("amount_minor").values_list("pk", flat=True))
        states = []
        for key in keys:
            payout_id = urlsafe_b64encode(f"Payout:casablanca:{key}".encode()).decode().rstrip("=")
            given = confirming(payout_id, paidFrom="CASH")
            states.append(done(accountant, CONFIRM, **given)["payout"]["statement"]["period"]["state"])
        assert states == ["SEALED", "PAID"]
        totals = accountant.data(
            "{ settlementTotals { paid { amountMinor } open { amountMinor } difference { amountMinor } } }"
        )["settlementTotals"]
        assert [amount["amountMinor"] for amount in totals.values()] == [4000, 0, 0]

    def test_comes_back_and_is_tried_again(self, handed_out: str, accountant: Any) -> None:
        done(accountant, CONFIRM, **confirming(handed_out))

        given = {"payoutId": handed_out, "reason": "sans provision", "returnedOn": "2026-11-10"}
        assert done(accountant, RETURN, **given)["payout"]["state"] == "RETURNED"
        assert prepare(accountant)["payoutBatch"]["attempts"]["nodes"][0]["number"] == 2

    @pytest.mark.parametrize(
        ("changes", "path"),
        [
            ({"evidence": " "}, ["evidence"]),
            ({"paidOn": "2026-11-11"}, ["paidOn"]),
            ({"paidFrom": "STRIPE"}, ["paidFrom"]),
        ],
    )
    def test_refused_changes_nothing(
        self, handed_out: str, accountant: Any, changes: dict[str, Any], path: list[str]
    ) -> None:
        answer = done(accountant, CONFIRM, **confirming(handed_out, **changes))

        assert answer == {"payout": None, "errors": [{"code": "INVALID_VALUE", "path": path}]}
        with as_market("casablanca"):
            assert not Payout.objects.filter(state="paid").exists()

    def test_under_ids_that_lead_nowhere_is_not_found(self, handed_out: str, accountant: Any) -> None:
        with as_market("casablanca"):
            key = Payout.objects.all()[0].id
        for wrong in nowhere("Payout", key):
            for document, given in (
                (CONFIRM, confirming(wrong)),
                (REJECT, {"payoutId": wrong, "reason": "perdu"}),
                (RETURN, {"payoutId": wrong, "reason": "perdu", "returnedOn": "2026-11-10"}),
                (RELEASE, {"payoutId": wrong}),
            ):
                answer = done(accountant, document, **given)
                assert answer["errors"] == [{"code": "NOT_FOUND", "path": ["payoutId"]}]


class TestHold:
    def test_keeps_a_payment_back_and_says_why(self, owed: Any, manager: Any) -> None:
        [first, _] = manager.data("{ openPayables { nodes { id } } }")["openPayables"]["nodes"]

        held = done(manager, HOLD, statementId=first["id"], because="saisie du tribunal")["payout"]

        assert (held["state"], held["heldBecause"]) == ("HELD", "saisie du tribunal")
        assert prepare(manager)["payoutBatch"]["payments"] == 1
        for _ in range(2):
            released = done(manager, RELEASE, payoutId=held["id"])["payout"]
            assert (released["state"], released["heldBecause"]) == ("DRAFT", None)
        assert prepare(manager)["payoutBatch"]["payments"] == 1

    def test_comes_too_late_in_a_batch(self, batch: Any, manager: Any) -> None:
        statement_id = batch["attempts"]["nodes"][0]["payout"]["statement"]["id"]

        answer = done(manager, HOLD, statementId=statement_id, because="saisie")

        assert answer["errors"] == [{"code": "PAYOUT_UNDER_WAY", "path": []}]

    def test_of_another_market_s_statement_is_not_found(self, owed: Any, manager: Any) -> None:
        with as_market("casablanca"):
            key = Statement.objects.all()[0].id
        for wrong in nowhere("Statement", key):
            answer = done(manager, HOLD, statementId=wrong, because="saisie")
            assert answer["errors"] == [{"code": "NOT_FOUND", "path": ["statementId"]}]


class TestRoles:
    WRITES = Role.MARKET_MANAGER, Role.ACCOUNTANT

    @pytest.mark.parametrize("role", [role for role in Role if role not in (Role.COOPERATIVE_DELEGATE,)])
    def test_who_keeps_the_books_may(self, batch: Any, sign_in: Callable[..., Any], role: Role) -> None:
        with as_market("casablanca"):
            payout = Payout.objects.all()[0]
        payout_id = urlsafe_b64encode(f"Payout:casablanca:{payout.id}".encode()).decode().rstrip("=")
        statement_id = batch["attempts"]["nodes"][0]["payout"]["statement"]["id"]
        new_batch = {"batchId": str(new_id()), "rail": "MANUAL", "executionOn": "2026-11-11"}
        network = role in (Role.HQ_ADMIN, Role.HQ_ANALYST, Role.REGISTRY_OFFICER, Role.COMMITTEE_MEMBER)
        api = sign_in(role, host="casablanca") if network else sign_in(role, scope="casablanca")
        expected = [] if role in (*self.WRITES, Role.HQ_ADMIN) else ["FORBIDDEN"]

        for document, given in (
            (PREPARE, new_batch),
            (APPROVE, {"payoutBatchId": batch["id"], "digest": "0" * 64}),
            (CANCEL, {"payoutBatchId": batch["id"]}),
            (SUBMIT, {"payoutBatchId": batch["id"]}),
            (CONFIRM, confirming(payout_id)),
            (REJECT, {"payoutId": payout_id, "reason": "perdu"}),
            (RETURN, {"payoutId": payout_id, "reason": "perdu", "returnedOn": "2026-11-10"}),
            (HOLD, {"statementId": statement_id, "because": "saisie"}),
            (RELEASE, {"payoutId": payout_id}),
        ):
            assert api.codes(document, input=said(document, given)) == expected, document

    @pytest.mark.parametrize(
        "query",
        ["payoutBatches { totalCount }", "payoutReports { totalCount }", "coApprovalRules { totalCount }"],
    )
    def test_who_reads_the_books_sees(self, batch: Any, sign_in: Callable[..., Any], query: str) -> None:
        for role in (Role.MARKET_MANAGER, Role.ACCOUNTANT, Role.AUDITOR):
            assert sign_in(role, scope="casablanca").codes(f"{{ {query} }}") == []
        for role in (Role.CASHIER, Role.STOCK_KEEPER, Role.INTEGRATOR, Role.COOPERATIVE_DELEGATE):
            given = {"cooperative_id": new_id()} if role is Role.COOPERATIVE_DELEGATE else {}
            assert sign_in(role, scope="casablanca", **given).codes(f"{{ {query} }}") == ["FORBIDDEN"]


class TestDelegate:
    ATTEMPTS = """{ payouts { nodes { state amount { amountMinor }
      attempts { nodes { number state reasonText maskedRib holder } } } } }"""

    @pytest.fixture
    def delegate(self, handed_out: str, owed: Any, sign_in: Callable[..., Any]) -> Any:
        """Of the cooperative that is owed 30.00."""
        mine = owed.shop.nation.cooperatives[0]
        return sign_in(Role.COOPERATIVE_DELEGATE, scope="casablanca", cooperative_id=mine)

    def test_sees_how_its_own_payments_stand(self, delegate: Any, handed_out: str, accountant: Any) -> None:
        done(accountant, REJECT, payoutId=handed_out, reason="présidente absente")

        [payout] = delegate.data(self.ATTEMPTS)["payouts"]["nodes"]

        assert (payout["state"], payout["amount"]) == ("REJECTED", {"amountMinor": 3000})
        assert payout["attempts"]["nodes"] == [
            {
                "number": 1,
                "state": "REJECTED",
                "reasonText": "présidente absente",
                "maskedRib": None,
                "holder": None,
            }
        ]

    def test_sees_neither_batches_nor_what_rails_say(self, delegate: Any) -> None:
        for field in ("batch { id }", "reports { totalCount }", "endToEndId", "reference", "destination"):
            query = f"{{ payouts {{ nodes {{ attempts {{ nodes {{ {field} }} }} }} }} }}"
            assert delegate.codes(query) == ["FORBIDDEN"], field

    def test_sees_an_account_masked(self, delegate: Any) -> None:
        with as_owner("casablanca"):
            PayoutAttempt.objects.update(rib=rib_with_key("0117800000000000000007"))

        [payout] = delegate.data(self.ATTEMPTS)["payouts"]["nodes"]
        [attempt] = payout["attempts"]["nodes"]
        assert attempt["maskedRib"] and "00000000000000" not in attempt["maskedRib"]

    def test_writes_nothing(self, delegate: Any, handed_out: str) -> None:
        assert delegate.codes(CONFIRM, input=said(CONFIRM, confirming(handed_out))) == ["FORBIDDEN"]
        assert delegate.codes(RELEASE, input=said(RELEASE, {"payoutId": handed_out})) == ["FORBIDDEN"]


class TestReports:
    def test_that_contradict_are_found(self, handed_out: str, manager: Any) -> None:
        with as_market("casablanca"):
            attempt = PayoutAttempt.objects.order_by("-amount_minor")[0]
            said = Report(
                end_to_end_id=attempt.end_to_end_id,
                outcome=ReportOutcome.PAID,
                source="fichier 7, ligne 3",
                happened_on=NOW.date(),
                amount_minor=2999,
            )
            payouts.ingest(reports=[said], at=NOW, actor="worker")
        query = """query ($filter: PayoutReportFilter) { payoutReports(filter: $filter) { nodes {
          outcome hearing source amount { amountMinor } attempt { state payout { id } } } } }"""

        [report] = manager.data(query, filter={"contradicted": True})["payoutReports"]["nodes"]

        assert report == {
            "outcome": "PAID",
            "hearing": "CONTRADICTED",
            "source": "fichier 7, ligne 3",
            "amount": {"amountMinor": 2999},
            "attempt": {"state": "SUBMITTED", "payout": {"id": handed_out}},
        }
        assert manager.data(query, filter={"contradicted": False})["payoutReports"]["nodes"] == []
