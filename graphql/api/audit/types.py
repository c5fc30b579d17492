"""Entries of the audit. Both hosts have a type `AuditEntry`, each over its own table."""

from collections.abc import Mapping
from typing import Any

import graphene
from django.db.models import Q

from api.audit import enums
from api.base.fields import Column, Derived, Field, Resolver
from api.base.ids import encode
from api.base.nodes import Edge, MarketNode, Node
from api.base.scalars import JSON
from markets.audit import models as of_market
from tenants.access import Actor
from tenants.audit import models as of_headquarters
from tenants.permissions import Permission


class AuditChange(graphene.ObjectType):
    """A column of what was changed."""

    name = graphene.String(required=True, description="Its name.")
    before = graphene.Field(JSON, description="What stood there; null for something new.")
    after = graphene.Field(JSON, description="What stands there since; `[hidden]` for what is kept apart.")


def _changes(changed: Mapping[str, Any]) -> list[dict[str, Any]]:
    pairs = sorted((name, pair) for name, pair in changed.items() if isinstance(pair, list))
    return [{"name": name, "before": before, "after": after} for name, (before, after) in pairs]


def _changed(column: str, description: str) -> Derived:
    listed = graphene.NonNull(graphene.List(graphene.NonNull(AuditChange)))
    return Derived(listed, description, columns=(column,), compute=_changes)


class ObjectId(Field):
    """The global id of what an entry is about; null where it is about no row."""

    columns = ("object_type", "object_key")

    def __init__(self, description: str) -> None:
        super().__init__(graphene.ID, description)

    def reader(self, resolve: Resolver) -> Resolver:
        def read(root: Any, info: Any) -> str | None:
            if not root.object_type or not root.object_key:
                return None
            known: Any = getattr(info.schema.type_map.get(root.object_type), "graphene_type", None)
            market = info.context.market if getattr(known, "of_market", False) else None
            return encode(root.object_type, root.object_key, market=market)

        return read


class _Entry:
    """The fields of an entry, on both hosts."""

    at = Column("When it was done.")
    kind = Column("What was done, broadly.", type_=enums.AuditKind)
    action = Column("What was done: a mutation such as `recordSale`, or `bankFile.download`.")
    outcome = Column("How far it came.", type_=enums.AuditOutcome)
    code = Column("Why it was refused.")
    actor = Column("Who did it: `person:`, `client:` or `token:` and an id.")
    through = Column("The client that a person acted through; null where it acted by itself.")
    roles = Column("The roles that counted, by comma.")
    scope = Column("Whose they are: `network` for headquarters' people, else the market.")
    object_type = Column("The type of what it was done to.")
    object_id = ObjectId("The global id of what it was done to.")
    changes = _changed(
        "changes",
        "What changed of a row that may change; what was only added stands in its own row and is not copied.",
    )
    request_id = Column("The `X-Request-Id` of the request.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q()


class _Personal:
    """The fields of what is kept apart, on both hosts."""

    address = Column("The network address of the request.")
    changes = _changed("said", "What changed of personal columns, and of people's own words.")
    reason = Column("Why, in the words of who did it.")
    forgotten_at = Column("When it was forgotten; null while it was not.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q()


class AuditPersonal(_Personal, Node):
    """What is personal in an entry of the audit: kept apart from it, and forgotten after a year."""

    class Meta:
        model = of_headquarters.AuditPersonal
        permission = Permission.AUDIT_READ


class AuditEntry(_Entry, Node):
    """Who did what at headquarters, when and in which request. Nobody may change an entry."""

    class Meta:
        model = of_headquarters.AuditEntry
        permission = Permission.AUDIT_READ

    personal = Edge(AuditPersonal, "What is personal in it.", required=True)


class MarketAuditPersonal(_Personal, MarketNode):
    """What is personal in an entry of the audit: kept apart from it, and forgotten after a year."""

    class Meta:
        name = "AuditPersonal"
        model = of_market.MarketAuditPersonal
        permission = Permission.AUDIT_READ


class MarketAuditEntry(_Entry, MarketNode):
    """Who did what in the market, when and in which request. Nobody may change an entry."""

    class Meta:
        name = "AuditEntry"
        model = of_market.MarketAuditEntry
        permission = Permission.AUDIT_READ

    personal = Edge(MarketAuditPersonal, "What is personal in it.", required=True)
