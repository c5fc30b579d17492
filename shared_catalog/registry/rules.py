"""Decisions of the registry: which step is allowed from which state, and what a valid description is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from kernel import identifiers
from kernel.errors import InvalidValue
from shared_catalog.registry.types import (
    AccountDetails,
    AccountStanding,
    AuthorisationDetails,
    AuthorisationStatus,
    AuthorisationStep,
    Contact,
    CooperativeDetails,
    CooperativeStatus,
    CooperativeStep,
    DatedAccount,
    DatedParticipation,
    LegalDetails,
    Members,
    Names,
    OfficerDetails,
    PayeeStanding,
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

# While headquarters says nothing else (`PayeeRules`).
COOLING_OFF_DAYS = 3
FEWEST_COOLING_OFF_DAYS, MOST_COOLING_OFF_DAYS = 1, 60
SHORTEST_CALL_BACK_NOTE, LONGEST_CALL_BACK_NOTE = 10, 400

_LONGEST_NAME = 160
LONGEST_CONTRACT = 40
MOST_CATEGORIES = 100
# More than the largest union of cooperatives has.
_MOST_MEMBERS = 1_000_000


def status_after(step: CooperativeStep, *, status: CooperativeStatus) -> CooperativeStatus | None:
    """The state `step` leads to, or None where it is not allowed from `status`."""
    if step is CooperativeStep.CHANGE_VAT_REGIME:
        return None if status is CooperativeStatus.RETIRED else status
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


def checked_legal(details: LegalDetails, *, founded_on: date, today: date) -> LegalDetails:
    """The legal identity with identifiers normalised and texts trimmed.

    Raises InvalidIdentifier for a number that is none of its kind, InvalidValue for a long text, a trade
    register's number without its court, and an entry in the register in the future or before the founding.
    """
    number, court = details.trade_register_number.strip(), details.trade_register_court.strip()
    if bool(number) != bool(court):
        reason = "a number in the trade register goes with its court"
        raise InvalidValue(field="trade_register_number", reason=reason)
    if details.registered_on is not None and details.registered_on > today:
        raise InvalidValue(field="registered_on", reason="in the future")
    if details.registered_on is not None and details.registered_on < founded_on:
        raise InvalidValue(field="registered_on", reason="before the founding")
    return LegalDetails(
        designation=short(details.designation, field="designation", longest=200),
        tax_id=identifiers.tax_id(details.tax_id) if details.tax_id.strip() else "",
        trade_register_number=identifiers.trade_register_number(number) if number else "",
        trade_register_court=short(court, field="trade_register_court", longest=80),
        registered_on=details.registered_on,
        central_register_number=short(
            details.central_register_number, field="central_register_number", longest=40
        ),
        legacy_approval=short(details.legacy_approval, field="legacy_approval", longest=80),
        seat_address=short(details.seat_address, field="seat_address", longest=200),
        postal_code=identifiers.postal_code(details.postal_code) if details.postal_code.strip() else "",
        locality=short(details.locality, field="locality", longest=80),
    )


def checked_officer(details: OfficerDetails) -> OfficerDetails:
    """The officer with the telephone number normalised and texts trimmed.

    Raises InvalidIdentifier for a wrong number, InvalidValue for no name, a long text, or a mandate that ends
    before it begins.
    """
    if details.mandate_until is not None and details.mandate_until < details.mandate_from:
        raise InvalidValue(field="mandate_until", reason="before the first day")
    return replace(
        details,
        name=required(details.name, field="name", longest=80),
        phone=identifiers.phone(details.phone) if details.phone.strip() else "",
        email=short(details.email, field="email", longest=120),
    )


def checked_category_codes(codes: Sequence[str]) -> list[str]:
    """The codes trimmed, each once, in their order. Raises InvalidValue for too many, and for no code."""
    if len(codes) > MOST_CATEGORIES:
        raise InvalidValue(field="category_codes", reason=f"more than {MOST_CATEGORIES}")
    return sorted({required(code, field="category_codes", longest=30) for code in codes})


def checked_stand(stand: str) -> str:
    """Where goods stand, trimmed; empty for nowhere in particular. Raises InvalidValue for a long text."""
    return short(stand, field="stand", longest=40)


def checked_suspension(
    participation: DatedParticipation, *, suspended_on: date, reason: str, today: date
) -> str:
    """Why a participation is suspended from a day on, trimmed. Raises InvalidValue for no reason, for a day
    that is past, since what was sold was sold, and for one on which it does not take part anyway.
    """
    if suspended_on < today:
        raise InvalidValue(field="suspended_on", reason="it lies in the past")
    if suspended_on < participation.joined_on:
        raise InvalidValue(field="suspended_on", reason="before the day of joining")
    if participation.ended_on is not None and participation.ended_on <= suspended_on:
        raise InvalidValue(field="suspended_on", reason="the participation has ended")
    return required_reason(reason)


def checked_account(account: AccountDetails) -> AccountDetails:
    """The account with its RIB normalised. Raises InvalidIdentifier, or InvalidValue for no holder or a long
    one.
    """
    return replace(
        account,
        holder=required(account.holder, field="holder", longest=140),
        rib=identifiers.rib(account.rib),
    )


def usable_from(*, verified_at: datetime, replaces_another: bool, cooling_off_days: int) -> datetime:
    """From when on money may go to an account: at once to a cooperative's first, later to one that replaces
    another.

    Whoever diverts payments does it by a change of account. The days between are for the cooperative, which
    learns of the change, to say that it was none of theirs.
    """
    return verified_at + timedelta(days=cooling_off_days) if replaces_another else verified_at


def account_standing(account: DatedAccount | None, now: datetime) -> AccountStanding:
    """How a cooperative's account stands at `now` (UTC); of no account, that there is none.

    A rejection outweighs a verification: the cooperative may disown an account while it cools off, or later.
    """
    if account is None:
        return AccountStanding(PayeeStanding.NONE)
    if account.superseded_at is not None:
        return AccountStanding(PayeeStanding.SUPERSEDED)
    if account.rejected_at is not None:
        return AccountStanding(PayeeStanding.REJECTED)
    if account.verified_at is None or account.usable_from is None:
        return AccountStanding(PayeeStanding.UNVERIFIED)
    if now < account.usable_from:
        return AccountStanding(PayeeStanding.COOLING_OFF, until=account.usable_from)
    return AccountStanding(PayeeStanding.USABLE)


def takes_part(participation: DatedParticipation, *, on: date, category: str, root: str) -> bool:
    """Whether a participation counts on a day for goods of a category, whose root is `root`: begun, neither
    ended nor suspended by then, and for that category, its whole group, or all.
    """
    ended_on, suspended_on = participation.ended_on, participation.suspended_on
    counts = (
        participation.joined_on <= on
        and (ended_on is None or on < ended_on)
        and (suspended_on is None or on < suspended_on)
    )
    allowed = participation.category_codes
    return counts and (not allowed or category in allowed or root in allowed)


def checked_call_back_note(note: str) -> str:
    """The note trimmed. Raises InvalidValue when it is too short to say whom, where and when, or too long."""
    trimmed = note.strip()
    if not SHORTEST_CALL_BACK_NOTE <= len(trimmed) <= LONGEST_CALL_BACK_NOTE:
        reason = f"{SHORTEST_CALL_BACK_NOTE} to {LONGEST_CALL_BACK_NOTE} characters"
        raise InvalidValue(field="call_back_note", reason=reason)
    return trimmed


def checked_cooling_off_days(days: int) -> int:
    """The number of days. Raises InvalidValue for none, which would be no cooling-off, and for too many."""
    if not FEWEST_COOLING_OFF_DAYS <= days <= MOST_COOLING_OFF_DAYS:
        reason = f"{FEWEST_COOLING_OFF_DAYS} to {MOST_COOLING_OFF_DAYS} days"
        raise InvalidValue(field="cooling_off_days", reason=reason)
    return days


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
    """The names trimmed. Raises InvalidValue when Arabic or French is missing, or one of the three too
    long.
    """
    return Names(
        ar=required(names.ar, field=f"{field}.ar", longest=_LONGEST_NAME),
        fr=required(names.fr, field=f"{field}.fr", longest=_LONGEST_NAME),
        en=short(names.en, field=f"{field}.en", longest=_LONGEST_NAME),
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


def contract_code(contract: str) -> str:
    """The code of a contract, trimmed; empty for none. Raises InvalidValue for a long one."""
    return short(contract, field="contract", longest=LONGEST_CONTRACT)


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
