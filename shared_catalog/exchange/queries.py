"""Reads of imports and exports: what rows are held against, in a number of statements that does not grow with
them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from kernel.errors import NotFound
from kernel.text import fold
from shared_catalog.catalogue.models import Barcode, Category, Product
from shared_catalog.catalogue.types import ProductDetails, Unit
from shared_catalog.exchange import rules
from shared_catalog.exchange.models import CatalogueImport, ExternalReference
from shared_catalog.exchange.types import KnownProduct, Maker, Told, Value
from shared_catalog.registry.models import Cooperative
from shared_catalog.registry.types import Names

_COLUMNS = (
    "id",
    "code",
    "cooperative_id",
    "status",
    "version",
    "category_id",
    "unit",
    "net_content",
    "packed",
    "food_use",
    "gtin",
    "recommended_price_minor",
    *(f"{stem}_{language}" for stem in ("name", "description") for language in ("ar", "fr", "en")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What a file's rows are held against: the products it speaks of, by every way to name them, the names of
    those that hold the barcodes it wants, whoever makes what, and which categories are leaves.
    """

    products: Mapping[UUID, KnownProduct]
    by_reference: Mapping[str, UUID]
    by_code: Mapping[str, UUID]
    holders: Mapping[str, str]
    referenced: Mapping[UUID, str]
    makers: Mapping[str, Maker]
    leaves: Mapping[str, bool]
    category_names: Mapping[str, str]


def catalogue_import(import_id: UUID) -> CatalogueImport:
    """One import. Raises NotFound."""
    try:
        return CatalogueImport.objects.get(id=import_id)
    except CatalogueImport.DoesNotExist:
        raise NotFound(kind="catalogue import", id=import_id) from None


def snapshot(rows: Sequence[Told], *, source: str) -> Snapshot:
    """What these rows of a source are held against: six statements."""
    named = {
        code: list({row.values[code] for row in rows if row.values.get(code)})
        for code in ("reference", "code", "gtin")
    }
    links = dict(
        _references(source).filter(reference__in=named["reference"]).values_list("reference", "product_id")
    )
    wanted = Q(id__in=list(links.values())) | Q(code__in=named["code"]) | Q(gtin__in=named["gtin"])
    products = {one.id: one for one in known_products(Product.objects.filter(wanted))}
    referenced = _references(source).filter(product_id__in=list(products))
    held = Barcode.objects.filter(code__in=named["gtin"], ended_at__isnull=True)
    leaves, names = _categories()
    return Snapshot(
        products=products,
        by_reference=links,
        by_code={one.code: one.id for one in products.values()},
        holders=dict(held.values_list("code", "product__name_fr")),
        referenced=dict(referenced.values_list("product_id", "reference")),
        makers=_makers(),
        leaves=leaves,
        category_names=names,
    )


def known_products(products: "QuerySet[Product]") -> Iterable[KnownProduct]:
    """Products as imports and exports see them."""
    for row in products.values(*_COLUMNS):
        yield KnownProduct(
            id=row["id"],
            code=row["code"],
            cooperative_id=row["cooperative_id"],
            status=row["status"],
            version=row["version"],
            details=_details(row),
        )


def export_page(*, source: str, seen: Q, after: str, limit: int) -> tuple[Sequence[Mapping[str, Value]], str]:
    """The next products by code as rows of a table, and the code of the last one."""
    page = list(known_products(Product.objects.filter(seen, code__gt=after).order_by("code")[:limit]))
    keys = [one.id for one in page]
    referenced = dict(_references(source).filter(product_id__in=keys).values_list("product_id", "reference"))
    makers = Cooperative.objects.in_bulk({one.cooperative_id for one in page})
    rows = [
        rules.row_of(
            one,
            reference=referenced.get(one.id, ""),
            cooperative=makers[one.cooperative_id].code,
            cooperative_name=makers[one.cooperative_id].name_fr,
        )
        for one in page
    ]
    return rows, page[-1].code if page else after


def _references(source: str) -> "QuerySet[ExternalReference]":
    return ExternalReference.objects.filter(source=source, ended_at__isnull=True)


def _details(row: Mapping[str, Any]) -> ProductDetails:
    return ProductDetails(
        category_code=row["category_id"],
        names=Names(ar=row["name_ar"], fr=row["name_fr"], en=row["name_en"]),
        descriptions=Names(ar=row["description_ar"], fr=row["description_fr"], en=row["description_en"]),
        unit=Unit(row["unit"]),
        net_content=row["net_content"],
        packed=row["packed"],
        food_use=row["food_use"],
        gtin=row["gtin"] or "",
        recommended_price_minor=row["recommended_price_minor"],
    )


def _makers() -> Mapping[str, Maker]:
    """The cooperatives, by their code and by their ICE."""
    makers: dict[str, Maker] = {}
    for key, code, ice, status in Cooperative.objects.values_list("id", "code", "ice", "status"):
        makers[code] = makers[ice] = Maker(key, code, status)
    return makers


def _categories() -> tuple[Mapping[str, bool], Mapping[str, str]]:
    """Whether each category is a leaf; and the leaves by a name that no two have."""
    rows = list(Category.objects.all())
    parents = {row.parent_id for row in rows}
    leaves = {row.code: row.parent_id is not None and row.code not in parents for row in rows}
    names: dict[str, str] = {}
    for row in rows:
        if not leaves[row.code]:
            continue
        for name in {fold(row.code), fold(row.name_ar), fold(row.name_fr), fold(row.name_en)}:
            names[name] = "" if name in names else row.code
    return leaves, {name: code for name, code in names.items() if code}
