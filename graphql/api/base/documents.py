"""Documents: parsed and validated once, then remembered with what their operations cost.

All rules of the specification apply, plus ours. Limits are counted before validation, in time linear in
the document.
"""

from collections import OrderedDict
from threading import Lock
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    StringValueNode,
    ValidationRule,
    parse,
    recommended_rules,
    specified_rules,
    validate,
)
from graphql.validation.rules import overlapping_fields_can_be_merged as overlapping
from graphql.validation.validate import ValidationAbortedError

from api.base import limits
from api.base.cost import Plan, plans
from api.base.errors import BAD_USER_INPUT, VALIDATION, SyntaxRefused
from api.base.measures import check_measures
from api.base.scanning import check_text

# Fields that answer together are compared pair by pair; graphql-core's own budget for that is 0.7 s of CPU.
overlapping.MAX_COMPLEXITY_BUDGET = limits.MAX_COMPARISONS

# "Did you mean" compares a word with every name of the schema, so it is for people who mistype a word or two.
MAX_SUGGESTED = 2
MAX_SUGGESTED_LENGTH = 2_000


class SafeStringsRule(ValidationRule):
    """No NUL in a string: PostgreSQL holds none, and nobody types one."""

    def enter_string_value(self, node: StringValueNode, *_: Any) -> None:
        if "\0" in node.value:
            self.report_error(
                GraphQLError("A string holds no NUL character.", node, extensions={"code": BAD_USER_INPUT})
            )


class KnownOperationsRule(ValidationRule):
    """No operation of a kind that the schema has not, which the specified rules let pass."""

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        if self.context.schema.get_root_type(node.operation) is None:
            self.report_error(GraphQLError(f"There is no {node.operation.value} here.", node))


RULES = (*specified_rules, *recommended_rules, SafeStringsRule, KnownOperationsRule)


class Prepared(NamedTuple):
    """A valid document, and what each of its operations costs."""

    document: DocumentNode
    plans: dict[str | None, Plan]

    def plan(self, operation_name: str | None) -> Plan:
        """That of the operation with this name; without one, of the only operation."""
        return self.plans[operation_name] if operation_name else next(iter(self.plans.values()))


class Documents:
    """The documents of one schema, least recently used first out, bounded in number and in length of their
    texts.
    """

    def __init__(self, schema: GraphQLSchema, *, most: int = 1_000, most_characters: int = 2_000_000) -> None:
        self.schema = schema
        self._most, self._most_characters = most, most_characters
        self._known: OrderedDict[str, Prepared] = OrderedDict()
        self._characters = 0
        self._lock = Lock()

    def document(self, text: str) -> DocumentNode:
        """The parsed and valid document. Raises InvalidDocument, or an ApiError for limits and syntax."""
        return self.prepared(text).document

    def prepared(self, text: str) -> Prepared:
        """The document with its costs. Raises InvalidDocument, or an ApiError for limits and syntax."""
        with self._lock:
            known = self._known.get(text)
            if known is not None:
                self._known.move_to_end(text)
                return known
        document = read(self.schema, text)
        prepared = Prepared(document, plans(self.schema, document))
        with self._lock:
            if text not in self._known:
                self._known[text] = prepared
                self._characters += len(text)
            while len(self._known) > self._most or self._characters > self._most_characters:
                dropped, _ = self._known.popitem(last=False)
                self._characters -= len(dropped)
        return prepared

    def __contains__(self, text: object) -> bool:
        """Whether the text is remembered, and so known to be valid."""
        return text in self._known

    def __len__(self) -> int:
        return len(self._known)


def read(schema: GraphQLSchema, text: str) -> DocumentNode:
    """Parse and validate a document. Raises InvalidDocument, or an ApiError for limits and syntax."""
    check_text(text)
    try:
        document = parse(text, max_tokens=limits.MAX_TOKENS + limits.MAX_COMMENTS + 2)
    except GraphQLSyntaxError as error:
        raise SyntaxRefused(error.message, locations=_locations(error)) from None
    check_measures(document)
    errors = _errors(schema, document, text)
    if errors:
        raise InvalidDocument(errors)
    return document


def _errors(schema: GraphQLSchema, document: DocumentNode, text: str) -> list[GraphQLError]:
    """What is wrong with the document, with suggestions where there is little to suggest."""
    errors = validate(schema, document, RULES, max_errors=limits.MAX_ERRORS, hide_suggestions=True)
    if errors and isinstance(errors[-1], ValidationAbortedError) and len(errors) <= limits.MAX_ERRORS:
        raise limits.TooManyComparisons()
    if 0 < len(errors) <= MAX_SUGGESTED and len(text) <= MAX_SUGGESTED_LENGTH:
        return validate(schema, document, RULES, max_errors=limits.MAX_ERRORS)
    return errors


class InvalidDocument(Exception):
    """The document breaks rules of validation; `errors` carry their codes."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__(f"{len(errors)} validation errors")
        self.errors = errors
        for error in errors:
            error.extensions = {"code": VALIDATION, **(error.extensions or {})}


def _locations(error: GraphQLError) -> list[dict[str, int]]:
    return [{"line": at.line, "column": at.column} for at in error.locations or ()]
