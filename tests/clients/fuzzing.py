"""What schemathesis is told of this API, and what it checks beyond its own: named by `SCHEMATHESIS_HOOKS`.

It runs in an environment of its own that knows nothing of Tadamun but the SDL (`SCHEMA`) and the catalogue of
errors (`CODES`). What became of each request goes to the file `OUTCOMES`, a line each.
"""

import json
import os
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import schemathesis
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLObjectType,
    IntValueNode,
    NameNode,
    NullValueNode,
    ObjectValueNode,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_schema,
    execute_sync,
    get_named_type,
    is_abstract_type,
    parse,
    validate,
    visit,
)
from hypothesis import strategies as st
from schemathesis.graphql import nodes

SCHEMA = build_schema(Path(os.environ["SCHEMA"]).read_text())
_CATALOGUE = Path(os.environ["CODES"]).read_text()
TOP_LEVEL = frozenset(re.findall(r"^\| `([A-Z_]+)` \|", _CATALOGUE, re.MULTILINE))
OURS = {"INTERNAL", "TIMEOUT", "UNAVAILABLE"}
"""Codes of what the server did wrong, not the caller."""

LARGEST = 2**53 - 1
schemathesis.graphql.scalar("SafeInt", st.integers(-LARGEST, LARGEST).map(nodes.Int))


@schemathesis.hook
def map_body(context: Any, body: DocumentNode) -> DocumentNode:
    """A good document as somebody may have meant it; one that was broken on purpose stays broken."""
    if validate(context.operation.schema.client_schema, body):
        return body
    types = TypeInfo(SCHEMA)
    return visit(body, TypeInfoVisitor(types, _Meant(types)))


class _Meant(Visitor):
    """Pages of at most a hundred rows from their first or last, and one field of a `@oneOf`.

    Ids are always asked for, since schemathesis asks again with those it got, and of an interface the name of
    the type, without which nobody could say whether the answer keeps to the schema.
    """

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.types = types

    def leave_field(self, node: FieldNode, *_: Any) -> FieldNode | None:
        given = {argument.name.value: argument for argument in node.arguments}
        if not {"first", "last"} & given.keys():
            return None
        for name in ("after", "before", *(["last"] if "first" in given else [])):
            given.pop(name, None)
        rows = given.get("first") or given["last"]
        if isinstance(rows.value, IntValueNode):
            number = nodes.Int(int(rows.value.value) % 100 + 1)
            given[rows.name.value] = replace(rows, value=number)
        return replace(node, arguments=tuple(given.values()))

    def leave_object_value(self, node: ObjectValueNode, *_: Any) -> ObjectValueNode | None:
        type_ = get_named_type(self.types.get_input_type())
        if isinstance(type_, GraphQLInputObjectType) and type_.is_one_of:
            given = [field for field in node.fields if not isinstance(field.value, NullValueNode)]
            return replace(node, fields=tuple(given[:1]))
        return None

    def leave_selection_set(self, node: SelectionSetNode, *_: Any) -> SelectionSetNode | None:
        type_ = self.types.get_parent_type()
        names = ["__typename"] if is_abstract_type(type_) else []
        if isinstance(type_, GraphQLObjectType) and SCHEMA.type_map["Node"] in type_.interfaces:
            names = ["id"]
        asked = tuple(FieldNode(name=NameNode(value=name)) for name in names)
        return replace(node, selections=node.selections + asked)


@schemathesis.hook
def filter_failure(_context: Any, failure: Any, _case: Any, _response: Any) -> bool:
    """An error is the server's when its code says so; schemathesis takes each that has a path for one."""
    codes = {error["extensions"]["code"] for error in getattr(failure, "errors", ())}
    return not codes or not codes <= TOP_LEVEL - OURS


@schemathesis.check
def keeps_its_promises(_context: Any, response: Any, case: Any) -> None:
    """The answer is JSON with documented codes, and what it holds is what the schema says of the document."""
    good = not validate(SCHEMA, parse(case.body))
    media_type = response.headers["content-type"][0]
    assert media_type.startswith(("application/json", "application/graphql-response+json")), media_type
    answered = response.json()
    codes = sorted({error["extensions"]["code"] for error in answered.get("errors", ())})
    with open(os.environ["OUTCOMES"], "a") as outcomes:
        outcomes.write(json.dumps({"asked": case.operation.label, "good": good, "codes": codes}) + "\n")
    assert TOP_LEVEL.issuperset(codes), f"not in docs/errors.md: {codes}"
    assert OURS.isdisjoint(codes), f"the server's own fault: {answered['errors']}"
    if good:
        assert {"SYNTAX", "VALIDATION"}.isdisjoint(codes), f"a good document is refused: {answered['errors']}"
    if answered.get("data") is not None:
        _compare(case.body, answered["data"])


def _compare(document: str, data: dict[str, Any]) -> None:
    """Execute the document once more, on the answer: what fits the schema comes out as it went in."""

    def answered(source: dict[str, Any], info: Any, **_arguments: Any) -> Any:
        return source[info.path.key]

    again = execute_sync(
        SCHEMA,
        parse(document),
        data,
        field_resolver=answered,
        type_resolver=lambda source, *_: source["__typename"],
    )
    assert again.errors is None, f"not of the schema: {again.errors}"
    told, expected = (json.dumps(one, sort_keys=True) for one in (data, again.data))
    assert told == expected, f"not of the schema: {told} instead of {expected}"


def _exactly(read: Callable[[str], Any], pattern: str) -> Callable[[Any], str]:
    """A scalar that is answered as text of this shape."""

    def told(value: Any) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise GraphQLError(f"{value!r} is not such a scalar")
        read(value)
        return value

    return told


def _whole(value: Any) -> int:
    if type(value) is not int or abs(value) > LARGEST:
        raise GraphQLError(f"{value!r} is not such a number")
    return value


for name, told_as in {
    "Date": _exactly(date.fromisoformat, r"\d{4}-\d\d-\d\d"),
    "DateTime": _exactly(datetime.fromisoformat, r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"),
    "UUID": _exactly(UUID, r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    "SafeInt": _whole,
}.items():
    SCHEMA.type_map[name].coerce_output_value = told_as
