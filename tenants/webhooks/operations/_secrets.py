"""Secrets: made, sealed, told once, and replaced with a time in which both sign."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from kernel.errors import DomainError, InvalidValue, NotFound
from tenants.database.claims import claim, done_before
from tenants.webhooks import queries, rules
from tenants.webhooks.books import Books

MOST_AT_ONCE = 4


class TooManySecrets(DomainError):
    """So many secrets still sign that another would make requests too long. Params: `most`."""

    code = "TOO_MANY_SECRETS"
    messages = {
        "ar": "ما زال {most} أسرار سارية: انتظر نهاية فترة التداخل",
        "fr": "{most} secrets signent encore : attendez la fin du recouvrement",
        "en": "{most} secrets still sign: wait for the end of the overlap",
    }


@transaction.atomic
def rotate_secret(
    *, books: Books, webhook_id: UUID, secret_id: UUID, overlap: timedelta, at: datetime
) -> tuple[Any, str]:
    """Make a new secret, under an id made by the caller; those before it sign too until the overlap is over.

    The same request again gives the same secret. Raises NotFound, InvalidValue, TooManySecrets.
    """
    if not timedelta(0) <= overlap <= rules.LONGEST_OVERLAP:
        raise InvalidValue(path=("overlap_hours",), field="overlap_hours", reason="0 to 168 hours")
    claim(secret_id)
    webhook = books.webhook.objects.select_for_update(no_key=True).filter(pk=webhook_id).first()
    if webhook is None:
        raise NotFound(kind="webhook", id=str(webhook_id))
    known = books.secret.objects.filter(pk=secret_id).first()
    if known is not None:
        if known.webhook_id != webhook_id:
            raise InvalidValue(path=("secret_id",), field="secret_id", reason="another webhook's secret")
        return done_before(webhook), rules.secret_text(queries.opened(known))
    signing = books.secret.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=at))
    if signing.filter(webhook_id=webhook_id).count() >= MOST_AT_ONCE and overlap:
        raise TooManySecrets(most=MOST_AT_ONCE)
    ends = Q(valid_until__isnull=True) | Q(valid_until__gt=at + overlap)
    books.secret.objects.filter(ends, webhook_id=webhook_id).update(valid_until=at + overlap)
    return webhook, make_secret(books, webhook, secret_id=secret_id, at=at)


def make_secret(books: Books, webhook: Any, *, secret_id: UUID, at: datetime) -> str:
    """A new secret of a webhook; its text is told to whoever asked for it."""
    secret = secrets.token_bytes(rules.SECRET_BYTES)
    sealed = settings.KEYS.seal(secret, purpose=queries.SECRET_PURPOSE, context=str(secret_id))
    books.secret.objects.create(id=secret_id, webhook_id=webhook.pk, sealed=sealed, made_at=at)
    return rules.secret_text(secret)
