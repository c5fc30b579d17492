"""Let a code lead nowhere any more."""

from uuid import UUID

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.catalogue.barcodes import Barcode
from api.context import Context
from shared_catalog.catalogue import models
from shared_catalog.catalogue import operations as catalogue
from tenants.permissions import Permission


class EndBarcode(Mutation):
    """Let a code lead nowhere any more; another product may have it then. A product's own code never ends."""

    permission = Permission.CATALOGUE_WRITE
    once = AS_IT_IS

    class Input:
        """What the mutation takes."""

        barcode_id = IdOf(Barcode, "The code.", required=True)

    barcode = Returned(Barcode, "The code, ended.")

    @staticmethod
    def perform(context: Context, *, barcode_id: UUID) -> models.Barcode:
        return catalogue.end_barcode(barcode_id=barcode_id, at=context.now, actor=context.viewer.id)
