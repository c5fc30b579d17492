"""Adding cooperatives up into cells."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from kernel import money
from shared_catalog.impact.types import Figures, Key


def table(cooperatives: Iterable[tuple[Key, Figures]]) -> Mapping[Key, Figures]:
    """Every cell that some cooperative is in: of its region and group, of each alone, and of the whole."""
    cells: dict[Key, list[Figures]] = defaultdict(list)
    for key, figures in cooperatives:
        for region in (key.region, None):
            for group in (key.group, None):
                cells[Key(region, group)].append(figures)
    return {key: _sum(parts) for key, parts in cells.items()}


def income_per_member(figures: Figures) -> int | None:
    """Centimes by member, to the nearest, a half away from zero; None without members."""
    return money.per_head(figures.income_minor, heads=figures.members) if figures.members else None


def _sum(parts: list[Figures]) -> Figures:
    return Figures(
        cooperatives=sum(part.cooperatives for part in parts),
        women=sum(part.women for part in parts),
        men=sum(part.men for part in parts),
        youth=sum(part.youth for part in parts),
        rural=sum(part.rural for part in parts),
        income_minor=sum(part.income_minor for part in parts),
        oldest_count=min(part.oldest_count for part in parts),
        newest_count=max(part.newest_count for part in parts),
    )
