"""What a cooperative owes, in the shape of Stripe's requirements of an account: for a whole page at once."""

from collections.abc import Mapping, Sequence
from typing import Any

import graphene

from api.base.loaded import Loaded
from api.base.scalars import Date
from api.context import Context
from api.cooperative_documents import enums
from api.cooperative_documents.types import CooperativeDocument
from kernel.halfmonth import business_date
from shared_catalog.documents import queries
from shared_catalog.documents.types import Asking, Demands, DocumentType, Eligibility, Fault
from tenants.permissions import Permission

# Seven statements for a page, beside the object itself.
_COST = 5


class Demand(graphene.ObjectType):
    """A document that is owed."""

    type = graphene.Field(enums.DocumentType, required=True, description="Which.")
    deadline = graphene.Field(Date, required=True, description="The last day on which all is well as it is.")


class DocumentFault(graphene.ObjectType):
    """What is wrong with a document that was brought."""

    type = graphene.Field(enums.DocumentType, required=True, description="For which demand it was brought.")
    document_id = graphene.ID(
        description="The document; null for a certificate of ONSSA, which stands among `authorisations`."
    )
    code = graphene.Field(enums.DocumentFault, required=True, description="What is wrong.")
    reason = graphene.String(description="In the words of who decided.")

    @staticmethod
    def resolve_document_id(root: Fault, _info: Any) -> str | None:
        onssa = root.type is DocumentType.ONSSA_CERTIFICATE
        return None if onssa else CooperativeDocument.global_id(root.document_id, None)

    @staticmethod
    def resolve_code(root: Fault, _info: Any) -> Any:
        return root.fault

    @staticmethod
    def resolve_reason(root: Fault, _info: Any) -> str | None:
        return root.reason or None


class DocumentAlternative(graphene.ObjectType):
    """What does instead of a document that is owed."""

    original = graphene.Field(enums.DocumentType, required=True, description="What is owed.")
    alternatives = graphene.List(
        graphene.NonNull(enums.DocumentType), required=True, description="One of these does instead."
    )


def _demands(description: str) -> Any:
    return graphene.List(graphene.NonNull(Demand), required=True, description=description)


class Owed(graphene.ObjectType):
    """What requirements that come into force will ask that today's do not."""

    class Meta:
        name = "FutureRequirements"

    effective_from = graphene.Field(Date, required=True, description="From which day on.")
    current_deadline = graphene.Field(Date, description="The earliest deadline; null where nothing is due.")
    currently_due = _demands("What is due then, as things stand.")
    eventually_due = _demands("That, and what will be due one day.")
    past_due = _demands("What disables from that day on.")
    pending_verification = _demands("What waits for headquarters' reviewer.")

    @staticmethod
    def resolve_effective_from(root: Demands, _info: Any) -> Any:
        return root.on


class EligibilityType(graphene.ObjectType):
    """Whether a cooperative has what is asked of it today, what it owes, and until when."""

    class Meta:
        name = "Eligibility"

    eligible = graphene.Boolean(required=True, description="Whether nothing keeps it from selling.")
    disabled_reason = graphene.Field(enums.DisabledReason, description="What does; null where nothing does.")
    current_deadline = graphene.Field(
        Date, description="The earliest deadline of what is currently due; null where nothing is."
    )
    currently_due = _demands("What is missing, or ends within 60 days.")
    eventually_due = _demands("That, and what ends later.")
    past_due = _demands("What is missing and disables.")
    pending_verification = _demands("What waits for headquarters' reviewer, and is owed by nobody else.")
    errors = graphene.List(
        graphene.NonNull(DocumentFault), required=True, description="Why what was brought does not do."
    )
    alternatives = graphene.List(
        graphene.NonNull(DocumentAlternative), required=True, description="What does instead of what is due."
    )
    future_requirements = graphene.Field(
        Owed, description="What the next requirements will ask that today's do not; null for none."
    )

    @staticmethod
    def resolve_future_requirements(root: Eligibility, _info: Any) -> Demands | None:
        return root.future


def _of_demands(name: str) -> Any:
    return staticmethod(lambda root, _info: getattr(root.demands, name))


for _name in (
    "current_deadline",
    "currently_due",
    "eventually_due",
    "past_due",
    "pending_verification",
    "errors",
    "alternatives",
):
    setattr(EligibilityType, f"resolve_{_name}", _of_demands(_name))


def _of_cooperatives(
    rows: Sequence[Any], context: Context, category: str | None = None
) -> Mapping[Any, Eligibility]:
    asking = {row.pk: Asking(cooperative_id=row.pk, category_code=category or "") for row in rows}
    return _found(asking, context)


def _of_products(rows: Sequence[Any], context: Context) -> Mapping[Any, Eligibility]:
    asking = {row.pk: Asking(cooperative_id=row.cooperative_id, product_id=row.pk) for row in rows}
    return _found(asking, context)


def _found(asking: Mapping[Any, Asking], context: Context) -> Mapping[Any, Eligibility]:
    found = queries.eligibilities(asked=set(asking.values()), on=business_date(context.now))
    return {key: found[one] for key, one in asking.items()}


def cooperative_eligibility() -> Loaded:
    """The field of a cooperative."""
    return Loaded(
        EligibilityType,
        "What it still owes on paper today: as a cooperative of its group, or for goods of a category. "
        "NOT_FOUND for a code that is no category's.",
        load=_of_cooperatives,
        permission=Permission.DOCUMENTS_READ,
        hq_only=True,
        cost=_COST,
        category=graphene.Argument(graphene.String, description="The code of a category, such as `amlou`."),
    )


def product_eligibility() -> Loaded:
    """The field of a product."""
    return Loaded(
        EligibilityType,
        "What its cooperative still owes on paper today to sell it.",
        load=_of_products,
        permission=Permission.DOCUMENTS_READ,
        hq_only=True,
        cost=_COST,
    )
