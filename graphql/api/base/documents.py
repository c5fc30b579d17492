"""Documents: parsed and validated once, then remembered.

All rules of the specification apply, plus ours. Limits are counted before validation, in time linear in
the document.
"""

from collections import OrderedDict
from threading import Lock
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    ValidationRule,
    parse,
    specified_rules,
    validate,
)

from api.base.errors import BAD_USER_INPUT, VALIDATION, LimitExceeded, SyntaxRefused

MAX_LENGTH = 100_000
MAX_TOKENS = 10_000
MAX_DEPTH = 20
MAX_ALIASES = 100
MAX_ROOT_FIELDS = 50
MAX_FIELDS = 1_000


class SafeStringsRule(ValidationRule):
    """No NUL in a string: PostgreSQL holds none, and nobody types one."""

    def enter_string_value(self, node: StringValueNode, *_: Any) -> None:
        if "\0" in node.value:
            self.report_error(
                GraphQLError("A string holds no NUL character.", node, extensions={"code": BAD_USER_INPUT})
            )


RULES = (*specified_rules, SafeStringsRule)


class Documents:
    """The documents of one schema, least recently used first out, bounded in number and in length of their
    texts.
    """

    def __init__(self, schema: GraphQLSchema, *, most: int = 1_000, most_characters: int = 2_000_000) -> None:
        self.schema = schema
        self._most, self._most_characters = most, most_characters
        self._known: OrderedDict[str, DocumentNode] = OrderedDict()
        self._characters = 0
        self._lock = Lock()

    def document(self, text: str) -> DocumentNode:
        """The parsed and valid document. Raises InvalidDocument, or an ApiError for limits and syntax."""
        with self._lock:
            known = self._known.get(text)
            if known is not None:
                self._known.move_to_end(text)
                return known
        document = self._read(text)
        with self._lock:
            if text not in self._known:
                self._known[text] = document
                self._characters += len(text)
            while len(self._known) > self._most or self._characters > self._most_characters:
                dropped, _ = self._known.popitem(last=False)
                self._characters -= len(dropped)
        return document

    def _read(self, text: str) -> DocumentNode:
        if len(text) > MAX_LENGTH:
            raise LimitExceeded("document length", actual=len(text), maximum=MAX_LENGTH)
        try:
            document = parse(text, max_tokens=MAX_TOKENS)
        except GraphQLSyntaxError as error:
            if "token limit" in error.message or "tokens" in error.message:
                raise LimitExceeded("document tokens", maximum=MAX_TOKENS) from None
            raise SyntaxRefused(error.message, locations=_locations(error)) from None
        except GraphQLError as error:  # nested deeper than the parser goes
            raise SyntaxRefused(error.message) from None
        check_limits(document)
        errors = validate(self.schema, document, RULES)
        if errors:
            raise InvalidDocument(errors)
        return document

    def __len__(self) -> int:
        return len(self._known)


class InvalidDocument(Exception):
    """The document breaks rules of validation; `errors` carry their codes."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__(f"{len(errors)} validation errors")
        self.errors = errors
        for error in errors:
            error.extensions = {"code": VALIDATION, **(error.extensions or {})}


def check_limits(document: DocumentNode) -> None:
    """Raises LimitExceeded for a document that goes too deep, or asks for too much."""
    counted = _Measures(document)
    measured = (
        ("depth", counted.depth, MAX_DEPTH),
        ("aliases", counted.aliases, MAX_ALIASES),
        ("root fields", counted.root_fields, MAX_ROOT_FIELDS),
        ("fields", counted.fields, MAX_FIELDS),
    )
    for what, actual, maximum in measured:
        if actual > maximum:
            raise LimitExceeded(what, actual=actual, maximum=maximum)


class _Size(NamedTuple):
    """What a selection asks for: fields in all, fields of its own level, and how deep they go."""

    fields: int = 0
    own: int = 0
    depth: int = 0


class _Measures:
    """Each fragment is measured once, so that measuring is quick; its fields count wherever it is spread,
    because there they are work: a fragment that spreads another twice doubles it.
    """

    def __init__(self, document: DocumentNode) -> None:
        fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
        known: dict[str, _Size] = {}
        sizes = [_size(d.selection_set, fragments, known) for d in operations]
        self.aliases = sum(_aliases(d.selection_set) for d in (*fragments.values(), *operations))
        self.depth = max((size.depth for size in sizes), default=0)
        self.root_fields = max((size.own for size in sizes), default=0)
        self.fields = max((size.fields for size in sizes), default=0)


def _aliases(selections: SelectionSetNode | None) -> int:
    if selections is None:
        return 0
    return sum(
        (isinstance(node, FieldNode) and node.alias is not None)
        + _aliases(getattr(node, "selection_set", None))
        for node in selections.selections
    )


def _size(
    selections: SelectionSetNode | None, fragments: dict[str, FragmentDefinitionNode], known: dict[str, _Size]
) -> _Size:
    fields = own = depth = 0
    spread: set[str] = set()
    for node in selections.selections if selections else ():
        if isinstance(node, FragmentSpreadNode):
            name = node.name.value
            if name in spread:
                continue  # the same fields again, which are answered once
            spread.add(name)
            found = _size_of_fragment(name, fragments, known)
        else:
            found = _size(node.selection_set, fragments, known)  # type: ignore[attr-defined]
            if isinstance(node, FieldNode):
                found = _Size(found.fields + 1, 1, found.depth + 1)
        fields, own, depth = fields + found.fields, own + found.own, max(depth, found.depth)
    return _Size(fields, own, depth)


def _size_of_fragment(
    name: str, fragments: dict[str, FragmentDefinitionNode], known: dict[str, _Size]
) -> _Size:
    if name not in known:
        known[name] = _Size()  # a circle adds nothing here; validation refuses it
        fragment = fragments.get(name)
        known[name] = _size(fragment.selection_set, fragments, known) if fragment else _Size()
    return known[name]


def _locations(error: GraphQLError) -> list[dict[str, int]]:
    return [{"line": at.line, "column": at.column} for at in error.locations or ()]
