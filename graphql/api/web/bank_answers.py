"""`POST /payouts/bank-answers` on a market's host: a file of the bank as the request's body, whatever its
kind. It is not GraphQL, since such files are larger than its documents may be.
"""

from django.http import HttpRequest, HttpResponse

from api.base.errors import ApiError
from api.payouts.bank.types import BankAnswer
from api.web import exchange
from kernel import clock
from kernel.errors import DomainError
from markets.payouts import operations as payouts
from markets.payouts.bank import models
from markets.payouts.bank.types import LARGEST_ANSWER
from markets.payouts.types import Hearing
from tenants.database.session import one_transaction
from tenants.permissions import Permission


def bank_answers_view(request: HttpRequest) -> HttpResponse:
    """Hear the file, whole or not at all; the same file again answers the same. Needs `payouts:write`."""
    if request.method != "POST":
        return exchange.refused_method("POST")
    try:
        viewer = exchange.viewer_with(request, Permission.PAYOUTS_WRITE)
        content = exchange.body_of(request, longest=LARGEST_ANSWER)
        at = clock.now()
        with one_transaction():
            answer = payouts.upload_bank_answer(content=content, at=at, actor=viewer.id)
            exchange.record(request, viewer, "bankAnswer.upload", BankAnswer, answer.pk, at=at)
    except (ApiError, DomainError) as error:
        return exchange.refused(request, error)
    return exchange.answered({"bankAnswer": _said(answer, exchange.market_of(request))})


bank_answers_view.csrf_exempt = True  # type: ignore[attr-defined]  # bearer tokens only


def _said(answer: models.BankAnswer, market: str) -> dict[str, object]:
    return {
        "id": BankAnswer.global_id(answer.pk, market),
        "kind": answer.kind,
        "sha256": bytes(answer.digest).hex(),
        **{one.value: getattr(answer, one.value) for one in Hearing},
        "leftAlone": answer.left_alone,
        "otherEntries": answer.other_entries,
    }
