"""The tills of the market and the counters of their receipts."""

from django.db import models

from kernel.ids import new_id
from markets.tills.types import NumberedBy, TillState
from tenants.database.rights import EDIT, Rights


class Till(models.Model):
    """A place where sales are made; its code is what people call it ("T1")."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in TillState])
    opened_at = models.DateTimeField()

    rights = Rights(market=EDIT)

    def __str__(self) -> str:
        return self.code


class ReceiptCounter(models.Model):
    """The last number of one receipt series. Its row is locked by whoever is giving or storing a number of
    it.
    """

    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="receipt_counters", db_index=False)
    year = models.PositiveSmallIntegerField()
    numbered_by = models.CharField(max_length=6, choices=[(n.value, n.value) for n in NumberedBy])
    last_number = models.PositiveIntegerField()

    rights = Rights(market=EDIT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["till", "year", "numbered_by"], name="receipt_counter_series"),
        ]

    def __str__(self) -> str:
        return f"{self.till_id} {self.year} {self.numbered_by}: {self.last_number}"
