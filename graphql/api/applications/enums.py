"""The words of applications, described."""

from api.base.enums import described_enum
from shared_catalog.applications import types

PublicApplicationState = described_enum(
    types.ApplicationState,
    "PublicApplicationState",
    "Where an application of the public is on its way into a round. Drafts are nobody's but their author's.",
    DRAFT="Being written.",
    SUBMITTED="Handed in; nobody has taken it up.",
    UNDER_REVIEW="Taken up: the registry knows the cooperative, whose papers are brought and checked.",
    ENTERED="In the round, where it is scored and decided.",
    REFUSED="Not admitted to the round.",
)
LikenessGround = described_enum(
    types.Ground,
    "LikenessGround",
    "Why an application may be of somebody known.",
    ICE="The same ICE.",
    REGISTER="The same number in the register of the same court.",
    NAME="The same name in the same province, legal forms, articles and spelling aside.",
)
