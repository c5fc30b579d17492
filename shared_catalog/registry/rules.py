"""Decisions of the registry: which step is allowed from which state, and what a valid description is."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from kernel import identifiers
from kernel.errors import InvalidValue
from shared_catalog.registry.types import (
    AccountDetails,
    AuthorisationDetails,
    AuthorisationStatus,
    AuthorisationStep,
    Contact,
    CooperativeDetails,
    CooperativeStatus,
    CooperativeStep,
    Members,
    Names,
)

COOPERATIVE_STEPS: Mapping[CooperativeStep, tuple[frozenset[CooperativeStatus], CooperativeStatus]] = {
    CooperativeStep.START_QUALIFICATION: (
        frozenset({CooperativeStatus.APPLICANT}),
        CooperativeStatus.IN_QUALIFICATION,
    ),
    CooperativeStep.DECLARE_ELIGIBLE: (
        frozenset({CooperativeStatus.IN_QUALIFICATION}),
        CooperativeStatus.ELIGIBLE,
    ),
    CooperativeStep.SUSPEND: (frozenset({CooperativeStatus.ELIGIBLE}), CooperativeStatus.SUSPENDED),
    CooperativeStep.REINSTATE: (frozenset({CooperativeStatus.SUSPENDED}), CooperativeStatus.ELIGIBLE),
    CooperativeStep.RETIRE: (
        frozenset(CooperativeStatus) - {CooperativeStatus.RETIRED},
        CooperativeStatus.RETIRED,
    ),
}

AUTHORISATION_STEPS: Mapping[
    AuthorisationStep, tuple[frozenset[AuthorisationStatus], AuthorisationStatus]
] = {
    AuthorisationStep.SUSPEND: (frozenset({AuthorisationStatus.VALID}), AuthorisationStatus.SUSPENDED),
    AuthorisationStep.REINSTATE: (frozenset({AuthorisationStatus.SUSPENDED}), AuthorisationStatus.VALID),
    AuthorisationStep.WITHDRAW: (
        frozenset({AuthorisationStatus.VALID, AuthorisationStatus.SUSPENDED}),
        AuthorisationStatus.WITHDRAWN,
    ),
}

# ONSSA certificates carry no fixed term; follow-up visits do the checking, so a review falls due a year
# after issue.
REVIEW_AFTER = timedelta(days=365)

_LONGEST_NAME = 160
# More than the largest union of cooperatives has.
_MOST_MEMBERS = 1_000_000


def status_after(step: CooperativeStep, *, status: CooperativeStatus) -> CooperativeStatus | None:
    """The state `step` leads to, or None where it is not allowed from `status`."""
    allowed_from, target = COOPERATIVE_STEPS[step]
    return target if status in allowed_from else None


def authorisation_after(
    step: AuthorisationStep, *, status: AuthorisationStatus
) -> AuthorisationStatus | None:
    """The state `step` leads to, or None where it is not allowed from `status`."""
    allowed_from, target = AUTHORISATION_STEPS[step]
    return target if status in allowed_from else None


def cooperative_code(number: int) -> str:
    """The registry's own short number, e.g. `C0042`; it grows past four digits on its own."""
    return f"C{number:04d}"


def checked_cooperative(details: CooperativeDetails, *, today: date) -> CooperativeDetails:
    """The details with identifiers normalised and texts trimmed.

    Raises InvalidIdentifier for a wrong ICE or telephone number, InvalidValue for anything else.
    """
    if details.founded_on > today:
        raise InvalidValue(field="founded_on", reason="in the future")
    return replace(
        details,
        names=checked_names(details.names, field="names"),
        ice=identifiers.ice(details.ice),
        register_number=required(details.register_number, field="register_number", longest=40),
        register_court=required(details.register_court, field="register_court", longest=80),
        members=_checked_members(details.members, today=today),
        contact=_checked_contact(details.contact),
    )


def checked_account(account: AccountDetails) -> AccountDetails:
    """The account with its RIB normalised. Raises InvalidIdentifier, or InvalidValue for no holder or a long
    one.
    """
    return replace(
        account,
        holder=required(account.holder, field="holder", longest=140),
        rib=identifiers.rib(account.rib),
    )


def checked_authorisation(authorisation: AuthorisationDetails, *, today: date) -> AuthorisationDetails:
    """The certificate with its number normalised. Raises InvalidIdentifier, or InvalidValue for impossible
    dates.
    """
    if authorisation.issued_on > today:
        raise InvalidValue(field="issued_on", reason="in the future")
    if authorisation.valid_until is not None and authorisation.valid_until < authorisation.issued_on:
        raise InvalidValue(field="valid_until", reason="before the day of issue")
    return replace(authorisation, number=identifiers.onssa_number(authorisation.number))


def checked_names(names: Names, *, field: str) -> Names:
    """The names trimmed. Raises InvalidValue when one of the three languages is missing or too long."""
    return Names(
        ar=required(names.ar, field=f"{field}.ar", longest=_LONGEST_NAME),
        fr=required(names.fr, field=f"{field}.fr", longest=_LONGEST_NAME),
        en=required(names.en, field=f"{field}.en", longest=_LONGEST_NAME),
    )


def required(text: str, *, field: str, longest: int) -> str:
    """The text trimmed. Raises InvalidValue when nothing is left, or more than `longest` characters are."""
    trimmed = short(text, field=field, longest=longest)
    if not trimmed:
        raise InvalidValue(field=field, reason="missing")
    return trimmed


def required_reason(reason: str) -> str:
    """Why something was done, trimmed. Raises InvalidValue when nothing is left, or too much."""
    return required(reason, field="reason", longest=400)


def short(text: str, *, field: str, longest: int) -> str:
    """The text trimmed. Raises InvalidValue when more than `longest` characters are left."""
    trimmed = text.strip()
    if len(trimmed) > longest:
        raise InvalidValue(field=field, reason=f"more than {longest} characters")
    return trimmed


def _checked_members(members: Members, *, today: date) -> Members:
    if min(members.women, members.men, members.youth, members.rural) < 0:
        raise InvalidValue(field="members", reason="negative")
    if members.total > _MOST_MEMBERS:
        raise InvalidValue(field="members", reason=f"more than {_MOST_MEMBERS}")
    if max(members.youth, members.rural) > members.total:
        raise InvalidValue(field="members", reason="youth or rural exceed women and men together")
    if members.as_of > today:
        raise InvalidValue(field="members.as_of", reason="in the future")
    return members


def _checked_contact(contact: Contact) -> Contact:
    return Contact(
        name=short(contact.name, field="contact.name", longest=80),
        phone=identifiers.phone(contact.phone) if contact.phone.strip() else "",
        email=short(contact.email, field="contact.email", longest=120),
    )
