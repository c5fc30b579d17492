"""Root fields of pictures, the same on both sides."""

from api.base.connections import Connection
from api.base.roots import One
from api.base.schema import Queries
from api.media import lists
from api.media.types import Media


class MediaQueries(Queries):
    """Reads of pictures."""

    media_item = One(Media, "A picture by its global id.")
    media = Connection(
        Media, "Pictures of products and cooperatives.", orders=lists.MEDIA_ORDERS, filters=lists.MediaFilter
    )
