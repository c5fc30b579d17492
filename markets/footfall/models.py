"""How many people came in, by day, hour and source."""

from django.db import models

from tenants.database.rights import EDIT, Rights


class VisitorCount(models.Model):
    """How many people came in during one hour of one business day, as one source counted them."""

    day = models.DateField()
    hour = models.PositiveSmallIntegerField(help_text="0 to 23, by the market's clock.")
    source = models.CharField(max_length=40, help_text="The door or the person that counted.")
    visitors = models.PositiveIntegerField()
    recorded_at = models.DateTimeField()

    rights = Rights(market=EDIT)

    class Meta:
        ordering = ("day", "hour", "source")
        constraints = [
            models.UniqueConstraint(fields=["day", "hour", "source"], name="visitor_count_once"),
            models.CheckConstraint(condition=models.Q(hour__lte=23), name="visitor_count_hour_of_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.hour:02d}h {self.source}"
