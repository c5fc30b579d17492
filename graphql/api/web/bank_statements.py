"""`POST /reconciliation/bank-statements` on a market's host: a file of the bank as the request's body. It is
not GraphQL, since such files are larger than its documents may be.

`?account=` names the account in the ledger; it is `main` where nothing is said.
"""

from django.http import HttpRequest, HttpResponse

from api.base.errors import ApiError
from api.reconciliation.types import BankStatement
from api.web import exchange
from kernel import clock
from kernel.errors import DomainError
from markets.reconciliation import models
from markets.reconciliation import operations as reconciliation
from markets.reconciliation.reading import LARGEST_FILE
from tenants.database.session import one_transaction
from tenants.permissions import Permission


def bank_statements_view(request: HttpRequest) -> HttpResponse:
    """Take the statements of a file, whole or not at all; the same file again answers the same.

    Needs `reconciliation:write`. Nothing is matched yet: `runMatching` does that.
    """
    if request.method != "POST":
        return exchange.refused_method("POST")
    try:
        viewer = exchange.viewer_with(request, Permission.RECONCILIATION_WRITE)
        content = exchange.body_of(request, longest=LARGEST_FILE)
        at, account = clock.now(), request.GET.get("account", "main")
        with one_transaction():
            taken = reconciliation.import_bank_statement(
                content=content, account=account, at=at, actor=viewer.id
            )
            for statement in taken:
                exchange.record(request, viewer, "bankStatement.import", BankStatement, statement.pk, at=at)
    except (ApiError, DomainError) as error:
        return exchange.refused(request, error)
    market = exchange.market_of(request)
    return exchange.answered({"bankStatements": [_said(statement, market) for statement in taken]})


bank_statements_view.csrf_exempt = True  # type: ignore[attr-defined]  # bearer tokens only


def _said(statement: models.BankStatement, market: str) -> dict[str, object]:
    return {
        "id": BankStatement.global_id(statement.pk, market),
        "sha256": bytes(statement.digest).hex(),
        "account": statement.account,
        "startsOn": statement.starts_on,
        "endsOn": statement.ends_on,
        "entries": statement.entries,
        "newLines": statement.new_lines,
        "unbooked": statement.unbooked,
        "complete": statement.complete,
    }
