"""Where a product that was merged leads: read with the product, on both sides."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

import graphene

from api.base.loaded import Loaded
from api.base.scalars import DateTime
from api.context import Context
from api.figures.report import Report, Subject
from shared_catalog.duplicates import queries


class _Told(StrEnum):
    PRODUCT = "product"


class ProductRedirect(graphene.ObjectType):
    """The product that stands for one that was merged."""

    product = Subject(
        "api.catalogue.types.Product", "The product that was kept, the last of several.", _Told.PRODUCT
    )
    merged_at = graphene.Field(DateTime, required=True, description="When the product asked for was merged.")


def _of_products(rows: Sequence[Any], _context: Context) -> Mapping[Any, dict[str, Any] | None]:
    found = queries.successors([row.pk for row in rows])
    report = Report(tuple(found.values()))
    told = {
        key: {"product": one.product, "merged_at": one.merged_at, "report": report}
        for key, one in found.items()
    }
    return {row.pk: told.get(row.pk) for row in rows}


def product_redirect() -> Loaded:
    """The field of a product."""
    return Loaded(
        ProductRedirect,
        "Into which product it was merged, and that one in turn; null where it was not. Whoever holds its id "
        "goes on with that one's.",
        load=_of_products,
        cost=1,
    )
