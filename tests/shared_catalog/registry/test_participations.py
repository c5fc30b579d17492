from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from kernel.errors import InvalidValue, NotFound
from kernel.identifiers import rib_with_key
from kernel.versions import VersionConflict
from shared_catalog.participation import operations as participation
from shared_catalog.registry import operations as registry
from shared_catalog.registry import queries, rules
from shared_catalog.registry.models import (
    Cooperative,
    CooperativeHistory,
    Participation,
    ParticipationChange,
    PayeeAccount,
)
from shared_catalog.registry.types import AccountDetails
from tenants.database.session import as_market
from tenants.events.models import NetworkEvent

JOINED = date(2026, 11, 1)


def admit(nation: Any, cooperative_id: UUID, market: str = "casablanca", **changes: Any) -> Participation:
    request: dict[str, Any] = {"participation_id": uuid4(), "joined_on": JOINED} | changes
    return registry.admit_cooperative(
        cooperative_id=cooperative_id, market_schema=market, at=nation.at, actor="officer", **request
    )


class TestAdmitCooperative:
    def test_lets_it_take_part_from_its_day_on(self, nation: Any) -> None:
        known = nation.eligible()
        admit(nation, known.id)
        days = [date(2026, 10, 31), JOINED, date(2027, 1, 1)]
        takes_part = [queries.takes_part(known.id, market_schema="casablanca", on=day) for day in days]
        assert takes_part == [False, True, True]
        assert not queries.takes_part(known.id, market_schema="marrakech", on=JOINED)

    def test_gives_the_same_row_for_the_same_request(self, nation: Any) -> None:
        known, participation_id = nation.eligible(), uuid4()
        first = admit(nation, known.id, participation_id=participation_id)
        assert admit(nation, known.id, participation_id=participation_id) == first

    def test_refuses_a_day_on_which_an_earlier_participation_still_lasts(self, nation: Any) -> None:
        known = nation.eligible()
        first = admit(nation, known.id)
        last = date(2026, 12, 1)
        registry.end_participation(participation_id=first.id, ended_on=last, at=nation.at, actor="officer")
        with pytest.raises(registry.AlreadyTakesPart):
            admit(nation, known.id, joined_on=date(2026, 11, 30))
        assert admit(nation, known.id, joined_on=last).ended_on is None

    def test_ends_with_the_cooperative_even_where_a_later_end_was_set(self, nation: Any) -> None:
        known = nation.eligible()
        first = admit(nation, known.id)
        registry.end_participation(
            participation_id=first.id, ended_on=date(2027, 6, 1), at=nation.at, actor="officer"
        )
        registry.retire_cooperative(
            cooperative_id=known.id, reason="dissolved", at=nation.at, actor="officer"
        )
        assert not queries.takes_part(known.id, market_schema="casablanca", on=date(2027, 1, 1))

    def test_refuses_a_cooperative_that_is_not_eligible(self, nation: Any) -> None:
        with pytest.raises(registry.CooperativeNotEligible):
            admit(nation, nation.applicant().id)
        assert not Participation.objects.exists()

    def test_refuses_a_second_participation_at_a_time(self, nation: Any) -> None:
        known = nation.eligible()
        admit(nation, known.id)
        with pytest.raises(registry.AlreadyTakesPart):
            admit(nation, known.id)
        assert Participation.objects.count() == 1

    @pytest.mark.parametrize("market", ["atlantis", "public"])
    def test_refuses_a_market_that_does_not_exist(self, nation: Any, market: str) -> None:
        with pytest.raises(NotFound):
            admit(nation, nation.eligible().id, market)
        assert not Participation.objects.exists()


class TestTakingPart:
    @pytest.mark.parametrize(
        ("columns", "counts"),
        [
            ({}, True),
            ({"joined_on": date(2026, 11, 10)}, True),
            ({"joined_on": date(2026, 11, 11)}, False),
            ({"ended_on": date(2026, 11, 10)}, False),
            ({"ended_on": date(2026, 11, 11)}, True),
            ({"suspended_on": date(2026, 11, 10), "suspension_reason": "unsafe"}, False),
            ({"suspended_on": date(2026, 11, 11), "suspension_reason": "unsafe"}, True),
        ],
    )
    def test_is_decided_by_dates_in_sql_as_in_rules(
        self, nation: Any, columns: dict[str, Any], counts: bool
    ) -> None:
        on = date(2026, 11, 10)
        admit(nation, nation.eligible().id)
        Participation.objects.update(**columns)
        assert Participation.objects.filter(queries.taking_part(on)).exists() is counts
        taking_part = Participation.objects.get()
        assert rules.takes_part(taking_part, on=on, category="amlou", root="terroir") is counts

    @pytest.mark.parametrize(
        ("allowed", "counts"), [([], True), (["amlou"], True), (["terroir", "x"], True), (["agri"], False)]
    )
    def test_is_for_a_category_its_root_or_all(self, allowed: list[str], counts: bool) -> None:
        taking_part = Participation(joined_on=JOINED, category_codes=allowed)
        assert rules.takes_part(taking_part, on=JOINED, category="amlou", root="terroir") is counts

    @pytest.mark.parametrize(
        "columns",
        [
            {"suspended_on": date(2026, 10, 31), "suspension_reason": "before it joined"},
            {"suspended_on": JOINED},
            {"suspension_reason": "no day"},
        ],
    )
    def test_is_suspended_after_joining_and_for_a_reason(self, nation: Any, columns: dict[str, Any]) -> None:
        admit(nation, nation.eligible().id)
        with pytest.raises(IntegrityError), transaction.atomic():
            Participation.objects.update(**columns)


class TestSetContract:
    def test_says_under_which_contract_it_sells(self, nation: Any) -> None:
        taking_part = admit(nation, nation.eligible().id, contract=" K-7 ")
        assert taking_part.contract == "K-7"
        say = {"participation_id": taking_part.id, "at": nation.at, "actor": "officer"}
        assert registry.set_contract(contract="K-8", **say).contract == "K-8"
        assert registry.set_contract(contract=" ", **say).contract == ""

    def test_does_not_make_a_repeated_admission_another(self, nation: Any) -> None:
        known, participation_id = nation.eligible(), uuid4()
        say: dict[str, Any] = {"participation_id": participation_id, "contract": "K-7"}
        admit(nation, known.id, **say)
        registry.set_contract(
            participation_id=participation_id, contract="K-8", at=nation.at, actor="officer"
        )
        assert admit(nation, known.id, **say).contract == "K-8"

    def test_refuses_a_long_code_an_ended_participation_and_one_that_is_none(self, nation: Any) -> None:
        taking_part = admit(nation, nation.eligible().id)
        say: dict[str, Any] = {"at": nation.at, "actor": "officer"}
        with pytest.raises(InvalidValue):
            registry.set_contract(participation_id=taking_part.id, contract="x" * 41, **say)
        registry.end_participation(participation_id=taking_part.id, ended_on=date(2026, 11, 10), **say)
        with pytest.raises(InvalidValue, match="ended"):
            registry.set_contract(participation_id=taking_part.id, contract="K-7", **say)
        with pytest.raises(NotFound):
            registry.set_contract(participation_id=uuid4(), contract="K-7", **say)
        assert Participation.objects.get().contract == ""


class TestTerms:
    def test_name_categories_that_there_are_and_a_stand(self, nation: Any) -> None:
        taking_part = admit(nation, nation.eligible().id)
        say: dict[str, Any] = {"participation_id": taking_part.id, "at": nation.at, "actor": "officer"}
        changed = participation.set_terms(
            category_codes=["terroir", " amlou", "amlou"], stand=" B12 ", expected_version=1, **say
        )
        assert (changed.category_codes, changed.stand, changed.version) == (["amlou", "terroir"], "B12", 2)
        again = participation.set_terms(
            category_codes=["amlou", "terroir"], stand="B12", expected_version=1, **say
        )
        assert again.version == 2
        with pytest.raises(NotFound):
            participation.set_terms(category_codes=["saffron-of-mars"], stand="", **say)
        with pytest.raises(VersionConflict):
            participation.set_terms(category_codes=[], stand="", expected_version=1, **say)
        assert Participation.objects.get().category_codes == ["amlou", "terroir"]

    def test_are_agreed_on_admission_as_well(self, nation: Any) -> None:
        say: dict[str, Any] = {
            "cooperative_id": nation.eligible().id,
            "market_schema": "casablanca",
            "joined_on": JOINED,
            "at": nation.at,
            "actor": "officer",
        }
        with pytest.raises(NotFound):
            participation.admit_cooperative(participation_id=uuid4(), category_codes=["none"], **say)
        assert not Participation.objects.exists()
        admitted = participation.admit_cooperative(
            participation_id=uuid4(), category_codes=["amlou"], stand="B12", **say
        )
        assert (admitted.category_codes, admitted.stand) == (["amlou"], "B12")


class TestSuspension:
    def test_holds_from_its_day_until_it_is_lifted_and_is_kept_with_its_reasons(self, nation: Any) -> None:
        known = nation.eligible()
        taking_part = admit(nation, known.id)
        say: dict[str, Any] = {"participation_id": taking_part.id, "at": nation.at, "actor": "officer"}
        day = date(2026, 11, 12)
        registry.suspend_participation(suspended_on=day, reason=" unsafe ", expected_version=1, **say)
        days = [day - timedelta(days=1), day, date(2027, 1, 1)]
        sells = [queries.takes_part(known.id, market_schema="casablanca", on=one) for one in days]
        assert sells == [True, False, False]
        again = registry.suspend_participation(suspended_on=day, reason="unsafe", expected_version=1, **say)
        assert again.version == 2

        resumed = registry.resume_participation(reason="mended", expected_version=2, **say)
        assert (resumed.suspended_on, resumed.suspension_reason, resumed.version) == (None, "", 3)
        assert registry.resume_participation(reason="mended", expected_version=2, **say).version == 3
        assert queries.takes_part(known.id, market_schema="casablanca", on=day)

        changes = ParticipationChange.objects.order_by("at", "id")
        assert [(one.step, one.reason, one.actor) for one in changes] == [
            ("admit", "", "officer"),
            ("suspend", "unsafe", "officer"),
            ("resume", "mended", "officer"),
        ]
        assert [one.after["suspended_on"] for one in changes] == [None, "2026-11-12", None]
        assert changes[1].before == changes[0].after
        told = NetworkEvent.objects.filter(subject_id=str(taking_part.id)).order_by("id")
        assert [one.name for one in told] == [
            "participation.started",
            "participation.suspended",
            "participation.resumed",
        ]

    @pytest.mark.parametrize(
        ("day", "why"),
        [
            (date(2026, 11, 9), "past"),
            (date(2026, 11, 14), "before the day of joining"),
            (date(2026, 12, 1), "ended"),
        ],
    )
    def test_is_refused_on_a_day_on_which_it_means_nothing(self, nation: Any, day: date, why: str) -> None:
        taking_part = admit(nation, nation.eligible().id, joined_on=date(2026, 11, 15))
        say: dict[str, Any] = {"participation_id": taking_part.id, "at": nation.at, "actor": "officer"}
        registry.end_participation(ended_on=date(2026, 12, 1), **say)
        with pytest.raises(InvalidValue, match=why):
            registry.suspend_participation(suspended_on=day, reason="unsafe", **say)
        assert Participation.objects.get().suspended_on is None

    def test_takes_a_reason_and_the_version_that_was_read(self, nation: Any) -> None:
        taking_part = admit(nation, nation.eligible().id)
        say: dict[str, Any] = {"participation_id": taking_part.id, "at": nation.at, "actor": "officer"}
        with pytest.raises(InvalidValue):
            registry.suspend_participation(suspended_on=date(2026, 11, 12), reason=" ", **say)
        registry.set_contract(contract="K-7", **say)
        with pytest.raises(VersionConflict):
            registry.suspend_participation(
                suspended_on=date(2026, 11, 12), reason="unsafe", expected_version=1, **say
            )
        assert Participation.objects.get().suspended_on is None


class TestEndParticipation:
    def test_of_a_cooperative_that_retires_is_kept_with_the_reason(self, nation: Any) -> None:
        known = nation.eligible()
        for market in ("casablanca", "marrakech"):
            admit(nation, known.id, market)
        registry.retire_cooperative(
            cooperative_id=known.id, reason="dissolved", at=nation.at, actor="officer"
        )
        ended = ParticipationChange.objects.filter(step="end")
        assert {(one.participation.market_id, one.reason, one.after["ended_on"]) for one in ended} == {
            ("casablanca", "dissolved", "2026-11-10"),
            ("marrakech", "dissolved", "2026-11-10"),
        }

    def test_ends_on_its_day_and_leaves_room_for_another(self, nation: Any) -> None:
        known = nation.eligible()
        ended = admit(nation, known.id)
        day = date(2026, 12, 1)
        registry.end_participation(participation_id=ended.id, ended_on=day, at=nation.at, actor="officer")
        assert not queries.takes_part(known.id, market_schema="casablanca", on=day)
        assert admit(nation, known.id, joined_on=date(2027, 1, 1)).ended_on is None

    @pytest.mark.parametrize("day", [date(2026, 10, 1), date(2026, 12, 2)])
    def test_refuses_a_day_before_joining_or_another_day_later(self, nation: Any, day: date) -> None:
        taking_part = admit(nation, nation.eligible().id)
        say = {"participation_id": taking_part.id, "at": nation.at, "actor": "officer"}
        if day > JOINED:
            registry.end_participation(ended_on=date(2026, 12, 1), **say)
        with pytest.raises(InvalidValue, match="ended_on"):
            registry.end_participation(ended_on=day, **say)


class TestWhatAMarketSees:
    @pytest.fixture
    def theirs(self, nation: Any) -> tuple[Cooperative, Cooperative]:
        """A cooperative in Casablanca and one in Marrakesh, each with its account."""
        pair = (nation.eligible(), nation.eligible())
        for number, (cooperative, market) in enumerate(
            zip(pair, ("casablanca", "marrakech"), strict=True), 1
        ):
            admit(nation, cooperative.id, market)
            registry.record_payee_account(
                account_id=uuid4(),
                cooperative_id=cooperative.id,
                account=AccountDetails(holder=cooperative.name_fr, rib=rib_with_key(f"225810{number:016d}")),
                at=nation.at,
                actor="officer",
            )
        return pair

    def test_is_every_cooperative_but_only_its_own_participants_and_accounts(
        self, theirs: tuple[Cooperative, Cooperative]
    ) -> None:
        here, there = theirs
        with as_market("casablanca"):
            assert Cooperative.objects.count() == 2
            assert Participation.objects.get().cooperative_id == here.id
            assert PayeeAccount.objects.get().cooperative_id == here.id
            assert queries.payee_account(there.id) is None

    def test_is_still_the_account_of_one_that_left(
        self, nation: Any, theirs: tuple[Cooperative, Cooperative]
    ) -> None:
        here, _ = theirs
        registry.end_participation(
            participation_id=here.participations.get().id, ended_on=JOINED, at=nation.at, actor="officer"
        )
        with as_market("casablanca"):
            assert queries.payee_account(here.id) is not None

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE registry_cooperative SET status = 'retired'",
            "UPDATE registry_payeeaccount SET holder = 'me'",
            "INSERT INTO registry_codeseries VALUES ('cooperative', 1)",
            "DELETE FROM registry_participation",
            f"SELECT * FROM {CooperativeHistory._meta.db_table}",
            f"SELECT * FROM {ParticipationChange._meta.db_table}",
            "SELECT * FROM registry_legalidentity",
            "UPDATE registry_officer SET name = 'me'",
        ],
    )
    def test_is_not_its_own_to_change(self, nation: Any, statement: str) -> None:
        refused = pytest.raises(ProgrammingError, match="permission denied")
        with as_market("casablanca"), refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
