"""Values about people, without their rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

Clock = Callable[[], datetime]
"""The instant at which it is asked."""


class LoginKind(StrEnum):
    """What somebody signs in with."""

    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Login:
    """An e-mail address in small letters, or a telephone number as E.164."""

    kind: LoginKind
    value: str


class SecondFactor(StrEnum):
    """What a person must show beside the password."""

    NOT_NEEDED = "not_needed"
    TO_ENROL = "to_enrol"
    NEEDED = "needed"


class Tried(StrEnum):
    """What is tried, and so counted apart."""

    PASSWORD = "password"
    CODE = "code"
    RECOVERY = "recovery"
    LINK = "link"
    APPLICATION = "application"
    APPLICATION_SAVE = "application save"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """A new second factor, shown once: the secret in base32, and the `otpauth:` address for a QR code."""

    person_id: UUID
    secret: str
    uri: str
