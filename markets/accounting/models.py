"""The chart of accounts, where ledger accounts go in it, and the journals that were exported."""

from django.db import models
from django.db.models import F, Q

from kernel.ids import new_id
from markets.accounting.types import Encoding, Layout, MappedKind
from markets.periods.models import Period
from tenants.database.rights import APPEND, Rights

_EDITED = ("label_fr", "label_ar", "active", "edited_by", "edited_at", "version")


class ChartAccount(models.Model):
    """An account of the Moroccan chart (CGNC), or a subdivision that the market opened. Its number never
    changes; its labels stand in no journal, so they may.
    """

    number = models.CharField(max_length=10, primary_key=True)
    label_fr = models.CharField(max_length=160)
    label_ar = models.CharField(max_length=160)
    official = models.BooleanField(help_text="Whether it is in the published chart.")
    active = models.BooleanField(default=True, help_text="Whether it may be mapped to.")
    edited_by = models.CharField(max_length=100)
    edited_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, help_text="Counts its changes, from 1.")

    rights = Rights(
        market=(
            *APPEND,
            *(f"UPDATE({column})" for column in _EDITED),
        )
    )

    class Meta:
        ordering = ("number",)
        constraints = [
            models.CheckConstraint(
                condition=Q(number__regex=r"^[0-9]{1,10}$"), name="chart_account_number_is_digits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.label_fr}"


class AccountMapping(models.Model):
    """Where one kind of ledger account goes in the chart, for half-months that begin on a day or later.

    Rows are only ever added. For a half-month the latest day not after its beginning counts, and of several
    rows for one day the latest row. Ids are given one writer after the other, so that the highest id is the
    version of the whole mapping.
    """

    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in MappedKind])
    effective_from = models.DateField(help_text="The first day of a half-month.")
    account = models.ForeignKey(ChartAccount, on_delete=models.PROTECT, related_name="+")
    debit_account = models.ForeignKey(
        ChartAccount,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Where debits go, when losses and gains have an account each.",
    )
    journal_code = models.CharField(max_length=6)
    set_by = models.CharField(max_length=100)
    set_at = models.DateTimeField()

    rights = Rights(market=APPEND)

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in MappedKind]),
                name="account_mapping_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.account_id} from {self.effective_from}"


class JournalExport(models.Model):
    """A journal that was exported. Its file is not kept: the ledger and this version of the mapping give the
    same bytes again, and `digest` proves it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    first_period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    last_period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    layout = models.CharField(max_length=12, choices=[(layout.value, layout.value) for layout in Layout])
    encoding = models.CharField(max_length=12, choices=[(code.value, code.value) for code in Encoding])
    draft = models.BooleanField(help_text="Whether a half-month was not sealed yet.")
    mapping_version = models.BigIntegerField()
    digest = models.BinaryField(max_length=32, help_text="SHA-256 of the file.")
    lines = models.PositiveIntegerField()
    debit_minor = models.BigIntegerField()
    credit_minor = models.BigIntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=100)

    rights = Rights(market=APPEND)

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(debit_minor=F("credit_minor")), name="journal_export_balances"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_period_id} to {self.last_period_id}"
