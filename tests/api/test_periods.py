"""Half-months through the API: read, and closed in steps that two people take."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from kernel import clock
from kernel.ids import new_id
from markets.events.models import Event
from markets.periods.models import ClosingRule, Period
from markets.settlement.models import Statement
from tenants.database.session import as_market
from tenants.permissions import Role

AFTER = datetime.fromisoformat("2026-11-16T09:00:00+00:00")
CURRENT = """{ currentPeriod { id key startsOn endsOn cutOffAt payOn payOnProvisional state imported
  totals { statements } } }"""
STEP = """mutation ($input: %sInput!) { %s(input: $input) {
  period { key state sealedAt preparedBy approvedDigest
    totals { statements sales { amountMinor } returns { amountMinor } payable { amountMinor } }
    statements { totalCount } }
  errors { code path } } }"""
REVIEW = """query ($id: ID!, $first: Int, $after: ID) { periodReview(periodId: $id) {
  digest statements totals { sales { amountMinor } returns { amountMinor } payable { amountMinor }
    held { amountMinor } carried { amountMinor } }
  drafts(first: $first, after: $after) { cooperative { id code name { fr } region { code } }
    opening { amountMinor } released { amountMinor } sales { amountMinor } returns { amountMinor }
    fees { amountMinor } adjustments { amountMinor } net { amountMinor } held { amountMinor }
    payable { amountMinor } carried { amountMinor }
    reasons { code amount { amountMinor } until note message { ar fr en } } } } }"""
TRANSITIONS = """{ periods(first: 1) { nodes { transitions { nodes {
  before after at actor byPermission note } } } } }"""
SET_RULE = """mutation ($input: SetClosingRuleInput!) { setClosingRule(input: $input) {
  closingRule { firstPeriod cutOffHour graceMinutes } errors { code path } } }"""

STEPS = ("CutOffPeriod", "StartReview", "ApprovePeriod", "SealPeriod")


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the day after the half-month."""
    monkeypatch.setattr(clock, "now", lambda: AFTER)


@pytest.fixture
def accountant(sign_in: Callable[..., Any]) -> Any:
    return sign_in(Role.ACCOUNTANT, scope="casablanca")


def current(api: Any) -> Any:
    return api.data(CURRENT)["currentPeriod"]


def document(step: str) -> str:
    return STEP % (step, step[0].lower() + step[1:])


def take(api: Any, step: str, period_id: str, **given: Any) -> Any:
    """The payload of one step; to go back in review again is done once by a key."""
    name = step[0].lower() + step[1:]
    if step == "ReopenReview":
        given["idempotencyKey"] = str(new_id())
    return api.data(document(step), input={"periodId": period_id, **given})[name]


def review(api: Any, period_id: str, **given: Any) -> Any:
    return api.data(REVIEW, id=period_id, **({"first": 100} | given))["periodReview"]


def state() -> str:
    with as_market("casablanca"):
        return str(Period.objects.order_by("id")[0].state)


class TestPeriods:
    def test_have_one_that_runs(self, manager: Any) -> None:
        assert current(manager) | {"id": ""} == {
            "id": "",
            "key": 2026111,
            "startsOn": "2026-11-01",
            "endsOn": "2026-11-15",
            "cutOffAt": "2026-11-16T06:00:00Z",
            "payOn": "2026-11-16",
            "payOnProvisional": False,
            "state": "OPEN",
            "imported": False,
            "totals": None,
        }

    def test_are_filtered_by_state_days_and_origin(self, books: Any, manager: Any) -> None:
        books.shop.grow()
        books.close()
        query = "query ($filter: PeriodFilter) { periods(filter: $filter) { nodes { key } totalCount } }"

        def keys(**filter: Any) -> list[int]:
            return [row["key"] for row in manager.data(query, filter=filter)["periods"]["nodes"]]

        assert keys(state={"eq": "SEALED"}) == [2026111]
        assert keys(startsOn={"range": {"gte": "2026-12-01", "lt": "2027-01-01"}}) == [2026121, 2026122]
        assert keys(imported=True) == []

    def test_show_a_delegate_the_calendar_and_neither_totals_nor_who_did_what(
        self, books: Any, sign_in: Callable[..., Any]
    ) -> None:
        mine = books.shop.nation.add_cooperative()
        books.close()
        api = sign_in(Role.COOPERATIVE_DELEGATE, scope="casablanca", cooperative_id=mine)

        assert api.data("{ periods(first: 1) { nodes { key state payOn } } }")["periods"]["nodes"]
        assert api.data(TRANSITIONS)["periods"]["nodes"] == [{"transitions": {"nodes": []}}]
        assert api.codes("{ periods(first: 1) { nodes { totals { statements } } } }") == ["FORBIDDEN"]
        assert api.codes("{ periods(first: 1) { nodes { preparedBy } } }") == ["FORBIDDEN"]


@pytest.fixture
def period_id(books: Any, manager: Any) -> str:
    """The first half-month, in which one sold for 20.00 and had 10.00 brought back."""
    books.shop.grow()
    [row] = manager.data("{ periods(first: 1) { nodes { id } } }")["periods"]["nodes"]
    return str(row["id"])


@pytest.mark.usefixtures("later")
class TestSteps:
    def approve(self, accountant: Any, manager: Any, period_id: str) -> str:
        """Take it to the approval by two people; the digest."""
        assert take(accountant, "CutOffPeriod", period_id)["period"]["state"] == "CUT_OFF"
        assert take(accountant, "StartReview", period_id)["period"]["state"] == "REVIEWING"
        digest: str = review(manager, period_id)["digest"]
        assert take(manager, "ApprovePeriod", period_id, digest=digest)["errors"] == []
        return digest

    def test_lead_from_the_cut_off_to_statements(self, period_id: str, accountant: Any, manager: Any) -> None:
        digest = self.approve(accountant, manager, period_id)

        done = take(accountant, "SealPeriod", period_id)
        assert done["errors"] == []
        assert done["period"]["preparedBy"].startswith("token:")
        assert done["period"] | {"preparedBy": ""} == {
            "key": 2026111,
            "state": "SEALED",
            "sealedAt": "2026-11-16T09:00:00Z",
            "preparedBy": "",
            "approvedDigest": digest,
            "totals": {
                "statements": 1,
                "sales": {"amountMinor": 2000},
                "returns": {"amountMinor": 1000},
                "payable": {"amountMinor": 1000},
            },
            "statements": {"totalCount": 1},
        }
        assert review(manager, period_id) is None

    def test_are_written_down_with_who_and_by_which_permission(
        self, period_id: str, accountant: Any, manager: Any
    ) -> None:
        self.approve(accountant, manager, period_id)
        take(manager, "ReopenReview", period_id, reason="une retenue oubliée")

        [row] = manager.data(TRANSITIONS)["periods"]["nodes"]
        steps = row["transitions"]["nodes"]
        assert [(one["before"], one["after"], one["byPermission"]) for one in steps] == [
            ("OPEN", "CUT_OFF", "periods:close"),
            ("CUT_OFF", "REVIEWING", "periods:close"),
            ("REVIEWING", "APPROVED", "periods:approve"),
            ("APPROVED", "REVIEWING", "periods:approve"),
        ]
        assert steps[0]["actor"] != steps[2]["actor"]
        assert (steps[0]["note"], steps[3]["note"]) == (None, "une retenue oubliée")

    def test_twice_are_the_same_as_once(self, period_id: str, accountant: Any, manager: Any) -> None:
        digest = self.approve(accountant, manager, period_id)
        again = take(manager, "ApprovePeriod", period_id, digest=digest)
        first = take(accountant, "SealPeriod", period_id)

        assert again["errors"] == []
        assert take(accountant, "SealPeriod", period_id) == first
        with as_market("casablanca"):
            assert Statement.objects.count() == 1
            assert Event.objects.filter(name="period.sealed").count() == 1

    def test_take_two_people(self, period_id: str, accountant: Any) -> None:
        take(accountant, "CutOffPeriod", period_id)
        take(accountant, "StartReview", period_id)
        digest = review(accountant, period_id)["digest"]

        done = take(accountant, "ApprovePeriod", period_id, digest=digest)
        assert done == {"period": None, "errors": [{"code": "SAME_PERSON", "path": []}]}
        assert state() == "reviewing"

    @pytest.mark.parametrize(
        ("digest", "code"), [("00" * 32, "REVIEW_CHANGED"), ("", "REVIEW_CHANGED"), ("xy", "INVALID_VALUE")]
    )
    def test_approve_what_was_read_only(
        self, period_id: str, accountant: Any, manager: Any, digest: str, code: str
    ) -> None:
        take(accountant, "CutOffPeriod", period_id)
        take(accountant, "StartReview", period_id)

        done = take(manager, "ApprovePeriod", period_id, digest=digest)
        assert done == {"period": None, "errors": [{"code": code, "path": ["digest"]}]}
        assert state() == "reviewing"

    def test_are_taken_in_their_order(self, period_id: str, accountant: Any, manager: Any) -> None:
        wrong = {"period": None, "errors": [{"code": "WRONG_PERIOD_STATE", "path": []}]}

        assert take(accountant, "StartReview", period_id) == wrong
        assert take(accountant, "SealPeriod", period_id) == wrong
        assert take(manager, "ApprovePeriod", period_id, digest="00") == wrong
        assert take(manager, "ReopenReview", period_id, reason="x") == wrong
        assert state() == "open"

    def test_wait_for_the_end_and_for_the_half_month_before(self, period_id: str, manager: Any) -> None:
        rows = manager.data("{ periods(first: 3) { nodes { id } } }")["periods"]["nodes"]

        for row in rows[1:]:
            done = take(manager, "CutOffPeriod", row["id"])
            assert done == {"period": None, "errors": [{"code": "PERIOD_NOT_OVER", "path": []}]}
        with as_market("casablanca"):
            assert not Period.objects.exclude(state="open").exists()

    @pytest.mark.parametrize("step", ["CutOffPeriod", "StartReview", "SealPeriod"])
    @pytest.mark.parametrize(
        ("role", "allowed"),
        [
            (Role.MARKET_MANAGER, True),
            (Role.ACCOUNTANT, True),
            (Role.AUDITOR, False),
            (Role.CASHIER, False),
            (Role.STOCK_KEEPER, False),
            (Role.INTEGRATOR, False),
        ],
    )
    def test_are_for_who_keeps_the_books(
        self, period_id: str, sign_in: Callable[..., Any], step: str, role: Role, allowed: bool
    ) -> None:
        api = sign_in(role, scope="casablanca")

        asked = api.codes(document(step), input={"periodId": period_id})
        assert asked == ([] if allowed else ["FORBIDDEN"])

    def test_are_not_for_strangers_nor_for_delegates(
        self, period_id: str, books: Any, anonymous: Any, sign_in: Callable[..., Any]
    ) -> None:
        anonymous.host = "casablanca"
        mine = books.shop.nation.cooperatives[0]
        delegate = sign_in(Role.COOPERATIVE_DELEGATE, scope="casablanca", cooperative_id=mine)

        for step in STEPS:
            given = {"periodId": period_id} | ({"digest": "00"} if step == "ApprovePeriod" else {})
            assert anonymous.codes(document(step), input=given) == ["UNAUTHENTICATED"]
            assert delegate.codes(document(step), input=given) == ["FORBIDDEN"]
        assert state() == "open"

    def test_find_nothing_under_another_market_s_id(
        self, period_id: str, manager: Any, sign_in: Callable[..., Any]
    ) -> None:
        there = current(sign_in(Role.MARKET_MANAGER, scope="marrakech"))

        no_such = urlsafe_b64encode(b"Period:casablanca:99999999999").decode().rstrip("=")

        for wrong in (there["id"], period_id + "=", no_such, "x"):
            done = take(manager, "CutOffPeriod", wrong)
            assert done == {"period": None, "errors": [{"code": "NOT_FOUND", "path": ["periodId"]}]}
        assert state() == "open"


class TestPeriodReview:
    def test_shows_what_would_be_issued(self, period_id: str, manager: Any, books: Any) -> None:
        found = review(manager, period_id)

        assert len(found["digest"]) == 64 and found["statements"] == 1
        assert {name: amount["amountMinor"] for name, amount in found["totals"].items()} == {
            "sales": 2000,
            "returns": 1000,
            "payable": 1000,
            "held": 0,
            "carried": 0,
        }
        [draft] = found["drafts"]
        assert draft["cooperative"]["code"] and draft["cooperative"]["region"] == {"code": "MA-06"}
        assert draft["net"] == draft["payable"] == {"amountMinor": 1000}
        assert draft["reasons"] == []

    def test_pages_through_its_drafts(self, period_id: str, manager: Any, books: Any) -> None:
        for _ in range(3):
            books.shop.sell((books.shop.add_goods(), 1))
        whole = review(manager, period_id)["drafts"]
        first = review(manager, period_id, first=3)["drafts"]
        rest = review(manager, period_id, after=first[-1]["cooperative"]["id"])["drafts"]

        assert len(whole) == 4 and first + rest == whole
        for size in (0, 501):
            assert manager.codes(REVIEW, id=period_id, first=size) == ["BAD_USER_INPUT"]
        assert manager.codes(REVIEW, id=period_id, first=1, after="x") == ["NOT_FOUND"]

    def test_takes_as_many_statements_for_many_cooperatives_as_for_one(
        self, period_id: str, manager: Any, books: Any
    ) -> None:
        review(manager, period_id)
        review(manager, period_id)
        of_one = len(manager.statements)
        for _ in range(4):
            books.shop.sell((books.shop.add_goods(), 1))
        review(manager, period_id)

        assert len(manager.statements) == of_one

    @pytest.mark.parametrize(
        ("role", "codes"),
        [
            (Role.MARKET_MANAGER, []),
            (Role.ACCOUNTANT, []),
            (Role.AUDITOR, []),
            (Role.CASHIER, ["FORBIDDEN"]),
            (Role.INTEGRATOR, ["FORBIDDEN"]),
        ],
    )
    def test_is_for_the_house(
        self, period_id: str, sign_in: Callable[..., Any], role: Role, codes: list[str]
    ) -> None:
        assert sign_in(role, scope="casablanca").codes(REVIEW, id=period_id, first=1) == codes

    def test_is_not_there_for_a_delegate(
        self, period_id: str, books: Any, sign_in: Callable[..., Any]
    ) -> None:
        mine = books.shop.nation.cooperatives[0]
        api = sign_in(Role.COOPERATIVE_DELEGATE, scope="casablanca", cooperative_id=mine)

        assert api.codes(REVIEW, id=period_id, first=1) == ["NOT_FOUND"]


class TestClosingRules:
    def test_are_set_for_half_months_to_come(self, manager: Any) -> None:
        given = {"firstPeriod": 2026112, "cutOffHour": 20, "graceMinutes": 90}

        done = manager.data(SET_RULE, input=given)["setClosingRule"]
        assert done == {"closingRule": given, "errors": []}
        assert manager.data(SET_RULE, input=given)["setClosingRule"] == done
        ends = manager.data("{ periods(first: 3) { nodes { endsAt cutOffAt } } }")["periods"]["nodes"]
        assert ends[1] == {"endsAt": "2026-11-30T20:00:00Z", "cutOffAt": "2026-11-30T21:30:00Z"}
        rules = manager.data("{ closingRules { nodes { firstPeriod } } }")["closingRules"]["nodes"]
        assert rules == [{"firstPeriod": 2026112}]

    @pytest.mark.parametrize(
        ("changes", "path"),
        [
            ({"firstPeriod": 2026111}, ["firstPeriod"]),
            ({"firstPeriod": 2026113}, []),
            ({"cutOffHour": 25}, ["cutOffHour"]),
            ({"graceMinutes": -1}, ["graceMinutes"]),
        ],
    )
    def test_refused_change_nothing(self, manager: Any, changes: Any, path: list[str]) -> None:
        given = {"firstPeriod": 2026112, "cutOffHour": 20, "graceMinutes": 90} | changes

        [error] = manager.data(SET_RULE, input=given)["setClosingRule"]["errors"]
        assert error == {"code": "INVALID_VALUE", "path": path}
        with as_market("casablanca"):
            assert not ClosingRule.objects.exists()

    def test_are_not_for_the_tills(self, sign_in: Callable[..., Any]) -> None:
        given = {"firstPeriod": 2026112, "cutOffHour": 20, "graceMinutes": 90}

        for role in (Role.CASHIER, Role.AUDITOR, Role.INTEGRATOR):
            assert sign_in(role, scope="casablanca").codes(SET_RULE, input=given) == ["FORBIDDEN"]
