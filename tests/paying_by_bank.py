"""A market that pays by bank file, and its bank: what is owed, sent, answered and left in the end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bank import Bank
from django.db import transaction
from settling import MANAGER, approved_batch, close_half_month, send_batch
from transfer_orders import MARKET_RIB

from kernel.halfmonth import HalfMonth, business_date
from kernel.identifiers import rib_with_key
from kernel.ids import new_id
from markets.ledger import operations as ledger
from markets.ledger import queries as books
from markets.ledger.types import (
    EntryKind,
    PostingDraft,
    PostingKind,
    cooperative_payable,
    till_cash,
)
from markets.ledger.types import (
    bank as bank_account,
)
from markets.payouts import operations as payouts
from markets.payouts import queries
from markets.payouts.bank.models import BankAnswer, BankSettings
from markets.payouts.bank.types import BankLayout
from markets.payouts.models import Payout, PayoutAttempt, PayoutBatch
from markets.payouts.types import AttemptState, Rail
from markets.periods import operations as periods
from shared_catalog.registry import operations as registry
from shared_catalog.registry.models import Cooperative
from shared_catalog.registry.types import AccountDetails
from tenants.audit.types import Origin
from tenants.database.session import as_hq

FIRST = HalfMonth(2026, 11, 1)
TREASURY_MINOR = 10**12


def say_bank(*, at: datetime, layout: BankLayout = BankLayout.PAIN_V03, **changes: object) -> BankSettings:
    """Let the market pay from the account that the bank of the tests keeps for it."""
    said = {
        "debtor_name": "سوق الواحة التضامني",
        "debtor_ice": "001561191000066",
        "debtor_rib": MARKET_RIB,
        "debtor_bic": "CNCAMAMR",
        "layout": layout,
    }
    return payouts.set_bank_settings(**(said | changes), at=at, actor=MANAGER)  # type: ignore[arg-type]


def owe(cooperative: Cooperative, amount_minor: int, *, at: datetime) -> None:
    """Post what a cooperative sold, at an instant of an open half-month."""
    posting = PostingDraft(till_cash(), cooperative_payable(cooperative.id), amount_minor, PostingKind.SALE)
    with transaction.atomic():
        ledger.post(
            entry_id=new_id(),
            kind=EntryKind.ADJUSTMENT,
            source_id=new_id(),
            period=periods.take_period(occurred_at=at),
            occurred_at=at,
            recorded_at=at,
            business_date=business_date(at),
            actor="tester",
            postings=[posting],
        )


def change_account(cooperative: Cooperative, number: int, *, at: datetime) -> str:
    """Give a cooperative another account, which two people vouch for; its RIB."""
    rib, account_id = rib_with_key(f"230780{number:016d}"), new_id()
    with as_hq():
        registry.record_payee_account(
            account_id=account_id,
            cooperative_id=cooperative.id,
            account=AccountDetails(holder=f"Coopérative {number}", rib=rib),
            at=at,
            actor="person:salma",
        )
        registry.verify_payee_account(
            account_id=account_id,
            call_back_note="La présidente, au numéro du registre, le 10 à 9 h",
            at=at,
            actor="person:karim",
        )
    return rib


@dataclass
class Desk:
    """The accountant's desk between the market and the bank. Time passes where a test says so."""

    bank: Bank
    now: datetime

    @property
    def today(self) -> date:
        return business_date(self.now)

    def wait(self, days: int) -> None:
        self.now += timedelta(days=days)

    def prepare(self) -> PayoutBatch:
        """A batch of all that waits, approved, to be paid tomorrow."""
        return approved_batch(rail=Rail.BANK_FILE, at=self.now)

    def send(self) -> PayoutBatch:
        """The same, handed to its rail: its file is made."""
        return send_batch(rail=Rail.BANK_FILE, at=self.now)

    def take(self, batch: PayoutBatch) -> bytes:
        """The file, taken from the market."""
        return payouts.download_bank_file(
            batch_id=batch.id, origin=Origin(at=self.now, actor=MANAGER)
        ).content

    def deliver(self, batch: PayoutBatch) -> None:
        """Take the file to the bank, which looks at it."""
        self.bank.deliver(self.take(batch))
        self.bank.open_inbox(self.now)

    def pay(self, batch: PayoutBatch) -> None:
        """Everything up to the day on which the bank has paid, and after it what came back."""
        self.deliver(batch)
        self.let_pay()

    def let_pay(self) -> None:
        """Let the bank pay what is due tomorrow, and two days later credit what came back."""
        self.wait(1)
        self.bank.settle(self.today, self.now)
        self.wait(2)
        self.bank.return_transfers(self.today, self.now)

    def bring(self, contents: Iterable[bytes]) -> list[BankAnswer]:
        """Upload answers of the bank, in this order."""
        return [
            payouts.upload_bank_answer(content=content, at=self.now, actor=MANAGER) for content in contents
        ]

    def bring_all(self) -> list[BankAnswer]:
        """Everything that the bank ever answered, in its order."""
        return self.bring(self.bank.answers())


def close_first(half_month: HalfMonth = FIRST) -> datetime:
    """Close a half-month, the first of November 2026 unless said; the afternoon after it was sealed."""
    period = close_half_month(half_month)
    assert period.sealed_at is not None
    return period.sealed_at + timedelta(hours=4)


def require_books_equal(bank: Bank) -> None:
    """The market's books say what the bank's own ledger does: in all, for each transfer, for each payee."""
    did = bank.transfers()
    assert books.balance_of(bank_account()) == bank.balance(MARKET_RIB) - TREASURY_MINOR
    attempts = list(PayoutAttempt.objects.filter(rail=Rail.BANK_FILE).exclude(submitted_at=None))
    said = {
        one.end_to_end_id: (one.state, one.rib, one.amount_minor)
        for one in attempts
        if one.state != AttemptState.CANCELLED
    }
    assert said == {name: (t["state"], t["creditor"], t["amount_minor"]) for name, t in did.items()}
    require_paid_once(bank)
    assert queries.totals().difference_minor == 0


def require_paid_once(bank: Bank) -> None:
    """No statement's money stays twice with a payee, at whatever account of theirs; no more than is owed."""
    did = bank.transfers()
    for payout in Payout.objects.prefetch_related("attempts"):
        there = [did[one.end_to_end_id] for one in payout.attempts.all() if one.end_to_end_id in did]
        stayed = [one["amount_minor"] for one in there if one["state"] == "paid"]
        assert stayed in ([], [payout.amount_minor]), f"{payout.id} was paid {stayed}"
