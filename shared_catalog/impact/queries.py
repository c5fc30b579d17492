"""Reads of the impact of the network. Income comes from whoever reads the markets' roll-ups."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q

from shared_catalog.impact import rules
from shared_catalog.impact.types import Cell, Definition, Dimension, Figures, Key, Report, Span
from shared_catalog.registry.models import Cooperative, MemberCount, Participation
from shared_catalog.registry.types import Group


def report(
    *,
    span: Span,
    by: Collection[Dimension],
    definition: Definition,
    markets: Sequence[str],
    income_minor: Mapping[UUID, int],
) -> Report:
    """The impact of these markets (schema names) in a span of days, in as many statements however many rows.

    `income_minor` is by cooperative, in centimes, by the definition. Cells are withheld by the whole table,
    so that what is asked another way tells no more.
    """
    places = _places(markets, span)
    counts = _counts(places, span.as_of)
    cells = rules.table(
        (places[count.cooperative_id], _figures(count, income_minor.get(count.cooperative_id, 0)))
        for count in counts
    )
    kept_back = rules.withheld(cells)
    published = {key: Cell(key, None if key in kept_back else figures) for key, figures in cells.items()}
    asked = [
        key
        for key in sorted(published, key=lambda key: (key.region or "", key.group or ""))
        if (key.region is not None, key.group is not None) == (Dimension.REGION in by, Dimension.GROUP in by)
        and by
    ]
    return Report(
        definition=definition,
        span=span,
        total=published.get(Key(None, None)),
        cells=tuple(published[key] for key in asked),
        uncounted=len(places) - len(counts),
    )


def _places(markets: Sequence[str], span: Span) -> dict[UUID, Key]:
    """The region and the group of the cooperatives that took part."""
    taking_part = Participation.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=span.since),
        joined_on__lt=span.until,
        market__schema_name__in=markets,
    )
    rows = Cooperative.objects.filter(pk__in=taking_part.values("cooperative_id")).values_list(
        "id", "region_id", "group"
    )
    return {cooperative_id: Key(region, Group(group)) for cooperative_id, region, group in rows}


def _counts(cooperatives: Collection[UUID], as_of: date) -> list[MemberCount]:
    """The count of each that holds on a day: the one recorded last about that day or one before it."""
    return list(
        MemberCount.objects.filter(cooperative_id__in=cooperatives, as_of__lte=as_of)
        .order_by("cooperative_id", "-recorded_at", "-id")
        .distinct("cooperative_id")
    )


def _figures(count: MemberCount, income_minor: int) -> Figures:
    return Figures(
        cooperatives=1,
        women=count.women,
        men=count.men,
        youth=count.youth,
        rural=count.rural,
        income_minor=income_minor,
        oldest_count=count.as_of,
        newest_count=count.as_of,
    )
