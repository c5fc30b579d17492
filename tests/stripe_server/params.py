"""Form parameters as Stripe takes them, checked against the types that stripe-python generates from Stripe's
own description of its API (`stripe.params`): what those types do not name, or name as required, is refused.
"""

import itertools
import re
import sys
import types
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, ForwardRef, Literal, Union, get_args, get_origin
from urllib.parse import parse_qsl

import typing_extensions
from stripe._request_options import RequestOptions
from stripe._stripe_object import UntypedStripeObject
from stripe_server.errors import ApiError, invalid

# Options of the library's call, which travel as headers.
_TRANSPORT = frozenset(RequestOptions.__annotations__)
_KEY = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_METADATA = {"metadata": (50, 40, 500)}

Params = dict[str, Any]


def decoded(form: str) -> Params:
    """The nested parameters of a form: `metadata[a]=b`, `expand[0]=c`, `expand[]=d`."""
    found: Params = {}
    for key, value in parse_qsl(form, keep_blank_values=True):
        match = _KEY.fullmatch(key)
        if match is None:
            raise invalid("parameter_unknown", f"Received unknown parameter: {key}", key)
        parts = [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])]
        _put(found, parts, value)
    return {key: _listed(value) for key, value in found.items()}


def checked(given: Mapping[str, Any], shape: Any, path: str = "") -> Params:
    """The parameters as values of a generated type. Raises ApiError as Stripe words it."""
    annotations = {key: a for key, a in shape.__annotations__.items() if key not in _TRANSPORT}
    for key in given:
        if key not in annotations:
            name = f"{path}[{key}]" if path else key
            raise invalid("parameter_unknown", f"Received unknown parameter: {name}", name)
    for key in sorted(shape.__required_keys__ - _TRANSPORT):
        if given.get(key) in (None, ""):
            name = f"{path}[{key}]" if path else key
            raise invalid("parameter_missing", f"Missing required param: {name}.", name)
    module = sys.modules[shape.__module__].__dict__
    values = {}
    for key, value in given.items():
        name = f"{path}[{key}]" if path else key
        values[key] = _value(value, _resolved(annotations[key], module), name, module)
        if key in _METADATA:
            _check_metadata(values[key], name)
    return values


def _put(found: Any, parts: list[str], value: str) -> None:
    for here, following in itertools.pairwise(parts):
        name = str(len(found)) if here == "" else here
        inner = found.setdefault(name, {})
        if not isinstance(inner, dict):
            raise invalid("parameter_invalid", f"Invalid hash: {following}", parts[0])
        found = inner
    found[str(len(found)) if parts[-1] == "" else parts[-1]] = value


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {key: _listed(item) for key, item in value.items()}
    if inner and all(key.isdecimal() for key in inner):
        return [inner[key] for key in sorted(inner, key=int)]
    return inner


def _resolved(annotation: Any, module: Mapping[str, Any]) -> Any:
    """The annotation without the marks of TypedDict, with its names looked up where it was written."""
    if isinstance(annotation, ForwardRef):
        annotation = annotation.__forward_arg__
    if isinstance(annotation, str):
        return _resolved(eval(annotation, dict(module)), module)
    if get_origin(annotation) in (typing_extensions.NotRequired, typing_extensions.Required):
        return _resolved(get_args(annotation)[0], module)
    return annotation


def _value(value: Any, wanted: Any, name: str, module: Mapping[str, Any]) -> Any:
    wanted = _resolved(wanted, module)
    origin = get_origin(wanted)
    if wanted is Any:
        return value
    if origin in (Union, types.UnionType):
        return _one_of(value, [_resolved(part, module) for part in get_args(wanted)], name, module)
    if origin is Literal:
        if value in get_args(wanted):
            return value
        listed = ", ".join(map(str, get_args(wanted)))
        raise invalid("parameter_invalid", f"Invalid {name}: must be one of {listed}", name)
    if origin in (list, typing_extensions.Sequence):
        if not isinstance(value, list):
            raise invalid("parameter_invalid_array", "Invalid array", name)
        return [_value(v, get_args(wanted)[0], f"{name}[{i}]", module) for i, v in enumerate(value)]
    if origin is dict or origin is UntypedStripeObject or wanted is UntypedStripeObject:
        if not isinstance(value, dict):
            raise invalid("parameter_invalid", "Invalid hash", name)
        return {key: str(item) for key, item in value.items()}
    if typing_extensions.is_typeddict(wanted):
        if not isinstance(value, dict):
            raise invalid("parameter_invalid", "Invalid hash", name)
        return checked(value, wanted, name)
    return _scalar(value, wanted, name)


def _one_of(value: Any, options: list[Any], name: str, module: Mapping[str, Any]) -> Any:
    """The first option that fits. In `Literal[...] | str`, an enumeration, the string is for values to
    come.
    """
    literals = [option for option in options if get_origin(option) is Literal]
    if literals and str in options:
        options = [option for option in options if option is not str]
        if not any("" in get_args(literal) and len(get_args(literal)) == 1 for literal in literals):
            literals = []
        else:
            # `Literal[""] | str` unsets: any text will do.
            named = [entry for literal in literals for entry in get_args(literal) if entry != ""]
            options = [*options, *([] if named else [str])]
    refusal: ApiError | None = None
    for option in options:
        try:
            return _value(value, option, name, module)
        except ApiError as error:
            refusal = error if refusal is None or typing_extensions.is_typeddict(option) else refusal
    assert refusal is not None
    raise refusal


def _scalar(value: Any, wanted: Any, name: str) -> Any:
    if not isinstance(value, str):
        raise invalid("parameter_invalid_string", f"Invalid string: {name}", name)
    if wanted is str:
        return value
    if wanted is int:
        if not _WHOLE.fullmatch(value):
            raise invalid("parameter_invalid_integer", f"Invalid integer: {value}", name)
        return int(value)
    if wanted is bool:
        if value not in ("true", "false"):
            raise invalid("parameter_invalid", f"Invalid boolean: {value}", name)
        return value == "true"
    if wanted in (float, Decimal):
        try:
            return Decimal(value)
        except InvalidOperation:
            raise invalid("parameter_invalid", f"Invalid decimal: {value}", name) from None
    raise AssertionError(f"{name}: no rule for {wanted}")


def _check_metadata(given: Any, name: str) -> None:
    most, longest_key, longest_value = _METADATA["metadata"]
    if not isinstance(given, dict):
        return
    if len(given) > most:
        raise invalid("parameter_invalid", f"Metadata has at most {most} keys", name)
    for key, value in given.items():
        if len(key) > longest_key or len(value) > longest_value:
            raise invalid("parameter_invalid", f"Metadata is too long: {key}", f"{name}[{key}]")
