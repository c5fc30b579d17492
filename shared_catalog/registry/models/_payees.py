"""Where a cooperative's money goes, and how long a change of that waits."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kernel import identifiers
from kernel.ids import new_id
from shared_catalog.registry.models._cooperatives import Cooperative
from shared_catalog.registry.models._words import takes_part
from shared_catalog.registry.rules import FEWEST_COOLING_OFF_DAYS, MOST_COOLING_OFF_DAYS
from tenants.database.rights import APPEND, EDIT, READ, Rights


class PayeeAccount(models.Model):
    """Where a cooperative's money goes. A new account supersedes the one before; both stay on record.

    Money goes there once somebody other than who recorded it has verified it, and not before `usable_from`;
    `rules.account_standing` says how it stands. One that was rejected stays the latest until another is
    recorded: the one before it does not come back, and money waits.

    A market sees the accounts of cooperatives that take part, or once took part, in it: what it owes
    outlives them.
    """

    rights = Rights(market=READ, hq=EDIT, market_rows=takes_part("registry_payeeaccount"))

    id = models.UUIDField(primary_key=True)
    cooperative = models.ForeignKey(Cooperative, on_delete=models.PROTECT, related_name="payee_accounts")
    holder = models.CharField(max_length=140)
    rib = models.CharField(
        max_length=24, help_text="24 digits. Shown masked; whoever reads it in full is audited."
    )
    recorded_at = models.DateTimeField(help_text="UTC.")
    recorded_by = models.CharField(max_length=80)
    verified_at = models.DateTimeField(null=True, help_text="UTC.")
    verified_by = models.CharField(max_length=80, blank=True)
    call_back_note = models.CharField(
        max_length=400, blank=True, help_text="Who was called on which known number, and when."
    )
    usable_from = models.DateTimeField(null=True, help_text="UTC; the end of the cooling-off.")
    rejected_at = models.DateTimeField(null=True, help_text="UTC.")
    rejected_by = models.CharField(max_length=80, blank=True)
    rejection_reason = models.CharField(max_length=400, blank=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by", help_text="The one before."
    )
    superseded_at = models.DateTimeField(null=True, help_text="UTC; empty for the latest account.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="payee_account_one_in_force",
                fields=["cooperative"],
                condition=Q(superseded_at__isnull=True),
            ),
            models.CheckConstraint(name="payee_account_rib_digits", condition=Q(rib__regex=r"^[0-9]{24}$")),
            models.CheckConstraint(
                name="payee_account_verified_with_note",
                condition=Q(
                    verified_at__isnull=True, verified_by="", call_back_note="", usable_from__isnull=True
                )
                | (
                    Q(verified_at__isnull=False, usable_from__isnull=False)
                    & Q(usable_from__gte=F("verified_at"), call_back_note__regex=r"^.{10}")
                    & ~Q(verified_by="")
                ),
            ),
            models.CheckConstraint(
                name="payee_account_verified_by_another", condition=~Q(verified_by=F("recorded_by"))
            ),
            models.CheckConstraint(
                name="payee_account_rejected_with_reason",
                condition=Q(rejected_at__isnull=True, rejected_by="", rejection_reason="")
                | (Q(rejected_at__isnull=False) & ~Q(rejected_by="") & ~Q(rejection_reason="")),
            ),
            models.CheckConstraint(
                name="payee_account_replaces_another",
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.masked_rib}"

    @property
    def masked_rib(self) -> str:
        """The RIB as people see it, with all but a few digits hidden."""
        return identifiers.mask_rib(self.rib)

    @property
    def in_force(self) -> bool:
        """Whether it is the latest account and was not rejected."""
        return self.superseded_at is None and self.rejected_at is None


class PayeeRules(models.Model):
    """How long a verified account that replaces another waits for its first payment, from a day on.

    Append-only: a day's rule is never changed, and none is set for the past.
    """

    rights = Rights(hq=APPEND)

    id = models.UUIDField(primary_key=True, default=new_id)
    effective_from = models.DateField(unique=True)
    cooling_off_days = models.PositiveSmallIntegerField()
    set_at = models.DateTimeField(help_text="UTC.")
    set_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="payee_rules_cooling_off_is_some",
                condition=Q(cooling_off_days__range=(FEWEST_COOLING_OFF_DAYS, MOST_COOLING_OFF_DAYS)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cooling_off_days} days from {self.effective_from}"
