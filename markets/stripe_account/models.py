"""The market's Stripe account, and mirrors of what Stripe keeps for it.

Stripe is right about the mirrors. Their `version` counts how often they were written, so that an answer
read before another was written is not kept.
"""

from django.db import models
from django.db.models import Q

from kernel.ids import new_id
from markets.stripe_account.types import DisputeStatus, EventOutcome, PaymentStatus, RefundStatus
from shared_catalog.registry.models import Cooperative
from tenants.database.rights import APPEND, EDIT, Rights


class StripeAccount(models.Model):
    """One version of what the market says of its Stripe account; the highest is in force, none is changed.

    The API key and the webhook secrets are sealed by the key ring and answered to nobody. Names and bank
    accounts go abroad, so it is enabled only with the authorisation of the CNDP to transfer them (law 09-08).
    """

    id = models.UUIDField(primary_key=True, editable=False)
    version = models.PositiveIntegerField(unique=True)
    sealed_api_key = models.BinaryField()
    sealed_webhook_secrets = models.BinaryField(help_text="A JSON list: old and new ones during a rotation.")
    webhook_secret_count = models.PositiveSmallIntegerField()
    publishable_key = models.CharField(max_length=255, blank=True)
    live = models.BooleanField(help_text="Whether the key moves real money.")
    platform_country = models.CharField(max_length=2, help_text="ISO 3166-1 code of the account's country.")
    settlement_currency = models.CharField(
        max_length=3, help_text="What the account is settled in, ISO 4217."
    )
    api_base = models.CharField(max_length=60, blank=True, help_text="Empty for Stripe itself.")
    legal_basis = models.CharField(max_length=400, blank=True)
    cndp_number = models.CharField(max_length=80, blank=True)
    enabled_at = models.DateTimeField(null=True)
    configured_at = models.DateTimeField()
    configured_by = models.CharField(max_length=100)
    fingerprint = models.BinaryField(max_length=32)

    rights = Rights(market=APPEND)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(enabled_at__isnull=True) | (~Q(legal_basis="") & ~Q(cndp_number="")),
                name="stripe_enabled_with_authorisation",
            ),
            models.CheckConstraint(
                condition=Q(live=False) | Q(api_base=""), name="stripe_live_key_to_stripe_only"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.version}, {self.platform_country}"


class StripeRate(models.Model):
    """What one person says that the settlement currency is worth, from a day on. It counts once two say the
    same; docs/decisions/stripe.md says what it is for.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    currency = models.CharField(max_length=3, help_text="ISO 4217, in small letters.")
    effective_from = models.DateField()
    centimes_per_million = models.BigIntegerField(
        help_text="What a million of its smallest units is worth in centimes."
    )
    said_at = models.DateTimeField()
    said_by = models.CharField(max_length=100)

    rights = Rights(market=APPEND)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(centimes_per_million__gt=0), name="stripe_rate_is_worth_it"),
        ]
        indexes = [models.Index(fields=["currency", "effective_from"], name="stripe_rate_by_day")]

    def __str__(self) -> str:
        return f"{self.currency} from {self.effective_from}: {self.centimes_per_million}"


class ConnectedAccount(models.Model):
    """A cooperative as a recipient of payments, with what Stripe still wants to know of it."""

    id = models.UUIDField(primary_key=True, editable=False)
    cooperative = models.OneToOneField(Cooperative, on_delete=models.DO_NOTHING, related_name="+")
    stripe_id = models.CharField(
        max_length=120, null=True, unique=True, help_text="Null until Stripe's answer is known."
    )
    bic = models.CharField(max_length=11)
    country = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    payouts_enabled = models.BooleanField(default=False)
    details_submitted = models.BooleanField(default=False)
    payout_interval = models.CharField(max_length=20, blank=True)
    bank_last4 = models.CharField(max_length=8, blank=True, help_text="Of the bank account Stripe pays on.")
    capabilities = models.JSONField(default=dict)
    requirements = models.JSONField(default=dict, help_text="Lists of Stripe's names, by when they are due.")
    disabled_reason = models.CharField(max_length=80, blank=True)
    current_deadline = models.DateTimeField(null=True)
    requested_at = models.DateTimeField()
    requested_by = models.CharField(max_length=100)
    refreshed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    rights = Rights(market=EDIT)

    def __str__(self) -> str:
        return self.stripe_id or "asked for"


class CardPayment(models.Model):
    """A customer's payment by card over Stripe. A sale's tender names it by `stripe_id`, and moves the money
    in the ledger; this row moves none.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    stripe_id = models.CharField(
        max_length=120, null=True, unique=True, help_text="Null until Stripe's answer is known."
    )
    amount_minor = models.BigIntegerField()
    received_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    description = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=24, choices=[(s.value, s.value) for s in PaymentStatus])
    error_code = models.CharField(max_length=80, blank=True)
    charge_id = models.CharField(max_length=120, blank=True)
    settled_amount = models.BigIntegerField(null=True, help_text="In the smallest unit of its currency.")
    settled_currency = models.CharField(max_length=3, blank=True)
    settled_fee = models.BigIntegerField(null=True, help_text="Stripe's fee, of the settled amount.")
    exchange_rate = models.CharField(max_length=30, blank=True, help_text="Stripe's own digits.")
    requested_at = models.DateTimeField()
    requested_by = models.CharField(max_length=100)
    refreshed_at = models.DateTimeField(null=True)
    fingerprint = models.BinaryField(max_length=32)
    version = models.PositiveIntegerField(default=0)

    rights = Rights(market=EDIT)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="card_payment_pays_something"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.status}"


class CardRefund(models.Model):
    """So much of a card payment given back to the card. A refund of a sale names it by `stripe_id`."""

    id = models.UUIDField(primary_key=True, editable=False)
    payment = models.ForeignKey(CardPayment, on_delete=models.PROTECT, related_name="refunds")
    stripe_id = models.CharField(
        max_length=120, null=True, unique=True, help_text="Null until Stripe's answer is known."
    )
    amount_minor = models.BigIntegerField()
    status = models.CharField(max_length=16, choices=[(s.value, s.value) for s in RefundStatus])
    failure_reason = models.CharField(max_length=80, blank=True)
    requested_at = models.DateTimeField()
    requested_by = models.CharField(max_length=100)
    refreshed_at = models.DateTimeField(null=True)
    fingerprint = models.BinaryField(max_length=32)
    version = models.PositiveIntegerField(default=0)

    rights = Rights(market=EDIT)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="card_refund_gives_something"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.status}"


class StripeDispute(models.Model):
    """A customer's bank asks for a payment back. While the money is withdrawn it stands in `suspense`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    stripe_id = models.CharField(max_length=120, unique=True)
    payment = models.ForeignKey(
        CardPayment, null=True, on_delete=models.PROTECT, related_name="disputes", help_text="If it is ours."
    )
    payment_reference = models.CharField(max_length=120, blank=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=24, choices=[(s.value, s.value) for s in DisputeStatus])
    withdrawn = models.BooleanField(help_text="Whether Stripe has taken the money from the balance.")
    withdrawals = models.PositiveSmallIntegerField(default=0, help_text="How often the ledger was told so.")
    opened_at = models.DateTimeField()
    evidence_due_at = models.DateTimeField(null=True)
    refreshed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    rights = Rights(market=EDIT)

    def __str__(self) -> str:
        return f"{self.stripe_id} {self.status}"


class StripeEvent(models.Model):
    """A verified webhook, kept once under Stripe's own id and as it came, sealed; then marked when it was
    acted upon.
    """

    id = models.CharField(primary_key=True, max_length=120)
    kind = models.CharField(max_length=100)
    account = models.CharField(max_length=120, blank=True)
    object_kind = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=120, blank=True)
    live = models.BooleanField()
    created_at = models.DateTimeField(help_text="When it happened, by Stripe's clock.")
    received_at = models.DateTimeField()
    sealed_payload = models.BinaryField()
    processed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=[(o.value, o.value) for o in EventOutcome])

    rights = Rights(market=(*APPEND, "UPDATE(processed_at)", "UPDATE(outcome)"))

    class Meta:
        indexes = [
            models.Index(
                fields=["created_at", "id"],
                condition=Q(processed_at__isnull=True),
                name="stripe_event_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.kind}"
