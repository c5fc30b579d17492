"""Bank holidays through the API: headquarters edits them, everybody reads them, pay days follow."""

from collections.abc import Callable
from typing import Any

import pytest

from markets.periods import operations as periods
from shared_catalog.calendar.models import Holiday
from tenants.database.session import as_hq, as_market
from tenants.permissions import Role

SET = """mutation ($input: SetHolidayInput!) { setHoliday(input: $input) {
  holiday { day name { ar fr en } provisional cancelled } errors { code path } } }"""
CANCEL = """mutation ($input: CancelHolidayInput!) { cancelHoliday(input: $input) {
  holiday { day cancelled } errors { code path } } }"""
HOLIDAYS = (
    "query ($filter: HolidayFilter) { holidays(filter: $filter) { nodes { day provisional cancelled } } }"
)
NAME = {"ar": "عيد", "fr": "Aïd", "en": "Eid"}


def given(**changes: Any) -> dict[str, Any]:
    return {"day": "2026-11-16", "name": NAME, "provisional": True, "expectedVersion": 0} | changes


def days(api: Any, **filter: Any) -> list[Any]:
    found: list[Any] = api.data(HOLIDAYS, filter=filter)["holidays"]["nodes"]
    return found


class TestSetHoliday:
    def test_says_that_banks_are_closed_and_pay_days_follow(self, admin: Any, manager: Any) -> None:
        done = admin.data(SET, input=given())["setHoliday"]
        holiday = {"day": "2026-11-16", "name": NAME, "provisional": True, "cancelled": False}
        assert done == {"holiday": holiday, "errors": []}

        with as_market("casablanca"):
            periods.refresh_pay_days()
        current = manager.data("{ currentPeriod { payOn payOnProvisional } }")["currentPeriod"]
        assert current == {"payOn": "2026-11-17", "payOnProvisional": True}

    def test_again_changes_nothing_and_may_confirm(self, admin: Any) -> None:
        admin.data(SET, input=given())
        with as_hq():
            before = Holiday.objects.get(day="2026-11-16")
        assert admin.data(SET, input=given())["setHoliday"]["errors"] == []
        with as_hq():
            assert Holiday.objects.get(pk=before.pk).changed_at == before.changed_at

        confirmed = admin.data(SET, input=given(provisional=False, expectedVersion=1))["setHoliday"][
            "holiday"
        ]
        assert not confirmed["provisional"]

    @pytest.mark.parametrize(
        ("changes", "path"),
        [({"day": "2060-01-01"}, ["day"]), ({"name": NAME | {"fr": " "}}, [])],
    )
    def test_refused_changes_nothing(self, admin: Any, changes: Any, path: list[str]) -> None:
        with as_hq():
            before = Holiday.objects.count()

        [error] = admin.data(SET, input=given(**changes))["setHoliday"]["errors"]
        assert error == {"code": "INVALID_VALUE", "path": path}
        with as_hq():
            assert Holiday.objects.count() == before

    @pytest.mark.parametrize(
        "role", [Role.HQ_ANALYST, Role.REGISTRY_OFFICER, Role.COMMITTEE_MEMBER, Role.AUDITOR]
    )
    def test_is_for_administrators(self, sign_in: Callable[..., Any], role: Role) -> None:
        api = sign_in(role)

        assert api.codes(SET, input=given()) == ["FORBIDDEN"]
        assert api.codes(CANCEL, input={"day": "2026-11-18", "expectedVersion": 1}) == ["FORBIDDEN"]

    def test_does_not_exist_in_a_market(self, manager: Any) -> None:
        assert manager.codes(SET, input=given())[0] == "VALIDATION"


class TestCancelHoliday:
    def test_says_that_banks_work_after_all(self, admin: Any, manager: Any) -> None:
        for _ in range(2):
            done = admin.data(CANCEL, input={"day": "2026-11-18", "expectedVersion": 1})["cancelHoliday"]
            assert done == {"holiday": {"day": "2026-11-18", "cancelled": True}, "errors": []}

        november = {"range": {"gte": "2026-11-01", "lt": "2026-12-01"}}
        assert [row["day"] for row in days(manager, day=november, cancelled=True)] == ["2026-11-18"]

    def test_finds_no_day_that_is_not_there(self, admin: Any) -> None:
        done = admin.data(CANCEL, input={"day": "2026-11-17", "expectedVersion": 1})["cancelHoliday"]

        assert done == {"holiday": None, "errors": [{"code": "NOT_FOUND", "path": ["day"]}]}


class TestHolidays:
    def test_are_read_on_both_kinds_of_host_and_mark_estimates(self, admin: Any, manager: Any) -> None:
        year = {"range": {"gte": "2026-01-01", "lt": "2027-01-01"}}

        assert days(manager, day=year) == days(admin, day=year)
        certain = {row["day"] for row in days(manager, day=year, provisional=False)}
        assert {"2026-01-14", "2026-07-30", "2026-11-18"} <= certain
        assert len(days(manager, day=year, provisional=True)) >= 4

    def test_are_for_people_with_a_role(self, sign_in: Callable[..., Any], anonymous: Any) -> None:
        assert sign_in(Role.CASHIER, scope="casablanca").codes(HOLIDAYS) == []
        assert anonymous.codes(HOLIDAYS) == ["UNAUTHENTICATED"]
