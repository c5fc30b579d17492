"""Sales, their lines and tenders, and refunds; what was said at the till stays as it was said."""

from django.db import models

from markets.fees.models import FeeRule, FeeRuleVersion
from markets.listings.models import Listing
from markets.periods.models import Period
from markets.sales.types import TenderKind
from markets.tills.models import Till
from markets.tills.types import NumberedBy
from shared_catalog.catalogue.models import Product
from shared_catalog.registry.models import Cooperative
from tenants.database.rights import APPEND, Rights

_TENDER_KINDS = [(kind.value, kind.value) for kind in TenderKind]


class Sale(models.Model):
    """What one customer bought at one till, under the id the till gave it. Amounts are centimes, taxes
    included.

    The customer paid `total_minor + rounding_minor`: the rounding of the cash part is the market's, not a
    cooperative's. Its period was locked in the sale's own transaction, hence no constraint on it.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="+", db_index=False)
    receipt_year = models.PositiveSmallIntegerField()
    numbered_by = models.CharField(max_length=6, choices=[(n.value, n.value) for n in NumberedBy])
    receipt_number = models.PositiveIntegerField()
    business_date = models.DateField(db_index=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    total_minor = models.BigIntegerField()
    rounding_minor = models.BigIntegerField()
    change_minor = models.BigIntegerField()
    cashier = models.CharField(max_length=100)
    fingerprint = models.BinaryField(max_length=32)

    rights = Rights(market=APPEND)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["till", "receipt_year", "numbered_by", "receipt_number"], name="sale_receipt_once"
            ),
            models.CheckConstraint(condition=models.Q(total_minor__gt=0), name="sale_total_positive"),
            models.CheckConstraint(condition=models.Q(change_minor__gte=0), name="sale_change_not_negative"),
        ]
        # The order in which sales are read: the newest first, a page at a time.
        indexes = [models.Index(fields=["occurred_at", "id"], name="sale_by_time")]

    def __str__(self) -> str:
        return f"{self.receipt_year}/{self.receipt_number} ({self.id})"


class SaleLine(models.Model):
    """So many units of one listing in a sale; everything but the sale is copied as it was at that moment.

    `fee_parts` say what each component of the fee came to, and sum to it; without a rule there are none. The
    amount contains `tax_minor`, the fee `fee_tax_minor`; `tax_note` is the law by which goods are exempt.
    """

    sale = models.ForeignKey(Sale, on_delete=models.PROTECT, related_name="lines", db_index=False)
    position = models.PositiveSmallIntegerField()
    listing = models.ForeignKey(
        Listing, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    product = models.ForeignKey(
        Product, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    cooperative = models.ForeignKey(
        Cooperative, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    category_code = models.CharField(max_length=40)
    tax_class = models.CharField(max_length=20)
    quantity = models.PositiveIntegerField()
    unit_price_minor = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    fee_rule = models.ForeignKey(
        FeeRule, null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    fee_rule_version = models.ForeignKey(
        FeeRuleVersion,
        null=True,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    fee_parts = models.JSONField()
    fee_minor = models.BigIntegerField()
    tax_basis_points = models.PositiveIntegerField()
    tax_minor = models.BigIntegerField()
    tax_note = models.CharField(max_length=120, blank=True)
    fee_tax_basis_points = models.PositiveIntegerField()
    fee_tax_minor = models.BigIntegerField()

    rights = Rights(market=APPEND)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sale", "position"], name="sale_line_position"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="sale_line_quantity_positive"),
            models.CheckConstraint(
                condition=models.Q(fee_minor__gte=0, fee_minor__lte=models.F("amount_minor")),
                name="sale_line_fee_within_amount",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    tax_minor__gte=0,
                    tax_minor__lte=models.F("amount_minor"),
                    fee_tax_minor__gte=0,
                    fee_tax_minor__lte=models.F("fee_minor"),
                ),
                name="sale_line_taxes_within",
            ),
            models.CheckConstraint(
                condition=models.Q(fee_rule__isnull=True, fee_rule_version__isnull=True, fee_minor=0)
                | models.Q(fee_rule__isnull=False, fee_rule_version__isnull=False),
                name="sale_line_fee_by_a_rule",
            ),
        ]
        indexes = [models.Index(fields=["cooperative", "id"], name="sale_line_by_cooperative")]

    def __str__(self) -> str:
        return f"{self.sale_id} line {self.position}"


class Tender(models.Model):
    """One way a sale was paid. `amount_minor` stayed in the market; what was received beyond it went back as
    change.
    """

    sale = models.ForeignKey(Sale, on_delete=models.PROTECT, related_name="tenders", db_index=False)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, choices=_TENDER_KINDS)
    amount_minor = models.BigIntegerField()
    received_minor = models.BigIntegerField()
    reference = models.CharField(max_length=120, blank=True)

    rights = Rights(market=APPEND)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sale", "position"], name="tender_position"),
            models.CheckConstraint(condition=models.Q(amount_minor__gte=0), name="tender_not_negative"),
        ]
        # Few sales are paid over Stripe; what happens to a payment there leads back to its sale.
        indexes = [
            models.Index(
                fields=["reference"],
                condition=models.Q(kind=TenderKind.STRIPE.value),
                name="tender_by_stripe_payment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_minor}"


class Refund(models.Model):
    """What a customer brought back of one sale, in the period when that happened. Amounts are centimes,
    positive.

    The lines were worth `amount_minor`; the customer got `amount_minor - rounding_minor` by one tender.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    sale = models.ForeignKey(Sale, on_delete=models.PROTECT, related_name="refunds")
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="+", db_index=False)
    business_date = models.DateField(db_index=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    amount_minor = models.BigIntegerField()
    rounding_minor = models.BigIntegerField()
    tender_kind = models.CharField(max_length=6, choices=_TENDER_KINDS)
    reference = models.CharField(max_length=120, blank=True)
    actor = models.CharField(max_length=100)
    fingerprint = models.BinaryField(max_length=32)

    rights = Rights(market=APPEND)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="refund_amount_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} of {self.sale_id}"


class RefundLine(models.Model):
    """So many units of one sale line that came back, and whether they are on hand again."""

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="lines", db_index=False)
    sale_line = models.ForeignKey(SaleLine, on_delete=models.PROTECT, related_name="refund_lines")
    quantity = models.PositiveIntegerField()
    amount_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    fee_tax_minor = models.BigIntegerField()
    restocked = models.BooleanField()

    rights = Rights(market=APPEND)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["refund", "sale_line", "restocked"], name="refund_line_once"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="refund_line_quantity_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of line {self.sale_line_id}"
