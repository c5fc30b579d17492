"""Drafting, editing and withdrawing many products at once: the rules and events of the single path, in a
handful of statements whatever their number.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import NotFound
from kernel.halfmonth import business_date
from kernel.versions import require_version
from shared_catalog.catalogue import rules
from shared_catalog.catalogue.models import Barcode, Product, RecommendedPrice
from shared_catalog.catalogue.operations._codes import (
    CODE_SERIES,
    own_barcode,
    replace_own_barcodes,
    require_new_gtins,
)
from shared_catalog.catalogue.operations._loading import Nation
from shared_catalog.catalogue.operations._products import (
    WrongProductStep,
    content_fingerprint,
    described,
    said_of,
)
from shared_catalog.catalogue.operations._recommending import recommended
from shared_catalog.catalogue.types import ProductDetails, ProductEntry, ProductStatus, ProductStep
from shared_catalog.registry.operations import take_numbers
from tenants.events import operations as events
from tenants.events.types import EventDraft

# Rows a statement: the time to put one together grows faster than their number.
_BATCH = 250
_KEPT = frozenset({"id", "cooperative", "created_at"})
_COLUMNS = [field.name for field in Product._meta.concrete_fields if field.name not in _KEPT]


@transaction.atomic
def draft_products(*, entries: Sequence[ProductEntry], at: datetime, actor: str) -> Sequence[Product]:
    """Draft products under new ids, all or nothing; internal codes follow the order given.

    Raises what `draft_product` raises, IdReused apart.
    """
    if not entries:
        return []
    nation = Nation.on(business_date(at))
    checked = [rules.checked_product(entry.details) for entry in entries]
    for entry, details in zip(entries, checked, strict=True):
        nation.require_draftable(entry.cooperative_id, details)
    numbers = take_numbers(series=CODE_SERIES, count=len(entries))
    require_new_gtins([(details.gtin, details.names.fr) for details in checked if details.gtin])
    made = [
        Product(
            id=entry.product_id,
            cooperative_id=entry.cooperative_id,
            status=ProductStatus.DRAFT,
            created_at=at,
            fingerprint=content_fingerprint(entry.cooperative_id, details),
            **described(
                details,
                category=nation.leaves[details.category_code],
                code=rules.product_code(details.gtin, number=number),
                at=at,
                actor=actor,
            ),
        )
        for entry, details, number in zip(entries, checked, numbers, strict=True)
    ]
    Product.objects.bulk_create(made, batch_size=_BATCH)
    codes = [own_barcode(product, at=at, actor=actor) for product in made]
    Barcode.objects.bulk_create(codes, batch_size=_BATCH)
    _recommend(made, at=at, actor=actor)
    _tell("drafted", made, at)
    return made


@transaction.atomic
def edit_products(
    *,
    edits: Mapping[UUID, ProductDetails],
    expected_versions: Mapping[UUID, int],
    codes: Mapping[UUID, str] | None = None,
    at: datetime,
    actor: str,
) -> Sequence[Product]:
    """Replace what is said of drafts, and of rejected products, which are drafts again; all or nothing. Each
    becomes its next version. One that loses its GTIN gets back the internal code that it had before, where
    `codes` has it.

    Raises what `edit_product` raises; VersionConflict for a product that is another version than expected.
    """
    if not edits:
        return []
    products = held_products(versions=expected_versions)
    nation = Nation.on(business_date(at))
    checked = {key: rules.checked_product(details) for key, details in edits.items()}
    new_gtins = [
        (details.gtin, details.names.fr)
        for key, details in checked.items()
        if details.gtin not in ("", products[key].gtin)
    ]
    others = [key for key, details in checked.items() if details.gtin != (products[key].gtin or "")]
    numbers = iter(take_numbers(series=CODE_SERIES, count=len(others)) if others else ())
    require_new_gtins(new_gtins)
    before = {key: product.code for key, product in products.items()}
    prices = {key: product.recommended_price_minor for key, product in products.items()}
    for key, details in checked.items():
        product = products[key]
        product.status = _status_of_edited(product)
        nation.require_leaf(details.category_code)
        code = product.code
        if details.gtin != (product.gtin or ""):
            minted = rules.product_code(details.gtin, number=next(numbers))
            code = details.gtin or (codes or {}).get(key, minted)
        columns = described(
            details, category=nation.leaves[details.category_code], code=code, at=at, actor=actor
        )
        for column, value in columns.items():
            setattr(product, column, value)
    edited = [products[key] for key in checked]
    _write(edited)
    replace_own_barcodes([(product, before[product.id]) for product in edited], at=at, actor=actor)
    repriced = [product for product in edited if product.recommended_price_minor != prices[product.id]]
    _recommend(repriced, at=at, actor=actor)
    _tell("edited", edited, at)
    return edited


@transaction.atomic
def withdraw_drafts(*, versions: Mapping[UUID, int], at: datetime, actor: str) -> None:
    """Retire drafts that should not have been, and free their GTINs: each is left with an internal code.

    Raises VersionConflict for one that is another version than given, WrongProductStep for what is no draft.
    """
    if not versions:
        return
    withdrawn = list(held_products(versions=versions).values())
    before = [(product, product.code) for product in withdrawn]
    for product, number in zip(
        withdrawn, take_numbers(series=CODE_SERIES, count=len(withdrawn)), strict=True
    ):
        if product.status != ProductStatus.DRAFT:
            raise WrongProductStep(product=product.code, status=product.status, step="withdraw")
        if product.gtin:
            product.gtin, product.code = None, rules.product_code("", number=number)
        product.status, product.retired_at = ProductStatus.RETIRED, at
        product.updated_at, product.updated_by = at, actor
    _write(withdrawn)
    replace_own_barcodes(before, at=at, actor=actor)
    _tell("retired", withdrawn, at)


def held_products(*, versions: Mapping[UUID, int]) -> dict[UUID, Product]:
    """These products, locked, in the order given. Raises NotFound, VersionConflict."""
    rows = Product.objects.select_for_update().filter(id__in=list(versions)).order_by("id")
    found = {product.id: product for product in rows}
    for key, version in versions.items():
        if key not in found:
            raise NotFound(kind="product", id=key)
        require_version(expected=version, current=found[key].version)
    return {key: found[key] for key in versions}


def _status_of_edited(product: Product) -> ProductStatus:
    after = rules.status_after(ProductStep.EDIT, status=ProductStatus(product.status))
    if after is None:
        raise WrongProductStep(product=product.code, status=product.status, step="edit")
    return after


def _write(products: Sequence[Product]) -> None:
    """Write products that are locked, each as its next version. As an upsert, of which every row is an
    update: that is one statement a batch, with a value for each column of each.
    """
    for product in products:
        product.version += 1
    Product.objects.bulk_create(
        products, batch_size=_BATCH, update_conflicts=True, unique_fields=["id"], update_fields=_COLUMNS
    )


def _recommend(products: Sequence[Product], *, at: datetime, actor: str) -> None:
    """Add their recommended prices to the history."""
    rows = [recommended(product, at=at, actor=actor) for product in products]
    RecommendedPrice.objects.bulk_create(rows, batch_size=_BATCH)


def _tell(what: str, products: Iterable[Product], at: datetime) -> None:
    drafts = [
        EventDraft(
            name=f"product.{what}",
            subject_id=str(product.id),
            payload=said_of(product),
            occurred_at=at,
            recorded_at=at,
        )
        for product in products
    ]
    for start in range(0, len(drafts), _BATCH):
        events.append_all(drafts=drafts[start : start + _BATCH])
