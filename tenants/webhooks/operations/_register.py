"""Registering webhooks, changing them and ending them."""

from collections.abc import Container, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.fingerprint import fingerprint
from tenants.database.claims import claim, done_before
from tenants.events import log
from tenants.webhooks import queries, rules
from tenants.webhooks.books import Books
from tenants.webhooks.operations._secrets import make_secret
from tenants.webhooks.types import EVERYTHING, DisabledBecause, WebhookDetails

MOST_OF_ONE_OWNER = 20
_MOST_EVENT_TYPES = 100


class WebhookIdReused(DomainError):
    """The id already stands for another webhook. Params: `id`."""

    code = "WEBHOOK_ID_REUSED"
    messages = {
        "ar": "المعرف {id} مستعمل لعنوان إشعار آخر",
        "fr": "L'identifiant {id} désigne déjà un autre webhook",
        "en": "The id {id} already stands for another webhook",
    }


class UnknownEventType(DomainError):
    """No event here is of this type. Params: `name`."""

    code = "UNKNOWN_EVENT_TYPE"
    messages = {
        "ar": "لا يوجد هنا حدث من النوع {name}",
        "fr": "Aucun événement d'ici n'est du type {name}",
        "en": "No event here is of the type {name}",
    }


class TooManyWebhooks(DomainError):
    """A client has only so many webhooks in one place. Params: `most`."""

    code = "TOO_MANY_WEBHOOKS"
    messages = {
        "ar": "لا يمكن تسجيل أكثر من {most} عنوان إشعار",
        "fr": "Pas plus de {most} webhooks",
        "en": "No more than {most} webhooks",
    }


class WebhookEnded(DomainError):
    """The webhook was ended for good. Params: `id`."""

    code = "WEBHOOK_ENDED"
    messages = {
        "ar": "عنوان الإشعار {id} منته نهائيا",
        "fr": "Le webhook {id} est terminé",
        "en": "The webhook {id} has ended",
    }


def register_webhook(
    *,
    books: Books,
    webhook_id: UUID,
    details: WebhookDetails,
    event_types: Container[str],
    owner: str,
    at: datetime,
    client: str = "",
) -> tuple[Any, str]:
    """Tell an address of events from now on, under an id made by the caller; returns it with its secret.

    `event_types` are those there are, `client` the application through which the owner acts, if one. The same
    request again gives the same webhook and the same secret.
    Raises InvalidValue, UnknownEventType, TooManyWebhooks, WebhookIdReused.
    """
    checked = _checked(details, event_types)
    content = fingerprint({"owner": owner, "url": checked.url, "event_types": sorted(checked.event_types)})
    with transaction.atomic():
        claim(webhook_id)
        known = books.webhook.objects.filter(pk=webhook_id).first()
        if known is not None:
            if bytes(known.fingerprint) != content:
                raise WebhookIdReused(path=("webhook_id",), id=str(webhook_id))
            return done_before(known), queries.current_secret(books, known)
        claim(UUID(bytes=fingerprint({"webhooks of": owner})[:16]))
        if books.webhook.objects.filter(owner=owner, ended_at__isnull=True).count() >= MOST_OF_ONE_OWNER:
            raise TooManyWebhooks(most=MOST_OF_ONE_OWNER)
        webhook = books.webhook.objects.create(
            id=webhook_id,
            owner=owner,
            client=client,
            label=checked.label,
            url=checked.url,
            event_types=list(checked.event_types),
            contact_email=checked.contact_email,
            fingerprint=content,
            created_at=at,
            from_position=_from_now_on(books),
        )
        return webhook, make_secret(books, webhook, secret_id=webhook_id, at=at)


def update_webhook(
    *,
    books: Books,
    webhook_id: UUID,
    event_types: Container[str],
    at: datetime,
    url: str | None = None,
    subscribed: Sequence[str] | None = None,
    label: str | None = None,
    contact_email: str | None = None,
    enabled: bool | None = None,
) -> Any:
    """Change what is given of a webhook. Enabled again, it is told of what happens from now on, and of what
    already waited; what it missed meanwhile follows `disabled_position` and can be replayed.

    Raises NotFound, WebhookEnded, InvalidValue, UnknownEventType.
    """
    with transaction.atomic():
        webhook = locked(books, webhook_id)
        details = WebhookDetails(
            url=webhook.url if url is None else url,
            event_types=webhook.event_types if subscribed is None else subscribed,
            label=webhook.label if label is None else label,
            contact_email=webhook.contact_email if contact_email is None else contact_email,
        )
        checked = _checked(details, event_types)
        webhook.url, webhook.event_types = checked.url, list(checked.event_types)
        webhook.label, webhook.contact_email = checked.label, checked.contact_email
        if enabled is True and webhook.disabled_at is not None:
            _enable(books, webhook)
        elif enabled is False and webhook.disabled_at is None:
            disable(books, webhook, because=DisabledBecause.OWNER, at=at)
        webhook.save()
    return webhook


def end_webhook(*, books: Books, webhook_id: UUID, at: datetime) -> Any:
    """Send nothing more to an address, for good; its log stays, its contact does not. Twice is once. Raises
    NotFound.
    """
    with transaction.atomic():
        webhook = books.webhook.objects.select_for_update(no_key=True).filter(pk=webhook_id).first()
        if webhook is None:
            raise NotFound(kind="webhook", id=str(webhook_id))
        if webhook.ended_at is None:
            webhook.ended_at, webhook.contact_email, webhook.notice_due = at, "", False
            webhook.save(update_fields=["ended_at", "contact_email", "notice_due"])
    return webhook


def locked(books: Books, webhook_id: UUID) -> Any:
    """The webhook, held until the transaction ends. Raises NotFound, WebhookEnded."""
    webhook = books.webhook.objects.select_for_update(no_key=True).filter(pk=webhook_id).first()
    if webhook is None:
        raise NotFound(kind="webhook", id=str(webhook_id))
    if webhook.ended_at is not None:
        raise WebhookEnded(id=str(webhook_id))
    return webhook


def disable(books: Books, webhook: Any, *, because: DisabledBecause, at: datetime) -> None:
    """Say in a webhook, which the caller saves, that nothing is sent to it any more; what waits waits on."""
    webhook.disabled_at, webhook.disabled_because = at, because
    reached = books.cursor.objects.values_list("position", flat=True).first()
    webhook.disabled_position = max(reached or 0, webhook.from_position)


def _enable(books: Books, webhook: Any) -> None:
    webhook.disabled_at, webhook.disabled_because = None, ""
    webhook.failing_since, webhook.streak, webhook.not_before = None, 0, None
    webhook.notice_due = False
    webhook.from_position = _from_now_on(books)


def _from_now_on(books: Books) -> int:
    """The last position of the log, with the cursor held: whoever makes deliveries next sees the webhook.

    Where nobody was told of anything, nobody moved the cursor either; it need not go over all that.
    """
    books.cursor.objects.bulk_create([books.cursor()], ignore_conflicts=True)
    cursor = books.cursor.objects.select_for_update().get()
    reached = log.last_position(books.log)
    if not queries.active(books).exists():
        cursor.position = max(cursor.position, reached)
        cursor.save(update_fields=["position"])
    return reached


def _checked(details: WebhookDetails, event_types: Container[str]) -> WebhookDetails:
    checked = rules.checked_details(details, plain_http=bool(settings.WEBHOOK_NETWORKS))
    if not 0 < len(checked.event_types) <= _MOST_EVENT_TYPES:
        raise InvalidValue(
            path=("event_types",), field="event_types", reason=f"1 to {_MOST_EVENT_TYPES} types of events"
        )
    for name in checked.event_types:
        if name != EVERYTHING and name not in event_types:
            raise UnknownEventType(path=("event_types",), name=name[:60])
    return checked
