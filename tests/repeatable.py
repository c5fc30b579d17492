"""For every mutation that is done once by an id or a key: a request that succeeds, and how another request
would use the same id or key.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.test import Client
from exchanging import Exchange
from papers import PDF, accepted
from photographs import photograph
from qualifying import DAYS, Qualifying
from qualifying import told_terms as told_programme
from recalling import open_recall, recalled
from reconciling import entry, statement
from sandboxes import become_sandbox
from selecting import UNBOUND, Committee, told_terms
from settling import approve_half_month, review_half_month

from api.base import ids
from api.catalogue.types import Product
from api.cooperative_documents.types import CooperativeDocument
from api.exchange.types import CatalogueImport
from api.listings.types import Listing
from api.payouts.types import Payout
from api.periods.types import Period
from api.qualification.types import Enrolment, QualificationCohort, QualificationPartner, QualificationPhase
from api.recalls.types import Recall
from api.reconciliation.types import BankLine, SuspenseItem
from api.registry.types import Cooperative
from api.sales.types import Sale
from api.selection.types import SelectionApplication, SelectionGrid, SelectionRound
from api.settlement.decisions import Adjustment, Contest
from api.settlement.types import Statement as StatementNode
from api.settlement.types import StatementLine
from api.stock.types import Deposit
from api.stripe_account.types import CardPayment
from api.tills.types import Till
from kernel.halfmonth import HalfMonth
from kernel.identifiers import ice_with_key, rib_with_key
from kernel.ids import new_id
from markets.payouts import models as payouts
from markets.payouts import operations as paying
from markets.payouts.types import PaidFrom, Rail
from markets.periods.models import Period as PeriodRow
from markets.reconciliation import models as reconciliation
from markets.reconciliation import operations as reconciling
from markets.reconciliation.queries import unexplained
from markets.reconciliation.types import Kept
from markets.settlement import operations as settlement
from markets.settlement import queries as statements
from markets.stock import models as stock
from shared_catalog.catalogue.models import Product as ProductRow
from shared_catalog.marks import operations as marks
from shared_catalog.prices import operations as corridors
from shared_catalog.prices.types import CorridorTerms
from shared_catalog.qualification.models import Phase
from shared_catalog.qualification.types import StepKind
from shared_catalog.registry.models import Cooperative as CooperativeRow
from shared_catalog.selection.types import CriterionKind
from tenants.database.session import as_hq, as_market
from tenants.permissions import Role

AT = "2026-11-10T09:30:00Z"
MONEY = {"amountMinor": 400}
API_KEY, SECRET = "sk_test_abcdefghijklmnop", "whsec_abcdefghijklmnop"

Asked = dict[str, Any]
Recipe = Callable[["World"], Asked]


@dataclass(slots=True, kw_only=True)
class World:
    """A nation and a market at work, and who may ask. `api` is whose request it is."""

    books: Any
    sign_in: Callable[..., Any]
    now: Any
    api: Any = None

    @property
    def at(self) -> Any:
        return self.now

    @property
    def shop(self) -> Any:
        return self.books.shop

    def as_(self, role: Role, **given: Any) -> None:
        network = (Role.REGISTRY_OFFICER, Role.HQ_ADMIN, Role.COMMITTEE_MEMBER)
        scope = {} if role in network else {"scope": "casablanca"}
        self.api = self.sign_in(role, **scope, **given)

    def here(self, node: Any, key: Any) -> str:
        return str(node.global_id(key, "casablanca"))

    def cooperative(self) -> str:
        return Cooperative.global_id(self.shop.nation.add_cooperative(products=0), None)

    def applied(self, *, scores: tuple[int, ...] = (), decided: bool = False) -> Asked:
        """An application in a round, which so many people scored; a member of the committee asks."""
        self.as_(Role.COMMITTEE_MEMBER)
        key = self.shop.nation.add_cooperative(products=0)
        with as_hq():
            committee = Committee(self)
            round_ = committee.round(terms=UNBOUND)
            application = committee.enter_known(round_, key)
            for number, points in enumerate(scores):
                given = {CriterionKind.PACKAGING: points, CriterionKind.CAPACITY: 5}
                committee.score(application, f"person:{number}", given)
            if decided:
                committee.decide(round_)
        return {"id": str(new_id()), "applicationId": SelectionApplication.global_id(application.pk, None)}

    def enrolled(self) -> tuple[Qualifying, Any]:
        """A programme in which a cooperative is enrolled; an officer asks."""
        self.as_(Role.REGISTRY_OFFICER)
        key = self.shop.nation.add_cooperative(products=0)
        with as_hq():
            qualifying = Qualifying(self.at)
            qualifying.programme()
            return qualifying, qualifying.enrol(key)

    def closed(self) -> Any:
        """A statement of a half-month that is sealed."""
        self.shop.sell((self.shop.add_goods(), 3))
        return self.books.statements(self.books.close())[0]

    def deposit(self) -> str:
        """A lot of ten."""
        self.shop.add_goods(quantity=10)
        with as_market("casablanca"):
            return self.here(Deposit, stock.Deposit.objects.get().pk)

    def bank_shows(self, amount_minor: int) -> None:
        with as_market("casablanca"):
            content = statement(entry(amount_minor, on=date(2026, 11, 3), text="Inconnu"))
            reconciling.import_bank_statement(content=content, at=self.now, actor="test")

    def handed_out(self) -> Any:
        """A payment by hand that its rail has."""
        statement_ = self.closed()
        with as_market("casablanca"):
            batch = paying.prepare_batch(
                batch_id=new_id(),
                rail=Rail.MANUAL,
                execution_on=self.now.date(),
                statement_ids=(statement_.id,),
                at=self.now,
                actor="person:one",
            )
            paying.approve_batch(
                batch_id=batch.id, digest=bytes(batch.digest), network=False, at=self.now, actor="person:two"
            )
            paying.submit_batch(batch_id=batch.id, at=self.now, actor="worker")
            return payouts.Payout.objects.get()


@dataclass(frozen=True, slots=True)
class Repeatable:
    """How to ask, and what another request under the same id or key says."""

    ask: Recipe
    other: Asked


REQUESTS: dict[str, Repeatable] = {}


def request(name: str, /, **other: Any) -> Callable[[Recipe], Recipe]:
    """Registers the request of a mutation."""

    def register(ask: Recipe) -> Recipe:
        REQUESTS[name] = Repeatable(ask, other)
        return ask

    return register


def keyed(**given: Any) -> Asked:
    return {"idempotencyKey": str(new_id()), **given}


@request("registerCooperative", details={"registerNumber": "13"})
def _register_cooperative(world: World) -> Asked:
    world.as_(Role.REGISTRY_OFFICER)
    return cooperative()


def cooperative() -> Asked:
    """A cooperative to register."""
    details = {
        "names": {"ar": "تعاونية الأمل", "fr": "Al Amal", "en": "Al Amal"},
        "group": "TERROIR",
        "kind": "COOPERATIVE",
        "regionCode": "MA-09",
        "provinceCode": "MA-TAR",
        "ice": ice_with_key("0015257130000"),
        "registerNumber": "12",
        "registerCourt": "Taroudant",
        "foundedOn": "2015-03-01",
        "members": {"women": 8, "men": 2, "youth": 1, "rural": 10, "asOf": "2026-01-01"},
        "contact": {"name": "la présidente"},
    }
    return {"id": str(new_id()), "details": details}


@request("recordPayeeAccount", holder="Une autre")
def _record_payee_account(world: World) -> Asked:
    world.as_(Role.REGISTRY_OFFICER)
    rib = rib_with_key(f"011780{9:016d}")
    return {"id": str(new_id()), "cooperativeId": world.cooperative(), "holder": "Al Amal", "rib": rib}


@request("grantAuthorisation", details={"number": "ES.5.78.26"})
def _grant_authorisation(world: World) -> Asked:
    world.as_(Role.REGISTRY_OFFICER)
    details = {"kind": "AUTHORISATION", "number": "ES.5.77.26", "issuedOn": "2026-01-01"}
    return {"id": str(new_id()), "cooperativeId": world.cooperative(), "details": details}


@request("admitCooperative", joinedOn="2026-11-02")
def _admit_cooperative(world: World) -> Asked:
    world.as_(Role.REGISTRY_OFFICER)
    return {
        "id": str(new_id()),
        "cooperativeId": world.cooperative(),
        "market": "marrakech",
        "joinedOn": "2026-11-01",
    }


@request("appointOfficer", details={"name": "Une autre"})
def _appoint_officer(world: World) -> Asked:
    world.as_(Role.REGISTRY_OFFICER)
    details = {"function": "DELEGATE", "name": "Fatima B.", "mandateFrom": "2026-01-01"}
    return {"id": str(new_id()), "cooperativeId": world.cooperative(), "details": details}


@request("defineSelectionGrid", title="Autre grille")
def _define_grid(world: World) -> Asked:
    world.as_(Role.REGISTRY_OFFICER)
    return {"id": str(new_id()), "title": "Grille", "terms": told_terms()}


@request("openSelectionRound", places=4)
def _open_round(world: World) -> Asked:
    world.as_(Role.REGISTRY_OFFICER)
    with as_hq():
        grid = Committee(world).round(terms=UNBOUND).grid_id
    given = {"gridId": SelectionGrid.global_id(grid, None), "title": "Casablanca 2026", "places": 3}
    return {"id": str(new_id()), **given}


@request("enterSelectionApplication")
def _enter_application(world: World) -> Asked:
    world.as_(Role.REGISTRY_OFFICER)
    with as_hq():
        round_ = Committee(world).round(terms=UNBOUND)
    return {
        "id": str(new_id()),
        "roundId": SelectionRound.global_id(round_.pk, None),
        "cooperativeId": world.cooperative(),
    }


@request("defineQualificationProgramme", terms={"code": "AUTRE"})
def _define_programme(world: World) -> Asked:
    world.as_(Role.REGISTRY_OFFICER)
    return {"id": str(new_id()), "terms": told_programme()}


@request("openQualificationCohort", startsOn="2026-03-01")
def _open_cohort(world: World) -> Asked:
    qualifying, _ = world.enrolled()
    with as_hq():
        phase = Phase.objects.get(programme=qualifying.made[0])
    given = {"phaseId": QualificationPhase.global_id(phase.pk, None), "code": "B", "startsOn": "2026-02-01"}
    return {"id": str(new_id()), **given}


@request("signQualificationOverrun", reason="un toit de plus")
def _sign_overrun(world: World) -> Asked:
    qualifying, _ = world.enrolled()
    with as_hq():
        partner = qualifying.partner().pk
    given = {"amount": MONEY, "reason": "un mur de plus"}
    return {"id": str(new_id()), "partnerId": QualificationPartner.global_id(partner, None), **given}


@request("enrolCooperative", startedOn="2026-03-02")
def _enrol(world: World) -> Asked:
    _, enrolment = world.enrolled()
    return {
        "id": str(new_id()),
        "cohortId": QualificationCohort.global_id(enrolment.cohort_id, None),
        "cooperativeId": world.cooperative(),
        "startedOn": "2026-02-02",
    }


def _of_step(world: World) -> Asked:
    _, enrolment = world.enrolled()
    return {"id": str(new_id()), "enrolmentId": Enrolment.global_id(enrolment.pk, None), "kind": "WORKS"}


@request("recordQualificationCost", amount={"amountMinor": 401})
def _record_qualification_cost(world: World) -> Asked:
    return _of_step(world) | {"amount": MONEY, "paidOn": DAYS[StepKind.WORKS].isoformat()}


@request("raiseQualificationBlocker", text="autre")
def _raise_blocker(world: World) -> Asked:
    return _of_step(world) | {"code": "FINANCING", "text": "quote-part", "since": "2026-02-10"}


@request("declareSelectionConflict", reason="autre")
def _declare_conflict(world: World) -> Asked:
    return world.applied() | {"reason": "une parente en est membre"}


@request("scoreSelectionApplication", note="autre")
def _score(world: World) -> Asked:
    points = [{"criterion": "PACKAGING", "points": 10}, {"criterion": "CAPACITY", "points": 5}]
    return world.applied() | {"points": points}


@request("adjudicateSelectionScore", points=13)
def _adjudicate(world: World) -> Asked:
    said = {"criterion": "PACKAGING", "points": 12, "reason": "échantillons vus"}
    return world.applied(scores=(4, 16)) | said


@request("prepareSelectionDecision")
def _prepare_decision(world: World) -> Asked:
    world.as_(Role.REGISTRY_OFFICER)
    with as_hq():
        committee = Committee(world)
        round_ = committee.round(terms=UNBOUND)
        committee.close(round_)
    return {"id": str(new_id()), "roundId": SelectionRound.global_id(round_.pk, None)}


@request("fileSelectionAppeal", argument="autre")
def _appeal(world: World) -> Asked:
    asked = world.applied(scores=(10, 10), decided=True)
    world.as_(Role.REGISTRY_OFFICER)
    return asked | {"argument": "l'emballage a été changé"}


@request("setPriceCorridor", aboveBasisPoints=600)
def _set_corridor(world: World) -> Asked:
    world.as_(Role.REGISTRY_OFFICER)
    said = {"market": "casablanca", "category": "baskets", "effectiveFrom": "2026-11-10"}
    return {"id": str(new_id()), **said, "aboveBasisPoints": 500, "reason": "prix solidaires"}


@request("mergeProducts")
def _merge_products(world: World) -> Asked:
    world.as_(Role.REGISTRY_OFFICER)
    nation = world.shop.nation
    nation.add_cooperative(products=2)
    keep, drop = (Product.global_id(key, None) for key in nation.products[-2:])
    versions = {"expectedKeepVersion": 1, "expectedDropVersion": 1}
    return {"id": str(new_id()), "keepId": keep, "dropId": drop, **versions}


@request("requestPrice", reason="autre")
def _request_price(world: World) -> Asked:
    world.as_(Role.MARKET_MANAGER)
    product = world.shop.add_goods().product_id
    terms = CorridorTerms(
        market=None,
        category=None,
        effective_from=world.now.date(),
        below_basis_points=None,
        above_basis_points=0,
    )
    with as_hq():
        corridors.set_corridor(corridor_id=new_id(), terms=terms, reason="essai", at=world.now, actor="test")
    price = {"amountMinor": 90_000}
    return {
        "id": str(new_id()),
        "productId": Product.global_id(product, None),
        "price": price,
        "reason": "transport",
    }


@request("recordPublicationConsent", evidence="autre papier")
def _record_consent(world: World) -> Asked:
    world.as_(Role.REGISTRY_OFFICER)
    said = {"consentedOn": "2026-11-01", "evidence": "formulaire signé"}
    return {"id": str(new_id()), "cooperativeId": world.cooperative(), **said}


@request("draftProduct", details={"netContent": 500})
def _draft_product(world: World) -> Asked:
    world.as_(Role.REGISTRY_OFFICER)
    details = {
        "categoryCode": "honey",
        "names": {"ar": "عسل", "fr": "Miel", "en": "Honey"},
        "unit": "GRAM",
        "netContent": 250,
        "recommendedPrice": {"amountMinor": 9_000},
    }
    return {"id": str(new_id()), "cooperativeId": world.cooperative(), "details": details}


@request("submitProposal", note="Une autre")
def _submit_proposal(world: World) -> Asked:
    world.as_(Role.MARKET_MANAGER)
    said = cooperative()
    return {"id": said["id"], "content": {"cooperative": said["details"]}}


@request("addBarcode", code="AUTRE")
def _add_barcode(world: World) -> Asked:
    world.as_(Role.REGISTRY_OFFICER)
    world.cooperative()
    product = world.shop.nation.add_product(world.shop.nation.cooperatives[-1])
    return {
        "id": str(new_id()),
        "productId": Product.global_id(product, None),
        "kind": "SUPPLIER",
        "code": "A-1",
    }


@request("grantMark", number="MA-2")
def _grant_mark(world: World) -> Asked:
    world.as_(Role.REGISTRY_OFFICER)
    names = {f"name_{language}": "Bio" for language in ("ar", "fr", "en")}
    world.cooperative()
    product = world.shop.nation.add_product(world.shop.nation.cooperatives[-1])
    with as_hq():
        mark = {"code": "bio", "kind": "organic", "regions": [], "categories": [], **names}
        marks.load_marks(data=[mark], at=world.now)
    return {
        "id": str(new_id()),
        "productId": Product.global_id(product, None),
        "markCode": "bio",
        "number": "MA-1",
        "issuer": "Normacert",
        "validFrom": "2026-01-01",
        "validUntil": "2026-12-31",
    }


@request("addMedia", details={"position": 1})
def _add_media(world: World) -> Asked:
    world.as_(Role.REGISTRY_OFFICER)
    world.cooperative()
    product = world.shop.nation.add_product(world.shop.nation.cooperatives[-1])
    with as_hq():
        put = Client(headers=world.api.headers("en")).put("/files", photograph(), content_type="image/jpeg")
    return {
        "id": str(new_id()),
        "productId": Product.global_id(product, None),
        "fileId": put.json()["file"]["id"],
        "details": {"alt": {"ar": "عسل", "fr": "Miel", "en": ""}, "position": 0, "primary": False},
    }


@request("recordSale", occurredAt="2026-11-10T09:31:00Z")
def _record_sale(world: World) -> Asked:
    world.as_(Role.CASHIER)
    return {
        "saleId": str(new_id()),
        "tillId": world.here(Till, world.shop.add_till().pk),
        "lines": [{"listingId": world.here(Listing, world.shop.add_goods().pk), "quantity": 1}],
        "tenders": [{"kind": "CASH", "receivedMinor": 100_000}],
        "occurredAt": AT,
    }


@request("refundSale", occurredAt="2026-11-10T10:01:00Z")
def _refund_sale(world: World) -> Asked:
    world.as_(Role.CASHIER)
    return {
        "refundId": str(new_id()),
        "saleId": world.here(Sale, world.shop.sell((world.shop.add_goods(), 2)).pk),
        "lines": [{"position": 0, "quantity": 1, "restock": True}],
        "tenderKind": "CASH",
        "occurredAt": "2026-11-10T10:00:00Z",
    }


@request("depositGoods", quantity=5)
def _deposit_goods(world: World) -> Asked:
    world.as_(Role.STOCK_KEEPER)
    listing = world.here(Listing, world.shop.add_goods().pk)
    return {"depositId": str(new_id()), "listingId": listing, "quantity": 4, "occurredAt": AT}


@request("adjustStock", quantity=3)
@request("recordLoss", quantity=3)
@request("withdrawGoods", quantity=3)
def _by_hand(world: World) -> Asked:
    world.as_(Role.STOCK_KEEPER)
    return {
        "movementId": str(new_id()),
        "depositId": world.deposit(),
        "quantity": 2,
        "reason": "casse",
        "occurredAt": AT,
    }


@request("countStock", onHand=8)
def _count_stock(world: World) -> Asked:
    world.as_(Role.STOCK_KEEPER)
    said = {"expectedOnHand": 10, "reason": "inventaire", "occurredAt": AT}
    return keyed(depositId=world.deposit(), onHand=7, **said)


@request("setFeeRule", name="Autre")
def _set_fee_rule(world: World) -> Asked:
    world.as_(Role.MARKET_MANAGER)
    details = {"effectiveFrom": "2026-12-01", "components": [{"basisPoints": 250}]}
    return {"id": str(new_id()), "name": "Commission", "details": details}


@request("recordCost", note="autre")
def _record_cost(world: World) -> Asked:
    world.as_(Role.ACCOUNTANT)
    return {"costId": str(new_id()), "month": "2026-11-01", "category": "RENT", "amount": MONEY}


@request("recordOtherIncome", note="autre")
def _record_other_income(world: World) -> Asked:
    world.as_(Role.ACCOUNTANT)
    return {"incomeId": str(new_id()), "month": "2026-11-01", "kind": "EVENTS", "amount": MONEY}


@request("declareCardBatch", payments=3)
def _declare_card_batch(world: World) -> Asked:
    world.as_(Role.ACCOUNTANT)
    return {"id": str(new_id()), "businessDate": "2026-11-10", "payments": 2, "amount": MONEY}


@request("declareCashDeposit", carriedBy="Salma")
def _declare_cash_deposit(world: World) -> Asked:
    world.as_(Role.ACCOUNTANT)
    return {"id": str(new_id()), "businessDate": "2026-11-10", "amount": MONEY, "carriedBy": "Karim"}


@request("placeHold", reason="autre")
def _place_hold(world: World) -> Asked:
    world.as_(Role.ACCOUNTANT)
    return {
        "holdId": str(new_id()),
        "cooperativeId": world.cooperative(),
        "amount": MONEY,
        "reason": "contrôle",
        "reviewOn": "2026-12-01",
    }


@request("proposeAdjustment", reason="autre")
def _propose_adjustment(world: World) -> Asked:
    world.as_(Role.ACCOUNTANT)
    given = {"cooperativeId": world.cooperative(), "amount": MONEY, "reason": "pots vides"}
    return {"adjustmentId": str(new_id()), **given}


@request("approveAdjustment", note="autre")
def _approve_adjustment(world: World) -> Asked:
    world.as_(Role.MARKET_MANAGER)
    cooperative_id = world.shop.nation.add_cooperative(products=0)
    with as_market("casablanca"):
        proposed = settlement.propose_adjustment(
            adjustment_id=new_id(),
            cooperative_id=cooperative_id,
            amount_minor=-250,
            reason="pots vides",
            at=world.now,
            actor="person:one",
        )
    return keyed(adjustmentId=world.here(Adjustment, proposed.pk), note="vu")


@request("agreeRecoveryPlan", evidence="autre")
def _agree_recovery_plan(world: World) -> Asked:
    world.as_(Role.ACCOUNTANT)
    given = {"cooperativeId": world.cooperative(), "instalment": MONEY, "evidence": "lettre"}
    return {"planId": str(new_id()), **given}


@request("contestLine", argument="autre")
def _contest_line(world: World) -> Asked:
    statement_ = world.closed()
    world.as_(Role.COOPERATIVE_DELEGATE, cooperative_id=statement_.cooperative_id)
    with as_market("casablanca"):
        line = statements.lines_of(statement_.id)[0]
    line_id = world.here(StatementLine, line.pk)
    return {"contestId": str(new_id()), "lineId": line_id, "argument": "quatre pots"}


@request("upholdContest", amount={"amountMinor": 1})
def _uphold_contest(world: World) -> Asked:
    statement_ = world.closed()
    world.as_(Role.MARKET_MANAGER)
    with as_market("casablanca"):
        contest = settlement.contest_line(
            contest_id=new_id(),
            line_id=statements.lines_of(statement_.id)[0].id,
            argument="quatre pots",
            at=world.now,
            actor="person:one",
        )
    said = {"decision": "c'est vrai", "adjustmentId": str(new_id()), "amount": MONEY}
    return {"contestId": world.here(Contest, contest.pk), **said}


@request("reopenReview", reason="autre")
def _reopen_review(world: World) -> Asked:
    world.as_(Role.MARKET_MANAGER)
    world.shop.sell((world.shop.add_goods(), 1))
    half_month = HalfMonth(2026, 11, 1)
    with as_market("casablanca"):
        period = review_half_month(half_month)
        approve_half_month(half_month, at=world.now + timedelta(days=20))
    return keyed(periodId=world.here(Period, period.pk), reason="une facture manque")


@request("preparePayoutBatch", executionOn="2026-11-12")
def _prepare_payout_batch(world: World) -> Asked:
    world.closed()
    world.as_(Role.ACCOUNTANT)
    return {"batchId": str(new_id()), "rail": "MANUAL", "executionOn": "2026-11-11"}


@request("confirmPayout", evidence="autre")
def _confirm_payout(world: World) -> Asked:
    payout_id = world.here(Payout, world.handed_out().pk)
    world.as_(Role.ACCOUNTANT)
    said = {"evidence": "chèque 118", "paidOn": "2026-11-10", "paidFrom": "BANK"}
    return keyed(payoutId=payout_id, **said)


@request("rejectPayout", reason="autre")
def _reject_payout(world: World) -> Asked:
    payout_id = world.here(Payout, world.handed_out().pk)
    world.as_(Role.ACCOUNTANT)
    return keyed(payoutId=payout_id, reason="perdu")


@request("returnPayout", reason="autre")
def _return_payout(world: World) -> Asked:
    payout = world.handed_out()
    world.as_(Role.ACCOUNTANT)
    with as_market("casablanca"):
        paying.confirm_by_hand(
            payout_id=payout.pk,
            evidence="chèque 118",
            paid_on=world.now.date(),
            paid_from=PaidFrom.BANK,
            at=world.now,
            actor="person:one",
        )
    said = {"reason": "sans provision", "returnedOn": "2026-11-10"}
    return keyed(payoutId=world.here(Payout, payout.pk), **said)


@request("holdPayout", because="autre")
def _hold_payout(world: World) -> Asked:
    statement_id = world.here(StatementNode, world.closed().pk)
    world.as_(Role.ACCOUNTANT)
    return keyed(statementId=statement_id, because="saisie")


@request("releasePayout", payoutId="x")
def _release_payout(world: World) -> Asked:
    statement_ = world.closed()
    world.as_(Role.ACCOUNTANT)
    with as_market("casablanca"):
        held = paying.hold_payout(
            statement_id=statement_.pk, because="saisie", at=world.now, actor="person:one"
        )
    return keyed(payoutId=world.here(Payout, held.pk))


@request("matchBankLine", note="autre")
def _match_bank_line(world: World) -> Asked:
    world.bank_shows(-700)
    world.as_(Role.ACCOUNTANT)
    with as_market("casablanca"):
        line_id = world.here(BankLine, reconciliation.BankLine.objects.get().pk)
    return keyed(lineId=line_id, account="market:bank_charges")


def _suspended(world: World) -> None:
    world.bank_shows(700)
    with as_market("casablanca"):
        reconciling.run_matching(dry_run=False, owner="person:one", at=world.now, actor="test")


@request("clearSuspense", note="autre")
def _clear_suspense(world: World) -> Asked:
    _suspended(world)
    world.as_(Role.ACCOUNTANT)
    with as_market("casablanca"):
        item_id = world.here(SuspenseItem, reconciliation.SuspenseItem.objects.get().pk)
    return keyed(itemId=item_id, account="market:adjustments")


@request("explainSuspense", text="autre")
def _explain_suspense(world: World) -> Asked:
    world.closed()
    _suspended(world)
    world.as_(Role.MARKET_MANAGER)
    with as_market("casablanca"):
        period = PeriodRow.objects.get(pk=2026111)
        left = unexplained(period)
    items = [one for one in left if one.kind is Kept.SUSPENSE]
    amount = {"amountMinor": sum(one.amount_minor for one in items)}
    period_id = world.here(Period, period.pk)
    return keyed(periodId=period_id, amount=amount, itemCount=len(left), text="On cherche.")


@request("configureStripe", cndpNumber="T-2")
def _configure_stripe(world: World) -> Asked:
    world.as_(Role.MARKET_MANAGER)
    return {
        "configurationId": str(new_id()),
        "apiKey": API_KEY,
        "webhookSecrets": [SECRET],
        "platformCountry": "FR",
        "settlementCurrency": "eur",
        "legalBasis": "contrat",
        "cndpNumber": "T-1",
        "enabled": True,
        "expectedVersion": 0,
    }


def _with_stripe(world: World) -> Any:
    stripe = world.books.cards.stripe
    with as_market("casablanca"):
        stripe.configure()
    return stripe


@request("setStripeRate", centimesPerMillion=9_800_001)
def _set_stripe_rate(world: World) -> Asked:
    _with_stripe(world)
    world.as_(Role.ACCOUNTANT)
    return {"rateId": str(new_id()), "effectiveFrom": "2026-11-10", "centimesPerMillion": 9_800_000}


@request("connectCooperative", bic="BCMAMAMC")
def _connect_cooperative(world: World) -> Asked:
    _with_stripe(world)
    world.as_(Role.MARKET_MANAGER)
    return {"connectionId": str(new_id()), "cooperativeId": world.cooperative(), "bic": "BCPOMAMC"}


@request("createCardPayment", description="autre")
def _create_card_payment(world: World) -> Asked:
    _with_stripe(world)
    world.as_(Role.CASHIER)
    return {"paymentId": str(new_id()), "amount": MONEY}


@request("refundCardPayment", amount={"amountMinor": 1})
def _refund_card_payment(world: World) -> Asked:
    stripe = _with_stripe(world)
    with as_market("casablanca"):
        paid = stripe.payment(2_000)
    world.as_(Role.CASHIER)
    return {"refundId": str(new_id()), "paymentId": world.here(CardPayment, paid.pk), "amount": MONEY}


_OPEN = "mutation ($input: OpenTillInput!) { openTill(input: $input) { till { %s } } }"


@request("startBulkMutation", mutation=_OPEN % "name")
def _start_bulk_mutation(world: World) -> Asked:
    world.as_(Role.MARKET_MANAGER)
    line = b'{"input": {"code": "T9", "name": "Caisse"}}'
    with as_hq():
        put = Client(headers=world.api.headers("en")).put("/files", line, content_type="application/jsonl")
    return keyed(mutation=_OPEN % "code", fileId=put.json()["file"]["id"])


@request("startBulkQuery", query="{ tills { nodes { name } } }")
def _start_bulk_query(world: World) -> Asked:
    world.as_(Role.MARKET_MANAGER)
    return keyed(query="{ tills { nodes { code } } }")


_TABLE = "reference;cooperative;category;name_ar;name_fr;name_en;unit;net_content;price\n"


def _table(world: World) -> str:
    """A file with one row of a new product."""
    world.as_(Role.REGISTRY_OFFICER)
    with as_hq():
        key = world.shop.nation.add_cooperative(products=0)
        code = CooperativeRow.objects.get(pk=key).code
        content = f"{_TABLE}A1;{code};baskets;سلة;Panier;Basket;piece;1;120,50\n".encode()
        put = Client(headers=world.api.headers("en")).put("/files", content, content_type="text/csv")
    return str(put.json()["file"]["id"])


def _checked_import(world: World) -> Asked:
    """An import that was checked."""
    _table(world)
    with as_hq():
        office = Exchange(at=world.now)
        [code] = CooperativeRow.objects.values_list("code", flat=True)[:1]
        of = office.check(f"{_TABLE}A2;{code};baskets;سلة;Panier;Basket;piece;1;120,50\n".encode())
    return {
        "importId": CatalogueImport.global_id(of.pk, None),
        "digest": bytes(of.digest or b"").hex(),
        "office": office,
        "of": of,
    }


@request("checkCatalogueImport", source="other")
def _check_catalogue_import(world: World) -> Asked:
    return keyed(fileId=_table(world), source="amal")


@request("importCatalogue", digest="00")
def _import_catalogue(world: World) -> Asked:
    checked = _checked_import(world)
    return keyed(importId=checked["importId"], digest=checked["digest"])


@request("undoCatalogueImport")
def _undo_catalogue_import(world: World) -> Asked:
    checked = _checked_import(world)
    with as_hq():
        checked["office"].take(checked["of"])
    return keyed(importId=checked["importId"])


@request("exportCatalogue", format="CSV")
def _export_catalogue(world: World) -> Asked:
    world.as_(Role.REGISTRY_OFFICER)
    return keyed(format="XLSX", source="amal")


@request("submitDocument", details={"number": "13"})
def _submit_document(world: World) -> Asked:
    world.as_(Role.REGISTRY_OFFICER)
    with as_hq():
        put = Client(headers=world.api.headers("en")).put("/files", PDF, content_type="application/pdf")
    details = {
        "type": "REGISTER_EXTRACT",
        "number": "12",
        "issuer": "TPI Casablanca",
        "validFrom": "2026-01-02",
    }
    given = {"cooperativeId": world.cooperative(), "details": details}
    return {"id": str(new_id()), "fileId": put.json()["file"]["id"], **given}


@request("grantDocumentGrace", until="2026-12-02")
def _grant_document_grace(world: World) -> Asked:
    key = world.shop.nation.add_cooperative(products=0)
    with as_hq():
        document = accepted(key, at=world.now, valid_until=world.now.date())
    world.as_(Role.REGISTRY_OFFICER)
    return {
        "id": str(new_id()),
        "documentId": CooperativeDocument.global_id(document.pk, None),
        "until": "2026-12-01",
        "reason": "le greffe est fermé",
    }


@request("openRecall", details={"reason": "moisissures"})
def _open_recall(world: World) -> Asked:
    product = Product.global_id(world.shop.nation.add_product(world.shop.nation.add_cooperative()), None)
    world.as_(Role.REGISTRY_OFFICER)
    return {"id": str(new_id()), "details": recalled(product)}


@request("acknowledgeRecall", note="rien en rayon")
def _acknowledge_recall(world: World) -> Asked:
    product_id = world.shop.nation.add_product(world.shop.nation.add_cooperative())
    recall = open_recall(product_id, at=world.now)
    world.as_(Role.STOCK_KEEPER)
    return {"id": str(new_id()), "recallId": Recall.global_id(recall.pk, None), "note": "trois pots"}


@request("publishRequirementSet", requirements=[])
def _publish_requirement_set(world: World) -> Asked:
    world.as_(Role.HQ_ADMIN)
    return {
        "id": str(new_id()),
        "categoryCode": "terroir",
        "effectiveFrom": "2027-01-01",
        "requirements": [{"type": "REGISTER_EXTRACT", "alternatives": ["LEGACY_APPROVAL"]}],
    }


@request("resetSandbox")
def _reset_sandbox(world: World) -> Asked:
    become_sandbox("casablanca")
    world.as_(Role.INTEGRATOR)
    return {"resetId": str(new_id())}


@request("registerWebhook", url="https://example.org/other")
def _register_webhook(world: World) -> Asked:
    world.as_(Role.MARKET_MANAGER)
    return {"webhookId": str(new_id()), "url": "https://example.org/tadamun", "eventTypes": ["*"]}


@request("rotateWebhookSecret")
def _rotate_webhook_secret(world: World) -> Asked:
    given = _register_webhook(world)
    world.api.data(
        "mutation ($input: RegisterWebhookInput!) { registerWebhook(input: $input) { errors { code } } }",
        input=given,
    )
    webhook = ids.encode("Webhook", given["webhookId"], market="casablanca")
    return {"webhookId": webhook, "secretId": str(new_id())}


@request("submitProductChanges", note="autre")
def _submit_product_changes(world: World) -> Asked:
    world.as_(Role.REGISTRY_OFFICER)
    world.shop.add_goods()
    product_id = world.shop.nation.products[-1]
    with as_hq():
        version = ProductRow.objects.get(pk=product_id).version
    return {
        "id": str(new_id()),
        "productId": Product.global_id(product_id, None),
        "actions": [{"packed": False}, {"recommendedPrice": MONEY}],
        "expectedVersion": version,
    }
