"""Telling the contact of a webhook that was given up. It is told at least once."""

from typing import Protocol

from tenants.webhooks.books import Books, place
from tenants.webhooks.types import DisabledBecause

_WHY = {
    DisabledBecause.GONE: (
        "العنوان أجاب بأنه لم يعد موجودا (410)",
        "l'adresse répond qu'elle n'existe plus (410)",
        "the address answers that it is gone (410)",
    ),
    DisabledBecause.FAILING: (
        "لم يُستلم أي إشعار منذ ثلاثة أيام",
        "rien n'y est reçu depuis trois jours",
        "nothing has been taken there for three days",
    ),
    DisabledBecause.RIGHTS_ENDED: (
        "صاحبه لم يعد يملك صلاحية قراءة الأحداث",
        "son propriétaire ne peut plus lire les événements",
        "its owner may no longer read events",
    ),
}
_TEXT = """\
توقف إرسال الإشعارات إلى {url} ({place}) لأن {ar}. أعد تفعيله بعد إصلاحه ثم أعد إرسال ما فات.

L'envoi des webhooks à {url} ({place}) est arrêté : {fr}. Réparez, réactivez-le, puis rejouez ce qui manque.

Webhooks to {url} ({place}) have stopped: {en}. Mend it, enable it again, and replay what it missed.
What it missed follows position {position} of the event log.
"""


class Mail(Protocol):
    """Takes a message for one person; raises when it could not."""

    def __call__(self, *, to: str, subject: str, text: str, reference: str) -> None:
        """Hand a message over."""


def send_notices(*, books: Books, mail: Mail) -> int:
    """Tell those who are still to be told; returns how many were. Raises what `mail` raises."""
    told = 0
    for webhook in books.webhook.objects.filter(notice_due=True, ended_at__isnull=True):
        ar, fr, en = _WHY[DisabledBecause(webhook.disabled_because)]
        text = _TEXT.format(
            url=webhook.url, place=place(), ar=ar, fr=fr, en=en, position=webhook.disabled_position
        )
        mail(
            to=webhook.contact_email,
            subject=f"Webhook {webhook.label or webhook.pk}",
            text=text,
            reference=f"webhook-{webhook.pk}-{webhook.disabled_position}",
        )
        told += books.webhook.objects.filter(pk=webhook.pk, notice_due=True).update(notice_due=False)
    return told
