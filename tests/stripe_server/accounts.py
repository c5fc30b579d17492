"""Connected accounts: what they still have to tell Stripe, where their money goes, and what they may do."""

from typing import Any

from stripe_server.call import Call
from stripe_server.errors import refused
from stripe_server.events import emit
from stripe_server.lists import page, whole
from stripe_server.world import PLATFORM, Object, World

_CURRENCIES = {"MA": "mad", "US": "usd", "FR": "eur", "GB": "gbp", "CA": "cad", "CH": "chf"}
_ASKED_OF_RECIPIENTS = [
    "company.address.city",
    "company.name",
    "external_account",
    "representative.first_name",
    "tos_acceptance.date",
]


def create(call: Call) -> Object:
    params, world = call.params, call.world
    country = params.get("country", world.country)
    agreement = params.get("tos_acceptance", {}).get("service_agreement", "full")
    wanted = [
        name for name, entry in (params.get("capabilities") or {}).items() if entry.get("requested") is True
    ]
    if country not in _CURRENCIES:
        raise refused("country_unsupported", f"{country} is not currently supported by Stripe.", "country")
    if country == "MA" and (agreement != "recipient" or set(wanted) - {"transfers"}):
        raise refused(
            "country_unsupported", "Morocco is supported for recipients of cross-border payouts only."
        )
    account = {
        "id": world.new_id("acct"),
        "object": "account",
        "business_type": params.get("business_type"),
        "capabilities": dict.fromkeys(wanted, "inactive"),
        "charges_enabled": False,
        "controller": params.get("controller") or {"type": "application", "is_controller": True},
        "country": country,
        "created": world.now,
        "default_currency": _CURRENCIES[country],
        "details_submitted": False,
        "email": params.get("email"),
        "metadata": params.get("metadata") or {},
        "payouts_enabled": False,
        "requirements": _requirements(_ASKED_OF_RECIPIENTS),
        "future_requirements": _requirements([]),
        "settings": {
            "payouts": {
                "debit_negative_balances": False,
                "schedule": {"delay_days": 7, "interval": "daily"},
                "statement_descriptor": None,
            }
        },
        "tos_acceptance": {"date": None, "ip": None, "service_agreement": agreement, "user_agent": None},
        "type": params.get("type", "none"),
    }
    _apply_schedule(account, params)
    world.add(PLATFORM, account)
    if params.get("external_account") is not None:
        _add_bank_account(world, account, params["external_account"])
    return shown(world, account)


def update(call: Call) -> Object:
    account = call.find("account", call.ids[0])
    account["metadata"] |= call.params.get("metadata") or {}
    for name in ("email", "business_type"):
        account[name] = call.params.get(name, account[name])
    _apply_schedule(account, call.params)
    _changed(call.world, account)
    return shown(call.world, account)


def retrieve(call: Call) -> Object:
    return shown(call.world, call.find("account", call.ids[0]))


def listed(call: Call) -> Object:
    accounts = [shown(call.world, account) for account in call.world.all("account")]
    return page(accounts, "/v1/accounts", call.params)


def link(call: Call) -> Object:
    account = call.find("account", call.params["account"], "account")
    if not {"refresh_url", "return_url"} <= call.params.keys():
        raise refused("parameter_missing", "An account link needs its refresh_url and return_url.")
    return {
        "object": "account_link",
        "created": call.world.now,
        "expires_at": call.world.now + 300,
        "url": f"https://connect.stripe.test/setup/e/{account['id']}/{call.world.new_id('link')}",
    }


def add_external_account(call: Call) -> Object:
    account = call.find("account", call.ids[0])
    return _add_bank_account(call.world, account, call.params["external_account"])


def list_external_accounts(call: Call) -> Object:
    account = call.find("account", call.ids[0])
    return page(_bank_accounts(call.world, account), call.path, call.params)


def shown(world: World, account: Object) -> Object:
    """The account with its bank accounts."""
    url = f"/v1/accounts/{account['id']}/external_accounts"
    return account | {"external_accounts": whole(_bank_accounts(world, account), url)}


def change(world: World, account_id: str, changes: dict[str, Any]) -> Object:
    """What Stripe decides by itself: `requirements` as lists by name, `verified` for everything in order."""
    account = world.get("account", account_id, PLATFORM)
    if changes.get("verified"):
        account["requirements"] = _requirements([])
        account |= {"payouts_enabled": True, "details_submitted": True}
        account["capabilities"] = dict.fromkeys(account["capabilities"], "active")
    for name, value in changes.get("requirements", {}).items():
        account["requirements"][name] = value
        if name == "disabled_reason":
            account["payouts_enabled"] = value is None
            state = "active" if value is None else "inactive"
            account["capabilities"] = dict.fromkeys(account["capabilities"], state)
    _changed(world, account)
    return shown(world, account)


def _changed(world: World, account: Object) -> None:
    emit(world, "account.updated", shown(world, account), account["id"])


def _requirements(due: list[str]) -> Object:
    return {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": list(due),
        "disabled_reason": "requirements.past_due" if due else None,
        "errors": [],
        "eventually_due": list(due),
        "past_due": list(due),
        "pending_verification": [],
    }


def _apply_schedule(account: Object, params: dict[str, Any]) -> None:
    schedule = params.get("settings", {}).get("payouts", {}).get("schedule", {})
    if schedule:
        account["settings"]["payouts"]["schedule"] = {"delay_days": 7, **schedule}


def _bank_accounts(world: World, account: Object) -> list[Object]:
    return world.all("bank_account", account["id"])


def _add_bank_account(world: World, account: Object, given: Any) -> Object:
    if not isinstance(given, dict):
        raise refused("token_invalid", "Give the bank account itself.", "external_account")
    number = given.get("account_number", "")
    if given.get("country") == "MA" and not (number.startswith("MA") and len(number) == 28):
        # github.com/antiwork/gumroad, morocco_bank_account.rb: an IBAN of 28 characters, not the RIB.
        raise refused(
            "account_number_invalid",
            "The account number must be the IBAN.",
            "external_account[account_number]",
        )
    bank_account = world.add(
        account["id"],
        {
            "id": world.new_id("ba"),
            "object": "bank_account",
            "account": account["id"],
            "account_holder_name": given.get("account_holder_name"),
            "account_holder_type": given.get("account_holder_type"),
            "account_type": None,
            "available_payout_methods": ["standard"],
            "bank_name": "STRIPE TEST BANK",
            "country": given["country"],
            "currency": given.get("currency", account["default_currency"]),
            "default_for_currency": True,
            "fingerprint": f"fp{number[-6:]}",
            "last4": number[-4:],
            "metadata": {},
            "routing_number": given.get("routing_number"),
            "status": "new",
        },
    )
    for other in _bank_accounts(world, account):
        if other is not bank_account and other["currency"] == bank_account["currency"]:
            other["default_for_currency"] = False
    for due in ("currently_due", "eventually_due", "past_due"):
        account["requirements"][due] = [r for r in account["requirements"][due] if r != "external_account"]
    emit(world, "account.external_account.created", bank_account, account["id"])
    return bank_account
