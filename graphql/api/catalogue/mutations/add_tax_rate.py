"""Tax a class of goods, or the fee, at another rate from a day to come."""

from datetime import date

import graphene

from api.base.inputs import Given
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.scalars import Date
from api.catalogue.enums import TaxClass
from api.catalogue.types import TaxRate
from api.context import Context
from shared_catalog.catalogue import models, types
from shared_catalog.catalogue import operations as catalogue
from tenants.permissions import Permission


class AddTaxRate(Mutation):
    """Tax a class at another rate from a business day to come, in every market. What was sold keeps its rate.

    The first rate of a class may hold from any day. Adding the same rate twice is adding it once.
    """

    permission = Permission.CATALOGUE_APPROVE
    once = AS_IT_IS
    raises = (catalogue.TaxRateInThePast, catalogue.TaxRateAlreadySet)

    class Input:
        """What the mutation takes."""

        tax_class = Given(TaxClass, "What is taxed.", required=True)
        effective_from = Given(Date, "The first business day on which it holds.", required=True)
        basis_points = Given(
            graphene.Int,
            "The rate in basis points, 0 to 10000: 2000 is 20 %; 0 for what is exempt or out of scope.",
            required=True,
        )
        legal_reference = Given(
            graphene.String, "The law that sets it; it stands on receipts for what is exempt.", required=True
        )

    tax_rate = Returned(TaxRate, "The rate.")

    @staticmethod
    def perform(
        context: Context,
        *,
        tax_class: types.TaxClass,
        effective_from: date,
        basis_points: int,
        legal_reference: str,
    ) -> models.TaxRate:
        return catalogue.add_tax_rate(
            tax_class=tax_class,
            effective_from=effective_from,
            basis_points=basis_points,
            legal_reference=legal_reference,
            at=context.now,
            actor=context.viewer.id,
        )
