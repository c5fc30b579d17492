"""Applications of the public: the pages of an applicant, the officer's queue, and who may do which step."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from applying import typed
from selecting import UNBOUND, Committee
from signing_in import HQ, Browser

from api.applications.types import PublicApplication as Node
from api.registry.types import Cooperative
from api.selection.types import SelectionDecision
from kernel.identifiers import ice_with_key
from kernel.ids import new_id
from shared_catalog.applications.models import PublicApplication
from shared_catalog.registry import operations as registry
from shared_catalog.registry import queries
from shared_catalog.registry.types import AuthorisationDetails, AuthorisationKind
from tenants.audit.models import AuditEntry
from tenants.database.session import as_hq
from tenants.permissions import Role

QUEUE = """{ publicApplications(filter: {state: {eq: SUBMITTED}}) { nodes { id number nameFr ice
  declared { members { women } products { name price { amountMinor } } }
  likenesses { nodes { ground cooperative { code } other { number } } } } } }"""
CONTACT = "query ($id: ID!) { publicApplication(id: $id) { contactPhone } }"
TAKE_UP = """mutation ($input: TakeUpPublicApplicationInput!) { done: takeUpPublicApplication(input: $input) {
  application { state cooperative { code status } } errors { code } } }"""
ACCEPT = """mutation ($input: AcceptPublicApplicationInput!) { done: acceptPublicApplication(input: $input) {
  application { state enteredAs { number } } errors { code } } }"""
REFUSE = """mutation ($input: RefusePublicApplicationInput!) { done: refusePublicApplication(input: $input) {
  application { state reason } errors { code } } }"""
APPLY = """mutation ($input: ApplySelectionDecisionInput!) { done: applySelectionDecision(input: $input) {
  decision { number } retained { code before after } errors { code } } }"""
FORM = typed(product_1_category="honey")


@dataclass
class Counter:
    """Where applications are handed in: a round that is open."""

    nation: Any
    committee: Committee
    round: Any
    made: int = 0

    def begin(self, browser: Browser) -> str:
        browser.open("/account/apply").send()
        return browser.address

    def hand_in(self, **changes: Any) -> str:
        """An application of a new cooperative, through its own browser; its address."""
        self.made += 1
        browser = Browser()
        self.begin(browser)
        number = {"ice": ice_with_key(f"{self.made:013d}"), "register_number": f"n{self.made}"}
        form = FORM | {"name_fr": f"Coop n{self.made}", "name_ar": f"ت{self.made}"} | number | changes
        browser.send(**form, consent="yes", do="submit")
        assert "Déposée" in browser.page, browser.page
        return browser.address

    def last(self) -> str:
        with as_hq():
            return Node.global_id(PublicApplication.objects.latest("started_at", "id").pk, None)


@pytest.fixture
def counter(nation: Any, hour: Any) -> Counter:
    with as_hq():
        committee = Committee(Here(hour.now))
        return Counter(nation, committee, committee.round(terms=UNBOUND, places=1))


@dataclass
class Here:
    at: Any


class TestThePages:
    def test_lead_from_a_draft_to_the_outcome_without_an_account(
        self, counter: Counter, browser: Browser, sign_in: Callable[..., Any]
    ) -> None:
        address = counter.begin(browser)
        assert address.startswith("/account/apply/") and len(address.rsplit("/", 1)[1]) == 43
        browser.send(**FORM | {"ice": "12"}, do="save")
        assert "Le brouillon est enregistré" in browser.page
        later = Browser().open(address)
        assert 'value="12"' in later.page and "400 bocaux par mois" in later.page
        later.send(**FORM | {"ice": "12"}, do="submit")
        assert later.status == 400 and "ICE non valable" in later.page and "Consentement" in later.page
        later.send(**FORM, consent="yes", do="submit")
        assert (later.address, later.status) == (address, 200) and "Déposée" in later.page

        officer, director = sign_in(Role.REGISTRY_OFFICER), sign_in(Role.HQ_ADMIN)
        asked = {"applicationId": counter.last()}
        assert officer.data(TAKE_UP, input=asked)["done"]["errors"] == []
        assert officer.data(ACCEPT, input=asked)["done"]["application"]["enteredAs"] == {"number": 1}
        assert "En cours d&#x27;examen" in browser.open(address).page
        with as_hq():
            decision = counter.committee.decide(counter.round)
        page = browser.open(address + "?lang=ar").page
        assert "غير منتقاة" in page and "لا ترخيص صالح من أونسا" in page and "2026-11-25" in page
        applied = {"decisionId": SelectionDecision.global_id(decision.pk, None)}
        assert director.data(APPLY, input=applied)["done"] == {
            "decision": {"number": 1},
            "retained": [],
            "errors": [],
        }

    def test_are_guarded_and_take_no_form_of_another_site(self, counter: Counter, browser: Browser) -> None:
        address = counter.begin(browser)
        assert browser.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert browser.headers["Cache-Control"] == "no-store" and "<script" not in browser.page
        for path in ("/account/apply", address):
            for headers in ({}, {"origin": "https://evil.example"}):
                refused = browser.http.post(path, {"do": "delete"}, headers={"host": HQ} | headers)
                assert refused.status_code in (403, 413)
                sent = browser.http.post(
                    path,
                    "do=delete",
                    content_type="application/x-www-form-urlencoded",
                    headers={"host": HQ} | headers,
                )
                assert sent.status_code == 403
        assert browser.open(address).status == 200

    def test_take_no_more_than_a_form_holds_and_no_files(self, counter: Counter, browser: Browser) -> None:
        address = counter.begin(browser)
        browser.send(**FORM | {"capacity": "x" * 70_000})
        assert browser.status == 413
        _, given = browser.open(address).forms()[0]
        sent = browser.http.post(address, given, headers={"host": HQ, "origin": f"http://{HQ}"})
        assert sent.status_code == 413  # multipart, as files are sent
        assert browser.open(address).status == 200

    def test_say_the_same_of_every_link_that_leads_nowhere(self, counter: Counter, browser: Browser) -> None:
        address = counter.begin(browser)
        browser.send(form=1, do="delete")
        assert "supprimé" in browser.page
        deleted, unknown = browser.open(address), Browser().open("/account/apply/" + "x" * 43)
        assert (deleted.status, deleted.page.split("<main>")[1]) == (400, unknown.page.split("<main>")[1])
        for _ in range(12):
            unknown.open("/account/apply/" + "x" * 43)
        assert unknown.status == 429 and int(unknown.headers["Retry-After"]) > 0

    def test_tell_nobody_whether_a_cooperative_is_known(self, counter: Counter, browser: Browser) -> None:
        with as_hq():
            known = queries.cooperative(counter.nation.add_cooperative(products=0))
        for _ in range(2):
            page = browser.open(counter.hand_in(ice=known.ice)).page
            assert known.code not in page and known.name_fr not in page

    def test_are_headquarters_alone(self, counter: Counter, browser: Browser) -> None:
        found = browser.http.get("/account/apply", headers={"host": HQ.replace("hq.", "casablanca.")})
        assert found.status_code == 404


class TestTheQueue:
    def test_shows_what_was_handed_in_with_whom_it_looks_like(
        self, counter: Counter, browser: Browser, sign_in: Callable[..., Any]
    ) -> None:
        counter.nation.add_cooperative(products=0)
        counter.begin(browser)
        counter.hand_in(ice=ice_with_key(f"{1:013d}"))
        [one] = sign_in(Role.COMMITTEE_MEMBER).data(QUEUE)["publicApplications"]["nodes"]
        assert one["declared"] == {
            "members": {"women": 20},
            "products": [{"name": "Amlou", "price": {"amountMinor": 4_550}}],
        }
        [alike] = one["likenesses"]["nodes"]
        assert (alike["ground"], alike["other"]) == ("ICE", None) and alike["cooperative"]["code"]

    def test_takes_as_many_statements_for_many_as_for_one(
        self, counter: Counter, sign_in: Callable[..., Any]
    ) -> None:
        officer = sign_in(Role.REGISTRY_OFFICER)
        for _ in range(2):
            officer.data(QUEUE)  # the token is known then, and the document
        counted = []
        for more in (1, 4):
            for _ in range(more):
                counter.hand_in(name_fr="Al Amal", name_ar="الأمل")
            officer.data(QUEUE)
            counted.append(len(officer.statements))
        assert counted[0] == counted[1]

    def test_tells_whom_to_reach_as_the_registry_does(
        self, counter: Counter, sign_in: Callable[..., Any]
    ) -> None:
        counter.hand_in()
        asked = counter.last()
        assert sign_in(Role.HQ_ANALYST).codes(CONTACT, id=asked) == ["FORBIDDEN"]
        found = sign_in(Role.REGISTRY_OFFICER).data(CONTACT, id=asked)["publicApplication"]
        assert found == {"contactPhone": "+212661234567"}

    def test_knows_no_draft(self, counter: Counter, browser: Browser, sign_in: Callable[..., Any]) -> None:
        counter.begin(browser)
        officer = sign_in(Role.REGISTRY_OFFICER)
        assert officer.data("{ publicApplications { totalCount } }")["publicApplications"]["totalCount"] == 0
        assert officer.codes(CONTACT, id=counter.last()) == ["NOT_FOUND"]


class TestTheOfficer:
    def test_links_a_cooperative_that_is_known_and_is_in_the_audit(
        self, counter: Counter, sign_in: Callable[..., Any]
    ) -> None:
        known = counter.nation.add_cooperative(products=0)
        counter.hand_in(ice=ice_with_key(f"{1:013d}"))
        officer, asked = sign_in(Role.REGISTRY_OFFICER), {"applicationId": counter.last()}
        assert officer.data(TAKE_UP, input=asked)["done"]["errors"] == [{"code": "ICE_TAKEN"}]
        linked = asked | {"cooperativeId": Cooperative.global_id(known, None)}
        for _ in range(2):
            done = officer.data(TAKE_UP, input=linked)["done"]
            assert done["errors"] == [] and done["application"]["state"] == "UNDER_REVIEW"
        with as_hq():
            entries = AuditEntry.objects.filter(action="takeUpPublicApplication")
            assert entries.filter(object_type="PublicApplication").count() == 2

    def test_takes_on_whom_the_decision_retains(self, counter: Counter, sign_in: Callable[..., Any]) -> None:
        counter.hand_in()
        officer, asked = sign_in(Role.REGISTRY_OFFICER), {"applicationId": counter.last()}
        code = officer.data(TAKE_UP, input=asked)["done"]["application"]["cooperative"]["code"]
        with as_hq():
            row = PublicApplication.objects.get()
            authorise(row.cooperative_id, counter)
        officer.data(ACCEPT, input=asked)
        with as_hq():
            row = PublicApplication.objects.select_related("entered_as").get()
            counter.committee.score_twice(row.entered_as)
            decision = counter.committee.decide(counter.round)
        applied = {"decisionId": SelectionDecision.global_id(decision.pk, None)}
        told = [officer.data(APPLY, input=applied)["done"]["retained"] for _ in range(2)]
        assert told == [
            [{"code": code, "before": "APPLICANT", "after": "ELIGIBLE"}],
            [{"code": code, "before": "ELIGIBLE", "after": "ELIGIBLE"}],
        ]

    @pytest.mark.parametrize("role", [Role.COMMITTEE_MEMBER, Role.HQ_ANALYST, Role.AUDITOR])
    def test_alone_decides(self, counter: Counter, sign_in: Callable[..., Any], role: Role) -> None:
        counter.hand_in()
        asked = {"applicationId": counter.last()}
        other = sign_in(role)
        for document, given in ((TAKE_UP, asked), (ACCEPT, asked), (REFUSE, asked | {"reason": "x"})):
            assert other.codes(document, input=given) == ["FORBIDDEN"]
        officer = sign_in(Role.REGISTRY_OFFICER)
        refused = officer.data(REFUSE, input=asked | {"reason": "hors délai"})["done"]["application"]
        assert refused == {"state": "REFUSED", "reason": "hors délai"}
        again = officer.data(TAKE_UP, input=asked)["done"]["errors"]
        assert again == [{"code": "WRONG_APPLICATION_STATE"}]


def authorise(cooperative_id: Any, counter: Counter) -> None:
    certificate = AuthorisationDetails(
        kind=AuthorisationKind.AUTHORISATION, number="PT.09.77.24", issued_on=date(2024, 5, 2)
    )
    registry.grant_authorisation(
        authorisation_id=new_id(),
        cooperative_id=cooperative_id,
        authorisation=certificate,
        at=counter.committee.nation.at,
        actor="person:officer",
    )
