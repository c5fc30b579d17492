"""A batch as a file and back: what the bank did is what the books say, and nothing is paid twice."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from bank import Bank, schema_of
from paying_by_bank import (
    FIRST,
    Desk,
    change_account,
    close_first,
    owe,
    require_books_equal,
    require_paid_once,
    say_bank,
)
from settling import send_batch
from transfer_orders import MARKET_RIB

from kernel.errors import NotFound
from kernel.ids import new_id
from markets.ledger import queries as books
from markets.ledger.types import bank as bank_account
from markets.payouts import operations as payouts
from markets.payouts import queries
from markets.payouts.bank.models import BankAnswer, BankFile, BankFileDownload
from markets.payouts.bank.types import BankLayout
from markets.payouts.models import Payout, PayoutAttempt, PayoutReport
from markets.payouts.rails.bank_file import AccountsNotUsable
from markets.payouts.rails.base import CannotRecall, RailNotAvailable
from markets.payouts.types import Hearing, Rail
from markets.periods.models import Period
from shared_catalog.registry import operations as registry
from shared_catalog.registry.models import Cooperative
from tenants.audit.types import Origin
from tenants.database.session import as_hq


@pytest.fixture
def cooperatives(casablanca: str, make_cooperative: Callable[..., Cooperative]) -> list[Cooperative]:
    return [make_cooperative() for _ in range(4)]


@pytest.fixture
def desk(cooperatives: list[Cooperative], tmp_path: Path, now: datetime) -> Desk:
    """Four cooperatives are owed 1000.01, 2000.02, ... after the first half-month of November."""
    for number, cooperative in enumerate(cooperatives, start=1):
        owe(cooperative, number * 100_001, at=now)
    say_bank(at=now)
    bank = Bank(tmp_path)
    bank.open_account(MARKET_RIB)
    return Desk(bank, close_first())


def rib_of(cooperative: Cooperative) -> str:
    return PayoutAttempt.objects.filter(payout__statement__cooperative=cooperative).latest("number").rib


def states() -> list[str]:
    return list(Payout.objects.order_by("amount_minor").values_list("state", flat=True))


class TestFile:
    @pytest.mark.parametrize("layout", [BankLayout.PAIN_V03, BankLayout.PAIN_V09])
    def test_is_valid_by_the_schema_of_its_version(
        self, desk: Desk, now: datetime, layout: BankLayout
    ) -> None:
        say_bank(at=now, layout=layout)
        content = desk.take(desk.send())
        schema_of(layout.value).validate(content.decode())

    def test_asks_for_what_was_approved(self, desk: Desk, cooperatives: list[Cooperative]) -> None:
        batch = desk.send()
        desk.deliver(batch)

        asked = {t["creditor"]: t["amount_minor"] for t in desk.bank.transfers().values()}
        assert asked == {rib_of(one): n * 100_001 for n, one in enumerate(cooperatives, start=1)}
        assert {t["execution_on"] for t in desk.bank.transfers().values()} == {batch.execution_on.isoformat()}
        assert next(t["text"] for t in desk.bank.transfers().values()).startswith(
            "Quinzaine 2026-11/1, releve"
        )

    def test_is_made_once_however_often_the_batch_is_submitted(self, desk: Desk, now: datetime) -> None:
        batch = desk.send()
        first = BankFile.objects.get()
        say_bank(at=now, layout=BankLayout.PAIN_V09)
        desk.wait(1)

        payouts.submit_batch(batch_id=batch.id, at=desk.now, actor="worker")

        assert BankFile.objects.get() == first
        assert desk.take(batch) == desk.take(batch)
        assert b"pain.001.001.03" in desk.take(batch)

    def test_is_the_same_when_it_is_made_anew_in_another_life(self, desk: Desk) -> None:
        """A run that dies before its commit leaves nothing; the next makes the very same bytes."""
        from django.db import transaction

        batch = desk.prepare()
        digests = set()
        for _ in range(3):
            with transaction.atomic():
                payouts.submit_batch(batch_id=batch.id, at=desk.now, actor="worker")
                digests.add(bytes(BankFile.objects.get().digest))
                transaction.set_rollback(True)
        assert len(digests) == 1

    def test_waits_for_somebody_to_say_which_account_pays(
        self, casablanca: str, make_cooperative: Callable[..., Cooperative], now: datetime
    ) -> None:
        owe(make_cooperative(), 1_000, at=now)
        with pytest.raises(RailNotAvailable, match="bank account"):
            send_batch(rail=Rail.BANK_FILE, at=close_first())
        assert not Payout.objects.exists()

    def test_is_not_made_after_its_day(self, desk: Desk) -> None:
        batch = desk.prepare()
        with pytest.raises(RailNotAvailable, match="has passed"):
            payouts.submit_batch(batch_id=batch.id, at=desk.now + timedelta(days=2), actor="worker")
        assert not BankFile.objects.exists()
        payouts.cancel_batch(batch_id=batch.id, at=desk.now, actor="person:amina")
        desk.wait(2)
        desk.deliver(desk.send())
        assert len(desk.bank.transfers()) == 4


class TestAccounts:
    def test_that_cool_off_or_have_no_latin_name_are_held_with_the_reason(
        self, desk: Desk, cooperatives: list[Cooperative]
    ) -> None:
        change_account(cooperatives[0], 77, at=desk.now)
        batch = desk.send()

        held = Payout.objects.get(state="held")
        assert (held.statement.cooperative, held.held_because) == (cooperatives[0], "recent_account_change")
        assert batch.payments == 3

    def test_that_were_disowned_after_the_approval_stop_the_whole_batch(
        self, desk: Desk, cooperatives: list[Cooperative]
    ) -> None:
        batch = desk.prepare()
        account_id = PayoutAttempt.objects.get(payout__statement__cooperative=cooperatives[1]).account_id
        assert account_id is not None
        with as_hq():
            registry.reject_payee_account(
                account_id=account_id, reason="Ce n'est pas le nôtre", at=desk.now, actor="person:karim"
            )

        with pytest.raises(AccountsNotUsable):
            payouts.submit_batch(batch_id=batch.id, at=desk.now, actor="worker")

        assert set(states()) == {"approved"}
        payouts.cancel_batch(batch_id=batch.id, at=desk.now, actor="person:amina")
        desk.deliver(desk.send())
        assert states() == ["submitted", "held", "submitted", "submitted"]


class TestRoundTrip:
    @pytest.mark.parametrize("layout", [BankLayout.PAIN_V03, BankLayout.PAIN_V09])
    def test_ends_with_everybody_paid(self, desk: Desk, now: datetime, layout: BankLayout) -> None:
        say_bank(at=now, layout=layout)
        batch = desk.send()
        desk.pay(batch)
        desk.bring_all()

        batch.refresh_from_db()
        assert states() == ["paid"] * 4
        assert batch.state == "done"
        assert Period.objects.get(pk=FIRST.key).state == "paid"
        require_books_equal(desk.bank)

    def test_posts_a_payment_once_whether_status_notification_or_statement_tells_it(self, desk: Desk) -> None:
        desk.pay(desk.send())
        desk.bank.statement(MARKET_RIB, desk.today - timedelta(days=2), desk.now)
        answers = desk.bring_all()

        heard = [(one.kind, one.applied, one.repeated) for one in answers if one.kind != "camt.054"]
        assert heard == [("pain.002", 4, 0), ("pain.002", 0, 4), ("camt.053", 0, 4)]
        assert PayoutReport.objects.filter(outcome="paid", hearing="applied").count() == 4
        require_books_equal(desk.bank)

    def test_takes_a_rejected_and_a_returned_transfer_to_corrected_accounts(
        self, desk: Desk, cooperatives: list[Cooperative]
    ) -> None:
        first = desk.send()
        refused, returned = cooperatives[0], cooperatives[1]
        desk.bank.close_account(rib_of(refused))
        desk.bank.close_account(rib_of(returned), here=False, reason="AC06")
        desk.pay(first)
        desk.bring_all()

        assert states() == ["rejected", "returned", "paid", "paid"]
        assert Period.objects.get(pk=FIRST.key).state == "sealed"
        attempts = {one.payout.statement.cooperative_id: one for one in first.attempts.all()}
        assert attempts[refused.id].reason_code == "AC04"
        assert attempts[returned.id].reason_code == "AC06"
        require_books_equal(desk.bank)

        corrected = {change_account(one, 900 + n, at=desk.now) for n, one in enumerate((refused, returned))}
        desk.wait(20)
        second = desk.send()
        desk.pay(second)
        desk.bring_all()

        assert {one.rib for one in second.attempts.all()} == corrected
        ids = list(PayoutAttempt.objects.values_list("end_to_end_id", flat=True))
        assert len(set(ids)) == len(ids) == 6
        assert states() == ["paid"] * 4
        assert Period.objects.get(pk=FIRST.key).state == "paid"
        require_books_equal(desk.bank)

    @pytest.mark.parametrize("batches", [False, True], ids=["one by one", "in one sum"])
    @pytest.mark.parametrize("seed", range(6))
    def test_hears_answers_shuffled_twice_and_late(
        self, desk: Desk, cooperatives: list[Cooperative], batches: bool, seed: int
    ) -> None:
        desk.bank = Bank(desk.bank.folder, batches=batches, repeats=True)
        first = desk.send()
        desk.bank.close_account(rib_of(cooperatives[2]))
        desk.bank.close_account(rib_of(cooperatives[3]), here=False)
        desk.pay(first)
        desk.bring(desk.bank.answers(seed))
        require_paid_once(desk.bank)
        desk.bring_all()

        assert states() == ["paid", "paid", "rejected", "returned"]
        require_books_equal(desk.bank)

    def test_does_not_hear_the_same_file_twice(self, desk: Desk) -> None:
        desk.pay(desk.send())
        first = desk.bring_all()
        reports = PayoutReport.objects.count()

        assert desk.bring_all() == first
        assert PayoutReport.objects.count() == reports
        assert BankAnswer.objects.count() == len(first)
        require_books_equal(desk.bank)


class TestCopies:
    def test_of_a_file_are_refused_by_the_bank_and_change_nothing_here(self, desk: Desk) -> None:
        batch = desk.send()
        content = desk.take(batch)
        for _ in range(2):
            desk.bank.deliver(content)
        desk.bank.open_inbox(desk.now)
        accepted, refused = desk.bank.answers()

        desk.bring([refused, accepted])

        about_copy, about_first = desk.bring([refused, accepted])
        assert (about_copy.applied, about_copy.left_alone) == (0, 4)
        assert about_first.applied == 4
        assert states() == ["accepted"] * 4
        desk.let_pay()
        desk.bring_all()
        require_books_equal(desk.bank)

    def test_are_not_what_makes_a_second_attempt(self, desk: Desk) -> None:
        batch = desk.send()
        desk.pay(batch)
        desk.bank.deliver(desk.take(batch))
        desk.bank.open_inbox(desk.now)
        desk.bring([desk.bank.answers()[-1]])

        assert set(states()) == {"submitted"}
        with pytest.raises(payouts.NothingToPay):
            desk.prepare()
        desk.bring_all()
        require_books_equal(desk.bank)


class TestWholeOrder:
    def test_that_is_refused_without_naming_transfers_rejects_each(self, desk: Desk) -> None:
        batch = desk.send()
        desk.bank.close_account(MARKET_RIB)
        broken = desk.take(batch).replace(b"<CtrlSum>", b"<CtrlSum>1")
        desk.bank.deliver(broken)
        desk.bank.open_inbox(desk.now)
        [answer] = desk.bring_all()

        assert (answer.applied, answer.left_alone) == (4, 0)
        assert states() == ["rejected"] * 4
        assert set(PayoutAttempt.objects.values_list("reason_code", flat=True)) == {"AM10"}
        desk.pay(desk.send())
        desk.bring_all()
        assert states() == ["paid"] * 4
        require_paid_once(desk.bank)

    def test_leaves_alone_what_is_further_on(self, desk: Desk) -> None:
        batch = desk.send()
        desk.deliver(batch)
        desk.bring_all()
        late = desk.take(batch).replace(b"<CtrlSum>", b"<CtrlSum>1")
        desk.bank.deliver(late)
        desk.bank.open_inbox(desk.now)
        [answer] = desk.bring(desk.bank.answers()[-1:])

        assert (answer.applied, answer.left_alone) == (0, 4)
        assert states() == ["accepted"] * 4

    def test_that_nobody_knows_is_counted(self, desk: Desk) -> None:
        desk.send()
        desk.bank.deliver(b"<nonsense>")
        desk.bank.open_inbox(desk.now)
        [answer] = desk.bring_all()

        assert (answer.applied, answer.unknown, answer.left_alone) == (0, 0, 1)
        assert set(states()) == {"submitted"}


class TestAmounts:
    def test_that_differ_are_kept_as_contradicted_and_move_nothing(self, desk: Desk) -> None:
        desk.pay(desk.send())
        [first, *_] = [one for one in desk.bank.answers() if b"camt.054" in one]
        [answer] = desk.bring([first.replace(b">1000.01<", b">990.01<")])

        assert (answer.applied, answer.contradicted) == (0, 1)
        report = PayoutReport.objects.get()
        assert (report.hearing, report.amount_minor) == (Hearing.CONTRADICTED, 99_001)
        assert books.balance_of(bank_account()) == 0
        desk.bring_all()
        require_books_equal(desk.bank)

    def test_of_strangers_are_left_to_the_reconciliation(self, desk: Desk) -> None:
        desk.pay(desk.send())
        [first, *_] = [one for one in desk.bank.answers() if b"camt.054" in one]
        ours = PayoutAttempt.objects.order_by("amount_minor")[0].end_to_end_id.encode()
        credit = first.replace(b"DBIT", b"CRDT").replace(b"<AcctSvcrRef>B", b"<AcctSvcrRef>X")
        someone = first.replace(ours, b"SOMEBODY-ELSE").replace(b"<AcctSvcrRef>B", b"<AcctSvcrRef>Y")
        plain, strange = desk.bring([credit, someone])

        assert (plain.applied, plain.other_entries) == (0, 1)
        assert (strange.applied, strange.unknown) == (0, 1)
        assert set(states()) == {"submitted"}


class TestCancel:
    def test_takes_a_file_back_that_nobody_took(self, desk: Desk) -> None:
        batch = desk.send()
        payouts.cancel_batch(batch_id=batch.id, at=desk.now, actor="person:amina")

        batch.refresh_from_db()
        assert batch.state == "cancelled"
        assert states() == ["draft"] * 4
        with pytest.raises(payouts.NoBankFile):
            desk.take(batch)
        desk.pay(desk.send())
        desk.bring_all()
        assert states() == ["paid"] * 4
        require_books_equal(desk.bank)

    def test_comes_too_late_for_a_file_that_somebody_took(self, desk: Desk) -> None:
        batch = desk.send()
        desk.take(batch)
        with pytest.raises(CannotRecall):
            payouts.cancel_batch(batch_id=batch.id, at=desk.now, actor="person:amina")
        assert set(states()) == {"submitted"}

    def test_is_refused_for_a_batch_that_is_done(self, desk: Desk) -> None:
        batch = desk.send()
        desk.pay(batch)
        desk.bring_all()
        with pytest.raises(payouts.WrongBatchState):
            payouts.cancel_batch(batch_id=batch.id, at=desk.now, actor="person:amina")


class TestDownload:
    def test_is_noted_with_who_took_it(self, desk: Desk) -> None:
        batch = desk.send()
        given = payouts.download_bank_file(
            batch_id=batch.id,
            origin=Origin(at=desk.now, actor="person:nadia", request_id="r-1", address="192.0.2.7"),
        )
        assert given.name == f"{BankFile.objects.get().message_id}.xml"
        [download] = BankFileDownload.objects.all()
        entry = download.entry
        assert (download.actor, download.request_id, download.at) == ("person:nadia", "r-1", desk.now)
        assert (entry.action, entry.kind) == ("bankFile.download", "read")
        assert entry.personal.address == "192.0.2.7"

    def test_is_refused_before_the_batch_is_submitted_and_noted_nowhere(self, desk: Desk) -> None:
        batch = desk.prepare()
        with pytest.raises(payouts.NoBankFile):
            desk.take(batch)
        with pytest.raises(NotFound):
            payouts.download_bank_file(batch_id=new_id(), origin=Origin(at=desk.now, actor="person:nadia"))
        assert not BankFileDownload.objects.exists()


def test_totals_meet_while_transfers_are_on_their_way(desk: Desk) -> None:
    desk.deliver(desk.send())
    assert queries.totals().difference_minor == 0
