"""What people say about a cooperative's money: holds, corrections, contests, plans; each once, and decided by
another.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, transaction
from settling import ACCOUNTANT, MANAGER, close_half_month

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.halfmonth import HalfMonth
from kernel.identifiers import rib_with_key
from kernel.ids import new_id
from markets.events.models import Event
from markets.ledger.models import Entry
from markets.ledger.queries import balance_of
from markets.ledger.types import cooperative_payable, market_adjustments
from markets.periods.models import Period
from markets.settlement import operations as settlement
from markets.settlement import queries
from markets.settlement.models import Adjustment, Contest, Hold, RecoveryPlan, Statement, StatementLine
from shared_catalog.registry import operations as registry
from shared_catalog.registry.models import Cooperative
from shared_catalog.registry.types import AccountDetails, AuthorisationDetails, AuthorisationKind
from tenants.database.session import as_hq, as_market, close_connections

FIRST = HalfMonth(2026, 11, 1)
SECOND = FIRST.next()
DELEGATE = "person:delegate"
Trade = Callable[..., None]


def place(cooperative: Cooperative, hold_id: UUID | None = None, **given: Any) -> Hold:
    said: dict[str, Any] = {
        "hold_id": hold_id or new_id(),
        "cooperative_id": cooperative.id,
        "amount_minor": 500,
        "reason": "contrôle du stock",
        "review_on": date(2026, 12, 1),
        "at": datetime.fromisoformat("2026-11-10T10:00:00+00:00"),
        "actor": ACCOUNTANT,
    }
    return settlement.place_hold(**(said | given))


def propose(cooperative: Cooperative, adjustment_id: UUID | None = None, **given: Any) -> Adjustment:
    said: dict[str, Any] = {
        "adjustment_id": adjustment_id or new_id(),
        "cooperative_id": cooperative.id,
        "amount_minor": 700,
        "reason": "deux pots cassés par le marché",
        "at": datetime.fromisoformat("2026-11-10T10:00:00+00:00"),
        "actor": ACCOUNTANT,
    }
    return settlement.propose_adjustment(**(said | given))


def agree(cooperative: Cooperative, plan_id: UUID | None = None, **given: Any) -> RecoveryPlan:
    said: dict[str, Any] = {
        "plan_id": plan_id or new_id(),
        "cooperative_id": cooperative.id,
        "instalment_minor": 100,
        "evidence": "lettre signée du 3 novembre",
        "at": datetime.fromisoformat("2026-11-10T10:00:00+00:00"),
        "actor": ACCOUNTANT,
    }
    return settlement.agree_recovery_plan(**(said | given))


class TestPlaceHold:
    def test_is_said_once_and_told(self, argan: Cooperative) -> None:
        key = new_id()

        assert place(argan, key) == place(argan, key)
        with pytest.raises(settlement.SettlementIdReused):
            place(argan, key, amount_minor=501)
        assert Hold.objects.get().amount_minor == 500
        assert Event.objects.filter(name="hold.placed").count() == 1

    @pytest.mark.parametrize(
        "given",
        [
            {"amount_minor": 0},
            {"amount_minor": -1},
            {"reason": " "},
            {"reason": "x" * 2_001},
            {"review_on": date(2026, 11, 10)},
        ],
    )
    def test_refused_changes_nothing(self, argan: Cooperative, given: dict[str, Any]) -> None:
        with pytest.raises(InvalidValue):
            place(argan, **given)
        assert not Hold.objects.exists() and not Event.objects.filter(name="hold.placed").exists()

    def test_refuses_an_unknown_cooperative(self, argan: Cooperative) -> None:
        with pytest.raises(NotFound):
            place(argan, cooperative_id=new_id())

    def test_is_lifted_once_with_a_reason(self, argan: Cooperative, now: datetime) -> None:
        key = place(argan).id

        for _ in range(2):
            lifted = settlement.lift_hold(hold_id=key, note="tout est clair", at=now, actor=MANAGER)
        assert (lifted.lifted_by, lifted.lift_note) == (MANAGER, "tout est clair")
        with pytest.raises(settlement.HoldLifted):
            settlement.lift_hold(hold_id=key, note="autre", at=now, actor=MANAGER)
        with pytest.raises(NotFound):
            settlement.lift_hold(hold_id=new_id(), note="x", at=now, actor=MANAGER)
        assert Event.objects.filter(name="hold.lifted").count() == 1

    def test_keeps_its_amount_and_reason_by_privilege(self, argan: Cooperative) -> None:
        place(argan)

        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute("UPDATE settlement_hold SET amount_minor = 1")


class TestAdjustments:
    def test_move_money_once_another_person_approves(self, argan: Cooperative, now: datetime) -> None:
        key = propose(argan).id
        assert not Entry.objects.exists()

        for _ in range(2):
            done = settlement.approve_adjustment(adjustment_id=key, at=now, actor=MANAGER)
        assert (done.state, done.decided_by) == ("approved", MANAGER)
        assert -balance_of(cooperative_payable(argan.id)) == balance_of(market_adjustments()) == 700
        assert Entry.objects.get().source_id == key
        close_half_month(FIRST)
        statement = Statement.objects.get()
        assert (statement.adjustments_minor, statement.payable_minor) == (700, 700)
        assert [line.kind for line in queries.lines_of(statement.id)] == ["adjustment"]

    def test_take_from_the_cooperative_when_negative(self, argan: Cooperative, now: datetime) -> None:
        key = propose(argan, amount_minor=-300).id
        settlement.approve_adjustment(adjustment_id=key, at=now, actor=MANAGER)
        close_half_month(FIRST)

        statement = Statement.objects.get()
        assert (statement.adjustments_minor, statement.carried_minor) == (-300, -300)
        assert [reason["code"] for reason in statement.reasons] == ["negative"]

    @pytest.mark.parametrize("decide", ["approve_adjustment", "reject_adjustment"])
    def test_take_another_person(self, argan: Cooperative, now: datetime, decide: str) -> None:
        key = propose(argan).id

        with pytest.raises(settlement.SamePerson):
            getattr(settlement, decide)(adjustment_id=key, note="moi-même", at=now, actor=ACCOUNTANT)
        assert Adjustment.objects.get().state == "proposed" and not Entry.objects.exists()

    def test_are_decided_once(self, argan: Cooperative, now: datetime) -> None:
        key = propose(argan).id
        for _ in range(2):
            settlement.reject_adjustment(adjustment_id=key, note="sans preuve", at=now, actor=MANAGER)

        with pytest.raises(settlement.AlreadyDecided):
            settlement.approve_adjustment(adjustment_id=key, at=now, actor=MANAGER)
        assert Adjustment.objects.get().decision_note == "sans preuve" and not Entry.objects.exists()

    @pytest.mark.parametrize("given", [{"amount_minor": 0}, {"amount_minor": 10**9}, {"reason": ""}])
    def test_refused_change_nothing(self, argan: Cooperative, given: dict[str, Any]) -> None:
        with pytest.raises(InvalidValue):
            propose(argan, **given)
        assert not Adjustment.objects.exists()

    def test_are_proposed_once_under_an_id(self, argan: Cooperative) -> None:
        key = new_id()

        assert propose(argan, key) == propose(argan, key)
        with pytest.raises(settlement.SettlementIdReused):
            propose(argan, key, reason="autre")

    def test_land_in_the_half_month_that_is_open_when_they_are_approved(
        self, argan: Cooperative, now: datetime
    ) -> None:
        key = propose(argan).id
        close_half_month(FIRST)
        settlement.approve_adjustment(adjustment_id=key, at=FIRST.ends_at, actor=MANAGER)
        close_half_month(SECOND)

        assert Statement.objects.get().period_id == SECOND.key


class TestContests:
    @pytest.fixture
    def line(self, argan: Cooperative, trade: Trade) -> StatementLine:
        """A sale of 100.00 on the statement of the first half-month, of which 20.00 were brought back."""
        trade(argan, sold=10_000, returned=2_000)
        close_half_month(FIRST)
        return StatementLine.objects.get(kind="sale")

    def contest(self, line: StatementLine, contest_id: UUID | None = None, **given: Any) -> Contest:
        said: dict[str, Any] = {
            "contest_id": contest_id or new_id(),
            "line_id": line.id,
            "argument": "nous avons vendu douze pots",
            "evidence": "bon 118",
            "at": FIRST.ends_at + timedelta(days=3),
            "actor": DELEGATE,
        }
        return settlement.contest_line(**(said | given))

    def uphold(self, contest: Contest, adjustment_id: UUID, **given: Any) -> Contest:
        said: dict[str, Any] = {
            "contest_id": contest.id,
            "decision": "deux pots manquaient",
            "adjustment_id": adjustment_id,
            "amount_minor": 2_000,
            "at": FIRST.ends_at + timedelta(days=4),
            "actor": ACCOUNTANT,
        }
        return settlement.uphold_contest(**(said | given))

    def test_hold_what_the_line_gave_until_somebody_decides(
        self, line: StatementLine, argan: Cooperative, trade: Trade
    ) -> None:
        contest = self.contest(line)
        trade(argan, sold=15_000, at=SECOND.starts_at)
        close_half_month(SECOND)
        settlement.reject_contest(
            contest_id=contest.id, decision="dix pots", at=SECOND.ends_at, actor=MANAGER
        )
        close_half_month(SECOND.next())

        third, second, _ = queries.statements_of_cooperative(argan.id)
        assert (second.held_minor, second.payable_minor) == (10_000, 5_000)
        assert [reason["code"] for reason in second.reasons] == ["dispute"]
        assert (third.released_minor, third.payable_minor) == (10_000, 10_000)

    def test_hold_nothing_for_a_line_that_took(
        self, line: StatementLine, argan: Cooperative, trade: Trade
    ) -> None:
        self.contest(StatementLine.objects.get(kind="refund"))
        trade(argan, sold=15_000, at=SECOND.starts_at)
        close_half_month(SECOND)

        assert queries.statements_of_cooperative(argan.id)[0].held_minor == 0

    def test_are_said_once_and_once_a_line(self, line: StatementLine) -> None:
        key = new_id()

        assert self.contest(line, key) == self.contest(line, key)
        with pytest.raises(settlement.SettlementIdReused):
            self.contest(line, key, argument="autre")
        with pytest.raises(settlement.LineContested):
            self.contest(line)
        assert Contest.objects.count() == Event.objects.filter(name="contest.opened").count() == 1

    def test_have_thirty_days(self, line: StatementLine) -> None:
        issued_at = line.statement.issued_at

        with pytest.raises(settlement.ContestTooLate):
            self.contest(line, at=issued_at + timedelta(days=31))
        assert not Contest.objects.exists()
        assert self.contest(line, at=issued_at + timedelta(days=30)).state == "open"

    @pytest.mark.parametrize("given", [{"argument": " "}, {"evidence": "x" * 2_001}])
    def test_refused_change_nothing(self, line: StatementLine, given: dict[str, Any]) -> None:
        with pytest.raises(InvalidValue):
            self.contest(line, **given)
        with pytest.raises(NotFound):
            self.contest(line, line_id=10**9)
        assert not Contest.objects.exists()

    def test_upheld_propose_the_correction_that_another_person_approves(
        self, line: StatementLine, argan: Cooperative
    ) -> None:
        contest, key = self.contest(line), new_id()

        for _ in range(2):
            assert self.uphold(contest, key).state == "upheld"
        adjustment = Adjustment.objects.get()
        assert (adjustment.contest_id, adjustment.amount_minor) == (contest.id, 2_000)
        later = FIRST.ends_at + timedelta(days=5)
        with pytest.raises(settlement.SamePerson):
            settlement.approve_adjustment(adjustment_id=key, at=later, actor=ACCOUNTANT)
        settlement.approve_adjustment(adjustment_id=key, at=later, actor=MANAGER)
        close_half_month(SECOND)
        assert queries.statements_of_cooperative(argan.id)[0].adjustments_minor == 2_000

    def test_are_decided_once_and_corrected_once(self, line: StatementLine, now: datetime) -> None:
        contest, key = self.contest(line), new_id()
        self.uphold(contest, key)

        for again in (
            lambda: self.uphold(contest, new_id()),
            lambda: self.uphold(contest, key, decision="autre"),
            lambda: settlement.reject_contest(contest_id=contest.id, decision="x", at=now, actor=MANAGER),
        ):
            with pytest.raises(settlement.AlreadyDecided):
                again()
        with pytest.raises(settlement.SettlementIdReused):
            self.uphold(contest, key, amount_minor=1)
        assert Adjustment.objects.count() == 1

    def test_upheld_for_nothing_stay_open(self, line: StatementLine) -> None:
        contest = self.contest(line)

        with pytest.raises(InvalidValue), transaction.atomic():
            self.uphold(contest, new_id(), amount_minor=0)
        assert Contest.objects.get().state == "open" and not Adjustment.objects.exists()

    def test_are_not_decided_by_who_opened_them(self, line: StatementLine) -> None:
        contest = self.contest(line, actor=ACCOUNTANT)

        with pytest.raises(settlement.SamePerson):
            self.uphold(contest, new_id())
        assert Contest.objects.get().state == "open"

    def test_of_one_line_at_once_are_one(
        self, live_market: str, make_cooperative: Callable[..., Cooperative], trade: Trade
    ) -> None:
        with as_market(live_market):
            trade(make_cooperative(), sold=10_000)
            close_half_month(FIRST)
            line = StatementLine.objects.get()

        def run(_: int) -> str:
            try:
                with as_market(live_market):
                    return str(self.contest(line).state)
            except DomainError as refusal:
                return refusal.code
            finally:
                close_connections()

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(run, range(8)))
        assert sorted(answers) == ["LINE_CONTESTED"] * 7 + ["open"]


class TestRecoveryPlans:
    def test_are_one_at_a_time(self, argan: Cooperative, now: datetime) -> None:
        key = new_id()
        assert agree(argan, key) == agree(argan, key)

        with pytest.raises(settlement.RecoveryPlanExists):
            agree(argan)
        for _ in range(2):
            settlement.end_recovery_plan(plan_id=key, at=now, actor=MANAGER)
        assert agree(argan, instalment_minor=200).ended_at is None
        with pytest.raises(NotFound):
            settlement.end_recovery_plan(plan_id=new_id(), at=now, actor=MANAGER)

    @pytest.mark.parametrize("given", [{"instalment_minor": 0}, {"instalment_minor": -5}, {"evidence": ""}])
    def test_refused_change_nothing(self, argan: Cooperative, given: dict[str, Any]) -> None:
        with pytest.raises(InvalidValue):
            agree(argan, **given)
        assert not RecoveryPlan.objects.exists()

    def test_take_a_lasting_debt_in_instalments(self, argan: Cooperative, trade: Trade) -> None:
        half_month = FIRST
        trade(argan, returned=1_000)
        for _ in range(3):
            close_half_month(half_month)
            half_month = half_month.next()
        assert queries.lasting_negatives() == [argan.id]

        agree(argan)
        trade(argan, sold=700, at=half_month.starts_at)
        close_half_month(half_month)
        latest = queries.statements_of_cooperative(argan.id)[0]
        assert (latest.payable_minor, latest.carried_minor) == (600, -900)
        assert latest.reasons[0]["amount_minor"] == 900


class TestPayability:
    def of(self, cooperative: Cooperative, half_month: HalfMonth = FIRST) -> tuple[int, int, list[str]]:
        found = queries.payability(cooperative.id, Period.objects.get(pk=half_month.key))
        return found.held_minor, found.payable_minor, [reason.code.value for reason in found.reasons]

    def test_is_whole_in_good_standing(self, argan: Cooperative, trade: Trade) -> None:
        assert self.of(argan) == (0, 0, [])
        trade(argan, sold=1_000)

        assert self.of(argan) == (0, 1_000, [])

    def test_waits_for_a_verified_account_and_for_a_changed_one_to_cool_off(
        self, argan: Cooperative, trade: Trade, now: datetime
    ) -> None:
        trade(argan, sold=1_000)
        key = new_id()
        account = AccountDetails(holder="Coopérative", rib=rib_with_key("007780" + "999".zfill(16)))
        with as_hq():
            registry.record_payee_account(
                account_id=key, cooperative_id=argan.id, account=account, at=now, actor="hq"
            )
        assert self.of(argan) == (1_000, 0, ["no_verified_account"])

        verified_at = FIRST.ends_at - timedelta(hours=1)
        with as_hq():
            registry.verify_payee_account(
                account_id=key,
                call_back_note="La présidente, au numéro du registre, le 10 à 9 h",
                at=verified_at,
                actor="another",
            )
        assert self.of(argan) == (1_000, 0, ["recent_account_change"])
        found = queries.payability(argan.id, Period.objects.get(pk=FIRST.key))
        [reason] = found.reasons
        assert reason.until is not None and reason.until > FIRST.pay_day
        assert self.of(argan, SECOND.next())[2] == []

    def test_waits_for_a_certificate_that_has_expired(
        self, argan: Cooperative, trade: Trade, now: datetime
    ) -> None:
        trade(argan, sold=1_000)
        with as_hq():
            registry.grant_authorisation(
                authorisation_id=new_id(),
                cooperative_id=argan.id,
                authorisation=AuthorisationDetails(
                    kind=AuthorisationKind.AUTHORISATION,
                    number="ES.5.1.26",
                    issued_on=date(2026, 1, 1),
                    valid_until=FIRST.pay_day - timedelta(days=1),
                ),
                at=now,
                actor="hq",
            )

        assert self.of(argan) == (1_000, 0, ["authorisation_expired"])

    def test_waits_for_the_end_of_a_suspension(self, argan: Cooperative, trade: Trade, now: datetime) -> None:
        trade(argan, sold=1_000)
        with as_hq():
            registry.suspend_cooperative(cooperative_id=argan.id, reason="contrôle", at=now, actor="hq")

        assert self.of(argan) == (1_000, 0, ["suspended"])

    def test_of_a_sealed_half_month_stays_what_its_statement_says(
        self, argan: Cooperative, saffron: Cooperative, trade: Trade
    ) -> None:
        trade(argan, sold=1_000)
        place(argan, amount_minor=400)
        close_half_month(FIRST)
        place(argan, amount_minor=None)

        assert self.of(argan) == (400, 600, ["held"])
        assert self.of(saffron) == (0, 0, [])
