"""What people are written: links with which they accept an invitation or set a new password.

Sent once what they speak of is committed, by the channel of the contact, in the person's language. A message
that no gateway took is logged; the row says so, and it can be sent again.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

import structlog
from django.conf import settings
from django.db import transaction

from tenants.access import NETWORK
from tenants.messages.gateways import NotDelivered, configured
from tenants.messages.types import Channel, Outgoing
from tenants.people import queries
from tenants.people.models import Invitation, Recovery
from tenants.people.types import Login, LoginKind

SENDER = "people"

log = structlog.get_logger(__name__)


class _Words(NamedTuple):
    subject: str
    text: str


_INVITATION: Mapping[str, _Words] = {
    "ar": _Words(
        "دعوة إلى تضامن",
        "السلام عليكم {name}،\n\nأنت مدعو(ة) إلى تضامن ({place}). افتح هذا الرابط قبل {until} UTC:\n{link}\n",
    ),
    "fr": _Words(
        "Invitation à Tadamun",
        "Bonjour {name},\n\nVous êtes invité(e) à Tadamun ({place}). Ouvrez ce lien avant le {until} UTC :\n"
        "{link}\n",
    ),
    "en": _Words(
        "Invitation to Tadamun",
        "Hello {name},\n\nYou are invited to Tadamun ({place}). Open this link before {until} UTC:\n{link}\n",
    ),
}
_RECOVERY: Mapping[str, _Words] = {
    "ar": _Words(
        "كلمة سر جديدة لتضامن",
        "لاختيار كلمة سر جديدة افتح هذا الرابط قبل {until} UTC:\n{link}\n\n"
        "إن لم تطلب ذلك فتجاهل هذه الرسالة.\n",
    ),
    "fr": _Words(
        "Nouveau mot de passe pour Tadamun",
        "Pour choisir un nouveau mot de passe, ouvrez ce lien avant le {until} UTC :\n{link}\n\n"
        "Si vous n'avez rien demandé, ignorez ce message.\n",
    ),
    "en": _Words(
        "A new password for Tadamun",
        "To choose a new password, open this link before {until} UTC:\n{link}\n\n"
        "If you did not ask for it, ignore this message.\n",
    ),
}


def invitation_link(secret: str) -> str:
    """Where an invitation is accepted."""
    return f"{_headquarters()}/account/invitation/{secret}"


def recovery_link(secret: str) -> str:
    """Where a new password is set."""
    return f"{_headquarters()}/account/recovery/{secret}"


def send_invitation(row: Invitation, secret: str, *, at: datetime) -> None:
    """Send an invitation's link once the transaction is committed, and note that a gateway took it."""
    words = _INVITATION[row.language]
    place = "réseau / الشبكة" if row.scope == NETWORK else row.scope
    text = words.text.format(
        name=row.name, place=place, until=_until(row.expires_at), link=invitation_link(secret)
    )
    key, digest = row.pk, row.secret_hash

    def taken() -> None:
        Invitation.objects.filter(pk=key, secret_hash=digest).update(sent_at=at)

    Invitation.objects.filter(pk=key).update(sent_at=None)
    _send(queries.contact_of(row), _Words(words.subject, text), reference=f"{key}", taken=taken)


def send_recovery(row: Recovery, secret: str) -> None:
    """Send the link of a recovery once the transaction is committed."""
    details = row.person.details
    words = _RECOVERY[details.language]
    text = words.text.format(until=_until(row.expires_at), link=recovery_link(secret))
    contact = (
        Login(LoginKind.EMAIL, details.email)
        if details.email
        else Login(LoginKind.PHONE, details.phone or "")
    )
    _send(contact, _Words(words.subject, text), reference=f"{row.pk}", taken=lambda: None)


def _send(contact: Login, words: _Words, *, reference: str, taken: Callable[[], None]) -> None:
    message = Outgoing(reference=reference, recipient=contact.value, subject=words.subject, text=words.text)
    wanted = (Channel.EMAIL,) if contact.kind is LoginKind.EMAIL else (Channel.SMS, Channel.WHATSAPP)

    def send() -> None:
        gateways = configured(SENDER)
        gateway = next((gateways[channel] for channel in wanted if channel in gateways), None)
        if gateway is None:
            log.warning("no channel for a message", reference=reference, contact=contact.kind.value)
            return
        try:
            gateway.send(message)
        except NotDelivered as error:
            log.warning("message not taken", reference=reference, why=str(error))
            return
        taken()

    transaction.on_commit(send)


def _until(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _headquarters() -> str:
    address: str = settings.MARKET_ADDRESS
    return address.format(market="hq")
