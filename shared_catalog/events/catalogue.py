"""Every kind of event of headquarters' log, with a payload as it may look. Who adds an event adds it here.

Ids in the samples are made up; amounts are centimes, days and instants ISO 8601.
"""

from collections.abc import Sequence
from typing import Any

from tenants.events.types import EventType, by_name

_COOPERATIVE = "0193586e-8a00-7000-8000-0000000000c1"
_PRODUCT = "0193586e-8a00-7000-8000-0000000000a3"
_PRODUCT = "0193586e-8a00-7000-8000-0000000000e1"
_ROUND = "0193586e-8a00-7000-8000-0000000000d1"
_COHORT = "0193586e-8a00-7000-8000-0000000000e1"
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
        "category_codes": ["honey"],
        "stand": "B12",
        "suspended_on": None,
    }
    return EventType(f"participation.{step}", "participation", description, sample | said)


def _officer(step: str, description: str, mandate_until: str | None = None) -> EventType:
    sample = {
        "cooperative": _COOPERATIVE,
        "function": "delegate",
        "mandate_from": "2026-01-01",
        "mandate_until": mandate_until,
    }
    return EventType(f"officer.{step}", "officer", description, sample)


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


def _product(step: str, status: str, description: str, **said: Any) -> EventType:
    sample = {
        "cooperative": _COOPERATIVE,
        "code": "6111234567890",
        "gtin": "6111234567890",
        "status": status,
    }
    return EventType(f"product.{step}", "product", description, sample | said)


def _mark(step: str, description: str) -> EventType:
    sample = {"product": _PRODUCT, "mark": "igp-argane", "valid_until": "2028-12-31"}
    return EventType(f"mark.{step}", "mark grant", description, sample)


def _media(step: str, description: str) -> EventType:
    sample = {"product": _PRODUCT, "cooperative": None, "primary": True}
    return EventType(f"media.{step}", "media", description, sample)


def _proposal(outcome: str, description: str, made: str | None) -> EventType:
    sample = {"market": "casablanca", "kind": "cooperative", "made": made}
    return EventType(f"proposal.{outcome}", "proposal", description, sample)


def _recall(step: str, description: str) -> EventType:
    sample = {
        "product": _PRODUCT,
        "lot_code": "L-26-11",
        "severity": "critical",
        "due_at": "2026-11-10T12:00:00+00:00",
    }
    return EventType(f"recall.{step}", "recall", description, sample)


def _change(step: str, state: str, description: str) -> EventType:
    sample = {
        "product": _PRODUCT,
        "cooperative": _COOPERATIVE,
        "kind": "edit",
        "state": state,
        "fields": ["description_fr"],
        "rule": "typo" if step == "confirmed" else None,
    }
    return EventType(f"change_request.{step}", "change request", description, sample)


def _consent(step: str, description: str) -> EventType:
    sample = {"cooperative": _COOPERATIVE, "consented_on": "2026-11-01"}
    return EventType(f"publication_consent.{step}", "publication consent", description, sample)


def _import(step: str, description: str) -> EventType:
    sample = {"source": "amal-erp", "created": 8872, "updated": 0, "unchanged": 0, "faulty": 0}
    return EventType(f"catalogue_import.{step}", "catalogue import", description, sample)


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


def _enrolment(step: str, state: str, description: str) -> EventType:
    sample = {"cooperative": _COOPERATIVE, "cohort": _COHORT, "state": state}
    return EventType(f"enrolment.{step}", "enrolment", description, sample)


def _step(step: str, done_on: str | None, description: str) -> EventType:
    sample = {"cooperative": _COOPERATIVE, "step": "onssa_visit", "done_on": done_on}
    return EventType(f"enrolment.{step}", "enrolment", description, sample)


def _public_application(step: str, description: str) -> EventType:
    sample = {"round": _ROUND, "number": 14}
    return EventType(f"public_application.{step}", "public application", description, sample)


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
    EventType(
        "cooperative.identity_changed",
        "cooperative",
        "What administrations know a cooperative by changed.",
        {"code": "COOP-000123", "version": 2},
    ),
    _officer("appointed", "Somebody speaks for a cooperative."),
    _officer("updated", "What is known of an officer changed."),
    _officer("mandate_ended", "Somebody no longer speaks for a cooperative.", "2026-12-31"),
    _participation("started", "A cooperative was admitted to a market."),
    _participation("contract_changed", "It sells under another contract.", contract="CONTRAT-B"),
    _participation("terms_changed", "It may sell other categories, or stands elsewhere.", stand="A3"),
    _participation("suspended", "It may not sell in a market from a day on.", suspended_on="2026-12-01"),
    _participation("resumed", "It may sell in a market again."),
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
    _document("revoked", "revoked", "From a day on a paper that was accepted does not count any more."),
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
    _product("proposed", "proposed", "A product waits to be published."),
    _product("withdrawn", "draft", "A proposed product is a draft again."),
    _product("approved", "published", "A product is published: markets may list it."),
    _product("rejected", "rejected", "A proposed product is not published; it may be edited."),
    _product("retired", "retired", "A product left the catalogue for good."),
    _product(
        "attributes_set",
        "draft",
        "These attributes of a product are said otherwise.",
        attributes=["allergens", "shelf_life"],
        version=2,
    ),
    _product(
        "barcode_added", "published", "A product has one more code.", barcode="16111234567892", quantity=12
    ),
    _product(
        "barcode_ended", "published", "A code leads nowhere any more.", barcode="16111234567892", quantity=12
    ),
    _product(
        "merged",
        "retired",
        "A product was retired in favour of another, to which its codes lead from now on.",
        kept="0193586e-8a00-7000-8000-0000000000e2",
    ),
    EventType(
        "product_distinction.declared",
        "product distinction",
        "Two products that look alike are not the same.",
        {"product": _PRODUCT, "other": "0193586e-8a00-7000-8000-0000000000e2"},
    ),
    _mark("granted", "A product carries a mark of origin or quality."),
    _mark("withdrawn", "A product carries a mark no more."),
    _media("added", "A product or a cooperative has one more picture."),
    _media("edited", "What is said of a picture, or its place, changed."),
    _media("retired", "A picture is shown no more."),
    _change("submitted", "open", "Somebody asked that a product be published, or say something else."),
    _change("assigned", "open", "Somebody looks at a request."),
    _change("confirmed", "confirmed", "A request was confirmed, by a person or by rules."),
    _change("rejected", "rejected", "A request was rejected."),
    _change("withdrawn", "withdrawn", "Who made a request took it back."),
    _change("superseded", "superseded", "Another decision made a request pointless."),
    _import("imported", "A file of products was imported, as its check had announced."),
    _import("undone", "An import was undone: what it changed is as before, what it drafted is retired."),
    EventType(
        "tax_rate.added",
        "tax class",
        "Value-added tax of a class has another rate from a day on.",
        {"tax_class": "standard", "effective_from": "2027-01-01", "basis_points": 2000},
    ),
    _proposal("accepted", "Headquarters carried out what a market proposed.", _COOPERATIVE),
    _proposal("rejected", "Headquarters does not carry out what a market proposed.", None),
    _recall("opened", "Goods are recalled: nobody sells the product, or this lot of it, from now on."),
    _recall("lifted", "A recall is lifted: its goods may be sold again."),
    EventType(
        "price_corridor.set",
        "price corridor",
        "From a day on, how far markets' prices may lie from the recommended ones.",
        {
            "market": "casablanca",
            "category": None,
            "effective_from": "2027-01-01",
            "below_basis_points": 1000,
            "above_basis_points": 2500,
        },
    ),
    _consent("recorded", "A cooperative agreed to be published as open data."),
    _consent("withdrawn", "A cooperative no longer agrees to be published: nothing of it is from now on."),
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
    EventType(
        "qualification_programme.defined",
        "qualification programme",
        "A programme was defined with its partners and phases.",
        {"code": "ONSSA-2026", "target": 120, "budget_minor": 1_200_000_000},
    ),
    EventType(
        "qualification_cohort.opened",
        "qualification cohort",
        "Cooperatives may be enrolled in a cohort.",
        {
            "programme": "0193586e-8a00-7000-8000-0000000000e0",
            "code": "2026-1",
            "starts_on": "2026-01-15",
        },
    ),
    EventType(
        "qualification_overrun.signed",
        "overrun",
        "Somebody signed that a partner's budget may be exceeded.",
        {"partner": "CAM", "amount_minor": 5_000_000},
    ),
    _enrolment("started", "active", "A cooperative was enrolled in a programme."),
    _enrolment("authorised", "authorised", "A cooperative reached its authorisation."),
    _enrolment("dropped", "dropped", "A cooperative left a programme without an authorisation."),
    _step("step_completed", "2026-10-05", "A step was done."),
    _step("blocked", None, "Something keeps a step from being done."),
    EventType(
        "listing.suggested",
        "listing suggestion",
        "Headquarters suggested to a market that it list what a cooperative makes.",
        {"cooperative": _COOPERATIVE, "market": "casablanca"},
    ),
    _public_application("submitted", "A cooperative applied to a round, without an account."),
    _public_application("under_review", "An application is taken up: the registry knows whose it is."),
    _public_application("entered", "An application of the public was entered in its round."),
    _public_application("refused", "An application of the public is not admitted to its round."),
    EventType(
        "representation_floor.set",
        "floor",
        "From a day on a region shall have so much of the network, in basis points.",
        {"region": "MA-08", "group": "", "measure": "shelf", "basis_points": 500},
    ),
    EventType("holiday.set", "day", "Banks are closed on a day.", {"provisional": True}),
    EventType("holiday.cancelled", "day", "Banks work on a day that was expected to be a holiday.", {}),
    EventType("territory.loaded", "registry", "Regions and provinces were brought up to date.", _LOADED),
    EventType(
        "requirement_sets.loaded", "requirements", "The network's first requirements were loaded.", _LOADED
    ),
    EventType("categories.loaded", "catalogue", "The category tree was brought up to date.", _LOADED),
    EventType("marks.loaded", "catalogue", "The marks that are recognised were brought up to date.", _LOADED),
    EventType("attributes.loaded", "catalogue", "What is asked of goods was brought up to date.", _LOADED),
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
        "enrolments.loaded",
        "qualification programme",
        "Many enrolments of a programme's past were entered at once, with one event for all.",
        _LOADED,
    ),
    EventType(
        "products.loaded",
        "catalogue",
        "Many products were entered at once, with one event for all.",
        _LOADED,
    ),
)

NATION_EVENT_TYPES = by_name(_TYPES)
