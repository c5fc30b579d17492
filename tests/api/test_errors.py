"""Which code an error gets that nobody raised on purpose."""

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError
from graphql import GraphQLError

from api.base.errors import BUSY, INTERNAL, TIMEOUT, UNAVAILABLE, code_of
from api.codes import top_level


@pytest.mark.parametrize(
    ("raised", "cause", "code"),
    [
        (OperationalError(), psycopg.errors.LockNotAvailable(), BUSY),
        (OperationalError(), psycopg.errors.DeadlockDetected(), BUSY),
        (OperationalError(), psycopg.errors.QueryCanceled(), TIMEOUT),
        (OperationalError(), psycopg.OperationalError("connection refused"), UNAVAILABLE),
        (OperationalError(), psycopg.errors.AdminShutdown(), UNAVAILABLE),
        (InterfaceError(), psycopg.InterfaceError("the connection is closed"), UNAVAILABLE),
        (ProgrammingError(), psycopg.errors.InsufficientPrivilege(), INTERNAL),
        (OperationalError(), psycopg.errors.OutOfMemory(), INTERNAL),
        (ValueError(), None, INTERNAL),
    ],
)
def test_code_of_what_a_resolver_did_not_foresee(
    raised: Exception, cause: Exception | None, code: str
) -> None:
    raised.__cause__ = cause
    assert code_of(GraphQLError("x", path=["sales"], original_error=raised)) == code
    assert code in top_level(), "not in docs/errors.md"
