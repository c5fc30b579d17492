"""The ways to reach somebody: e-mail by Django's backend, SMS and WhatsApp as a file until a provider is
chosen.

A gateway takes a message or raises NotDelivered; that it was taken does not say that it arrived.
"""

from collections.abc import Mapping
from pathlib import Path
from smtplib import SMTPException, SMTPResponseException
from typing import Protocol

import orjson
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from tenants.messages.types import Channel, Outgoing


class NotDelivered(Exception):
    """The gateway did not take the message; it may later. Says why, without whom."""


class Gateway(Protocol):
    """One way to send a message."""

    def send(self, message: Outgoing) -> None:
        """Hand a message over. Raises NotDelivered."""


class EmailGateway:
    """E-mail, by the backend that Django is configured with. A second copy of a message has the Message-ID of
    the first, by which mailboxes recognise it.
    """

    def send(self, message: Outgoing) -> None:
        """Hand a message over. Raises NotDelivered."""
        mail = EmailMessage(
            subject=message.subject,
            body=message.text,
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[message.recipient],
            headers={"Message-ID": f"<{message.reference}@{settings.DOMAIN}>"},
            connection=_connection(),
        )
        try:
            mail.send()
        except SMTPResponseException as error:
            raise NotDelivered(f"SMTP {error.smtp_code}") from error
        except (SMTPException, OSError) as error:
            raise NotDelivered(type(error).__name__) from error


class FileGateway:
    """A line of JSON for each message in one file: what a provider of SMS or WhatsApp would be given.

    Each line is one write to a file opened for appending, so that processes do not mix theirs.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, message: Outgoing) -> None:
        """Hand a message over. Raises NotDelivered."""
        line = {"reference": message.reference, "to": message.recipient, "text": message.text}
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab", buffering=0) as file:
                file.write(orjson.dumps(line) + b"\n")
        except OSError as error:
            raise NotDelivered(type(error).__name__) from error


def configured(sender: str) -> Mapping[Channel, Gateway]:
    """The gateways of one sender, a market's slug or `people`, for the channels that are in use."""
    folder: Path = settings.MESSAGES_DIR / sender
    known: Mapping[Channel, Gateway] = {
        Channel.EMAIL: EmailGateway(),
        Channel.SMS: FileGateway(folder / "sms.jsonl"),
        Channel.WHATSAPP: FileGateway(folder / "whatsapp.jsonl"),
    }
    return {channel: known[channel] for channel in settings.MESSAGE_CHANNELS}


def _connection() -> BaseEmailBackend:
    found: BaseEmailBackend = get_connection()
    return found
