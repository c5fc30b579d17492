"""A balance is paid, held or carried, over any number of half-months, and never a centime is lost."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markets.settlement import rules, wording
from markets.settlement.rules import reasons_of, settle, standing_told
from markets.settlement.types import (
    GOOD_STANDING,
    AccountState,
    Brought,
    Draft,
    LineKind,
    Movement,
    Outcome,
    Reason,
    ReasonCode,
    Standing,
)

ARGAN = UUID(int=1)
REVIEW_DAY = date(2026, 12, 1)

amounts = st.integers(0, 10**6)
movements = st.builds(
    Movement,
    cooperative_id=st.just(ARGAN),
    sales_minor=amounts,
    returns_minor=amounts,
    fees_minor=st.integers(0, 10**5),
    adjustments_minor=st.integers(-(10**6), 10**6),
)
holds = st.builds(
    Reason,
    code=st.just(ReasonCode.HELD),
    amount_minor=st.none() | st.integers(1, 10**6),
    until=st.just(REVIEW_DAY),
    note=st.just("contrôle"),
)
standings = st.builds(
    Standing,
    account=st.sampled_from(AccountState),
    authorisation_expired=st.booleans(),
    suspended=st.booleans(),
    disputed_minor=st.integers(0, 10**5),
    holds=st.lists(holds, max_size=3).map(tuple),
    instalment_minor=st.none() | st.integers(1, 10**5),
)


def sold(sales_minor: int = 0, *, returns_minor: int = 0) -> Movement:
    return Movement(cooperative_id=ARGAN, sales_minor=sales_minor, returns_minor=returns_minor)


def of(
    opening_minor: int = 0,
    sales_minor: int = 0,
    *,
    standing: Standing = GOOD_STANDING,
    minimum_minor: int = 0,
    released_minor: int = 0,
) -> Outcome:
    return settle(
        brought=Brought(opening_minor, released_minor),
        movement=sold(sales_minor),
        standing=standing,
        minimum_minor=minimum_minor,
    )


def parts(outcome: Outcome) -> tuple[int, int, int]:
    return outcome.held_minor, outcome.payable_minor, outcome.carried_minor


def codes(outcome: Outcome) -> list[str]:
    return [reason.code.value for reason in outcome.reasons]


class TestSettle:
    @pytest.mark.parametrize(
        ("opening_minor", "sales_minor", "minimum_minor", "payable_minor", "carried_minor"),
        [
            (0, 10_000, 0, 10_000, 0),
            (0, 0, 0, 0, 0),
            (-300, 200, 0, 0, -100),
            (-300, 300, 0, 0, 0),
            (4_999, 0, 5_000, 0, 4_999),
            (4_999, 1, 5_000, 5_000, 0),
            (0, 1, 0, 1, 0),
        ],
    )
    def test_pays_from_the_minimum_on_and_carries_the_rest(
        self, opening_minor: int, sales_minor: int, minimum_minor: int, payable_minor: int, carried_minor: int
    ) -> None:
        outcome = of(opening_minor, sales_minor, minimum_minor=minimum_minor)

        assert (outcome.payable_minor, outcome.carried_minor) == (payable_minor, carried_minor)

    @pytest.mark.parametrize(
        ("standing", "held"),
        [
            (Standing(account=AccountState.MISSING), 1_000),
            (Standing(authorisation_expired=True), 1_000),
            (Standing(suspended=True), 1_000),
            (Standing(disputed_minor=300), 300),
            (Standing(disputed_minor=3_000), 1_000),
            (Standing(holds=(Reason(code=ReasonCode.HELD, amount_minor=400),)), 400),
            (Standing(disputed_minor=300, holds=(Reason(code=ReasonCode.HELD, amount_minor=400),)), 700),
            (Standing(disputed_minor=300, holds=(Reason(code=ReasonCode.HELD),)), 1_000),
        ],
    )
    def test_holds_a_part_or_all(self, standing: Standing, held: int) -> None:
        assert parts(of(0, 1_000, standing=standing)) == (held, 1_000 - held, 0)

    def test_carries_what_a_partial_hold_leaves_below_the_minimum(self) -> None:
        standing = Standing(disputed_minor=700)

        outcome = of(0, 1_000, standing=standing, minimum_minor=500)
        assert parts(outcome) == (700, 0, 300)
        assert codes(outcome) == ["dispute", "below_minimum"]

    def test_holds_nothing_of_what_is_not_payable_anyway(self) -> None:
        standing = Standing(account=AccountState.MISSING)

        assert parts(of(0, 400, standing=standing, minimum_minor=500)) == (0, 0, 400)
        assert parts(of(-500, 400, standing=standing)) == (0, 0, -100)

    def test_pays_again_what_was_held_once_the_reason_is_gone(self) -> None:
        assert parts(of(0, 0, released_minor=1_000)) == (0, 1_000, 0)

    @given(
        st.lists(st.tuples(movements, standings, st.integers(0, 10**5)), max_size=60),
    )
    def test_loses_no_centime_over_many_half_months(
        self, half_months: list[tuple[Movement, Standing, int]]
    ) -> None:
        paid_minor, left = 0, Brought()
        for movement, standing, minimum_minor in half_months:
            outcome = settle(brought=left, movement=movement, standing=standing, minimum_minor=minimum_minor)
            assert outcome.payable_minor >= 0 and outcome.held_minor >= 0
            assert outcome.payable_minor == 0 or outcome.payable_minor >= minimum_minor
            assert outcome.carried_minor < max(minimum_minor, 1)
            paid_minor += outcome.payable_minor
            left = Brought(outcome.carried_minor, outcome.held_minor)

        total = sum(movement.total_minor for movement, _, _ in half_months)
        assert paid_minor + left.opening_minor + left.released_minor == total

    @given(st.lists(st.tuples(movements, standings), max_size=30), standings, st.integers(0, 10**5))
    def test_owes_nothing_for_long_once_nothing_stands_in_the_way(
        self, half_months: list[tuple[Movement, Standing]], last: Standing, minimum_minor: int
    ) -> None:
        left = Brought()
        for movement, standing in half_months:
            outcome = settle(brought=left, movement=movement, standing=standing, minimum_minor=minimum_minor)
            left = Brought(outcome.carried_minor, outcome.held_minor)

        outcome = settle(brought=left, movement=sold(), standing=GOOD_STANDING, minimum_minor=0)
        assert outcome.held_minor == 0 and outcome.carried_minor <= 0
        assert outcome.payable_minor == max(0, left.opening_minor + left.released_minor)


class TestRecoveryPlans:
    @pytest.mark.parametrize(
        ("sales_minor", "paid", "left"),
        [
            (3_000, 2_900, -900),
            (300, 200, -900),
            (60, 0, -940),
            (0, 0, -1_000),
        ],
    )
    def test_take_an_instalment_and_leave_the_rest_to_the_cooperative(
        self, sales_minor: int, paid: int, left: int
    ) -> None:
        outcome = of(-1_000, sales_minor, standing=Standing(instalment_minor=100))

        assert parts(outcome) == (0, paid, left)
        [reason] = outcome.reasons
        assert (reason.code, reason.amount_minor) == (ReasonCode.NEGATIVE, -left)

    def test_end_with_the_debt(self) -> None:
        outcome = of(-80, 500, standing=Standing(instalment_minor=100))

        assert parts(outcome) == (0, 420, 0)
        assert outcome.reasons == ()

    def test_take_no_more_than_agreed_of_earnings_below_the_minimum(self) -> None:
        standing = Standing(instalment_minor=100)

        first = of(-1_000, 300, standing=standing, minimum_minor=500)
        assert parts(first) == (200, 0, -900)
        assert codes(first) == ["below_minimum", "negative"]
        second = of(-900, 500, standing=standing, minimum_minor=500, released_minor=200)
        assert parts(second) == (0, 600, -800)

    def test_do_not_touch_a_new_debt(self) -> None:
        outcome = settle(
            brought=Brought(-100),
            movement=sold(returns_minor=50),
            standing=Standing(instalment_minor=10),
            minimum_minor=0,
        )

        assert parts(outcome) == (0, 0, -150)

    def test_carry_what_is_left_below_the_minimum_once_the_debt_is_gone(self) -> None:
        outcome = of(-1, 2, standing=Standing(instalment_minor=1), minimum_minor=2)

        assert parts(outcome) == (0, 0, 1)
        assert codes(outcome) == ["below_minimum"]

    @given(st.lists(movements, max_size=40), st.integers(1, 10**5), st.integers(0, 10**5))
    def test_never_take_more_of_an_old_debt_than_agreed(
        self, half_months: list[Movement], instalment_minor: int, minimum_minor: int
    ) -> None:
        standing, left = Standing(instalment_minor=instalment_minor), Brought()
        for movement in half_months:
            outcome = settle(brought=left, movement=movement, standing=standing, minimum_minor=minimum_minor)
            if (agreed_minor := left.opening_minor + instalment_minor) < 0:
                assert outcome.carried_minor <= agreed_minor
            left = Brought(outcome.carried_minor, outcome.held_minor)


class TestStandingTold:
    @given(
        standing=standings, movement=movements, opening_minor=st.integers(-(10**6), 10**6), minimum=amounts
    )
    def test_settles_as_the_standing_did_that_gave_the_reasons(
        self, standing: Standing, movement: Movement, opening_minor: int, minimum: int
    ) -> None:
        brought = Brought(opening_minor)
        outcome = settle(brought=brought, movement=movement, standing=standing, minimum_minor=minimum)

        told = replace(standing_told(outcome.reasons), instalment_minor=standing.instalment_minor)

        assert settle(brought=brought, movement=movement, standing=told, minimum_minor=minimum) == outcome


class TestReasons:
    def test_are_told_in_one_order(self) -> None:
        standing = Standing(
            account=AccountState.COOLING_OFF,
            usable_on=REVIEW_DAY,
            authorisation_expired=True,
            suspended=True,
            disputed_minor=5,
            holds=(Reason(code=ReasonCode.HELD, amount_minor=7, until=REVIEW_DAY, note="contrôle"),),
        )

        assert codes(of(0, 1_000, standing=standing)) == [
            "authorisation_expired",
            "dispute",
            "held",
            "recent_account_change",
            "suspended",
        ]
        assert [reason.code for reason in reasons_of(Standing(account=AccountState.MISSING))] == [
            ReasonCode.NO_VERIFIED_ACCOUNT
        ]

    @given(
        st.builds(
            Reason,
            code=st.sampled_from(ReasonCode),
            amount_minor=st.none() | amounts,
            until=st.none() | st.dates(),
            note=st.text(max_size=20),
        )
    )
    def test_come_back_from_a_statement_as_they_were_written(self, reason: Reason) -> None:
        assert rules.read(rules.written(reason)) == reason

    @given(
        st.builds(
            Reason,
            code=st.sampled_from(ReasonCode),
            amount_minor=st.none() | amounts,
            until=st.none() | st.dates(),
            note=st.text(max_size=20),
        )
    )
    def test_are_worded_in_three_languages(self, reason: Reason) -> None:
        said = wording.reason_in_words(reason)

        assert set(said) == {"ar", "fr", "en"} and all(said.values())

    def test_tell_amount_day_and_motive(self) -> None:
        said = wording.reason_in_words(
            Reason(code=ReasonCode.HELD, amount_minor=123_456, until=REVIEW_DAY, note="contrôle du stock")
        )

        assert said["en"] == (
            "The market holds back for now: 1,234.56 MAD. Reason: contrôle du stock. "
            "It looks again on 2026-12-01."
        )
        assert "1\N{NO-BREAK SPACE}234,56 MAD" in said["fr"] and "01/12/2026" in said["fr"]
        assert "درهم" in said["ar"]

    def test_explain_lines_that_are_no_plain_movement(self) -> None:
        explained = {kind for kind in LineKind if wording.line_in_words(kind, late=False)}

        assert explained == {LineKind.CARRY, LineKind.RELEASE, LineKind.HOLD}
        late = wording.line_in_words(LineKind.SALE, late=True)
        assert late is not None and "before this half-month" in late["en"]


class TestDigest:
    def test_covers_what_is_held_and_why(self) -> None:
        def digest(standing: Standing, sales_minor: int = 1_000) -> bytes:
            outcome = of(0, sales_minor, standing=standing)
            draft = Draft(movement=sold(sales_minor), brought=Brought(), outcome=outcome)
            return rules.digest_of(2026111, [draft])

        found = {
            digest(GOOD_STANDING),
            digest(GOOD_STANDING, 1_001),
            digest(Standing(suspended=True)),
            digest(Standing(account=AccountState.MISSING)),
            digest(Standing(disputed_minor=1)),
        }
        assert len(found) == 5
        assert digest(GOOD_STANDING) in found


class TestContestUntil:
    def test_is_thirty_days_after_the_issue(self) -> None:
        assert rules.contest_until(date(2026, 11, 16)) == date(2026, 12, 16)
