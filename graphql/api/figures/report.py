"""Rows that headquarters reads over all markets: of which markets, and the nodes that the rows speak of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Q

from api.base import loading
from api.base.errors import NotFound
from api.base.fields import Resolver
from api.base.nodes import ToNode
from api.network.types import Market
from tenants.network.types import Kind


@dataclass(slots=True)
class Report:
    """Rows, and the nodes they speak of: each kind loaded once for all rows."""

    rows: Sequence[Any]
    nodes: dict[str, dict[Any, Any]] = field(default_factory=dict)

    def node(self, subject: "Subject", key: Any, info: Any) -> Any:
        """The node with this key as the current field selects it; None if the viewer does not see it."""
        alias = str(info.path.key)
        if alias not in self.nodes:
            keys = {getattr(row, subject.dimension) for row in self.rows}
            found = loading.several(subject.node, Q(**{f"{subject.by}__in": keys}), info)
            self.nodes[alias] = {getattr(there, subject.by): there for there in found}
        return self.nodes[alias].get(key)


class Subject(ToNode):
    """The node that a row of a report is about, found by a column; null where none is told apart."""

    def __init__(self, node: Any, description: str, dimension: StrEnum, *, by: str = "pk") -> None:
        self.dimension, self.by = dimension.value, by
        super().__init__(node, lambda: self.node, description)

    def reader(self, resolve: Resolver) -> Resolver:
        def read(row: dict[str, Any], info: Any) -> Any:
            key = row[self.dimension]
            return None if key is None else row["report"].node(self, key, info)

        return read


def schemas(asked: Sequence[str] | None, info: Any) -> list[str]:
    """The schemas of these markets, or of all that the viewer sees; a sandbox counts as none. Raises NotFound
    for an id of none.
    """
    seen = Market.rows(info.context.viewer).filter(kind=Kind.CITY).order_by("schema_name")
    schemas = {row.pk: row.schema_name for row in seen}
    if asked is None:
        return list(schemas.values())
    keys = {Market.key_of(one, None) for one in asked}
    if not keys <= schemas.keys():
        raise NotFound()
    return [schema for key, schema in schemas.items() if key in keys]
