"""What importing each row comes to, by the rules of drafting and editing one product, with every fault."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.text import fold
from shared_catalog.catalogue.operations import CategoryNotALeaf, GtinTaken, WrongProductStep
from shared_catalog.catalogue.rules import FIXED_ONCE_PUBLISHED, checked_product, status_after
from shared_catalog.catalogue.types import ProductDetails, ProductStatus, ProductStep, Unit
from shared_catalog.exchange import rules
from shared_catalog.exchange.queries import Snapshot
from shared_catalog.exchange.types import Fault, KnownProduct, Maker, Outcome, Planned, Told
from shared_catalog.registry.operations import WrongCooperativeStep
from shared_catalog.registry.types import CooperativeStatus, Names

_MOST_ROWS_NAMED = 10

# Valid in every respect: with one of its parts replaced, that part alone can be at fault.
_VALID = ProductDetails(
    category_code="x",
    names=Names(ar="س", fr="x", en="x"),
    unit=Unit.GRAM,
    net_content=1,
    recommended_price_minor=1,
)


class Plan:
    """What a file's rows come to, against a snapshot of the nation."""

    def __init__(self, rows: Sequence[Told], snapshot: Snapshot) -> None:
        self.rows, self.snapshot = rows, snapshot
        self._products = [self._named(row) for row in rows]
        self._same: dict[tuple[str, Any], list[int]] = defaultdict(list)
        for row, product in zip(rows, self._products, strict=True):
            for kind in ("reference", "gtin"):
                if row.values.get(kind):
                    self._same[kind, row.values[kind]].append(row.line.number)
            if product is not None:
                self._same["product", product.id].append(row.line.number)

    def planned(self, index: int) -> Planned:
        """What a row comes to."""
        row, product = self.rows[index], self._products[index]
        faults = [*row.faults, *self._faults_of_identity(row, product)]
        maker = self._maker(row, product, faults)
        parts = self._parts(row, product, faults)
        details = _details(parts, faults)
        if product is None or details != product.details:
            faults.extend(self._against(parts, product))
        said: dict[str, Any] = {"number": row.line.number, "reference": row.values.get("reference", "")}
        if faults or details is None or maker is None:
            return Planned(outcome=Outcome.FAULTY, faults=_in_order(faults), **said)
        links = bool(said["reference"]) and said["reference"] not in self.snapshot.by_reference
        if product is None:
            outcome = Outcome.CREATED
        elif links or details != product.details:
            outcome = Outcome.UPDATED
        else:
            outcome = Outcome.UNCHANGED
        return Planned(
            outcome=outcome, product=product, cooperative_id=maker.id, details=details, links=links, **said
        )

    def whole(self) -> Sequence[Planned]:
        """What every row comes to."""
        return [self.planned(index) for index in range(len(self.rows))]

    def _named(self, row: Told) -> KnownProduct | None:
        reference, code = row.values.get("reference", ""), row.values.get("code", "")
        key = self.snapshot.by_reference.get(reference) or self.snapshot.by_code.get(code)
        return None if key is None else self.snapshot.products[key]

    def _faults_of_identity(self, row: Told, product: KnownProduct | None) -> list[Fault]:
        faults: list[Fault] = []
        reference, code = row.values.get("reference", ""), row.values.get("code", "")
        status, gtin = row.values.get("status", ""), row.values.get("gtin", "")
        if product is None and not reference and "reference" not in _columns(row.faults):
            faults.append(Fault("reference", InvalidValue(field="reference", reason="missing")))
        if product is None and code and code != gtin:
            faults.append(Fault("code", NotFound(kind="product", id=code)))
        if product is not None and code and code != product.code:
            reason = "the reference is another product's"
            faults.append(Fault("code", InvalidValue(field="code", reason=reason)))
        known_as = self.snapshot.referenced.get(product.id) if product else None
        if reference and known_as is not None and known_as != reference:
            reason = "the product has another reference of this source"
            faults.append(Fault("reference", InvalidValue(field="reference", reason=reason)))
        if status and status != (product.status if product else ProductStatus.DRAFT):
            reason = "an import changes no status"
            faults.append(Fault("status", InvalidValue(field="status", reason=reason)))
        faults.extend(self._duplicates(row, product))
        return faults

    def _duplicates(self, row: Told, product: KnownProduct | None) -> list[Fault]:
        found: list[Fault] = []
        for column, kind, value in (
            ("reference", "reference", row.values.get("reference")),
            ("gtin", "gtin", row.values.get("gtin")),
            ("code", "product", product.id if product else None),
        ):
            rows = [one for one in self._same.get((kind, value), ()) if one != row.line.number]
            if rows and not (kind == "product" and "reference" in _columns(found)):
                named = ", ".join(map(str, rows[:_MOST_ROWS_NAMED])) + (
                    " …" if len(rows) > _MOST_ROWS_NAMED else ""
                )
                shown = product.code if product and kind == "product" else value
                found.append(Fault(column, rules.DuplicateInFile(value=shown, rows=named)))
        return found

    def _maker(self, row: Told, product: KnownProduct | None, faults: list[Fault]) -> Maker | None:
        said = row.values.get("cooperative")
        if said is None:
            return None
        maker = self.snapshot.makers.get(said)
        if maker is None and said.isdigit():
            maker = self.snapshot.makers.get(said.zfill(15))
        if maker is None:
            faults.append(Fault("cooperative", NotFound(kind="cooperative", id=said)))
        elif product is not None and maker.id != product.cooperative_id:
            reason = "a product stays with its cooperative"
            faults.append(Fault("cooperative", InvalidValue(field="cooperative", reason=reason)))
        elif product is None and maker.status == CooperativeStatus.RETIRED:
            error = WrongCooperativeStep(cooperative=maker.code, status=maker.status, step="sell products")
            faults.append(Fault("cooperative", error))
        return maker

    def _parts(self, row: Told, product: KnownProduct | None, faults: list[Fault]) -> dict[str, Any]:
        """What the row says, and else what is known, without the parts at fault."""
        parts = dict(rules.filled(row.values, product.details if product else None))
        for column in _columns(row.faults):
            parts.pop(column, None)
        if "category" in row.values:
            code, found = self._category(row.values["category"])
            faults.extend(found)
            if found:
                del parts["category"]
            else:
                parts["category"] = code
        return parts

    def _category(self, said: str) -> tuple[str, list[Fault]]:
        code = said if said in self.snapshot.leaves else self.snapshot.category_names.get(fold(said), "")
        if not code:
            return "", [Fault("category", NotFound(kind="category", id=said))]
        if not self.snapshot.leaves[code]:
            return "", [Fault("category", CategoryNotALeaf(category=code))]
        return code, []

    def _against(self, parts: Mapping[str, Any], product: KnownProduct | None) -> list[Fault]:
        """The faults of a new product, or of an edit, that only show against the nation as it is."""
        faults: list[Fault] = []
        gtin = parts.get("gtin", "")
        holder = self.snapshot.holders.get(gtin)
        if holder is not None and (product is None or gtin != product.details.gtin):
            faults.append(Fault("gtin", GtinTaken(gtin=gtin, product=holder)))
        if product is None or status_after(ProductStep.EDIT, status=ProductStatus(product.status)):
            return faults
        if product.status != ProductStatus.PUBLISHED:
            error = WrongProductStep(product=product.code, status=product.status, step="edit")
            return [*faults, Fault("", error)]
        return [*faults, *_of_published(parts, product)]


def _of_published(parts: Mapping[str, Any], product: KnownProduct) -> list[Fault]:
    """What a published product is refused by an import: some of it never changes, the rest is asked for."""
    known = rules.filled({}, product.details)
    changed = {column for column, value in parts.items() if value != known[column]}
    reason = "fixed once the product is published"
    faults = [
        Fault(field, InvalidValue(field=field, reason=reason))
        for field in FIXED_ONCE_PUBLISHED
        if field in changed
    ]
    if changed.difference(FIXED_ONCE_PUBLISHED):
        faults.append(Fault("", rules.ChangeMustBeRequested(product=product.code)))
    return faults


def digest_of(planned: Sequence[Planned], *, file: bytes, source: str, only_valid_rows: bool) -> bytes:
    """SHA-256 of what is announced: the same file against the same catalogue has the same, and no other."""
    digest = hashlib.sha256(repr((file, source, only_valid_rows)).encode())
    for one in planned:
        met = one.product and (one.product.id, one.product.version)
        faults = [(fault.column, fault.error.code) for fault in one.faults]
        said = (one.number, one.outcome.value, one.reference, met, one.cooperative_id, one.details, faults)
        digest.update(repr(said).encode("utf-8", "surrogatepass"))
    return digest.digest()


def counts_of(planned: Sequence[Planned]) -> Mapping[str, int]:
    """How many rows come to what."""
    counted = Counter(one.outcome for one in planned)
    return {outcome.value: counted[outcome] for outcome in Outcome}


def _details(parts: Mapping[str, Any], faults: list[Fault]) -> ProductDetails | None:
    """The parts as details, if they are all there and valid; else their faults are added."""
    error: DomainError | None = None
    if parts.keys() >= rules.PARTS:
        try:
            return checked_product(_details_of(parts))
        except DomainError as found:
            error = found
    each = _each_at_fault(parts)
    if error is not None and not each:
        each = [Fault("", error)]
    faults.extend(each)
    return None


def _details_of(parts: Mapping[str, Any]) -> ProductDetails:
    return ProductDetails(
        category_code=parts["category"],
        names=Names(ar=parts["name_ar"], fr=parts["name_fr"], en=parts["name_en"]),
        descriptions=Names(
            ar=parts["description_ar"], fr=parts["description_fr"], en=parts["description_en"]
        ),
        unit=parts["unit"],
        net_content=parts["net_content"],
        packed=parts["packed"],
        food_use=parts["food_use"],
        gtin=parts["gtin"],
        recommended_price_minor=parts["recommended_price"],
    )


def _each_at_fault(parts: Mapping[str, Any]) -> list[Fault]:
    """The faults of each part by itself."""
    tried: dict[str, ProductDetails] = {
        code: replace(_VALID, names=replace(_VALID.names, **{code[-2:]: parts[code]}))
        for code in ("name_ar", "name_fr", "name_en")
        if code in parts
    }
    if "net_content" in parts:
        tried["net_content"] = replace(_VALID, net_content=parts["net_content"])
    if "recommended_price" in parts:
        tried["recommended_price"] = replace(_VALID, recommended_price_minor=parts["recommended_price"])
    faults: list[Fault] = []
    for code, details in tried.items():
        try:
            checked_product(details)
        except InvalidValue as error:
            faults.append(Fault(code, InvalidValue(field=code, reason=error.params["reason"])))
    return faults


def _columns(faults: Sequence[Fault]) -> frozenset[str]:
    return frozenset(fault.column for fault in faults if fault.column)


def _in_order(faults: Sequence[Fault]) -> Sequence[Fault]:
    """The faults in the order of columns, those of the row first."""
    places = {one.code: place for place, one in enumerate(rules.COLUMNS)}
    return sorted(faults, key=lambda fault: places.get(fault.column, -1))
