"""What the bank says, what staff declare, what was matched with what, and what has no place yet."""

from django.db import models
from django.db.models import F, Q

from kernel.ids import new_id
from markets.periods.models import Period
from markets.reconciliation.types import How, LineState, TargetKind, Why
from markets.tills.models import Till
from tenants.database.rights import APPEND, Rights

_KINDS = [(kind.value, kind.value) for kind in TargetKind]
_OF_ACCOUNTS = [TargetKind.FEE.value, TargetKind.OTHER.value]


class BankStatement(models.Model):
    """A statement or notification of one account in a file that was uploaded; a file is taken once.

    Only a complete one shows that what it does not name was not booked.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.BinaryField(max_length=32, help_text="SHA-256 of the file.")
    place = models.PositiveSmallIntegerField(help_text="Its place in the file, from 0.")
    account = models.CharField(max_length=40, help_text="The account's name in the ledger, such as `main`.")
    account_rib = models.CharField(max_length=24, help_text="24 digits. Shown masked.")
    reference = models.CharField(max_length=140, help_text="The bank's own name for it.")
    starts_on = models.DateField(null=True, help_text="The first day on which it books something.")
    ends_on = models.DateField(null=True, help_text="The last such day.")
    opening_minor = models.BigIntegerField(null=True)
    closing_minor = models.BigIntegerField(null=True)
    booked_minor = models.BigIntegerField(help_text="What it books in all.")
    entries = models.PositiveIntegerField(help_text="How many movements it tells of.")
    new_lines = models.PositiveIntegerField(help_text="How many of them were not known before.")
    unbooked = models.PositiveIntegerField(help_text="How many it announces only.")
    complete = models.BooleanField(help_text="Whether it is a statement rather than a notification.")
    uploaded_at = models.DateTimeField(help_text="UTC.")
    uploaded_by = models.CharField(max_length=100)

    rights = Rights(market=APPEND)

    class Meta:
        ordering = ("-uploaded_at", "place")
        constraints = [
            models.UniqueConstraint(fields=["digest", "place"], name="bank_statement_once"),
            models.CheckConstraint(
                condition=Q(opening_minor__isnull=True)
                | Q(closing_minor__isnull=True)
                | Q(closing_minor=F("opening_minor") + F("booked_minor")),
                name="bank_statement_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.reference}"


class BankLine(models.Model):
    """One movement that the bank booked: known by the bank's own reference, however many files tell of it.

    A credit of the account is positive, a debit negative.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    statement = models.ForeignKey(BankStatement, on_delete=models.PROTECT, related_name="lines")
    account = models.CharField(max_length=40)
    account_rib = models.CharField(max_length=24)
    entry_reference = models.CharField(max_length=140)
    detail = models.PositiveIntegerField(help_text="The place of a transaction within its entry, or 0.")
    booked_on = models.DateField()
    value_on = models.DateField(null=True)
    amount_minor = models.BigIntegerField()
    end_to_end_id = models.CharField(max_length=140, blank=True, default="")
    counterparty = models.CharField(max_length=140, blank=True, default="")
    remittance = models.TextField(blank=True, default="")
    is_return = models.BooleanField(help_text="Whether the bank says that it undoes another.")
    return_reason = models.CharField(max_length=60, blank=True, default="")
    return_text = models.TextField(blank=True, default="")
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in LineState], default=LineState.OPEN
    )

    rights = Rights(market=(*APPEND, "UPDATE(state)"))

    class Meta:
        ordering = ("-booked_on", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["account_rib", "entry_reference", "detail"], name="bank_line_once"
            ),
            models.CheckConstraint(condition=~Q(amount_minor=0), name="bank_line_moves_something"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in LineState]), name="bank_line_state_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["booked_on", "id"], name="bank_line_by_day"),
            models.Index(
                fields=["id"], condition=~Q(state=LineState.MATCHED.value), name="bank_line_unmatched"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booked_on} {self.entry_reference}: {self.amount_minor}"


class CardBatch(models.Model):
    """What a card terminal says it took on one day, as staff declare it."""

    id = models.UUIDField(primary_key=True, editable=False)
    business_date = models.DateField()
    till = models.ForeignKey(Till, null=True, on_delete=models.PROTECT, related_name="+")
    payments = models.PositiveIntegerField(help_text="How many card payments it holds.")
    amount_minor = models.BigIntegerField()
    expected_fee_minor = models.BigIntegerField(default=0, help_text="What the acquirer should keep of it.")
    reference = models.CharField(max_length=120, blank=True, default="")
    declared_at = models.DateTimeField(help_text="UTC.")
    declared_by = models.CharField(max_length=100)
    withdrawn_at = models.DateTimeField(null=True, help_text="UTC. It was declared in error.")
    withdrawn_by = models.CharField(max_length=100, blank=True, default="")
    fingerprint = models.BinaryField(max_length=32)

    rights = Rights(market=(*APPEND, "UPDATE(withdrawn_at)", "UPDATE(withdrawn_by)"))

    class Meta:
        ordering = ("-business_date", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, expected_fee_minor__gte=0)
                & Q(expected_fee_minor__lt=F("amount_minor")),
                name="card_batch_takes_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.business_date} {self.amount_minor}"


class CashDeposit(models.Model):
    """Cash that was carried to the bank, as staff declare it; the ledger moves when the bank shows it."""

    id = models.UUIDField(primary_key=True, editable=False)
    business_date = models.DateField()
    amount_minor = models.BigIntegerField()
    reference = models.CharField(max_length=120, blank=True, default="", help_text="Of the bank's receipt.")
    carried_by = models.CharField(max_length=100)
    declared_at = models.DateTimeField(help_text="UTC.")
    declared_by = models.CharField(max_length=100)
    withdrawn_at = models.DateTimeField(null=True, help_text="UTC. It was declared in error.")
    withdrawn_by = models.CharField(max_length=100, blank=True, default="")
    fingerprint = models.BinaryField(max_length=32)

    rights = Rights(market=(*APPEND, "UPDATE(withdrawn_at)", "UPDATE(withdrawn_by)", "UPDATE(carried_by)"))

    class Meta:
        ordering = ("-business_date", "id")
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="cash_deposit_carries_something"),
        ]

    def __str__(self) -> str:
        return f"{self.business_date} {self.amount_minor}"


class MatchRule(models.Model):
    """One version of a rule by which lines find what they stand for; see `rules.py`. Never changed: the next
    version replaces it for lines booked from its first day on.
    """

    name = models.CharField(max_length=60)
    version = models.PositiveIntegerField(help_text="From 1.")
    priority = models.PositiveSmallIntegerField(help_text="Lower ones go first.")
    kind = models.CharField(max_length=14, choices=_KINDS)
    criteria = models.JSONField(default=list, help_text="Conditions on the line, all of which it must meet.")
    drift_minor = models.BigIntegerField(
        help_text="By how much it may differ; of an account, the most it takes."
    )
    drift_days = models.PositiveSmallIntegerField()
    groups = models.BooleanField(help_text="Whether one line may stand for several targets.")
    needs_reference = models.BooleanField(help_text="Whether the line must name the target's reference.")
    account = models.CharField(max_length=80, blank=True, default="", help_text="Of a fee or other movement.")
    enabled = models.BooleanField()
    enabled_from = models.DateField()
    set_at = models.DateTimeField(help_text="UTC.")
    set_by = models.CharField(max_length=100)

    rights = Rights(market=APPEND)

    class Meta:
        ordering = ("priority", "name", "-version")
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="match_rule_version"),
            models.CheckConstraint(
                condition=Q(kind__in=_OF_ACCOUNTS) & ~Q(account="")
                | ~Q(kind__in=_OF_ACCOUNTS) & Q(account=""),
                name="match_rule_has_its_account",
            ),
            models.CheckConstraint(condition=Q(drift_minor__gte=0), name="match_rule_drift_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Match(models.Model):
    """A part of a line of the bank and what it stands for. The parts of a line add up to it."""

    line = models.ForeignKey(BankLine, on_delete=models.PROTECT, related_name="matches")
    position = models.PositiveSmallIntegerField(help_text="From 0.")
    kind = models.CharField(max_length=14, choices=_KINDS)
    target_id = models.UUIDField(null=True, help_text="The attempt, card batch or cash deposit.")
    account = models.CharField(max_length=80, blank=True, default="", help_text="Of a fee or other movement.")
    amount_minor = models.BigIntegerField(help_text="Signed as the line is.")
    how = models.CharField(max_length=14, choices=[(how.value, how.value) for how in How])
    rule_name = models.CharField(max_length=60, blank=True, default="")
    rule = models.ForeignKey(MatchRule, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True, default="")
    matched_at = models.DateTimeField(help_text="UTC.")
    matched_by = models.CharField(max_length=100)

    rights = Rights(market=APPEND)

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=["line", "position"], name="match_line_once"),
            models.UniqueConstraint(
                fields=["kind", "target_id"], condition=Q(target_id__isnull=False), name="match_target_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=_OF_ACCOUNTS, target_id__isnull=True) & ~Q(account="")
                | ~Q(kind__in=_OF_ACCOUNTS) & Q(target_id__isnull=False, account=""),
                name="match_has_its_target",
            ),
            models.CheckConstraint(condition=~Q(amount_minor=0), name="match_moves_something"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_minor}"


class SuspenseItem(models.Model):
    """A line of the bank whose place is not known: it waits in `suspense` until somebody, its owner, finds
    out.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.OneToOneField(BankLine, on_delete=models.PROTECT, related_name="suspense")
    amount_minor = models.BigIntegerField(help_text="Signed as the line is.")
    reason = models.CharField(max_length=20, choices=[(why.value, why.value) for why in Why])
    owner = models.CharField(max_length=100, help_text="Who finds out.")
    opened_at = models.DateTimeField(help_text="UTC.")
    cleared_at = models.DateTimeField(null=True, help_text="UTC.")
    cleared_by = models.CharField(max_length=100, blank=True, default="")

    rights = Rights(market=(*APPEND, "UPDATE(owner)", "UPDATE(cleared_at)", "UPDATE(cleared_by)"))

    class Meta:
        ordering = ("opened_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(cleared_at__isnull=True, cleared_by="")
                | Q(cleared_at__isnull=False) & ~Q(cleared_by=""),
                name="suspense_cleared_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(cleared_at__isnull=True), name="suspense_open"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} since {self.opened_at}"


class Explanation(models.Model):
    """Somebody's signed word on what a half-month leaves unexplained. Another item, or one more centime, and
    the digest is of something else.
    """

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField(help_text="What is in suspense, all in all.")
    unshown_minor = models.BigIntegerField(help_text="Payments by bank that no statement covers.")
    items = models.PositiveIntegerField(help_text="How many things it explains.")
    text = models.TextField()
    digest = models.BinaryField(max_length=32)
    signed_at = models.DateTimeField(help_text="UTC.")
    signed_by = models.CharField(max_length=100)

    rights = Rights(market=APPEND)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.period_id}: {self.amount_minor}"
