"""Root fields of duplicates, on headquarters' host."""

from enum import StrEnum
from itertools import islice
from typing import Any

import graphene
from django.db.models import Q

from api.base.connections import Connection
from api.base.errors import BadUserInput
from api.base.fields import Computed
from api.base.schema import Queries
from api.catalogue.types import Product
from api.duplicates import types
from api.duplicates.enums import ProductLikeness
from api.figures.report import Report, Subject
from api.registry.types import Cooperative
from shared_catalog.duplicates import queries
from tenants.permissions import Permission

MOST_PAIRS = 100


class _Told(StrEnum):
    ONE = "one"
    OTHER = "other"


class ProductPair(graphene.ObjectType):
    """Two products of a cooperative that are likely the same."""

    one = Subject(Product, "The one with the lesser code.", _Told.ONE)
    other = Subject(Product, "The other.", _Told.OTHER)
    reasons = graphene.List(
        graphene.NonNull(ProductLikeness), required=True, description="Why they are likely the same."
    )


class ProductDuplicates(graphene.ObjectType):
    """Products that are likely the same, by code, those left out that somebody said are different."""

    pairs = graphene.List(graphene.NonNull(ProductPair), required=True, description="Two by two.")
    more = graphene.Boolean(required=True, description="Whether there are others.")


def _duplicates(_root: None, info: Any, first: int, cooperative_id: str | None = None) -> dict[str, Any]:
    if not 1 <= first <= MOST_PAIRS:
        raise BadUserInput(f"`first` is 1 to {MOST_PAIRS}.", argument="first")
    among = Product.visible(info.context.viewer)
    if cooperative_id is not None:
        among &= Q(cooperative_id=Cooperative.key_of(cooperative_id, None))
    found = list(islice(queries.likely_duplicates(among=among), first + 1))
    report = Report(found[:first])
    return {
        "pairs": [
            {"one": pair.one, "other": pair.other, "reasons": pair.reasons, "report": report}
            for pair in report.rows
        ],
        "more": len(found) > first,
    }


class DuplicateQueries(Queries):
    """Reads of duplicates."""

    product_duplicates = Computed(
        graphene.NonNull(ProductDuplicates),
        "Products of one cooperative that are likely the same: to be merged, or declared different.",
        resolve=_duplicates,
        permission=Permission.CATALOGUE_READ,
        cost=100,
        first=graphene.Argument(
            graphene.Int, required=True, default_value=50, description=f"How many pairs, 1 to {MOST_PAIRS}."
        ),
        cooperative_id=graphene.Argument(graphene.ID, description="Of this cooperative alone."),
    )
    product_merges = Connection(
        types.ProductMerge,
        "Which products were merged, latest first.",
        orders=types.PRODUCT_MERGE_ORDERS,
        filters=types.ProductMergeFilter,
    )
    product_distinctions = Connection(
        types.ProductDistinction,
        "Which products look alike and are not the same, latest said first.",
        orders=types.PRODUCT_DISTINCTION_ORDERS,
    )
