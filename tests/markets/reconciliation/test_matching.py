"""Lines find their place in the ledger once, by rules or by hand; payouts and the bank agree."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from reconciling import CLERK, LATER, OWNER, Desk, Paid, entry

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.ids import new_id
from markets.events.models import Event
from markets.ledger import queries as ledger
from markets.ledger.models import Entry, Posting
from markets.ledger.types import (
    AccountCode,
    bank,
    card_clearing,
    cooperative_payable,
    market_adjustments,
    market_bank_charges,
    market_rounding,
    suspense,
    till_cash,
)
from markets.payouts.models import PayoutReport
from markets.payouts.types import AttemptState, PaidFrom
from markets.reconciliation import operations as reconciliation
from markets.reconciliation.models import BankLine, Match, MatchRule, SuspenseItem
from markets.reconciliation.types import (
    Criterion,
    How,
    LineField,
    LineState,
    Operator,
    TargetKind,
    Why,
)
from markets.sales.models import Sale
from markets.verification.queries import violations

balance = ledger.balance_of


def by_hand(line: BankLine, **given: Any) -> list[Match]:
    return reconciliation.match_by_hand(**({"line_id": line.id, "at": LATER, "actor": CLERK} | given))


class TestCards:
    def test_leave_clearing_when_the_bank_credits_them_less_its_fee(
        self, desk: Desk, sell_by_card: Callable[[int], Sale]
    ) -> None:
        sell_by_card(5_000)
        batch = desk.batch(5_000, expected_fee_minor=75)
        [line] = desk.bring(entry(4_925, text="CMI remise"))

        desk.run()

        assert balance(card_clearing()) == 0
        assert balance(bank()) == 4_925 and balance(market_bank_charges()) == 75
        matches = Match.objects.order_by("position")
        assert [(one.kind, one.target_id, one.amount_minor) for one in matches] == [
            (TargetKind.CARD_BATCH, batch.id, 5_000),
            (TargetKind.FEE, None, -75),
        ]
        assert {(one.line_id, one.how, one.rule_name) for one in matches} == {
            (line.id, How.AMOUNT, "card batches")
        }
        assert violations() == []

    def test_of_several_days_come_in_one_credit(self, desk: Desk) -> None:
        for day, amount_minor in ((12, 100), (13, 250), (14, 400)):
            desk.batch(amount_minor, business_date_of=date(2026, 11, day))
        desk.bring(entry(650))

        desk.run()

        assert [one.amount_minor for one in Match.objects.order_by("position")] == [250, 400]
        assert balance(card_clearing()) == -650


class TestCash:
    def test_leaves_the_tills_when_the_bank_shows_it(self, desk: Desk) -> None:
        desk.deposit(2_000)
        assert balance(till_cash()) == 0
        desk.bring(entry(2_000, text="Versement espèces"))

        desk.run()

        assert (balance(till_cash()), balance(bank())) == (-2_000, 2_000)
        assert Entry.objects.get().business_date == date(2026, 11, 16)


class TestPayments:
    def test_known_to_payouts_are_posted_by_nobody_again(self, desk: Desk, send: Callable[..., Paid]) -> None:
        paid = send(1_000)
        paid.confirm()
        before = Posting.objects.count()
        desk.bring(entry(-1_000, end_to_end_id=paid.attempt.end_to_end_id))

        desk.run()

        assert Posting.objects.count() == before
        assert Match.objects.get().target_id == paid.attempt.id
        assert balance(bank()) == -1_000
        assert PayoutReport.objects.count() == 1

    def test_that_payouts_have_not_heard_of_are_told_to_them(
        self, desk: Desk, send: Callable[..., Paid]
    ) -> None:
        paid = send(1_000)
        [line] = desk.bring(entry(-1_000, end_to_end_id=paid.attempt.end_to_end_id))

        desk.run()
        desk.run()

        paid.attempt.refresh_from_db()
        assert (paid.attempt.state, paid.attempt.settled_on) == (AttemptState.PAID, date(2026, 11, 16))
        assert PayoutReport.objects.get().source == f"bank line {line.id}"
        assert balance(bank()) == -1_000
        assert balance(cooperative_payable(paid.statement.cooperative_id)) == 0
        assert violations() == []

    def test_that_came_back_are_owed_again(self, desk: Desk, send: Callable[..., Paid]) -> None:
        paid = send(1_000)
        name = paid.attempt.end_to_end_id
        desk.bring(
            entry(-1_000, end_to_end_id=name),
            entry(1_000, end_to_end_id=name, on=date(2026, 11, 18), reason="AC04"),
        )

        desk.run()

        paid.attempt.refresh_from_db()
        assert (paid.attempt.state, paid.attempt.reason_code) == (AttemptState.RETURNED, "AC04")
        assert {one.kind for one in Match.objects.all()} == {TargetKind.PAYOUT, TargetKind.PAYOUT_RETURN}
        assert balance(bank()) == 0
        assert balance(cooperative_payable(paid.statement.cooperative_id)) == -1_000
        assert violations() == []

    def test_by_cheque_are_known_by_their_evidence(self, desk: Desk, send: Callable[..., Paid]) -> None:
        paid = send(1_000)
        paid.confirm(evidence="CHQ 0004711")
        desk.bring(entry(-1_000, text="Chèque CHQ 0004711 présenté"))

        desk.run()

        assert Match.objects.get().how == How.REFERENCE
        assert BankLine.objects.get().state == LineState.MATCHED

    def test_in_cash_are_awaited_from_no_bank(self, desk: Desk, send: Callable[..., Paid]) -> None:
        paid = send(1_000)
        paid.confirm(paid_from=PaidFrom.CASH, evidence="REÇU 77")
        [line] = desk.bring(entry(-1_000, end_to_end_id=paid.attempt.end_to_end_id))

        desk.run()

        assert SuspenseItem.objects.get().line == line
        with pytest.raises(reconciliation.TargetTaken):
            by_hand(line, targets=[(TargetKind.PAYOUT, paid.attempt.id)])

    def test_for_another_amount_wait_in_suspense(self, desk: Desk, send: Callable[..., Paid]) -> None:
        paid = send(1_000)
        desk.bring(entry(-999, end_to_end_id=paid.attempt.end_to_end_id))

        desk.run()

        paid.attempt.refresh_from_db()
        assert paid.attempt.state == AttemptState.SUBMITTED
        assert SuspenseItem.objects.get().reason == Why.AMOUNT_DIFFERS
        assert (balance(suspense()), balance(bank())) == (999, -999)


class TestSuspense:
    def test_is_opened_with_an_owner(self, desk: Desk) -> None:
        [line] = desk.bring(entry(700, text="Inconnu"))

        desk.run()

        item = SuspenseItem.objects.get()
        assert (item.line, item.amount_minor, item.owner) == (line, 700, OWNER)
        assert item.reason == Why.NOTHING_LIKE_IT
        assert (balance(suspense()), balance(bank())) == (-700, 700)
        assert Event.objects.get(name="suspense.opened").payload["owner"] == OWNER

    def test_is_opened_once(self, desk: Desk) -> None:
        desk.bring(entry(700))

        desk.run()
        desk.run()

        assert SuspenseItem.objects.count() == Entry.objects.count() == 1

    def test_is_tried_again_when_more_is_known(self, desk: Desk) -> None:
        desk.bring(entry(700), entry(-30))
        desk.run()
        desk.batch(700)

        desk.run()

        cleared = SuspenseItem.objects.get(amount_minor=700)
        assert (cleared.cleared_at, cleared.cleared_by) == (LATER, CLERK)
        assert balance(suspense()) == 30
        assert (balance(bank()), balance(card_clearing())) == (670, -700)

    def test_is_left_by_a_payment_that_payouts_post_themselves(
        self, desk: Desk, send: Callable[..., Paid]
    ) -> None:
        paid = send(1_000)
        [line] = desk.bring(entry(-1_000, text="Chèque"))
        desk.run()
        assert balance(suspense()) == 1_000

        by_hand(line, targets=[(TargetKind.PAYOUT, paid.attempt.id)])

        paid.attempt.refresh_from_db()
        assert paid.attempt.state == AttemptState.PAID
        assert (balance(suspense()), balance(bank())) == (0, -1_000)
        assert violations() == []

    def test_is_cleared_to_an_account_once(self, desk: Desk) -> None:
        desk.bring(entry(-1_200, text="Frais"))
        desk.run()
        item = SuspenseItem.objects.get()
        given: dict[str, Any] = {"item_id": item.id, "account": market_bank_charges(), "note": "Tarif 2026"}

        cleared = reconciliation.clear_suspense(**given, at=LATER, actor=CLERK)

        assert cleared.cleared_by == CLERK
        assert (balance(suspense()), balance(market_bank_charges()), balance(bank())) == (0, 1_200, -1_200)
        assert Match.objects.get().note == "Tarif 2026"
        with pytest.raises(reconciliation.SuspenseCleared):
            reconciliation.clear_suspense(**given, at=LATER, actor=CLERK)

    def test_goes_to_another_owner(self, desk: Desk) -> None:
        desk.bring(entry(700))
        desk.run()
        item = SuspenseItem.objects.get()

        reconciliation.assign_suspense(item_id=item.id, owner="person:salma", at=LATER, actor=CLERK)

        item.refresh_from_db()
        assert item.owner == "person:salma"
        assert Event.objects.get(name="suspense.assigned").payload["owner"] == "person:salma"
        with pytest.raises(NotFound):
            reconciliation.assign_suspense(item_id=new_id(), owner="x", at=LATER, actor=CLERK)


class TestADryRun:
    def test_answers_what_a_run_does_and_changes_nothing(self, desk: Desk, send: Callable[..., Paid]) -> None:
        paid = send(1_000)
        desk.batch(5_000)
        desk.bring(entry(5_000), entry(-1_000, end_to_end_id=paid.attempt.end_to_end_id), entry(33))
        before = Entry.objects.count()

        dry = desk.run(dry_run=True)

        assert not Match.objects.exists() and not SuspenseItem.objects.exists()
        assert Entry.objects.count() == before
        assert {line.state for line in BankLine.objects.all()} == {LineState.OPEN}
        real = desk.run()
        assert real.proposal == dry.proposal and (dry.dry, real.dry) == (True, False)


class TestByHand:
    def test_takes_a_target_and_puts_the_rest_on_an_account(self, desk: Desk) -> None:
        deposit = desk.deposit(2_000)
        [line] = desk.bring(entry(1_980))

        matches = by_hand(
            line, targets=[(TargetKind.CASH_DEPOSIT, deposit.id)], rest_account=market_rounding()
        )

        assert [one.amount_minor for one in matches] == [2_000, -20]
        assert (balance(till_cash()), balance(market_rounding()), balance(bank())) == (-2_000, 20, 1_980)

    def test_refuses_what_does_not_add_up_and_changes_nothing(
        self, desk: Desk, send: Callable[..., Paid]
    ) -> None:
        paid = send(1_000)
        deposit = desk.deposit(2_000)
        [line] = desk.bring(entry(-990))
        payment = (TargetKind.PAYOUT, paid.attempt.id)
        cash = (TargetKind.CASH_DEPOSIT, deposit.id)
        before = Entry.objects.count()

        for refusal, given in (
            (reconciliation.DifferenceUnexplained, {"targets": [cash]}),
            (
                reconciliation.DifferenceUnexplained,
                {"targets": [payment], "rest_account": market_bank_charges()},
            ),
            (reconciliation.TargetTaken, {"targets": [(TargetKind.CARD_BATCH, new_id())]}),
            (InvalidValue, {"targets": [cash, cash], "rest_account": market_rounding()}),
            (InvalidValue, {}),
            (InvalidValue, {"rest_account": suspense()}),
            (InvalidValue, {"rest_account": bank()}),
            (InvalidValue, {"rest_account": cooperative_payable(new_id())}),
            (InvalidValue, {"rest_account": AccountCode("nowhere")}),
            (NotFound, {"line_id": new_id(), "rest_account": market_adjustments()}),
        ):
            with pytest.raises(refusal):
                by_hand(line, **given)

        line.refresh_from_db()
        assert line.state == LineState.OPEN
        assert Entry.objects.count() == before and not Match.objects.exists()

    def test_is_once_for_a_line_and_a_target(self, desk: Desk) -> None:
        batch = desk.batch(500)
        first, second = desk.bring(entry(500), entry(500, on=date(2026, 11, 17)))
        by_hand(first, targets=[(TargetKind.CARD_BATCH, batch.id)])

        with pytest.raises(reconciliation.LineMatched):
            by_hand(first, rest_account=market_rounding())
        with pytest.raises(reconciliation.TargetTaken):
            by_hand(second, targets=[(TargetKind.CARD_BATCH, batch.id)])

        assert Match.objects.count() == 1


class TestRules:
    def given(self, **changed: Any) -> dict[str, Any]:
        described: dict[str, Any] = {
            "name": "bank fees",
            "kind": TargetKind.FEE,
            "priority": 50,
            "criteria": [Criterion(LineField.REMITTANCE, Operator.PREFIX, "frais")],
            "drift_minor": 5_000,
            "account": market_bank_charges(),
            "enabled_from": date(2026, 11, 1),
            "at": LATER,
            "actor": CLERK,
        }
        return described | changed

    def test_take_what_they_are_for(self, desk: Desk) -> None:
        rule = reconciliation.set_match_rule(**self.given())
        desk.bring(entry(-1_200, text="Frais de tenue"), entry(-6_000, text="Frais de dossier"))

        desk.run()

        match = Match.objects.get()
        assert (match.rule, match.rule_name, match.how) == (rule, "bank fees", How.CRITERIA)
        assert balance(market_bank_charges()) == 1_200
        assert SuspenseItem.objects.get().amount_minor == -6_000

    def test_are_versions_that_only_grow(self, desk: Desk) -> None:
        first = reconciliation.set_match_rule(**self.given())
        same = reconciliation.set_match_rule(**self.given())
        second = reconciliation.set_match_rule(**self.given(enabled=False))

        assert (same, first.version, second.version) == (first, 1, 2)
        desk.bring(entry(-1_200, text="Frais de tenue"))
        desk.run()
        assert not Match.objects.exists()

    def test_replace_the_default_of_the_same_name(self, desk: Desk) -> None:
        off = self.given(
            name="card batches",
            kind=TargetKind.CARD_BATCH,
            criteria=[],
            account=None,
            drift_minor=0,
            enabled=False,
        )
        reconciliation.set_match_rule(**off)
        desk.batch(500)
        desk.bring(entry(500))

        desk.run()

        assert not Match.objects.exists()

    @pytest.mark.parametrize(
        "changed",
        [
            {"account": None},
            {"account": suspense()},
            {"criteria": []},
            {"drift_minor": 0},
            {"drift_minor": -1},
            {"drift_days": 91},
            {"priority": 1_001},
            {"name": " "},
            {"criteria": [Criterion(LineField.REMITTANCE, Operator.EQ, " ")]},
            {"kind": TargetKind.PAYOUT, "account": None, "drift_minor": 1},
        ],
    )
    def test_that_make_no_sense_are_refused(self, desk: Desk, changed: dict[str, Any]) -> None:
        with pytest.raises(DomainError):
            reconciliation.set_match_rule(**self.given(**changed))

        assert not MatchRule.objects.exists()
