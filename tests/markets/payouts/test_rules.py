"""Which report may follow which, which approvals suffice, and names that stay the same."""

import string
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markets.payouts import rules
from markets.payouts.types import AttemptState, Hearing, Rail, Report, ReportOutcome

A, R, L, C = Hearing.APPLIED, Hearing.REPEATED, Hearing.OVERTAKEN, Hearing.CONTRADICTED
STATES = ("draft", "approved", "cancelled", "submitted", "accepted", "paid", "rejected", "returned")
MATRIX = {
    "accepted": (C, C, C, A, R, L, L, L),
    "paid": (C, C, C, A, A, R, C, L),
    "rejected": (C, C, C, A, A, C, R, C),
    "returned": (C, C, C, A, A, A, C, R),
}
ITEM = (UUID(int=1), UUID(int=2), 1_000, "007780000000000000000170")


class TestHear:
    @pytest.mark.parametrize(
        ("outcome", "state", "hearing"),
        [
            (outcome, state, hearing)
            for outcome, row in MATRIX.items()
            for state, hearing in zip(STATES, row, strict=True)
        ],
    )
    def test_knows_every_report_in_every_state(self, outcome: str, state: str, hearing: Hearing) -> None:
        assert rules.hear(ReportOutcome(outcome), AttemptState(state)) is hearing

    def test_is_asked_about_every_state_and_outcome_there_is(self) -> None:
        assert set(STATES) == set(AttemptState) and set(MATRIX) == set(ReportOutcome)

    def test_doubts_only_payments_of_what_was_given_up(self) -> None:
        doubted = {
            (outcome, state)
            for outcome in ReportOutcome
            for state in AttemptState
            if rules.must_be_looked_at(outcome, state)
        }
        assert doubted == {("paid", "rejected"), ("paid", "cancelled")}


class TestApprovalsSuffice:
    @pytest.mark.parametrize(
        ("total_minor", "threshold", "networks", "suffice"),
        [
            (10**9, None, [], False),
            (10**9, None, [False], True),
            (999, 1_000, [False], True),
            (1_000, 1_000, [False], False),
            (1_000, 1_000, [True], False),
            (1_000, 1_000, [False, False], False),
            (1_000, 1_000, [False, True], True),
            (1_000, 1_000, [True, True], True),
            (1, 0, [False], False),
        ],
    )
    def test_asks_headquarters_from_the_threshold_on(
        self, total_minor: int, threshold: int | None, networks: list[bool], suffice: bool
    ) -> None:
        assert suffice is rules.approvals_suffice(
            total_minor=total_minor, co_approval_from_minor=threshold, networks=networks
        )


class TestNames:
    @given(st.uuids(), st.uuids())
    def test_are_short_plain_and_as_many_as_attempts(self, first: UUID, second: UUID) -> None:
        name = rules.end_to_end_id(first)
        assert len(name) == 28
        assert set(name) <= set(string.ascii_uppercase + string.digits)
        assert (name == rules.end_to_end_id(second)) is (first == second)


class TestBatchDigest:
    def digest(self, *items: tuple[UUID, UUID, int, str], day: int = 1, rail: Rail = Rail.MANUAL) -> bytes:
        return rules.batch_digest(rail=rail, execution_on=date(2026, 12, day), items=items)

    def test_is_the_same_in_any_order(self) -> None:
        other = (UUID(int=9), *ITEM[1:])
        assert self.digest(ITEM, other) == self.digest(other, ITEM)

    @pytest.mark.parametrize(
        "changed",
        [
            (UUID(int=3), *ITEM[1:]),
            (ITEM[0], UUID(int=3), *ITEM[2:]),
            (*ITEM[:2], 1_001, ITEM[3]),
            (*ITEM[:3], ""),
        ],
    )
    def test_is_another_for_any_other_payment(self, changed: tuple[UUID, UUID, int, str]) -> None:
        assert self.digest(ITEM) != self.digest(changed)

    def test_is_another_for_another_day_rail_or_number(self) -> None:
        assert (
            len(
                {
                    self.digest(ITEM),
                    self.digest(ITEM, day=2),
                    self.digest(ITEM, rail=Rail.STRIPE),
                    self.digest(),
                }
            )
            == 4
        )


class TestReport:
    @pytest.mark.parametrize("source", ["", "x" * 201])
    def test_says_where_it_was_said(self, source: str) -> None:
        with pytest.raises(ValueError, match="a source has"):
            Report(
                end_to_end_id="TD",
                outcome=ReportOutcome.PAID,
                source=source,
                happened_on=date(2026, 11, 16),
            )
