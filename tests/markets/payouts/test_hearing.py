"""What rails report is heard once, in any order, and money moves once whatever they say."""

import itertools
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from settling import ACCOUNTANT, MANAGER, approved_batch, send_batch

from kernel.halfmonth import HalfMonth
from markets.events.models import Event
from markets.figures.models import PayoutTotal, PeriodTotal
from markets.ledger import queries as ledger
from markets.ledger.models import Entry, Posting
from markets.ledger.types import bank, cooperative_payable
from markets.payouts import operations as payouts
from markets.payouts import queries
from markets.payouts.models import Payout, PayoutAttempt, PayoutBatch, PayoutReport
from markets.payouts.types import Exchange, Hearing, Ingested, Report, ReportOutcome
from markets.periods.models import Period
from markets.settlement.models import Statement

FIRST = HalfMonth(2026, 11, 1)
SAID_ON = date(2026, 11, 17)
Hear = Callable[..., Ingested]

OUTCOMES = st.sampled_from(list(ReportOutcome))
SPOKEN = st.tuples(
    st.integers(0, 2),  # of which attempt; there are two
    OUTCOMES,
    st.integers(0, 5),  # where it was said
    st.sampled_from([None, 0, 0, 1]),  # by how much the amount is wrong, where it is said
)
FILES = st.lists(st.lists(SPOKEN, max_size=5), max_size=6)


@pytest.fixture
def sent(statements: list[Statement], pay_time: datetime) -> list[PayoutAttempt]:
    """Two attempts that their rail has: 10.00 and 25.00 MAD."""
    send_batch(at=pay_time)
    return list(PayoutAttempt.objects.select_related("payout__statement").order_by("amount_minor"))


def say(attempt: PayoutAttempt, outcome: str, **given: Any) -> Report:
    described: dict[str, Any] = {"source": f"file, {outcome}", "happened_on": SAID_ON}
    return Report(end_to_end_id=attempt.end_to_end_id, outcome=ReportOutcome(outcome), **(described | given))


@pytest.fixture
def hear(pay_time: datetime) -> Hear:
    def heard(*reports: Report) -> Ingested:
        return payouts.ingest(reports=reports, at=pay_time, actor="worker")

    return heard


def hearings(found: Ingested) -> list[Hearing]:
    return [hearing for _, hearing in found.hearings]


def everything() -> dict[str, Any]:
    """All that hearing a report may change."""
    tables: Sequence[Any] = (
        Payout,
        PayoutAttempt,
        PayoutBatch,
        PayoutReport,
        Entry,
        Posting,
        Event,
        PeriodTotal,
    )
    found = {table.__name__: list(table.objects.order_by("pk").values()) for table in tables}
    return found | {"periods": list(Period.objects.order_by("pk").values_list("pk", "state"))}


def check_books(attempts: Sequence[PayoutAttempt]) -> None:
    """Every source of truth says the same of every payment."""
    paid_minor = 0
    for attempt in PayoutAttempt.objects.filter(pk__in=[one.pk for one in attempts]).select_related(
        "payout__statement"
    ):
        statement, paid = attempt.payout.statement, attempt.state == "paid"
        entries = Entry.objects.filter(kind="payout", source_id=attempt.id)
        reversals = Entry.objects.filter(reverses__in=entries)
        assert entries.count() == (attempt.state in ("paid", "returned"))
        assert reversals.count() == (attempt.state == "returned")
        assert attempt.payout.state == attempt.state
        owed = 0 if paid else attempt.amount_minor
        assert -ledger.balance_of(cooperative_payable(statement.cooperative_id)) == owed
        figure = PayoutTotal.objects.get(period_id=FIRST.key, cooperative_id=statement.cooperative_id)
        assert figure.paid_minor == attempt.amount_minor - owed
        paid_minor += attempt.amount_minor - owed
    everybody = paid_minor == 3_500
    answered = not PayoutAttempt.objects.filter(state__in=["submitted", "accepted"]).exists()
    assert ledger.balance_of(bank()) == -paid_minor
    assert PeriodTotal.objects.get().paid_minor == paid_minor
    assert Period.objects.get(pk=FIRST.key).state == ("paid" if everybody else "sealed")
    assert PayoutBatch.objects.get().state == ("done" if answered else "submitted")
    totals = queries.totals()
    assert (totals.paid_minor, totals.open_minor) == (paid_minor, 3_500 - paid_minor)


class TestIngest:
    def test_pays_once_however_often_it_is_said(self, sent: list[PayoutAttempt], hear: Hear) -> None:
        first, _ = sent
        reports = [
            say(first, "accepted"),
            say(first, "paid", amount_minor=1_000, reference="BMCE-1"),
            say(first, "paid", source="statement 7, line 3"),
        ]
        assert hearings(hear(*reports)) == [Hearing.APPLIED, Hearing.APPLIED, Hearing.REPEATED]
        before = everything()
        assert hearings(hear(*reports)) == [Hearing.REPEATED] * 3

        assert everything() == before
        assert Payout.objects.get(pk=first.payout_id).evidence == "BMCE-1"
        check_books(sent)

    @pytest.mark.parametrize("order", [*itertools.permutations(["accepted", "paid", "returned"])])
    @pytest.mark.parametrize("together", [True, False])
    def test_ends_the_same_in_whatever_order_it_is_said(
        self, sent: list[PayoutAttempt], hear: Hear, order: tuple[str, ...], together: bool
    ) -> None:
        reports = [say(sent[0], outcome) for outcome in order]
        for file in [reports] if together else [[report] for report in reports]:
            hear(*file)

        attempt = PayoutAttempt.objects.get(pk=sent[0].pk)
        assert (attempt.state, attempt.settled_on) == ("returned", SAID_ON)
        check_books(sent)

    def test_returns_before_it_hears_of_the_payment(self, sent: list[PayoutAttempt], hear: Hear) -> None:
        hear(say(sent[0], "returned", reason_code="AC04", reason_text="compte clos"))

        assert hearings(hear(say(sent[0], "paid"))) == [Hearing.OVERTAKEN]
        payout = Payout.objects.get(pk=sent[0].payout_id)
        assert (payout.state, payout.paid_on, payout.evidence) == ("returned", None, "")
        assert PayoutAttempt.objects.get(pk=sent[0].pk).reason_code == "AC04"
        check_books(sent)

    def test_reopens_a_paid_half_month_that_a_new_attempt_pays_again(
        self, sent: list[PayoutAttempt], hear: Hear, pay_time: datetime
    ) -> None:
        hear(*(say(one, "paid") for one in sent))
        assert Period.objects.get(pk=FIRST.key).state == "paid"

        hear(say(sent[0], "returned", source="file 2"))
        assert Period.objects.get(pk=FIRST.key).state == "sealed"

        batch = send_batch(at=pay_time)
        [again] = batch.attempts.all()
        assert (again.number, again.amount_minor, again.payout_id) == (2, 1_000, sent[0].payout_id)
        hear(say(again, "paid", source="file 3"))
        assert Period.objects.get(pk=FIRST.key).state == "paid"
        assert ledger.balance_of(bank()) == -3_500
        assert hearings(hear(say(sent[0], "returned", source="file 4"))) == [Hearing.REPEATED]
        assert Payout.objects.get(pk=sent[0].payout_id).state == "paid"

    def test_ends_a_batch_that_was_refused_altogether(self, sent: list[PayoutAttempt], hear: Hear) -> None:
        hear(say(sent[0], "rejected"))
        assert PayoutBatch.objects.get().state == "submitted"
        hear(say(sent[1], "rejected"))

        assert PayoutBatch.objects.get().state == "done"
        assert queries.ready().count() == 2
        check_books(sent)

    @pytest.mark.parametrize("outcome", list(ReportOutcome))
    def test_moves_nothing_for_another_amount(
        self, sent: list[PayoutAttempt], hear: Hear, outcome: ReportOutcome
    ) -> None:
        assert hearings(hear(say(sent[0], outcome, amount_minor=999))) == [Hearing.CONTRADICTED]

        assert PayoutReport.objects.get().amount_minor == 999
        assert Event.objects.get(name="payout.contradicted").payload["reported_minor"] == 999
        assert PayoutAttempt.objects.get(pk=sent[0].pk).state == "submitted"
        check_books(sent)

    def test_returns_what_names_no_payment_of_ours(self, sent: list[PayoutAttempt], hear: Hear) -> None:
        stranger = Report(
            end_to_end_id="SALAIRES-11", outcome=ReportOutcome.PAID, source="file", happened_on=SAID_ON
        )

        found = hear(stranger, say(sent[0], "accepted"))

        assert found.hearings == ((stranger, Hearing.UNKNOWN), (found.hearings[1][0], Hearing.APPLIED))
        assert found.count(Hearing.UNKNOWN) == 1
        assert PayoutReport.objects.count() == 1

    def test_keeps_what_a_payment_in_another_currency_came_to(
        self, sent: list[PayoutAttempt], hear: Hear
    ) -> None:
        hear(say(sent[0], "paid", exchange=Exchange("EUR", 92, "0.0921", 15)))

        attempt = PayoutAttempt.objects.get(pk=sent[0].pk)
        assert (attempt.exchange_currency, attempt.exchange_amount_minor) == ("EUR", 92)
        assert (attempt.exchange_rate, attempt.exchange_fee_minor) == ("0.0921", 15)

    def test_cuts_what_a_rail_says_at_too_great_length(self, sent: list[PayoutAttempt], hear: Hear) -> None:
        hear(say(sent[0], "rejected", reference="r" * 300, reason_code="c" * 300, reason_text="t" * 3_000))

        attempt = PayoutAttempt.objects.get(pk=sent[0].pk)
        assert (len(attempt.reference), len(attempt.reason_code)) == (140, 60)
        assert len(attempt.reason_text) == 3_000


class TestDoubt:
    """A rail says that it paid what it had refused: nobody pays that again before somebody has looked."""

    def test_holds_what_may_have_been_paid_after_all(self, sent: list[PayoutAttempt], hear: Hear) -> None:
        hear(say(sent[0], "rejected"))

        assert hearings(hear(say(sent[0], "paid"))) == [Hearing.CONTRADICTED]

        payout = Payout.objects.get(pk=sent[0].payout_id)
        assert payout.state == "held" and "paid" in payout.held_because
        assert payout.statement_id not in queries.ready().values_list("pk", flat=True)
        assert not Entry.objects.filter(kind="payout").exists()
        names = Event.objects.filter(subject_id=str(payout.id)).values_list("name", flat=True)
        assert {"payout.contradicted", "payout.held"} <= set(names)

    def test_holds_what_was_paid_although_its_batch_was_given_up(
        self, statements: list[Statement], hear: Hear, pay_time: datetime
    ) -> None:
        batch = approved_batch(at=pay_time)
        payouts.cancel_batch(batch_id=batch.id, at=pay_time, actor=MANAGER)
        attempt = PayoutAttempt.objects.order_by("amount_minor")[0]

        hear(say(attempt, "paid"))

        assert [one.state for one in Payout.objects.order_by("amount_minor")] == ["held", "draft"]
        assert PayoutAttempt.objects.get(pk=attempt.pk).state == "cancelled"

    def test_leaves_a_payment_alone_that_is_under_way_again(
        self, sent: list[PayoutAttempt], hear: Hear, pay_time: datetime
    ) -> None:
        hear(say(sent[0], "rejected"))
        send_batch(at=pay_time)

        hear(say(sent[0], "paid"))

        assert Payout.objects.get(pk=sent[0].payout_id).state == "submitted"
        assert Event.objects.filter(name="payout.contradicted").count() == 1

    @pytest.mark.parametrize("ends", [("rejected",), ("paid", "returned"), ("returned",)])
    def test_holds_it_once_what_is_under_way_comes_to_nothing(
        self, sent: list[PayoutAttempt], hear: Hear, pay_time: datetime, ends: tuple[str, ...]
    ) -> None:
        hear(say(sent[0], "rejected"))
        send_batch(at=pay_time)
        hear(say(sent[0], "paid"))
        again = PayoutAttempt.objects.get(payout_id=sent[0].payout_id, number=2)

        for outcome in ends:
            hear(say(again, outcome))

        payout = Payout.objects.get(pk=sent[0].payout_id)
        assert payout.state == "held" and "paid" in payout.held_because
        assert payout.statement_id not in queries.ready().values_list("pk", flat=True)
        assert Event.objects.filter(name="payout.held", subject_id=str(payout.id)).count() == 1
        released = payouts.release_payout(payout_id=payout.id, at=pay_time, actor=MANAGER)
        assert (released.state, released.held_because) == ("draft", "")

    def test_is_over_once_somebody_releases_it(
        self, sent: list[PayoutAttempt], hear: Hear, pay_time: datetime
    ) -> None:
        hear(say(sent[0], "rejected"), say(sent[0], "paid"))
        payouts.release_payout(payout_id=sent[0].payout_id, at=pay_time, actor=ACCOUNTANT)

        assert hearings(hear(say(sent[0], "paid"))) == [Hearing.REPEATED]
        assert Payout.objects.get(pk=sent[0].payout_id).state == "draft"


class TestAnything:
    @given(files=FILES)
    @settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_that_rails_say_leaves_one_truth_and_says_nothing_new_the_second_time(
        self, sent: list[PayoutAttempt], hear: Hear, files: list[list[Any]]
    ) -> None:
        reports = [[self.report(sent, *spoken) for spoken in file] for file in files]
        with transaction.atomic():
            heard = [hear(*file) for file in reports]
            self.check(sent)
            before = everything()
            again = [hear(*file) for file in reports]

            assert everything() == before
            assert self.of_ours(again) <= {Hearing.REPEATED}
            counted = Counter(hearing for found in heard for hearing in hearings(found))
            assert PayoutReport.objects.exclude(hearing="repeated").count() == (
                counted.total() - counted[Hearing.REPEATED] - counted[Hearing.UNKNOWN]
            )
            transaction.set_rollback(True)

    def report(
        self, sent: list[PayoutAttempt], which: int, outcome: ReportOutcome, place: int, wrong: int | None
    ) -> Report:
        known = sent[which] if which < len(sent) else None
        return Report(
            end_to_end_id=known.end_to_end_id if known else "SALAIRES-11",
            outcome=outcome,
            source=f"file, line {place}",
            happened_on=SAID_ON,
            amount_minor=None if wrong is None else (known.amount_minor if known else 1) + wrong,
        )

    def check(self, sent: list[PayoutAttempt]) -> None:
        held = Payout.objects.filter(state="held")
        for payout in held:
            [attempt] = payout.attempts.all()
            assert attempt.state == "rejected"
            assert attempt.reports.filter(outcome="paid", hearing="contradicted").exists()
        held.update(state="rejected")  # as its attempt, for the sake of what follows
        check_books(sent)

    def of_ours(self, found: list[Ingested]) -> set[Hearing]:
        return {hearing for one in found for hearing in hearings(one)} - {Hearing.UNKNOWN}
