"""The way through a programme, its money and its report, on generated programmes."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from qualifying import NAMES

from shared_catalog.qualification import rules
from shared_catalog.qualification.types import (
    BlockerCode,
    BlockerFacts,
    CostFacts,
    EnrolmentFacts,
    OverrunFacts,
    PartnerTerms,
    ProgrammeReport,
    Reached,
    StepKind,
)

pytestmark = pytest.mark.property

FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 400).map(lambda days: FIRST + timedelta(days=days))
PARTNERS = tuple(
    PartnerTerms(code=code, names=NAMES, budget_minor=budget) for code, budget in (("A", 9), ("B", 0))
)


@st.composite
def enrolments(draw: st.DrawFn) -> EnrolmentFacts:
    done = sorted(draw(st.lists(DAYS, max_size=6)))
    started_on = draw(DAYS.filter(lambda day: not done or day <= done[0]))
    dropped = draw(st.none() | DAYS) if len(done) < 6 else None
    return EnrolmentFacts(
        cooperative_id=UUID(int=draw(st.integers(1, 5))),
        cohort=draw(st.sampled_from(("1", "2"))),
        region=draw(st.sampled_from(("MA-06", "MA-09"))),
        group=draw(st.sampled_from(("terroir", "agri"))),
        started_on=started_on,
        dropped_on=None if dropped is None else max([started_on, *done, dropped]),
        done=dict(zip(StepKind, done, strict=False)),
        members=Reached(cooperatives=1, women=3, men=2, youth=1, rural=4),
    )


COSTS = st.builds(
    CostFacts, payer=st.sampled_from(("A", "B", "")), amount_minor=st.integers(1, 10_000), paid_on=DAYS
)
OVERRUNS = st.builds(
    OverrunFacts, payer=st.sampled_from(("A", "B")), amount_minor=st.integers(1, 10_000), signed_on=DAYS
)
BLOCKERS = st.tuples(st.sampled_from(BlockerCode), DAYS, st.none() | st.integers(0, 90)).map(
    lambda drawn: BlockerFacts(
        code=drawn[0],
        since=drawn[1],
        until=None if drawn[2] is None else drawn[1] + timedelta(days=drawn[2]),
    )
)


@given(
    enrolled=st.lists(enrolments(), max_size=12),
    costs=st.lists(COSTS, max_size=12),
    overruns=st.lists(OVERRUNS, max_size=4),
    blockers=st.lists(BLOCKERS, max_size=12),
    as_of=DAYS,
)
def test_a_report_adds_up_on_every_day(
    enrolled: list[EnrolmentFacts],
    costs: list[CostFacts],
    overruns: list[OverrunFacts],
    blockers: list[BlockerFacts],
    as_of: date,
) -> None:
    def on(day: date) -> ProgrammeReport:
        return rules.report(
            as_of=day,
            target=3,
            partners=PARTNERS,
            enrolments=enrolled,
            costs=costs,
            overruns=overruns,
            blockers=blockers,
        )

    found = on(as_of)
    for parts in (found.by_region, found.by_group, found.by_cohort):
        for name in ("enrolled", "active", "dropped", "authorised"):
            assert sum(getattr(part, name) for part in parts.values()) == getattr(found.funnel, name)
    counted = found.funnel
    assert counted.enrolled == counted.active + counted.dropped + counted.authorised
    assert min(counted.active, counted.dropped, counted.authorised) >= 0
    assert all(counted.done[before] >= counted.done[after] for before, after in pairwise(StepKind))
    assert found.spent_minor == sum(one.amount_minor for one in costs if one.paid_on <= as_of)
    assert found.spent_minor == found.own_minor + sum(one.spent_minor for one in found.spending)
    told = sum((one.standing.count if one.standing else 0) for one in found.blockers)
    assert told == sum(one.since <= as_of and (one.until is None or one.until > as_of) for one in blockers)
    assert found.authorised.cooperatives == len(found.authorised_on) <= counted.authorised
    # What came later changes nothing of what is told of an earlier day.
    later = on(as_of + timedelta(days=30))
    assert later.funnel.authorised >= counted.authorised and later.spent_minor >= found.spent_minor


@given(days=st.lists(st.integers(0, 2_000), min_size=1, max_size=40))
def test_quartiles_are_days_that_occurred_with_so_many_on_either_side(days: list[int]) -> None:
    found = rules.spread(days)
    assert found is not None
    for quarter, value in enumerate((found.lower_quartile, found.median, found.upper_quartile), start=1):
        assert value in days
        assert 4 * sum(day <= value for day in days) >= quarter * len(days)
        assert 4 * sum(day < value for day in days) < quarter * len(days)
    assert found.longest == max(days)


@given(
    budget=st.integers(0, 1_000),
    signed=st.integers(0, 200),
    amounts=st.lists(st.integers(1, 400), max_size=12),
)
def test_a_budget_is_never_exceeded_beyond_what_was_signed(
    budget: int, signed: int, amounts: list[int]
) -> None:
    spent = 0
    for amount in amounts:
        beyond = rules.excess(
            budget_minor=budget, overruns_minor=signed, spent_minor=spent, amount_minor=amount
        )
        assert beyond == max(0, spent + amount - (budget + signed))
        if not beyond:
            spent += amount
    assert spent <= budget + signed


@given(order=st.permutations(list(StepKind)))
def test_steps_follow_as_the_authority_takes_them(order: list[StepKind]) -> None:
    done: dict[StepKind, date] = {}
    refused: Counter[StepKind] = Counter()
    day = FIRST
    while len(done) < len(StepKind):
        for kind in order:
            if kind in done:
                continue
            day += timedelta(days=1)
            missing = rules.missing_before(kind, on=day, done=done)
            assert set(missing) <= set(rules.BEFORE[kind]) - set(done)
            if missing:
                refused[kind] += 1
                continue
            done[kind] = day
        assert max(refused.values(), default=0) <= 3, "it never ends"
    assert rules.is_complete(done)
    assert done[StepKind.DIAGNOSTIC] < done[StepKind.FILE_LODGED] < done[StepKind.ONSSA_VISIT]
    assert max(done.values()) >= done[StepKind.AUTHORISATION] > done[StepKind.ONSSA_VISIT]
    assert not rules.is_complete({kind: on for kind, on in done.items() if kind != StepKind.ONSSA_VISIT})
