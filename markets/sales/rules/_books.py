"""What a sale and a refund move in the ledger, and what they add to the day's figures.

Each says the same twice: as postings, and as what every account must have moved in all (the `..._moves`). The
operation compares the two before it writes.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from markets.figures.types import CategoryDelta, CooperativeDelta, TillDelta
from markets.ledger.rules import Side, pair
from markets.ledger.types import (
    AccountCode,
    PostingDraft,
    PostingKind,
    card_clearing,
    cooperative_payable,
    market_fees,
    market_rounding,
    stripe_clearing,
    till_cash,
)
from markets.sales.types import FiguresDelta, MatchedTender, Payback, Payment, TenderKind, Traded

_TENDER_ACCOUNTS: Mapping[TenderKind, AccountCode] = {
    TenderKind.CASH: till_cash(),
    TenderKind.CARD: card_clearing(),
    TenderKind.STRIPE: stripe_clearing(),
}


def sale_postings(lines: Sequence[Traded], payment: Payment) -> list[PostingDraft]:
    """What was paid goes to the cooperatives in full; they pay the market's fee; rounding is the market's."""
    taken = _by_account((_TENDER_ACCOUNTS[tender.kind], tender.amount_minor) for tender in payment.tenders)
    taken[till_cash()] -= payment.rounding_minor
    return [
        *pair(list(taken.items()), _payables(lines), PostingKind.SALE),
        *pair(_fees(lines), [(market_fees(), _fee_in_all(lines))], PostingKind.FEE),
        *_rounding(payment.rounding_minor),
    ]


def sale_moves(lines: Sequence[Traded], payment: Payment) -> Mapping[AccountCode, int]:
    """What each account is debited by a sale in all, less what it is credited."""
    taken = _by_account((_TENDER_ACCOUNTS[tender.kind], tender.amount_minor) for tender in payment.tenders)
    owed = _by_account((cooperative_payable(line.cooperative_id), _rest(line)) for line in lines)
    return _moves(
        [
            *taken.items(),
            *((account, -amount_minor) for account, amount_minor in owed.items()),
            (market_fees(), -_fee_in_all(lines)),
            (market_rounding(), -payment.rounding_minor),
        ]
    )


def refund_postings(lines: Sequence[Traded], payback: Payback) -> list[PostingDraft]:
    """The cooperatives give back what they were owed, the market its fee, and the till pays the customer."""
    amount_minor = payback.paid_minor + payback.rounding_minor
    account = _TENDER_ACCOUNTS[payback.kind]
    return [
        *pair(_payables(lines), [(account, amount_minor)], PostingKind.REFUND),
        *pair([(market_fees(), _fee_in_all(lines))], _fees(lines), PostingKind.FEE_REVERSAL),
        *_rounding(payback.rounding_minor),
    ]


def refund_moves(lines: Sequence[Traded], payback: Payback) -> Mapping[AccountCode, int]:
    """What each account is debited by a refund in all, less what it is credited."""
    owed = _by_account((cooperative_payable(line.cooperative_id), _rest(line)) for line in lines)
    return _moves(
        [
            *owed.items(),
            (_TENDER_ACCOUNTS[payback.kind], -payback.paid_minor),
            (market_fees(), _fee_in_all(lines)),
            (market_rounding(), -payback.rounding_minor),
        ]
    )


def moved(postings: Iterable[PostingDraft]) -> Mapping[AccountCode, int]:
    """What postings debit each account in all, less what they credit it."""
    return _moves(
        side
        for posting in postings
        for side in ((posting.debit, posting.amount_minor), (posting.credit, -posting.amount_minor))
    )


def till_figure(lines: Sequence[Traded], payment: Payment, *, day: date, till_id: UUID) -> TillDelta:
    """One ticket, its items and what was taken by each tender. What cooperatives and categories sold is the
    sum of the lines, which is where they are written.
    """
    return TillDelta(
        day=day,
        till_id=till_id,
        tickets=1,
        items=sum(line.quantity for line in lines),
        gross_minor=sum(line.amount_minor for line in lines),
        cash_minor=_tendered(payment.tenders, TenderKind.CASH),
        card_minor=_tendered(payment.tenders, TenderKind.CARD),
        stripe_minor=_tendered(payment.tenders, TenderKind.STRIPE),
        rounding_minor=payment.rounding_minor,
    )


def refund_figures(lines: Sequence[Traded], payback: Payback, *, day: date, till_id: UUID) -> FiguresDelta:
    """Refunds beside the gross, which stays what was sold, as do the items; the tender gives back."""
    paid = Counter({payback.kind: -payback.paid_minor})
    return FiguresDelta(
        till=TillDelta(
            day=day,
            till_id=till_id,
            refunds_minor=sum(line.amount_minor for line in lines),
            cash_minor=paid[TenderKind.CASH],
            card_minor=paid[TenderKind.CARD],
            stripe_minor=paid[TenderKind.STRIPE],
            rounding_minor=payback.rounding_minor,
        ),
        cooperatives=tuple(
            CooperativeDelta(
                day=day,
                cooperative_id=line.cooperative_id,
                refunds_minor=line.amount_minor,
                fees_minor=-line.fee_minor,
            )
            for line in lines
        ),
        categories=tuple(
            CategoryDelta(day=day, category_code=line.category_code, refunds_minor=line.amount_minor)
            for line in lines
        ),
    )


def _payables(lines: Sequence[Traded]) -> list[Side]:
    sides = _by_account((cooperative_payable(line.cooperative_id), line.amount_minor) for line in lines)
    return list(sides.items())


def _fees(lines: Sequence[Traded]) -> list[Side]:
    sides = _by_account((cooperative_payable(line.cooperative_id), line.fee_minor) for line in lines)
    return list(sides.items())


def _fee_in_all(lines: Sequence[Traded]) -> int:
    return sum(line.fee_minor for line in lines)


def _rest(line: Traded) -> int:
    return line.amount_minor - line.fee_minor


def _rounding(gained_minor: int) -> list[PostingDraft]:
    """Coins that rounding put into the till, or took out of it."""
    if gained_minor == 0:
        return []
    debit, credit = (till_cash(), market_rounding()) if gained_minor > 0 else (market_rounding(), till_cash())
    return [PostingDraft(debit, credit, abs(gained_minor), PostingKind.ROUNDING)]


def _tendered(tenders: Iterable[MatchedTender], kind: TenderKind) -> int:
    return sum(tender.amount_minor for tender in tenders if tender.kind is kind)


def _by_account(sides: Iterable[Side]) -> Counter[AccountCode]:
    """The sides with each account once, in the order of first appearance."""
    sums: Counter[AccountCode] = Counter()
    for account, amount_minor in sides:
        sums[account] += amount_minor
    return sums


def _moves(sides: Iterable[Side]) -> Mapping[AccountCode, int]:
    return {account: amount_minor for account, amount_minor in _by_account(sides).items() if amount_minor}
