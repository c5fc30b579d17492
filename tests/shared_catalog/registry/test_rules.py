from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kernel.errors import InvalidValue
from kernel.identifiers import InvalidIdentifier
from shared_catalog.registry import rules
from shared_catalog.registry.types import (
    AccountDetails,
    AuthorisationDetails,
    AuthorisationKind,
    AuthorisationStatus,
    AuthorisationStep,
    CooperativeStatus,
    CooperativeStep,
)
from shared_catalog.seed.generator import national_seed

TODAY = date(2026, 11, 10)
DETAILS = national_seed().cooperatives[0].entry.details


class TestStatusAfter:
    def test_allows_these_steps_and_no_others(self) -> None:
        allowed = {
            (status, step): after
            for status in CooperativeStatus
            for step in CooperativeStep
            if (after := rules.status_after(step, status=status)) is not None
        }
        status, step = CooperativeStatus, CooperativeStep
        assert allowed == {
            (status.APPLICANT, step.START_QUALIFICATION): status.IN_QUALIFICATION,
            (status.IN_QUALIFICATION, step.DECLARE_ELIGIBLE): status.ELIGIBLE,
            (status.ELIGIBLE, step.SUSPEND): status.SUSPENDED,
            (status.SUSPENDED, step.REINSTATE): status.ELIGIBLE,
            (status.APPLICANT, step.RETIRE): status.RETIRED,
            (status.IN_QUALIFICATION, step.RETIRE): status.RETIRED,
            (status.ELIGIBLE, step.RETIRE): status.RETIRED,
            (status.SUSPENDED, step.RETIRE): status.RETIRED,
            **{(each, step.CHANGE_VAT_REGIME): each for each in status if each is not status.RETIRED},
        }


class TestAuthorisationAfter:
    def test_never_brings_a_withdrawn_certificate_back(self) -> None:
        withdrawn = AuthorisationStatus.WITHDRAWN
        assert all(rules.authorisation_after(step, status=withdrawn) is None for step in AuthorisationStep)


class TestCheckedCooperative:
    def test_writes_identifiers_one_way(self) -> None:
        spaced = " ".join(DETAILS.ice)
        assert rules.checked_cooperative(replace(DETAILS, ice=spaced), today=TODAY).ice == DETAILS.ice

    def test_refuses_a_wrong_ice(self) -> None:
        with pytest.raises(InvalidIdentifier):
            rules.checked_cooperative(replace(DETAILS, ice="001561191000065"), today=TODAY)

    def test_needs_no_english_name(self) -> None:
        names = replace(DETAILS.names, en=" ")
        assert rules.checked_cooperative(replace(DETAILS, names=names), today=TODAY).names.en == ""

    @pytest.mark.parametrize("language", ["ar", "fr"])
    def test_refuses_a_missing_name(self, language: str) -> None:
        names = replace(DETAILS.names, **{language: " "})
        with pytest.raises(InvalidValue, match=f"names.{language}"):
            rules.checked_cooperative(replace(DETAILS, names=names), today=TODAY)

    @pytest.mark.parametrize(
        ("field", "changes"),
        [
            ("names.fr", {"names": replace(DETAILS.names, fr="x" * 161)}),
            ("register_number", {"register_number": "1" * 41}),
            ("register_court", {"register_court": "x" * 81}),
            ("contact.name", {"contact": replace(DETAILS.contact, name="x" * 81)}),
            ("contact.email", {"contact": replace(DETAILS.contact, email="x" * 121)}),
            ("members", {"members": replace(DETAILS.members, women=2**31)}),
        ],
    )
    def test_refuses_more_than_the_register_holds(self, field: str, changes: dict[str, Any]) -> None:
        with pytest.raises(InvalidValue, match=field):
            rules.checked_cooperative(replace(DETAILS, **changes), today=TODAY)

    def test_refuses_a_founding_in_the_future(self) -> None:
        with pytest.raises(InvalidValue, match="founded_on"):
            rules.checked_cooperative(replace(DETAILS, founded_on=date(2026, 11, 11)), today=TODAY)

    @pytest.mark.parametrize("counts", [{"women": -1}, {"youth": 999}, {"rural": 999}])
    def test_refuses_members_who_do_not_add_up(self, counts: dict[str, Any]) -> None:
        members = replace(DETAILS.members, **counts)
        with pytest.raises(InvalidValue, match="members"):
            rules.checked_cooperative(replace(DETAILS, members=members), today=TODAY)


class TestCheckedAccount:
    def test_refuses_a_wrong_rib(self) -> None:
        with pytest.raises(InvalidIdentifier):
            rules.checked_account(AccountDetails(holder="Al Amal", rib="225780000123456789012345"))

    def test_refuses_a_holder_longer_than_a_bank_writes(self) -> None:
        with pytest.raises(InvalidValue, match="holder"):
            rules.checked_account(AccountDetails(holder="x" * 141, rib="007780000000000000000000"))


class TestRequiredReason:
    @pytest.mark.parametrize("reason", ["", "  ", "x" * 401])
    def test_refuses_none_and_a_long_one(self, reason: str) -> None:
        with pytest.raises(InvalidValue, match="reason"):
            rules.required_reason(reason)


class TestCheckedAuthorisation:
    def test_refuses_one_that_ends_before_it_begins(self) -> None:
        certificate = AuthorisationDetails(
            kind=AuthorisationKind.APPROVAL,
            number="MAPAV.34.21.24",
            issued_on=date(2024, 5, 2),
            valid_until=date(2024, 5, 1),
        )
        with pytest.raises(InvalidValue, match="valid_until"):
            rules.checked_authorisation(certificate, today=TODAY)
