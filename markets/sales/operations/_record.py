"""Recording a sale: the transaction that the whole platform exists for, from top to bottom."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kernel.clock import require_real
from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.halfmonth import business_date
from kernel.ids import new_id
from markets.events import operations as events
from markets.fees import queries as fees
from markets.figures import operations as figures
from markets.ledger import operations as ledger
from markets.ledger.types import EntryKind
from markets.listings import queries as listings
from markets.listings.types import Offer
from markets.periods import operations as periods
from markets.sales import queries, rules
from markets.sales.models import Sale, SaleLine, Tender
from markets.sales.operations._acceptance import accept
from markets.sales.operations._receipts import numbered
from markets.sales.types import Payment, PricedLine, SaleLineRequest, TenderRequest, TillReceipt
from markets.sellability import queries as sellability
from markets.sellability.refusals import NotSellable, said
from markets.sellability.types import Moment, Wanted
from markets.stock import operations as stock
from markets.stock.types import Want
from markets.tills import queries as tills
from markets.tills.types import TillState
from shared_catalog.catalogue import queries as catalogue
from tenants.database.claims import claim, done_before


class SaleIdReused(DomainError):
    """The id already names a sale with other content, a refund or other goods that moved: no id is given
    twice. Params: `sale_id`.
    """

    code = "SALE_ID_REUSED"
    messages = {
        "ar": "المعرف {sale_id} مستعمل من قبل لمحتوى مختلف",
        "fr": "L'identifiant {sale_id} désigne déjà un autre contenu",
        "en": "The id {sale_id} is already used for other content",
    }


class EmptySale(DomainError):
    """A sale has at least one line."""

    code = "EMPTY_SALE"
    messages = {
        "ar": "لا يحتوي البيع على أي سطر",
        "fr": "La vente ne contient aucune ligne",
        "en": "The sale has no lines",
    }


class ListingNotSellable(NotSellable):
    """The goods may not be sold on the sale's business day: `refusal` is the gravest reason, a code of
    `SellabilityCode`, `since` the first day on which it holds, `document` the paper it is about. Params:
    `listing_id`, `refusal`, `since`, `document`, `why`, `way_out`.
    """

    code = "LISTING_NOT_SELLABLE"
    messages = {
        "ar": "لا يمكن بيع العرض {listing_id}: {why}. {way_out}",
        "fr": "L'article {listing_id} ne peut pas être vendu : {why}. {way_out}",
        "en": "The listing {listing_id} cannot be sold: {why}. {way_out}",
    }


class TillRetired(DomainError):
    """Nothing is sold or refunded at a till that is no longer in use. Params: `till_code`."""

    code = "TILL_RETIRED"
    messages = {
        "ar": "الصندوق {till_code} لم يعد مستعملا",
        "fr": "La caisse {till_code} n'est plus en service",
        "en": "The till {till_code} is no longer in use",
    }


@transaction.atomic
def record_sale(
    *,
    sale_id: UUID,
    till_id: UUID,
    lines: Sequence[SaleLineRequest],
    tenders: Sequence[TenderRequest],
    occurred_at: datetime,
    recorded_at: datetime,
    cashier: str,
    receipt: TillReceipt | None = None,
) -> Sale:
    """Sell goods at a till. The same request again, also at the same time, answers the same sale.

    `receipt` is the number an offline till printed; without it the server numbers. Prices are those of the
    listings now; fees, taxes and whether the goods may be sold are those of the sale's business day. Raises
    SaleIdReused, EmptySale, InvalidValue, InTheFuture, BeforeOpening, MarketNotSelling, NotFound,
    TillRetired, ListingNotSellable, TaxRateMissing, WrongTenders, NoOpenPeriod, InsufficientStock,
    ReceiptNumberTaken; and then changes nothing.

    Locks are taken in one order by every sale and refund: the id, the period, stock levels by key, the
    receipt series, and last, by key, the figures, which others wait for most.
    """
    _refuse_bad_lines(lines)
    require_real(occurred_at)
    wanted = rules.merged(lines)
    content = rules.sale_fingerprint(
        till_id=till_id, wanted=wanted, tenders=tenders, occurred_at=occurred_at, receipt=receipt
    )
    claim(sale_id)
    if (recorded := _recorded(sale_id, content)) is not None:
        return done_before(recorded)

    accept(occurred_at=occurred_at, recorded_at=recorded_at)
    refuse_retired_till(till_id)
    day = business_date(occurred_at)
    offers, recalled = _sellable(lines, Moment(day=day, at=occurred_at))
    priced = _priced(wanted, offers, day)
    payment = rules.match_tenders(tenders, total_minor=sum(line.amount_minor for line in priced))

    period = periods.take_period(occurred_at=occurred_at)
    stock.take(
        wants=_wants(lines, wanted, recalled),
        source_id=sale_id,
        on=day,
        occurred_at=occurred_at,
        recorded_at=recorded_at,
        actor=cashier,
    )
    number = numbered(till_id=till_id, day=day, printed=receipt)
    sale = Sale(
        id=sale_id,
        till_id=till_id,
        receipt_year=number.year,
        numbered_by=number.numbered_by,
        receipt_number=number.number,
        business_date=day,
        occurred_at=occurred_at,
        recorded_at=recorded_at,
        period=period,
        total_minor=sum(line.amount_minor for line in priced),
        rounding_minor=payment.rounding_minor,
        change_minor=payment.change_minor,
        cashier=cashier,
        fingerprint=content,
    )
    _write(sale, priced, payment)
    _post(sale, priced, payment)
    _tell(sale, priced)
    _add_figures(sale, priced, payment)
    return sale


def refuse_retired_till(till_id: UUID) -> None:
    """Raises NotFound, TillRetired."""
    till = tills.till(till_id)
    if till.state != TillState.ACTIVE:
        raise TillRetired(path=("till_id",), till_code=till.code)


def _refuse_bad_lines(lines: Sequence[SaleLineRequest]) -> None:
    if not lines:
        raise EmptySale(path=("lines",))
    if len(lines) > rules.MOST_LINES:
        raise InvalidValue(
            path=("lines",), field="lines", reason=f"a sale has at most {rules.MOST_LINES} lines"
        )
    for index, line in enumerate(lines):
        if not rules.is_quantity(line.quantity):
            raise InvalidValue(
                path=("lines", index, "quantity"),
                field="quantity",
                reason=f"a quantity lies between 1 and {rules.HIGHEST_QUANTITY}",
            )


def _recorded(sale_id: UUID, content: bytes) -> Sale | None:
    """The sale that this request repeats, or None for a new one. Raises SaleIdReused."""
    recorded = Sale.objects.filter(pk=sale_id).first()
    if bytes(recorded.fingerprint) != content if recorded else queries.id_in_use(sale_id):
        raise SaleIdReused(path=("sale_id",), sale_id=str(sale_id))
    return recorded


def _priced(wanted: Sequence[SaleLineRequest], offers: Mapping[UUID, Offer], day: date) -> list[PricedLine]:
    plan = fees.plan_on(day, cooperatives={offer.cooperative_id for offer in offers.values()})
    return rules.price_lines(wanted, offers, day=day, fees=plan, taxes=catalogue.tax_table())


def _offers(lines: Sequence[SaleLineRequest], day: date) -> Mapping[UUID, Offer]:
    offers = listings.offers((line.listing_id for line in lines), on=day)
    for index, line in enumerate(lines):
        path = ("lines", index, "listing_id")
        offer = offers.get(line.listing_id)
        if offer is None:
            raise NotFound(path=path, kind="listing", id=str(line.listing_id))
    return offers


def _sellable(
    lines: Sequence[SaleLineRequest], moment: Moment
) -> tuple[Mapping[UUID, Offer], Mapping[UUID, frozenset[str]]]:
    """The offers of goods that may be sold at that moment, as far as is known now, and which of their lots
    may not. Raises NotFound, ListingNotSellable.
    """
    offers = _offers(lines, moment.day)
    goods = {key: Wanted(offer.product_id, offer.state) for key, offer in offers.items()}
    verdicts = sellability.verdicts(goods, moment)
    for index, line in enumerate(lines):
        found = verdicts[line.listing_id]
        if not found.sellable:
            path = ("lines", index, "listing_id")
            raise ListingNotSellable(path=path, listing_id=str(line.listing_id), **said(found))
    return offers, {key: found.recalled_lots for key, found in verdicts.items()}


def _wants(
    lines: Sequence[SaleLineRequest],
    wanted: Sequence[SaleLineRequest],
    recalled: Mapping[UUID, frozenset[str]],
) -> list[Want]:
    """What is taken from stock, each with the path of the first line that asks for it."""
    first = {line.listing_id: index for index, line in reversed(list(enumerate(lines)))}
    return [
        Want(
            line.listing_id,
            line.quantity,
            ("lines", first[line.listing_id], "quantity"),
            recalled[line.listing_id],
        )
        for line in wanted
    ]


def _write(sale: Sale, priced: Sequence[PricedLine], payment: Payment) -> None:
    sale.save(force_insert=True)
    SaleLine.objects.bulk_create(_line(sale, line) for line in priced)
    Tender.objects.bulk_create(
        Tender(
            sale=sale,
            position=position,
            kind=tender.kind,
            amount_minor=tender.amount_minor,
            received_minor=tender.received_minor,
            reference=tender.reference,
        )
        for position, tender in enumerate(payment.tenders)
    )


def _line(sale: Sale, line: PricedLine) -> SaleLine:
    offer, charge, tax = line.offer, line.charge, line.tax
    return SaleLine(
        sale=sale,
        position=line.position,
        listing_id=offer.listing_id,
        product_id=offer.product_id,
        cooperative_id=offer.cooperative_id,
        category_code=offer.category_code,
        tax_class=offer.tax_class,
        quantity=line.quantity,
        unit_price_minor=offer.price_minor,
        amount_minor=line.amount_minor,
        fee_rule_id=charge.rule_id,
        fee_rule_version_id=charge.version_id,
        fee_parts=[part.as_json() for part in charge.parts],
        fee_minor=charge.fee_minor,
        tax_basis_points=tax.basis_points,
        tax_minor=tax.tax_minor,
        tax_note=tax.note,
        fee_tax_basis_points=tax.fee_basis_points,
        fee_tax_minor=tax.fee_tax_minor,
    )


def _post(sale: Sale, priced: Sequence[PricedLine], payment: Payment) -> None:
    traded = [line.traded for line in priced]
    postings = rules.sale_postings(traded, payment)
    assert rules.moved(postings) == rules.sale_moves(traded, payment), "postings add up to what was charged"
    ledger.post(
        entry_id=new_id(),
        kind=EntryKind.SALE,
        source_id=sale.id,
        period=sale.period,
        occurred_at=sale.occurred_at,
        recorded_at=sale.recorded_at,
        business_date=sale.business_date,
        actor=sale.cashier,
        postings=postings,
    )


def _tell(sale: Sale, priced: Sequence[PricedLine]) -> None:
    events.append(
        name="sale.recorded",
        subject_id=str(sale.id),
        payload={
            "till_id": str(sale.till_id),
            "business_date": sale.business_date.isoformat(),
            "total_minor": sale.total_minor,
            "rounding_minor": sale.rounding_minor,
            "lines": [
                {
                    "position": line.position,
                    "listing_id": str(line.offer.listing_id),
                    "quantity": line.quantity,
                    "amount_minor": line.amount_minor,
                }
                for line in priced
            ],
        },
        occurred_at=sale.occurred_at,
        recorded_at=sale.recorded_at,
    )


def _add_figures(sale: Sale, priced: Sequence[PricedLine], payment: Payment) -> None:
    delta = rules.sale_figures(
        [line.traded for line in priced], payment, day=sale.business_date, till_id=sale.till_id
    )
    figures.add(till=delta.till, cooperatives=delta.cooperatives, categories=delta.categories)
