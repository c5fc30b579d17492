"""Three markets through half-months of everything that can happen, in any order that Hypothesis finds.

After every step all invariants hold where something happened. At the end what cooperatives got, by the word
of
the bank, and what they are owed is what was sold for them, to the centime, by sums kept here and not there.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import hypothesis.strategies as st
import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from settling import MANAGER, close_half_month, send_batch

from config.first_rows import FIRST_ROWS
from kernel.halfmonth import HalfMonth, business_date
from kernel.identifiers import rib_with_key
from kernel.ids import new_id
from markets.listings.models import Listing
from markets.payouts import operations as payouts
from markets.payouts import queries as paying
from markets.payouts.models import PayoutAttempt
from markets.payouts.types import AttemptState, Hearing, PaidFrom, Rail, Report, ReportOutcome
from markets.periods.models import Period
from markets.sales import operations as sales
from markets.sales.models import Sale, SaleLine
from markets.sales.types import RefundLineRequest, TenderKind
from markets.settlement import operations as settlement
from markets.settlement.models import Contest, Hold, RecoveryPlan, Statement, StatementLine
from markets.settlement.types import ContestState
from markets.tills.models import Till
from markets.verification import figures
from markets.verification.queries import violations
from shared_catalog.registry import operations as registry
from shared_catalog.registry.models import PayeeAccount
from shared_catalog.registry.types import AccountDetails
from tenants.database.session import as_hq, as_market
from tenants.network import operations as network
from tenants.network.types import MarketDescription

START = datetime.fromisoformat("2026-11-10T10:00:00+00:00")
DELEGATE, BANK = "delegate:one", "bank"
# A bank mostly pays.
OUTCOMES = st.sampled_from([*ReportOutcome, ReportOutcome.PAID, ReportOutcome.PAID])


@dataclass(slots=True)
class Shop:
    """One market of the machine, and what was written down about it here, apart from its books."""

    market: str
    listings: list[Listing]
    till: Till
    earned_minor: Counter[UUID] = field(default_factory=Counter)
    got_minor: Counter[UUID] = field(default_factory=Counter)


@dataclass(slots=True)
class World:
    """What the machine starts from, and how it makes more of it."""

    shops: dict[str, Shop]
    sell: Callable[..., Sale]


class Machine(RuleBasedStateMachine):
    """The steps; each picks what it needs from the market's own rows, so that every one may come at any
    time.
    """

    world: ClassVar[World]
    happened: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.now, self.numbers = START, 0
        for shop in self.world.shops.values():
            shop.earned_minor, shop.got_minor = Counter(), Counter()

    @initialize(data=st.data(), quantity=st.integers(1, 3))
    def two_half_months_of_trade(self, data: st.DataObject, quantity: int) -> None:
        """So that every example has something to pay, to answer about, to contest and to take back."""
        for quantities in ((quantity, 1), (1, quantity)):
            for shop in self.world.shops.values():
                self.trades(shop, quantities)
            self.a_half_month_ends_everywhere(data, send=True, answer=True)

    def trades(self, shop: Shop, quantities: tuple[int, int]) -> None:
        """One sale of two cooperatives' goods, now, and one of the half-month before, learnt now."""
        first, *_, last = shop.listings
        for days in (0, 20):
            self.sold(shop, [(first, quantities[0]), (last, quantities[1])], days)

    def teardown(self) -> None:
        try:
            for market, shop in self.world.shops.items():
                self.check(market)
                with as_market(market):
                    totals = paying.totals()
                    self.count()
                earned, got = shop.earned_minor.total(), shop.got_minor.total()
                assert totals.paid_minor == got, "what the bank says it paid is what the books say"
                assert got + totals.open_minor == earned, "got and owed is what was earned, to the centime"
        finally:
            transaction.savepoint_rollback(self.savepoint)

    def check(self, market: str) -> None:
        with as_market(market):
            assert violations() == []
            assert figures.differences() == []

    # -- trade -----------------------------------------------------------------------------------------------

    @rule(data=st.data(), quantity=st.integers(1, 3), days=st.sampled_from([0, 0, 1, 16, 40]))
    def sells(self, data: st.DataObject, quantity: int, days: int) -> None:
        """Now, or `days` ago by a till that was offline: into a half-month that may be closed."""
        shop = self.shop(data)
        listings = data.draw(st.lists(st.sampled_from(shop.listings), min_size=1, max_size=2))
        self.sold(shop, [(listing, quantity) for listing in listings], days)
        self.check(shop.market)

    def sold(self, shop: Shop, lines: list[tuple[Listing, int]], days: int) -> None:
        happened = self.now - timedelta(days=days)
        with as_market(shop.market):
            sale = self.world.sell(*lines, till=shop.till, occurred_at=happened, recorded_at=self.now)
            for line in SaleLine.objects.filter(sale=sale):
                shop.earned_minor[line.cooperative_id] += line.amount_minor - line.fee_minor

    @rule(data=st.data(), cash=st.booleans())
    def takes_goods_back(self, data: st.DataObject, cash: bool) -> None:
        shop = self.shop(data)
        with as_market(shop.market):
            line = self.pick(data, SaleLine.objects.filter(refund_lines__isnull=True))
            if line is None:
                return
            refund = sales.refund_sale(
                refund_id=new_id(),
                sale_id=line.sale_id,
                lines=[
                    RefundLineRequest(line.position, data.draw(st.integers(1, line.quantity)), restock=True)
                ],
                tender_kind=TenderKind.CASH if cash else TenderKind.CARD,
                reference="" if cash else "terminal 4",
                occurred_at=self.now,
                recorded_at=self.now,
                actor=MANAGER,
            )
            for back in refund.lines.all():
                shop.earned_minor[line.cooperative_id] -= back.amount_minor - back.fee_minor
        self.check(shop.market)

    # -- what people decide ----------------------------------------------------------------------------------

    @rule(data=st.data(), amount_minor=st.integers(-5_000, 5_000).filter(bool), approved=st.booleans())
    def adjusts(self, data: st.DataObject, amount_minor: int, approved: bool) -> None:
        shop = self.shop(data)
        cooperative_id = data.draw(st.sampled_from(shop.listings)).product.cooperative_id
        with as_market(shop.market):
            proposed = settlement.propose_adjustment(
                adjustment_id=new_id(),
                cooperative_id=cooperative_id,
                amount_minor=amount_minor,
                reason="transport",
                at=self.now,
                actor="person:nadia",
            )
            self.decide(shop, proposed.id, cooperative_id, amount_minor, approved)
        self.check(shop.market)

    @rule(data=st.data(), amount_minor=st.none() | st.integers(1, 3_000))
    def holds(self, data: st.DataObject, amount_minor: int | None) -> None:
        shop = self.shop(data)
        with as_market(shop.market):
            settlement.place_hold(
                hold_id=new_id(),
                cooperative_id=data.draw(st.sampled_from(shop.listings)).product.cooperative_id,
                amount_minor=amount_minor,
                reason="missing papers",
                review_on=business_date(self.now) + timedelta(days=30),
                at=self.now,
                actor=MANAGER,
            )

    @rule(data=st.data())
    def lifts_a_hold(self, data: st.DataObject) -> None:
        shop = self.shop(data)
        with as_market(shop.market):
            hold = self.pick(data, Hold.objects.filter(lifted_at__isnull=True))
            if hold is not None:
                settlement.lift_hold(hold_id=hold.id, note="papers came", at=self.now, actor=MANAGER)

    @rule(data=st.data(), amount_minor=st.integers(1, 2_000))
    def agrees_on_recovery(self, data: st.DataObject, amount_minor: int) -> None:
        shop = self.shop(data)
        cooperative_id = data.draw(st.sampled_from(shop.listings)).product.cooperative_id
        with as_market(shop.market):
            running = RecoveryPlan.objects.filter(
                cooperative_id=cooperative_id, ended_at__isnull=True
            ).first()
            if running is not None:
                settlement.end_recovery_plan(plan_id=running.id, at=self.now, actor=MANAGER)
                return
            settlement.agree_recovery_plan(
                plan_id=new_id(),
                cooperative_id=cooperative_id,
                instalment_minor=amount_minor,
                evidence="letter",
                at=self.now,
                actor=MANAGER,
            )

    @rule(data=st.data())
    def contests_a_line(self, data: st.DataObject) -> None:
        shop = self.shop(data)
        oldest = self.now - timedelta(days=20)
        with as_market(shop.market):
            lines = StatementLine.objects.filter(contests__isnull=True, statement__issued_at__gte=oldest)
            line = self.pick(data, lines)
            if line is not None:
                settlement.contest_line(
                    contest_id=new_id(), line_id=line.id, argument="no", at=self.now, actor=DELEGATE
                )

    @rule(data=st.data(), amount_minor=st.integers(1, 500), upheld=st.booleans(), approved=st.booleans())
    def decides_a_contest(self, data: st.DataObject, amount_minor: int, upheld: bool, approved: bool) -> None:
        shop = self.shop(data)
        with as_market(shop.market):
            contest = self.pick(data, Contest.objects.filter(state=ContestState.OPEN))
            if contest is None:
                return
            said: dict[str, Any] = {"contest_id": contest.id, "decision": "seen", "at": self.now}
            if not upheld:
                settlement.reject_contest(**said, actor=MANAGER)
                return
            adjustment_id = new_id()
            settlement.uphold_contest(
                **said, adjustment_id=adjustment_id, amount_minor=amount_minor, actor="person:nadia"
            )
            self.decide(shop, adjustment_id, contest.cooperative_id, amount_minor, approved)
        self.check(shop.market)

    @rule(data=st.data(), verified=st.sampled_from([True, True, False]))
    def changes_an_account(self, data: st.DataObject, verified: bool) -> None:
        """For the whole nation: every market that owes this cooperative holds what it owes for a while."""
        shop = self.shop(data)
        cooperative_id = data.draw(st.sampled_from(shop.listings)).product.cooperative_id
        self.numbers += 1
        with as_hq():
            account = registry.record_payee_account(
                account_id=new_id(),
                cooperative_id=cooperative_id,
                account=AccountDetails(holder="Coopérative", rib=rib_with_key(f"225810{self.numbers:016d}")),
                at=self.now,
                actor="officer:one",
            )
            if verified:
                registry.verify_payee_account(
                    account_id=account.id,
                    call_back_note="called the president on her known number",
                    at=self.now,
                    actor="officer:two",
                )

    @rule()
    def verifies_all_accounts(self) -> None:
        with as_hq():
            for account in PayeeAccount.objects.filter(superseded_at__isnull=True, verified_at__isnull=True):
                registry.verify_payee_account(
                    account_id=account.id,
                    call_back_note="called the president on her known number",
                    at=self.now,
                    actor="officer:two",
                )

    # -- the half-month and the money ------------------------------------------------------------------------

    @precondition(lambda self: self.now < START + timedelta(days=180))
    @rule(data=st.data(), send=st.booleans(), answer=st.booleans())
    def a_half_month_ends_everywhere(self, data: st.DataObject, send: bool, answer: bool) -> None:
        with as_market(next(iter(self.world.shops))):
            half_month = HalfMonth.containing(business_date(self.now))
            self.now = Period.objects.get(pk=half_month.key).cut_off_at
        for market in self.world.shops:
            with as_market(market):
                close_half_month(half_month, at=self.now)
            self.check(market)
        if send:
            self.sends_what_is_owed()
        if answer:
            self.the_bank_answers(data, repeated=False)

    def sends_what_is_owed(self) -> None:
        for market in self.world.shops:
            with as_market(market):
                if paying.ready().exists():
                    send_batch(rail=Rail.MANUAL, at=self.now)
            self.check(market)

    def the_bank_answers(self, data: st.DataObject, repeated: bool) -> None:
        """A file in each market about the last attempts sent, sensibly or not, and sometimes twice."""
        for market in self.world.shops:
            self.bank_answers(self.world.shops[market], data, repeated)
            self.check(market)

    def bank_answers(self, shop: Shop, data: st.DataObject, repeated: bool) -> None:
        with as_market(shop.market):
            sent = PayoutAttempt.objects.exclude(state__in=[AttemptState.DRAFT, AttemptState.CANCELLED])
            attempts = list(sent.select_related("payout__statement").order_by("-pk")[:4])
            before = {attempt.end_to_end_id: AttemptState(attempt.state) for attempt in attempts}
            owners = {one.end_to_end_id: one.payout.statement.cooperative_id for one in attempts}
            reports = [self.report(attempt, data.draw(OUTCOMES)) for attempt in attempts]
            heard = payouts.ingest(reports=reports * (1 + repeated), at=self.now, actor=BANK)
            for report, hearing in heard.hearings:
                if hearing is Hearing.APPLIED:
                    self.money_moved(shop, owners[report.end_to_end_id], report, before[report.end_to_end_id])
        self.check(shop.market)

    def count(self) -> None:
        """What came about in this market, so that the test can say that it tested something."""
        self.happened["sealed"] += Period.objects.filter(sealed_at__isnull=False).count()
        self.happened["late"] += StatementLine.objects.filter(late=True).count()
        self.happened["held"] += Statement.objects.filter(held_minor__gt=0).count()
        self.happened["released"] += Statement.objects.filter(released_minor__gt=0).count()
        self.happened["negative"] += Statement.objects.filter(net_minor__lt=0).count()
        self.happened["contested"] += Contest.objects.count()
        for state in PayoutAttempt.objects.values_list("state", flat=True):
            self.happened[state] += 1

    @rule(data=st.data(), send=st.booleans(), repeated=st.booleans())
    def a_day_passes_at_the_bank(self, data: st.DataObject, send: bool, repeated: bool) -> None:
        if send:
            self.sends_what_is_owed()
        self.the_bank_answers(data, repeated)

    # -- the small parts -------------------------------------------------------------------------------------

    def shop(self, data: st.DataObject) -> Shop:
        return self.world.shops[data.draw(st.sampled_from(sorted(self.world.shops)))]

    def pick(self, data: st.DataObject, rows: Any) -> Any:
        found = list(rows.order_by("pk")[:50])
        return data.draw(st.sampled_from(found)) if found else None

    def decide(
        self, shop: Shop, adjustment_id: UUID, cooperative_id: UUID, amount_minor: int, approved: bool
    ) -> None:
        said: dict[str, Any] = {"adjustment_id": adjustment_id, "at": self.now, "actor": MANAGER}
        if approved:
            settlement.approve_adjustment(**said)
            shop.earned_minor[cooperative_id] += amount_minor
        else:
            settlement.reject_adjustment(**said, note="not shown")

    def report(self, attempt: PayoutAttempt, outcome: ReportOutcome) -> Report:
        self.numbers += 1
        return Report(
            end_to_end_id=attempt.end_to_end_id,
            outcome=outcome,
            source=f"file {self.numbers}",
            happened_on=business_date(self.now),
            amount_minor=attempt.amount_minor,
            paid_from=PaidFrom.BANK,
        )

    @staticmethod
    def money_moved(shop: Shop, cooperative_id: UUID, report: Report, before: AttemptState) -> None:
        amount_minor = report.amount_minor or 0
        if report.outcome is ReportOutcome.PAID:
            shop.got_minor[cooperative_id] += amount_minor
        if report.outcome is ReportOutcome.RETURNED and before is AttemptState.PAID:
            shop.got_minor[cooperative_id] -= amount_minor


@pytest.fixture
def world(
    rollback: None,
    make_goods: Callable[..., Listing],
    make_cooperative: Callable[..., Any],
    make_till: Callable[..., Till],
    set_fee: Callable[[int], object],
    sell: Callable[..., Sale],
) -> World:
    """Three markets with two cooperatives each, two goods of each cooperative, and a fee of 7.5 %."""
    shops: dict[str, Shop] = {}
    for market in ("casablanca", "marrakech", _third_market()):
        with as_market(market):
            set_fee(750)
            cooperatives = [make_cooperative() for _ in range(2)]
            listings = [
                make_goods(cooperative=cooperative, price_minor=price, quantity=10_000)
                for cooperative in cooperatives
                for price in (1_333, 9_990)
            ]
            shops[market] = Shop(market, listings, make_till())
    return World(shops, sell)


def _third_market() -> str:
    """Provisioned within the transaction that takes it away again, and open for a year."""
    description = MarketDescription(
        slug="tangier",
        name_ar="سوق طنجة",
        name_fr="Marché de Tanger",
        name_en="Tangier market",
        city="Tanger",
        region_code="MA-01",
    )
    network.create_market(description=description, created_at=START, first_rows=FIRST_ROWS)
    with as_hq():
        network.open_market(slug="tangier", at=START - timedelta(days=366))
    return "tangier"


@pytest.mark.parametrize("deep", [False, pytest.param(True, marks=pytest.mark.deep)])
def test_every_centime_is_somewhere_at_every_step(world: World, deep: bool) -> None:
    Machine.world, Machine.happened = world, Counter()
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=100 if deep else 6,
            stateful_step_count=80 if deep else 30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=not deep,
        ),
    )
    print(f"\nwhat the machine went through: {dict(Machine.happened)}")
    wanted = ["sealed", "late", "paid", "rejected", "returned"]
    wanted += ["held", "released", "negative", "contested"] if deep else []
    assert [kind for kind in wanted if not Machine.happened[kind]] == []
