"""Terms of a participation that name categories: the registry keeps them, and only the catalogue, above it,
knows which there are.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import NotFound
from shared_catalog.catalogue.models import Category
from shared_catalog.registry import operations as registry
from shared_catalog.registry import rules
from shared_catalog.registry.models import Participation


@transaction.atomic
def admit_cooperative(
    *,
    participation_id: UUID,
    cooperative_id: UUID,
    market_schema: str,
    joined_on: date,
    contract: str = "",
    category_codes: Sequence[str] = (),
    stand: str = "",
    at: datetime,
    actor: str,
) -> Participation:
    """Admit an eligible cooperative to a market, for all categories or some of them (a root is a whole
    group).

    Raises NotFound for a category too, and what `registry.admit_cooperative` raises.
    """
    _require_categories(category_codes)
    return registry.admit_cooperative(
        participation_id=participation_id,
        cooperative_id=cooperative_id,
        market_schema=market_schema,
        joined_on=joined_on,
        contract=contract,
        category_codes=category_codes,
        stand=stand,
        at=at,
        actor=actor,
    )


@transaction.atomic
def set_terms(
    *,
    participation_id: UUID,
    category_codes: Sequence[str],
    stand: str,
    expected_version: int | None = None,
    at: datetime,
    actor: str,
) -> Participation:
    """Say what a cooperative may sell in a market from now on, and where. Raises NotFound for a category too,
    and what `registry.set_terms` raises.
    """
    _require_categories(category_codes)
    return registry.set_terms(
        participation_id=participation_id,
        category_codes=category_codes,
        stand=stand,
        expected_version=expected_version,
        at=at,
        actor=actor,
    )


def _require_categories(category_codes: Sequence[str]) -> None:
    codes = rules.checked_category_codes(category_codes)
    known = set(Category.objects.filter(code__in=codes).values_list("code", flat=True))
    for code in codes:
        if code not in known:
            raise NotFound(path=("category_codes",), kind="category", id=code)
