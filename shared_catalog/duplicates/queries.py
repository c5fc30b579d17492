"""Reads of duplicates: which products look alike, and where merged ones lead."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Window

from shared_catalog.catalogue.models import Barcode, Product
from shared_catalog.duplicates import rules
from shared_catalog.duplicates.models import ProductDistinction
from shared_catalog.duplicates.types import Described, Pair, Successor

# Every merge is followed to the product that was not merged itself.
_SUCCESSORS = """
WITH RECURSIVE way AS (
    SELECT dropped_id AS origin, kept_id AS kept, merged_at FROM duplicates_productmerge
    WHERE dropped_id = ANY(%s)
  UNION ALL
    SELECT way.origin, onward.kept_id, way.merged_at
    FROM way JOIN duplicates_productmerge onward ON onward.dropped_id = way.kept
)
SELECT origin, kept, merged_at FROM way
WHERE NOT EXISTS (SELECT FROM duplicates_productmerge onward WHERE onward.dropped_id = way.kept)
"""


def likely_duplicates(*, among: Q) -> Iterator[Pair]:
    """Pairs among these products, by code, that look alike by `rules.likeness`, retired ones and those that
    somebody said are different left out: four statements for any number, pairs made as they are asked for.
    """
    codes = _shared_codes()
    # A sort key is the folded name in other letters, so that equal names have equal keys.
    goods = ("cooperative_id", "category_id", "unit", "net_content")
    counted = {
        name: Window(Count("pk"), partition_by=[F(column) for column in (*goods, name)])
        for name in ("sort_ar", "sort_fr")
    }
    alike = _standing().alias(same_ar=counted["sort_ar"], same_fr=counted["sort_fr"])
    named = alike.filter(Q(same_ar__gt=1) | Q(same_fr__gt=1)).values_list("pk", flat=True)
    rows = Product.objects.filter(among, pk__in={*named, *codes}).order_by("code")
    columns = ("pk", *goods, "name_ar", "name_fr")
    names = ("product_id", "cooperative_id", "category_code", "unit", "net_content", "name_ar", "name_fr")
    products = [
        Described(**dict(zip(names, row, strict=True)), codes=frozenset(codes.get(row[0], ())))
        for row in rows.values_list(*columns)
    ]
    apart = {frozenset(pair) for pair in ProductDistinction.objects.values_list("one_id", "other_id")}
    return rules.pairs(products, apart=apart)


def successors(product_ids: Collection[UUID]) -> Mapping[UUID, Successor]:
    """Where those of these products lead that were merged, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_SUCCESSORS, [list(product_ids)])
        return {origin: Successor(kept, merged_at) for origin, kept, merged_at in cursor.fetchall()}


def successor_code(code: str) -> str | None:
    """The code of the product that stands for a merged one with this code; None for any other."""
    product_id = Product.objects.filter(code=code, merge__isnull=False).values_list("id", flat=True).first()
    if product_id is None:
        return None
    return Product.objects.values_list("code", flat=True).get(id=successors([product_id])[product_id].product)


def _standing() -> QuerySet[Product]:
    return Product.objects.filter(retired_at__isnull=True)


def _shared_codes() -> Mapping[UUID, Collection[str]]:
    """By product, its codes that another product of its cooperative has or had as well."""
    counted = Window(Count("pk"), partition_by=[F("product__cooperative_id"), F("code")])
    rows = Barcode.objects.filter(product__retired_at__isnull=True).alias(held=counted).filter(held__gt=1)
    found: dict[UUID, set[str]] = defaultdict(set)
    for product_id, code in rows.values_list("product_id", "code"):
        found[product_id].add(code)
    return found
