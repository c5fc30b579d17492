"""SQL expressions that make JSON text: the response is written by PostgreSQL, piece by piece.

Beside JSON the text carries signs, which JSON text itself never holds: it spells control characters as
escapes. `POINT` stands for one point of cost, `REFUSED` for a value that only the ordinary executor can
answer, and a hole (`HOLE`, its number, `VALUES`, a JSON array of columns, `END`) for what Python makes of the
row. `api.execution.finishing` reads them.
"""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models import Case, Expression, Func, Q, TextField, When
from graphql import GraphQLEnumType, get_named_type

from api.execution.parameters import Unplannable

POINT, REFUSED, HOLE, VALUES, END = "\x04", "\x05", "\x01", "\x02", "\x03"
NULL = "null"


def literal(text: str) -> str:
    """Text as an SQL literal, in a statement whose parameters are still written as %s."""
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"


class Text(Expression):
    """Pieces one after the other: JSON as it is, and expressions that make JSON. NULL if one of them is."""

    output_field = TextField()

    def __init__(self, *pieces: Any) -> None:
        super().__init__()
        self.pieces: list[Any] = []
        for piece in pieces:
            for part in piece.pieces if isinstance(piece, Text) else (piece,):
                if isinstance(part, str) and self.pieces and isinstance(self.pieces[-1], str):
                    self.pieces[-1] += part
                elif not isinstance(part, str) or part:
                    self.pieces.append(part)

    def get_source_expressions(self) -> list[Any]:
        return [piece for piece in self.pieces if not isinstance(piece, str)]

    def set_source_expressions(self, exprs: Any) -> None:
        remaining = iter(exprs)
        self.pieces = [piece if isinstance(piece, str) else next(remaining) for piece in self.pieces]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        written: list[str] = []
        params: list[Any] = []
        for piece in self.pieces:
            if isinstance(piece, str):
                written.append(literal(piece))
                continue
            try:
                sql, given = compiler.compile(piece)
            except EmptyResultSet:  # which Django would write as 0
                raise Unplannable("it can answer no row") from None
            written.append(sql)
            params.extend(given)
        return f"({' || '.join(written)})", params


class Written(Expression):
    """SQL as it stands, over what surrounds it."""

    output_field = TextField()

    def __init__(self, sql: str) -> None:
        super().__init__()
        self.sql = sql

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return self.sql, []


def made(template: str, *expressions: Any) -> Func:
    """SQL made of a template around expressions, as text."""
    return Func(*expressions, template=template, output_field=TextField())


def or_null(text: Any) -> Func:
    return made("coalesce(%(expressions)s, 'null')", text)


def unless(condition: Q, absent: str, text: Any) -> Case:
    """`text`, or `absent` where the condition holds."""
    return Case(When(condition, then=Text(absent)), default=text, output_field=TextField())


def hole(number: int, *values: Any) -> Text:
    """Where Python puts what it makes of these values."""
    array = made("json_build_array(%(expressions)s)::text", *values)
    return Text(f"{HOLE}{number}{VALUES}", array, END)


def leaf(type_: Any, column: Any, value: Any, *, optional: bool) -> Any:
    """A column's value as its scalar or enum spells it; None where that takes Python. `optional` values may
    be null, and an empty text then is.
    """
    named: Any = get_named_type(type_)
    if isinstance(named, GraphQLEnumType):
        return _enum(named, column, value, optional=optional)
    template = _template(named.name, column, optional=optional)
    if template is None:
        return None
    text = made(template, value)
    return or_null(text) if optional else text


def global_id(head: Any, tail: Any, column: Any, value: Any) -> Text:
    """The global id of a row: `head` is already base64, `tail` the bytes before the key that are not."""
    key = made("(%(expressions)s)::text", value)
    plain = isinstance(column, models.UUIDField | models.IntegerField)
    spelt = "rtrim({}, '=')" if plain else "translate({}, E'+/=\\n', '-_')"
    encoded = spelt.format("encode(convert_to(%(expressions)s, 'UTF8'), 'base64')")
    return Text('"', head, made(encoded, Text(tail, key)), '"')


def split_prefix(prefix: str) -> tuple[str, str]:
    """A prefix of keys as (what can be encoded before the key is known, the rest)."""
    whole = len(prefix) // 3 * 3
    return b64encode(prefix[:whole].encode()).decode(), prefix[whole:]


def _enum(type_: GraphQLEnumType, column: Any, value: Any, *, optional: bool) -> Any:
    words: Any = type_.graphene_type._meta.enum  # type: ignore[attr-defined]
    names: Mapping[Any, str] = {member.value: type_.serialize(member.value) for member in words}
    if not isinstance(column, models.CharField | models.TextField) or not all(
        isinstance(word, str) for word in names
    ):
        return None
    spelt = {literal(word): literal('"' + name + '"') for word, name in names.items()}
    cases = " ".join(f"WHEN {word} THEN {name}" for word, name in spelt.items()).replace("%", "%%")
    if optional:
        return made(
            f"CASE coalesce(%(expressions)s, '') {cases} WHEN '' THEN 'null' ELSE '{REFUSED}' END", value
        )
    return made(f"CASE %(expressions)s {cases} ELSE '{REFUSED}' END", value)


def _template(scalar: str, column: Any, *, optional: bool) -> str | None:
    match scalar, column:
        case "String" | "ID", models.CharField() | models.TextField():
            value = "nullif(%(expressions)s, '')" if optional else "%(expressions)s"
            return f"to_json({value})::text"
        case "Int" | "SafeInt", models.IntegerField():
            return "(%(expressions)s)::text"
        case "Boolean", models.BooleanField():
            return "(%(expressions)s)::text"
        case "UUID", models.UUIDField():
            return "'\"' || (%(expressions)s)::text || '\"'"
        case "Date", models.DateField() if not isinstance(column, models.DateTimeField):
            return "'\"' || to_char(%(expressions)s, 'YYYY-MM-DD') || '\"'"
        case "DateTime", models.DateTimeField():
            # As Python spells an instant in UTC, which is the connection's time zone: no fraction if it is 0.
            spelt = "to_char(%(expressions)s, 'YYYY-MM-DD\"T\"HH24:MI:SS.USZ')"
            return f"'\"' || replace({spelt}, '.000000Z', 'Z') || '\"'"
        case "JSON", models.JSONField():
            return "(%(expressions)s)::text"
    return None
