"""The blocks of the chain: one for each day of every sealed half-month, in their order."""

from django.db import models
from django.db.models.functions import Length, Mod
from django.db.models.lookups import Exact

from markets.chain.rules import DIGEST_LENGTH, RECORD_LENGTH
from markets.periods.models import Period
from tenants.database.rights import APPEND, Rights


class Block(models.Model):
    """One day, under a hash that covers the ledger rows of that day and every block before.

    A day on which nothing happened has its block all the same, so that a missing day is a missing block. The
    statements of a half-month are in the block of its last day.
    """

    number = models.BigIntegerField(primary_key=True, help_text="1, 2, 3, without gaps.")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(unique=True)
    rows_count = models.PositiveIntegerField(help_text="Entries and postings of the day.")
    rows_digest = models.BinaryField(max_length=DIGEST_LENGTH)
    statements_count = models.PositiveIntegerField()
    statements_digest = models.BinaryField(max_length=DIGEST_LENGTH)
    previous_hash = models.BinaryField(max_length=DIGEST_LENGTH)
    hash = models.BinaryField(max_length=DIGEST_LENGTH, unique=True)

    rights = Rights(market=APPEND)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.CheckConstraint(condition=models.Q(number__gt=0), name="block_numbered_from_one"),
            models.UniqueConstraint(fields=["previous_hash"], name="block_has_one_successor"),
            *(
                models.CheckConstraint(
                    condition=Exact(Length(column), DIGEST_LENGTH), name=f"block_{column}_is_sha256"
                )
                for column in ("rows_digest", "statements_digest", "previous_hash", "hash")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.day}"


class BlockContent(models.Model):
    """What the digests of a block stand for; apart from it, since lists of blocks need none of it.

    `rows` are the records of the day's ledger rows, `statements` the digests of the half-month's statements
    in the order of their numbers, as `markets.chain.rules` describes them.
    """

    block = models.OneToOneField(Block, on_delete=models.PROTECT, primary_key=True, related_name="content")
    rows = models.BinaryField()
    statements = models.BinaryField()

    rights = Rights(market=APPEND)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Exact(Mod(Length(column), length), 0), name=f"block_{column}_are_whole"
            )
            for column, length in (("rows", RECORD_LENGTH), ("statements", DIGEST_LENGTH))
        ]

    def __str__(self) -> str:
        return f"content of {self.block_id}"
