"""Deposits, their levels and every movement; the level row is the one that is locked."""

from django.db import models

from markets.listings.models import Listing
from markets.stock.types import MovementKind
from tenants.database.rights import APPEND, EDIT, Rights

_COMING = [MovementKind.DEPOSIT.value, MovementKind.RETURN.value]
_GOING = [MovementKind.SALE.value, MovementKind.LOSS.value, MovementKind.WITHDRAWAL.value]


class Deposit(models.Model):
    """One lot that a cooperative brought on consignment, under the id that whoever received it gave it."""

    id = models.UUIDField(primary_key=True, editable=False)
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="deposits")
    lot_code = models.CharField(max_length=60, blank=True)
    quantity = models.PositiveIntegerField()
    expires_on = models.DateField(null=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=100)
    fingerprint = models.BinaryField(max_length=32)

    rights = Rights(market=APPEND)

    def __str__(self) -> str:
        return f"{self.lot_code or self.id} x {self.quantity}"


class StockLevel(models.Model):
    """What is on hand of a deposit: the sum of its movements, kept so that it can be locked and checked.

    `listing` and `expires_on` are the deposit's, which never change; here they spare every sale a join.
    """

    deposit = models.OneToOneField(Deposit, on_delete=models.PROTECT, primary_key=True, related_name="level")
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="levels", db_index=False)
    on_hand = models.IntegerField()
    expires_on = models.DateField(null=True)

    rights = Rights(market=EDIT)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(on_hand__gte=0), name="stock_level_not_negative"),
        ]
        # The order in which everybody locks levels.
        indexes = [models.Index(fields=["listing", "deposit"], name="stock_level_lock_order")]

    def __str__(self) -> str:
        return f"{self.deposit_id}: {self.on_hand}"


class StockMovement(models.Model):
    """Goods of one deposit that came (positive) or went (negative), and what for. Never edited.

    `source_id` is the id of what moved them: the deposit, the sale, the refund, or the id a client gave an
    adjustment, loss or withdrawal. Nothing moves the same deposit twice.
    """

    deposit = models.ForeignKey(Deposit, on_delete=models.PROTECT, related_name="movements", db_index=False)
    listing = models.ForeignKey(
        Listing, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in MovementKind])
    quantity = models.IntegerField()
    source_id = models.UUIDField()
    reason = models.CharField(max_length=300, blank=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=100)

    rights = Rights(market=APPEND)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source_id", "deposit"], name="stock_movement_once_a_source"),
            models.CheckConstraint(
                condition=models.Q(kind__in=_COMING, quantity__gt=0)
                | models.Q(kind__in=_GOING, quantity__lt=0)
                | models.Q(kind=MovementKind.ADJUSTMENT.value) & ~models.Q(quantity=0),
                name="stock_movement_direction",
            ),
        ]
        indexes = [models.Index(fields=["deposit", "id"], name="stock_movement_by_deposit")]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity:+d} of {self.deposit_id}"
