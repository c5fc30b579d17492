"""The rows of marks as types, and what a product shows of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import graphene
from django.db.models import Q

from api.base.fields import Column, Derived, Localized
from api.base.loaded import Loaded
from api.base.nodes import Edge, Node
from api.base.scalars import Date
from api.base.values import LocalizedText, Texts
from api.base.visibility import of_cooperative
from api.context import Context
from api.marks import enums
from kernel.halfmonth import business_date
from shared_catalog.marks import models, queries
from tenants.access import Actor
from tenants.permissions import Permission


def _codes(description: str, column: str) -> Derived:
    return Derived(
        graphene.List(graphene.NonNull(graphene.String)),
        description,
        columns=[column],
        compute=lambda codes: codes,
        required=True,
    )


class Mark(Node):
    """A mark of origin or quality that the State recognises."""

    class Meta:
        model = models.Mark
        permission = Permission.CATALOGUE_READ

    code = Column("Its code.")
    kind = Column("What it says.", type_=enums.MarkKind)
    name = Localized("Its name.")
    regions = _codes("Codes of the regions that it is for; empty for the whole country.", "regions")
    categories = _codes("Codes of the categories that it is for; empty for all goods.", "categories")
    recognised_until = Column("The last day on which it is recognised; null for as long as one knows.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q()


class MarkGrant(Node):
    """That a product carries a mark from a day to a day, by a certificate."""

    class Meta:
        model = models.MarkGrant
        permission = Permission.CATALOGUE_READ

    product = Edge("api.catalogue.types.Product", "The product.")
    mark = Edge(Mark, "The mark.")
    certificate_number = Column("The certificate's number.")
    issuer = Column("The certifying body.")
    valid_from = Column("The first valid day.")
    valid_until = Column("The last valid day.")
    granted_at = Column("When it was granted.")
    granted_by = Column("Who granted it.")
    withdrawn_at = Column("When it was withdrawn.")
    withdrawn_by = Column("Who withdrew it.")
    withdrawal_reason = Column("Why it was withdrawn.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "product__cooperative")


class ShownMark(graphene.ObjectType):
    """A mark that a product carries today."""

    code = graphene.String(required=True, description="The mark's code.")
    kind = graphene.Field(enums.MarkKind, required=True, description="What it says.")
    name = graphene.Field(LocalizedText, required=True, description="Its name.")
    certificate_number = graphene.String(required=True, description="The certificate's number.")
    issuer = graphene.String(required=True, description="The certifying body.")
    valid_until = graphene.Field(Date, required=True, description="The last valid day.")

    @staticmethod
    def resolve_code(root: models.MarkGrant, _info: Any) -> str:
        return root.mark_id

    @staticmethod
    def resolve_kind(root: models.MarkGrant, _info: Any) -> str:
        return root.mark.kind

    @staticmethod
    def resolve_name(root: models.MarkGrant, _info: Any) -> Texts:
        return Texts(root.mark.name_ar, root.mark.name_fr, root.mark.name_en)


def _of_products(rows: Sequence[Any], context: Context) -> Mapping[Any, Sequence[models.MarkGrant]]:
    shown = queries.shown_marks([row.pk for row in rows], on=business_date(context.now))
    return {row.pk: shown.get(row.pk, ()) for row in rows}


def product_marks() -> Loaded:
    """The field of a product."""
    return Loaded(
        graphene.List(graphene.NonNull(ShownMark)),
        "The marks of origin and quality that it carries today; what has expired is not among them.",
        load=_of_products,
        required=True,
        cost=1,
    )
