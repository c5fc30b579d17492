"""Requests as a client sends them: over HTTP, to a host, with a token; and a small nation and a market to
ask about.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
from applying import typed
from bank_messages import status_report
from bulk_builders import complete
from django.conf import settings
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from exchanging import Exchange, book_of, product_row
from listening import listen, number_events
from papers import REVIEWER, accepted
from paying_by_bank import say_bank
from photographs import show_picture
from qualifying import Qualifying
from recalling import open_recall
from reconciling import entry
from reconciling import statement as bank_statement
from selecting import CAPACITY, PACKAGING, UNBOUND, Committee
from settling import close_half_month, pay_by_hand, send_batch

from kernel import clock
from kernel.halfmonth import HalfMonth
from kernel.identifiers import ice_with_key, rib_with_key
from kernel.ids import new_id
from kernel.money import Money
from markets.accounting import operations as accounting
from markets.accounting.models import JournalExport
from markets.accounting.types import Encoding, Layout, MappedKind
from markets.audit import operations as market_audit
from markets.bulk.books import MARKET_BOOKS as BULK_MARKET_BOOKS
from markets.costs import operations as costs
from markets.costs.models import OperatingCost, OtherIncome
from markets.costs.types import CostCategory, IncomeKind
from markets.documents import operations as documents
from markets.documents.types import FileKind
from markets.fees import operations as fees
from markets.fees.types import ComponentKind, FeeComponent, FeeTerms
from markets.footfall import operations as footfall
from markets.ledger.types import market_bank_charges
from markets.listings.models import Listing
from markets.payouts import operations as payouts
from markets.payouts.bank.models import BankFile, BankSettings
from markets.payouts.models import Payout
from markets.payouts.types import Rail
from markets.periods import operations as calendar_rules
from markets.periods import queries as calendar
from markets.periods.models import Period
from markets.periods.types import PeriodState
from markets.prices import operations as prices
from markets.reconciliation import operations as reconciliation
from markets.reconciliation.queries import unexplained
from markets.reconciliation.types import Criterion, Kept, LineField, Operator, TargetKind
from markets.sales import operations as sales
from markets.sales.models import Refund, Sale
from markets.sales.types import RefundLineRequest, TenderKind
from markets.sellability import operations as sellability
from markets.settlement import operations as settlement
from markets.settlement import queries as statements
from markets.settlement.models import Statement
from markets.stripe_account import operations as payments
from markets.stripe_account import queries as stripe_account
from markets.tills.models import Till
from markets.verification import operations as verification
from markets.webhooks.books import MARKET_BOOKS
from shared_catalog.applications import operations as applications
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue.models import Product
from shared_catalog.catalogue.types import ProductDetails, Unit
from shared_catalog.documents import operations as papers
from shared_catalog.documents.types import DocumentType, Requirement
from shared_catalog.duplicates import operations as duplicates
from shared_catalog.marks import operations as marks
from shared_catalog.marks.types import Certificate
from shared_catalog.moderation import operations as moderation
from shared_catalog.moderation.types import SetName, SetPacked
from shared_catalog.open_data import operations as open_data
from shared_catalog.prices import operations as corridors
from shared_catalog.prices.types import CorridorTerms
from shared_catalog.proposals import operations as proposals
from shared_catalog.proposals.types import NewProduct
from shared_catalog.registry import operations as registry
from shared_catalog.registry import queries as registry_reads
from shared_catalog.registry.types import (
    AccountDetails,
    AuthorisationDetails,
    AuthorisationKind,
    Contact,
    CooperativeDetails,
    Group,
    Kind,
    LegalDetails,
    Members,
    Names,
    OfficerDetails,
    OfficerFunction,
)
from shared_catalog.representation import operations as representation
from shared_catalog.representation.types import FloorTerms, Measure
from shared_catalog.seed import reference
from tenants import hosts
from tenants.access import SYSTEM
from tenants.audit import operations as audit
from tenants.audit.types import Act, Origin
from tenants.bulk.books import HQ_BOOKS as BULK_HQ_BOOKS
from tenants.database.session import as_hq, as_market
from tenants.identity import queries as tokens
from tenants.identity.operations import issue_token
from tenants.messages.types import Channel
from tenants.oauth import operations as oauth
from tenants.oauth.types import ClientDescription, ClientKind, OwnGrant
from tenants.people.models import Person
from tenants.permissions import Role
from tenants.usage import operations as usage
from tenants.usage.types import Use
from tenants.webhooks.books import HQ_BOOKS

NOW = datetime.fromisoformat("2026-11-10T10:00:00+00:00")
TERRITORY = {
    "regions": [
        {"code": "MA-06", "short": "CS", "capital_fr": "Casablanca"},
        {"code": "MA-09", "short": "SM", "capital_fr": "Agadir"},
    ],
    "provinces": [
        {"code": "MA-CAS", "region": "MA-06", "type": "prefecture"},
        {"code": "MA-TAR", "region": "MA-09", "type": "province"},
    ],
}
CATEGORIES = [
    {
        "code": "terroir",
        "children": [
            {"code": "honey", "regime": "onssa", "unit": "jar", "vat_hint": "T"},
            {"code": "baskets", "regime": "none", "unit": "piece", "vat_hint": "T"},
        ],
    }
]


@pytest.fixture(autouse=True)
def nothing_ages(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host or token that is looked up again in the middle of a test would count as a statement of it."""
    hosts.forget()
    monkeypatch.setattr(hosts, "TIME_TO_LIVE", 3600.0)
    monkeypatch.setattr(tokens, "TIME_TO_LIVE", 3600.0)


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """All tests without a token are one client, and would make each other wait."""
    monkeypatch.setattr(settings, "COST_MAXIMUM", 10**9)


def named(row: dict[str, Any]) -> dict[str, Any]:
    """The row and its children with names in three languages, made of their code."""
    names = {f"name_{language}": row["code"] for language in ("ar", "fr", "en")}
    return {
        **row,
        **names,
        **({"children": [named(c) for c in row["children"]]} if "children" in row else {}),
    }


def cooperative_details(number: int, *, name: str = "", region: str = "MA-06") -> CooperativeDetails:
    """The `number`th cooperative, valid in every respect."""
    return CooperativeDetails(
        names=Names(
            ar=f"تعاونية {name or number}", fr=name or f"Coopérative {number}", en=name or f"Co-op {number}"
        ),
        group=Group.TERROIR,
        kind=Kind.COOPERATIVE,
        region_code=region,
        province_code="MA-CAS" if region == "MA-06" else "MA-TAR",
        ice=ice_with_key(f"{number:013d}"),
        register_number=str(number),
        register_court="Casablanca",
        founded_on=date(2010, 1, 1),
        members=Members(women=7, men=3, youth=2, rural=10, as_of=date(2026, 1, 1)),
        contact=Contact(name="la présidente"),
    )


def product_details(number: int, *, category: str = "baskets") -> ProductDetails:
    return ProductDetails(
        category_code=category,
        names=Names(ar=f"منتوج {number}", fr=f"Produit {number}", en=f"Product {number}"),
        unit=Unit.PIECE,
        net_content=1,
        recommended_price_minor=Money(1_000 + number).minor,
    )


@pytest.fixture(autouse=True)
def at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is `NOW` when a request arrives."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@dataclass(slots=True)
class Nation:
    """What there is to ask about, by primary key."""

    cooperatives: list[UUID] = field(default_factory=list)
    products: list[UUID] = field(default_factory=list)

    def add_cooperative(self, *, name: str = "", region: str = "MA-06", products: int = 1) -> UUID:
        """A cooperative with a certificate, an account, a participation in casablanca, and products."""
        number, key = len(self.cooperatives) + 1, new_id()
        said: dict[str, Any] = {"at": NOW, "actor": "test"}
        details = cooperative_details(number, name=name, region=region)
        with as_hq():
            registry.register_cooperative(cooperative_id=key, details=details, **said)
            registry.start_qualification(cooperative_id=key, **said)
            registry.declare_eligible(cooperative_id=key, **said)
            registry.grant_authorisation(
                authorisation_id=new_id(),
                cooperative_id=key,
                authorisation=AuthorisationDetails(
                    kind=AuthorisationKind.AUTHORISATION,
                    number=f"ES.5.{number}.26",
                    issued_on=date(2026, 1, 1),
                ),
                **said,
            )
            rib = rib_with_key(f"011780{number:016d}")
            account = AccountDetails(holder=f"Coopérative {number}", rib=rib)
            paid_to = new_id()
            registry.record_payee_account(account_id=paid_to, cooperative_id=key, account=account, **said)
            registry.verify_payee_account(
                account_id=paid_to,
                call_back_note="La présidente, au numéro du registre, le 10 à 9 h",
                at=NOW,
                actor="another",
            )
            registry.admit_cooperative(
                participation_id=new_id(),
                cooperative_id=key,
                market_schema="casablanca",
                joined_on=date(2026, 1, 1),
                **said,
            )
            self.cooperatives.append(key)
            for _ in range(products):
                self.add_product(key)
        return key

    def add_product(self, cooperative_id: UUID) -> UUID:
        key = new_id()
        with as_hq():
            catalogue.draft_product(
                product_id=key,
                cooperative_id=cooperative_id,
                details=product_details(len(self.products)),
                at=NOW,
                actor="test",
            )
        self.products.append(key)
        return key

    def publish(self, product_id: UUID) -> None:
        """Take a draft as far as markets may list it."""
        with as_hq():
            catalogue.propose_product(product_id=product_id, at=NOW, actor="test")
            catalogue.approve_product(product_id=product_id, at=NOW, actor=REVIEWER)


@pytest.fixture
def nation(rollback: None) -> Nation:
    """Two regions, a small tree of categories, and no cooperative yet."""
    with as_hq():
        registry.load_territory(
            data={name: [named(row) for row in rows] for name, rows in TERRITORY.items()}, at=NOW
        )
        catalogue.load_categories(data=[named(row) for row in CATEGORIES], at=NOW)
        catalogue.load_tax_rates(data=reference.tax_rates(), at=NOW, actor="test")
    return Nation()


@dataclass(slots=True, kw_only=True)
class Shop:
    """The market casablanca at work; every step is one call."""

    nation: Nation
    make_till: Callable[..., Till]
    make_goods: Callable[..., Listing]
    record: Callable[..., Sale]
    grown: int = 0

    def add_till(self) -> Till:
        with as_market("casablanca"):
            return self.make_till()

    def add_goods(self, *, cooperative_id: UUID | None = None, **described: Any) -> Listing:
        """A product of this cooperative, or of a new one, on sale with one lot of ten."""
        product_id = self.nation.add_product(cooperative_id or self.nation.add_cooperative(products=0))
        self.nation.publish(product_id)
        with as_market("casablanca"):
            return self.make_goods(product=Product.objects.get(pk=product_id), **described)

    def sell(self, *lines: tuple[Listing, int], **given: Any) -> Sale:
        with as_market("casablanca"):
            return self.record(*lines, **given)

    def refund(self, sale: Sale, *, position: int = 0, quantity: int = 1) -> Refund:
        with as_market("casablanca"):
            return sales.refund_sale(
                refund_id=new_id(),
                sale_id=sale.id,
                lines=[RefundLineRequest(position, quantity, restock=True)],
                tender_kind=TenderKind.CASH,
                occurred_at=NOW,
                recorded_at=NOW,
                actor="test",
            )

    def grow(self) -> None:
        """One more of everything: a cooperative with goods, sold at a new till under a new fee, and
        refunded.
        """
        self.grown += 1
        with as_market("casablanca"):
            day = date(2026, 1, 1) + timedelta(days=self.grown)
            fees.add_past_rate(effective_from=day, basis_points=self.grown, set_at=NOW, actor="test")
            self._add_rule()
        self.refund(self.sell((self.add_goods(), 2)))

    def _add_rule(self) -> None:
        """A rule to come, that has been changed once."""
        rule_id, share = new_id(), FeeComponent(kind=ComponentKind.PERCENTAGE, basis_points=self.grown)
        for days in (1, 2):
            terms = FeeTerms(effective_from=NOW.date() + timedelta(days=days), components=(share,))
            if days == 1:
                fees.set_rule(rule_id=rule_id, name="Règle", terms=terms, set_at=NOW, actor="test")
            else:
                fees.add_version(rule_id=rule_id, terms=terms, set_at=NOW, actor="test")


@pytest.fixture
def shop(
    nation: Nation,
    make_till: Callable[..., Till],
    make_goods: Callable[..., Listing],
    sell: Callable[..., Sale],
) -> Shop:
    return Shop(nation=nation, make_till=make_till, make_goods=make_goods, record=sell)


@dataclass(slots=True, kw_only=True)
class Books:
    """The books of casablanca; every step is one call."""

    shop: Shop
    cards: "Cards"
    make_person: Callable[..., Person]
    at: datetime = NOW
    months: int = 0
    booked_minor: int = 0

    def close(self) -> Period:
        """Close the oldest half-month that is open, at its end."""
        with as_market("casablanca"):
            oldest = calendar.periods().filter(state=PeriodState.OPEN).first()
            assert oldest is not None
            return close_half_month(oldest.half_month)

    def pay(self, statement: Statement) -> Payout:
        with as_market("casablanca"):
            return pay_by_hand(statement, evidence="virement 12", at=NOW)

    def statements(self, period: Period) -> list[Statement]:
        """The statements of a half-month, largest first."""
        with as_market("casablanca"):
            return list(statements.statements_of_period(period.id).order_by("-net_minor"))

    def spend(self, month: date, amount_minor: int) -> OperatingCost:
        with as_market("casablanca"):
            return costs.record_cost(
                cost_id=new_id(),
                month=month,
                category=CostCategory.RENT,
                amount_minor=amount_minor,
                recorded_at=NOW,
                actor="test",
            )

    def earn(self, month: date, amount_minor: int) -> OtherIncome:
        with as_market("casablanca"):
            return costs.record_income(
                income_id=new_id(),
                month=month,
                kind=IncomeKind.EVENTS,
                amount_minor=amount_minor,
                recorded_at=NOW,
                actor="test",
            )

    def register_client(self) -> None:
        """An integration with two roles."""
        grants = [
            OwnGrant(id=new_id(), role=role, scope="casablanca") for role in (Role.CASHIER, Role.ACCOUNTANT)
        ]
        description = ClientDescription(name="Compta", kind=ClientKind.INTEGRATION, grants=grants)
        oauth.register_client(client_id=new_id(), description=description, registrar=SYSTEM, at=NOW)

    def export(self, period: Period) -> JournalExport:
        """The journal of a closed half-month, under an account and a mapping more than before."""
        with as_market("casablanca"):
            account = accounting.add_chart_account(
                number=f"51619{self.months}", label_fr="Caisse", label_ar="صندوق", added_at=NOW, actor="test"
            )
            accounting.set_mapping(
                kind=MappedKind.CASH,
                effective_from=period.starts_on,
                account=account.number,
                journal_code="CA",
                set_at=NOW,
                actor="test",
            )
            return accounting.export_journal(
                first=period.half_month,
                last=period.half_month,
                layout=Layout.DETAILED,
                encoding=Encoding.UTF_8,
                made_at=NOW,
                actor="test",
            )

    def decide(self, period: Period) -> None:
        """A hold, a correction, a contest and a plan of one cooperative more, and a rule for what is to
        come.
        """
        said: dict[str, Any] = {"at": NOW, "actor": "test"}
        statement = self.statements(period)[0]
        to_come = HalfMonth(2026 + self.months, 12, 1)
        with as_market("casablanca"):
            of: dict[str, Any] = {"cooperative_id": statement.cooperative_id, **said}
            settlement.place_hold(
                hold_id=new_id(), amount_minor=100, reason="contrôle", review_on=to_come.first_day, **of
            )
            settlement.agree_recovery_plan(plan_id=new_id(), instalment_minor=5, evidence="lettre", **of)
            contest = settlement.contest_line(
                contest_id=new_id(),
                line_id=statements.lines_of(statement.id)[0].id,
                argument="deux pots de plus",
                evidence="bon 118",
                **said,
            )
            settlement.uphold_contest(
                contest_id=contest.id,
                decision="c'est vrai",
                adjustment_id=new_id(),
                amount_minor=50,
                at=NOW,
                actor="another",
            )
            calendar_rules.set_closing_rule(
                first=to_come, cut_off_hour=20, grace_minutes=60, set_at=NOW, actor="test"
            )

    def say_bank(self) -> BankSettings:
        """Another version of the settings each month."""
        with as_market("casablanca"):
            return say_bank(at=NOW, debtor_name=f"Marché {self.months}")

    def send_by_bank(self, statement: Statement) -> BankFile:
        """Order a payment of the bank, take the file, bring an answer to it."""
        self.say_bank()
        with as_market("casablanca"):
            batch = send_batch(rail=Rail.BANK_FILE, at=NOW, statement_ids=(statement.id,))
            payouts.download_bank_file(batch_id=batch.id, origin=Origin(at=NOW, actor="test"))
            file = BankFile.objects.get(batch=batch)
            answer = status_report(
                version="03",
                report_id=f"R{self.months}",
                at=NOW,
                message_id=file.message_id,
                group=("ACCP", ""),
                items=(),
            )
            payouts.upload_bank_answer(content=answer, at=NOW, actor="test")
            return file

    def tell(self) -> None:
        """Tell cooperatives of every statement, and have one of them as a file."""
        with as_market("casablanca"):
            for statement in Statement.objects.select_related("period", "cooperative"):
                documents.announce_period(
                    period_id=statement.period_id, channels=[Channel.EMAIL], queued_at=NOW
                )
                documents.render_statement(statement=statement, kind=FileKind.JSON, made_at=NOW)

    def match_bank(self) -> None:
        """A batch that the bank shows and a deposit that it does not, a line that nobody knows and another
        that has its rule, and a half-month explained.
        """
        day = {"business_date_of": NOW.date(), "at": NOW, "actor": "test"}
        with as_market("casablanca"):
            batch = reconciliation.declare_card_batch(
                batch_id=new_id(), payments=1, amount_minor=1_000 + self.months, **day
            )
            reconciliation.declare_cash_deposit(
                deposit_id=new_id(), amount_minor=50_000, carried_by="test", **day
            )
            reconciliation.set_match_rule(
                name=f"fees {self.months}",
                kind=TargetKind.FEE,
                priority=50,
                criteria=[Criterion(LineField.REMITTANCE, Operator.PREFIX, "frais")],
                drift_minor=500,
                account=market_bank_charges(),
                enabled_from=NOW.date(),
                at=NOW,
                actor="test",
            )
            shown = [batch.amount_minor, 7, -100]
            lines = [entry(amount, on=NOW.date(), text="Frais") for amount in shown]
            content = bank_statement(*lines, opening_minor=self.booked_minor)
            self.booked_minor += sum(shown)
            reconciliation.import_bank_statement(content=content, at=NOW, actor="test")
            reconciliation.run_matching(dry_run=False, owner="test", at=NOW, actor="test")
            period = calendar.periods().first()
            assert period is not None
            left = unexplained(period)
            reconciliation.explain_suspense(
                period_id=period.id,
                amount_minor=sum(one.amount_minor for one in left if one.kind is Kept.SUSPENSE),
                items=len(left),
                text="On cherche.",
                at=NOW,
                actor="signer",
            )

    def bring_papers(self) -> None:
        """A label that counts longer than it says and speaks of a product, and what is asked of it."""
        nation = self.shop.nation
        with as_hq():
            cooperative_id = Product.objects.get(pk=nation.products[-1]).cooperative_id
            label = accepted(
                cooperative_id,
                DocumentType.LABEL_CHECKLIST,
                at=NOW,
                product_ids=[nation.products[-1]],
                category_codes=["baskets"],
                valid_until=NOW.date(),
            )
            papers.grant_grace(
                grace_id=new_id(),
                document_id=label.id,
                until=NOW.date() + timedelta(days=30),
                reason="le greffe est fermé",
                at=NOW,
                actor=REVIEWER,
            )
            papers.publish_requirement_set(
                set_id=new_id(),
                category_code="terroir",
                effective_from=date(2026 + self.months, 12, 1),
                requirements=[Requirement(type=DocumentType.LABEL_CHECKLIST)],
                at=NOW,
                actor="test",
            )
            papers.queue_notices(channels=[Channel.EMAIL], now=NOW + timedelta(days=self.months))

    def describe_goods(self) -> None:
        """One more attribute, asked of all categories and said of a product."""
        nation, code = self.shop.nation, f"colour-{self.months}"
        names = {f"name_{language}": code for language in ("ar", "fr", "en")}
        attribute = {"code": code, "type": "line", "label_critical": False, **names}
        demands = [
            {"category": category, "attribute": code, "required": False}
            for category in ("terroir", "honey", "baskets")
        ]
        with as_hq():
            catalogue.load_attributes(data={"attributes": [attribute], "demands": demands}, at=NOW)
            moderation.set_attributes(
                product_id=nation.products[-1], values={code: "red"}, at=NOW, actor="test"
            )
            self.distinguish(nation.products[-1], code)

    def distinguish(self, product_id: UUID, name: str) -> None:
        """A mark of that name on a product, and a picture of it."""
        names = {f"name_{language}": name for language in ("ar", "fr", "en")}
        mark = {"code": name, "kind": "igp", "regions": [], "categories": [], **names}
        marks.load_marks(data=[mark], at=NOW)
        certificate = Certificate(
            number=name, issuer="Normacert", valid_from=NOW.date(), valid_until=NOW.date()
        )
        marks.grant_mark(
            grant_id=new_id(),
            product_id=product_id,
            mark_code=name,
            certificate=certificate,
            at=NOW,
            actor="test",
        )
        show_picture(product_id, at=NOW)

    def hold_a_round(self) -> None:
        """A round of two cooperatives that was scored, decided, and appealed against."""
        with as_hq():
            committee = Committee(self)
            round_ = committee.round(terms=UNBOUND, places=1)
            entered = [committee.enter_known(round_, key) for key in self.shop.nation.cooperatives[-2:]]
            for application in entered:
                committee.conflict(application, "person:relative")
                committee.score(application, "person:a", {PACKAGING: 18, CAPACITY: 5})
                committee.score(application, "person:b", {PACKAGING: 2, CAPACITY: 5})
                committee.adjudicate(application, "person:c")
            committee.decide(round_)
            for application in entered:
                committee.appeal(application)

    def appoint(self) -> None:
        """Somebody who speaks for a cooperative, a legal identity that was said, and a proposal of goods."""
        key = self.shop.nation.cooperatives[-1]
        delegate = OfficerDetails(
            function=OfficerFunction.DELEGATE, name="Fatima", mandate_from=date(2026, 1, 1)
        )
        legal = LegalDetails(tax_id=f"{1_000_000 + self.months}")
        said: dict[str, Any] = {"cooperative_id": key, "at": NOW, "actor": "test"}
        with as_hq():
            registry.appoint_officer(officer_id=new_id(), details=delegate, **said)
            registry.set_legal_identity(details=legal, **said)
        proposed = NewProduct(cooperative_id=key, details=product_details(900 + self.months))
        with as_market("casablanca"):
            proposal = proposals.submit_proposal(
                proposal_id=new_id(), market_schema="casablanca", content=proposed, at=NOW, actor="test"
            )
        with as_hq():
            proposals.accept_proposal(proposal_id=proposal.id, at=NOW, actor="test")

    def recall_goods(self) -> None:
        """A lot that headquarters recalls and casablanca acknowledges."""
        recall = open_recall(self.shop.nation.products[-1], at=NOW, lot_code=f"L{self.months}")
        with as_market("casablanca"):
            sellability.acknowledge_recall(
                acknowledgement_id=new_id(), recall_id=recall.pk, note="rien", at=NOW, actor="test"
            )

    def qualify(self) -> None:
        """A programme in which two cooperatives went all the way, and a market that will list them."""
        with as_hq():
            qualifying = Qualifying(NOW)
            qualifying.grow(self.shop.nation.cooperatives[-2:], number=self.months)
        with as_market("casablanca"):
            qualifying.answer()

    def apply_to_a_round(self) -> None:
        """Two applications of the public that look alike, one of them in its round, and floors of a day."""
        with as_hq():
            round_ = Committee(self).round(terms=UNBOUND)
            said: dict[str, Any] = {"at": NOW, "address": str(new_id())}
            filled = typed(product_1_category="honey")
            for key in self.shop.nation.cooperatives[-2:]:
                draft = applications.start(round_id=round_.id, language="fr", **said).application
                applications.save(application_id=draft.id, typed=filled, **said)
                applications.submit(application_id=draft.id, consented=True, at=NOW)
                officer = {"application_id": draft.id, "at": NOW, "actor": "test"}
                applications.take_up(cooperative_id=key, **officer)
                applications.accept(**officer)
            for measure in Measure:
                representation.set_floor(
                    terms=FloorTerms(region="MA-09", group="", measure=measure, basis_points=100),
                    effective_from=NOW.date() + timedelta(days=self.months),
                    at=NOW,
                    actor="test",
                )

    def moderate(self) -> None:
        """A request to change the product that was listed last, which waits."""
        with as_hq():
            listed = Product.objects.filter(status="published").latest("approved_at", "code")
            moderation.submit_changes(
                request_id=new_id(),
                product_id=listed.pk,
                actions=[SetName("fr", "Autre produit"), SetPacked(packed=not listed.packed)],
                at=NOW,
                actor="test",
            )

    def publish(self) -> None:
        """The last cooperative agrees to be published."""
        with as_hq():
            open_data.record_consent(
                consent_id=new_id(),
                cooperative_id=self.shop.nation.cooperatives[-1],
                consented_on=NOW.date(),
                evidence="formulaire signé",
                at=NOW,
                actor="test",
            )

    def merge_products(self) -> None:
        """Of three products that look alike, two are merged, and the third is declared another."""
        said: dict[str, Any] = {"at": NOW, "actor": "test"}
        cooperative_id, details = self.shop.nation.cooperatives[-1], product_details(0)
        with as_hq():
            keep, drop, other = (
                catalogue.draft_product(
                    product_id=new_id(), cooperative_id=cooperative_id, details=details, **said
                ).pk
                for _ in range(3)
            )
            duplicates.merge_products(
                merge_id=new_id(),
                keep_id=keep,
                drop_id=drop,
                expected_keep_version=1,
                expected_drop_version=1,
                **said,
            )
            duplicates.declare_different(product_id=keep, other_id=other, **said)

    def govern_prices(self) -> None:
        """Baskets may not cost far more than is recommended, and the market asks for one that does."""
        said: dict[str, Any] = {"at": NOW, "actor": "test"}
        terms = CorridorTerms(
            market="casablanca",
            category="baskets",
            effective_from=NOW.date() + timedelta(days=self.months - 1),
            below_basis_points=None,
            above_basis_points=100_000,
        )
        with as_hq():
            corridors.set_corridor(corridor_id=new_id(), terms=terms, reason="prix solidaires", **said)
        with as_market("casablanca"):
            prices.request_price(
                request_id=new_id(),
                product_id=self.shop.nation.products[-1],
                price_minor=1_000_000,
                reason="transport",
                **said,
            )

    def number_events(self) -> None:
        """Give events their positions, which the transaction of a test is too young to be given."""
        with as_market("casablanca"):
            number_events(MARKET_BOOKS)
        with as_hq():
            number_events(HQ_BOOKS)

    def grow(self) -> None:
        """One more of everything: trade on two days, a half-month closed, one statement of it paid and one
        sent to the bank.
        """
        self.months += 1
        said: dict[str, Any] = {"act": Act(action="test"), "origin": Origin(actor="test", at=NOW)}
        with as_hq():
            audit.record(**said)
        with as_market("casablanca"):
            market_audit.record(**said)
        self.shop.grow()
        self.shop.sell((self.shop.add_goods(), 1), occurred_at=NOW - timedelta(days=self.months))
        closed = self.close()
        paid, sent = self.statements(closed)[:2]
        self.pay(paid)
        self.send_by_bank(sent)
        self.export(closed)
        self.decide(closed)
        with as_hq():
            cooperative_id = self.shop.nation.cooperatives[0]
            self.make_person(Role.COOPERATIVE_DELEGATE, "casablanca", cooperative_id=cooperative_id)
            self.register_client()
        month = date(2026 + self.months, 1, 1)
        self.spend(month, 100)
        self.earn(month, 50)
        with as_market("casablanca"):
            footfall.record_visitors(
                day=NOW.date(), hour=self.months, source="porte", visitors=3, recorded_at=NOW
            )
            settlement.set_payout_minimum(effective_from=month, amount_minor=100, set_at=NOW, actor="test")
            payouts.set_co_approval(effective_from=month, amount_minor=10**9, set_at=NOW, actor="test")
            verification.record_run(findings=(), started_at=NOW, ended_at=NOW)

        with as_hq():
            registry.set_payee_rules(
                effective_from=month, cooling_off_days=self.months, set_at=NOW, actor="test"
            )
            uses = Use(
                market="network",
                client=f"client:{self.months}",
                part="Query.old",
                uses=self.months,
                first_used_at=NOW,
                last_used_at=NOW,
            )
            usage.add_uses(uses=[uses])
        self.bring_papers()
        self.recall_goods()
        self.describe_goods()
        self.hold_a_round()
        self.appoint()
        self.qualify()
        self.apply_to_a_round()
        self.moderate()
        self.publish()
        self.govern_prices()
        self.merge_products()
        self.match_bank()
        self.cards.grow(self.shop.nation.cooperatives[-1])
        self.tell()
        self.number_events()
        with as_market("casablanca"):
            listen(MARKET_BOOKS, at=NOW)
        with as_hq():
            listen(HQ_BOOKS, at=NOW)
        self.run_in_bulk()
        self.exchange()

    def exchange(self) -> None:
        """An import with faults that was checked, and waits for the worker."""
        with as_hq():
            office = Exchange(at=NOW)
            rows = [product_row(code, 1, category="baskets") for code in (self.first_code(), "C9999")]
            rows[1]["reference"] = "A-2"
            office.start_import(office.check(book_of(*rows), only_valid_rows=True))

    def first_code(self) -> str:
        """The code of a cooperative."""
        return registry_reads.cooperative(self.shop.nation.cooperatives[0]).code

    def run_in_bulk(self) -> None:
        """A file of one line on each side, and an operation that ended with a result."""
        with as_market("casablanca"):
            complete(BULK_MARKET_BOOKS, owner="token:test", at=NOW)
        with as_hq():
            complete(BULK_HQ_BOOKS, owner="token:test", at=NOW)


@dataclass(slots=True, kw_only=True)
class Cards:
    """The Stripe account of casablanca at work; every step is one call."""

    stripe: Any

    def grow(self, cooperative_id: UUID) -> None:
        """One more of everything: a recipient, a payment given back in part and disputed, and a webhook."""
        with as_market("casablanca"):
            if stripe_account.account_in_force() is None:
                self.stripe.configure()
                self.stripe.listen()
            self.stripe.connect(registry_reads.cooperative(cooperative_id), verified=False)
            paid = self.stripe.payment(20_000)
            payments.refund_card_payment(
                refund_id=new_id(), payment_id=paid.id, amount_minor=500, requested_at=NOW, actor="test"
            )
            opened = self.stripe.control.dispute(charge=paid.charge_id)
            payments.refresh_dispute(stripe_id=opened["id"], refreshed_at=NOW)
            for sent in self.stripe.control.take(limit=1):
                payments.receive_event(
                    body=sent["body"].encode(),
                    signature=sent["headers"]["Stripe-Signature"],
                    received_at=NOW,
                )


@pytest.fixture
def food(shop: Any) -> Callable[..., Any]:
    """A honey on sale with ten jars, of a cooperative with a certificate."""

    def make(**lot: Any) -> Any:
        maker = shop.nation.add_cooperative(products=0)
        listing = shop.add_goods(cooperative_id=maker, **lot)
        with as_hq():
            listing.product.__class__.objects.filter(pk=listing.product_id).update(category_id="honey")
        return listing

    return make


@pytest.fixture
def cards(stripe: Any) -> Cards:
    return Cards(stripe=stripe)


@pytest.fixture
def books(shop: Shop, cards: Cards, make_person: Callable[..., Person]) -> Books:
    return Books(shop=shop, cards=cards, make_person=make_person)


@dataclass(slots=True)
class Api:
    """A client of `/graphql/`. It keeps the last response, and how many statements it took."""

    token: str = ""
    host: str = "hq"
    status: int = 0
    statements: list[str] = field(default_factory=list)

    def ask(self, query: str, /, *, language: str = "en", **variables: Any) -> dict[str, Any]:
        """The answer's body."""
        return self.post({"query": query, "variables": variables}, language=language)

    def data(self, query: str, /, **variables: Any) -> Any:
        """The answer's data, which has no errors."""
        body = self.ask(query, **variables)
        assert "errors" not in body, body["errors"]
        return body["data"]

    def codes(self, query: str, /, **variables: Any) -> list[str]:
        """The codes of the answer's top-level errors."""
        return [error["extensions"]["code"] for error in self.ask(query, **variables).get("errors", [])]

    def post(self, body: Any, *, language: str = "en", **headers: str) -> dict[str, Any]:
        raw = body if isinstance(body, bytes) else orjson.dumps(body)
        reset_queries()  # the log is bounded, and a full one captures nothing
        with as_hq(), CaptureQueriesContext(connection) as captured:
            response = Client(headers=self.headers(language) | headers).post(
                "/graphql/", raw, content_type="application/json"
            )
        self.status = response.status_code
        asked = [query["sql"] for query in captured.captured_queries]
        # What a host leads to is looked up again every few seconds, whatever is asked.
        self.statements = [
            sql for sql in asked if sql.lstrip().startswith("SELECT") and "network_domain" not in sql
        ]
        answered: dict[str, Any] = orjson.loads(response.content)
        return answered

    def headers(self, language: str) -> dict[str, str]:
        known = {"host": f"{self.host}.testserver", "accept-language": language}
        return known | ({"authorization": f"Bearer {self.token}"} if self.token else {})


@pytest.fixture
def sign_in(rollback: None) -> Callable[..., Api]:
    """A client with a new token: `sign_in(role)` for the network, `sign_in(role, scope=…)` for a market."""

    def make(
        role: Role, *, scope: str = "network", host: str = "", cooperative_id: UUID | None = None
    ) -> Api:
        with as_hq():
            issued = issue_token(
                role=role, scope=scope, label="test", issued_at=clock.now(), cooperative_id=cooperative_id
            )
        return Api(issued.token, host or ("hq" if scope == "network" else scope))

    return make


@pytest.fixture
def anonymous(rollback: None) -> Api:
    return Api()


@pytest.fixture
def admin(sign_in: Callable[..., Api]) -> Api:
    """An administrator of headquarters, on its host."""
    return sign_in(Role.HQ_ADMIN)


@pytest.fixture
def manager(sign_in: Callable[..., Api]) -> Api:
    """The manager of casablanca, on its host."""
    return sign_in(Role.MARKET_MANAGER, scope="casablanca")


@pytest.fixture
def api() -> type[Api]:
    """The client itself, for tests that bring their own token."""
    return Api
