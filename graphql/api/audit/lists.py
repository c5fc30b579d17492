"""How the audit is sorted and filtered."""

from functools import reduce
from operator import or_
from typing import Any

import graphene
from django.db.models import Q

from api.audit.enums import AuditKind, AuditOutcome
from api.base.errors import NotFound
from api.base.filters import Condition, Filter
from api.base.ids import parts_of
from api.base.inputs import IdOf
from api.base.pages import By, Orders
from api.base.scalars import DateTime

AUDIT_ENTRY_ORDERS = Orders("AuditEntry", descending=True, AT=By("at", "By when it was done."))


class _Anything:
    """What stands in the place of a type where an id of any type is taken."""

    of_market = False

    @staticmethod
    def key_of(global_id: str, market: str | None) -> tuple[str, str]:
        """The type and the key in a global id of this host. Raises NotFound."""
        type_name, *where, key = parts_of(global_id)
        if where and where != [market]:
            raise NotFound()
        return type_name, key


class AnyIdFilter(graphene.InputObjectType):
    """Compares with global ids of any type."""

    eq = IdOf(_Anything, "This one.")
    one_of = IdOf(_Anything, "One of these; an empty list matches nothing.", many=True)
    is_null = graphene.InputField(graphene.Boolean, description="Whether there is none.")


class About(graphene.InputField):
    """A condition on what an entry is about."""

    def __init__(self, description: str) -> None:
        super().__init__(AnyIdFilter, description=description)

    @staticmethod
    def where(given: dict[str, Any]) -> Q:
        """The condition that the given operators make together."""
        found = Q()
        if given.get("eq") is not None:
            found &= _about(given["eq"])
        if given.get("one_of") is not None:
            found &= reduce(or_, map(_about, given["one_of"]), Q(pk__in=[]))
        if given.get("is_null") is not None:
            found &= Q(object_key="") if given["is_null"] else ~Q(object_key="")
        return found


def _about(one: tuple[str, str]) -> Q:
    return Q(object_type=one[0], object_key=one[1])


class AuditEntryFilter(Filter):
    """Which entries."""

    actor = Condition(graphene.String, "Who did it, such as `person:<uuid>`.", "actor")
    through = Condition(graphene.String, "The client that a person acted through.", "through")
    action = Condition(graphene.String, "What was done, such as `recordSale`.", "action")
    kind = Condition(AuditKind, "What was done, broadly.", "kind")
    outcome = Condition(AuditOutcome, "How far it came.", "outcome")
    object = About("What it was done to.")
    object_type = Condition(graphene.String, "The type of what it was done to.", "object_type")
    at = Condition(DateTime, "When it was done.", "at", ranged=True)
    request_id = Condition(graphene.String, "The `X-Request-Id` of the request.", "request_id")
