"""Where a cooperative's money goes: recording a bank account, verifying it, and refusing to."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.halfmonth import business_date
from shared_catalog.registry import queries, rules
from shared_catalog.registry.models import PayeeAccount
from shared_catalog.registry.operations._cooperatives import IdReused, locked
from shared_catalog.registry.types import AccountDetails
from tenants.database.claims import claim, done_before
from tenants.events import operations as events
from tenants.network.sandbox import refuse_in_sandbox

# Why a number is read in full: a word is no reason.
SHORTEST_REASON = 10


class AccountSuperseded(DomainError):
    """A newer account has taken this one's place. Params: `account` (masked)."""

    code = "ACCOUNT_SUPERSEDED"
    messages = {
        "ar": "تم تعويض الحساب {account} بحساب أحدث",
        "fr": "Le compte {account} a été remplacé par un plus récent",
        "en": "The account {account} has been superseded by a newer one",
    }


class AccountRejected(DomainError):
    """The account was rejected; it takes recording it anew. Params: `account` (masked)."""

    code = "ACCOUNT_REJECTED"
    messages = {
        "ar": "تم رفض الحساب {account}: يجب تسجيله من جديد",
        "fr": "Le compte {account} a été refusé : il faut l'enregistrer à nouveau",
        "en": "The account {account} was rejected: it has to be recorded anew",
    }


class AccountNeedsSecondPerson(DomainError):
    """Whoever recorded an account cannot verify it. Params: `account` (masked)."""

    code = "ACCOUNT_NEEDS_SECOND_PERSON"
    messages = {
        "ar": "يجب أن يتحقق من الحساب {account} شخص آخر غير الذي سجله",
        "fr": "Le compte {account} doit être vérifié par une autre personne que celle qui l'a enregistré",
        "en": "The account {account} has to be verified by somebody other than who recorded it",
    }


@transaction.atomic
def record_payee_account(
    *, account_id: UUID, cooperative_id: UUID, account: AccountDetails, at: datetime, actor: str
) -> PayeeAccount:
    """Put an account in force, unverified, under an id made by the caller; it supersedes the one before at
    once.

    At once, because a cooperative that names a new account may have lost the old one: money waits for the
    new one's verification rather than going where it may no longer be theirs. Repeating the request gives
    the same row.

    Raises NotFound, IdReused, InvalidIdentifier, InvalidValue.
    """
    claim(account_id)
    checked = rules.checked_account(account)
    known = PayeeAccount.objects.filter(id=account_id).first()
    if known is not None:
        if (known.cooperative_id, known.holder, known.rib) != (cooperative_id, checked.holder, checked.rib):
            raise IdReused(kind="payee account", id=account_id)
        return done_before(known)
    cooperative = locked(cooperative_id=cooperative_id)
    before = queries.payee_account(cooperative_id)
    if before is not None:
        before.superseded_at = at
        before.save(update_fields=["superseded_at"])
    account_in_force = PayeeAccount.objects.create(
        id=account_id,
        cooperative=cooperative,
        holder=checked.holder,
        rib=checked.rib,
        replaces=before,
        recorded_at=at,
        recorded_by=actor,
    )
    _tell("recorded", account_in_force, at)
    return account_in_force


@transaction.atomic
def verify_payee_account(*, account_id: UUID, call_back_note: str, at: datetime, actor: str) -> PayeeAccount:
    """Say that the latest account is the cooperative's: its certificate seen, the cooperative called back.

    `actor` is not who recorded it. The note says who was called, on which number known from before, and when.
    A cooperative's first account is usable at once; one that replaces another, whether or not that one was
    ever paid to, cools off by the rule of the day. Verifying twice is the same as once.

    Raises NotFound, AccountSuperseded, AccountRejected, AccountNeedsSecondPerson, InvalidValue.
    """
    note = rules.checked_call_back_note(call_back_note)
    account = _latest(account_id)
    if account.rejected_at is not None:
        raise AccountRejected(account=account.masked_rib)
    if account.verified_at is not None:
        return account
    if account.recorded_by == actor:
        raise AccountNeedsSecondPerson(account=account.masked_rib)
    account.verified_at, account.verified_by, account.call_back_note = at, actor, note
    account.usable_from = rules.usable_from(
        verified_at=at,
        replaces_another=account.replaces_id is not None,
        cooling_off_days=queries.cooling_off_days_on(business_date(at)),
    )
    account.save(update_fields=["verified_at", "verified_by", "call_back_note", "usable_from"])
    _tell("verified", account, at)
    return account


@transaction.atomic
def reject_payee_account(*, account_id: UUID, reason: str, at: datetime, actor: str) -> PayeeAccount:
    """Say that the latest account is not the cooperative's: nothing is paid to it, verified or not.

    It takes one person, who may be the one that recorded it, since it only ever stops money. The account
    before it does not come back, for the reason it was superseded at once; money waits until an account is
    recorded anew. Rejecting twice is the same as once.

    Raises NotFound, AccountSuperseded, InvalidValue.
    """
    given_reason = rules.required_reason(reason)
    account = _latest(account_id)
    if account.rejected_at is None:
        account.rejected_at, account.rejected_by, account.rejection_reason = at, actor, given_reason
        account.save(update_fields=["rejected_at", "rejected_by", "rejection_reason"])
        _tell("rejected", account, at)
    return account


def reveal_account(*, account_id: UUID, reason: str) -> PayeeAccount:
    """An account for somebody who needs its number in full, and says why; whoever calls this writes it into
    the audit. Raises NotFound, InvalidValue, NotInASandbox.
    """
    refuse_in_sandbox()
    if len(rules.required_reason(reason)) < SHORTEST_REASON:
        raise InvalidValue(path=("reason",), field="reason", reason=f"at least {SHORTEST_REASON} characters")
    account = PayeeAccount.objects.filter(id=account_id).first()
    if account is None:
        raise NotFound(kind="payee account", id=account_id)
    return account


def _tell(what: str, account: PayeeAccount, at: datetime) -> None:
    """Whose account it is, and no digit of it."""
    usable = account.usable_from.isoformat() if account.usable_from and what != "rejected" else None
    said = {"cooperative": str(account.cooperative_id), "usable_from": usable}
    events.append(name=f"payee_account.{what}", subject_id=account.id, payload=said, at=at)


def _latest(account_id: UUID) -> PayeeAccount:
    """The account, locked. Raises NotFound, or AccountSuperseded when it is not its cooperative's latest."""
    account = PayeeAccount.objects.select_for_update().filter(id=account_id).first()
    if account is None:
        raise NotFound(kind="payee account", id=account_id)
    if account.superseded_at is not None:
        raise AccountSuperseded(account=account.masked_rib)
    return account
