"""What the fees of a day are."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

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


def plan_on(day: date, *, cooperatives: Collection[UUID]) -> rules.FeePlan:
    """The rules that may decide about goods of these cooperatives on a business day, in one statement."""
    holding = (
        FeeRuleVersion.objects.filter(
            Q(rule__ends_on__isnull=True) | Q(rule__ends_on__gt=day), effective_from__lte=day
        )
        .order_by("rule_id", "-effective_from", "-number")
        .distinct("rule_id")
    )
    named = Q(cooperatives__has_any_keys=[str(one) for one in cooperatives])
    return rules.FeePlan(
        _versions(FeeRuleVersion.objects.filter(Q(cooperatives=[]) | named, pk__in=holding.values("pk")))
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
