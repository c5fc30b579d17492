"""What staff of a market do with what its bank says, and what the bank says."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import bank_messages

from kernel.halfmonth import HalfMonth
from kernel.identifiers import rib_with_key
from kernel.ids import new_id
from markets.payouts import operations as payouts
from markets.payouts.models import PayoutAttempt
from markets.payouts.types import PaidFrom
from markets.periods.models import Period
from markets.reconciliation import operations as reconciliation
from markets.reconciliation.models import BankLine, BankStatement, CardBatch, CashDeposit
from markets.reconciliation.types import Run
from markets.settlement.models import Statement

FIRST = HalfMonth(2026, 11, 1)
LATER = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
"""When the bank's statements come: after the first half-month was paid."""

CLERK, OWNER, SIGNER = "person:nadia", "person:karim", "person:amina"
RIB = rib_with_key("0077800000000000000042")
_references = itertools.count(1)


def entry(
    amount_minor: int,
    *,
    on: date = date(2026, 11, 16),
    end_to_end_id: str = "",
    text: str = "Virement",
    name: str = "",
    reason: str = "",
    reference: str = "",
) -> dict[str, Any]:
    """A movement as `bank_messages` writes it."""
    transaction = {
        "end_to_end_id": end_to_end_id,
        "instruction_id": "I",
        "amount_minor": amount_minor,
        "name": name or "Contrepartie",
        "text": text,
        "reason": reason,
    }
    return {
        "reference": reference or f"B{next(_references):08d}",
        "amount_minor": amount_minor,
        "booked_on": on.isoformat(),
        "kind": "RRTN" if reason else "ICDT",
        "transactions": [transaction],
    }


def statement(*entries: dict[str, Any], opening_minor: int = 0, report_id: str = "", rib: str = RIB) -> bytes:
    """camt.053 of these movements."""
    return bank_messages.statement(
        version="02",
        report_id=report_id or f"S{next(_references)}",
        at=LATER,
        on=date(2026, 11, 16),
        account=rib,
        opening_minor=opening_minor,
        entries=entries,
    )


def notification(*entries: dict[str, Any], rib: str = RIB) -> bytes:
    """camt.054 of these movements: it shows them, and not that there are no others."""
    return bank_messages.notification(
        version="02", report_id=f"N{next(_references)}", at=LATER, account=rib, entries=entries
    )


@dataclass(slots=True)
class Desk:
    """What staff do at the reconciliation of one market."""

    at: datetime = LATER
    closing_minor: int = field(default=0)

    def bring(self, *entries: dict[str, Any]) -> list[BankLine]:
        """Upload the next statement of the account; it opens with what the one before closed with."""
        taken = self.upload(statement(*entries, opening_minor=self.closing_minor))
        self.closing_minor += sum(one["amount_minor"] for one in entries)
        return list(BankLine.objects.filter(statement__in=taken).order_by("booked_on", "id"))

    def upload(self, content: bytes, **given: Any) -> list[BankStatement]:
        return reconciliation.import_bank_statement(
            **({"content": content, "at": self.at, "actor": CLERK} | given)
        )

    def run(self, *, dry_run: bool = False) -> Run:
        return reconciliation.run_matching(dry_run=dry_run, owner=OWNER, at=self.at, actor=CLERK)

    def batch(self, amount_minor: int, **given: Any) -> CardBatch:
        described: dict[str, Any] = {
            "batch_id": new_id(),
            "business_date_of": date(2026, 11, 14),
            "payments": 3,
            "amount_minor": amount_minor,
            "at": self.at,
            "actor": CLERK,
        }
        return reconciliation.declare_card_batch(**(described | given))

    def deposit(self, amount_minor: int, **given: Any) -> CashDeposit:
        described: dict[str, Any] = {
            "deposit_id": new_id(),
            "business_date_of": date(2026, 11, 14),
            "amount_minor": amount_minor,
            "carried_by": "Karim",
            "at": self.at,
            "actor": CLERK,
        }
        return reconciliation.declare_cash_deposit(**(described | given))

    def reconcile(self, half_month: HalfMonth = FIRST) -> Period:
        return reconciliation.reconcile_period(period_id=half_month.key, at=self.at, actor=SIGNER)

    def explain(self, amount_minor: int, items: int, *, actor: str = SIGNER, text: str = "Vu.") -> Any:
        return reconciliation.explain_suspense(
            period_id=FIRST.key,
            amount_minor=amount_minor,
            items=items,
            text=text,
            at=self.at,
            actor=actor,
        )


@dataclass(slots=True)
class Paid:
    """A closed half-month with one statement, whose payment is at the bank."""

    statement: Statement
    attempt: PayoutAttempt

    def confirm(self, **given: Any) -> None:
        """Say by hand that it was paid."""
        described: dict[str, Any] = {
            "payout_id": self.attempt.payout_id,
            "evidence": "virement 2026-118",
            "paid_on": date(2026, 11, 16),
            "paid_from": PaidFrom.BANK,
            "at": LATER,
            "actor": CLERK,
        }
        payouts.confirm_by_hand(**(described | given))
        self.attempt.refresh_from_db()
