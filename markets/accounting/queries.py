"""Reads of the chart, of the mapping, and of the journals that were exported."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from kernel.errors import NotFound
from markets.accounting.models import AccountMapping, ChartAccount, JournalExport
from markets.accounting.types import MappedKind, Target


def chart_account(number: str) -> ChartAccount:
    """One account of the chart. Raises NotFound."""
    found = ChartAccount.objects.filter(pk=number).first()
    if found is None:
        raise NotFound(kind="ChartAccount", id=number)
    return found


def mapping_version() -> int:
    """The version that the mapping of today has: its latest row."""
    latest = AccountMapping.objects.order_by("-id").first()
    return 0 if latest is None else int(latest.pk)


def mapping_on(day: date, *, version: int) -> list[AccountMapping]:
    """What holds on a day, of the mapping as it was in a version: one row for each kind that is mapped."""
    return list(
        AccountMapping.objects.filter(effective_from__lte=day, id__lte=version)
        .order_by("kind", "-effective_from", "-id")
        .distinct("kind")
    )


def is_mapped(number: str, *, on: date) -> bool:
    """Whether the mapping sends anything to this account on a day or later."""
    rows = AccountMapping.objects.filter(Q(account_id=number) | Q(debit_account_id=number))
    held = {row.pk for row in mapping_on(on, version=mapping_version())}
    return rows.filter(Q(pk__in=held) | Q(effective_from__gt=on)).exists()


def targets_on(day: date, *, version: int) -> list[Target]:
    """The same as what a journal needs of it."""
    return [
        Target(
            kind=MappedKind(row.kind),
            debit=row.debit_account_id or row.account_id,
            credit=row.account_id,
            journal=row.journal_code,
        )
        for row in mapping_on(day, version=version)
    ]


def journal_export(export_id: UUID) -> JournalExport:
    """One exported journal with its half-months. Raises NotFound."""
    found = JournalExport.objects.select_related("first_period", "last_period").filter(pk=export_id).first()
    if found is None:
        raise NotFound(kind="JournalExport", id=str(export_id))
    return found
