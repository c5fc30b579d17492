"""What the fees of a day are."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

import orjson
from django.db.models import QuerySet

from markets.fees import rules
from markets.fees.models import FeeRuleVersion
from markets.fees.types import (
    MARKET_FEE,
    Decision,
    FeeComponent,
    FeeTerms,
    Goods,
    Scope,
    Version,
)
from tenants.database.prepared import Question, array, ask

# Of each rule the version that began last, and only if it may be about these goods.
_PLAN = """
    WITH seller AS (
        SELECT id::text FROM unnest($2::uuid[]) AS id
        UNION
        SELECT product.cooperative_id::text
          FROM listings_listing AS listing
          JOIN catalogue_product AS product ON product.id = listing.product_id
         WHERE listing.id = ANY ($3::uuid[])
    ), holding AS (
        SELECT DISTINCT ON (version.rule_id) version.*, rule.name, rule.created_at, rule.ends_on
          FROM fees_feeruleversion AS version JOIN fees_feerule AS rule ON rule.id = version.rule_id
         WHERE version.effective_from <= $1::date AND (rule.ends_on IS NULL OR rule.ends_on > $1::date)
         ORDER BY version.rule_id, version.effective_from DESC, version.number DESC
    )
    SELECT jsonb_agg(jsonb_build_array(
               rule_id, name, created_at, ends_on, id, number, effective_from, effective_until,
               contracts, cooperatives, categories, groups, components) ORDER BY rule_id)
      FROM holding
     WHERE cooperatives = '[]' OR cooperatives ?| ARRAY (SELECT id FROM seller)
"""


def plan_on(day: date, *, cooperatives: Collection[UUID]) -> rules.FeePlan:
    """The rules that may decide about goods of these cooperatives on a business day, in one statement."""
    [found] = ask(plan_question(day, cooperatives=cooperatives))
    return cast(rules.FeePlan, found)


def plan_question(
    day: date, *, cooperatives: Collection[UUID] = (), listings: Collection[UUID] = ()
) -> Question[rules.FeePlan]:
    """The rules that may decide, on a business day, about goods of these cooperatives or of these
    listings.
    """
    asked = [day.isoformat(), array(cooperatives), array(listings)]
    return Question(_PLAN, asked, lambda rows: _plan(rows[0][0] or b"[]"))


@lru_cache(maxsize=64)
def _plan(stored: bytes) -> rules.FeePlan:
    """What these versions mean. It is remembered by all that they say, so other rules are another plan."""
    return rules.FeePlan(
        Version(
            UUID(rule_id),
            name,
            datetime.fromisoformat(created_at),
            None if ends_on is None else date.fromisoformat(ends_on),
            key,
            number,
            _terms(
                date.fromisoformat(effective_from),
                None if effective_until is None else date.fromisoformat(effective_until),
                *terms,
            ),
        )
        for (
            rule_id,
            name,
            created_at,
            ends_on,
            key,
            number,
            effective_from,
            effective_until,
            *terms,
        ) in orjson.loads(stored)
    )


def plan() -> rules.FeePlan:
    """All rules of the market, for any goods on any day."""
    return rules.FeePlan(_versions(FeeRuleVersion.objects.all()))


def past_rates() -> dict[date, int]:
    """The shares of every sale that the market brought with its past, by the day from which each holds."""
    versions = FeeRuleVersion.objects.filter(rule_id=MARKET_FEE).order_by("number")
    rates = {}
    for version in versions:
        terms = terms_of(version)
        match terms.components:
            case [FeeComponent(basis_points=int(basis_points))] if terms.scope == Scope():
                rates[terms.effective_from] = basis_points
    return rates


def decision(goods: Goods, *, day: date) -> Decision:
    """Which rule decides about goods on a business day, and why the others do not."""
    return rules.decide(_versions(FeeRuleVersion.objects.all()), goods, day)


def terms_of(version: FeeRuleVersion) -> FeeTerms:
    """What a version says."""
    return _terms(*(getattr(version, column) for column in _TERMS))


_TERMS = (
    "effective_from",
    "effective_until",
    "contracts",
    "cooperatives",
    "categories",
    "groups",
    "components",
)


def _versions(rows: QuerySet[FeeRuleVersion]) -> list[Version]:
    columns = ("rule_id", "rule__name", "rule__created_at", "rule__ends_on", "id", "number", *_TERMS)
    found: Iterable[tuple[Any, ...]] = rows.values_list(*columns)
    return [Version(*(*row[:6], _terms(*row[6:]))) for row in found]


def _terms(
    effective_from: date,
    effective_until: date | None,
    contracts: list[str],
    cooperatives: list[str],
    categories: list[str],
    groups: list[str],
    components: list[dict[str, Any]],
) -> FeeTerms:
    return FeeTerms(
        effective_from=effective_from,
        effective_until=effective_until,
        scope=Scope(
            contracts=tuple(contracts),
            cooperatives=tuple(UUID(one) for one in cooperatives),
            categories=tuple(categories),
            groups=tuple(groups),
        ),
        components=tuple(FeeComponent.from_json(one) for one in components),
    )
