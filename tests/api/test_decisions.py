"""Holds, corrections, contests and plans through the API: who says, who decides, and what a delegate sees."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import pytest

from kernel.ids import new_id
from markets.ledger.models import Entry
from markets.settlement.models import Adjustment, Contest, Hold, RecoveryPlan
from tenants.database.session import as_market
from tenants.permissions import Role

ERRORS = "errors { code path }"
PLACE = f"""mutation ($input: PlaceHoldInput!) {{ placeHold(input: $input) {{
  hold {{ id amount {{ amountMinor }} reason reviewOn liftedAt cooperative {{ id }} }} {ERRORS} }} }}"""
LIFT = f"""mutation ($input: LiftHoldInput!) {{ liftHold(input: $input) {{
  hold {{ liftNote liftedAt }} {ERRORS} }} }}"""
PROPOSE = f"""mutation ($input: ProposeAdjustmentInput!) {{ proposeAdjustment(input: $input) {{
  adjustment {{ id amount {{ amountMinor }} state }} {ERRORS} }} }}"""
APPROVE = f"""mutation ($input: ApproveAdjustmentInput!) {{ approveAdjustment(input: $input) {{
  adjustment {{ state decisionNote }} {ERRORS} }} }}"""
REJECT = f"""mutation ($input: RejectAdjustmentInput!) {{ rejectAdjustment(input: $input) {{
  adjustment {{ state decisionNote }} {ERRORS} }} }}"""
CONTEST = f"""mutation ($input: ContestLineInput!) {{ contestLine(input: $input) {{
  contest {{ id state argument line {{ kind }} }} {ERRORS} }} }}"""
UPHOLD = f"""mutation ($input: UpholdContestInput!) {{ upholdContest(input: $input) {{
  contest {{ state decision adjustment {{ id state amount {{ amountMinor }} }} }} {ERRORS} }} }}"""
DENY = f"""mutation ($input: RejectContestInput!) {{ rejectContest(input: $input) {{
  contest {{ state decision }} {ERRORS} }} }}"""
AGREE = f"""mutation ($input: AgreeRecoveryPlanInput!) {{ agreeRecoveryPlan(input: $input) {{
  recoveryPlan {{ id instalment {{ amountMinor }} endedAt }} {ERRORS} }} }}"""
END = f"""mutation ($input: EndRecoveryPlanInput!) {{ endRecoveryPlan(input: $input) {{
  recoveryPlan {{ endedAt }} {ERRORS} }} }}"""
PAYABILITY = """query ($cooperative: ID!, $period: ID) {
  payability(cooperativeId: $cooperative, periodId: $period) {
  period { key } net { amountMinor } held { amountMinor } payable { amountMinor } carried { amountMinor }
  reasons { code amount { amountMinor } until note message { ar fr en } } } }"""
LINES = (
    "{ statements { nodes { cooperative { id } lines { nodes { id kind } } contests { nodes { state } } } } }"
)
COUNTS = """{ holds { totalCount } adjustments { totalCount } contests { totalCount }
  recoveryPlans { totalCount } }"""


def id_of(cooperative_id: Any) -> str:
    return urlsafe_b64encode(f"Cooperative:{cooperative_id}".encode()).decode().rstrip("=")


@pytest.fixture
def two(books: Any) -> list[Any]:
    """Two cooperatives that sold in a half-month that is sealed."""
    for pieces in (3, 1):
        books.shop.sell((books.shop.add_goods(), pieces))
    books.close()
    found: list[Any] = books.shop.nation.cooperatives
    return found


@pytest.fixture
def delegate(two: list[Any], sign_in: Callable[..., Any]) -> Any:
    """The delegate of the first cooperative."""
    return sign_in(Role.COOPERATIVE_DELEGATE, scope="casablanca", cooperative_id=two[0])


@pytest.fixture
def accountant(sign_in: Callable[..., Any]) -> Any:
    return sign_in(Role.ACCOUNTANT, scope="casablanca")


def holding(cooperative_id: Any, **changes: Any) -> dict[str, Any]:
    return {
        "holdId": str(new_id()),
        "cooperativeId": id_of(cooperative_id),
        "amount": {"amountMinor": 400},
        "reason": "contrôle du stock",
        "reviewOn": "2026-12-01",
    } | changes


def proposing(cooperative_id: Any, **changes: Any) -> dict[str, Any]:
    return {
        "adjustmentId": str(new_id()),
        "cooperativeId": id_of(cooperative_id),
        "amount": {"amountMinor": -250},
        "reason": "pots vides",
    } | changes


def keyed(**given: Any) -> dict[str, Any]:
    """What is said under a key of its own."""
    return {"idempotencyKey": str(new_id())} | given


def line_of(api: Any, cooperative_id: Any) -> str:
    [statement] = [
        one
        for one in api.data(LINES)["statements"]["nodes"]
        if one["cooperative"]["id"] == id_of(cooperative_id)
    ]
    return str(statement["lines"]["nodes"][0]["id"])


def contesting(line_id: str, **changes: Any) -> dict[str, Any]:
    return {
        "contestId": str(new_id()),
        "lineId": line_id,
        "argument": "nous avons vendu quatre pots",
        "evidence": "bon 118",
    } | changes


class TestHolds:
    def test_are_placed_once_and_lifted(self, two: list[Any], accountant: Any, manager: Any) -> None:
        given = holding(two[0])

        done = accountant.data(PLACE, input=given)["placeHold"]
        assert done["errors"] == [] and done["hold"]["amount"] == {"amountMinor": 400}
        assert accountant.data(PLACE, input=given)["placeHold"] == done
        [error] = accountant.data(PLACE, input=given | {"reason": "autre"})["placeHold"]["errors"]
        assert error == {"code": "SETTLEMENT_ID_REUSED", "path": ["holdId"]}
        lifted = {"holdId": done["hold"]["id"], "note": "tout est clair"}
        assert manager.data(LIFT, input=lifted)["liftHold"]["hold"]["liftNote"] == "tout est clair"
        assert manager.data("{ holds(filter: {lifted: false}) { totalCount } }")["holds"]["totalCount"] == 0

    def test_of_everything_name_no_amount(self, two: list[Any], manager: Any) -> None:
        given = holding(two[0])
        del given["amount"]

        assert manager.data(PLACE, input=given)["placeHold"]["hold"]["amount"] is None

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"amount": {"amountMinor": 0}}, {"code": "INVALID_VALUE", "path": ["amount"]}),
            ({"reason": " "}, {"code": "INVALID_VALUE", "path": ["reason"]}),
            ({"reviewOn": "2026-11-10"}, {"code": "INVALID_VALUE", "path": ["reviewOn"]}),
            ({"cooperativeId": "x"}, {"code": "NOT_FOUND", "path": ["cooperativeId"]}),
        ],
    )
    def test_refused_change_nothing(self, two: list[Any], manager: Any, changes: Any, error: Any) -> None:
        done = manager.data(PLACE, input=holding(two[0], **changes))["placeHold"]

        assert done == {"hold": None, "errors": [error]}
        with as_market("casablanca"):
            assert not Hold.objects.exists()


class TestAdjustments:
    def test_take_two_people(self, two: list[Any], accountant: Any, manager: Any) -> None:
        proposed = manager.data(PROPOSE, input=proposing(two[0]))["proposeAdjustment"]["adjustment"]
        assert proposed | {"id": ""} == {"id": "", "amount": {"amountMinor": -250}, "state": "PROPOSED"}

        decided = keyed(adjustmentId=proposed["id"])
        [error] = manager.data(APPROVE, input=decided)["approveAdjustment"]["errors"]
        assert error["code"] == "SAME_PERSON"
        assert accountant.codes(APPROVE, input=decided) == ["FORBIDDEN"]
        with as_market("casablanca"):
            assert not Entry.objects.filter(kind="adjustment").exists()

    def test_move_money_once_the_manager_approves(
        self, two: list[Any], accountant: Any, manager: Any
    ) -> None:
        proposed = accountant.data(PROPOSE, input=proposing(two[0]))["proposeAdjustment"]["adjustment"]

        for _ in range(2):
            done = manager.data(APPROVE, input=keyed(adjustmentId=proposed["id"], note="vu"))
            assert done["approveAdjustment"]["adjustment"] == {"state": "APPROVED", "decisionNote": "vu"}
        late = manager.data(REJECT, input={"adjustmentId": proposed["id"], "note": "non"})["rejectAdjustment"]
        assert late == {"adjustment": None, "errors": [{"code": "ALREADY_DECIDED", "path": []}]}
        with as_market("casablanca"):
            assert Entry.objects.filter(kind="adjustment").count() == 1

    def test_may_be_turned_down(self, two: list[Any], accountant: Any, manager: Any) -> None:
        proposed = accountant.data(PROPOSE, input=proposing(two[0]))["proposeAdjustment"]["adjustment"]

        done = manager.data(REJECT, input={"adjustmentId": proposed["id"], "note": "sans preuve"})
        assert done["rejectAdjustment"]["adjustment"]["state"] == "REJECTED"
        with as_market("casablanca"):
            assert Adjustment.objects.get().state == "rejected"


class TestContests:
    def test_are_opened_by_a_delegate_and_decided_by_the_market(
        self, two: list[Any], delegate: Any, accountant: Any, manager: Any
    ) -> None:
        given = contesting(line_of(delegate, two[0]))
        opened = delegate.data(CONTEST, input=given)["contestLine"]
        assert opened["errors"] == [] and opened["contest"]["line"] == {"kind": "SALE"}
        assert delegate.data(CONTEST, input=given)["contestLine"] == opened

        decision = {
            "contestId": opened["contest"]["id"],
            "decision": "un pot manquait",
            "adjustmentId": str(new_id()),
            "amount": {"amountMinor": 1000},
        }
        assert accountant.codes(UPHOLD, input=decision) == ["FORBIDDEN"]
        upheld = manager.data(UPHOLD, input=decision)["upholdContest"]["contest"]
        assert upheld["adjustment"]["state"] == "PROPOSED"
        assert upheld["adjustment"]["amount"] == {"amountMinor": 1000}
        seen = delegate.data("{ contests { nodes { state decision adjustment { state } } } }")
        assert seen["contests"]["nodes"] == [
            {"state": "UPHELD", "decision": "un pot manquait", "adjustment": {"state": "PROPOSED"}}
        ]
        shown = delegate.data(LINES)["statements"]["nodes"]
        assert [one["contests"]["nodes"] for one in shown] == [[{"state": "UPHELD"}]]

    def test_may_be_rejected(self, two: list[Any], delegate: Any, manager: Any) -> None:
        opened = delegate.data(CONTEST, input=contesting(line_of(delegate, two[0])))["contestLine"]

        given = {"contestId": opened["contest"]["id"], "decision": "trois pots, voir le bon"}
        assert manager.data(DENY, input=given)["rejectContest"]["contest"]["state"] == "REJECTED"

    def test_are_of_one_s_own_lines_only(self, two: list[Any], delegate: Any, manager: Any) -> None:
        theirs = line_of(manager, two[1])

        done = delegate.data(CONTEST, input=contesting(theirs))["contestLine"]
        assert done == {"contest": None, "errors": [{"code": "NOT_FOUND", "path": ["lineId"]}]}
        assert manager.codes(CONTEST, input=contesting(theirs)) == ["FORBIDDEN"]
        with as_market("casablanca"):
            assert not Contest.objects.exists()


class TestRecoveryPlans:
    def test_are_agreed_and_ended(self, two: list[Any], accountant: Any) -> None:
        given = {
            "planId": str(new_id()),
            "cooperativeId": id_of(two[0]),
            "instalment": {"amountMinor": 5000},
            "evidence": "lettre signée",
        }
        done = accountant.data(AGREE, input=given)["agreeRecoveryPlan"]
        assert done["recoveryPlan"]["instalment"] == {"amountMinor": 5000}
        [error] = accountant.data(AGREE, input=given | {"planId": str(new_id())})["agreeRecoveryPlan"][
            "errors"
        ]
        assert error == {"code": "RECOVERY_PLAN_EXISTS", "path": ["cooperativeId"]}

        ended = accountant.data(END, input={"planId": done["recoveryPlan"]["id"]})["endRecoveryPlan"]
        assert ended["recoveryPlan"]["endedAt"] is not None
        with as_market("casablanca"):
            assert RecoveryPlan.objects.count() == 1

    def test_refuse_an_instalment_of_nothing(self, two: list[Any], accountant: Any) -> None:
        given = {
            "planId": str(new_id()),
            "cooperativeId": id_of(two[0]),
            "instalment": {"amountMinor": 0},
            "evidence": "lettre signée",
        }
        [error] = accountant.data(AGREE, input=given)["agreeRecoveryPlan"]["errors"]
        assert error == {"code": "INVALID_VALUE", "path": ["instalment"]}

    def test_are_due_where_somebody_owes_for_long(self, books: Any, manager: Any, delegate: Any) -> None:
        shop = books.shop
        sale = shop.sell((shop.add_goods(), 1))
        books.close()
        shop.refund(sale)
        for _ in range(3):
            books.close()

        query = "{ lastingNegatives { cooperative { id name { fr } } } }"
        [owing] = manager.data(query)["lastingNegatives"]
        assert owing["cooperative"]["id"] == id_of(shop.nation.cooperatives[-1])
        assert delegate.codes(query) == ["FORBIDDEN"]


class TestRoles:
    @pytest.mark.parametrize(
        ("role", "writes", "decides"),
        [
            (Role.MARKET_MANAGER, True, True),
            (Role.ACCOUNTANT, True, False),
            (Role.AUDITOR, False, False),
            (Role.CASHIER, False, False),
            (Role.STOCK_KEEPER, False, False),
            (Role.INTEGRATOR, False, False),
        ],
    )
    def test_that_may_write_and_that_may_decide(
        self, two: list[Any], sign_in: Callable[..., Any], role: Role, writes: bool, decides: bool
    ) -> None:
        api = sign_in(role, scope="casablanca")
        nothing = {"adjustmentId": "x"}

        assert api.codes(PLACE, input=holding(two[0])) == ([] if writes else ["FORBIDDEN"])
        assert api.codes(PROPOSE, input=proposing(two[0])) == ([] if writes else ["FORBIDDEN"])
        assert api.codes(APPROVE, input=keyed(**nothing)) == ([] if decides else ["FORBIDDEN"])
        assert api.codes(CONTEST, input=contesting("x")) == ["FORBIDDEN"]

    def test_of_a_delegate_read_and_contest(self, two: list[Any], delegate: Any, anonymous: Any) -> None:
        anonymous.host = "casablanca"

        for document, given in ((PLACE, holding(two[0])), (PROPOSE, proposing(two[0]))):
            assert delegate.codes(document, input=given) == ["FORBIDDEN"]
            assert anonymous.codes(document, input=given) == ["UNAUTHENTICATED"]


class TestWhatADelegateSees:
    def test_is_its_own_and_not_who_said_it(self, two: list[Any], delegate: Any, manager: Any) -> None:
        for cooperative_id in two:
            manager.data(PLACE, input=holding(cooperative_id))
            manager.data(PROPOSE, input=proposing(cooperative_id))

        assert {name: one["totalCount"] for name, one in manager.data(COUNTS).items()} == {
            "holds": 2,
            "adjustments": 2,
            "contests": 0,
            "recoveryPlans": 0,
        }
        assert {name: one["totalCount"] for name, one in delegate.data(COUNTS).items()} == {
            "holds": 1,
            "adjustments": 1,
            "contests": 0,
            "recoveryPlans": 0,
        }
        assert delegate.codes("{ holds { nodes { placedBy } } }") == ["FORBIDDEN"]


class TestPayability:
    def test_tells_a_delegate_why_it_is_not_paid(
        self, books: Any, two: list[Any], delegate: Any, manager: Any
    ) -> None:
        books.shop.sell((books.shop.add_goods(cooperative_id=two[0]), 2))
        manager.data(PLACE, input=holding(two[0]))
        [_, second] = manager.data("{ periods(first: 2) { nodes { id } } }")["periods"]["nodes"]

        found = delegate.data(PAYABILITY, cooperative=id_of(two[0]), period=second["id"])["payability"]
        assert found["period"] == {"key": 2026112}
        assert (found["held"], found["payable"]) == ({"amountMinor": 400}, {"amountMinor": 1600})
        [reason] = found["reasons"]
        assert (reason["code"], reason["amount"]) == ("HELD", {"amountMinor": 400})
        assert reason["message"]["fr"].startswith("Le marché retient pour le moment : 4,00 MAD.")
        assert "درهم" in reason["message"]["ar"]

    def test_is_of_the_half_month_that_runs_when_nothing_is_said(self, two: list[Any], delegate: Any) -> None:
        found = delegate.data(PAYABILITY, cooperative=id_of(two[0]))["payability"]

        assert found["period"] == {"key": 2026111}
        assert (found["payable"], found["reasons"]) == ({"amountMinor": 3000}, [])

    def test_of_another_cooperative_is_not_there_for_a_delegate(
        self, two: list[Any], delegate: Any, manager: Any
    ) -> None:
        assert delegate.codes(PAYABILITY, cooperative=id_of(two[1])) == ["NOT_FOUND"]
        assert delegate.codes(PAYABILITY, cooperative=id_of(new_id())) == ["NOT_FOUND"]
        assert manager.codes(PAYABILITY, cooperative=id_of(two[1])) == []
        assert manager.codes(PAYABILITY, cooperative=id_of(two[1]), period="x") == ["NOT_FOUND"]

    def test_is_not_for_the_tills(self, two: list[Any], sign_in: Callable[..., Any]) -> None:
        for role in (Role.CASHIER, Role.INTEGRATOR):
            api = sign_in(role, scope="casablanca")
            assert api.codes(PAYABILITY, cooperative=id_of(two[0])) == ["FORBIDDEN"]
