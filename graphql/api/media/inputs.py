"""What the mutations of pictures are told."""

from typing import Any

import graphene

from api.base.inputs import Given
from api.base.values import LocalizedTextInput
from shared_catalog.media.types import PictureDetails
from shared_catalog.registry.types import Names


class PictureDetailsInput(graphene.InputObjectType):
    """What is said of a picture."""

    alt = Given(LocalizedTextInput, "What it shows, in words; English may be empty.", required=True)
    position = Given(graphene.Int, "Its place, from 0.", required=True)
    primary = Given(
        graphene.Boolean, "Whether it is the first that people see, instead of another.", required=True
    )

    @staticmethod
    def value(given: dict[str, Any]) -> PictureDetails:
        return PictureDetails(**{**given, "alt": Names(*given["alt"])})
