"""Imports of the catalogue, what each did to which product, and by which references others know products."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kernel.ids import new_id
from shared_catalog.catalogue.models import Product
from shared_catalog.exchange.rules import LONGEST_REFERENCE
from shared_catalog.exchange.types import ImportState, Outcome, TableFormat
from shared_catalog.registry.models import choices, one_of
from tenants.bulk.models import BulkFile, BulkOperation
from tenants.database.rights import APPEND, EDIT, Rights


class ExternalReference(models.Model):
    """What a source, such as a cooperative's own list, calls a product. An import that is undone ends the
    references it brought.
    """

    rights = Rights(hq=EDIT)

    source = models.CharField(max_length=40)
    reference = models.CharField(max_length=LONGEST_REFERENCE)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="references")
    ended_at = models.DateTimeField(null=True, help_text="UTC.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="reference_once", fields=["source", "reference"], condition=Q(ended_at__isnull=True)
            ),
            models.UniqueConstraint(
                name="reference_of_product_once",
                fields=["source", "product"],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="reference_says_something", condition=Q(source__gt="", reference__gt="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.reference}"


class CatalogueImport(models.Model):
    """A file of products: checked, then imported as it was announced, and perhaps undone.

    `digest` stands for all that was announced: each row's outcome and content, and the version of the product
    that it meets.
    """

    rights = Rights(hq=EDIT)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(max_length=40, help_text="Whose references the file has.")
    format = models.CharField(max_length=4, choices=choices(TableFormat))
    only_valid_rows = models.BooleanField(help_text="Whether rows with faults are left out.")
    state = models.CharField(max_length=8, choices=choices(ImportState))
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    faulty = models.PositiveIntegerField(default=0)
    digest = models.BinaryField(max_length=32, null=True)
    unknown_columns = models.JSONField(default=list, help_text="Titles that no column is known by.")
    problem = models.JSONField(
        null=True, help_text="Why its last operation came to nothing: a code, and a message in each language."
    )
    file = models.ForeignKey(BulkFile, on_delete=models.PROTECT, related_name="+")
    faults_file = models.ForeignKey(BulkFile, null=True, on_delete=models.PROTECT, related_name="+")
    check_operation = models.ForeignKey(BulkOperation, on_delete=models.PROTECT, related_name="+")
    import_operation = models.ForeignKey(BulkOperation, null=True, on_delete=models.PROTECT, related_name="+")
    undo_operation = models.ForeignKey(BulkOperation, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(help_text="UTC.")
    created_by = models.CharField(max_length=100)
    imported_at = models.DateTimeField(null=True, help_text="UTC.")
    imported_by = models.CharField(max_length=100, blank=True)
    undone_at = models.DateTimeField(null=True, help_text="UTC.")
    undone_by = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="import_state_known", condition=one_of("state", ImportState)),
            models.CheckConstraint(name="import_format_known", condition=one_of("format", TableFormat)),
            models.CheckConstraint(
                name="import_announced_has_digest",
                condition=Q(state=ImportState.CHECKING) | Q(digest__isnull=False),
            ),
            models.CheckConstraint(
                name="import_imported_has_instant",
                condition=Q(state__in=[ImportState.CHECKING, ImportState.CHECKED], imported_at__isnull=True)
                | Q(state__in=[ImportState.IMPORTED, ImportState.UNDONE], imported_at__isnull=False),
            ),
            models.CheckConstraint(
                name="import_of_faulty_rows_was_wanted",
                condition=Q(imported_at__isnull=True) | Q(faulty=0) | Q(only_valid_rows=True),
            ),
        ]
        indexes: ClassVar = [models.Index(name="imports_in_force", fields=["source", "imported_at"])]

    def __str__(self) -> str:
        return f"{self.source} {self.state}"


class ImportedRow(models.Model):
    """What an import did to a product: enough to take it back."""

    rights = Rights(hq=APPEND)

    of_import = models.ForeignKey(CatalogueImport, on_delete=models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField(help_text="The row of the file.")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=9, choices=choices(Outcome))
    before = models.JSONField(null=True, help_text="Its code, and what was said of it, where that changed.")
    version = models.PositiveIntegerField(help_text="The product's, once it was imported.")
    linked = models.BooleanField(help_text="Whether its reference came with this row.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="imported_product_once", fields=["of_import", "product"]),
            models.CheckConstraint(
                name="imported_row_wrote",
                condition=Q(outcome=Outcome.CREATED, before__isnull=True, linked=True)
                | Q(outcome=Outcome.UPDATED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.outcome}"
