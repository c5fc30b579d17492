"""How many products are told in each language, and how many are not: what translators have to do."""

from dataclasses import asdict
from typing import Any

import graphene

from api.base.fields import Computed
from api.base.schema import Queries
from api.catalogue import enums
from api.catalogue.types import Category
from api.figures.report import Report, Subject
from api.network.types import Market
from api.registry.types import Cooperative
from kernel.halfmonth import business_date
from shared_catalog.catalogue import queries
from shared_catalog.catalogue.types import Completeness, Grouping
from tenants.permissions import Permission


class LanguageCounts(graphene.ObjectType):
    """A number of products for each language."""

    ar = graphene.Int(required=True, description="In Arabic.")
    fr = graphene.Int(required=True, description="In French.")
    en = graphene.Int(required=True, description="In English.")


class LanguageCompleteness(graphene.ObjectType):
    """The published products of a category, a cooperative or a market, and in which languages they are
    told.
    """

    category = Subject(Category, "The category; null unless told apart by it.", Grouping.CATEGORY)
    cooperative = Subject(Cooperative, "The cooperative; null unless told apart by it.", Grouping.COOPERATIVE)
    market = Subject(Market, "The market; null unless told apart by it.", Grouping.MARKET, by="schema_name")
    products = graphene.Int(required=True, description="How many products.")
    names = graphene.Field(LanguageCounts, required=True, description="How many have a name in it.")
    descriptions = graphene.Field(LanguageCounts, required=True, description="How many are described in it.")
    missing_names = graphene.Field(LanguageCounts, required=True, description="How many have no name in it.")
    missing_descriptions = graphene.Field(
        LanguageCounts, required=True, description="How many are not described in it."
    )


def _completeness(_root: None, info: Any, by: Grouping) -> list[dict[str, Any]]:
    grouping = Grouping(getattr(by, "value", by))
    found = queries.completeness(by=grouping, on=business_date(info.context.now))
    report = Report(found)
    return [_row(one, report) for one in found]


def _row(found: Completeness, report: Report) -> dict[str, Any]:
    return {
        **asdict(found),
        "report": report,
        "missing_names": {one: found.products - count for one, count in found.names.items()},
        "missing_descriptions": {one: found.products - count for one, count in found.descriptions.items()},
    }


class LanguageQueries(Queries):
    """Headquarters' reads of what is told in which language."""

    language_completeness = Computed(
        graphene.NonNull(graphene.List(graphene.NonNull(LanguageCompleteness))),
        "How many published products have each text in each language, and how many lack it: those are "
        "`products(filter: {missingLanguage: …})`.",
        resolve=_completeness,
        permission=Permission.CATALOGUE_READ,
        cost=50,
        by=graphene.Argument(
            enums.CompletenessGrouping, required=True, description="By what products are told apart."
        ),
    )
