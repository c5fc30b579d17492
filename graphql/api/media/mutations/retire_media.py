"""Show a picture no more."""

from uuid import UUID

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import BY_STATE
from api.context import Context
from api.media.types import Media
from shared_catalog.media import models
from shared_catalog.media import operations as media
from tenants.permissions import Permission


class RetireMedia(Mutation):
    """Show a picture no more. Its row stays."""

    permission = Permission.CATALOGUE_WRITE
    once = BY_STATE
    raises = (media.MediaRetired,)

    class Input:
        """What the mutation takes."""

        media_id = IdOf(Media, "The picture.", required=True)

    media = Returned(Media, "The picture, retired.")

    @staticmethod
    def perform(context: Context, *, media_id: UUID) -> models.Media:
        return media.retire_media(media_id=media_id, at=context.now, actor=context.viewer.id)
