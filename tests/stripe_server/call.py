"""One request on its way through the server."""

from dataclasses import dataclass
from typing import Any

from stripe_server.world import PLATFORM, Object, World


@dataclass
class Call:
    """What was asked: by which account, with which checked parameters and which ids in the path."""

    world: World
    account: str
    path: str
    ids: tuple[str, ...]
    params: dict[str, Any]

    def find(self, kind: str, key: str, param: str = "id", *, owner: str | None = None) -> Object:
        """An object of the calling account; connected accounts belong to the platform."""
        holder = PLATFORM if kind == "account" else self.account if owner is None else owner
        return self.world.get(kind, key, holder, param)
