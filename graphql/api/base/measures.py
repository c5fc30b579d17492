"""How much a parsed document asks for, in time linear in the document: each fragment is measured once.

Its fields count wherever it is spread, because there they are work: a fragment that spreads another twice
doubles it.
"""

from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
)

from api.base import limits


def check_measures(document: DocumentNode) -> None:
    """Raises OverLimit for a document that goes too deep, or asks for too much."""
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    _require((len(operations), limits.TooManyOperations), (len(fragments), limits.TooManyFragments))
    aliases, directives = _aliases_and_directives(document)
    _require((aliases, limits.TooManyAliases), (directives, limits.TooManyDirectives))
    sizer = _Sizer(fragments)
    for operation in operations:
        size = sizer.size(operation.selection_set)
        writes = operation.operation is OperationType.MUTATION
        _require(
            (size.depth, limits.TooDeep),
            (size.own, limits.TooManyMutations if writes else limits.TooManyRootFields),
            (size.fields, limits.TooManyFields),
        )


def _require(*measured: tuple[int, type[limits.OverLimit]]) -> None:
    for actual, limit in measured:
        if actual > limit.maximum:
            raise limit(actual)


def _aliases_and_directives(document: DocumentNode) -> tuple[int, int]:
    aliases = directives = 0
    waiting: list[Any] = list(document.definitions)
    while waiting:
        node = waiting.pop()
        directives += len(getattr(node, "directives", None) or ())
        aliases += isinstance(node, FieldNode) and node.alias is not None
        waiting.extend(getattr(node, "variable_definitions", None) or ())
        selections = getattr(node, "selection_set", None)
        if selections is not None:
            waiting.extend(selections.selections)
    return aliases, directives


class _Size(NamedTuple):
    """What a selection asks for: fields in all, fields of its own level, and how deep they go."""

    fields: int = 0
    own: int = 0
    depth: int = 0


class _Sizer:
    """Measures selections; remembers fragments by their name."""

    def __init__(self, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._known: dict[str, _Size] = {}

    def size(self, selections: SelectionSetNode | None, nesting: int = 1) -> _Size:
        if nesting > limits.MAX_NESTING:
            raise limits.NestedTooDeeply(nesting)
        fields = own = depth = 0
        spread: set[str] = set()
        for node in selections.selections if selections else ():
            if isinstance(node, FragmentSpreadNode):
                name = node.name.value
                if name in spread:
                    continue  # the same fields again, which are answered once
                spread.add(name)
                found = self._of_fragment(name, nesting)
            else:
                found = self.size(node.selection_set, nesting + 1)  # type: ignore[attr-defined]
                if isinstance(node, FieldNode):
                    found = _Size(found.fields + 1, 1, found.depth + 1)
            fields, own, depth = fields + found.fields, own + found.own, max(depth, found.depth)
        return _Size(fields, own, depth)

    def _of_fragment(self, name: str, nesting: int) -> _Size:
        if name not in self._known:
            self._known[name] = _Size()  # a circle adds nothing here; validation refuses it
            fragment = self._fragments.get(name)
            self._known[name] = self.size(fragment.selection_set if fragment else None, nesting + 1)
        return self._known[name]
