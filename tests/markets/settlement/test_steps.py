"""From the cut-off to the seal: who does which step, what an approval signs, and what makes it void."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from settling import ACCOUNTANT, MANAGER, approve_half_month, close_half_month, review_half_month

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.halfmonth import HalfMonth
from kernel.ids import new_id
from markets.events.models import Event
from markets.periods import operations as periods
from markets.periods.models import Period, PeriodTransition
from markets.settlement import operations as settlement
from markets.settlement import queries
from markets.settlement.models import Statement
from shared_catalog.registry.models import Cooperative
from tenants.database.session import as_market, close_connections

FIRST = HalfMonth(2026, 11, 1)
SECOND = FIRST.next()
AFTER = FIRST.ends_at + timedelta(hours=7)
Trade = Callable[..., None]


def digest(half_month: HalfMonth = FIRST) -> bytes:
    return queries.review_of(Period.objects.get(pk=half_month.key)).digest


def start(half_month: HalfMonth = FIRST, *, actor: str = ACCOUNTANT) -> Period:
    return settlement.start_review(period_id=half_month.key, at=AFTER, actor=actor)


def approve(half_month: HalfMonth = FIRST, *, signed: bytes | None = None, actor: str = MANAGER) -> Period:
    signed = digest(half_month) if signed is None else signed
    return settlement.approve_period(period_id=half_month.key, digest=signed, at=AFTER, actor=actor)


def reopen(reason: str = "une retenue oubliée", *, actor: str = MANAGER) -> Period:
    return settlement.reopen_review(period_id=FIRST.key, reason=reason, at=AFTER, actor=actor)


def seal(half_month: HalfMonth = FIRST, *, actor: str = ACCOUNTANT) -> Period:
    return settlement.seal_period(period_id=half_month.key, at=AFTER, actor=actor)


def hold(cooperative: Cooperative, amount_minor: int | None = 100) -> None:
    settlement.place_hold(
        hold_id=new_id(),
        cooperative_id=cooperative.id,
        amount_minor=amount_minor,
        reason="contrôle",
        review_on=date(2027, 1, 4),
        at=AFTER,
        actor=ACCOUNTANT,
    )


def steps() -> list[tuple[str, str, str]]:
    rows = PeriodTransition.objects.filter(period_id=FIRST.key)
    return [(row.after, row.actor, row.permission) for row in rows]


def state(half_month: HalfMonth = FIRST) -> str:
    return str(Period.objects.get(pk=half_month.key).state)


@pytest.fixture
def sold(argan: Cooperative, trade: Trade) -> Cooperative:
    """A half-month in which a cooperative sold for 100.00, under review by the accountant."""
    trade(argan, sold=10_000)
    review_half_month(FIRST)
    return argan


class TestStartReview:
    def test_notes_who_prepares(self, sold: Cooperative) -> None:
        assert Period.objects.get(pk=FIRST.key).prepared_by == ACCOUNTANT
        assert steps()[-1] == ("reviewing", ACCOUNTANT, "periods:close")

    def test_again_is_once_whoever_asks(self, sold: Cooperative) -> None:
        assert start(actor=MANAGER).prepared_by == ACCOUNTANT
        assert len(steps()) == 2

    def test_follows_the_cut_off(self, casablanca: str) -> None:
        with pytest.raises(periods.WrongPeriodState):
            start()
        assert state() == "open" and steps() == []

    def test_waits_for_the_half_month_before(self, sold: Cooperative) -> None:
        cut = Period.objects.get(pk=SECOND.key).cut_off_at
        periods.cut_off(period_id=SECOND.key, at=cut, actor=ACCOUNTANT, permission="periods:close")

        with pytest.raises(periods.EarlierPeriodOpen):
            start(SECOND)
        assert state(SECOND) == "cut_off"

    def test_refuses_an_unknown_half_month(self, casablanca: str) -> None:
        with pytest.raises(NotFound):
            start(HalfMonth(2040, 1, 1))


class TestApprovePeriod:
    def test_signs_what_was_read(self, sold: Cooperative) -> None:
        signed = digest()

        period = approve()
        assert (period.state, bytes(period.approved_digest or b"")) == ("approved", signed)
        assert steps()[-1] == ("approved", MANAGER, "periods:approve")

    def test_takes_another_person(self, sold: Cooperative) -> None:
        with pytest.raises(settlement.SamePerson):
            approve(actor=ACCOUNTANT)
        assert state() == "reviewing" and len(steps()) == 2

    @pytest.mark.parametrize("signed", [b"", bytes(31), bytes(32), bytes(33)])
    def test_refuses_a_digest_of_something_else(self, sold: Cooperative, signed: bytes) -> None:
        with pytest.raises(settlement.ReviewChanged):
            approve(signed=signed)
        assert state() == "reviewing"

    def test_refuses_what_has_changed_since_it_was_read(self, sold: Cooperative) -> None:
        read = digest()
        hold(sold)

        with pytest.raises(settlement.ReviewChanged):
            approve(signed=read)
        assert approve().state == "approved"

    def test_again_with_the_same_digest_is_once(self, sold: Cooperative) -> None:
        signed = digest()
        approve()

        assert approve(signed=signed).state == "approved"
        with pytest.raises(periods.WrongPeriodState):
            approve(signed=bytes(32))
        assert len(steps()) == 3

    def test_follows_the_review(self, casablanca: str) -> None:
        with pytest.raises(periods.WrongPeriodState):
            approve()
        assert Period.objects.get(pk=FIRST.key).approved_digest is None

    def test_does_not_see_facts_that_are_learnt_during_the_review(
        self, sold: Cooperative, trade: Trade
    ) -> None:
        read = digest()
        trade(sold, sold=5_000)  # late: it lands in the next half-month

        assert approve(signed=read).state == "approved"


class TestReopenReview:
    def test_takes_the_approval_back_and_makes_who_did_it_the_preparer(self, sold: Cooperative) -> None:
        approve()

        period = reopen()
        assert (period.state, period.approved_digest, period.prepared_by) == ("reviewing", None, MANAGER)
        assert PeriodTransition.objects.last().note == "une retenue oubliée"  # type: ignore[union-attr]
        with pytest.raises(settlement.SamePerson):
            approve(actor=MANAGER)
        assert approve(actor=ACCOUNTANT).state == "approved"

    def test_again_is_once(self, sold: Cooperative) -> None:
        approve()
        reopen()

        assert reopen().state == "reviewing"
        assert len(steps()) == 4
        with pytest.raises(periods.WrongPeriodState):
            reopen("autre chose")

    def test_needs_a_reason(self, sold: Cooperative) -> None:
        approve()

        with pytest.raises(InvalidValue):
            reopen("  ")
        assert state() == "approved"

    def test_never_follows_the_seal(self, sold: Cooperative) -> None:
        approve()
        seal()

        with pytest.raises(periods.WrongPeriodState):
            reopen()
        assert state() == "sealed"


class TestSealPeriod:
    def test_needs_the_approval(self, sold: Cooperative) -> None:
        with pytest.raises(periods.WrongPeriodState):
            seal()
        assert not Statement.objects.exists()

    def test_refuses_what_is_not_what_was_approved(self, sold: Cooperative) -> None:
        approve()
        hold(sold)

        with pytest.raises(settlement.ReviewChanged):
            seal()
        assert state() == "approved" and not Statement.objects.exists()
        reopen()
        approve(actor=ACCOUNTANT)
        assert seal().state == "sealed"
        assert Statement.objects.get().held_minor == 100

    def test_refuses_while_history_was_added_meanwhile(self, sold: Cooperative) -> None:
        # As an import that began before the review and ended in the middle of it would leave it.
        past = HalfMonth(2026, 10, 2)
        Period.objects.filter(pk=FIRST.key).update(state="cut_off")
        periods.add_past_period(half_month=past)
        Period.objects.filter(pk=FIRST.key).update(state="reviewing")
        approve()

        with pytest.raises(periods.EarlierPeriodOpen):
            seal()
        assert not Statement.objects.exists()

    def test_is_for_ever(self, sold: Cooperative) -> None:
        approve()
        before = seal()

        for step in (start, approve, reopen):
            with pytest.raises(DomainError):
                step()  # type: ignore[operator]
        assert seal(actor=MANAGER).sealed_at == before.sealed_at
        assert Statement.objects.count() == 1

    def test_makes_a_digest_that_covers_amounts_lines_and_reasons(self, sold: Cooperative) -> None:
        approve()
        seal()

        digests = list(Statement.objects.values_list("digest", flat=True))
        assert [len(one) for one in digests] == [32]


class TestTwoAtOnce:
    @pytest.fixture
    def reviewed(self, live_market: str, make_cooperative: Any, trade: Trade) -> str:
        with as_market(live_market):
            trade(make_cooperative(), sold=10_000)
            review_half_month(FIRST)
        return live_market

    def together(self, market: str, *jobs: Callable[[], Any]) -> list[Any]:
        """The answer of each, or its refusal."""

        def run(job: Callable[[], Any]) -> Any:
            try:
                with as_market(market):
                    return job()
            except DomainError as refusal:
                return refusal
            finally:
                close_connections()

        with ThreadPoolExecutor(len(jobs)) as pool:
            return list(pool.map(run, jobs))

    def test_eight_approvals_are_one(self, reviewed: str) -> None:
        with as_market(reviewed):
            signed = digest()
        answers = self.together(
            reviewed,
            *(lambda n=n: approve(signed=signed, actor=f"person:{n}") for n in range(8)),  # type: ignore[misc]
        )

        assert {str(one.state) for one in answers} == {"approved"}
        with as_market(reviewed):
            assert [after for after, _, _ in steps()] == ["cut_off", "reviewing", "approved"]

    def test_eight_seals_are_one(self, reviewed: str) -> None:
        with as_market(reviewed):
            approve()
        answers = self.together(reviewed, *([seal] * 8))

        assert {str(one.state) for one in answers} == {"sealed"}
        with as_market(reviewed):
            assert Statement.objects.count() == 1
            assert Event.objects.filter(name="period.sealed").count() == 1

    def test_reopening_and_sealing_at_once_leave_one_of_both(self, reviewed: str) -> None:
        with as_market(reviewed):
            approve()
        answers = self.together(reviewed, seal, reopen)

        with as_market(reviewed):
            assert sum(isinstance(one, DomainError) for one in answers) == 1
            assert (state(), Statement.objects.count()) in (("sealed", 1), ("reviewing", 0))


class TestHoldingAndReleasing:
    def test_brings_back_what_was_held_once_the_hold_is_lifted(
        self, argan: Cooperative, trade: Trade, now: datetime
    ) -> None:
        trade(argan, sold=10_000)
        held = settlement.place_hold(
            hold_id=new_id(),
            cooperative_id=argan.id,
            amount_minor=4_000,
            reason="contrôle",
            review_on=date(2026, 12, 20),
            at=now,
            actor=ACCOUNTANT,
        )
        close_half_month(FIRST)
        close_half_month(SECOND)  # without trade: it is held again
        settlement.lift_hold(hold_id=held.id, note="tout est clair", at=AFTER, actor=MANAGER)
        close_half_month(SECOND.next())

        third, second, first = queries.statements_of_cooperative(argan.id)
        assert (first.held_minor, first.payable_minor, first.carried_minor) == (4_000, 6_000, 0)
        assert (second.released_minor, second.held_minor, second.payable_minor) == (4_000, 4_000, 0)
        assert (third.released_minor, third.held_minor, third.payable_minor) == (4_000, 0, 4_000)
        kinds = [[line.kind for line in queries.lines_of(one.id)] for one in (first, second, third)]
        assert kinds == [["sale", "hold"], ["release", "hold"], ["release"]]
        assert state(SECOND) == "paid"

    def test_tells_why_on_the_statement(self, argan: Cooperative, trade: Trade) -> None:
        trade(argan, sold=10_000)
        hold(argan, None)
        close_half_month(FIRST)

        [reason] = Statement.objects.get().reasons
        assert reason == {"code": "held", "amount_minor": None, "until": "2027-01-04", "note": "contrôle"}

    def test_approval_is_asked_again_when_a_hold_comes_after_it(self, sold: Cooperative) -> None:
        approve_half_month(FIRST, at=AFTER)
        hold(sold, None)

        with pytest.raises(settlement.ReviewChanged):
            seal()
