"""Scalars with one spelling each, both ways. A value that is spelt otherwise is refused, never guessed."""

import re
from datetime import UTC, date, datetime
from typing import Any, ClassVar
from uuid import UUID as PythonUUID

import graphene
from graphql import GraphQLError, IntValueNode, StringValueNode, ValueNode

_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})", re.ASCII)
# Any other day is a slip of the hand, and those at the ends of the calendar have no day beside them.
_DATE = re.compile(r"(19|2\d)\d{2}-\d{2}-\d{2}", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_NIL = PythonUUID(int=0)

MAX_SAFE_INTEGER = 2**53 - 1


class TextScalar(graphene.Scalar):
    """A scalar that travels as a JSON string."""

    class Meta:
        abstract = True

    expected: ClassVar[str]

    @classmethod
    def read(cls, text: str) -> Any:
        """The value that `text` spells. Raises ValueError."""
        raise NotImplementedError

    @classmethod
    def parse_value(cls, value: Any) -> Any:
        if not isinstance(value, str):
            raise GraphQLError(f"{cls.__name__} is a string such as {cls.expected}.")
        try:
            return cls.read(value)
        except ValueError:
            raise GraphQLError(f"{cls.__name__} is spelt like {cls.expected}.") from None

    @classmethod
    def parse_literal(cls, node: ValueNode, _variables: Any = None) -> Any:
        return cls.parse_value(node.value if isinstance(node, StringValueNode) else None)


class DateTime(TextScalar):
    """An instant, ISO 8601 with its offset, such as `2026-11-23T09:30:00Z`. Answers are always in UTC."""

    specified_by = "https://scalars.graphql.org/andimarek/date-time.html"
    expected = "2026-11-23T09:30:00Z"

    @classmethod
    def read(cls, text: str) -> datetime:
        if not _DATE_TIME.fullmatch(text):
            raise ValueError(text)
        try:
            return datetime.fromisoformat(text).astimezone(UTC)
        except OverflowError:
            raise ValueError(text) from None

    @staticmethod
    def serialize(value: datetime) -> str:
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


class Date(TextScalar):
    """A day of the years 1900 to 2999, ISO 8601, such as `2026-11-23`."""

    specified_by = "https://scalars.graphql.org/andimarek/local-date.html"
    expected = "2026-11-23"

    @classmethod
    def read(cls, text: str) -> date:
        if not _DATE.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text)

    @staticmethod
    def serialize(value: date) -> str:
        return value.isoformat()


class UUID(TextScalar):
    """A universally unique identifier, RFC 9562, such as `0193586e-8a00-7000-8000-000000000001`."""

    specified_by = "https://www.rfc-editor.org/rfc/rfc9562"
    expected = "0193586e-8a00-7000-8000-000000000001"

    @classmethod
    def read(cls, text: str) -> PythonUUID:
        read = PythonUUID(text) if _UUID.fullmatch(text) else _NIL
        if read == _NIL:  # which programs send for an id that they forgot to make
            raise ValueError(text)
        return read

    @staticmethod
    def serialize(value: PythonUUID) -> str:
        return str(value)


class SafeInt(graphene.Scalar):
    """A whole number from -(2^53 - 1) to 2^53 - 1: as far as every JSON reader counts exactly."""

    specified_by = "https://www.rfc-editor.org/rfc/rfc8259#section-6"

    @staticmethod
    def serialize(value: int) -> int:
        assert abs(value) <= MAX_SAFE_INTEGER, value
        return value

    @staticmethod
    def parse_value(value: Any) -> int:
        if type(value) is not int or abs(value) > MAX_SAFE_INTEGER:
            raise GraphQLError("SafeInt is a whole number of at most 2^53 - 1.")
        return value

    @classmethod
    def parse_literal(cls, node: ValueNode, _variables: Any = None) -> int:
        # Twenty digits are more than any number in range, and Python refuses to read thousands of them.
        readable = isinstance(node, IntValueNode) and len(node.value) <= 20
        return cls.parse_value(int(node.value) if readable and isinstance(node, IntValueNode) else None)


class JSON(graphene.Scalar):
    """Any JSON value. It is answered, never asked for."""

    specified_by = "https://www.rfc-editor.org/rfc/rfc8259"

    @staticmethod
    def serialize(value: Any) -> Any:
        return value
