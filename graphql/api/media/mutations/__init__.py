"""Writes of pictures, for headquarters. One file each."""

from api.base.lists import Mutations
from api.media.mutations.add_media import AddMedia
from api.media.mutations.edit_media import EditMedia
from api.media.mutations.retire_media import RetireMedia

MEDIA_MUTATIONS: Mutations = (AddMedia, EditMedia, RetireMedia)
