from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from kernel.errors import InvalidValue, NotFound
from kernel.ids import new_id
from markets.fees import operations as fees
from markets.fees import queries
from markets.fees.models import FeeRule, FeeRuleVersion
from markets.fees.types import MARKET_FEE, ComponentKind, FeeComponent, FeeTerms, Goods, Scope

ACTOR = "person:amina"
TOMORROW = date(2026, 11, 11)
GOODS = Goods("K-7", UUID(int=1), ("agri", "fresh-fruit"), "agri")


def share(basis_points: int, *, effective_from: date = TOMORROW, **said: Any) -> FeeTerms:
    component = FeeComponent(kind=ComponentKind.PERCENTAGE, basis_points=basis_points)
    return FeeTerms(effective_from=effective_from, components=(component,), **said)


def charged(day: date, goods: Goods = GOODS) -> int:
    """What is taken of a hundred dirhams."""
    plan = queries.plan_on(day, cooperatives=[goods.cooperative_id])
    return plan.charge(goods, day=day, amount_minor=10_000, quantity=1).fee_minor


@pytest.fixture
def set_rule(casablanca: str, now: datetime) -> Callable[..., FeeRule]:
    def make(terms: FeeTerms, **given: Any) -> FeeRule:
        request = {"rule_id": new_id(), "name": "Commission", "set_at": now, "actor": ACTOR}
        return fees.set_rule(terms=terms, **(request | given))

    return make


@pytest.fixture
def add_version(now: datetime) -> Callable[..., FeeRuleVersion]:
    def add(rule: FeeRule, terms: FeeTerms) -> FeeRuleVersion:
        return fees.add_version(rule_id=rule.id, terms=terms, set_at=now, actor=ACTOR)

    return add


class TestSetRule:
    def test_charges_nothing_before_its_day_and_nothing_without_a_rule(self, set_rule: Any) -> None:
        assert charged(TOMORROW) == 0
        set_rule(share(300))
        assert [charged(TOMORROW - timedelta(days=1)), charged(TOMORROW)] == [0, 300]

    def test_keeps_whom_it_is_for_and_how_much(
        self, set_rule: Any, make_cooperative: Any, nation: Any
    ) -> None:
        maker = make_cooperative()
        terms = FeeTerms(
            effective_from=TOMORROW,
            effective_until=date(2027, 1, 1),
            scope=Scope(
                contracts=("K-7",), cooperatives=(maker.id,), categories=("fresh-fruit",), groups=("agri",)
            ),
            components=(
                FeeComponent(kind=ComponentKind.PERCENTAGE, basis_points=250, min_minor=50, max_minor=900),
                FeeComponent(kind=ComponentKind.FIXED, fixed_minor=20),
            ),
        )
        rule = set_rule(terms, name="  Contrat K-7 ")
        version = rule.versions.get()
        assert (rule.name, version.number, version.set_by) == ("Contrat K-7", 1, ACTOR)
        assert queries.terms_of(version) == terms
        goods = replace(GOODS, cooperative_id=maker.id)
        assert charged(TOMORROW, goods) == 270
        assert charged(TOMORROW, replace(goods, contract="")) == 0
        assert charged(date(2027, 1, 1), goods) == 0

    def test_is_once_however_often_and_never_another_under_its_id(self, set_rule: Any) -> None:
        rule = set_rule(share(300))
        assert set_rule(share(300), rule_id=rule.id) == rule
        for other in ({"terms": share(301)}, {"terms": share(300), "name": "Other"}):
            with pytest.raises(fees.FeeRuleIdReused):
                set_rule(**({"rule_id": rule.id} | other))
        assert FeeRuleVersion.objects.count() == 1

    def test_is_answered_the_same_after_its_day_and_after_another_version(
        self, set_rule: Any, add_version: Any, now: datetime
    ) -> None:
        rule = set_rule(share(300))
        add_version(rule, share(400, effective_from=date(2026, 12, 1)))
        assert set_rule(share(300), rule_id=rule.id, set_at=now + timedelta(days=9)) == rule

    @pytest.mark.parametrize("day", [date(2026, 11, 10), date(2026, 11, 9)])
    def test_needs_a_day_to_come(self, set_rule: Any, day: date) -> None:
        with pytest.raises(fees.FeeRuleInThePast):
            set_rule(share(300, effective_from=day))
        assert not FeeRule.objects.exists()

    @pytest.mark.parametrize(
        "scope", [Scope(categories=("fresh-fruit", "ghosts")), Scope(cooperatives=(UUID(int=7),))]
    )
    def test_refuses_whom_nobody_knows(self, set_rule: Any, nation: Any, scope: Scope) -> None:
        nation()
        with pytest.raises(NotFound):
            set_rule(share(300, scope=scope))
        assert not FeeRule.objects.exists()

    @pytest.mark.parametrize("name", ["", "  ", "x" * 121])
    def test_refuses_a_name_that_is_none(self, set_rule: Any, name: str) -> None:
        with pytest.raises(InvalidValue):
            set_rule(share(300), name=name)


class TestAddVersion:
    def test_holds_until_the_next_day_set_whichever_came_first(self, set_rule: Any, add_version: Any) -> None:
        rule = set_rule(share(100, effective_from=date(2026, 12, 1)))
        add_version(rule, share(200, effective_from=date(2027, 1, 1)))
        add_version(rule, share(300, effective_from=date(2026, 12, 15)))
        days = [date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 15), date(2027, 1, 1)]
        assert [charged(day) for day in days] == [0, 100, 300, 200]

    def test_mends_what_was_said_of_a_day_to_come(self, set_rule: Any, add_version: Any) -> None:
        rule = set_rule(share(3_000))
        mended = add_version(rule, share(300))
        assert (mended.number, charged(TOMORROW)) == (2, 300)
        assert add_version(rule, share(300)) == mended
        assert add_version(rule, share(3_000)).number == 3

    def test_cannot_reach_a_day_that_has_begun(self, set_rule: Any, add_version: Any, now: datetime) -> None:
        rule = set_rule(share(300))
        with pytest.raises(fees.FeeRuleInThePast):
            fees.add_version(rule_id=rule.id, terms=share(400), set_at=now + timedelta(days=1), actor=ACTOR)
        assert charged(TOMORROW) == 300

    def test_is_for_a_rule_that_exists(self, casablanca: str, now: datetime) -> None:
        with pytest.raises(NotFound):
            fees.add_version(rule_id=new_id(), terms=share(1), set_at=now, actor=ACTOR)

    def test_is_never_changed(self, set_rule: Any) -> None:
        set_rule(share(300))
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            FeeRuleVersion.objects.update(components=[])


class TestEndRule:
    def test_ends_for_good_on_its_day(self, set_rule: Any, add_version: Any, now: datetime) -> None:
        rule = set_rule(share(300))
        add_version(rule, share(400, effective_from=date(2026, 12, 20)))
        say = {"rule_id": rule.id, "ended_at": now, "actor": ACTOR}
        ended = fees.end_rule(ends_on=date(2026, 12, 1), **say)
        assert (ended.ends_on, ended.ended_by) == (date(2026, 12, 1), ACTOR)
        assert fees.end_rule(ends_on=date(2026, 12, 1), **say) == ended
        assert [charged(date(2026, 11, 30)), charged(date(2026, 12, 1)), charged(date(2026, 12, 31))] == [
            300, 0, 0,
        ]  # fmt: skip
        with pytest.raises(fees.FeeRuleEnded):
            fees.end_rule(ends_on=date(2026, 12, 2), **say)
        with pytest.raises(fees.FeeRuleEnded):
            add_version(rule, share(500, effective_from=date(2026, 12, 1)))
        assert add_version(rule, share(500, effective_from=date(2026, 11, 20))).number == 3

    def test_needs_a_day_to_come(self, set_rule: Any, now: datetime) -> None:
        rule = set_rule(share(300))
        with pytest.raises(fees.FeeRuleInThePast):
            fees.end_rule(rule_id=rule.id, ends_on=now.date(), ended_at=now, actor=ACTOR)
        assert FeeRule.objects.get().ends_on is None


@pytest.mark.usefixtures("casablanca")
class TestAddPastRate:
    def test_makes_one_rule_over_everything_in_any_order(self, now: datetime) -> None:
        for day, basis_points in ((date(2018, 1, 1), 500), (date(2017, 1, 1), 300), (date(2018, 1, 1), 500)):
            fees.add_past_rate(effective_from=day, basis_points=basis_points, set_at=now, actor=ACTOR)
        assert [charged(date(2016, 12, 31)), charged(date(2017, 6, 1)), charged(TOMORROW)] == [0, 300, 500]
        assert FeeRule.objects.get().id == MARKET_FEE
        assert queries.past_rates() == {date(2017, 1, 1): 300, date(2018, 1, 1): 500}

    def test_refuses_another_rate_of_one_day_and_what_is_no_rate(self, now: datetime) -> None:
        say = {"effective_from": date(2017, 1, 1), "set_at": now, "actor": ACTOR}
        fees.add_past_rate(basis_points=300, **say)
        with pytest.raises(fees.FeeRateAlreadySet):
            fees.add_past_rate(basis_points=301, **say)
        with pytest.raises(InvalidValue):
            fees.add_past_rate(basis_points=10_001, **say)


class TestPlanOn:
    def test_is_one_statement_however_many_rules_and_leaves_out_other_cooperatives(
        self, set_rule: Any, make_cooperative: Any
    ) -> None:
        here, there = make_cooperative(), make_cooperative()
        set_rule(share(100))
        for maker in (here, there):
            set_rule(share(200, scope=Scope(cooperatives=(maker.id,))))
        with CaptureQueriesContext(connection) as statements:
            plan = queries.plan_on(TOMORROW, cooperatives=[here.id])
        assert len(statements) == 1
        of = {
            maker.id: plan.charge(
                replace(GOODS, cooperative_id=maker.id), day=TOMORROW, amount_minor=10_000, quantity=1
            ).fee_minor
            for maker in (here, there)
        }
        assert of == {here.id: 200, there.id: 100}
