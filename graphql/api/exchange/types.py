"""Imports of the catalogue as types."""

from typing import Any

import graphene
from django.db.models import Q

from api.base.fields import Column, Derived
from api.base.nodes import Edge, Node
from api.base.values import LocalizedText, Texts
from api.bulk.sides import HQ
from api.exchange import enums
from shared_catalog.exchange import models
from tenants.access import Actor
from tenants.permissions import Permission


class CatalogueImportCounts(graphene.ObjectType):
    """What the rows of a file come to."""

    created = graphene.Int(required=True, description="Rows that are new products, drafts.")
    updated = graphene.Int(required=True, description="Rows that change a product, or give it a reference.")
    unchanged = graphene.Int(required=True, description="Rows that say what is known.")
    faulty = graphene.Int(required=True, description="Rows with faults.")


class CatalogueImportProblem(graphene.ObjectType):
    """Why an operation of an import came to nothing."""

    code = graphene.String(required=True, description="The code, which never changes.")
    message = graphene.Field(LocalizedText, required=True, description="The same in words.")


def _problem(problem: Any) -> CatalogueImportProblem | None:
    if problem is None:
        return None
    return CatalogueImportProblem(code=problem["code"], message=Texts(**problem["message"]))


class CatalogueImport(Node):
    """A file of products: checked, then imported as it was announced or not at all, and perhaps undone."""

    class Meta:
        model = models.CatalogueImport
        permission = Permission.CATALOGUE_READ

    source = Column("Whose references the file has.")
    format = Column("How the file is written.", type_=enums.TableFormat)
    only_valid_rows = Column("Whether rows with faults are left out.")
    state = Column("How it stands.", type_=enums.CatalogueImportState)
    counts = Derived(
        CatalogueImportCounts,
        "What was announced, and is what was written; zeros before.",
        columns=["created", "updated", "unchanged", "faulty"],
        compute=lambda created, updated, unchanged, faulty: CatalogueImportCounts(
            created=created, updated=updated, unchanged=unchanged, faulty=faulty
        ),
        required=True,
    )
    digest = Derived(
        graphene.String,
        "Stands for what was announced: `importCatalogue` takes it. SHA-256, hexadecimal; null before.",
        columns=["digest"],
        compute=lambda digest: None if digest is None else bytes(digest).hex(),
    )
    unknown_columns = Derived(
        graphene.List(graphene.NonNull(graphene.String)),
        "Titles in the file that no column is known by; what stands below them is not taken.",
        columns=["unknown_columns"],
        compute=list,
        required=True,
    )
    problem = Derived(
        CatalogueImportProblem,
        "Why its last operation came to nothing; null otherwise.",
        columns=["problem"],
        compute=_problem,
    )
    file = Edge(HQ.file, "The file.")
    faults_file = Edge(
        HQ.file, "The rows with faults under the file's own titles, and what is wrong; null without any."
    )
    check = Edge(
        HQ.operation,
        "The check: `counts` say how far it is, and its result has a line for each row: `row`, `outcome`, "
        "`reference`, and `faults` with `column`, `cell`, `code` and `message` in ar, fr and en.",
        "check_operation",
    )
    run = Edge(HQ.operation, "The import; null before.", "import_operation")
    undo = Edge(HQ.operation, "The undoing; null before.", "undo_operation")
    created_at = Column("When it was checked.")
    created_by = Column("Who had it checked.")
    imported_at = Column("When it was imported.")
    imported_by = Column("Who had it imported; null before.")
    undone_at = Column("When it was undone.")
    undone_by = Column("Who had it undone; null before.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q()
