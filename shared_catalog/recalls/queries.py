"""Reads of recalls: which there are, and who has answered."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from kernel.errors import NotFound
from shared_catalog.recalls import rules
from shared_catalog.recalls.models import Acknowledgement, Recall
from shared_catalog.recalls.types import Answer
from shared_catalog.registry.models import Participation
from tenants.network.types import Kind


def active() -> QuerySet[Recall]:
    """The recalls in force, the latest first."""
    return Recall.objects.filter(lifted_at__isnull=True).order_by("-starts_at", "-id")


def recall(recall_id: UUID) -> Recall:
    """One recall. Raises NotFound."""
    found = Recall.objects.select_related("product").filter(id=recall_id).first()
    if found is None:
        raise NotFound(path=("recall_id",), kind="recall", id=recall_id)
    return found


def answers(recalls: Iterable[Recall], *, now: datetime) -> Mapping[UUID, Sequence[Answer]]:
    """For each of these recalls how the cities stand to it in which its cooperative sells or ever sold, and
    every other that answered, by market: three statements. On headquarters' login.
    """
    wanted = {one.pk: one for one in recalls}
    given: dict[UUID, dict[str, Acknowledgement]] = defaultdict(dict)
    for row in Acknowledgement.objects.filter(recall_id__in=wanted):
        given[row.recall_id][row.market_id] = row
    owners = dict(Recall.objects.filter(id__in=wanted).values_list("id", "product__cooperative_id"))
    sold_in: dict[UUID, set[str]] = defaultdict(set)
    held = Participation.objects.filter(cooperative_id__in=set(owners.values()), market__kind=Kind.CITY)
    for cooperative_id, market in held.values_list("cooperative_id", "market__schema_name"):
        sold_in[cooperative_id].add(market)
    return {
        key: [
            _answer(one, market, given[key].get(market), now)
            for market in sorted(sold_in[owners[key]] | set(given[key]))
        ]
        for key, one in wanted.items()
    }


def _answer(recall: Recall, market: str, given: Acknowledgement | None, now: datetime) -> Answer:
    answered_at = None if given is None else given.acknowledged_at
    return Answer(
        market=market,
        acknowledged_at=answered_at,
        acknowledged_by="" if given is None else given.acknowledged_by,
        note="" if given is None else given.note,
        overdue_hours=rules.overdue_hours(due_at=recall.due_at, answered_at=answered_at, now=now),
    )
