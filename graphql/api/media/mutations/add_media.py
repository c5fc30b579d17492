"""Show a picture of a product or of a cooperative."""

from uuid import UUID

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.bulk.sides import HQ
from api.context import Context
from api.media.inputs import PictureDetailsInput
from api.media.types import Media
from shared_catalog.media import models
from shared_catalog.media import operations as media
from shared_catalog.media.types import PictureDetails
from shared_catalog.registry.operations import IdReused
from tenants.bulk.operations import FileGone, FileRefused
from tenants.permissions import Permission


class AddMedia(Mutation):
    """Show a picture of a product or of a cooperative: exactly one of the two. It is written anew in three
    sizes, and nothing of the file is kept but its pixels.
    """

    permission = Permission.CATALOGUE_WRITE
    once = ClientMade("id")
    raises = (IdReused, media.PictureKnown, FileGone, FileRefused)

    class Input:
        """What the mutation takes."""

        id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        product_id = IdOf("api.catalogue.types.Product", "What it shows.")
        cooperative_id = IdOf("api.registry.types.Cooperative", "Whom it shows.")
        file_id = IdOf(HQ.file, "The file, as `PUT /files` answered it: JPEG, PNG or WebP.", required=True)
        details = Given(PictureDetailsInput, "What is said of it.", required=True)

    media = Returned(Media, "The picture.")

    @staticmethod
    def perform(
        context: Context,
        *,
        id: UUID,
        file_id: UUID,
        details: PictureDetails,
        product_id: UUID | None = None,
        cooperative_id: UUID | None = None,
    ) -> models.Media:
        return media.add_media(
            media_id=id,
            product_id=product_id,
            cooperative_id=cooperative_id,
            file_id=file_id,
            details=details,
            at=context.now,
            actor=context.viewer.id,
        )
