"""What takes two people takes two: no program holds either half, or its registrar would be both."""

import re

import raising

from api import codes
from api.base.mutations import Mutation
from markets.reconciliation.operations import OwnerSigns
from markets.settlement.operations import SamePerson
from shared_catalog.documents.operations import DocumentNeedsSecondPerson
from shared_catalog.moderation.operations import ChangeRequestNeedsSecondPerson
from shared_catalog.recalls.operations import RecallNeedsSecondPerson
from shared_catalog.registry.operations import AccountNeedsSecondPerson
from shared_catalog.selection.operations import SelectionNeedsSecondPerson
from tenants.people.rules import PEOPLE_ONLY

SECOND_PERSON = (
    SamePerson,
    OwnerSigns,
    AccountNeedsSecondPerson,
    DocumentNeedsSecondPerson,
    SelectionNeedsSecondPerson,
    RecallNeedsSecondPerson,
    ChangeRequestNeedsSecondPerson,
)

# Which mutations make somebody the first person, by the one that takes a second.
PREPARED_BY = {
    "ApproveAdjustment": {"ProposeAdjustment", "UpholdContest"},
    "RejectAdjustment": {"ProposeAdjustment", "UpholdContest"},
    "UpholdContest": {"ContestLine"},
    "RejectContest": {"ContestLine"},
    "ApprovePeriod": {"StartReview"},
    "ApprovePayoutBatch": {"PreparePayoutBatch"},
    "ExplainSuspense": {"AssignSuspense", "RunMatching"},
    "VerifyPayeeAccount": {"RecordPayeeAccount"},
    "AcceptDocument": {"SubmitDocument"},
    "RejectDocument": {"SubmitDocument"},
    "GrantDocumentGrace": {"SubmitDocument"},
    "ReachAuthorisation": {"SubmitDocument"},
    "SignSelectionDecision": {"PrepareSelectionDecision"},
    "DecideSelectionAppeal": {"FileSelectionAppeal"},
    "LiftRecall": {"OpenRecall"},
    "ApproveProduct": {"ProposeProduct"},
    "ConfirmChangeRequest": {"ProposeProduct", "SubmitProductChanges", "EditProduct", "SetProductAttributes"},
    "RejectChangeRequest": {"ProposeProduct", "SubmitProductChanges", "EditProduct", "SetProductAttributes"},
    "AssignChangeRequest": {"ProposeProduct", "SubmitProductChanges", "EditProduct", "SetProductAttributes"},
    # The second person's rate is the same mutation, and no refusal but a wait.
    "SetStripeRate": {"SetStripeRate"},
}

# A program may ask for these: whoever registered it counts as who asked, and does not decide.
ASKED_BY_PROGRAMS = {"ProposeProduct", "SubmitProductChanges", "EditProduct", "SetProductAttributes"}


def mutations() -> dict[str, type[Mutation]]:
    codes.refusals()
    return {one.__name__: one for one in codes.below(Mutation) if codes.is_ours(one)}


def test_every_refusal_of_the_same_person_has_its_pair() -> None:
    known = mutations()
    found = raising.refusals_of(one.perform for one in known.values())  # type: ignore[attr-defined]
    refusing = {
        name for name, raised in zip(known, found, strict=True) if any(one in raised for one in SECOND_PERSON)
    }
    assert refusing == PREPARED_BY.keys() - {"SetStripeRate"}


def test_every_refusal_that_asks_for_somebody_else_is_walked() -> None:
    asked = re.compile("somebody else|somebody other|another person")
    asking = {one.code for one in codes.refusals() if asked.search(one.messages["en"])}
    assert asking == {one.code for one in SECOND_PERSON}


def test_no_program_holds_either_half() -> None:
    known = mutations()
    halves = (PREPARED_BY.keys() | set[str]().union(*PREPARED_BY.values())) - ASKED_BY_PROGRAMS
    assert {
        name: known[name].permission for name in halves if known[name].permission not in PEOPLE_ONLY
    } == {}
