"""How a payload words its errors: in the caller's language, in the API's words, all that is wrong at once."""

from typing import Any

import pytest

PLACE = """mutation ($input: PlaceHoldInput!) { placeHold(input: $input) {
  hold { id }
  errors {
    code path message params { name value } ar: message(language: AR) fr: message(language: FR)
  } } }"""


def refused(api: Any, cooperative_id: Any, **changes: Any) -> list[dict[str, Any]]:
    given = {
        "holdId": "01936c3e-0000-7000-8000-0000000000aa",
        "cooperativeId": cooperative_id,
        "reason": "contrôle",
        "reviewOn": "2026-12-01",
    }
    errors: list[dict[str, Any]] = api.data(PLACE, input=given | changes)["placeHold"]["errors"]
    return errors


@pytest.fixture
def cooperative_id(nation: Any, manager: Any) -> str:
    nation.add_cooperative(products=0)
    [row] = manager.data("{ cooperatives { nodes { id } } }")["cooperatives"]["nodes"]
    found: str = row["id"]
    return found


class TestRefusals:
    def test_tell_everything_at_once_in_their_places(self, manager: Any, cooperative_id: str) -> None:
        wrong = {"reason": " ", "amount": {"amountMinor": 0}, "reviewOn": "2026-11-01"}
        errors = refused(manager, cooperative_id, **wrong)

        assert [error["path"] for error in errors] == [["reason"], ["amount"], ["reviewOn"]]
        assert {error["code"] for error in errors} == {"INVALID_VALUE"}

    def test_name_fields_as_the_api_does_and_say_why_in_each_language(
        self, manager: Any, cooperative_id: str
    ) -> None:
        [error] = refused(manager, cooperative_id, reviewOn="2026-11-01")

        assert error["message"] == "The value of reviewOn is not valid: somebody looks again later"
        assert error["fr"] == "La valeur de reviewOn n'est pas valable : quelqu'un y revient plus tard"
        assert error["ar"] == "قيمة الحقل reviewOn غير صالحة: تعاد المراجعة في يوم لاحق"
        assert {"name": "field", "value": "reviewOn"} in error["params"]

    def test_say_the_id_that_was_sent(self, manager: Any, cooperative_id: str) -> None:
        [error] = refused(manager, "bm8")

        assert (error["code"], error["path"]) == ("NOT_FOUND", ["cooperativeId"])
        assert error["message"] == "There is nothing with the id bm8"
        assert error["fr"] == "Rien n'a l'identifiant bm8"

    def test_point_at_the_id_that_the_caller_made(self, manager: Any, cooperative_id: str) -> None:
        assert refused(manager, cooperative_id) == []
        [error] = refused(manager, cooperative_id, reason="autre")
        assert (error["code"], error["path"]) == ("SETTLEMENT_ID_REUSED", ["holdId"])
