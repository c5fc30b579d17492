"""Builders of people, through public operations only, as headquarters."""

import itertools
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pyotp
import pytest

from tenants.access import NETWORK, SYSTEM, Actor
from tenants.people import operations as people
from tenants.people import queries
from tenants.people.models import Person
from tenants.people.types import SecondFactor
from tenants.permissions import Role

PASSWORD = "quatre chèvres rousses"
ADDRESS = "203.0.113.7"
_numbers = itertools.count(1)


@pytest.fixture
def make_person(now: datetime) -> Callable[..., Person]:
    """Makes somebody who accepted an invitation: `make_person(Role.CASHIER, "casablanca", email=…)`."""

    def make(role: Role, scope: str = NETWORK, **described: Any) -> Person:
        contact = {} if "phone" in described else {"email": f"someone{next(_numbers)}@example.ma"}
        given: dict[str, Any] = {"name": "Rachida", "actor": SYSTEM, "at": now, **contact, **described}
        invited = people.invite_person(role=role, scope=scope, **given)
        return people.accept_invitation(
            secret=invited.secret, password=PASSWORD, address=ADDRESS, at=given["at"]
        )

    return make


def enrolled(person: Person) -> Person:
    """The person, with a second factor."""
    if queries.second_factor(person.pk) is not SecondFactor.NEEDED:
        at = person.created_at
        secret = people.enrol_totp(person_id=person.pk, at=at).secret
        people.confirm_totp(person_id=person.pk, code=pyotp.TOTP(secret).at(at), address=ADDRESS, at=at)
    return person


def acting(person: Person, *, market: str | None = None) -> Actor:
    """The person as an actor on the host of `market`, headquarters' unless told otherwise, after a sign-in:
    with a second factor where a role takes one.
    """
    if queries.second_factor(person.pk) is SecondFactor.TO_ENROL:
        enrolled(person)
    actor = queries.actor_of_person(person.pk, market=market)
    assert actor is not None
    return actor
