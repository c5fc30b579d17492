"""Which addresses answer, what they take (a generated type of stripe-python), and who answers."""

import re
from collections.abc import Callable
from typing import Any

from stripe import params as p
from stripe_server import accounts, payments, payouts, refunds, transfers
from stripe_server.call import Call
from stripe_server.errors import ApiError
from stripe_server.lists import page
from stripe_server.world import PLATFORM, Object

Answer = Callable[[Call], Object]
_ID = r"([A-Za-z]+_[A-Za-z0-9]+)"


def _balance(call: Call) -> Object:
    def amounts(*, available: bool) -> list[Object]:
        found = call.world.balance(call.account, available=available)
        return [
            {"amount": amount, "currency": currency, "source_types": {"card": amount}}
            for currency, amount in sorted(found.items())
        ]

    return {
        "object": "balance",
        "available": amounts(available=True),
        "livemode": False,
        "pending": amounts(available=False),
    }


def _balance_transaction(call: Call) -> Object:
    return call.find("balance_transaction", call.ids[0])


def _balance_transactions(call: Call) -> Object:
    found = [
        entry
        for entry in call.world.all("balance_transaction", call.account)
        if all(call.params.get(n, entry[n]) == entry[n] for n in ("source", "type", "currency"))
    ]
    return page(found, "/v1/balance_transactions", call.params)


def _event(call: Call) -> Object:
    return call.find("event", call.ids[0])


def _events(call: Call) -> Object:
    wanted = call.params.get("type")
    found = [e for e in call.world.all("event", call.account) if wanted in (None, e["type"])]
    return page(found, "/v1/events", call.params)


ROUTES: tuple[tuple[str, str, Any, Answer], ...] = (
    ("POST", "/v1/accounts", p.AccountCreateParams, accounts.create),
    ("GET", "/v1/accounts", p.AccountListParams, accounts.listed),
    ("GET", f"/v1/accounts/{_ID}", p.AccountRetrieveParams, accounts.retrieve),
    ("POST", f"/v1/accounts/{_ID}", p.AccountUpdateParams, accounts.update),
    (
        "POST",
        f"/v1/accounts/{_ID}/external_accounts",
        p.AccountExternalAccountCreateParams,
        accounts.add_external_account,
    ),
    (
        "GET",
        f"/v1/accounts/{_ID}/external_accounts",
        p.AccountExternalAccountListParams,
        accounts.list_external_accounts,
    ),
    ("POST", "/v1/account_links", p.AccountLinkCreateParams, accounts.link),
    ("GET", "/v1/balance", p.BalanceRetrieveParams, _balance),
    ("GET", "/v1/balance_transactions", p.BalanceTransactionListParams, _balance_transactions),
    ("GET", f"/v1/balance_transactions/{_ID}", p.BalanceTransactionRetrieveParams, _balance_transaction),
    ("POST", "/v1/transfers", p.TransferCreateParams, transfers.create),
    ("GET", "/v1/transfers", p.TransferListParams, transfers.listed),
    ("GET", f"/v1/transfers/{_ID}", p.TransferRetrieveParams, transfers.retrieve),
    ("POST", f"/v1/transfers/{_ID}", p.TransferUpdateParams, transfers.update),
    ("POST", f"/v1/transfers/{_ID}/reversals", p.TransferReversalCreateParams, transfers.reverse),
    ("GET", f"/v1/transfers/{_ID}/reversals", p.TransferReversalListParams, transfers.list_reversals),
    (
        "GET",
        f"/v1/transfers/{_ID}/reversals/{_ID}",
        p.TransferReversalRetrieveParams,
        transfers.retrieve_reversal,
    ),
    ("POST", "/v1/payouts", p.PayoutCreateParams, payouts.create),
    ("GET", "/v1/payouts", p.PayoutListParams, payouts.listed),
    ("GET", f"/v1/payouts/{_ID}", p.PayoutRetrieveParams, payouts.retrieve),
    ("POST", f"/v1/payouts/{_ID}", p.PayoutUpdateParams, payouts.update),
    ("POST", f"/v1/payouts/{_ID}/cancel", p.PayoutCancelParams, payouts.cancel),
    ("POST", "/v1/payment_intents", p.PaymentIntentCreateParams, payments.create),
    ("GET", "/v1/payment_intents", p.PaymentIntentListParams, payments.listed),
    ("GET", f"/v1/payment_intents/{_ID}", p.PaymentIntentRetrieveParams, payments.retrieve),
    ("POST", f"/v1/payment_intents/{_ID}", p.PaymentIntentUpdateParams, payments.update),
    ("POST", f"/v1/payment_intents/{_ID}/confirm", p.PaymentIntentConfirmParams, payments.confirm),
    ("POST", f"/v1/payment_intents/{_ID}/capture", p.PaymentIntentCaptureParams, payments.capture),
    ("POST", f"/v1/payment_intents/{_ID}/cancel", p.PaymentIntentCancelParams, payments.cancel),
    ("GET", "/v1/charges", p.ChargeListParams, payments.list_charges),
    ("GET", f"/v1/charges/{_ID}", p.ChargeRetrieveParams, payments.retrieve_charge),
    ("POST", "/v1/refunds", p.RefundCreateParams, refunds.create),
    ("GET", "/v1/refunds", p.RefundListParams, refunds.listed),
    ("GET", f"/v1/refunds/{_ID}", p.RefundRetrieveParams, refunds.retrieve),
    ("POST", f"/v1/refunds/{_ID}", p.RefundUpdateParams, refunds.update),
    ("GET", "/v1/disputes", p.DisputeListParams, payments.list_disputes),
    ("GET", f"/v1/disputes/{_ID}", p.DisputeRetrieveParams, payments.retrieve_dispute),
    ("POST", f"/v1/disputes/{_ID}", p.DisputeUpdateParams, payments.update_dispute),
    ("POST", f"/v1/disputes/{_ID}/close", p.DisputeCloseParams, payments.close_dispute),
    ("GET", "/v1/events", p.EventListParams, _events),
    ("GET", f"/v1/events/{_ID}", p.EventRetrieveParams, _event),
)
# Only the platform itself has these; a Stripe-Account header on them is a mistake.
_OF_THE_PLATFORM = ("/v1/transfers", "/v1/account", "/v1/payment_intents", "/v1/refunds", "/v1/disputes")


def route(method: str, path: str) -> tuple[Any, Answer, tuple[str, ...]]:
    """What the address takes, who answers, and the ids in it. Raises ApiError 404."""
    for verb, pattern, shape, answer in ROUTES:
        match = re.fullmatch(pattern, path)
        if verb == method and match:
            return shape, answer, match.groups()
    raise ApiError(
        404, "invalid_request_error", f"Unrecognized request URL ({method}: {path}).", stored=False
    )


def check_account(path: str, account: str) -> None:
    """Refuse what a connected account of this platform cannot do. Raises ApiError."""
    if account != PLATFORM and path.startswith(_OF_THE_PLATFORM):
        raise ApiError(403, "invalid_request_error", f"The account {account} may not do this.", stored=False)
