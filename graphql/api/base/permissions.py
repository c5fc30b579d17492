"""Who may read a field or call a mutation: exactly one permission, or everybody. Saying nothing is an
error.
"""

from enum import Enum
from typing import TypeAlias

from api.base.errors import Forbidden, Unauthenticated
from tenants.access import Actor
from tenants.permissions import Permission


class Public(Enum):
    """The type of `PUBLIC`."""

    PUBLIC = "public"


PUBLIC = Public.PUBLIC
"""Everybody, also without a token."""

Requirement: TypeAlias = Permission | Public


def declared(requirement: object, *, owner: str) -> Requirement:
    """The requirement, checked while classes are made. Raises TypeError when `owner` forgot to declare
    one.
    """
    if isinstance(requirement, Permission | Public):
        return requirement
    raise TypeError(f"{owner} declares no permission: name one Permission, or PUBLIC")


def described(text: str, *requirements: Requirement | None) -> str:
    """A description with the line that says who may."""
    stated = [requirement for requirement in requirements if requirement is not None]
    needed = dict.fromkeys(f"`{requirement.value}`" for requirement in stated if requirement is not PUBLIC)
    if needed:
        return f"{text}\n\nRequires: {', '.join(needed)}."
    return f"{text}\n\nPublic." if stated else text


def permits(viewer: Actor, *requirements: Requirement | None) -> bool:
    """Whether `viewer` meets all the requirements; None asks for nothing of its own."""
    return all(
        requirement is None or requirement is PUBLIC or viewer.may(requirement)
        for requirement in requirements
    )


def check(viewer: Actor, *requirements: Requirement | None) -> None:
    """Refuse with UNAUTHENTICATED (nobody signed in) or FORBIDDEN the first requirement that is not met."""
    for requirement in requirements:
        if not permits(viewer, requirement):
            assert isinstance(requirement, Permission)
            raise Unauthenticated() if viewer.anonymous else Forbidden(requirement.value)
