"""Shows what becomes of an operation: its plan, its SQL and PostgreSQL's own plan, or why it has none."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection

from api.base.documents import Documents
from api.context import Context
from api.execution.parameters import Parameter, Unplannable
from api.execution.plans import Plan, asked_in, plans_of
from api.execution.texts import END, HOLE, POINT, REFUSED, VALUES
from api.execution.walk import Hole

_CLAUSE = re.compile(r" (FROM|WHERE|ORDER BY|(?:INNER|LEFT OUTER) JOIN|LIMIT|HAVING) ")
_SHOWN = str.maketrans({POINT: "¤", REFUSED: "!", HOLE: "«", VALUES: ":", END: "»"})


def explained(
    documents: Documents, text: str, variables: Mapping[str, Any], context: Context
) -> Iterator[str]:
    """Lines about the only operation of a document, on the connection in use. Raises ApiError and
    InvalidDocument for what is none.
    """
    asked = asked_in(documents, text, None, variables)
    try:
        plan, brought = plans_of(documents.schema).plan(asked, context)
    except Unplannable as why:
        yield f"The ordinary executor answers this: {why}."
        return
    yield from ("# Plan", "", *_plan(plan))
    yield from ("", "# SQL: ¤ is a point of cost, « » what Python fills in, ! what it cannot answer", "")
    yield _CLAUSE.sub(r"\n\1 ", plan.sql.translate(_SHOWN))
    yield from ("", "# PostgreSQL", "")
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (GENERIC_PLAN, COSTS) {plan.sql}")
        yield from (line for (line,) in cursor.fetchall())
    yield from ("", "# Parameters of this request", "")
    yield from (f"${number} = {value!r}" for number, value in enumerate(plan.bind(brought), 1))


def _plan(plan: Plan) -> Iterator[str]:
    walk = plan.walk
    brought = sum(isinstance(value, Parameter) for value in plan.values)
    yield f"{brought} parameters that requests bring, {len(plan.values) - brought} constants"
    yield f"at most {walk.answered} rows of lists"
    for number, hole in enumerate(walk.holes):
        what = hole.spot.name if isinstance(hole, Hole) else f"a cursor by {hole.ordering.name}"
        yield f"«{number}» Python makes {what} of {', '.join(hole.columns)}"
