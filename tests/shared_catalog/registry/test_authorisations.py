from datetime import date
from typing import Any

import pytest

from kernel.errors import InvalidValue
from kernel.identifiers import InvalidIdentifier
from shared_catalog.registry import operations as registry
from shared_catalog.registry import queries
from shared_catalog.registry.models import Authorisation


class TestGrantAuthorisation:
    def test_counts_from_the_day_of_issue_to_the_last_valid_day(self, nation: Any) -> None:
        known = nation.applicant()
        nation.authorise(known.id, issued_on=date(2024, 5, 2), valid_until=date(2026, 5, 1))
        days = [date(2024, 5, 1), date(2024, 5, 2), date(2026, 5, 1), date(2026, 5, 2)]
        assert [queries.authorised_for_food(known.id, day) for day in days] == [False, True, True, False]

    def test_writes_the_number_one_way_and_sets_a_review(self, nation: Any) -> None:
        nation.authorise(nation.applicant().id, number=" mapav.34.21.24 ", issued_on=date(2024, 5, 2))
        found = Authorisation.objects.get()
        assert (found.number, found.next_review_on) == ("MAPAV.34.21.24", date(2025, 5, 2))

    def test_refuses_a_number_that_is_in_force_already(self, nation: Any) -> None:
        nation.authorise(nation.applicant().id, number="MAPAV.34.21.24")
        with pytest.raises(registry.AuthorisationNumberTaken):
            nation.authorise(nation.applicant().id, number="MAPAV.34.21.24")
        assert Authorisation.objects.count() == 1

    @pytest.mark.parametrize("changes", [{"number": "34.21"}, {"issued_on": date(2026, 11, 11)}])
    def test_refuses_what_no_certificate_says(self, nation: Any, changes: dict[str, Any]) -> None:
        with pytest.raises((InvalidIdentifier, InvalidValue)):
            nation.authorise(nation.applicant().id, **changes)
        assert not Authorisation.objects.exists()


class TestSuspendAndWithdraw:
    def test_make_a_certificate_count_no_more(self, nation: Any) -> None:
        known = nation.applicant()
        say = {"authorisation_id": nation.authorise(known.id), "at": nation.at, "actor": "officer"}
        valid = [queries.authorised_for_food(known.id, nation.at.date())]
        for step in (
            registry.suspend_authorisation,
            registry.reinstate_authorisation,
            registry.withdraw_authorisation,
        ):
            step(reason="visit", **say)
            valid.append(queries.authorised_for_food(known.id, nation.at.date()))
        assert valid == [True, False, True, False]

    def test_are_for_good_when_withdrawn(self, nation: Any) -> None:
        granted = nation.authorise(nation.applicant().id)
        say = {"authorisation_id": granted, "reason": "visit", "at": nation.at, "actor": "officer"}
        registry.withdraw_authorisation(**say)
        with pytest.raises(registry.WrongAuthorisationStep):
            registry.reinstate_authorisation(**say)
        assert Authorisation.objects.get().status == "withdrawn"
