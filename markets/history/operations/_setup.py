"""What a market was before it joined: its fees and tills, what it sold at which prices, and its costs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue
from kernel.halfmonth import HalfMonth, business_date
from kernel.ids import new_id
from markets.costs import operations as costs
from markets.costs.models import OperatingCost, OtherIncome
from markets.costs.types import CostCategory, IncomeKind
from markets.fees import operations as fees
from markets.fees.queries import past_rates
from markets.history import files, queries, rules
from markets.history.checks import FileRefusals, Refusals
from markets.history.operations._gate import require_planned, stand_in_line
from markets.history.refusals import (
    HistoryRefused,
    NotYetPast,
    OutOfOrder,
    SetupDiffers,
    UnknownCode,
)
from markets.history.types import CostRow, FeeRow, ListingRow, SetupImported, TillRow
from markets.listings import rules as listing
from markets.listings.models import Listing, ListingChange
from markets.listings.operations import ProductNotListable
from markets.listings.types import ListingState
from markets.sales.models import Sale
from markets.sellability import queries as sellability
from markets.sellability.refusals import said
from markets.sellability.rules import verdict
from markets.sellability.types import Facts, Moment
from markets.tills import operations as tills
from markets.tills.models import Till
from shared_catalog.catalogue.models import Product

_BATCH = 2_000

_Facts = Mapping[date, Mapping[UUID, Facts]]


@transaction.atomic
def import_setup(*, source: Path, imported_at: datetime, actor: str) -> SetupImported:
    """Import fees.csv, tills.csv, listings.csv and costs.csv, all of them or nothing; twice is once.

    Rows that the market already has are passed over; what it has with other content is refused. Raises
    MarketHasOpened when something is to be added, FolderMissing, UnknownFile, HistoryRefused with every
    refused row.
    """
    stand_in_line()
    files.half_months(source)
    refusals = Refusals()
    setup = _Setup(imported_at=imported_at, actor=actor, first_day=_first_day(imported_at))
    imported = SetupImported(
        fees=setup.fees(files.fees(source, refusals.of(files.FEES)), refusals.of(files.FEES)),
        tills=setup.tills(files.tills(source, refusals.of(files.TILLS)), refusals.of(files.TILLS)),
        listings=setup.listings(
            files.listings(source, refusals.of(files.LISTINGS)), refusals.of(files.LISTINGS)
        ),
        costs=setup.costs(files.costs(source, refusals.of(files.COSTS)), refusals.of(files.COSTS)),
    )
    if refusals:
        raise HistoryRefused(what=source.name, refusals=refusals.in_order())
    if imported.fees or imported.tills or imported.listings or imported.costs:
        require_planned()
    return imported


def _first_day(imported_at: datetime) -> date:
    """The first day that is no longer history."""
    return HalfMonth.containing(business_date(imported_at)).first_day


@dataclass(frozen=True, slots=True)
class _Setup:
    """Each method adds the rows of one file that are new, tells what is refused, and counts what it added."""

    imported_at: datetime
    actor: str
    first_day: date

    def fees(self, rows: Iterable[FeeRow], refuse: FileRefusals) -> int:
        known = past_rates()
        added = 0
        for row in rows:
            try:
                if known.get(row.effective_from) == row.basis_points:
                    continue
                self._require_past(row.effective_from)
                if Sale.objects.filter(business_date__gte=row.effective_from).exists():
                    raise SetupDiffers(kind="fee", item=row.effective_from.isoformat())
                fees.add_past_rate(
                    effective_from=row.effective_from,
                    basis_points=row.basis_points,
                    set_at=self.imported_at,
                    actor=self.actor,
                )
                added += 1
            except DomainError as error:
                refuse(row.line, error)
        return added

    def tills(self, rows: Iterable[TillRow], refuse: FileRefusals) -> int:
        known = dict(Till.objects.values_list("code", "name"))
        added = 0
        for row in rows:
            try:
                if row.code in known:
                    if known[row.code] != row.name:
                        raise SetupDiffers(kind="till", item=row.code)
                    continue
                self._require_past(row.opened_on)
                tills.open_till(code=row.code, name=row.name, opened_at=rules.opening_of(row.opened_on))
                known[row.code] = row.name
                added += 1
            except DomainError as error:
                refuse(row.line, error)
        return added

    def listings(self, rows: Iterable[ListingRow], refuse: FileRefusals) -> int:
        """The price history of each product becomes its listing; the last price is the one it has now."""
        histories: dict[str, list[ListingRow]] = defaultdict(list)
        for row in rows:
            histories[row.product_code].append(row)
        known = queries.offers()
        products = _products(histories)
        facts = _facts(histories, products)
        new: list[tuple[Product, list[ListingRow]]] = []
        for code, history in histories.items():
            wrong = self._first_wrong(history, products.get(code), facts)
            if wrong is not None:
                refuse(*wrong)
            elif code not in known:
                new.append((products[code], history))
            elif _steps(history) != [(at, offer.price_minor) for at, offer in known[code]]:
                refuse(history[0].line, SetupDiffers(kind="listing", item=code))
        self._list(new)
        return len(new)

    def costs(self, rows: Iterable[CostRow], refuse: FileRefusals) -> int:
        ids = {*OperatingCost.objects.values_list("id", flat=True)}
        ids |= {*OtherIncome.objects.values_list("id", flat=True)}
        added = 0
        for row in rows:
            try:
                self._require_past(row.month)
                self._record_cost(row)
                added += row.id not in ids
            except DomainError as error:
                refuse(row.line, error)
        return added

    def _record_cost(self, row: CostRow) -> None:
        if row.kind == "cost" and row.category in list(CostCategory):
            costs.record_cost(
                cost_id=row.id,
                month=row.month,
                category=CostCategory(row.category),
                amount_minor=row.amount_minor,
                note=row.note,
                recorded_at=self.imported_at,
                actor=self.actor,
            )
        elif row.kind == "income" and row.category in list(IncomeKind):
            costs.record_income(
                income_id=row.id,
                month=row.month,
                kind=IncomeKind(row.category),
                amount_minor=row.amount_minor,
                note=row.note,
                recorded_at=self.imported_at,
                actor=self.actor,
            )
        else:
            raise UnknownCode(kind="cost or income", item=f"{row.kind} {row.category}")

    def _require_past(self, day: date) -> None:
        if day >= self.first_day:
            raise NotYetPast(half_month=str(HalfMonth.containing(day)))

    def _first_wrong(
        self, history: Sequence[ListingRow], product: Product | None, facts: "_Facts"
    ) -> tuple[int, DomainError] | None:
        """The first row of a product's price history that cannot be taken, and why."""
        before: date | None = None
        for row in history:
            if product is None:
                return row.line, UnknownCode(kind="product", item=row.product_code)
            if not listing.is_price(row.price_minor):
                reason = "a price lies between 1 and 100000000 centimes"
                return row.line, InvalidValue(field="price_minor", reason=reason)
            if before is not None and row.effective_from <= before:
                return row.line, OutOfOrder(after=before.isoformat())
            if row.effective_from >= self.first_day:
                return row.line, NotYetPast(half_month=str(HalfMonth.containing(row.effective_from)))
            moment = Moment(day=row.effective_from, at=rules.opening_of(row.effective_from))
            found = verdict(facts[row.effective_from][product.pk], moment)
            if not found.sellable:
                return row.line, ProductNotListable(product_id=str(product.pk), **said(found))
            before = row.effective_from
        return None

    def _list(self, new: Sequence[tuple[Product, Sequence[ListingRow]]]) -> None:
        listings = [
            Listing(
                id=new_id(),
                product=product,
                price_minor=history[-1].price_minor,
                state=ListingState.ACTIVE,
                listed_at=rules.opening_of(history[0].effective_from),
            )
            for product, history in new
        ]
        changes = [
            ListingChange(
                listing=listed,
                price_minor=price_minor,
                state=ListingState.ACTIVE,
                changed_at=at,
                actor=self.actor,
            )
            for listed, (_, history) in zip(listings, new, strict=True)
            for at, price_minor in _steps(history)
        ]
        Listing.objects.bulk_create(listings, batch_size=_BATCH)
        ListingChange.objects.bulk_create(changes, batch_size=_BATCH)


def _products(codes: Iterable[str]) -> Mapping[str, Product]:
    found = Product.objects.filter(code__in=list(codes)).only("id", "code")
    return {product.code: product for product in found}


def _facts(histories: Mapping[str, Sequence[ListingRow]], products: Mapping[str, Product]) -> _Facts:
    """What decides whether a product was sold, on each day on which a row puts it on sale at some price."""
    asked: dict[date, set[UUID]] = defaultdict(set)
    for code, history in histories.items():
        if code in products:
            for row in history:
                asked[row.effective_from].add(products[code].pk)
    return {day: sellability.facts_of(ids, on=day) for day, ids in asked.items()}


def _steps(history: Iterable[ListingRow]) -> list[tuple[datetime, int]]:
    return [(rules.opening_of(row.effective_from), row.price_minor) for row in history]
