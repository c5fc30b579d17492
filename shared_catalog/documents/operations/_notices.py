"""Telling cooperatives of documents that end: queued once for each stage, and sent at least once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F

from kernel.halfmonth import business_date
from shared_catalog.documents import queries, rules, wording
from shared_catalog.documents.models import ExpiryNotice
from shared_catalog.documents.types import DocumentType, Held, NoticeState
from shared_catalog.registry import queries as registry
from shared_catalog.registry.models import Cooperative
from tenants.messages.gateways import Gateway, NotDelivered
from tenants.messages.types import Channel, Outgoing

MOST_AT_ONCE = 200
ATTEMPTS = 8
# For so long a notice belongs to whoever began to send it; after a crash somebody else may try.
LEASE = timedelta(minutes=10)
RETRY_AFTER = timedelta(hours=1)
NO_ADDRESS = "no_address"

log = structlog.get_logger(__name__)


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

    At least once: a notice is claimed in a transaction of its own, handed over outside any, and noted as sent
    in another. A crash between the last two sends it again, under the same reference.
    """
    due = ExpiryNotice.objects.filter(state=NoticeState.QUEUED, due_at__lte=now).order_by("due_at", "pk")
    sent = 0
    for notice in list(due.select_related("cooperative__contact")[:MOST_AT_ONCE]):
        if _claim(notice, now):
            sent += _try(notice, gateways, now)
    return sent


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
    # The first channel where nobody can be reached, so that somebody sees it.
    usable = [channel for channel in channels if _address(cooperative, channel)] or channels[:1]
    return [
        ExpiryNotice(
            cooperative=cooperative,
            type=paper.type,
            subject=paper.id,
            last_day=last,
            days_before=days,
            channel=channel,
            state=NoticeState.QUEUED,
            queued_at=now,
            due_at=now,
        )
        for channel in usable
    ]


def _address(cooperative: Cooperative, channel: Channel) -> str:
    contact = registry.contact_of(cooperative)
    return contact.email if channel is Channel.EMAIL else contact.phone


def _claim(notice: ExpiryNotice, now: datetime) -> bool:
    """Take a notice for oneself: of several who read it as due, one moves it on."""
    claimed = ExpiryNotice.objects.filter(
        pk=notice.pk, state=NoticeState.QUEUED, attempts=notice.attempts
    ).update(attempts=F("attempts") + 1, due_at=now + LEASE)
    return bool(claimed)


def _try(notice: ExpiryNotice, gateways: Mapping[Channel, Gateway], now: datetime) -> bool:
    channel = Channel(notice.channel)
    address, gateway = _address(notice.cooperative, channel), gateways.get(channel)
    if not address or gateway is None:
        _note(notice, state=NoticeState.FAILED, problem=NO_ADDRESS if gateway else "channel_off")
        return False
    try:
        gateway.send(_outgoing(notice, address, on=business_date(now)))
    except NotDelivered as error:
        log.warning("notice_not_delivered", notice=str(notice.pk), channel=channel.value, why=str(error))
        state = NoticeState.FAILED if notice.attempts + 1 >= ATTEMPTS else NoticeState.QUEUED
        _note(notice, state=state, problem=str(error)[:80], due_at=now + RETRY_AFTER)
        return False
    _note(notice, state=NoticeState.SENT, problem="", sent_at=now)
    return True


def _outgoing(notice: ExpiryNotice, address: str, *, on: date) -> Outgoing:
    type_ = DocumentType(notice.type)
    return Outgoing(
        reference=str(notice.pk),
        recipient=address,
        subject=wording.subject(type_),
        text=wording.notice(type_, last_day=notice.last_day, days=(notice.last_day - on).days),
    )


def _note(notice: ExpiryNotice, **columns: object) -> None:
    ExpiryNotice.objects.filter(pk=notice.pk).update(**columns)
