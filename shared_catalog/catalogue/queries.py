"""Reads of the catalogue."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

import orjson
from django.db.models import Count, F, Q, QuerySet

from kernel.errors import LANGUAGES, NotFound
from kernel.search import digits_in
from shared_catalog.catalogue import rules
from shared_catalog.catalogue.models import (
    Attribute,
    AttributeDemand,
    AttributeSheet,
    Barcode,
    Category,
    Product,
)
from shared_catalog.catalogue.rules import TaxTable
from shared_catalog.catalogue.types import (
    AttributeDefinition,
    AttributeType,
    Choice,
    Completeness,
    Demand,
    Grouping,
    ProductDetails,
    ProductStatus,
    Rate,
    Scanned,
    TaxClass,
    Unit,
)
from shared_catalog.registry.types import Names
from tenants.database.prepared import Question, ask
from tenants.database.search import found_in

_TAXES = """
    SELECT jsonb_agg(jsonb_build_array(tax_class, effective_from, basis_points, legal_reference) ORDER BY id)
      FROM catalogue_taxrate
"""


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
    """Products by code. A root category stands for its leaves; `search` is a person's text, as `matching`
    understands it.
    """
    found = Product.objects.order_by("code")
    if cooperative_id is not None:
        found = found.filter(cooperative_id=cooperative_id)
    if category_code is not None:
        found = found.filter(category_id__in=_with_children(category_code))
    if status is not None:
        found = found.filter(status=status)
    return found.filter(matching(search))


def matching(text: str, *, product: str = "") -> Q:
    """The products that a person's text finds, or the rows whose foreign key `product` leads to them.

    A text of 8 to 14 digits is a barcode, and finds the product whose code it is or was, and nothing else.
    Any other is looked for in names, as `kernel.search.asked` understands it; one without a word finds all.
    """
    way = f"{product}__" if product else ""
    if digits := digits_in(text):
        codes = Barcode.objects.filter(code=rules.typed(digits))
        return Q(**{f"{way}pk__in": codes.values("product_id")})
    return found_in(f"{way}search_words", text)


def product(product_id: UUID) -> Product:
    """One product. Raises NotFound."""
    try:
        return Product.objects.get(id=product_id)
    except Product.DoesNotExist:
        raise NotFound(kind="product", id=product_id) from None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of goods by category: read once, and asked of many products."""

    definitions: Mapping[str, AttributeDefinition]
    demands: Collection[Demand]
    roots: Mapping[str, str]

    def of(self, category_code: str) -> Mapping[str, bool]:
        """`rules.asked_of` a category."""
        root = self.roots.get(category_code, "")
        return rules.asked_of(self.demands, root=root, category=category_code)


def asked_attributes() -> Asked:
    """All attributes with who asks them: some dozens of rows, in three statements."""
    parents = Category.objects.filter(parent__isnull=False).values_list("code", "parent_id")
    demands = AttributeDemand.objects.values_list("category_id", "attribute_id", "required")
    return Asked(
        definitions={row.code: defined(row) for row in Attribute.objects.order_by("position", "code")},
        demands=[Demand(*row) for row in demands],
        roots=dict(parents),
    )


def defined(row: Attribute) -> AttributeDefinition:
    """The definition in a row."""
    return AttributeDefinition(
        code=row.code,
        names=Names(ar=row.name_ar, fr=row.name_fr, en=row.name_en),
        type=AttributeType(row.type),
        unit=row.unit,
        least=row.least,
        most=row.most,
        choices=tuple(Choice(one["code"], Names(one["ar"], one["fr"], one["en"])) for one in row.choices),
        label_critical=row.label_critical,
    )


def attribute_sheets(product_ids: Collection[UUID]) -> Mapping[UUID, AttributeSheet]:
    """By product, the sheet in force: one statement; a product of which nothing was said is not there."""
    latest = AttributeSheet.objects.filter(product_id__in=product_ids)
    found = latest.order_by("product_id", "-version").distinct("product_id")
    return {sheet.product_id: sheet for sheet in found}


def said_by_attribute(product_id: UUID) -> Mapping[str, Any]:
    """What is said of a product now, by attribute, as it is stored."""
    sheet = attribute_sheets([product_id]).get(product_id)
    said: Mapping[str, Any] = sheet.values if sheet else {}
    return said


def label_critical() -> frozenset[str]:
    """The codes of the attributes that stand on the label."""
    return frozenset(Attribute.objects.filter(label_critical=True).values_list("code", flat=True))


def scan(code: str) -> Scanned | None:
    """What a code leads to, whichever way a scanner writes it; None where it leads nowhere. Raises
    InvalidIdentifier for a misread code.
    """
    sought, label = rules.sought(code)
    found = Barcode.objects.filter(code=sought, ended_at__isnull=True).first()
    if found is None:
        return None
    said = (None, None) if label is None else (label.grams, label.price_minor)
    return Scanned(found.product_id, found.id, found.quantity, *said)


def details_of(product: Product) -> ProductDetails:
    """What is said of a product now."""
    return ProductDetails(
        category_code=product.category_id,
        names=Names(ar=product.name_ar, fr=product.name_fr, en=product.name_en),
        descriptions=Names(ar=product.description_ar, fr=product.description_fr, en=product.description_en),
        unit=Unit(product.unit),
        net_content=product.net_content,
        packed=product.packed,
        food_use=product.food_use,
        gtin=product.gtin or "",
        recommended_price_minor=product.recommended_price_minor,
    )


def completeness(*, by: Grouping, on: date) -> list[Completeness]:
    """How many published products have each text in each language, in one statement. A product counts in
    every market in which its cooperative takes part that day.
    """
    published = Product.objects.filter(status=ProductStatus.PUBLISHED)
    key = f"{by.value}_id"
    if by is Grouping.MARKET:
        part = "cooperative__participations"
        key = f"{part}__market_id"
        published = published.filter(
            Q(**{f"{part}__ended_on__isnull": True}) | Q(**{f"{part}__ended_on__gt": on}),
            **{f"{part}__joined_on__lte": on},
        )
    texts = [f"{stem}_{language}" for stem in ("name", "description") for language in LANGUAGES]
    counted = {f"with_{text}": Count("pk", filter=~Q(**{text: ""})) for text in texts}
    rows = published.order_by(key).values(key).annotate(products=Count("pk"), **counted)
    return [
        Completeness(
            **{by.value: row[key]},
            products=row["products"],
            names={language: row[f"with_name_{language}"] for language in LANGUAGES},
            descriptions={language: row[f"with_description_{language}"] for language in LANGUAGES},
        )
        for row in rows
    ]


def tax_table() -> TaxTable:
    """Every VAT rate that was ever set: a few rows, in one statement."""
    [found] = ask(taxes_question())
    return cast(TaxTable, found)


def taxes_question() -> Question[TaxTable]:
    """What `tax_table` answers."""
    return Question(_TAXES, (), lambda rows: _taxes(rows[0][0] or b"[]"))


@lru_cache(maxsize=16)
def _taxes(stored: bytes) -> TaxTable:
    """What these rows mean. It is remembered by all that they say, so another rate is another table."""
    return TaxTable(
        Rate(TaxClass(tax_class), date.fromisoformat(since), basis_points, reference)
        for tax_class, since, basis_points, reference in orjson.loads(stored)
    )


def _with_children(category_code: str) -> list[str]:
    children = Category.objects.filter(parent_id=category_code).values_list("code", flat=True)
    return [category_code, *children]
