"""Writes of the chart and its mapping, and the export of journals."""

import re
from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue
from kernel.halfmonth import HalfMonth, business_date
from kernel.versions import require_version
from markets.accounting import chart, journal, queries, rules
from markets.accounting.models import AccountMapping, ChartAccount, JournalExport
from markets.accounting.types import Encoding, Layout, MappedKind
from tenants.database.claims import claim

# Before any market existed: the first mapping holds for every half-month until another is set.
_FIRST_DAY = date(2000, 1, 1)

# Held by whoever writes mappings, so that ids are given in the order in which they are committed.
_MAPPING_WRITERS = UUID("6ad1cbd1-4b2c-5a55-9c1e-9d7a6f0d4497")

_JOURNAL_CODE = re.compile(r"[A-Z][A-Z0-9]{0,5}")
_LONGEST_LABEL = 160


class ChartNumberTaken(DomainError):
    """The chart has an account of that number. Params: `number`."""

    code = "CHART_NUMBER_TAKEN"
    messages = {
        "ar": "الحساب رقم {number} موجود من قبل في المخطط",
        "fr": "Le plan comptable a déjà un compte {number}",
        "en": "The chart already has an account {number}",
    }


class ChartAccountMapped(DomainError):
    """An account that the mapping uses stays active. Params: `number`."""

    code = "CHART_ACCOUNT_MAPPED"
    messages = {
        "ar": "الحساب {number} مستعمل في المطابقة: لا يمكن توقيفه",
        "fr": "Le compte {number} sert à une correspondance : il reste actif",
        "en": "Account {number} is used by the mapping: it stays active",
    }


@transaction.atomic
def seed_chart(*, at: datetime, actor: str) -> int:
    """Give the market those accounts and those first mappings that it lacks; whatever it has stays as it is.

    The first rows of a new market, and as often as one likes on any other. Returns how many rows were added.
    """
    claim(_MAPPING_WRITERS)
    known = set(ChartAccount.objects.values_list("pk", flat=True))
    added = ChartAccount.objects.bulk_create(
        ChartAccount(
            number=account.number,
            label_fr=account.label_fr,
            label_ar=account.label_ar,
            official=account.official,
            edited_by=actor,
            edited_at=at,
        )
        for account in chart.accounts()
        if account.number not in known
    )
    mapped = set(AccountMapping.objects.values_list("kind", flat=True))
    mappings = AccountMapping.objects.bulk_create(
        AccountMapping(
            kind=target.kind,
            effective_from=_FIRST_DAY,
            account_id=target.credit,
            debit_account_id=target.debit if target.debit != target.credit else None,
            journal_code=target.journal,
            set_by=actor,
            set_at=at,
        )
        for target in chart.mapping()
        if target.kind not in mapped
    )
    return len(added) + len(mappings)


@transaction.atomic
def add_chart_account(
    *, number: str, label_fr: str, label_ar: str, added_at: datetime, actor: str
) -> ChartAccount:
    """Open an account of the market's own. Raises InvalidValue, ChartNumberTaken."""
    if not re.fullmatch(r"[0-9]{1,10}", number, re.ASCII):
        raise InvalidValue(path=("number",), field="number", reason="a number has 1 to 10 digits")
    labels = {"label_fr": _label("label_fr", label_fr), "label_ar": _label("label_ar", label_ar)}
    account, created = ChartAccount.objects.get_or_create(
        number=number,
        defaults={**labels, "official": False, "edited_by": actor, "edited_at": added_at},
    )
    if not created:
        raise ChartNumberTaken(path=("number",), number=number)
    return account


@transaction.atomic
def edit_chart_account(
    *,
    number: str,
    label_fr: str | None = None,
    label_ar: str | None = None,
    active: bool | None = None,
    expected_version: int | None = None,
    edited_at: datetime,
    actor: str,
) -> ChartAccount:
    """Change what an account is called, or whether it may be mapped to; what is None stays as it is. What
    holds already changes nothing.

    Raises NotFound, InvalidValue, VersionConflict, ChartAccountMapped.
    """
    claim(_MAPPING_WRITERS)
    account = queries.chart_account(number)
    before = (account.label_fr, account.label_ar, account.active)
    if label_fr is not None:
        account.label_fr = _label("label_fr", label_fr)
    if label_ar is not None:
        account.label_ar = _label("label_ar", label_ar)
    if active is not None:
        account.active = active
    if (account.label_fr, account.label_ar, account.active) == before:
        return account
    require_version(expected=expected_version, current=account.version)
    if active is False and queries.is_mapped(number, on=business_date(edited_at)):
        raise ChartAccountMapped(path=("active",), number=number)
    account.edited_by, account.edited_at = actor, edited_at
    account.version += 1
    account.save(update_fields=["label_fr", "label_ar", "active", "edited_by", "edited_at", "version"])
    return account


@transaction.atomic
def set_mapping(
    *,
    kind: MappedKind,
    effective_from: date,
    account: str,
    debit_account: str | None = None,
    journal_code: str,
    expected_version: int | None = None,
    set_at: datetime,
    actor: str,
) -> AccountMapping:
    """Send a kind of ledger account to a chart account, from the half-month that begins on a day on.

    A day in the past corrects journals that are exported again; those already exported keep the mapping they
    were made with. The same again for the same day is once. A kind's version is that of its latest mapping,
    for whichever day. Raises NotFound, InvalidValue, VersionConflict.
    """
    if HalfMonth.containing(effective_from).first_day != effective_from:
        reason = "a mapping holds from the first day of a half-month"
        raise InvalidValue(path=("effective_from",), field="effective_from", reason=reason)
    if not _JOURNAL_CODE.fullmatch(journal_code):
        reason = "a journal's code is a capital letter and at most five more capitals or digits"
        raise InvalidValue(path=("journal_code",), field="journal_code", reason=reason)
    if debit_account is not None and kind not in rules.RESULT_KINDS:
        reason = "only fees, rounding and corrections have an account for debits of their own"
        raise InvalidValue(path=("debit_account",), field="debit_account", reason=reason)
    claim(_MAPPING_WRITERS)
    target = _usable("account", account)
    on_debit = None if debit_account is None else _usable("debit_account", debit_account)
    wanted = AccountMapping(
        kind=kind,
        effective_from=effective_from,
        account=target,
        debit_account=None if on_debit == target else on_debit,
        journal_code=journal_code,
        set_by=actor,
        set_at=set_at,
    )
    latest = AccountMapping.objects.filter(kind=kind, effective_from=effective_from).first()
    if latest is not None and _says(latest) == _says(wanted):
        return latest
    newest = AccountMapping.objects.filter(kind=kind).first()
    require_version(expected=expected_version, current=0 if newest is None else newest.pk)
    wanted.save(force_insert=True)
    return wanted


@transaction.atomic
def export_journal(
    *,
    first: HalfMonth,
    last: HalfMonth,
    layout: Layout,
    encoding: Encoding,
    draft: bool = False,
    write: Callable[[bytes], object] | None = None,
    made_at: datetime,
    actor: str,
) -> JournalExport:
    """Export the journals of whole half-months under the mapping of now, and record what was exported.

    The file goes to `write` bit by bit, and comes again from `journal.write_again`. Half-months that are not
    sealed are exported as a draft only. Raises InvalidValue, NotFound, PeriodNotSealed, UnmappedAccounts.
    """
    periods = journal.periods_of(rules.span(first, last), draft=draft)
    version = queries.mapping_version()
    written = rules.write_csv(
        journal.lines(periods, layout=layout, version=version), encoding=encoding, write=write or len
    )
    return JournalExport.objects.create(
        first_period=periods[0],
        last_period=periods[-1],
        layout=layout,
        encoding=encoding,
        draft=not all(period.is_closed for period in periods),
        mapping_version=version,
        digest=written.digest,
        lines=written.lines,
        debit_minor=written.debit_minor,
        credit_minor=written.credit_minor,
        made_at=made_at,
        made_by=actor,
    )


def _usable(field: str, number: str) -> ChartAccount:
    """An account that amounts may stand on: four digits or more (classes, headings and posts have fewer)."""
    account = queries.chart_account(number)
    if len(number) < 4 or not account.active:
        reason = f"{number} is a heading or no longer in use"
        raise InvalidValue(path=(field,), field=field, reason=reason)
    return account


def _label(field: str, text: str) -> str:
    said = text.strip()
    if not 1 <= len(said) <= _LONGEST_LABEL:
        reason = f"a label has 1 to {_LONGEST_LABEL} characters"
        raise InvalidValue(path=(field,), field=field, reason=reason)
    return said


def _says(mapping: AccountMapping) -> tuple[str, str | None, str]:
    return mapping.account_id, mapping.debit_account_id, mapping.journal_code
