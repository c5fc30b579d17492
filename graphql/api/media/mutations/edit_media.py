"""Say otherwise what a picture shows and where it stands."""

from uuid import UUID

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.versions import ExpectedVersion
from api.context import Context
from api.media.inputs import PictureDetailsInput
from api.media.types import Media
from kernel.versions import VersionConflict
from shared_catalog.media import models
from shared_catalog.media import operations as media
from shared_catalog.media.types import PictureDetails
from tenants.permissions import Permission


class EditMedia(Mutation):
    """Say otherwise what a picture shows and where it stands."""

    permission = Permission.CATALOGUE_WRITE
    once = AS_IT_IS
    raises = (media.MediaRetired, VersionConflict)

    class Input:
        """What the mutation takes."""

        media_id = IdOf(Media, "The picture.", required=True)
        details = Given(PictureDetailsInput, "What is said of it now, whole.", required=True)
        expected_version = ExpectedVersion("the picture")

    media = Returned(Media, "The picture as it is now.")

    @staticmethod
    def perform(
        context: Context, *, media_id: UUID, details: PictureDetails, expected_version: int
    ) -> models.Media:
        return media.edit_media(
            media_id=media_id, details=details, expected_version=expected_version, at=context.now
        )
