"""From a payment down to the receipts and the ledger: what it is made of, and whether it adds up at every
node.

Reads only, in as many statements for a thousand lines as for one. Nothing is refused: where books were
tampered with, the check of that node says what it expected and what it found.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum

from markets.ledger.models import Entry, Posting
from markets.ledger.types import EntryKind, PostingKind
from markets.payouts.models import Payout, PayoutAttempt
from markets.payouts.types import LIVE_STATES, AttemptState, PayoutState
from markets.sales.models import Refund, RefundLine, Sale, SaleLine
from markets.settlement.models import Statement, StatementLine
from markets.settlement.types import LineKind
from shared_catalog.catalogue.models import Product

MOST_LINES = 1_000
"""Lines of a statement in one explanation; a longer statement takes several."""


@dataclass(frozen=True, slots=True)
class Check:
    """Two numbers from different sources that must be equal; centimes unless the name says a count."""

    name: str
    expected: int
    found: int

    @property
    def ok(self) -> bool:
        return self.expected == self.found


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedPosting:
    """One movement of the ledger; `signed_minor` is how the cooperative's account saw it."""

    posting: Posting
    signed_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedEntry:
    """An entry of the ledger with those of its movements that touch the cooperative."""

    entry: Entry
    postings: Sequence[ExplainedPosting]

    def net(self, *kinds: PostingKind) -> int:
        """What its movements of these kinds gave to the cooperative."""
        return sum(one.signed_minor for one in self.postings if one.posting.kind in kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedFee:
    """By which rule, in which version, a line's fee was charged, as it was frozen when it was sold."""

    rule: str
    name: str
    version: int
    parts: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedGoods:
    """So many pieces of a product of the cooperative on a receipt, and the market's fee on them."""

    product: Product
    quantity: int
    unit_price_minor: int
    amount_minor: int
    fee_minor: int
    fee: ExplainedFee | None
    checks: Sequence[Check]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedReceipt:
    """A sale, or goods brought back, with the cooperative's goods on it and nobody else's."""

    kind: EntryKind
    id: UUID
    receipt: str
    occurred_at: datetime
    business_date: date
    goods: Sequence[ExplainedGoods]
    checks: Sequence[Check]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedLine:
    """A line of the statement with what it comes from."""

    line: StatementLine
    posting: ExplainedPosting | None
    entry: ExplainedEntry | None
    receipt: ExplainedReceipt | None
    checks: Sequence[Check]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedStatement:
    """The statement that is paid, its lines from `after` on, and how many it has in all."""

    statement: Statement
    lines: Sequence[ExplainedLine]
    line_count: int
    has_more_lines: bool
    checks: Sequence[Check]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedAttempt:
    """One attempt to pay with the entries of the ledger that it made: the payment, and its undoing."""

    attempt: PayoutAttempt
    entries: Sequence[ExplainedEntry]
    checks: Sequence[Check]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A payment and all that it is made of."""

    payout: Payout
    attempts: Sequence[ExplainedAttempt]
    statement: ExplainedStatement
    checks: Sequence[Check]

    @property
    def all_checks(self) -> list[Check]:
        """The checks of every node."""
        lines = self.statement.lines
        receipts = {one.receipt.id: one.receipt for one in lines if one.receipt is not None}
        nodes: list[Any] = [self, self.statement, *self.attempts, *lines, *receipts.values()]
        nodes += [goods for receipt in receipts.values() for goods in receipt.goods]
        return [check for node in nodes for check in node.checks]


def explain_payout(payout: Payout, *, first: int = MOST_LINES, after: int = 0) -> Explanation:
    """What a payout is made of; `first` lines of its statement after the line with the id `after`."""
    statement = payout.statement
    attempts = _attempts(payout)
    made = sum(entry.net(PostingKind.PAYOUT) for attempt in attempts for entry in attempt.entries)
    paid = payout.state == PayoutState.PAID
    live = sum(one.attempt.state in LIVE_STATES for one in attempts)
    return Explanation(
        payout=payout,
        attempts=attempts,
        statement=_statement(statement, first, after),
        checks=(
            Check("payout_is_what_the_statement_pays", statement.payable_minor, payout.amount_minor),
            Check("payout_is_what_the_ledger_paid", payout.amount_minor if paid else 0, -made),
            Check("payout_count_of_attempts_beyond_one_alive", 0, max(live - 1, 0)),
        ),
    )


def _attempts(payout: Payout) -> list[ExplainedAttempt]:
    attempts = list(PayoutAttempt.objects.filter(payout=payout).order_by("number"))
    ids = [attempt.id for attempt in attempts]
    made = Q(entry__kind=EntryKind.PAYOUT, entry__source_id__in=ids)
    undone = Q(entry__reverses__kind=EntryKind.PAYOUT, entry__reverses__source_id__in=ids)
    entries: dict[UUID, list[ExplainedEntry]] = defaultdict(list)
    for entry in _entries(made | undone, payout.statement.cooperative_id).values():
        original = entry.entry.reverses or entry.entry
        entries[original.source_id].append(entry)
    return [_attempt(attempt, entries[attempt.id], payout) for attempt in attempts]


def _attempt(attempt: PayoutAttempt, entries: Sequence[ExplainedEntry], payout: Payout) -> ExplainedAttempt:
    paid = attempt.state == AttemptState.PAID
    moved = sum(entry.net(PostingKind.PAYOUT) for entry in entries)
    checks = (
        Check("attempt_is_the_payout", payout.amount_minor, attempt.amount_minor),
        Check("attempt_is_what_the_ledger_paid", attempt.amount_minor if paid else 0, -moved),
    )
    return ExplainedAttempt(attempt=attempt, entries=entries, checks=checks)


def _entries(which: Q, cooperative_id: UUID) -> dict[UUID, ExplainedEntry]:
    """Entries by their ids, in the order of the ledger, with the movements that touch a cooperative."""
    of_cooperative = Q(debit__cooperative=cooperative_id) | Q(credit__cooperative=cooperative_id)
    found: dict[UUID, list[Posting]] = defaultdict(list)
    postings = Posting.objects.filter(which & of_cooperative).order_by("id")
    for posting in postings.select_related("entry__reverses", "debit", "credit"):
        found[posting.entry_id].append(posting)
    return {
        entry_id: ExplainedEntry(
            entry=touching[0].entry, postings=[_signed(one, cooperative_id) for one in touching]
        )
        for entry_id, touching in found.items()
    }


def _signed(posting: Posting, cooperative_id: UUID) -> ExplainedPosting:
    given = posting.credit.cooperative_id == cooperative_id
    return ExplainedPosting(
        posting=posting, signed_minor=posting.amount_minor if given else -posting.amount_minor
    )


def _statement(statement: Statement, first: int, after: int) -> ExplainedStatement:
    rows = StatementLine.objects.filter(statement=statement)
    by_kind = rows.order_by().values("kind").annotate(minor=Sum("amount_minor"), lines=Count("id"))
    sums: Counter[str] = Counter()
    count = 0
    for row in by_kind:
        sums[row["kind"]] += row["minor"]
        count += row["lines"]
    page = list(rows.filter(id__gt=after).order_by("id").select_related("posting")[: first + 1])
    return ExplainedStatement(
        statement=statement,
        lines=_lines(page[:first], statement),
        line_count=count,
        has_more_lines=len(page) > first,
        checks=_of_statement(statement, sums),
    )


def _of_statement(statement: Statement, sums: Counter[str]) -> list[Check]:
    net_minor = (
        statement.opening_minor
        + statement.released_minor
        + statement.sales_minor
        - statement.returns_minor
        - statement.fees_minor
        + statement.adjustments_minor
    )
    left_minor = statement.held_minor + statement.payable_minor + statement.carried_minor
    return [
        Check("statement_adds_up", net_minor, statement.net_minor),
        Check("statement_is_paid_held_or_carried", statement.net_minor, left_minor),
        Check("statement_is_its_lines", statement.payable_minor + statement.carried_minor, sums.total()),
        Check("sales_are_their_lines", statement.sales_minor, sums[LineKind.SALE]),
        Check("returns_are_their_lines", statement.returns_minor, -sums[LineKind.REFUND]),
        Check(
            "fees_are_their_lines",
            statement.fees_minor,
            -sums[LineKind.FEE] - sums[LineKind.FEE_REVERSAL],
        ),
        Check("adjustments_are_their_lines", statement.adjustments_minor, sums[LineKind.ADJUSTMENT]),
    ]


def _lines(rows: Sequence[StatementLine], statement: Statement) -> list[ExplainedLine]:
    cooperative_id = statement.cooperative_id
    entry_ids = {row.posting.entry_id for row in rows if row.posting is not None}
    entries = _entries(Q(entry__in=entry_ids), cooperative_id)
    receipts = _receipts(entries, cooperative_id)
    brought = {
        LineKind.CARRY: statement.opening_minor,
        LineKind.RELEASE: statement.released_minor,
        LineKind.HOLD: -statement.held_minor,
    }
    return [_line(row, entries, receipts, brought) for row in rows]


def _line(
    row: StatementLine,
    entries: Mapping[UUID, ExplainedEntry],
    receipts: Mapping[UUID, ExplainedReceipt],
    brought: Mapping[LineKind, int],
) -> ExplainedLine:
    if row.posting is None:
        checks = (Check("line_is_what_was_brought_or_held", brought[LineKind(row.kind)], row.amount_minor),)
        return ExplainedLine(line=row, posting=None, entry=None, receipt=None, checks=checks)
    entry = entries.get(row.posting.entry_id)
    of_entry = entry.postings if entry else ()
    posting = next((one for one in of_entry if one.posting.id == row.posting_id), None)
    checks = (Check("line_is_its_posting", posting.signed_minor if posting else 0, row.amount_minor),)
    return ExplainedLine(
        line=row,
        posting=posting,
        entry=entry,
        receipt=receipts.get(row.posting.entry_id),
        checks=checks,
    )


def _receipts(entries: Mapping[UUID, ExplainedEntry], cooperative_id: UUID) -> dict[UUID, ExplainedReceipt]:
    """The receipts of entries, by the ids of those; corrections and their like have none."""
    sources: dict[str, dict[UUID, ExplainedEntry]] = defaultdict(dict)
    for entry in entries.values():
        sources[entry.entry.kind][entry.entry.source_id] = entry
    sold, back = sources[EntryKind.SALE], sources[EntryKind.REFUND]
    found = [_of_sale(sale, sold[sale.id], lines) for sale, lines in _sales(list(sold), cooperative_id)]
    found += [
        _of_refund(refund, back[refund.id], lines) for refund, lines in _refunds(list(back), cooperative_id)
    ]
    return {(sold | back)[one.id].entry.id: one for one in found}


def _sales(ids: Sequence[UUID], cooperative_id: UUID) -> list[tuple[Sale, list[SaleLine]]]:
    lines: dict[UUID, list[SaleLine]] = defaultdict(list)
    rows = SaleLine.objects.filter(sale__in=ids, cooperative=cooperative_id).order_by("sale", "position")
    for line in rows.select_related("product", "fee_rule", "fee_rule_version"):
        lines[line.sale_id].append(line)
    return [(sale, lines[sale.id]) for sale in Sale.objects.filter(pk__in=ids).select_related("till")]


def _refunds(ids: Sequence[UUID], cooperative_id: UUID) -> list[tuple[Refund, list[RefundLine]]]:
    lines: dict[UUID, list[RefundLine]] = defaultdict(list)
    rows = RefundLine.objects.filter(refund__in=ids, sale_line__cooperative=cooperative_id)
    sold_by = ("sale_line__product", "sale_line__fee_rule", "sale_line__fee_rule_version")
    for line in rows.select_related(*sold_by).order_by("refund", "id"):
        lines[line.refund_id].append(line)
    found = Refund.objects.filter(pk__in=ids).select_related("sale__till")
    return [(refund, lines[refund.id]) for refund in found]


def _of_sale(sale: Sale, entry: ExplainedEntry, lines: Sequence[SaleLine]) -> ExplainedReceipt:
    goods_minor, fees_minor = entry.net(PostingKind.SALE), -entry.net(PostingKind.FEE)
    return ExplainedReceipt(
        kind=EntryKind.SALE,
        id=sale.id,
        receipt=_number(sale),
        occurred_at=sale.occurred_at,
        business_date=sale.business_date,
        goods=[_goods(line, line.quantity, line.amount_minor, line.fee_minor) for line in lines],
        checks=(
            Check("goods_are_what_the_ledger_gave", goods_minor, sum(line.amount_minor for line in lines)),
            Check("fees_are_what_the_ledger_took", fees_minor, sum(line.fee_minor for line in lines)),
        ),
    )


def _of_refund(refund: Refund, entry: ExplainedEntry, lines: Sequence[RefundLine]) -> ExplainedReceipt:
    goods_minor, fees_minor = -entry.net(PostingKind.REFUND), entry.net(PostingKind.FEE_REVERSAL)
    return ExplainedReceipt(
        kind=EntryKind.REFUND,
        id=refund.id,
        receipt=_number(refund.sale),
        occurred_at=refund.occurred_at,
        business_date=refund.business_date,
        goods=[_goods(line.sale_line, line.quantity, line.amount_minor, line.fee_minor) for line in lines],
        checks=(
            Check("goods_are_what_the_ledger_took", goods_minor, sum(line.amount_minor for line in lines)),
            Check("fees_are_what_the_ledger_gave", fees_minor, sum(line.fee_minor for line in lines)),
        ),
    )


def _number(sale: Sale) -> str:
    return f"{sale.till.code}/{sale.receipt_year}/{sale.receipt_number}"


def _goods(sold: SaleLine, quantity: int, amount_minor: int, fee_minor: int) -> ExplainedGoods:
    """Goods that were sold or came back; what is checked is the line as it was sold."""
    return ExplainedGoods(
        product=sold.product,
        quantity=quantity,
        unit_price_minor=sold.unit_price_minor,
        amount_minor=amount_minor,
        fee_minor=fee_minor,
        fee=_fee(sold),
        checks=(
            Check("amount_is_price_by_quantity", sold.unit_price_minor * quantity, amount_minor),
            Check("fee_is_its_parts", sum(part["amount_minor"] for part in sold.fee_parts), sold.fee_minor),
        ),
    )


def _fee(sold: SaleLine) -> ExplainedFee | None:
    if sold.fee_rule is None or sold.fee_rule_version is None:
        return None
    return ExplainedFee(
        rule=str(sold.fee_rule.id),
        name=sold.fee_rule.name,
        version=sold.fee_rule_version.number,
        parts=sold.fee_parts,
    )
