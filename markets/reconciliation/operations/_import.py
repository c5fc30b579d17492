"""Taking in what the bank says: a file whole or not at all, and every movement once."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue
from kernel.halfmonth import business_date
from kernel.identifiers import mask_rib
from kernel.ids import new_id
from markets.events import operations as events
from markets.payouts.bank import queries as bank_settings
from markets.payouts.formats.configured import from_json
from markets.payouts.formats.csv_statement import StatementCsv
from markets.payouts.formats.types import BankEntry, BankStatementFile
from markets.reconciliation import booking, notices, reading
from markets.reconciliation.models import BankLine, BankStatement
from tenants.database.claims import claim

_ACCOUNT = re.compile(r"[a-z][a-z0-9-]{0,39}")
_REFERENCE, _REASON = 140, 60
_MOST_MINOR = 10**15
_LineKey = tuple[str, str, int]


class AccountsMixed(DomainError):
    """An account has one name in the ledger, and a name one account. Params: `account`, `rib`."""

    code = "ACCOUNTS_MIXED"
    messages = {
        "ar": "الحساب البنكي {rib} لا يوافق الاسم {account}: لكل حساب اسم واحد",
        "fr": "Le compte {rib} ne correspond pas au nom {account} : un compte a un seul nom",
        "en": "The account {rib} does not go with the name {account}: each account has one name",
    }


class BankLineChanged(DomainError):
    """The bank told of this movement before, and otherwise. Params: `reference`, `booked_on`."""

    code = "BANK_LINE_CHANGED"
    messages = {
        "ar": "سبق أن أخبر البنك بالعملية {reference} ليوم {booked_on} بمعطيات أخرى",
        "fr": "La banque a déjà annoncé le mouvement {reference} du {booked_on} autrement",
        "en": "The bank has told of the movement {reference} of {booked_on} otherwise before",
    }


@transaction.atomic
def import_bank_statement(
    *, content: bytes, account: str = "main", csv: StatementCsv | None = None, at: datetime, actor: str
) -> list[BankStatement]:
    """Take the statements of a file of the bank, whole or not at all; nothing is matched yet.

    The same file again is the same statements. A movement that another file told of is the same line. A CSV
    file is read as the market described its bank's, unless said otherwise. Raises InvalidValue,
    BankFileRefused, TemplateRefused, StatementUnbalanced, AccountsMixed, BankLineChanged.
    """
    digest = sha256(content).digest()
    claim(UUID(bytes=digest[:16]))
    known = list(BankStatement.objects.filter(digest=digest).order_by("place"))
    if known:
        return known
    if not _ACCOUNT.fullmatch(account):
        reason = "small letters, digits and hyphens, 40 at most"
        raise InvalidValue(path=("account",), field="account", reason=reason)
    read = reading.read_statements(content, csv or _described())
    booking.alone()
    taken = []
    for place, statement in enumerate(read.statements):
        _require_sound(statement, account, today=business_date(at))
        taken.append(_take(statement, account, digest, place, complete=read.complete, at=at, actor=actor))
    events.append_all(drafts=[notices.statement_imported(one) for one in taken])
    return taken


def _described() -> StatementCsv | None:
    settings = bank_settings.settings_in_force()
    if settings is None or settings.statement_csv is None:
        return None
    return from_json(StatementCsv, settings.statement_csv)


def _require_sound(statement: BankStatementFile, account: str, *, today: date) -> None:
    """Raises InvalidValue, AccountsMixed."""
    rib = statement.account_rib
    others = BankStatement.objects.filter(account=account).exclude(account_rib=rib)
    if others.exists() or BankStatement.objects.filter(account_rib=rib).exclude(account=account).exists():
        raise AccountsMixed(path=("account",), account=account, rib=mask_rib(rib))
    for entry in statement.entries:
        if entry.booked_on > today:
            raise InvalidValue(field="booked_on", reason=f"{entry.entry_reference} is booked in the future")
        if abs(entry.amount_minor) >= _MOST_MINOR:
            raise InvalidValue(field="amount", reason=f"no account holds {entry.entry_reference}")


def _take(
    statement: BankStatementFile,
    account: str,
    digest: bytes,
    place: int,
    *,
    complete: bool,
    at: datetime,
    actor: str,
) -> BankStatement:
    moving = {_key(entry): entry for entry in statement.entries if entry.amount_minor}
    fresh = _fresh(moving, statement.account_rib)
    days = [entry.booked_on for entry in statement.entries]
    taken = BankStatement.objects.create(
        id=new_id(),
        digest=digest,
        place=place,
        account=account,
        account_rib=statement.account_rib,
        reference=statement.statement_id[:_REFERENCE],
        starts_on=min(days, default=None),
        ends_on=max(days, default=None),
        opening_minor=statement.opening_minor,
        closing_minor=statement.closing_minor,
        booked_minor=reading.booked_minor(statement),
        entries=len(statement.entries),
        new_lines=len(fresh),
        unbooked=statement.unbooked,
        complete=complete,
        uploaded_at=at,
        uploaded_by=actor,
    )
    BankLine.objects.bulk_create(_line(entry, taken) for entry in fresh)
    return taken


def _fresh(moving: Mapping[_LineKey, BankEntry], account_rib: str) -> Sequence[BankEntry]:
    """The movements that no file told of before. Raises BankLineChanged for one that was another then."""
    references = {reference for _, reference, _ in moving}
    known = BankLine.objects.filter(account_rib=account_rib, entry_reference__in=references)
    before = {(one.account_rib, one.entry_reference, one.detail): one for one in known}
    for key, line in before.items():
        entry = moving.get(key)
        if entry is None:
            continue
        if (entry.amount_minor, entry.booked_on) != (line.amount_minor, line.booked_on):
            raise BankLineChanged(reference=line.entry_reference, booked_on=line.booked_on.isoformat())
    return [entry for key, entry in moving.items() if key not in before]


def _key(entry: BankEntry) -> _LineKey:
    return entry.account_rib, _short(entry.entry_reference), entry.detail


def _short(reference: str) -> str:
    """A reference as it is kept: one that is too long by its digest, so that two never become one."""
    return reference if len(reference) <= _REFERENCE else sha256(reference.encode()).hexdigest()


def _line(entry: BankEntry, statement: BankStatement) -> BankLine:
    return BankLine(
        statement=statement,
        account=statement.account,
        account_rib=entry.account_rib,
        entry_reference=_short(entry.entry_reference),
        detail=entry.detail,
        booked_on=entry.booked_on,
        value_on=entry.value_on,
        amount_minor=entry.amount_minor,
        end_to_end_id=(entry.end_to_end_id or entry.instruction_id or "")[:_REFERENCE],
        counterparty=entry.counterparty[:_REFERENCE],
        remittance=entry.remittance,
        is_return=entry.is_return or entry.is_reversal,
        return_reason=entry.return_reason[:_REASON],
        return_text=entry.return_text,
    )
