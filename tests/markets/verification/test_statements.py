"""Statements derived again from the ledger: equal where nothing happened, and told by name where it did."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from settling import ACCOUNTANT, MANAGER, close_half_month

from kernel.halfmonth import HalfMonth
from kernel.ids import new_id
from markets.periods import queries as calendar
from markets.sales.models import Sale
from markets.settlement import operations as settlement
from markets.settlement.models import Statement
from markets.verification.queries import violations
from markets.verification.statements import Rederived, rederive

FIRST = HalfMonth(2026, 11, 1)

Bend = Callable[..., list[Any]]


def derived() -> list[Rederived]:
    return list(rederive(calendar.closed(calendar.periods())))


def unlike() -> dict[object, set[str]]:
    """Which names differ, by statement."""
    return {one.statement_id: set(one.differences) for one in derived() if one.differences}


def test_every_statement_is_derived_in_the_order_of_half_months(traded: Sale) -> None:
    found = derived()

    issued = Statement.objects.order_by("period_id", "number").values_list("period_id", "id")
    assert [(one.period_id, one.statement_id) for one in found] == list(issued)
    assert unlike() == {}


def test_a_centime_more_in_the_ledger_is_told_at_its_statement_alone(traded: Sale, bend: Bend) -> None:
    [cooperative_id] = bend(
        "UPDATE ledger_posting SET amount_minor = amount_minor + 1 WHERE id = (SELECT min(id) FROM"
        " ledger_posting WHERE kind = 'sale') RETURNING (SELECT cooperative_id FROM ledger_account"
        " WHERE id = credit_id)"
    )

    [wrong] = [one for one in derived() if one.differences]
    assert (wrong.period_id, wrong.cooperative_id) == (FIRST.key, cooperative_id)
    issued, due = wrong.differences["sales_minor"]
    assert due == int(str(issued)) + 1
    assert {"sales_minor", "net_minor", "payable_minor", "digest"} <= set(wrong.differences)


def test_a_posting_of_another_kind_or_number_is_told_though_amounts_are_the_same(
    traded: Sale, bend: Bend
) -> None:
    [statement_id] = bend(
        "WITH moved AS (SELECT posting_id, statement_id FROM settlement_statementline WHERE kind = 'fee'"
        " ORDER BY id LIMIT 1), gone AS (DELETE FROM settlement_statementline WHERE posting_id IN"
        " (SELECT posting_id FROM moved)) SELECT statement_id FROM moved"
    )
    bend(
        "UPDATE ledger_posting SET id = 999999999 WHERE id = (SELECT posting.id FROM ledger_posting posting"
        " LEFT JOIN settlement_statementline line ON line.posting_id = posting.id"
        " WHERE posting.kind = 'fee' AND line.id IS NULL)"
    )

    assert unlike() == {statement_id: {"digest"}}


def test_what_nothing_explains_and_what_is_missing_is_told(traded: Sale, bend: Bend) -> None:
    [statement_id] = bend("UPDATE settlement_statement SET period_id = 2026121 WHERE number = 1 RETURNING id")
    bend("UPDATE periods_period SET state = 'sealed', sealed_at = now() WHERE id = 2026121")

    told = [(one.statement_id, one.differences["issued"]) for one in derived() if "issued" in one.differences]
    assert (None, (False, True)) in told
    moved = next(one for one in derived() if one.statement_id == statement_id)
    assert moved.differences


@pytest.mark.parametrize("reasons", ['[{"code": "suspended"}]', '"nonsense"', "[3]"])
def test_reasons_that_were_never_written_are_told(traded: Sale, bend: Bend, reasons: str) -> None:
    [statement_id] = bend(
        f"UPDATE settlement_statement SET reasons = '{reasons}' WHERE number = 1 RETURNING id"
    )

    assert "reasons" in unlike()[statement_id]


def test_holds_and_plans_of_the_time_are_not_what_is_wrong(
    sold: Sale, now: datetime, make_goods: Callable[..., Any], sell: Callable[..., Any]
) -> None:
    """A debt that a plan takes back bit by bit, and a hold, both gone when one looks."""
    first, second = (line.cooperative for line in sold.lines.order_by("position"))
    adjustment_id, plan_id, hold_id = new_id(), new_id(), new_id()
    settlement.propose_adjustment(
        adjustment_id=adjustment_id,
        cooperative_id=first.id,
        amount_minor=-1_000_000,
        reason="counted twice",
        at=now,
        actor=ACCOUNTANT,
    )
    settlement.approve_adjustment(adjustment_id=adjustment_id, at=now, actor=MANAGER)
    settlement.place_hold(
        hold_id=hold_id,
        cooperative_id=second.id,
        amount_minor=100,
        reason="a count is due",
        review_on=FIRST.next().last_day,
        at=now,
        actor=ACCOUNTANT,
    )
    close_half_month(FIRST)
    settlement.agree_recovery_plan(
        plan_id=plan_id,
        cooperative_id=first.id,
        instalment_minor=500,
        evidence="signed",
        at=FIRST.ends_at,
        actor=MANAGER,
    )
    sell(
        (make_goods(cooperative=first, price_minor=9_000), 1),
        occurred_at=FIRST.next().starts_at + timedelta(hours=10),
    )
    close_half_month(FIRST.next())
    settlement.lift_hold(hold_id=hold_id, note="counted", at=FIRST.next().ends_at, actor=MANAGER)
    settlement.end_recovery_plan(plan_id=plan_id, at=FIRST.next().ends_at, actor=MANAGER)

    assert Statement.objects.filter(carried_minor__lt=0, payable_minor__gt=0).exists()
    assert unlike() == {}
    assert violations() == []


def test_one_half_month_is_read_at_a_time(traded: Sale) -> None:
    stream = rederive(calendar.closed(calendar.periods()))
    with CaptureQueriesContext(connection) as asked:
        next(stream)
        of_the_first = len(asked)
        list(stream)

    assert 0 < of_the_first < len(asked)
