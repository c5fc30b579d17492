"""What everybody reads at `/open/`: cooperatives that agreed and may sell, their products, no more."""

from typing import Any
from uuid import UUID

import orjson
import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Q
from django.test import Client

from api.registry.types import Cooperative
from api.web import open_data as pages
from kernel.ids import new_id
from shared_catalog.catalogue.models import Product
from shared_catalog.columns import COLUMNS
from shared_catalog.open_data.models import PublicationConsent
from shared_catalog.registry import operations as registry
from shared_catalog.registry import queries as registry_reads
from tenants.database.session import as_hq, as_owner
from tenants.permissions import Role
from tenants.personal.types import Content, contents

RECORD = """mutation ($input: RecordPublicationConsentInput!) {
  recordPublicationConsent(input: $input) { consent { id consentedOn } errors { code path } } }"""
WITHDRAW = """mutation ($input: WithdrawPublicationConsentInput!) {
  withdrawPublicationConsent(input: $input) { consent { id withdrawnAt } errors { code } } }"""


@pytest.fixture
def officer(sign_in: Any) -> Any:
    return sign_in(Role.REGISTRY_OFFICER)


@pytest.fixture
def agree(officer: Any) -> Any:
    """A cooperative agrees; the id of its consent."""

    def record(key: UUID) -> str:
        said = {"consentedOn": "2026-11-01", "evidence": "formulaire signé"}
        asked = {"id": str(new_id()), "cooperativeId": Cooperative.global_id(key, None), **said}
        answer = officer.data(RECORD, input=asked)["recordPublicationConsent"]
        assert answer["errors"] == []
        return str(answer["consent"]["id"])

    return record


@pytest.fixture
def get(anonymous: Any) -> Any:
    """Without an account, from anywhere."""

    def ask(path: str, host: str = "hq", **headers: str) -> Any:
        named = {"host": f"{host}.{settings.DOMAIN}", **headers}
        return Client(headers=named).get(path)

    return ask


def codes(response: Any) -> list[str]:
    return [one["identifier"] for one in orjson.loads(response.content)["dataFeedElement"]]


@pytest.fixture
def published(nation: Any, agree: Any, now: Any) -> Any:
    """A cooperative that agreed, and the code of its approved product."""
    key = nation.add_cooperative(name="Al Amal", products=2)
    agree(key)
    nation.publish(nation.products[0])
    with as_hq():
        product = Product.objects.get(pk=nation.products[0])
    return key, product.code


@pytest.mark.usefixtures("published")
class TestWhoIsPublished:
    def test_are_those_that_agreed_and_their_approved_products(
        self, nation: Any, published: Any, get: Any, now: Any
    ) -> None:
        other = nation.add_cooperative(name="Silencieuse", products=1)
        with as_hq():
            nation.publish(nation.products[-1])
            silent = registry_reads.cooperative(other).code

        assert codes(get("/open/cooperatives")) == ["C0001"]
        assert codes(get("/open/products")) == [published[1]]
        assert get("/open/cooperatives/C0001").status_code == 200
        assert get(f"/open/cooperatives/{silent}").status_code == 404

    def test_are_not_those_that_may_not_sell(self, published: Any, get: Any, now: Any) -> None:
        key, product = published
        with as_hq():
            registry.suspend_cooperative(cooperative_id=key, reason="contrôle", at=now, actor="test")

        assert (codes(get("/open/cooperatives")), codes(get("/open/products"))) == ([], [])
        assert get(f"/open/products/{product}").status_code == 404

    def test_are_gone_at_once_when_consent_is_withdrawn(
        self, nation: Any, agree: Any, officer: Any, get: Any
    ) -> None:
        key = nation.add_cooperative(products=0)
        consent = agree(key)
        kept = get("/open/cooperatives/C0002")
        again = get("/open/cooperatives/C0002", **{"if-none-match": kept["ETag"]})
        said = {"input": {"consentId": consent, "reason": "elle ne veut plus"}}
        withdrawn = officer.data(WITHDRAW, **said)["withdrawPublicationConsent"]

        assert (kept.status_code, again.status_code) == (200, 304)
        assert withdrawn["consent"]["withdrawnAt"] and withdrawn["errors"] == []
        # Whoever kept the document has to ask again before showing it: it says so itself.
        assert kept["Cache-Control"] == "public, no-cache"
        gone = get("/open/cooperatives/C0002", **{"if-none-match": kept["ETag"]})
        assert gone.status_code == 404
        refused = officer.data(WITHDRAW, **said)["withdrawPublicationConsent"]["errors"]
        assert [one["code"] for one in refused] == ["CONSENT_WITHDRAWN"]
        agree(key)
        assert get("/open/cooperatives/C0002").status_code == 200

    def test_agree_once_at_a_time_and_on_a_day_that_was(self, officer: Any, published: Any) -> None:
        said = {"cooperativeId": Cooperative.global_id(published[0], None), "evidence": "papier"}
        asked = [{"id": str(new_id()), "consentedOn": day, **said} for day in ("2026-11-02", "2027-01-01")]
        found = [officer.data(RECORD, input=one)["recordPublicationConsent"]["errors"] for one in asked]

        assert [one["code"] for errors in found for one in errors] == ["CONSENT_IN_FORCE", "INVALID_VALUE"]


class TestADocument:
    def test_is_kept_by_its_tag_read_by_every_page_and_licensed(self, published: Any, get: Any) -> None:
        first = get(f"/open/products/{published[1]}", origin="https://elsewhere.example")
        head = Client().head(f"/open/products/{published[1]}", headers={"host": f"hq.{settings.DOMAIN}"})
        body = orjson.loads(first.content)

        assert first["Content-Type"] == "application/ld+json"
        assert first["Access-Control-Allow-Origin"] == "*" and "Set-Cookie" not in first
        assert first["ETag"].startswith('"') and head["ETag"] == first["ETag"]
        assert body["subjectOf"]["license"].startswith("https://creativecommons.org/")
        assert body["name"] == {"ar": "منتوج 0", "fr": "Produit 0", "en": "Product 0"}
        assert get("/open/cooperatives/C0001")["ETag"] != first["ETag"]

    def test_holds_nothing_personal(self, published: Any, get: Any) -> None:
        """Every column of the nation that is not plain gets something to find, and is looked for."""
        personal = set()
        with as_owner():
            for label in (
                *(
                    "registry." + name
                    for name in (
                        "Cooperative",
                        "CooperativeContact",
                        "PayeeAccount",
                        "Authorisation",
                        "Participation",
                    )
                ),
                "catalogue.Product",
                "open_data.PublicationConsent",
            ):
                model = apps.get_model(label)
                for name, content in contents(COLUMNS, label).items():
                    if content in (Content.PLAIN, Content.DERIVED):
                        continue
                    if name != "rib":
                        longest = model._meta.get_field(name).max_length
                        model.objects.filter(~Q(**{name: ""})).update(**{name: f"§{label}.{name}"[:longest]})
                    personal |= {value for value in model.objects.values_list(name, flat=True) if value}
        texts = [
            get(path).content.decode()
            for path in (
                "/open/cooperatives",
                "/open/products",
                "/open/cooperatives/C0001",
                f"/open/products/{published[1]}",
            )
        ]

        assert len(personal) > 8 and PublicationConsent.objects.exists()
        assert [value for value in personal for text in texts if value in text or "§" in text] == []
        ice = registry_reads.cooperative(published[0]).ice
        assert not any(word in text for text in texts for word in ("member", "women", ice))

    def test_is_refused_in_json_that_pages_may_read(self, published: Any, get: Any) -> None:
        missing, posted = (
            get("/open/products/none"),
            Client().post("/open/products", headers={"host": f"hq.{settings.DOMAIN}"}),
        )

        assert orjson.loads(missing.content)["errors"][0]["extensions"]["code"] == "NOT_FOUND"
        assert missing["Access-Control-Allow-Origin"] == "*"
        assert (posted.status_code, posted["Allow"]) == (405, "GET, HEAD")
        assert get("/open/cooperatives", host="casablanca").status_code == 404

    @pytest.mark.parametrize(
        "path", ["cooperatives/C0001%00", "products/%00", "cooperatives?after=%00", "products?after=a%00"]
    )
    def test_is_not_found_by_nul(self, published: Any, get: Any, path: str) -> None:
        assert get(f"/open/{path}").status_code == 404

    def test_is_given_so_often_and_no_oftener(
        self, published: Any, get: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(settings, "COST_MAXIMUM", 0)
        answer = get("/open/cooperatives")

        assert answer.status_code == 429 and int(answer["Retry-After"]) > 0


class TestAList:
    def test_is_walked_by_its_links(
        self, nation: Any, agree: Any, get: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pages, "PAGE", 2)
        for _ in range(5):
            agree(nation.add_cooperative(products=0))
        path, found = "/open/cooperatives", []
        while path:
            page = get(path)
            found += codes(page)
            link = page.headers.get("Link", "")
            path = link.partition(">")[0].removeprefix(f"<{settings.OAUTH_ISSUER}")

        assert found == ["C0001", "C0002", "C0003", "C0004", "C0005"]


def test_only_who_decides_in_the_registry_publishes(sign_in: Any, nation: Any) -> None:
    key = Cooperative.global_id(nation.add_cooperative(products=0), None)
    asked = {"id": str(new_id()), "cooperativeId": key, "consentedOn": "2026-11-01", "evidence": "papier"}

    assert sign_in(Role.HQ_ANALYST).codes(RECORD, input=asked) == ["FORBIDDEN"]
