"""Bank holidays, national: headquarters edits them, every market's pay days follow."""

from django.db import models

from tenants.database.rights import EDIT, READ, Rights


class Holiday(models.Model):
    """A day on which Moroccan banks are closed. One that proves wrong is cancelled, not removed.

    A provisional one is an estimate; somebody confirms it, or cancels it and adds the true day.
    """

    rights = Rights(market=READ, hq=EDIT)

    day = models.DateField(unique=True)
    name_ar = models.CharField(max_length=160)
    name_fr = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    provisional = models.BooleanField()
    cancelled = models.BooleanField(default=False)
    changed_by = models.CharField(max_length=100)
    changed_at = models.DateTimeField(help_text="UTC.")
    version = models.PositiveIntegerField(default=1, help_text="Counts its changes, from 1.")

    class Meta:
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day} {self.name_fr}"


class HolidayYear(models.Model):
    """A year whose holidays are in the table: without it, a year not yet asked for would look free of
    them.
    """

    rights = Rights(market=READ, hq=EDIT)

    year = models.PositiveSmallIntegerField(primary_key=True)
    seeded_at = models.DateTimeField(help_text="UTC.")

    def __str__(self) -> str:
        return str(self.year)
