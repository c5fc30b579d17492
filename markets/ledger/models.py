"""Accounts, entries and postings in double entry; nothing here is ever changed or removed."""

from django.db import models

from markets.ledger.types import AccountKind, EntryKind, PostingKind
from markets.periods.models import Period
from shared_catalog.registry.models import Cooperative
from tenants.database.rights import APPEND, Rights


class Account(models.Model):
    """Where money can be. Made when it is first moved there; its balance is the sum of its postings and
    stored nowhere.
    """

    code = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in AccountKind])
    cooperative = models.ForeignKey(Cooperative, null=True, on_delete=models.DO_NOTHING, related_name="+")

    rights = Rights(market=APPEND)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    models.Q(kind=AccountKind.PAYABLE.value, cooperative__isnull=False)
                    | (~models.Q(kind=AccountKind.PAYABLE.value) & models.Q(cooperative__isnull=True))
                ),
                name="account_payable_to_a_cooperative",
            ),
            models.UniqueConstraint(fields=["cooperative"], name="account_one_payable_each"),
        ]

    def __str__(self) -> str:
        return self.code


class Entry(models.Model):
    """One thing that happened and all the money it moved. Never changed; undone only by an entry that
    reverses it.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in EntryKind])
    source_id = models.UUIDField(help_text="The sale, refund, payout... that the entry records.")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    business_date = models.DateField(help_text="The day it happened; a late fact's lies before its period.")
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")
    actor = models.CharField(max_length=100)

    rights = Rights(market=APPEND)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "source_id"], name="entry_once_per_source"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.source_id}"


class Posting(models.Model):
    """One positive amount moved from one account (`credit`) to another (`debit`), so that an imbalance cannot
    be written.

    Accounts and periods are never deleted and were read in the same transaction, so the columns that every
    posting of the market shares have no foreign key constraint: its check would lock the same few rows for
    every seller.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="postings")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    debit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    credit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    amount_minor = models.BigIntegerField()
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in PostingKind])

    rights = Rights(market=APPEND)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="posting_moves_something"),
            models.CheckConstraint(
                condition=~models.Q(debit=models.F("credit")), name="posting_moves_between_two_accounts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_minor}"
