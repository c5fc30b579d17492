"""What is said of goods, what is scanned and what a kilogram costs, through the API."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from photographs import photograph

from api.catalogue.types import Product
from kernel.identifiers import Embedded, embedded_code
from kernel.ids import new_id
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.marks import operations as marks
from shared_catalog.moderation import operations as moderation
from shared_catalog.moderation.models import ChangeRequest
from tenants.database.session import as_hq
from tenants.permissions import Role

SET = """mutation ($input: SetProductAttributesInput!) { setProductAttributes(input: $input) {
  product { attributes { version missing { code } values {
    code type text { fr } line choices { code } integer boolean period { since until } } } }
  changeRequest { id state decidedBy changes { nodes {
    field attribute { code labelCritical } before after rule } } }
  errors { code path params { name value } } } }"""
CONFIRM = """mutation ($r: ID!) { confirmChangeRequest(input: {changeRequestId: $r}) {
  changeRequest { state product { attributes { version values { code text { fr } } } } }
  errors { code } } }"""
APPROVE = """mutation ($p: ID!) { approveProduct(input: {productId: $p}) {
  product { status } errors { code path message } } }"""
ADD = """mutation ($input: AddBarcodeInput!) { addBarcode(input: $input) {
  barcode { id code kind quantity endedAt } errors { code path message } } }"""
SCAN = """query ($code: String!) { scan(code: $code) {
  product { code name { fr } } barcode { kind } quantity weightGrams price { amountMinor } } }"""

NAMES = {"name_ar": "x", "name_fr": "x", "name_en": "x"}
ATTRIBUTES = [
    {"code": "made_of", "type": "text", "label_critical": True, **NAMES},
    {"code": "size", "type": "integer", "label_critical": False, "unit": "cm", "most": 90, **NAMES},
    {
        "code": "dye",
        "type": "choices",
        "label_critical": False,
        "choices": [{"code": code, "ar": code, "fr": code, "en": code} for code in ("madder", "henna")],
        **NAMES,
    },
]


@pytest.fixture
def basket(nation: Any, now: Any) -> str:
    """A draft whose category asks what it is made of, and may ask more."""
    nation.add_cooperative()
    demands = [
        {"category": "terroir", "attribute": one["code"], "required": one["code"] == "made_of"}
        for one in ATTRIBUTES
    ]
    with as_hq():
        catalogue.load_attributes(data={"attributes": ATTRIBUTES, "demands": demands}, at=now)
    return Product.global_id(nation.products[-1], None)


def propose(nation: Any, now: Any) -> ChangeRequest:
    """The basket waits for an administrator to publish it."""
    with as_hq():
        return moderation.propose_product(product_id=nation.products[-1], at=now, actor="test")


def said(code: str, **value: Any) -> dict[str, Any]:
    return {"code": code, "said": value or None}


class TestAttributes:
    def test_are_said_in_the_field_of_their_type_before_a_product_is_approved(
        self, admin: Any, nation: Any, basket: str, now: Any
    ) -> None:
        request = propose(nation, now)
        refused = admin.data(APPROVE, p=basket)["approveProduct"]["errors"]
        assert [(one["code"], one["path"]) for one in refused] == [("ATTRIBUTES_MISSING", ["productId"])]
        assert "made_of" in refused[0]["message"]
        proposed = {"productId": basket, "attributes": [said("size", integer=40)], "expectedVersion": 0}
        errors = admin.data(SET, input=proposed)["setProductAttributes"]["errors"]
        assert [one["code"] for one in errors] == ["WRONG_PRODUCT_STEP"]
        with as_hq():
            moderation.withdraw_request(request_id=request.pk, at=now, actor="test")

        text = {"ar": "قصب", "fr": "Osier", "en": ""}
        given = [said("made_of", text=text), said("size", integer=40), said("dye", choices=["henna"])]
        asked = {"productId": basket, "attributes": given, "expectedVersion": 0}
        sheet = admin.data(SET, input=asked)["setProductAttributes"]["product"]["attributes"]
        values = {one["code"]: one for one in sheet["values"]}
        assert (sheet["version"], sheet["missing"]) == (1, [])
        assert values["made_of"]["text"] == {"fr": "Osier"} and values["made_of"]["line"] is None
        assert (values["size"]["integer"], values["size"]["choices"]) == (40, None)
        assert values["dye"]["choices"] == [{"code": "henna"}]
        propose(nation, now)
        assert admin.data(APPROVE, p=basket)["approveProduct"]["product"] == {"status": "PUBLISHED"}

    def test_of_a_published_product_on_its_label_take_somebody_else(
        self, admin: Any, sign_in: Callable[..., Any], nation: Any, basket: str, now: Any
    ) -> None:
        texts = {"ar": "قصب", "fr": "Osier", "en": ""}
        asked = {"productId": basket, "attributes": [said("made_of", text=texts)], "expectedVersion": 0}
        admin.data(SET, input=asked)
        propose(nation, now)
        admin.data(APPROVE, p=basket)
        officer = sign_in(Role.REGISTRY_OFFICER)

        asked = {"productId": basket, "attributes": [said("size", integer=40)], "expectedVersion": 1}
        passed = officer.data(SET, input=asked)["setProductAttributes"]["changeRequest"]
        assert (passed["state"], passed["decidedBy"]) == ("CONFIRMED", "rule:attribute")
        changed = [said("made_of", text={**texts, "fr": "Doum"})]
        asked = {"productId": basket, "attributes": changed, "expectedVersion": 2}
        done = officer.data(SET, input=asked)["setProductAttributes"]
        request = done["changeRequest"]
        assert (done["errors"], request["state"], done["product"]["attributes"]["version"]) == ([], "OPEN", 2)
        assert request["changes"]["nodes"] == [
            {
                "field": "ATTRIBUTE",
                "attribute": {"code": "made_of", "labelCritical": True},
                "before": '{"ar":"قصب","en":"","fr":"Osier"}',
                "after": '{"ar":"قصب","en":"","fr":"Doum"}',
                "rule": None,
            }
        ]
        confirmed = admin.data(CONFIRM, r=request["id"])["confirmChangeRequest"]["changeRequest"]
        sheet = confirmed["product"]["attributes"]
        assert (confirmed["state"], sheet["version"]) == ("CONFIRMED", 3)
        assert {"code": "made_of", "text": {"fr": "Doum"}} in sheet["values"]

    def test_that_are_wrong_are_refused_and_nothing_changes(self, admin: Any, basket: str) -> None:
        asked = {"productId": basket, "attributes": [said("size", integer=91)], "expectedVersion": 0}
        errors = admin.data(SET, input=asked)["setProductAttributes"]["errors"]
        assert [one["code"] for one in errors] == ["INVALID_ATTRIBUTE"]
        stale = {**asked, "attributes": [said("size", integer=9)], "expectedVersion": 3}
        errors = admin.data(SET, input=stale)["setProductAttributes"]["errors"]
        assert [one["code"] for one in errors] == ["VERSION_CONFLICT"]

    def test_and_unit_prices_of_a_page_take_as_many_statements_as_of_one(
        self, manager: Any, shop: Any
    ) -> None:
        query = """{ listings { nodes { unitPrice { amount { amountMinor } per }
            product { unitPrice { per } attributes { version values { code } missing { code } } } } } }"""
        shop.add_goods()
        manager.data(query)  # the first request of a token looks it up
        manager.data(query)
        of_one = len(manager.statements)
        shop.add_goods()
        page = manager.data(query)["listings"]["nodes"]
        assert len(page) == 2 and len(manager.statements) == of_one
        assert page[0]["unitPrice"] == {"amount": {"amountMinor": 1_000}, "per": "PIECE"}


class TestCodes:
    def test_are_added_by_headquarters_and_scanned_in_a_market(
        self, admin: Any, manager: Any, basket: str
    ) -> None:
        given = {"productId": basket, "kind": "SUPPLIER", "code": "pan-12", "quantity": 12}
        added = admin.data(ADD, input={"id": str(new_id()), **given})["addBarcode"]
        assert added["errors"] == [] and added["barcode"]["code"] == "PAN-12"
        taken = admin.data(ADD, input={"id": str(new_id()), **given})["addBarcode"]["errors"]
        assert [(one["code"], one["path"]) for one in taken] == [("BARCODE_TAKEN", ["code"])]
        assert "Produit 0" in taken[0]["message"]

        scan = manager.data(SCAN, code="PAN-12")["scan"]
        assert scan["product"]["name"] == {"fr": "Produit 0"}
        assert (scan["quantity"], scan["barcode"], scan["price"]) == (12, {"kind": "SUPPLIER"}, None)
        own = scan["product"]["code"]
        assert manager.data(SCAN, code=f"0{own}")["scan"]["product"]["code"] == own
        assert manager.data(SCAN, code=embedded_code(Embedded(7, grams=500)))["scan"] is None
        assert manager.codes(SCAN, code="6111000000015") == ["BAD_USER_INPUT"]

        end = "mutation ($b: ID!) { endBarcode(input: {barcodeId: $b}) { barcode { endedAt } } }"
        ended = admin.data(end, b=added["barcode"]["id"])["endBarcode"]["barcode"]
        assert ended["endedAt"] is not None
        assert manager.data(SCAN, code="PAN-12")["scan"] is None

    def test_are_no_business_of_an_analyst_or_of_another_cooperatives_delegate(
        self, sign_in: Callable[..., Any], nation: Any, basket: str
    ) -> None:
        given = {"id": str(new_id()), "productId": basket, "kind": "INTERNAL"}
        assert sign_in(Role.HQ_ANALYST).codes(ADD, input=given) == ["FORBIDDEN"]
        own = nation.add_cooperative(products=0)
        delegate = sign_in(Role.COOPERATIVE_DELEGATE, scope="casablanca", cooperative_id=own)
        assert delegate.data(SCAN, code="2900000000018")["scan"] is None


GRANT = """mutation ($input: GrantMarkInput!) { grantMark(input: $input) {
  grant { id mark { code } } errors { code path } } }"""
SHOW = """mutation ($input: AddMediaInput!) { addMedia(input: $input) {
  media { id thumb isPrimary alt { fr } } errors { code path } } }"""


class TestMarks:
    def test_of_another_region_are_refused_and_the_others_are_shown(
        self, admin: Any, manager: Any, basket: str, now: Any
    ) -> None:
        rows = [
            {"code": code, "kind": "igp", "regions": [region], "categories": [], **NAMES}
            for code, region in (("souss", "MA-09"), ("casa", "MA-06"))
        ]
        with as_hq():
            marks.load_marks(data=rows, at=now)
        given = {"productId": basket, "number": "N-1", "issuer": "Normacert", "validFrom": "2026-01-01"}

        def granted(mark: str, until: str) -> Any:
            asked = {"id": str(new_id()), **given, "markCode": mark, "validUntil": until}
            return admin.data(GRANT, input=asked)["grantMark"]

        refused = granted("souss", "2027-01-01")["errors"]
        assert refused == [{"code": "MARK_OUT_OF_REGION", "path": ["productId"]}]
        assert granted("casa", "2026-11-09")["errors"] == []
        query = "query ($p: ID!) { product(id: $p) { marks { code kind validUntil } } }"
        assert manager.data(query, p=basket)["product"]["marks"] == []
        granted("casa", "2026-11-10")
        [mark] = manager.data(query, p=basket)["product"]["marks"]
        assert mark == {"code": "casa", "kind": "IGP", "validUntil": "2026-11-10"}


class TestPictures:
    def put(self, api: Any, content: bytes, media_type: str) -> Any:
        with as_hq():
            return Client(headers=api.headers("en")).put("/files", content, content_type=media_type)

    def got(self, host: str, path: str, token: str = "") -> Any:
        given = {"host": f"{host}.testserver"} | ({"authorization": f"Bearer {token}"} if token else {})
        with as_hq():
            return Client(headers=given).get(path)

    def added(self, api: Any, product: str, content: bytes, media_type: str = "image/webp") -> Any:
        file = self.put(api, content, media_type).json()["file"]["id"]
        details = {"alt": {"ar": "سلة", "fr": "Panier", "en": ""}, "position": 0, "primary": True}
        given = {"id": str(new_id()), "productId": product, "fileId": file, "details": details}
        return api.data(SHOW, input=given)["addMedia"]

    def test_are_for_those_who_may_until_the_product_is_published_and_then_for_all(
        self, admin: Any, manager: Any, nation: Any, basket: str, now: Any
    ) -> None:
        added = self.added(admin, basket, photograph(kind="WEBP"))
        assert added["errors"] == []
        path = added["media"]["thumb"]
        assert self.got("hq", path).status_code == 404
        private = self.got("casablanca", path, manager.token)
        assert (private.status_code, private["Cache-Control"]) == (200, "no-store")

        said_of_it = [said("made_of", text={"ar": "قصب", "fr": "Osier", "en": ""})]
        admin.data(SET, input={"productId": basket, "attributes": said_of_it, "expectedVersion": 0})
        propose(nation, now)
        admin.data(APPROVE, p=basket)
        public = self.got("casablanca", path)
        assert (public.status_code, public["Content-Type"]) == (200, "image/webp")
        assert public["Cache-Control"] == "public, max-age=31536000, immutable"
        assert public["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in public["Content-Security-Policy"]
        assert self.got("casablanca", path.replace("thumb", "huge")).status_code == 404

        query = "query ($p: ID!) { product(id: $p) { media { nodes { isPrimary alt { fr } } } } }"
        shown = manager.data(query, p=basket)["product"]["media"]["nodes"]
        assert shown == [{"isPrimary": True, "alt": {"fr": "Panier"}}]
        retire = "mutation ($m: ID!) { retireMedia(input: {mediaId: $m}) { errors { code } } }"
        admin.data(retire, m=added["media"]["id"])
        assert manager.data(query, p=basket)["product"]["media"]["nodes"] == []
        assert self.got("casablanca", path).status_code == 404

    def test_that_only_look_like_one_are_refused(self, admin: Any, basket: str) -> None:
        fake = b"\xff\xd8\xff\xe0<script>\xff\xd9"
        assert self.added(admin, basket, fake, "image/jpeg")["errors"] == [
            {"code": "FILE_REFUSED", "path": ["fileId"]}
        ]
        assert self.put(admin, b"<svg/>", "image/svg+xml").status_code == 415
