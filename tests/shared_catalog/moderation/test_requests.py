from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError

from kernel.errors import InvalidValue, NotFound
from kernel.versions import VersionConflict
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue import queries as catalogue_reads
from shared_catalog.catalogue.models import Attribute, AttributeDemand, AttributeSheet, Product
from shared_catalog.catalogue.rules import InvalidAttribute
from shared_catalog.moderation import operations as moderation
from shared_catalog.moderation import queries
from shared_catalog.moderation.models import ChangeRequest
from shared_catalog.moderation.types import (
    Action,
    RequestKind,
    SetAttribute,
    SetCategory,
    SetDescription,
    SetName,
    SetPacked,
    SetPrice,
)
from shared_catalog.registry.operations import IdReused
from shared_catalog.registry.types import Names
from tenants.database.session import as_market
from tenants.events.models import NetworkEvent
from tenants.oauth.models import Client

OFFICER, REVIEWER = "person:officer", "person:reviewer"


def draft(nation: Any, **changes: Any) -> Product:
    details = nation.product_details(category_code="solid-soap", **changes)
    said = {"at": nation.at, "actor": OFFICER}
    return catalogue.draft_product(
        product_id=uuid4(), cooperative_id=nation.eligible().id, details=details, **said
    )


def published(nation: Any, **changes: Any) -> Product:
    product = draft(nation, **changes)
    moderation.propose_product(product_id=product.id, at=nation.at, actor=OFFICER)
    return moderation.approve_product(product_id=product.id, at=nation.at, actor=REVIEWER)


def submit(nation: Any, product: Product, *actions: Action, **given: Any) -> ChangeRequest:
    asked = {"request_id": uuid4(), "at": nation.at, "actor": OFFICER, **given}
    return moderation.submit_changes(product_id=product.id, actions=actions, **asked)


def confirm(nation: Any, request: ChangeRequest, actor: str = REVIEWER) -> ChangeRequest:
    return moderation.confirm_request(request_id=request.id, at=nation.at, actor=actor)


def now(product: Product) -> Product:
    return catalogue_reads.product(product.id)


def told() -> list[tuple[str, Any]]:
    rows = NetworkEvent.objects.filter(name__startswith="change_request.").order_by("recorded_at", "pk")
    return [(row.name.removeprefix("change_request."), row.payload["fields"]) for row in rows]


class TestPublication:
    def test_takes_another_person(self, nation: Any) -> None:
        product = draft(nation)
        request = moderation.propose_product(product_id=product.id, at=nation.at, actor=OFFICER)
        assert (now(product).status, request.kind) == ("proposed", "publication")

        for decide in (
            confirm,
            lambda *given: moderation.approve_product(product_id=product.id, at=nation.at, actor=OFFICER),
        ):
            with pytest.raises(moderation.ChangeRequestNeedsSecondPerson):
                decide(nation, request, OFFICER)
        assert now(product).status == "proposed"

        done = confirm(nation, request)
        assert (done.state, done.decided_by) == ("confirmed", REVIEWER)
        assert (now(product).status, now(product).approved_by) == ("published", REVIEWER)
        assert told() == [("submitted", []), ("confirmed", [])]

    def test_counts_who_registered_a_program_as_who_asked(self, nation: Any) -> None:
        key = uuid4()
        Client.objects.create(
            id=key,
            client_id=str(key),
            client_type="confidential",
            authorization_grant_type="client-credentials",
            name="import",
            scope="catalogue:write network",
            registered_at=nation.at,
            registered_by=REVIEWER,
        )
        product = draft(nation)
        said = {"at": nation.at, "actor": f"client:{key}"}
        request = moderation.propose_product(product_id=product.id, **said)

        assert moderation.take_next(at=nation.at, actor=REVIEWER) is None
        with pytest.raises(moderation.ChangeRequestNeedsSecondPerson):
            confirm(nation, request)
        assert confirm(nation, request, OFFICER).state == "confirmed"

    def test_is_asked_again_only_once_the_product_was_changed(self, nation: Any) -> None:
        product = draft(nation)
        say: dict[str, Any] = {"product_id": product.id, "at": nation.at, "actor": OFFICER}
        request = moderation.propose_product(**say)
        with pytest.raises(catalogue.WrongProductStep):
            moderation.edit_product(details=nation.product_details(), **say)
        with pytest.raises(InvalidValue):
            moderation.reject_request(request_id=request.id, reason=" ", at=nation.at, actor=REVIEWER)
        rejected = moderation.reject_request(
            request_id=request.id, reason="photo floue", at=nation.at, actor=REVIEWER
        )
        assert (rejected.state, rejected.reason, now(product).status) == (
            "rejected",
            "photo floue",
            "rejected",
        )

        with pytest.raises(catalogue.WrongProductStep):
            moderation.propose_product(**say)
        edited = moderation.edit_product(
            details=nation.product_details(category_code="solid-soap", recommended_price_minor=4_100), **say
        )
        assert (edited.product.status, edited.request) == ("draft", None)
        moderation.propose_product(**say)
        assert moderation.approve_product(**{**say, "actor": REVIEWER}).status == "published"

    def test_may_be_taken_back_by_who_asked(self, nation: Any) -> None:
        product = draft(nation)
        request = moderation.propose_product(product_id=product.id, at=nation.at, actor=OFFICER)
        with pytest.raises(moderation.ChangeRequestOfAnother):
            moderation.withdraw_request(request_id=request.id, at=nation.at, actor=REVIEWER)
        moderation.withdraw_request(request_id=request.id, at=nation.at, actor=OFFICER)
        assert now(product).status == "draft"
        with pytest.raises(moderation.WrongChangeRequestStep):
            confirm(nation, request)

    def test_is_pointless_once_the_product_is_retired(self, nation: Any) -> None:
        product = draft(nation)
        request = moderation.propose_product(product_id=product.id, at=nation.at, actor=OFFICER)
        moderation.retire_product(product_id=product.id, at=nation.at, actor=OFFICER)
        request.refresh_from_db()
        assert (request.state, request.decided_by, now(product).status) == ("superseded", OFFICER, "retired")


class TestEdits:
    def test_on_a_label_wait_for_another_person_and_show_what_differs(self, nation: Any) -> None:
        product = published(nation)
        request = submit(
            nation, product, SetName("fr", " Savon noir "), SetPrice(4_100), note="nouvelle étiquette"
        )
        assert (request.state, request.product_version) == ("open", product.version)
        rows = [(row.position, row.field, row.before, row.after, row.rule) for row in request.actions.all()]
        assert sorted(rows) == [
            (1, "name_fr", "Amlou, 250 g", "Savon noir", ""),
            (2, "price", 4_000, 4_100, "small_price"),
        ]
        assert now(product).name_fr == "Amlou, 250 g"

        with pytest.raises(moderation.ChangeRequestNeedsSecondPerson):
            confirm(nation, request, OFFICER)
        confirm(nation, request)
        found = now(product)
        assert (found.name_fr, found.recommended_price_minor) == ("Savon noir", 4_100)
        assert (found.updated_by, found.version) == (REVIEWER, product.version + 1)
        with pytest.raises(moderation.WrongChangeRequestStep):
            confirm(nation, request)

    def test_that_are_small_are_confirmed_by_rules_through_the_same_steps(self, nation: Any) -> None:
        product = published(nation)
        request = submit(nation, product, SetDescription("en", "Black soap"), SetPrice(4_200))
        assert (request.state, request.decided_by) == ("confirmed", "rule:english+small_price")
        assert now(product).recommended_price_minor == 4_200
        fields = ["description_en", "price"]
        assert told()[-2:] == [("submitted", fields), ("confirmed", fields)]

    def test_do_not_creep(self, nation: Any) -> None:
        product = published(nation)

        def later(hours: int) -> dict[str, Any]:
            return {"at": nation.at + timedelta(hours=hours)}

        assert submit(nation, product, SetPrice(4_200), **later(1)).state == "confirmed"
        assert submit(nation, product, SetPrice(4_150), **later(2)).state == "confirmed"
        waiting = submit(nation, product, SetPrice(4_300), **later(3))
        assert waiting.state == "open", "4,300 is more than 5 % from the 4,000 that a person confirmed"
        moderation.confirm_request(request_id=waiting.id, actor=REVIEWER, **later(4))
        assert submit(nation, product, SetPrice(4_500), **later(5)).state == "confirmed"

    def test_of_other_fields_meanwhile_are_kept(self, nation: Any) -> None:
        product = published(nation)
        request = submit(nation, product, SetName("fr", "Savon noir"))
        submit(nation, product, SetPrice(4_100), actor=REVIEWER)
        confirm(nation, request)
        assert (now(product).name_fr, now(product).recommended_price_minor) == ("Savon noir", 4_100)

    def test_of_the_same_field_supersede_each_other(self, nation: Any) -> None:
        product = published(nation)
        first = submit(nation, product, SetName("fr", "Savon noir"), SetPacked(packed=False))
        other = submit(nation, product, SetCategory("kohl"))
        second = submit(nation, product, SetName("fr", "Savon beldi"), actor="person:third")
        confirm(nation, second)
        for request in (first, other):
            request.refresh_from_db()
        assert (first.state, other.state) == ("superseded", "open")
        assert str(second.id) in first.reason

    def test_conflict_with_what_was_changed_otherwise(self, nation: Any) -> None:
        product = published(nation)
        request = submit(nation, product, SetName("fr", "Savon noir"))
        details = catalogue_reads.details_of(now(product))
        names = replace(details.names, fr="Savon beldi")
        catalogue.revise_product(
            product_id=product.id, details=replace(details, names=names), at=nation.at, actor="repair"
        )
        with pytest.raises(moderation.ChangeConflict) as refused:
            confirm(nation, request)
        assert refused.value.params["fields"] == "name_fr"
        assert now(product).name_fr == "Savon beldi"

    @pytest.mark.parametrize(
        ("actions", "refusal"),
        [
            ((), InvalidValue),
            ((SetPrice(4_000),), InvalidValue),
            ((SetPrice(4_100), SetPrice(4_200)), InvalidValue),
            ((SetPrice(0),), InvalidValue),
            ((SetName("fr", " "),), InvalidValue),
            ((SetCategory("cosmetics"),), catalogue.CategoryNotALeaf),
            ((SetCategory("amlou"),), catalogue.FoodAuthorisationMissing),
            ((SetCategory("fish"),), NotFound),
        ],
    )
    def test_go_by_the_rules_of_the_catalogue(
        self, nation: Any, actions: tuple[Action, ...], refusal: type[Exception]
    ) -> None:
        product = published(nation)
        with pytest.raises(refusal):
            submit(nation, product, *actions)
        assert ChangeRequest.objects.filter(kind=RequestKind.EDIT).count() == 0

    def test_are_asked_once_under_an_id_and_of_the_version_that_was_read(self, nation: Any) -> None:
        product = published(nation)
        key: UUID = uuid4()
        first = submit(nation, product, SetPrice(9_000), request_id=key)
        assert submit(nation, product, SetPrice(9_000), request_id=key).pk == first.pk
        with pytest.raises(IdReused):
            submit(nation, product, SetPrice(9_001), request_id=key)
        with pytest.raises(VersionConflict):
            submit(nation, product, SetPrice(9_000), expected_version=1)
        with pytest.raises(catalogue.WrongProductStep):
            submit(nation, draft(nation), SetPrice(9_000))

    def test_of_a_whole_product_go_the_same_way(self, nation: Any) -> None:
        product = published(nation)
        details = catalogue_reads.details_of(product)
        say: dict[str, Any] = {"product_id": product.id, "at": nation.at, "actor": OFFICER}

        small = replace(details, recommended_price_minor=4_100)
        done = moderation.edit_product(details=small, expected_version=product.version, **say)
        assert done.request is not None
        assert (done.product.recommended_price_minor, done.request.decided_by) == (4_100, "rule:small_price")
        again = moderation.edit_product(details=small, expected_version=product.version, **say)
        assert (again.request, again.product.version) == (None, product.version + 1)

        large = replace(small, names=Names(ar="صابون", fr="Savon", en="Soap"), packed=False)
        asked = moderation.edit_product(details=large, expected_version=product.version + 1, **say)
        assert asked.request is not None
        assert (asked.request.state, asked.product.name_fr) == ("open", "Amlou, 250 g")
        repeated = moderation.edit_product(details=large, **say)
        assert repeated.request == asked.request
        with pytest.raises(VersionConflict):
            moderation.edit_product(
                details=replace(small, food_use=True), expected_version=product.version, **say
            )


class TestAttributes:
    """`made_of` and `dye` stand on the label of cosmetics, which must say what they are made of."""

    @pytest.fixture
    def soap(self, nation: Any) -> Product:
        kinds = {"made_of": "line", "dye": "choices", "size": "integer"}
        names = {f"name_{language}": "x" for language in ("ar", "fr", "en")}
        attributes = [
            {"code": code, "type": kind, "label_critical": kind != "integer", **names}
            for code, kind in kinds.items()
        ]
        attributes[1]["choices"] = [{"code": "henna", "ar": "x", "fr": "x", "en": "x"}]
        attributes[2] |= {"unit": "cm", "most": 90}
        demands = [
            {"category": "cosmetics", "attribute": code, "required": code == "made_of"} for code in kinds
        ]
        catalogue.load_attributes(data={"attributes": attributes, "demands": demands}, at=nation.at)
        product = draft(nation)
        say = {"product_id": product.id, "at": nation.at, "actor": OFFICER}
        said = moderation.set_attributes(values={"made_of": "Huile d'olive"}, **say)
        assert said.request is None, "of a draft at once"
        moderation.propose_product(**say)
        return moderation.approve_product(**{**say, "actor": REVIEWER})

    def say(self, nation: Any, product: Product, **given: Any) -> moderation.Edited:
        asked = {"at": nation.at, "actor": OFFICER, **given}
        return moderation.set_attributes(product_id=product.id, **asked)

    def test_on_the_label_wait_for_another_person(self, nation: Any, soap: Product) -> None:
        values = {"made_of": " Huile d'argan ", "dye": ("henna",), "size": 8}
        with pytest.raises(VersionConflict):
            self.say(nation, soap, values=values, expected_version=0)
        request = self.say(nation, soap, values=values, expected_version=1).request
        assert request is not None and request.state == "open"
        rows = request.actions.order_by("position")
        assert list(rows.values_list("field", "attribute_id", "before", "after", "rule")) == [
            ("attribute", "dye", None, ["henna"], ""),
            ("attribute", "made_of", "Huile d'olive", "Huile d'argan", ""),
            ("attribute", "size", None, 8, "attribute"),
        ]
        assert self.say(nation, soap, values=values, expected_version=1).request == request
        assert catalogue_reads.said_by_attribute(soap.id) == {"made_of": "Huile d'olive"}
        with pytest.raises(moderation.ChangeRequestNeedsSecondPerson):
            confirm(nation, request, OFFICER)

        confirm(nation, request)
        sheet = AttributeSheet.objects.get(product=soap, version=2)
        assert sheet.values == {"made_of": "Huile d'argan", "dye": ["henna"], "size": 8}
        assert (sheet.set_by, now(soap).version) == (REVIEWER, soap.version)
        fields = ["attribute:dye", "attribute:made_of", "attribute:size"]
        assert told()[-2:] == [("submitted", fields), ("confirmed", fields)]

    def test_on_no_label_are_confirmed_by_a_rule(self, nation: Any, soap: Product) -> None:
        said = self.say(nation, soap, values={"size": 8})
        assert said.request is not None and said.request.decided_by == "rule:attribute"
        assert AttributeSheet.objects.get(product=soap, version=2).set_by == "rule:attribute"
        assert self.say(nation, soap, values={"size": 8}).request is None
        assert submit(nation, soap, SetAttribute("size", None), SetPrice(4_100)).decided_by == (
            "rule:attribute+small_price"
        )
        assert catalogue_reads.said_by_attribute(soap.id) == {"made_of": "Huile d'olive"}

    def test_supersede_and_meet_by_attribute(self, nation: Any, soap: Product) -> None:
        first = submit(nation, soap, SetAttribute("made_of", "Argan"), SetName("fr", "Savon"))
        other = submit(nation, soap, SetAttribute("dye", ("henna",)))
        second = submit(nation, soap, SetAttribute("made_of", "Cactus"), actor="person:third")
        assert self.say(nation, soap, values={"size": 8}).product.version == soap.version
        confirm(nation, second)
        for request in (first, other):
            request.refresh_from_db()
        assert (first.state, other.state) == ("superseded", "open")

        third = submit(nation, soap, SetAttribute("made_of", "Argan"))
        catalogue.revise_product(
            product_id=soap.id,
            details=catalogue_reads.details_of(now(soap)),
            attributes={"made_of": "Olive"},
            at=nation.at,
            actor="repair",
        )
        with pytest.raises(moderation.ChangeConflict) as refused:
            confirm(nation, third)
        assert refused.value.params["fields"] == "attribute:made_of"
        confirm(nation, other)
        assert catalogue_reads.said_by_attribute(soap.id) == {
            "made_of": "Olive",
            "dye": ["henna"],
            "size": 8,
        }

    @pytest.mark.parametrize(
        ("actions", "refusal"),
        [
            ((SetAttribute("made_of", None),), catalogue.AttributesMissing),
            ((SetAttribute("size", 91),), InvalidAttribute),
            ((SetAttribute("colour", "red"),), NotFound),
            ((SetAttribute("size", None),), InvalidValue),
            ((SetAttribute("size", 8), SetAttribute("size", 9)), InvalidValue),
        ],
    )
    def test_go_by_the_rules_of_the_catalogue(
        self, nation: Any, soap: Product, actions: tuple[Action, ...], refusal: type[Exception]
    ) -> None:
        with pytest.raises(refusal):
            submit(nation, soap, *actions)
        assert ChangeRequest.objects.filter(kind=RequestKind.EDIT).count() == 0

    def test_are_checked_again_when_they_are_confirmed(self, nation: Any, soap: Product) -> None:
        dyed = submit(nation, soap, SetAttribute("dye", ("henna",)))
        made = submit(nation, soap, SetAttribute("made_of", "Argan"))
        Attribute.objects.filter(code="dye").update(choices=[])
        with pytest.raises(InvalidAttribute):
            confirm(nation, dyed)
        AttributeDemand.objects.filter(attribute="size").update(required=True)
        with pytest.raises(catalogue.AttributesMissing):
            confirm(nation, made)
        assert catalogue_reads.said_by_attribute(soap.id) == {"made_of": "Huile d'olive"}


class TestQueue:
    def test_gives_each_reviewer_what_waits_longest_and_is_not_his_own(self, nation: Any) -> None:
        product = published(nation)
        own = submit(nation, product, SetName("ar", "صابون"), actor=REVIEWER)
        older = submit(nation, product, SetName("fr", "Savon"), at=nation.at + timedelta(hours=1))
        newer = submit(nation, product, SetPacked(packed=False), at=nation.at + timedelta(hours=2))

        assert moderation.take_next(at=nation.at, actor=REVIEWER) == older
        assert moderation.take_next(at=nation.at, actor=REVIEWER) == older, "until it is decided"
        assert moderation.take_next(at=nation.at, actor="person:third") == own
        assert moderation.take_next(kind=RequestKind.PUBLICATION, at=nation.at, actor="person:x") is None
        confirm(nation, older)
        assert moderation.take_next(at=nation.at, actor=REVIEWER) == newer
        loads = {(one.kind.value, one.reviewer): one.requests for one in queries.waiting()}
        assert loads == {("edit", "person:third"): 1, ("edit", REVIEWER): 1}

    def test_assigns_to_oneself_and_to_nobody_who_may_not_decide(self, nation: Any) -> None:
        request = submit(nation, published(nation), SetPacked(packed=False))
        say: dict[str, Any] = {"request_id": request.id, "at": nation.at, "actor": REVIEWER}
        for reviewer in ("person:nobody", f"person:{uuid4()}", "Fatima"):
            with pytest.raises(InvalidValue):
                moderation.assign_request(reviewer=reviewer, **say)
        with pytest.raises(moderation.ChangeRequestNeedsSecondPerson):
            moderation.assign_request(reviewer=OFFICER, **{**say, "actor": OFFICER})
        assert moderation.assign_request(reviewer=REVIEWER, **say).assigned_to == REVIEWER

    def test_is_headquarters_alone(self, nation: Any) -> None:
        submit(nation, published(nation), SetPacked(packed=False))
        with as_market("marrakech"), pytest.raises(ProgrammingError, match="permission denied"):
            ChangeRequest.objects.count()
