"""Reads of reconciliation: what the bank shows, what it should show, and what keeps a half-month from being
reconciled.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from markets.ledger.models import Posting
from markets.ledger.types import AccountKind, EntryKind, PostingKind
from markets.payouts import rules as payout_rules
from markets.payouts.models import PayoutAttempt
from markets.payouts.types import AttemptState, Rail
from markets.periods.models import Period
from markets.reconciliation import rules
from markets.reconciliation.models import (
    BankLine,
    BankStatement,
    CardBatch,
    CashDeposit,
    Match,
    MatchRule,
    SuspenseItem,
)
from markets.reconciliation.types import (
    Criterion,
    Gap,
    Kept,
    Line,
    LineField,
    LineState,
    Operator,
    Rule,
    Target,
    TargetKind,
    Unexplained,
)

_BY_BANK = (Rail.BANK_FILE, Rail.MANUAL)
_SENT = (AttemptState.SUBMITTED, AttemptState.ACCEPTED, AttemptState.PAID, AttemptState.RETURNED)


def unmatched_lines() -> QuerySet[BankLine]:
    """Lines whose place is not known: nobody looked yet, or they are in suspense."""
    return BankLine.objects.exclude(state=LineState.MATCHED).order_by("booked_on", "id")


def as_line(line: BankLine) -> Line:
    """A line as rules see it."""
    return Line(
        id=line.id,
        booked_on=line.booked_on,
        amount_minor=line.amount_minor,
        end_to_end_id=line.end_to_end_id,
        entry_reference=line.entry_reference,
        counterparty=line.counterparty,
        remittance=line.remittance,
    )


def open_targets() -> list[Target]:
    """Every fact that a line of the bank should show and none shows yet."""
    return [*_payments(), *_card_batches(), *_cash_deposits()]


def bank_attempts() -> QuerySet[PayoutAttempt]:
    """Attempts that move, or would move, a bank account: sent, by file or by hand, and not paid in cash."""
    in_cash = Posting.objects.filter(
        kind=PostingKind.PAYOUT, entry__kind=EntryKind.PAYOUT, credit__kind=AccountKind.CASH
    )
    return PayoutAttempt.objects.filter(rail__in=_BY_BANK, state__in=_SENT).exclude(
        pk__in=in_cash.values("entry__source_id")
    )


def rules_in_use() -> list[Rule]:
    """Every version of the market's rules, and the defaults in whose name it has set none."""
    own = [_as_rule(rule) for rule in MatchRule.objects.all()]
    names = {rule.name for rule in own}
    return [*own, *(rule for rule in rules.DEFAULT_RULES if rule.name not in names)]


def open_suspense() -> QuerySet[SuspenseItem]:
    """What waits in suspense, the oldest first."""
    return (
        SuspenseItem.objects.filter(cleared_at__isnull=True)
        .select_related("line")
        .order_by("line__booked_on", "id")
    )


def covered(attempt: PayoutAttempt, statements: Iterable[BankStatement]) -> bool:
    """Whether a complete statement tells of the day on which an attempt's money left."""
    day = attempt.settled_on
    return day is not None and any(
        one.starts_on is not None and one.ends_on is not None and one.starts_on <= day <= one.ends_on
        for one in statements
    )


def complete_statements() -> list[BankStatement]:
    """Statements that show all that was booked on their days."""
    return list(BankStatement.objects.filter(complete=True, starts_on__isnull=False))


def unshown_payments() -> QuerySet[PayoutAttempt]:
    """Payments by bank that no line shows."""
    return bank_attempts().filter(state=AttemptState.PAID).filter(~_shown(TargetKind.PAYOUT)).order_by("pk")


def unshown_payments_of(period: Period) -> QuerySet[PayoutAttempt]:
    """The same of one half-month's statements."""
    return unshown_payments().filter(payout__statement__period=period)


def gaps() -> list[Gap]:
    """Where statements of an account do not follow on one another, oldest first."""
    told = BankStatement.objects.filter(
        opening_minor__isnull=False, closing_minor__isnull=False, starts_on__isnull=False
    ).order_by("account_rib", "starts_on", "ends_on", "uploaded_at", "place")
    found = []
    for earlier, later in pairwise(told):
        if earlier.account_rib != later.account_rib:
            continue
        assert earlier.closing_minor is not None and later.opening_minor is not None
        assert later.starts_on is not None
        if earlier.closing_minor != later.opening_minor:
            missing_minor = later.opening_minor - earlier.closing_minor
            found.append(Gap(later.id, later.account, earlier.ends_on, later.starts_on, missing_minor))
    return sorted(found, key=lambda gap: (gap.until, gap.statement_id))


def open_lines_until(day: date) -> QuerySet[BankLine]:
    """Lines booked up to a day, this included, that nobody tried to match."""
    return BankLine.objects.filter(state=LineState.OPEN, booked_on__lte=day)


def unexplained(period: Period) -> list[Unexplained]:
    """What keeps a half-month from being reconciled unless somebody explains it: all of it up to its pay day.

    Payments that a statement covers and does not show are not among it: nobody can explain those.
    """
    statements = complete_statements()
    return [
        *(
            Unexplained(Kept.SUSPENSE, item.id, item.amount_minor, item.owner)
            for item in open_suspense().filter(line__booked_on__lte=period.pay_on)
        ),
        *(
            Unexplained(Kept.UNSHOWN_PAYMENT, attempt.id, -attempt.amount_minor)
            for attempt in unshown_payments_of(period)
            if not covered(attempt, statements)
        ),
        *(
            Unexplained(Kept.STATEMENT_GAP, gap.statement_id, gap.amount_minor)
            for gap in gaps()
            if gap.until <= period.pay_on
        ),
    ]


def attempts_by_id(attempt_ids: Iterable[UUID]) -> Mapping[UUID, PayoutAttempt]:
    """These attempts."""
    return PayoutAttempt.objects.in_bulk(list(attempt_ids))


def _shown(kind: TargetKind) -> Exists:
    return Exists(Match.objects.filter(kind=kind, target_id=OuterRef("pk")))


def _payments() -> Sequence[Target]:
    """Attempts as payments, and as their returns: each may be shown once."""
    attempts = (
        bank_attempts()
        .select_related("batch")
        .annotate(left=_shown(TargetKind.PAYOUT), came_back=_shown(TargetKind.PAYOUT_RETURN))
        .filter(Q(left=False) | Q(came_back=False))
    )
    found = []
    for attempt in attempts:
        assert attempt.batch is not None, "what was sent was in a batch"
        day = attempt.settled_on or attempt.batch.execution_on
        for kind, sign, shown in (
            (TargetKind.PAYOUT, -1, attempt.left),
            (TargetKind.PAYOUT_RETURN, 1, attempt.came_back),
        ):
            if not shown:
                found.append(
                    Target(
                        kind=kind,
                        id=attempt.id,
                        day=day,
                        amount_minor=sign * attempt.amount_minor,
                        reference=_reference(attempt),
                        name=attempt.end_to_end_id,
                    )
                )
    return found


def _reference(attempt: PayoutAttempt) -> str:
    """What the bank may name: what it called the payment, or the order that it books in one sum."""
    if attempt.rail == Rail.BANK_FILE and attempt.batch_id is not None and not attempt.reference:
        return payout_rules.message_id(attempt.batch_id)
    return attempt.reference


def _card_batches() -> Sequence[Target]:
    batches = CardBatch.objects.filter(~_shown(TargetKind.CARD_BATCH), withdrawn_at__isnull=True)
    return [
        Target(
            kind=TargetKind.CARD_BATCH,
            id=batch.id,
            day=batch.business_date,
            amount_minor=batch.amount_minor,
            fee_minor=batch.expected_fee_minor,
            reference=batch.reference,
        )
        for batch in batches
    ]


def _cash_deposits() -> Sequence[Target]:
    deposits = CashDeposit.objects.filter(~_shown(TargetKind.CASH_DEPOSIT), withdrawn_at__isnull=True)
    return [
        Target(
            kind=TargetKind.CASH_DEPOSIT,
            id=deposit.id,
            day=deposit.business_date,
            amount_minor=deposit.amount_minor,
            reference=deposit.reference,
        )
        for deposit in deposits
    ]


def _as_rule(rule: MatchRule) -> Rule:
    return Rule(
        id=rule.pk,
        name=rule.name,
        version=rule.version,
        priority=rule.priority,
        kind=TargetKind(rule.kind),
        enabled_from=rule.enabled_from,
        enabled=rule.enabled,
        criteria=tuple(
            Criterion(LineField(one["field"]), Operator(one["operator"]), one["value"])
            for one in rule.criteria
        ),
        drift_minor=rule.drift_minor,
        drift_days=rule.drift_days,
        groups=rule.groups,
        needs_reference=rule.needs_reference,
        account=rule.account,
    )
