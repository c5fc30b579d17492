"""Which refusals a call can end in, read from the source: what a function raises, and what it calls raises,
all the way down, less what is caught on the way.

Calls are followed by name, through the module's globals. What is called on an object that only exists at run
time (a rail, a gateway) is every method of that name that any of our classes has. So it may know of a little
more than can happen, and of nothing less but for what is looked up by text.
"""

import ast
import importlib
import inspect
import pkgutil
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

from django.db import models

from kernel.errors import DomainError

PACKAGES = ("kernel", "tenants", "shared_catalog", "markets", "api")
_COLLECTED = {"at"}
"""Methods under whose `with` a refusal is kept, to be told later as part of another."""
_RAISED_AS = {"raise_as", "refuse"}

_OTHERS = (str, bytes, int, list, dict, set, frozenset, tuple, datetime, models.Model, models.QuerySet)
"""What has a method of the same name is most likely one of these."""

Errors = frozenset[type[DomainError]]


@cache
def modules() -> tuple[ModuleType, ...]:
    """Every module of ours, migrations apart."""
    found = []
    for name in PACKAGES:
        package = importlib.import_module(name)
        found.append(package)
        for one in pkgutil.walk_packages(package.__path__, f"{name}."):
            if ".migrations" not in one.name:
                found.append(importlib.import_module(one.name))
    return tuple(found)


def is_ours(thing: Any) -> bool:
    return str(getattr(thing, "__module__", "")).split(".")[0] in PACKAGES


def is_refusal(thing: Any) -> bool:
    return isinstance(thing, type) and issubclass(thing, DomainError)


@cache
def _methods() -> dict[str, list[FunctionType]]:
    """The methods of our classes by name."""
    found: dict[str, list[FunctionType]] = defaultdict(list)
    for module in modules():
        for class_ in vars(module).values():
            if isinstance(class_, type) and class_.__module__ == module.__name__:
                for name, value in vars(class_).items():
                    function = inspect.unwrap(getattr(value, "__func__", value))
                    if isinstance(function, FunctionType) and not any(hasattr(one, name) for one in _OTHERS):
                        found[name].append(function)
    return found


def refusals_of(functions: Iterable[Any]) -> list[Errors]:
    """The refusals that a call of each of these functions can end in."""
    starts = [inspect.unwrap(function) for function in functions]
    waiting, readers = list(starts), {}
    while waiting:
        one = waiting.pop()
        if one not in readers:
            readers[one] = _Reader(one)
            waiting.extend(readers[one].called)
    raised = _settled(readers)
    return [raised[start] for start in starts]


def _settled(readers: dict[FunctionType, "_Reader"]) -> dict[FunctionType, Errors]:
    """What each function raises once nothing is added any more: functions may call each other in circles."""
    callers: dict[FunctionType, set[FunctionType]] = defaultdict(set)
    for one, reader in readers.items():
        for called in reader.called:
            callers[called].add(one)
    raised: dict[FunctionType, Errors] = {one: frozenset() for one in readers}
    waiting = dict.fromkeys(reversed(readers))
    while waiting:
        one, _ = waiting.popitem()
        now = readers[one].raised(raised)
        if now != raised[one]:
            raised[one] = now
            waiting.update(dict.fromkeys(callers[one]))
    return raised


@cache
def _tree(function: FunctionType) -> ast.FunctionDef | None:
    try:
        source = textwrap.dedent(inspect.getsource(function))
        found = ast.parse(source).body[0]
    except (OSError, TypeError, SyntaxError, IndexError):
        return None
    return found if isinstance(found, ast.FunctionDef) else None


def _layer(function: FunctionType) -> int:
    """How high a function stands: objects of a higher package are not handed down to a lower one."""
    package = function.__module__.split(".")[0]
    return PACKAGES.index(package) if package in PACKAGES else len(PACKAGES)


class _Reader:
    """Reads one function: what it calls, and what comes of that."""

    def __init__(self, function: FunctionType) -> None:
        self.function, self.tree = function, _tree(function)
        closure = inspect.getclosurevars(function)
        self.names = {**closure.builtins, **function.__globals__, **closure.nonlocals}
        self.local = set(function.__code__.co_varnames) | set(function.__code__.co_cellvars)
        self.called: set[FunctionType] = set()
        if self.tree is not None:
            self.methods = {
                node.func
                for node in ast.walk(self.tree)
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            }
            self.functions: dict[ast.AST, list[FunctionType]] = {
                node: self._functions(node)
                for node in ast.walk(self.tree)
                if isinstance(node, ast.Name | ast.Attribute)
            }
            self.called = {one for found in self.functions.values() for one in found}

    def raised(self, known: dict[FunctionType, Errors]) -> Errors:
        if self.tree is None:
            return frozenset()
        return frozenset(self._of(self.tree.body, known))

    def _of(self, nodes: Iterable[ast.AST], known: dict[FunctionType, Errors]) -> Iterator[type[DomainError]]:
        for node in nodes:
            if isinstance(node, ast.Try):
                yield from self._of_try(node, known)
            elif isinstance(node, ast.With):
                yield from self._of_with(node, known)
            elif isinstance(node, ast.Call) and self._raises_as(node):
                yield from (self._resolved(one) for one in node.args if is_refusal(self._resolved(one)))
            else:
                raised = node.exc if isinstance(node, ast.Raise) else node
                raised = raised.func if isinstance(raised, ast.Call) else raised
                if raised is not node and raised is not None and is_refusal(error := self._resolved(raised)):
                    yield error
                if isinstance(node, ast.Name | ast.Attribute):
                    for function in self.functions[node]:
                        yield from known.get(function, ())
                yield from self._of(ast.iter_child_nodes(node), known)

    def _of_try(self, node: ast.Try, known: dict[FunctionType, Errors]) -> Iterator[type[DomainError]]:
        inside = set(self._of(node.body, known))
        for handler in node.handlers:
            caught = self._classes(handler.type)
            again = any(isinstance(one, ast.Raise) and one.exc is None for one in ast.walk(handler))
            again = again or any(
                isinstance(one, ast.Raise) and isinstance(one.exc, ast.Name) and one.exc.id == handler.name
                for one in ast.walk(handler)
            )
            if not again:
                inside = {error for error in inside if not issubclass(error, caught)}
            yield from self._of(handler.body, known)
        yield from inside
        yield from self._of((*node.orelse, *node.finalbody), known)

    def _of_with(self, node: ast.With, known: dict[FunctionType, Errors]) -> Iterator[type[DomainError]]:
        inside = set(self._of(node.body, known))
        for item in node.items:
            call = item.context_expr
            if isinstance(call, ast.Call):
                name = getattr(call.func, "attr", getattr(call.func, "id", ""))
                if name in _COLLECTED:
                    inside = set()
                elif name == "suppress":
                    caught = tuple(self._resolved(one) for one in call.args)
                    inside = {error for error in inside if not issubclass(error, caught)}
            yield from self._of([call], known)
        yield from inside

    def _raises_as(self, node: ast.Call) -> bool:
        return isinstance(node.func, ast.Attribute) and node.func.attr in _RAISED_AS

    def _classes(self, node: ast.expr | None) -> tuple[Any, ...]:
        if node is None:
            return (Exception,)
        parts = node.elts if isinstance(node, ast.Tuple) else [node]
        return tuple(found for one in parts if isinstance(found := self._resolved(one), type))

    def _resolved(self, node: ast.AST) -> Any:
        """What a name stands for where the function was written; None for what only exists at run time."""
        if isinstance(node, ast.Name):
            return None if node.id in self.local else self.names.get(node.id)
        if isinstance(node, ast.Attribute):
            owner = self._resolved(node.value)
            if isinstance(owner, ModuleType) or (isinstance(owner, type) and is_ours(owner)):
                return getattr(owner, node.attr, None)
        return None

    def _functions(self, node: ast.Name | ast.Attribute) -> list[FunctionType]:
        """The functions of ours that a name may call."""
        found = self._resolved(node)
        if isinstance(found, type):
            if not is_ours(found) or is_refusal(found):
                return []
            made = [vars(found).get(name) for name in ("__init__", "__post_init__")]
            return [one for one in made if isinstance(one, FunctionType)]
        unwrapped = inspect.unwrap(found) if callable(found) else None
        if isinstance(unwrapped, FunctionType):
            ours = is_ours(unwrapped) or unwrapped.__module__ == self.function.__module__
            return [unwrapped] if ours else []
        if node in self.methods and not isinstance(self._resolved(node.value), ModuleType | type):
            here, private = _layer(self.function), node.attr.startswith("_")
            return [
                one
                for one in _methods().get(node.attr, [])
                if _layer(one) <= here and (not private or one.__module__ == self.function.__module__)
            ]
        return []
