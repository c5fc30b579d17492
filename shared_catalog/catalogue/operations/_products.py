"""A product from draft to approved to retired."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kernel import text
from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.fingerprint import fingerprint
from kernel.halfmonth import business_date
from kernel.versions import require_version
from shared_catalog.catalogue import rules
from shared_catalog.catalogue.models import Category, Product
from shared_catalog.catalogue.types import ProductDetails, ProductStatus, ProductStep, Regime, VatHint
from shared_catalog.registry import queries as registry
from shared_catalog.registry.models import Cooperative
from shared_catalog.registry.operations import IdReused, WrongCooperativeStep, take_numbers
from shared_catalog.registry.types import CooperativeStatus
from tenants.database.claims import claim, done_before
from tenants.events import operations as events

CODE_SERIES = "product"


class FoodAuthorisationMissing(DomainError):
    """A food product of a cooperative without a valid ONSSA certificate. Params: `product`, `cooperative`."""

    code = "FOOD_AUTHORISATION_MISSING"
    messages = {
        "ar": "لا يمكن اعتماد {product}: التعاونية {cooperative} لا تتوفر على ترخيص صحي ساري المفعول",
        "fr": "{product} ne peut être approuvé : {cooperative} n'a pas d'autorisation ONSSA valable",
        "en": "{product} cannot be approved: the cooperative {cooperative} has no valid ONSSA authorisation",
    }


class CategoryNotALeaf(DomainError):
    """Products hang on the leaves of the category tree. Params: `category`."""

    code = "CATEGORY_NOT_A_LEAF"
    messages = {
        "ar": "الفئة {category} تتفرع إلى فئات، اختر واحدة منها",
        "fr": "La catégorie {category} a des sous-catégories : choisissez l'une d'elles",
        "en": "The category {category} has subcategories: choose one of them",
    }


class GtinTaken(DomainError):
    """Another product carries this GTIN. Params: `gtin`."""

    code = "GTIN_TAKEN"
    messages = {
        "ar": "الرمز {gtin} مسجل لمنتوج آخر",
        "fr": "Le GTIN {gtin} est déjà celui d'un autre produit",
        "en": "The GTIN {gtin} already belongs to another product",
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
        **described(checked, category=category, code=_new_code(checked.gtin), at=at, actor=actor),
    )
    _tell("drafted", product, at)
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
    """Replace what is said of a draft or approved product; an approved one keeps its GTIN, unit and net
    content. What is said of it already is returned as it is.

    Raises NotFound, WrongProductStep for a retired one, VersionConflict when it is another version than the
    one expected, FoodAuthorisationMissing when an approved one would now need a certificate that its
    cooperative does not have, and what `draft_product` raises for bad details.
    """
    product = _locked(product_id)
    if product.status == ProductStatus.RETIRED:
        raise WrongProductStep(product=product.code, status=product.status, step="edit")
    checked = rules.checked_product(details)
    category = _leaf(checked.category_code)
    code = product.code if checked.gtin == (product.gtin or "") else None
    if code is not None and _says(
        product, described(checked, category=category, code=code, at=at, actor=actor)
    ):
        return product
    require_version(expected=expected_version, current=product.version)
    if product.status == ProductStatus.APPROVED:
        _require_unchanged(product, checked)
    columns = described(checked, category=category, code=code or _new_code(checked.gtin), at=at, actor=actor)
    for column, value in columns.items():
        setattr(product, column, value)
    if product.status == ProductStatus.APPROVED:
        _require_authorisation(product, on=business_date(at))
    return _written("edited", product, at, *columns)


@transaction.atomic
def approve_product(*, product_id: UUID, at: datetime, actor: str) -> Product:
    """Let markets list a draft.

    Raises NotFound, WrongProductStep, CategoryNotALeaf, WrongCooperativeStep for a retired cooperative, and
    FoodAuthorisationMissing for a food product whose cooperative has no valid certificate that day.
    """
    product = _locked(product_id)
    _leaf(product.category_id)
    require_not_retired(product.cooperative)
    after = _status_after(ProductStep.APPROVE, product)
    _require_authorisation(product, on=business_date(at))
    product.status, product.approved_at, product.approved_by = after, at, actor
    product.updated_at, product.updated_by = at, actor
    return _written(
        "approved", product, at, "status", "approved_at", "approved_by", "updated_at", "updated_by"
    )


@transaction.atomic
def retire_product(*, product_id: UUID, at: datetime, actor: str) -> Product:
    """Take a product out of the catalogue for good; its row stays. Raises NotFound, WrongProductStep."""
    product = _locked(product_id)
    product.status = _status_after(ProductStep.RETIRE, product)
    product.retired_at = at
    product.updated_at, product.updated_by = at, actor
    return _written("retired", product, at, "status", "retired_at", "updated_at", "updated_by")


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
        "sort_en": text.sort_key(names.en, "en"),
        "search_text": text.fold(" ".join((names.ar, names.fr, names.en, code))),
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


def _tell(what: str, product: Product, at: datetime) -> None:
    said = {
        "cooperative": str(product.cooperative_id),
        "code": product.code,
        "gtin": product.gtin or None,
        "status": str(product.status),
    }
    events.append(name=f"product.{what}", subject_id=product.id, payload=said, at=at)


def _new_code(gtin: str) -> str:
    # Taking the number also makes two drafts with one GTIN wait for each other.
    number = take_numbers(series=CODE_SERIES)[0]
    if gtin and Product.objects.filter(gtin=gtin).exists():
        raise GtinTaken(gtin=gtin)
    return rules.product_code(gtin, number=number)


def _leaf(category_code: str) -> Category:
    category = Category.objects.filter(code=category_code).first()
    if category is None:
        raise NotFound(kind="category", id=category_code)
    if category.parent_id is None or category.children.exists():
        raise CategoryNotALeaf(category=category_code)
    return category


def _locked(product_id: UUID) -> Product:
    found = Product.objects.select_for_update().filter(id=product_id).first()
    if found is None:
        raise NotFound(kind="product", id=product_id)
    return found


def _written(what: str, product: Product, at: datetime, *columns: str) -> Product:
    """Its next version, with these columns written, and told of; its row is locked."""
    product.version += 1
    product.save(update_fields=[*columns, "version"])
    _tell(what, product, at)
    return product


def _says(product: Product, columns: Mapping[str, Any]) -> bool:
    """Whether the product says all this already, whoever said it and when."""
    stamps = ("updated_at", "updated_by")
    return all(getattr(product, name) == value for name, value in columns.items() if name not in stamps)


def _status_after(step: ProductStep, product: Product) -> ProductStatus:
    status = ProductStatus(product.status)
    after = rules.status_after(step, status=status)
    if after is None:
        raise WrongProductStep(product=product.code, status=status.value, step=step.value)
    return after


def _require_unchanged(product: Product, details: ProductDetails) -> None:
    for field in rules.FIXED_ONCE_APPROVED:
        if (getattr(product, field) or "") != getattr(details, field):
            raise InvalidValue(field=field, reason="fixed once the product is approved")


def _require_authorisation(product: Product, *, on: date) -> None:
    needed = rules.needs_food_authorisation(
        Regime(product.category.regime), packed=product.packed, food_use=product.food_use
    )
    if needed and not registry.authorised_for_food(product.cooperative_id, on):
        raise FoodAuthorisationMissing(product=product.code, cooperative=product.cooperative.code)
