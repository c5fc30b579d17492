"""Edits say which version they replace."""

from typing import Any

from repeatable import cooperative

from api import sdl
from api.base.lists import ListMutation
from api.base.versions import ExpectedVersion

EDITING = ("update", "edit", "set", "change", "add", "configure")
# A new row under its own id or number, or a word about a day, which has one that is never replaced.
NOTHING_REPLACED = {
    "setFeeRule",
    "setPayeeRules",
    "addTaxRate",
    "setClosingRule",
    "setPayoutMinimum",
    "setCoApproval",
    "addChartAccount",
    "setStripeRate",
    "setPriceCorridor",
    "setRepresentationFloor",
    "addBarcode",
    "addMedia",
    # Each field that is given replaces itself alone, of what is one's own.
    "updateWebhook",
    "updateMyDetails",
}
REGISTER = """mutation ($input: RegisterCooperativeInput!) { registerCooperative(input: $input) {
  cooperative { id version } errors { code } } }"""
UPDATE = """mutation ($input: UpdateCooperativeInput!) { updateCooperative(input: $input) {
  cooperative { version } errors { code path params { name value } } } }"""


def test_every_mutation_that_edits_says_which_version_it_replaces() -> None:
    silent = set()
    for schema in sdl.SCHEMAS.values():
        assert schema.mutation_type is not None
        for name, field in schema.mutation_type.fields.items():
            mutation = field.extensions["declared"].resolver.__self__
            if issubclass(mutation, ListMutation) or not name.startswith(EDITING):
                continue
            fields = mutation.input_type._meta.fields
            if not isinstance(fields.get("expected_version"), ExpectedVersion):
                silent.add(name)

    assert silent == NOTHING_REPLACED


class TestUpdateCooperative:
    def test_replaces_what_was_read(self, nation: Any, admin: Any) -> None:
        given = self.registered(admin)

        done = admin.data(UPDATE, input=given | {"expectedVersion": 1})["updateCooperative"]

        assert (done["errors"], done["cooperative"]["version"]) == ([], 2)

    def test_refuses_what_was_changed_meanwhile_and_says_which_version_it_is(
        self, nation: Any, admin: Any
    ) -> None:
        given = self.registered(admin)
        admin.data(UPDATE, input=given | {"expectedVersion": 1})
        other = given | {"details": given["details"] | {"registerNumber": "14"}, "expectedVersion": 1}

        done = admin.data(UPDATE, input=other)["updateCooperative"]

        assert done["cooperative"] is None
        [error] = done["errors"]
        assert (error["code"], error["path"]) == ("VERSION_CONFLICT", ["expectedVersion"])
        assert error["params"] == [{"name": "expected", "value": "1"}, {"name": "current", "value": "2"}]

    def test_answers_what_holds_already_to_whoever_lost_the_answer(self, nation: Any, admin: Any) -> None:
        given = self.registered(admin)
        first = admin.data(UPDATE, input=given | {"expectedVersion": 1})

        assert admin.data(UPDATE, input=given | {"expectedVersion": 1}) == first

    def test_counts_steps_too(self, nation: Any, admin: Any) -> None:
        given = self.registered(admin)
        step = "mutation ($id: ID!) { startQualification(input: {cooperativeId: $id}) { errors { code } } }"
        admin.data(step, id=given["cooperativeId"])

        [error] = admin.data(UPDATE, input=given | {"expectedVersion": 1})["updateCooperative"]["errors"]

        assert error["code"] == "VERSION_CONFLICT"

    def registered(self, admin: Any) -> dict[str, Any]:
        """A cooperative, and an edit of it."""
        said = cooperative()
        row = admin.data(REGISTER, input=said)["registerCooperative"]["cooperative"]
        assert row["version"] == 1
        details = said["details"] | {"registerNumber": "13"}
        return {"cooperativeId": row["id"], "details": details}
