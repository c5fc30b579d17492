"""Telling cooperatives of documents that end: queued once for each stage, and sent at least once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction

from kernel.halfmonth import business_date
from shared_catalog.documents import queries, rules, wording
from shared_catalog.documents.models import ExpiryNotice
from shared_catalog.documents.types import DocumentType, Held
from shared_catalog.registry import queries as registry
from shared_catalog.registry.models import Cooperative
from tenants.messages import sending
from tenants.messages.gateways import Gateway
from tenants.messages.types import Channel, MessageState, Outgoing

# As often as the job that sends them runs.
RETRY_AFTER = timedelta(hours=1)


@transaction.atomic
def queue_notices(*, channels: Sequence[Channel], now: datetime) -> int:
    """Queue what is to be told today of documents that end; returns how many notices are new. Done twice it
    comes to the same.
    """
    on = business_date(now)
    ending = queries.ending(on=on)
    told = _told([paper.id for papers in ending.values() for paper in papers])
    cooperatives = Cooperative.objects.select_related("contact").in_bulk(list(ending))
    notices = [
        notice
        for owner, papers in ending.items()
        for paper in papers
        for notice in _notices(cooperatives[owner], paper, told, channels, on=on, now=now)
    ]
    before = ExpiryNotice.objects.count()
    ExpiryNotice.objects.bulk_create(notices, ignore_conflicts=True)
    return ExpiryNotice.objects.count() - before


def send_notices(*, gateways: Mapping[Channel, Gateway], now: datetime) -> int:
    """Send what is due; returns how many notices a gateway took.

    At least once, as `tenants.messages.sending` does it.
    """
    due = ExpiryNotice.objects.filter(state=MessageState.QUEUED, due_at__lte=now).order_by("due_at", "pk")
    return sending.send_due(
        due.select_related("cooperative__contact")[: sending.MOST_AT_ONCE],
        address_of=lambda notice: registry.address_of(notice.cooperative, Channel(notice.channel)),
        written=partial(_outgoing, on=business_date(now)),
        wait_after=lambda attempts: RETRY_AFTER,
        gateways=gateways,
        now=now,
    )


def _told(subjects: Sequence[UUID]) -> Mapping[tuple[UUID, date], set[int]]:
    found: dict[tuple[UUID, date], set[int]] = defaultdict(set)
    rows = ExpiryNotice.objects.filter(subject__in=subjects)
    for subject, last_day, days in rows.values_list("subject", "last_day", "days_before"):
        found[subject, last_day].add(days)
    return found


def _notices(
    cooperative: Cooperative,
    paper: Held,
    told: Mapping[tuple[UUID, date], set[int]],
    channels: Sequence[Channel],
    *,
    on: date,
    now: datetime,
) -> list[ExpiryNotice]:
    last = rules.last_day(paper)
    days = rules.notice_due(last, on=on, told=told.get((paper.id, last), set()))
    if days is None:
        return []
    return [
        ExpiryNotice(
            cooperative=cooperative,
            type=paper.type,
            subject=paper.id,
            last_day=last,
            days_before=days,
            channel=channel,
            state=MessageState.QUEUED,
            queued_at=now,
            due_at=now,
        )
        for channel in registry.usable(channels, cooperative)
    ]


def _outgoing(notice: ExpiryNotice, address: str, *, on: date) -> Outgoing:
    type_ = DocumentType(notice.type)
    return Outgoing(
        reference=str(notice.pk),
        recipient=address,
        subject=wording.subject(type_),
        text=wording.notice(type_, last_day=notice.last_day, days=(notice.last_day - on).days),
    )
