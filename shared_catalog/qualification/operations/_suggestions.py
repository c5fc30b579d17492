"""A market answers what headquarters suggested, on its own login."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, NotFound
from shared_catalog.qualification.models import ListingAnswer, ListingSuggestion
from shared_catalog.registry.rules import required_reason
from tenants.database.claims import claim


class SuggestionAnswered(DomainError):
    """The market answered otherwise, and what it said stays. Params: `suggestion`."""

    code = "SUGGESTION_ANSWERED"
    messages = {
        "ar": "سبق أن أجاب السوق عن الاقتراح {suggestion}",
        "fr": "Le marché a déjà répondu à la suggestion {suggestion}",
        "en": "The market already answered the suggestion {suggestion}",
    }


@transaction.atomic
def answer_suggestion(
    *, suggestion_id: UUID, accepted: bool, reason: str, at: datetime, actor: str
) -> ListingSuggestion:
    """Say whether the market will list what the cooperative makes; no says why. The same answer again is
    answered as it is.

    It runs on the market's login, which sees its own suggestions only. Raises NotFound, SuggestionAnswered,
    InvalidValue.
    """
    why = reason.strip() if accepted else required_reason(reason)
    claim(suggestion_id)
    suggestion = ListingSuggestion.objects.filter(id=suggestion_id).first()
    if suggestion is None:
        raise NotFound(kind="suggestion", id=suggestion_id)
    known = ListingAnswer.objects.filter(suggestion=suggestion).first()
    if known is not None:
        if (known.accepted, known.reason) != (accepted, why):
            raise SuggestionAnswered(suggestion=suggestion_id)
        return suggestion
    ListingAnswer.objects.create(
        suggestion=suggestion, accepted=accepted, reason=why, answered_at=at, answered_by=actor
    )
    return suggestion
