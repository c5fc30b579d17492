"""The tables of a market's files and bulk operations."""

from django.db import models

from tenants.bulk import models as bulk
from tenants.database.rights import EDIT, Rights


class BulkFile(bulk.AbstractFile):
    """A file of the market."""

    rights = Rights(market=EDIT)


class BulkOperation(bulk.AbstractOperation):
    """A bulk operation of the market."""

    rights = Rights(market=EDIT)

    source = models.ForeignKey(BulkFile, null=True, on_delete=models.PROTECT, related_name="used_by")
    result = models.OneToOneField(BulkFile, null=True, on_delete=models.PROTECT, related_name="made_by")


class BulkPiece(bulk.AbstractPiece):
    """Lines of such an operation's result."""

    rights = Rights(market=bulk.PIECES)

    operation = models.ForeignKey(BulkOperation, on_delete=models.PROTECT, related_name="pieces")
