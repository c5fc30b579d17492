"""A product from draft to proposed to published, or rejected, to retired."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import transaction

from kernel import search, text
from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.fingerprint import fingerprint
from kernel.halfmonth import business_date
from kernel.versions import require_version
from shared_catalog.catalogue import queries, rules
from shared_catalog.catalogue.models import Category, Product
from shared_catalog.catalogue.operations._codes import new_code, own_barcode, replace_own_barcodes
from shared_catalog.catalogue.operations._complete import require_complete
from shared_catalog.catalogue.operations._recommending import recommended
from shared_catalog.catalogue.operations._sheets import next_sheet, require_sayable
from shared_catalog.catalogue.types import (
    AttributeValue,
    ProductDetails,
    ProductStatus,
    ProductStep,
    Regime,
    VatHint,
)
from shared_catalog.registry import queries as registry
from shared_catalog.registry.models import Cooperative
from shared_catalog.registry.operations import IdReused, WrongCooperativeStep
from shared_catalog.registry.types import CooperativeStatus
from tenants.database.claims import claim, done_before
from tenants.events import operations as events


class FoodAuthorisationMissing(DomainError):
    """A food product of a cooperative without a valid ONSSA certificate. Params: `product`, `cooperative`."""

    code = "FOOD_AUTHORISATION_MISSING"
    messages = {
        "ar": "لا يمكن نشر {product}: التعاونية {cooperative} لا تتوفر على ترخيص صحي ساري المفعول",
        "fr": "{product} ne peut être publié : {cooperative} n'a pas d'autorisation ONSSA valable",
        "en": "{product} cannot be published: the cooperative {cooperative} has no valid ONSSA authorisation",
    }


class CategoryNotALeaf(DomainError):
    """Products hang on the leaves of the category tree. Params: `category`."""

    code = "CATEGORY_NOT_A_LEAF"
    messages = {
        "ar": "الفئة {category} تتفرع إلى فئات، اختر واحدة منها",
        "fr": "La catégorie {category} a des sous-catégories : choisissez l'une d'elles",
        "en": "The category {category} has subcategories: choose one of them",
    }


class WrongProductStep(DomainError):
    """The product's state does not allow this step. Params: `product`, `status`, `step`."""

    code = "WRONG_PRODUCT_STEP"
    messages = {
        "ar": "لا يمكن تنفيذ {step} على المنتوج {product} في حالة {status}",
        "fr": "L'étape {step} n'est pas possible pour le produit {product}, qui est {status}",
        "en": "The step {step} is not possible for product {product}, which is {status}",
    }


@transaction.atomic
def draft_product(
    *, product_id: UUID, cooperative_id: UUID, details: ProductDetails, at: datetime, actor: str
) -> Product:
    """Describe a product under an id made by the caller; without a GTIN it gets an internal code.

    The same request again gives the same row. Raises NotFound, IdReused, CategoryNotALeaf, GtinTaken,
    WrongCooperativeStep for a retired cooperative, InvalidIdentifier, InvalidValue.
    """
    claim(product_id)
    checked = rules.checked_product(details)
    content = content_fingerprint(cooperative_id, checked)
    known = Product.objects.filter(id=product_id).first()
    if known is not None:
        if bytes(known.fingerprint) != content:
            raise IdReused(kind="product", id=product_id)
        return done_before(known)
    require_not_retired(registry.cooperative(cooperative_id))
    category = _leaf(checked.category_code)
    product = Product.objects.create(
        id=product_id,
        cooperative_id=cooperative_id,
        status=ProductStatus.DRAFT,
        created_at=at,
        fingerprint=content,
        **described(checked, category=category, code=new_code(checked.gtin), at=at, actor=actor),
    )
    own_barcode(product, at=at, actor=actor).save(force_insert=True)
    recommended(product, at=at, actor=actor).save(force_insert=True)
    tell("drafted", product, at)
    return product


@transaction.atomic
def edit_product(
    *,
    product_id: UUID,
    details: ProductDetails,
    expected_version: int | None = None,
    at: datetime,
    actor: str,
) -> Product:
    """Replace what is said of a draft, or of a rejected product, which is a draft again. What is said of it
    already is returned as it is. A published one is changed by `shared_catalog.moderation`.

    Raises NotFound, WrongProductStep for one that is no draft, VersionConflict when it is another version
    than the one expected, and what `draft_product` raises for bad details.
    """
    product = locked(product_id=product_id)
    after = _next_status(ProductStep.EDIT, product)
    checked = rules.checked_product(details)
    category = _leaf(checked.category_code)
    code = product.code if checked.gtin == (product.gtin or "") else None
    if code is not None and _says(
        product, described(checked, category=category, code=code, at=at, actor=actor)
    ):
        return product
    require_version(expected=expected_version, current=product.version)
    columns = described(checked, category=category, code=code or new_code(checked.gtin), at=at, actor=actor)
    before, price_before = product.code, product.recommended_price_minor
    edited = _written("edited", product, at, status=after, **columns)
    _keep_price(edited, price_before, at=at, actor=actor)
    replace_own_barcodes([(edited, before)], at=at, actor=actor)
    return edited


@transaction.atomic
def revise_product(
    *,
    product_id: UUID,
    details: ProductDetails,
    attributes: Mapping[str, AttributeValue | None] = MappingProxyType({}),
    at: datetime,
    actor: str,
) -> Product:
    """Replace what is said of a published product, as a confirmed change request asks, and say these
    attributes of it, None to say one no more; it keeps its GTIN, unit and net content.

    Raises NotFound, WrongProductStep, and what `require_revisable` and `require_sayable` raise.
    """
    product = locked(product_id=product_id)
    _next_status(ProductStep.REVISE, product)
    checked = require_revisable(product=product, details=details, on=business_date(at))
    category = _leaf(checked.category_code)
    said = require_sayable(product=product, category_code=category.code, values=attributes)
    columns = described(checked, category=category, code=product.code, at=at, actor=actor)
    if not _says(product, columns):
        before = product.recommended_price_minor
        product = _written("edited", product, at, **columns)
        _keep_price(product, before, at=at, actor=actor)
    sheet = queries.attribute_sheets([product_id]).get(product_id)
    told = next_sheet(product, sheet, said, at=at, actor=actor)
    if told is not None:
        tell("attributes_set", product, at, **told)
    return product


def require_revisable(*, product: Product, details: ProductDetails, on: date) -> ProductDetails:
    """The details that a published product may be given, checked.

    Raises InvalidIdentifier, InvalidValue, NotFound, CategoryNotALeaf, and FoodAuthorisationMissing when it
    would then need a certificate that its cooperative does not have that day.
    """
    checked = rules.checked_product(details)
    for field in rules.FIXED_ONCE_PUBLISHED:
        if (getattr(product, field) or "") != getattr(checked, field):
            raise InvalidValue(field=field, reason="fixed once the product is published")
    if needs_food_authorisation(checked, _leaf(checked.category_code)):
        _require_authorisation(product, on=on)
    return checked


@transaction.atomic
def propose_product(*, product_id: UUID, at: datetime, actor: str) -> Product:
    """Say that a draft is ready to be published: from now on it is not edited.

    Raises NotFound, WrongProductStep, CategoryNotALeaf, WrongCooperativeStep for a retired cooperative.
    """
    product = locked(product_id=product_id)
    _require_sellable(product)
    return _stepped(ProductStep.PROPOSE, "proposed", product, at, actor)


@transaction.atomic
def withdraw_product(*, product_id: UUID, at: datetime, actor: str) -> Product:
    """Make a proposed product a draft again. Raises NotFound, WrongProductStep."""
    return _stepped(ProductStep.WITHDRAW, "withdrawn", locked(product_id=product_id), at, actor)


@transaction.atomic
def reject_product(*, product_id: UUID, at: datetime, actor: str) -> Product:
    """Do not publish a proposed product: it may be proposed again once it was edited.

    Raises NotFound, WrongProductStep.
    """
    return _stepped(ProductStep.REJECT, "rejected", locked(product_id=product_id), at, actor)


@transaction.atomic
def approve_product(*, product_id: UUID, at: datetime, actor: str) -> Product:
    """Publish a proposed product: markets may list it.

    Raises NotFound, WrongProductStep, CategoryNotALeaf, WrongCooperativeStep for a retired cooperative,
    FoodAuthorisationMissing for a food product whose cooperative has no valid certificate that day, and
    AttributesMissing when its category asks what is not said of it.
    """
    product = locked(product_id=product_id)
    _require_sellable(product)
    after = _next_status(ProductStep.APPROVE, product)
    if rules.needs_food_authorisation(
        Regime(product.category.regime), packed=product.packed, food_use=product.food_use
    ):
        _require_authorisation(product, on=business_date(at))
    require_complete(product)
    approval = {"approved_at": at, "approved_by": actor}
    return _written("approved", product, at, status=after, updated_at=at, updated_by=actor, **approval)


@transaction.atomic
def retire_product(*, product_id: UUID, at: datetime, actor: str) -> Product:
    """Take a product out of the catalogue for good; its row stays. Raises NotFound, WrongProductStep."""
    return _stepped(ProductStep.RETIRE, "retired", locked(product_id=product_id), at, actor, retired_at=at)


def content_fingerprint(cooperative_id: UUID, details: ProductDetails) -> bytes:
    """What tells a repeated draft from another one under the same id."""
    return fingerprint({"cooperative_id": cooperative_id, **asdict(details)})


def require_not_retired(cooperative: Cooperative) -> None:
    """Raises WrongCooperativeStep for a retired cooperative: nothing of it is sold any more."""
    if cooperative.status == CooperativeStatus.RETIRED:
        raise WrongCooperativeStep(
            cooperative=cooperative.code, status=cooperative.status, step="sell products"
        )


def needs_food_authorisation(details: ProductDetails, category: Category) -> bool:
    """Whether the product described needs its cooperative's certificate: `rules.needs_food_authorisation`."""
    return rules.needs_food_authorisation(
        Regime(category.regime), packed=details.packed, food_use=details.food_use
    )


def described(
    details: ProductDetails, *, category: Category, code: str, at: datetime, actor: str
) -> dict[str, Any]:
    """The columns of a product that its details fill."""
    names, texts = details.names, details.descriptions
    return {
        "code": code,
        "gtin": details.gtin or None,
        "name_ar": names.ar,
        "name_fr": names.fr,
        "name_en": names.en,
        "sort_ar": text.sort_key(names.ar, "ar"),
        "sort_fr": text.sort_key(names.fr, "fr"),
        "sort_en": text.sort_key(names.en or names.fr, "en"),
        "search_words": search.kept(names.ar, names.fr, names.en),
        "description_ar": texts.ar,
        "description_fr": texts.fr,
        "description_en": texts.en,
        "category": category,
        "unit": details.unit,
        "net_content": details.net_content,
        "packed": details.packed,
        "food_use": details.food_use,
        "tax_class": rules.tax_class(VatHint(category.vat_hint)),
        "recommended_price_minor": details.recommended_price_minor,
        "updated_at": at,
        "updated_by": actor,
    }


def said_of(product: Product) -> dict[str, Any]:
    """What the events of a product say of it."""
    return {
        "cooperative": str(product.cooperative_id),
        "code": product.code,
        "gtin": product.gtin or None,
        "status": str(product.status),
    }


def tell(what: str, product: Product, at: datetime, **more: Any) -> None:
    """Add what happened to a product to headquarters' event log."""
    events.append(name=f"product.{what}", subject_id=product.id, payload=said_of(product) | more, at=at)


def _leaf(category_code: str) -> Category:
    category = Category.objects.filter(code=category_code).first()
    if category is None:
        raise NotFound(kind="category", id=category_code)
    if category.parent_id is None or category.children.exists():
        raise CategoryNotALeaf(category=category_code)
    return category


def locked(*, product_id: UUID) -> Product:
    """The product, locked until the transaction ends. Raises NotFound."""
    found = Product.objects.select_for_update().filter(id=product_id).first()
    if found is None:
        raise NotFound(kind="product", id=product_id)
    return found


def reopened(product: Product, *, at: datetime, actor: str) -> Product:
    """The draft that is edited, which a rejected product is again. Raises WrongProductStep for another."""
    after = _next_status(ProductStep.EDIT, product)
    if after == product.status:
        return product
    return _written("edited", product, at, status=after, updated_at=at, updated_by=actor)


def _keep_price(product: Product, before_minor: int, *, at: datetime, actor: str) -> None:
    """Add the recommended price to its history, if it is another than before."""
    if product.recommended_price_minor != before_minor:
        recommended(product, at=at, actor=actor).save(force_insert=True)


def _next_status(step: ProductStep, product: Product) -> ProductStatus:
    """Where a step leads the product. Raises WrongProductStep."""
    status = ProductStatus(product.status)
    after = rules.status_after(step, status=status)
    if after is None:
        raise WrongProductStep(product=product.code, status=status.value, step=step.value)
    return after


def _stepped(
    step: ProductStep, what: str, product: Product, at: datetime, actor: str, **columns: Any
) -> Product:
    after = _next_status(step, product)
    return _written(what, product, at, status=after, updated_at=at, updated_by=actor, **columns)


def _written(what: str, product: Product, at: datetime, **columns: Any) -> Product:
    """Its next version, with these columns, and told of; its row is locked."""
    for column, value in columns.items():
        setattr(product, column, value)
    product.version += 1
    product.save(update_fields=[*columns, "version"])
    tell(what, product, at)
    return product


def _says(product: Product, columns: Mapping[str, Any]) -> bool:
    """Whether the product says all this already, whoever said it and when."""
    stamps = ("updated_at", "updated_by")
    return all(getattr(product, name) == value for name, value in columns.items() if name not in stamps)


def _require_sellable(product: Product) -> None:
    """Raises CategoryNotALeaf, WrongCooperativeStep."""
    _leaf(product.category_id)
    require_not_retired(product.cooperative)


def _require_authorisation(product: Product, *, on: date) -> None:
    if not registry.authorised_for_food(product.cooperative_id, on):
        raise FoodAuthorisationMissing(product=product.code, cooperative=product.cooperative.code)
