"""A first look at a request's variables, before anything is made of them."""

from typing import Any

from api.base import limits
from api.base.errors import BadUserInput


def check_variables(variables: dict[str, Any]) -> None:
    """Raises OverLimit for too many values or too deep ones, and BadUserInput for NUL: PostgreSQL holds none,
    and nobody types one.
    """
    waiting: list[tuple[Any, int]] = [(variables, 0)]
    values = 0
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, str):
            if "\0" in value:
                raise BadUserInput("A string holds no NUL character.")
            continue
        if not isinstance(value, dict | list):
            continue
        if depth > limits.MAX_VALUE_DEPTH:
            raise limits.ValuesTooDeep(depth)
        values += len(value)
        if values > limits.MAX_VALUES:
            raise limits.TooManyValues(values)
        if isinstance(value, dict):
            waiting.extend((key, depth + 1) for key in value)
        inside = value.values() if isinstance(value, dict) else value
        waiting.extend((inner, depth + 1) for inner in inside)
