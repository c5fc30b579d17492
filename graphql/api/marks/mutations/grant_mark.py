"""Let a product carry a mark."""

from datetime import date
from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.base.scalars import Date
from api.context import Context
from api.marks.types import MarkGrant
from shared_catalog.marks import models, rules
from shared_catalog.marks import operations as marks
from shared_catalog.marks.types import Certificate
from shared_catalog.registry.operations import IdReused
from tenants.permissions import Permission


class GrantMark(Mutation):
    """Let a product carry a mark of origin or quality as long as its certificate says. Its cooperative lies
    in the mark's area.
    """

    permission = Permission.CATALOGUE_APPROVE
    once = ClientMade("id")
    raises = (IdReused, rules.MarkOutOfRegion, rules.MarkNotForGoods)

    class Input:
        """What the mutation takes."""

        id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        product_id = IdOf("api.catalogue.types.Product", "The product.", required=True)
        mark_code = Given(graphene.String, "The mark's code, such as `igp-argane`.", required=True)
        number = Given(graphene.String, "The certificate's number.", required=True)
        issuer = Given(graphene.String, "The certifying body.", required=True)
        valid_from = Given(Date, "Its first valid day.", required=True)
        valid_until = Given(Date, "Its last valid day.", required=True)

    grant = Returned(MarkGrant, "What was granted.")

    @staticmethod
    def perform(
        context: Context,
        *,
        id: UUID,
        product_id: UUID,
        mark_code: str,
        number: str,
        issuer: str,
        valid_from: date,
        valid_until: date,
    ) -> models.MarkGrant:
        return marks.grant_mark(
            grant_id=id,
            product_id=product_id,
            mark_code=mark_code,
            certificate=Certificate(
                number=number, issuer=issuer, valid_from=valid_from, valid_until=valid_until
            ),
            at=context.now,
            actor=context.viewer.id,
        )
