"""Let a product be scanned by another code."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.catalogue import enums
from api.catalogue.barcodes import Barcode
from api.catalogue.types import Product
from api.context import Context
from kernel.identifiers import InvalidIdentifier
from shared_catalog.catalogue import models
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue.types import BarcodeKind
from shared_catalog.registry.operations import IdReused
from tenants.permissions import Permission


class AddBarcode(Mutation):
    """Let a product be scanned by another code. In force, a code is one product's in the whole nation."""

    permission = Permission.CATALOGUE_WRITE
    once = ClientMade("id")
    raises = (IdReused, catalogue.WrongProductStep, catalogue.BarcodeTaken, InvalidIdentifier)

    class Input:
        """What the mutation takes."""

        id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        product_id = IdOf(Product, "The product.", required=True)
        kind = Given(enums.BarcodeKind, "Whose it is.", required=True)
        code = Given(graphene.String, "The code; left out for the network's own, which are minted.")
        quantity = Given(graphene.Int, "How many pieces one scan stands for; left out, one.")

    barcode = Returned(Barcode, "The code.")

    @staticmethod
    def perform(
        context: Context,
        *,
        id: UUID,
        product_id: UUID,
        kind: BarcodeKind,
        code: str | None = None,
        quantity: int | None = None,
    ) -> models.Barcode:
        return catalogue.add_barcode(
            barcode_id=id,
            product_id=product_id,
            kind=kind,
            code=code or "",
            quantity=1 if quantity is None else quantity,
            at=context.now,
            actor=context.viewer.id,
        )
