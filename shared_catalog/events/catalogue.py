"""Every kind of event of headquarters' log, with a payload as it may look. Who adds an event adds it here.

Ids in the samples are made up; amounts are centimes, days and instants ISO 8601.
"""

from collections.abc import Sequence
from typing import Any

from tenants.events.types import EventType, by_name

_COOPERATIVE = "0193586e-8a00-7000-8000-0000000000c1"
_ROUND = "0193586e-8a00-7000-8000-0000000000d1"
_LOADED = {"added": 356, "present": 0}


def _market(step: str, stage: str, description: str) -> EventType:
    return EventType(f"market.{step}", "market", description, {"market": "casablanca", "stage": stage})


def _cooperative(step: str, status: str, description: str) -> EventType:
    sample = {"code": "COOP-000123", "status": status, "vat_regime": "exempt_coop"}
    return EventType(f"cooperative.{step}", "cooperative", description, sample)


def _participation(step: str, description: str, **said: Any) -> EventType:
    sample = {
        "cooperative": _COOPERATIVE,
        "market": "casablanca",
        "joined_on": "2026-11-01",
        "ended_on": None,
        "contract": "",
    }
    return EventType(f"participation.{step}", "participation", description, sample | said)


def _account(step: str, description: str, usable_from: str | None = None) -> EventType:
    sample = {"cooperative": _COOPERATIVE, "usable_from": usable_from}
    return EventType(f"payee_account.{step}", "payee account", description, sample)


def _authorisation(step: str, status: str, description: str) -> EventType:
    sample = {"cooperative": _COOPERATIVE, "number": "ES.5.12.26", "status": status}
    return EventType(f"authorisation.{step}", "authorisation", description, sample)


def _document(step: str, state: str, description: str) -> EventType:
    sample = {
        "cooperative": _COOPERATIVE,
        "type": "label_checklist",
        "version": 1,
        "state": state,
        "valid_until": "2027-11-01",
    }
    return EventType(f"document.{step}", "document", description, sample)


def _product(step: str, status: str, description: str) -> EventType:
    sample = {
        "cooperative": _COOPERATIVE,
        "code": "6111234567890",
        "gtin": "6111234567890",
        "status": status,
    }
    return EventType(f"product.{step}", "product", description, sample)


def _round(step: str, state: str, description: str) -> EventType:
    return EventType(
        f"selection_round.{step}", "selection round", description, {"state": state, "places": 40}
    )


def _application(step: str, description: str) -> EventType:
    sample = {"round": _ROUND, "cooperative": _COOPERATIVE, "number": 14}
    return EventType(f"selection_application.{step}", "selection application", description, sample)


def _appeal(step: str, state: str, description: str) -> EventType:
    sample = {"round": _ROUND, "cooperative": _COOPERATIVE, "state": state}
    return EventType(f"selection_appeal.{step}", "selection appeal", description, sample)


_TYPES: Sequence[EventType] = (
    _market("created", "planned", "A market was prepared."),
    _market("opened", "open", "A market opened."),
    _market("suspended", "suspended", "A market does not sell for the time being."),
    _market("resumed", "open", "A suspended market sells again."),
    _market("closed", "closed", "A market closed for good."),
    _cooperative("registered", "applicant", "A cooperative was entered in the registry."),
    _cooperative("updated", "applicant", "What a cooperative says of itself changed."),
    _cooperative("qualification_started", "in_qualification", "An applicant entered the programme."),
    _cooperative("declared_eligible", "eligible", "A cooperative may be admitted to markets."),
    _cooperative("suspended", "suspended", "A cooperative may not sell for the time being."),
    _cooperative("reinstated", "eligible", "A suspended cooperative is eligible again."),
    _cooperative("retired", "retired", "A cooperative left the network for good."),
    _cooperative("vat_regime_changed", "eligible", "Value-added tax treats its sales otherwise."),
    _participation("started", "A cooperative was admitted to a market."),
    _participation("contract_changed", "It sells under another contract.", contract="CONTRAT-B"),
    _participation("ended", "It no longer sells in a market from a day on.", ended_on="2026-12-01"),
    _account("recorded", "A bank account was put in force, unverified: money waits."),
    _account("verified", "A bank account is the cooperative's.", "2026-11-24T10:00:00+00:00"),
    _account("rejected", "A bank account is not the cooperative's: nothing is paid to it."),
    EventType(
        "payee_rules.set",
        "payee rules",
        "From a day on a change of bank account waits so many days.",
        {"effective_from": "2026-12-01", "cooling_off_days": 3},
    ),
    _authorisation("granted", "valid", "A food-safety certificate was recorded."),
    _authorisation("suspended", "suspended", "A certificate does not count for the time being."),
    _authorisation("reinstated", "valid", "A suspended certificate counts again."),
    _authorisation("withdrawn", "withdrawn", "A certificate is gone for good."),
    _document("submitted", "submitted", "A paper of a cooperative waits for a reviewer."),
    _document("accepted", "accepted", "A second person found a paper to be what it says: it counts."),
    _document("rejected", "rejected", "A paper does not do; another version may be brought."),
    _document("superseded", "superseded", "A newer version takes a paper's place once it is valid."),
    EventType(
        "document.grace_granted",
        "grace",
        "A document counts longer than it says.",
        {
            "cooperative": _COOPERATIVE,
            "document": "0193586e-8a00-7000-8000-0000000000d1",
            "until": "2027-01-31",
        },
    ),
    EventType(
        "requirement_set.published",
        "requirement set",
        "From a day on these documents are asked for a category's goods.",
        {
            "category": "terroir",
            "effective_from": "2027-01-01",
            "requirements": [
                {
                    "type": "register_extract",
                    "alternatives": ["legacy_approval"],
                    "applies": "always",
                    "within_days": 90,
                }
            ],
        },
    ),
    _product("drafted", "draft", "A product was described."),
    _product("edited", "draft", "What is said of a product changed."),
    _product("approved", "approved", "Markets may list a product."),
    _product("retired", "retired", "A product left the catalogue for good."),
    EventType(
        "tax_rate.added",
        "tax class",
        "Value-added tax of a class has another rate from a day on.",
        {"tax_class": "standard", "effective_from": "2027-01-01", "basis_points": 2000},
    ),
    EventType("selection_grid.defined", "selection grid", "The grid has a new version.", {"version": 2}),
    _round("opened", "open", "A round calls for cooperatives."),
    _round("scored", "scored", "Every application has its scores, and scoring is closed."),
    _round("prepared", "prepared", "The minutes of a round wait for a second person's signature."),
    _round("decided", "decided", "The decision of a round is signed."),
    _round("reopened", "scored", "An appeal was upheld: the round is decided anew."),
    _application("entered", "A cooperative was entered in a round."),
    _application("conflict_declared", "Somebody has no hand in an application any more."),
    _application("scored", "Somebody handed in scores; which, nobody is told here."),
    _application("adjudicated", "A third person decided where two scores differ much."),
    _appeal("filed", "filed", "A cooperative appeals against a decision."),
    _appeal("decided", "dismissed", "An appeal was upheld or dismissed."),
    EventType("holiday.set", "day", "Banks are closed on a day.", {"provisional": True}),
    EventType("holiday.cancelled", "day", "Banks work on a day that was expected to be a holiday.", {}),
    EventType("territory.loaded", "registry", "Regions and provinces were brought up to date.", _LOADED),
    EventType(
        "requirement_sets.loaded", "requirements", "The network's first requirements were loaded.", _LOADED
    ),
    EventType("categories.loaded", "catalogue", "The category tree was brought up to date.", _LOADED),
    EventType("tax_rates.loaded", "catalogue", "Rates of the reference data were loaded.", _LOADED),
    EventType(
        "cooperatives.loaded",
        "registry",
        "Many qualified cooperatives were entered at once, with one event for all.",
        _LOADED,
    ),
    EventType(
        "participations.loaded",
        "market",
        "Many cooperatives were admitted to a market at once, with one event for all.",
        {"market": "casablanca", **_LOADED},
    ),
    EventType(
        "products.loaded",
        "catalogue",
        "Many products were entered at once, with one event for all.",
        _LOADED,
    ),
)

NATION_EVENT_TYPES = by_name(_TYPES)
