"""Where a cooperative's money goes: recording a bank account, and verifying it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, NotFound
from shared_catalog.registry import rules
from shared_catalog.registry.models import PayeeAccount
from shared_catalog.registry.operations._cooperatives import IdReused, locked
from shared_catalog.registry.types import AccountDetails
from tenants.database.claims import claim


class AccountSuperseded(DomainError):
    """The account is no longer the one in force. Params: `account` (masked)."""

    code = "ACCOUNT_SUPERSEDED"
    messages = {
        "ar": "تم تعويض الحساب {account} بحساب أحدث",
        "fr": "Le compte {account} a été remplacé par un plus récent",
        "en": "The account {account} has been superseded by a newer one",
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
        return known
    cooperative = locked(cooperative_id)
    PayeeAccount.objects.filter(cooperative=cooperative, superseded_at__isnull=True).update(superseded_at=at)
    return PayeeAccount.objects.create(
        id=account_id,
        cooperative=cooperative,
        holder=checked.holder,
        rib=checked.rib,
        recorded_at=at,
        recorded_by=actor,
    )


@transaction.atomic
def verify_payee_account(*, account_id: UUID, at: datetime, actor: str) -> PayeeAccount:
    """Say that the account in force is the cooperative's (RIB certificate seen); verifying twice is the same
    as once.

    Raises NotFound, AccountSuperseded.
    """
    account = PayeeAccount.objects.select_for_update().filter(id=account_id).first()
    if account is None:
        raise NotFound(kind="payee account", id=account_id)
    if not account.in_force:
        raise AccountSuperseded(account=account.masked_rib)
    if account.verified_at is None:
        account.verified_at, account.verified_by = at, actor
        account.save(update_fields=["verified_at", "verified_by"])
    return account
