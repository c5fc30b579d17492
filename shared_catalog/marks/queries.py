"""Reads of marks."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import F, Q

from shared_catalog.marks.models import MarkGrant


def shown_marks(product_ids: Collection[UUID], *, on: date) -> Mapping[UUID, Sequence[MarkGrant]]:
    """By product, what it carries on a day, each with its mark: one statement. What ended, was withdrawn or
    is recognised no more is not shown, nor is it once the cooperative has left the mark's area.
    """
    recognised = Q(mark__recognised_until__isnull=True) | Q(mark__recognised_until__gte=on)
    within = Q(mark__regions__len=0) | Q(mark__regions__contains=[F("product__cooperative__region_id")])
    granted = MarkGrant.objects.filter(
        recognised,
        within,
        product_id__in=product_ids,
        withdrawn_at__isnull=True,
        valid_from__lte=on,
        valid_until__gte=on,
    )
    found: dict[UUID, list[MarkGrant]] = defaultdict(list)
    for grant in granted.select_related("mark").order_by("mark_id", "valid_from"):
        found[grant.product_id].append(grant)
    return found
