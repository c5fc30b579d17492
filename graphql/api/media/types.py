"""The rows of pictures as types."""

from uuid import UUID

import graphene
from django.db.models import Q

from api.base.fields import Column, Derived, Localized
from api.base.nodes import Edge, Node
from api.base.visibility import of_cooperative
from shared_catalog.media import models
from shared_catalog.media.types import Preset
from tenants.access import Actor
from tenants.permissions import Permission


def picture_path(media_id: UUID, preset: Preset) -> str:
    """Where a picture is in one size, on every host."""
    return f"/media/{media_id}/{preset}.webp"


class Media(Node):
    """A picture of a product or of a cooperative."""

    class Meta:
        model = models.Media
        permission = Permission.CATALOGUE_READ

    product = Edge("api.catalogue.types.Product", "What it shows; null for a cooperative's.")
    cooperative = Edge("api.registry.types.Cooperative", "Whom it shows; null for a product's.")
    alt = Localized("What it shows, in words; English may be empty.")
    position = Column("Its place among the pictures of one thing.")
    is_primary = Column("Whether it is the first that people see.")
    width = Column("In pixels, as it was brought.")
    height = Column("In pixels, as it was brought.")
    sha256 = Derived(
        graphene.String,
        "The SHA-256 of the file that was brought, in hexadecimal.",
        columns=["digest"],
        compute=lambda digest: bytes(digest).hex(),
        required=True,
    )
    thumb = Derived(
        graphene.String,
        "Where it is, at most 160 pixels a side.",
        columns=["id"],
        compute=lambda key: picture_path(key, Preset.THUMB),
        required=True,
    )
    card = Derived(
        graphene.String,
        "Where it is, at most 480 pixels a side.",
        columns=["id"],
        compute=lambda key: picture_path(key, Preset.CARD),
        required=True,
    )
    full = Derived(
        graphene.String,
        "Where it is, at most 1600 pixels a side.",
        columns=["id"],
        compute=lambda key: picture_path(key, Preset.FULL),
        required=True,
    )
    added_at = Column("When it was added.")
    added_by = Column("Who added it.")
    retired_at = Column("When it was retired; null while it is shown.")
    retired_by = Column("Who retired it.")
    version = Column("Counts its changes, from 1; whoever edits it says which one he has read.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        if viewer.cooperative_id is None:
            return Q()
        return of_cooperative(viewer, "cooperative") | of_cooperative(viewer, "product__cooperative")
