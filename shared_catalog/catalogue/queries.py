"""Reads of the catalogue."""

from uuid import UUID

from django.db.models import F, QuerySet

from kernel import text
from kernel.errors import NotFound
from shared_catalog.catalogue.models import Category, Product, TaxRate
from shared_catalog.catalogue.rules import TaxTable
from shared_catalog.catalogue.types import ProductStatus, Rate, TaxClass


def categories() -> QuerySet[Category]:
    """The whole tree in its order: roots first, then their children."""
    return Category.objects.order_by(F("parent__position").asc(nulls_first=True), "position", "code")


def products(
    *,
    cooperative_id: UUID | None = None,
    category_code: str | None = None,
    status: ProductStatus | None = None,
    search: str = "",
) -> QuerySet[Product]:
    """Products by code. A root category stands for its leaves; `search` finds parts of names and codes."""
    found = Product.objects.order_by("code")
    if cooperative_id is not None:
        found = found.filter(cooperative_id=cooperative_id)
    if category_code is not None:
        found = found.filter(category_id__in=_with_children(category_code))
    if status is not None:
        found = found.filter(status=status)
    for word in text.fold(search).split():
        found = found.filter(search_text__contains=word)
    return found


def product(product_id: UUID) -> Product:
    """One product. Raises NotFound."""
    try:
        return Product.objects.get(id=product_id)
    except Product.DoesNotExist:
        raise NotFound(kind="product", id=product_id) from None


def tax_table() -> TaxTable:
    """Every VAT rate that was ever set: a few rows, in one statement."""
    rows = TaxRate.objects.values_list("tax_class", "effective_from", "basis_points", "legal_reference")
    return TaxTable(Rate(TaxClass(row[0]), *row[1:]) for row in rows)


def _with_children(category_code: str) -> list[str]:
    children = Category.objects.filter(parent_id=category_code).values_list("code", flat=True)
    return [category_code, *children]
