"""A column type of PostgreSQL that Django does not bring."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func


class CurrentTransaction(Func):
    """The number of the transaction that is being run; gives it one if it has none yet."""

    function = "pg_current_xact_id"
    arity = 0


if TYPE_CHECKING:
    _BigIntegerField = models.BigIntegerField[int, int]
else:
    _BigIntegerField = models.BigIntegerField


class TransactionNumberField(_BigIntegerField):
    """The 64-bit number of a transaction (`xid8`), which never wraps around."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "xid8"

    def from_db_value(self, value: Any, *_: Any) -> int | None:
        return None if value is None else int(value)
