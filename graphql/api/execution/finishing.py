"""What Python does to the text that a plan's statement answers: fills its holes and counts its points.

See `api.execution.texts` for the signs. JSON text holds no control characters, so they are found by a look at
the bytes, without reading the JSON.
"""

import re
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import orjson
from django.db import models
from graphql import ExecutionContext
from graphql.pyutils import Path

from api.base import cursors
from api.execution.parameters import Brought
from api.execution.texts import END, HOLE, POINT, REFUSED, VALUES
from api.execution.walk import CursorHole, Spot, Walk

_POINT, _REFUSED = POINT.encode(), REFUSED.encode()
_HOLE = re.compile(f"{HOLE}([0-9]+){VALUES}([^{END}]*){END}".encode())


@dataclass(frozen=True, slots=True)
class Finished:
    """The JSON of an operation's `data`, and the points that it costs beside those of every request."""

    data: bytes
    points: int


class Refused(Exception):
    """The rows hold what only the ordinary executor can answer, such as an error in a field."""


def finish(text: bytes, walk: Walk, brought: Brought) -> Finished:
    """The answer, from the statement's text. Raises Refused."""
    if _REFUSED in text:
        raise Refused()
    if walk.holes:
        fill = _Filling(walk, brought)
        text = _HOLE.sub(lambda found: fill(int(found[1]), orjson.loads(found[2])), text)
    return Finished(text.translate(None, _POINT), text.count(_POINT))


class _Filling:
    """Fills the holes of one answer."""

    def __init__(self, walk: Walk, brought: Brought) -> None:
        self.walk, self.brought = walk, brought
        self.info = SimpleNamespace(context=brought.context, schema=walk.schema)
        self._executor: Any = None

    def __call__(self, number: int, values: list[Any]) -> bytes:
        hole = self.walk.holes[number]
        read = {
            name: _value(column, value)
            for (name, column), value in zip(hole.columns.items(), values, strict=True)
        }
        if isinstance(hole, CursorHole):
            pk = read.pop("pk")
            cursor = cursors.encode_key(hole.ordering, read.get(hole.ordering.column), pk)
            return f'"{cursor}"'.encode()
        return self._completed(hole.spot, hole.spot.declared.reader(None)(SimpleNamespace(**read), self.info))

    def _completed(self, spot: Spot, value: Any) -> bytes:
        """What is selected of a value, by graphql-core."""
        executor = self._executor or self._begin()
        path = Path(None, spot.nodes[0].name.value, spot.type.name)
        info = executor.build_resolve_info(spot.definition, spot.nodes, spot.type, path)
        try:
            made = executor.complete_value(spot.definition.type, spot.nodes, info, path, value)
        except Exception as error:  # whatever it is, the ordinary executor meets it again and reports it
            raise Refused() from error
        if executor.collected_errors.errors:
            raise Refused()
        points = spot.price.spent(made, self.brought.raw) if spot.price is not None else 0
        return _POINT * points + orjson.dumps(made)

    def _begin(self) -> Any:
        walk, name = self.walk, self.walk.operation.name
        self._executor = ExecutionContext.build(
            walk.schema,
            walk.document,
            context_value=self.brought.context,
            raw_variable_values=dict(self.brought.raw),
            operation_name=name.value if name is not None else None,
        )
        return self._executor


def _value(column: Any, value: Any) -> Any:
    """A column's value as Django reads it, from what it is in JSON."""
    column = column.target_field if column.is_relation else column
    if isinstance(column, models.BinaryField):
        return None if value is None else bytes.fromhex(value.removeprefix("\\x"))
    return column.to_python(value)
