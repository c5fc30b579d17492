"""The viewer of a plan: what of it decides the plan's shape is known, and the rest are parameters.

So that no plan can hold one person's data, `visible(viewer)` of a type is asked once with a symbolic viewer:
it may look at permissions and at whether the viewer is a delegate or an application, and gets a `Parameter`
for every id.
"""

from typing import Any, NamedTuple

from api.execution.parameters import Parameter, Unplannable
from tenants.access import NETWORK, Actor
from tenants.permissions import Permission


class Standing(NamedTuple):
    """What of a viewer decides the shape of a plan; a part of the plan's key."""

    permissions: frozenset[Permission]
    anonymous: bool
    of_network: bool
    delegate: bool
    through_client: bool
    scopes: int

    @classmethod
    def of(cls, viewer: Actor) -> "Standing":
        return cls(
            permissions=viewer.permissions,
            anonymous=viewer.anonymous,
            of_network=viewer.of_network,
            delegate=viewer.cooperative_id is not None,
            through_client=viewer.client is not None,
            scopes=len(viewer.scopes),
        )


class SymbolicViewer:
    """Stands for every viewer of one standing."""

    def __init__(self, standing: Standing) -> None:
        self.permissions = standing.permissions
        self.anonymous, self.of_network = standing.anonymous, standing.of_network
        self.id = Parameter(lambda brought: brought.context.viewer.id)
        self.cooperative_id = (
            Parameter(lambda brought: brought.context.viewer.cooperative_id) if standing.delegate else None
        )
        self.client = (
            Parameter(lambda brought: brought.context.viewer.client) if standing.through_client else None
        )
        alone = standing.of_network and standing.scopes == 1
        self.scopes = (NETWORK,) if alone else tuple(_scope(place) for place in range(standing.scopes))

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def scopes_of(self, permission: Permission) -> frozenset[Any]:
        if len(self.scopes) > 1:
            raise Unplannable("the viewer's grants decide one by one")
        return frozenset(self.scopes if self.may(permission) else ())

    def __getattr__(self, name: str) -> Any:
        raise Unplannable(f"the viewer's {name} decides")


class SymbolicContext:
    """Stands for the context of every request."""

    def __init__(self, viewer: SymbolicViewer) -> None:
        self.viewer = viewer
        self.market = Parameter(lambda brought: brought.context.market)
        self.now = Parameter(lambda brought: brought.context.now)

    def __getattr__(self, name: str) -> Any:
        raise Unplannable(f"the request's {name} decides")


def _scope(place: int) -> Parameter:
    return Parameter(lambda brought: sorted(brought.context.viewer.scopes)[place])
