"""The documents of bulk operations: which may be run, and what is added to them for the worker.

To a mutation the errors of its payload, whether the document asks for them or not: they say what failed. To a
list the page to read and where the next one begins.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import graphene
from django.conf import settings
from graphql import (
    DocumentNode,
    FieldNode,
    OperationDefinitionNode,
    OperationType,
    TypeInfo,
    TypeInfoVisitor,
    VariableNode,
    Visitor,
    parse,
    print_ast,
    visit,
)

from api.base import limits
from api.base.documents import Documents, InvalidDocument
from api.base.errors import ApiError
from api.base.fields import Field
from api.base.inputs import bare
from api.base.mutations import Mutation
from api.base.once import KEY, Keyed
from api.base.pages import MAX_PAGE, ListField
from api.base.permissions import Requirement
from api.base.scalars import SafeInt
from kernel.errors import DomainError
from tenants.permissions import Permission

ERRORS, FIRST, AFTER = "bulkErrors", "bulkFirst", "bulkAfter"

_ERRORS = f"{{ {ERRORS}: errors {{ code path message }} }}"
_PAGE = (
    f"query (${FIRST}: Int, ${AFTER}: String) {{"
    f" list(first: ${FIRST}, after: ${AFTER}) {{ pageInfo {{ hasNextPage endCursor }} }} }}"
)
_PAGE_ARGUMENTS = frozenset({"first", "last", "after", "before"})
_NUMBERS = (graphene.Int, graphene.Boolean, SafeInt)
_SIZES = (MAX_PAGE, 50, 20, 10, 5, 2, 1)

_served: dict[bool, Documents] = {}


class DocumentRefused(DomainError):
    """The document is none that can be run in bulk. Params: `reason`."""

    code = "BULK_DOCUMENT_REFUSED"
    messages = {
        "ar": "لا يمكن تنفيذ هذا المستند جماعيا: {reason}",
        "fr": "Ce document ne se prête pas à une opération en masse : {reason}",
        "en": "This document cannot be run in bulk: {reason}",
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkMutation:
    """A mutation that is run for each line: its `text` for the worker, the `name` under which it is answered,
    and the variable that holds its whole input, if one does.
    """

    text: str
    field: str
    name: str
    mutation: type[Mutation]
    variable: str | None

    @property
    def takes_key(self) -> bool:
        """Whether its input has an idempotency key."""
        return isinstance(self.mutation.once, Keyed)

    def variables(self, line: dict[str, Any], *, key: str) -> dict[str, Any]:
        """A line as variables, with an idempotency key where its input lacks one."""
        given = line.get(self.variable) if self.variable else None
        if not self.takes_key or not isinstance(given, dict):
            return line
        return {**line, str(self.variable): {_KEY_ON_THE_WIRE: key, **given}}


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkQuery:
    """A list that is exported: its `text` for the worker, the `name` under which it is answered, what each of
    its fields requires, and how many rows one page may have.
    """

    text: str
    field: str
    name: str
    requirements: Sequence[Requirement | None]
    page: int


_KEY_ON_THE_WIRE = "idempotencyKey"
assert _KEY_ON_THE_WIRE.lower() == KEY.replace("_", "")


def serve(documents: Documents, *, for_market: bool) -> None:
    """Say which documents a side has. Its schema has bulk operations too, and so cannot be imported here."""
    _served[for_market] = documents


def documents_of(market: str | None) -> Documents:
    """The documents of a market's host, or of headquarters' (None)."""
    return _served[market is not None]


def bulk_mutation(text: str, *, market: str | None) -> BulkMutation:
    """The one mutation of a document. Raises DocumentRefused."""
    documents = documents_of(market)
    document, root = _only_field(documents, text, OperationType.MUTATION)
    mutation = _declared(documents, OperationType.MUTATION, root).mutation
    if not (isinstance(mutation, type) and issubclass(mutation, Mutation)):
        raise _refused("a line is one row already; name the mutation of one row")
    _check_repeatable(mutation)
    assert root.selection_set is not None
    added = _selections(_ERRORS)
    root.selection_set.selections = (*root.selection_set.selections, *added)
    held = next((argument.value for argument in root.arguments if argument.name.value == "input"), None)
    made = BulkMutation(
        text=print_ast(document),
        field=root.name.value,
        name=_answered_as(root),
        mutation=mutation,
        variable=held.name.value if isinstance(held, VariableNode) else None,
    )
    _check_cost(documents, made.text, {})
    return made


def bulk_query(text: str, *, market: str | None) -> BulkQuery:
    """The one list of a document. Raises DocumentRefused."""
    documents = documents_of(market)
    document, root = _only_field(documents, text, OperationType.QUERY)
    declared = _declared(documents, OperationType.QUERY, root)
    selected = root.selection_set.selections if root.selection_set else ()
    if not isinstance(declared, ListField) or not _is_nodes(selected):
        raise _refused("ask for one list and `nodes` of it, and nothing beside")
    if any(argument.name.value in _PAGE_ARGUMENTS for argument in root.arguments):
        raise _refused("leave out `first`, `last`, `after` and `before`: the list is exported whole")
    operation = _operation(document)
    if operation.variable_definitions:
        raise _refused("an export has no variables; write their values into it")
    pattern = _operation(parse(_PAGE))
    [page] = pattern.selection_set.selections
    assert isinstance(page, FieldNode) and page.selection_set and root.selection_set
    operation.variable_definitions = pattern.variable_definitions
    root.arguments = (*root.arguments, *page.arguments)
    root.selection_set.selections = (*selected, *page.selection_set.selections)
    rewritten = print_ast(document)
    return BulkQuery(
        text=rewritten,
        field=root.name.value,
        name=_answered_as(root),
        requirements=_requirements(documents, document),
        page=_largest_page(documents, rewritten),
    )


def _only_field(documents: Documents, text: str, wanted: OperationType) -> tuple[DocumentNode, FieldNode]:
    """A copy of the document that may be changed, and its one root field."""
    try:
        documents.prepared(text)
    except InvalidDocument as invalid:
        raise _refused(invalid.errors[0].message) from None
    except ApiError as error:
        raise _refused(error.message) from None
    document = parse(text, no_location=True)
    operations = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    if [one.operation for one in operations] != [wanted]:
        raise _refused(f"it holds one {wanted.value}, and no other operation")
    selections = operations[0].selection_set.selections
    if len(selections) != 1 or not isinstance(selections[0], FieldNode) or selections[0].directives:
        raise _refused(f"its {wanted.value} has one field, without a fragment or a directive around it")
    return document, selections[0]


def _declared(documents: Documents, kind: OperationType, root: FieldNode) -> Field:
    type_ = documents.schema.get_root_type(kind)
    assert type_ is not None
    field = type_.fields.get(root.name.value)
    declared = field.extensions.get("declared") if field else None
    if not isinstance(declared, Field):
        raise _refused(f"`{root.name.value}` is about the schema")
    return declared


def _requirements(documents: Documents, document: DocumentNode) -> Sequence[Requirement | None]:
    """What the fields of a document require, those below its list too."""
    visitor = _Required(TypeInfo(documents.schema))
    visit(document, TypeInfoVisitor(visitor.types, visitor))
    return list(dict.fromkeys(visitor.found))


class _Required(Visitor):
    """Collects what the fields of a document require."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.types = types
        self.found: list[Requirement | None] = []

    def enter_field(self, *_: Any) -> None:
        field = self.types.get_field_def()
        declared = field.extensions.get("declared") if field is not None else None
        if isinstance(declared, Field):
            self.found.extend(declared.requirements())


def _check_repeatable(mutation: type[Mutation]) -> None:
    """Each line is one transaction and its answer is kept in a file, so it may neither act outside nor show a
    secret.
    """
    name = mutation.field_name()
    if mutation.permission is Permission.BULK_WRITE:
        raise _refused(f"`{name}` starts or stops other bulk operations")
    if mutation.several:
        raise _refused(f"`{name}` acts outside, between transactions of its own")
    if mutation.reads or not all(map(_may_be_kept, mutation.returned.values())):
        raise _refused(f"`{name}` may answer a secret, which no file keeps")


def _may_be_kept(returned: Any) -> bool:
    """Whether a payload's field holds no secret: it is a row, a number or a yes or no."""
    return hasattr(returned, "node") or bare(returned.type) in _NUMBERS


def _check_cost(documents: Documents, text: str, variables: Mapping[str, Any]) -> None:
    cost = documents.prepared(text).plan(None).requested(variables)
    if cost > settings.COST_PER_REQUEST:
        raise _refused(limits.CostTooHigh(cost, maximum=settings.COST_PER_REQUEST).message)


def _largest_page(documents: Documents, text: str) -> int:
    """As many rows as one request may ask for, since each page is one."""
    plan = documents.prepared(text).plan(None)
    for size in _SIZES:
        if plan.requested({FIRST: size}) <= settings.COST_PER_REQUEST:
            return size
    _check_cost(documents, text, {FIRST: 1})
    raise AssertionError("a cost that is too high is refused")


def _is_nodes(selections: Sequence[Any]) -> bool:
    return (
        len(selections) == 1
        and isinstance(selections[0], FieldNode)
        and selections[0].name.value == "nodes"
        and selections[0].alias is None
        and not selections[0].directives
    )


def _selections(text: str) -> Sequence[Any]:
    return _operation(parse(text, no_location=True)).selection_set.selections


def _operation(document: DocumentNode) -> OperationDefinitionNode:
    return next(one for one in document.definitions if isinstance(one, OperationDefinitionNode))


def _answered_as(root: FieldNode) -> str:
    return root.alias.value if root.alias else root.name.value


def _refused(reason: str) -> DocumentRefused:
    return DocumentRefused(reason=reason)
