"""Taking goods back: whole or part lines of one sale, in the period in which it happens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import IntegerField, Sum, Value
from django.db.models.functions import Coalesce

from kernel.clock import require_real
from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.fingerprint import fingerprint
from kernel.halfmonth import business_date
from kernel.ids import new_id
from markets.events import operations as events
from markets.figures import operations as figures
from markets.ledger import operations as ledger
from markets.ledger.types import EntryKind
from markets.periods import operations as periods
from markets.sales import queries, rules
from markets.sales.models import Refund, RefundLine, Sale, SaleLine
from markets.sales.operations._acceptance import accept
from markets.sales.operations._decide import refuse_retired_till
from markets.sales.types import Payback, RefundLineRequest, RefundPart, SoldLine, TenderKind, Traded
from markets.stock import operations as stock
from markets.stock import queries as stock_queries
from markets.stock import rules as stock_rules
from markets.stock.types import MovementKind, Part
from markets.tills import queries as tills
from tenants.database.claims import claim, done_before
from tenants.database.prepared import ask
from tenants.network import queries as network


class RefundIdReused(DomainError):
    """The id already names a sale, a refund with other content, or other goods that moved. Params:
    `refund_id`.
    """

    code = "REFUND_ID_REUSED"
    messages = {
        "ar": "المعرف {refund_id} مستعمل من قبل بمحتوى مختلف",
        "fr": "L'identifiant {refund_id} est déjà utilisé pour un contenu différent",
        "en": "The id {refund_id} is already used for other content",
    }


class MoreThanSold(DomainError):
    """The line has fewer units left than are brought back. Params: `left`, `position`, `requested`."""

    code = "MORE_THAN_SOLD"
    messages = {
        "ar": "لم يبق في السطر {position} سوى {left} يمكن إرجاعها، والمطلوب {requested}",
        "fr": "Il ne reste que {left} à rembourser sur la ligne {position}, et non {requested}",
        "en": "Only {left} are left to refund on line {position}, not {requested}",
    }


class RefundBeforeSale(DomainError):
    """Goods come back after they were sold. Params: `occurred_at`."""

    code = "REFUND_BEFORE_SALE"
    messages = {
        "ar": "لا يمكن أن يسبق الإرجاع ({occurred_at}) البيع",
        "fr": "Le remboursement ({occurred_at}) ne peut pas précéder la vente",
        "en": "The refund ({occurred_at}) cannot come before the sale",
    }


class CannotRestock(DomainError):
    """The goods were sold before this market kept its stock here, so there is no lot to put them back to.
    Params: `position`.
    """

    code = "CANNOT_RESTOCK"
    messages = {
        "ar": "لا توجد دفعة تعاد إليها سلع السطر {position}",
        "fr": "Aucun lot où remettre les articles de la ligne {position}",
        "en": "There is no lot to put the goods of line {position} back to",
    }


@dataclass(frozen=True, slots=True)
class _Refunded:
    """A requested line with the sale line it takes back and what that gives back."""

    request: RefundLineRequest
    line: SaleLine
    part: RefundPart

    @property
    def traded(self) -> Traded:
        return Traded(
            self.line.cooperative_id,
            self.line.category_code,
            self.request.quantity,
            self.part.amount_minor,
            self.part.fee_minor,
        )


@transaction.atomic
def refund_sale(
    *,
    refund_id: UUID,
    sale_id: UUID,
    lines: Sequence[RefundLineRequest],
    tender_kind: TenderKind,
    reference: str = "",
    till_id: UUID | None = None,
    occurred_at: datetime,
    recorded_at: datetime,
    actor: str,
) -> Refund:
    """Take back units of a sale's lines and pay the customer by one tender, from `till_id` or the sale's own
    till.

    However a line is refunded, its parts sum to exactly what it cost and to the fee on it. A position may
    come twice, once restocked and once not. The same request again answers the same refund. Raises
    RefundIdReused, InvalidValue, NotFound, InTheFuture, BeforeOpening, MarketNotSelling, RefundBeforeSale,
    TillRetired, MoreThanSold, WrongTenders, NoOpenPeriod, CannotRestock; and then changes nothing.
    """
    require_real(occurred_at)
    wanted = _merged(lines)
    content = _content(sale_id, wanted, tender_kind, reference, till_id, occurred_at)
    claim(refund_id)
    recorded = _recorded(refund_id, content)
    if recorded is not None:
        return done_before(recorded)

    # Refunds of one sale come one after the other, so that each sees what the others took back.
    claim(sale_id)
    sale = _sale(sale_id)
    where = till_id or sale.till_id
    market, known = ask(network.standing_question(), tills.standings_question([where]))
    accept(occurred_at=occurred_at, recorded_at=recorded_at, market=market)
    if occurred_at < sale.occurred_at:
        raise RefundBeforeSale(path=("occurred_at",), occurred_at=occurred_at.isoformat())
    refuse_retired_till(where, known)
    refunded = _refunded(sale, wanted)
    amount_minor = sum(one.part.amount_minor for one in refunded)
    payback = rules.pay_back(amount_minor, kind=tender_kind, reference=reference)

    period = periods.take_period(occurred_at=occurred_at)
    _restock(sale, refunded, refund_id, occurred_at=occurred_at, recorded_at=recorded_at, actor=actor)
    refund = Refund(
        id=refund_id,
        sale=sale,
        till_id=till_id or sale.till_id,
        business_date=business_date(occurred_at),
        occurred_at=occurred_at,
        recorded_at=recorded_at,
        period=period,
        amount_minor=amount_minor,
        rounding_minor=payback.rounding_minor,
        tender_kind=tender_kind,
        reference=payback.reference,
        actor=actor,
        fingerprint=content,
    )
    _write(refund, refunded)
    _post(refund, refunded, payback)
    _tell(refund, refunded)
    _add_figures(refund, refunded, payback)
    return refund


def _merged(lines: Sequence[RefundLineRequest]) -> list[RefundLineRequest]:
    """Each position at most twice, once restocked and once not, in the order of the positions."""
    if not lines:
        raise InvalidValue(path=("lines",), field="lines", reason="a refund has at least one line")
    quantities: dict[tuple[int, bool], int] = {}
    for index, line in enumerate(lines):
        if not rules.is_quantity(line.quantity):
            raise InvalidValue(
                path=("lines", index, "quantity"), field="quantity", reason="a quantity is more than zero"
            )
        key = (line.position, line.restock)
        quantities[key] = quantities.get(key, 0) + line.quantity
    return [RefundLineRequest(*key[:1], quantity, key[1]) for key, quantity in sorted(quantities.items())]


def _content(
    sale_id: UUID,
    wanted: Sequence[RefundLineRequest],
    tender_kind: TenderKind,
    reference: str,
    till_id: UUID | None,
    occurred_at: datetime,
) -> bytes:
    return fingerprint(
        {
            "sale_id": sale_id,
            "lines": [[line.position, line.quantity, line.restock] for line in wanted],
            "tender": [tender_kind, reference],
            "till_id": till_id,
            "occurred_at": occurred_at,
        }
    )


def _recorded(refund_id: UUID, content: bytes) -> Refund | None:
    """The refund that this request repeats, or None for a new one. Raises RefundIdReused."""
    recorded = Refund.objects.filter(pk=refund_id).first()
    if bytes(recorded.fingerprint) != content if recorded else queries.id_in_use(refund_id):
        raise RefundIdReused(path=("refund_id",), refund_id=str(refund_id))
    return recorded


def _sale(sale_id: UUID) -> Sale:
    found = Sale.objects.filter(pk=sale_id).first()
    if found is None:
        raise NotFound(path=("sale_id",), kind="sale", id=str(sale_id))
    return found


def _refunded(sale: Sale, wanted: Sequence[RefundLineRequest]) -> list[_Refunded]:
    lines = _lines_with_refunds(sale)
    refunded: list[_Refunded] = []
    before = {position: taken_back for position, (_, taken_back) in lines.items()}
    for request in wanted:
        if request.position not in lines:
            raise NotFound(path=("lines",), kind="sale line", id=str(request.position))
        line, _ = lines[request.position]
        left = line.quantity - before[request.position]
        if request.quantity > left:
            raise MoreThanSold(
                path=("lines",), position=request.position, requested=request.quantity, left=left
            )
        sold = SoldLine(
            quantity=line.quantity,
            refunded_quantity=before[request.position],
            amount_minor=line.amount_minor,
            fee_minor=line.fee_minor,
            tax_minor=line.tax_minor,
            fee_tax_minor=line.fee_tax_minor,
        )
        refunded.append(_Refunded(request, line, rules.refund_part(sold, quantity=request.quantity)))
        before[request.position] += request.quantity
    return refunded


def _lines_with_refunds(sale: Sale) -> Mapping[int, tuple[SaleLine, int]]:
    """The sale's lines by position, each with the units already taken back."""
    taken_back = Coalesce(Sum("refund_lines__quantity"), Value(0), output_field=IntegerField())
    lines = SaleLine.objects.filter(sale=sale).annotate(taken_back=taken_back)
    return {line.position: (line, line.taken_back) for line in lines}


def _restock(
    sale: Sale,
    refunded: Sequence[_Refunded],
    refund_id: UUID,
    *,
    occurred_at: datetime,
    recorded_at: datetime,
    actor: str,
) -> None:
    """Put the goods back to the lots they were sold from; each listing has one line in a sale."""
    restocked = [one for one in refunded if one.request.restock]
    if not restocked:
        return
    listing_ids = [one.line.listing_id for one in restocked]
    sold = stock_queries.parts_moved(source_ids=[sale.id], kind=MovementKind.SALE, listing_ids=listing_ids)
    earlier = Refund.objects.filter(sale=sale).values_list("id", flat=True)
    returned = stock_queries.parts_moved(
        source_ids=earlier, kind=MovementKind.RETURN, listing_ids=listing_ids
    )
    parts: list[Part] = []
    for one in restocked:
        back = stock_rules.put_back(
            [part for part in sold if part.listing_id == one.line.listing_id],
            [part for part in returned if part.listing_id == one.line.listing_id],
            quantity=one.request.quantity,
        )
        if sum(part.quantity for part in back) != one.request.quantity:
            raise CannotRestock(path=("lines",), position=one.request.position)
        parts += back
    stock.put_back(
        parts=parts, source_id=refund_id, occurred_at=occurred_at, recorded_at=recorded_at, actor=actor
    )


def _write(refund: Refund, refunded: Sequence[_Refunded]) -> None:
    refund.save(force_insert=True)
    RefundLine.objects.bulk_create(
        RefundLine(
            refund=refund,
            sale_line=one.line,
            quantity=one.request.quantity,
            amount_minor=one.part.amount_minor,
            fee_minor=one.part.fee_minor,
            tax_minor=one.part.tax_minor,
            fee_tax_minor=one.part.fee_tax_minor,
            restocked=one.request.restock,
        )
        for one in refunded
    )


def _post(refund: Refund, refunded: Sequence[_Refunded], payback: Payback) -> None:
    traded = [one.traded for one in refunded]
    postings = rules.refund_postings(traded, payback)
    assert rules.moved(postings) == rules.refund_moves(traded, payback), (
        "postings add up to what is given back"
    )
    ledger.post(
        entry_id=new_id(),
        kind=EntryKind.REFUND,
        source_id=refund.id,
        period=refund.period,
        occurred_at=refund.occurred_at,
        recorded_at=refund.recorded_at,
        business_date=refund.business_date,
        actor=refund.actor,
        postings=postings,
    )


def _tell(refund: Refund, refunded: Sequence[_Refunded]) -> None:
    events.append(
        name="sale.refunded",
        subject_id=str(refund.id),
        payload={
            "sale_id": str(refund.sale_id),
            "till_id": str(refund.till_id),
            "business_date": refund.business_date.isoformat(),
            "amount_minor": refund.amount_minor,
            "rounding_minor": refund.rounding_minor,
            "lines": [
                {
                    "position": one.request.position,
                    "listing_id": str(one.line.listing_id),
                    "quantity": one.request.quantity,
                    "amount_minor": one.part.amount_minor,
                    "restocked": one.request.restock,
                }
                for one in refunded
            ],
        },
        occurred_at=refund.occurred_at,
        recorded_at=refund.recorded_at,
    )


def _add_figures(refund: Refund, refunded: Sequence[_Refunded], payback: Payback) -> None:
    delta = rules.refund_figures(
        [one.traded for one in refunded], payback, day=refund.business_date, till_id=refund.till_id
    )
    figures.add(till=delta.till, cooperatives=delta.cooperatives, categories=delta.categories)
