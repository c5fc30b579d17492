"""What the bank-file rail keeps: settings, the file of each batch, who took it, and what the bank answered.

Nothing here is ever changed. Contents are sealed with the key ring; their digests are of what was sealed.
"""

from django.db import models
from django.db.models import Q

from kernel.ids import new_id
from markets.audit.models import MarketAuditEntry
from markets.payouts.bank.types import AnswerKind, BankLayout
from tenants.database.rights import APPEND, Rights


class BankSettings(models.Model):
    """Which account pays, and how its bank writes and reads files: the latest version holds."""

    version = models.PositiveIntegerField(unique=True, help_text="From 1.")
    debtor_name = models.CharField(max_length=140)
    debtor_ice = models.CharField(max_length=15)
    debtor_rib = models.CharField(max_length=24, help_text="24 digits. Shown masked.")
    debtor_bic = models.CharField(max_length=11, blank=True, default="")
    layout = models.CharField(max_length=15, choices=[(one.value, one.value) for one in BankLayout])
    template = models.JSONField(null=True, help_text="The layout of a market's own; see docs/bank-files.md.")
    status_csv = models.JSONField(null=True, help_text="How statuses stand in the bank's CSV files.")
    statement_csv = models.JSONField(null=True, help_text="How entries stand in the bank's CSV files.")
    set_at = models.DateTimeField(help_text="UTC.")
    set_by = models.CharField(max_length=100)

    rights = Rights(market=APPEND)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(debtor_rib__regex=r"^[0-9]{24}$"), name="bank_settings_rib_digits"
            ),
            models.CheckConstraint(
                condition=Q(layout=BankLayout.TEMPLATE.value, template__isnull=False)
                | (~Q(layout=BankLayout.TEMPLATE.value) & Q(template__isnull=True)),
                name="bank_settings_template_where_used",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.version}: {self.layout}"


class BankFile(models.Model):
    """The one file of a batch. It is made once; whoever asks again gets the same bytes."""

    batch = models.OneToOneField("payouts.PayoutBatch", on_delete=models.PROTECT, related_name="bank_file")
    settings = models.ForeignKey(BankSettings, on_delete=models.PROTECT, related_name="files")
    message_id = models.CharField(max_length=35, unique=True)
    digest = models.BinaryField(max_length=32, unique=True, help_text="SHA-256 of the file.")
    sealed = models.BinaryField(help_text="The file, sealed for its batch.")
    size = models.PositiveIntegerField(help_text="Bytes of the file.")
    made_at = models.DateTimeField(help_text="UTC.")
    made_by = models.CharField(max_length=100)

    rights = Rights(market=APPEND)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.message_id


class BankFileDownload(models.Model):
    """Somebody took the file of a batch: from then on it may be at the bank."""

    file = models.ForeignKey(BankFile, on_delete=models.PROTECT, related_name="downloads")
    at = models.DateTimeField(help_text="UTC.")
    actor = models.CharField(max_length=100)
    request_id = models.CharField(max_length=64, blank=True, default="")
    entry = models.OneToOneField(
        MarketAuditEntry,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="In the audit, which knows where it was sent to.",
    )

    rights = Rights(market=APPEND)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.actor} {self.at}"


class BankAnswer(models.Model):
    """A file of the bank that somebody brought, and what became of what it says. The same file is one row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=13, choices=[(one.value, one.value) for one in AnswerKind])
    digest = models.BinaryField(max_length=32, unique=True, help_text="SHA-256 of the file.")
    sealed = models.BinaryField(help_text="The file, sealed for this row.")
    size = models.PositiveIntegerField(help_text="Bytes of the file.")
    applied = models.PositiveIntegerField()
    repeated = models.PositiveIntegerField()
    overtaken = models.PositiveIntegerField()
    contradicted = models.PositiveIntegerField()
    unknown = models.PositiveIntegerField(help_text="Reports that name no transfer of ours.")
    left_alone = models.PositiveIntegerField(help_text="Verdicts that decide nothing.")
    other_entries = models.PositiveIntegerField(help_text="Entries for the reconciliation.")
    uploaded_at = models.DateTimeField(help_text="UTC.")
    uploaded_by = models.CharField(max_length=100)

    rights = Rights(market=APPEND)

    class Meta:
        ordering = ("-uploaded_at", "id")

    def __str__(self) -> str:
        return f"{self.kind} {self.uploaded_at}"
