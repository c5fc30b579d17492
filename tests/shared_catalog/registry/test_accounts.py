from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import InvalidValue, NotFound
from kernel.identifiers import InvalidIdentifier, rib_with_key
from shared_catalog.registry import operations as registry
from shared_catalog.registry import queries, rules
from shared_catalog.registry.models import PayeeAccount, PayeeRules
from shared_catalog.registry.types import AccountDates, AccountDetails, PayeeStanding

OLD, NEW = rib_with_key("2258100123456789012345"), rib_with_key("2307800000112233445566")
NOTE = "La présidente, au 0524 30 00 00 du registre, le 10 à 9 h"
DAY = timedelta(days=1)


def record(
    nation: Any, cooperative_id: UUID, rib: str = OLD, *, account_id: UUID | None = None
) -> PayeeAccount:
    return registry.record_payee_account(
        account_id=account_id or uuid4(),
        cooperative_id=cooperative_id,
        account=AccountDetails(holder="Coopérative Al Amal", rib=rib),
        at=nation.at,
        actor="officer",
    )


def verify(nation: Any, account: PayeeAccount, **changes: Any) -> PayeeAccount:
    request: dict[str, Any] = {"call_back_note": NOTE, "at": nation.at, "actor": "treasurer"}
    return registry.verify_payee_account(account_id=account.id, **(request | changes))


def reject(nation: Any, account: PayeeAccount, **changes: Any) -> PayeeAccount:
    request: dict[str, Any] = {"reason": "la présidente ne le connaît pas", "at": nation.at, "actor": "other"}
    return registry.reject_payee_account(account_id=account.id, **(request | changes))


def standing(cooperative_id: UUID, now: datetime) -> PayeeStanding:
    return rules.account_standing(queries.payee_account(cooperative_id), now).standing


class TestRecordPayeeAccount:
    def test_supersedes_the_account_before_and_keeps_it(self, nation: Any) -> None:
        known = nation.applicant()
        old, new = record(nation, known.id, OLD), record(nation, known.id, NEW)
        assert queries.payee_account(known.id) == new
        assert set(queries.payee_accounts(known.id)) == {old, new}
        assert PayeeAccount.objects.get(id=old.id).superseded_at == nation.at
        assert (old.replaces, new.replaces) == (None, old)

    def test_stops_money_to_a_verified_account_at_once(self, nation: Any) -> None:
        known = nation.applicant()
        verify(nation, record(nation, known.id, OLD))
        record(nation, known.id, NEW)
        assert standing(known.id, nation.at) is PayeeStanding.UNVERIFIED

    def test_gives_the_same_row_for_the_same_request(self, nation: Any) -> None:
        known, account_id = nation.applicant(), uuid4()
        record(nation, known.id, OLD, account_id=account_id)
        record(nation, known.id, OLD, account_id=account_id)
        assert PayeeAccount.objects.get().in_force

    def test_refuses_other_content_under_the_same_id(self, nation: Any) -> None:
        known, account_id = nation.applicant(), uuid4()
        record(nation, known.id, OLD, account_id=account_id)
        with pytest.raises(registry.IdReused):
            record(nation, known.id, NEW, account_id=account_id)
        assert PayeeAccount.objects.get().rib == OLD

    def test_refuses_a_wrong_rib(self, nation: Any) -> None:
        with pytest.raises(InvalidIdentifier):
            record(nation, nation.applicant().id, "225780000123456789012345")
        assert not PayeeAccount.objects.exists()

    def test_never_shows_the_whole_number_by_itself(self, nation: Any) -> None:
        account = record(nation, nation.applicant().id, OLD)
        assert OLD not in f"{account} {account!r} {account.masked_rib}"
        assert account.masked_rib.endswith(OLD[-4:])


class TestVerifyPayeeAccount:
    def test_lets_money_go_to_a_first_account_at_once(self, nation: Any) -> None:
        known = nation.applicant()
        account = verify(nation, record(nation, known.id), call_back_note=f"  {NOTE}  ")
        assert (account.verified_by, account.call_back_note) == ("treasurer", NOTE)
        assert account.usable_from == nation.at
        assert standing(known.id, nation.at) is PayeeStanding.USABLE

    def test_lets_an_account_that_replaces_another_cool_off(self, nation: Any) -> None:
        known = nation.applicant()
        verify(nation, record(nation, known.id, OLD))
        verify(nation, record(nation, known.id, NEW))
        end = nation.at + 3 * DAY
        just_before = rules.account_standing(queries.payee_account(known.id), end - timedelta(seconds=1))
        assert (just_before.standing, just_before.until) == (PayeeStanding.COOLING_OFF, end)
        assert standing(known.id, end) is PayeeStanding.USABLE

    def test_lets_it_cool_off_too_after_accounts_that_were_never_verified(self, nation: Any) -> None:
        known = nation.applicant()
        verify(nation, record(nation, known.id, OLD))
        record(nation, known.id, NEW)
        verify(nation, record(nation, known.id, NEW))
        assert standing(known.id, nation.at) is PayeeStanding.COOLING_OFF

    def test_takes_somebody_other_than_who_recorded_it(self, nation: Any) -> None:
        account = record(nation, nation.applicant().id)
        with pytest.raises(registry.AccountNeedsSecondPerson):
            verify(nation, account, actor="officer")
        account.refresh_from_db()
        assert (account.verified_at, account.call_back_note) == (None, "")

    @pytest.mark.parametrize("note", ["", " " * 20, "rappelée.", "x" * 401])
    def test_asks_who_was_called(self, nation: Any, note: str) -> None:
        account = record(nation, nation.applicant().id)
        with pytest.raises(InvalidValue, match="call_back_note"):
            verify(nation, account, call_back_note=note)
        account.refresh_from_db()
        assert account.verified_at is None

    def test_remembers_who_did_it_first(self, nation: Any) -> None:
        account = record(nation, nation.applicant().id)
        verify(nation, account)
        again = verify(nation, account, at=nation.at + DAY, actor="somebody", call_back_note="x" * 10)
        assert (again.verified_at, again.verified_by) == (nation.at, "treasurer")
        assert (again.call_back_note, again.usable_from) == (NOTE, nation.at)

    def test_refuses_a_superseded_account(self, nation: Any) -> None:
        known = nation.applicant()
        old = record(nation, known.id, OLD)
        record(nation, known.id, NEW)
        with pytest.raises(registry.AccountSuperseded):
            verify(nation, old)
        assert PayeeAccount.objects.get(id=old.id).verified_at is None

    def test_refuses_a_rejected_account(self, nation: Any) -> None:
        account = reject(nation, record(nation, nation.applicant().id))
        with pytest.raises(registry.AccountRejected):
            verify(nation, account)
        account.refresh_from_db()
        assert account.verified_at is None

    def test_refuses_an_account_that_does_not_exist(self, nation: Any) -> None:
        with pytest.raises(NotFound):
            registry.verify_payee_account(
                account_id=uuid4(), call_back_note=NOTE, at=nation.at, actor="treasurer"
            )


class TestRejectPayeeAccount:
    def test_stops_money_and_does_not_bring_the_account_before_back(self, nation: Any) -> None:
        known = nation.applicant()
        old = verify(nation, record(nation, known.id, OLD))
        new = reject(nation, record(nation, known.id, NEW))
        assert (new.rejected_by, new.rejection_reason) == ("other", "la présidente ne le connaît pas")
        assert not new.in_force
        assert standing(known.id, nation.at + 30 * DAY) is PayeeStanding.REJECTED
        assert PayeeAccount.objects.get(id=old.id).superseded_at == nation.at

    def test_stops_an_account_that_was_verified_and_cools_off(self, nation: Any) -> None:
        known = nation.applicant()
        record(nation, known.id, OLD)
        new = verify(nation, record(nation, known.id, NEW))
        reject(nation, new, at=nation.at + DAY)
        assert standing(known.id, nation.at + 30 * DAY) is PayeeStanding.REJECTED

    def test_may_be_done_by_who_recorded_it(self, nation: Any) -> None:
        account = reject(nation, record(nation, nation.applicant().id), actor="officer")
        assert account.rejected_by == "officer"

    def test_leaves_room_for_another_account_which_cools_off(self, nation: Any) -> None:
        known = nation.applicant()
        first = reject(nation, record(nation, known.id, NEW))
        second = verify(nation, record(nation, known.id, OLD))
        assert second.replaces == first
        assert standing(known.id, nation.at) is PayeeStanding.COOLING_OFF
        assert standing(known.id, nation.at + 3 * DAY) is PayeeStanding.USABLE

    def test_remembers_the_first_reason(self, nation: Any) -> None:
        account = reject(nation, record(nation, nation.applicant().id))
        again = reject(nation, account, reason="autre", at=nation.at + DAY, actor="somebody")
        assert (again.rejected_at, again.rejected_by) == (nation.at, "other")

    def test_asks_why(self, nation: Any) -> None:
        account = record(nation, nation.applicant().id)
        with pytest.raises(InvalidValue, match="reason"):
            reject(nation, account, reason=" ")
        account.refresh_from_db()
        assert account.in_force

    def test_refuses_a_superseded_account(self, nation: Any) -> None:
        known = nation.applicant()
        old = record(nation, known.id, OLD)
        record(nation, known.id, NEW)
        with pytest.raises(registry.AccountSuperseded):
            reject(nation, old)


class TestLatestPayeeAccounts:
    def test_are_found_for_many_cooperatives_in_one_statement(self, nation: Any) -> None:
        first, second, without = nation.applicant(), nation.applicant(), nation.applicant()
        record(nation, first.id, OLD)
        latest = {first.id: record(nation, first.id, NEW), second.id: record(nation, second.id, OLD)}
        with CaptureQueriesContext(connection) as captured:
            found = queries.latest_payee_accounts([first.id, second.id, without.id])
        assert (found, len(captured)) == (latest, 1)


class TestSetPayeeRules:
    def set(self, nation: Any, day: date, days: int) -> PayeeRules:
        return registry.set_payee_rules(
            effective_from=day, cooling_off_days=days, set_at=nation.at, actor="admin"
        )

    def test_hold_from_their_day_on(self, nation: Any) -> None:
        today = nation.at.date()
        self.set(nation, today + 2 * DAY, 10)
        self.set(nation, today + DAY, 5)
        days = [queries.cooling_off_days_on(today + count * DAY) for count in range(4)]
        assert days == [3, 5, 10, 10]

    def test_count_for_accounts_verified_from_then_on(self, nation: Any) -> None:
        self.set(nation, nation.at.date() + DAY, 10)
        known, other = nation.applicant(), nation.applicant()
        for cooperative in (known, other):
            record(nation, cooperative.id, OLD)
        early = verify(nation, record(nation, known.id, NEW))
        late = verify(nation, record(nation, other.id, NEW), at=nation.at + DAY)
        assert (early.usable_from, late.usable_from) == (nation.at + 3 * DAY, nation.at + 11 * DAY)

    def test_are_the_same_when_set_twice(self, nation: Any) -> None:
        day = nation.at.date() + DAY
        assert self.set(nation, day, 5) == self.set(nation, day, 5)

    @pytest.mark.parametrize(("ahead", "days"), [(0, 5), (-1, 5), (1, 0), (1, -1), (1, 61)])
    def test_refuse_days_that_have_begun_and_waits_that_are_none(
        self, nation: Any, ahead: int, days: int
    ) -> None:
        with pytest.raises(InvalidValue):
            self.set(nation, nation.at.date() + ahead * DAY, days)
        assert not PayeeRules.objects.exists()

    def test_refuse_another_rule_for_the_same_day(self, nation: Any) -> None:
        day = nation.at.date() + DAY
        self.set(nation, day, 5)
        with pytest.raises(InvalidValue, match="effective_from"):
            self.set(nation, day, 6)
        assert queries.cooling_off_days_on(day) == 5


class TestTheDatabase:
    @pytest.mark.parametrize(
        ("constraint", "change"),
        [
            ("verified_by_another", {"verified_by": "officer"}),
            ("verified_with_note", {"call_back_note": "rappelée"}),
            ("verified_with_note", {"usable_from": None}),
            ("verified_with_note", {"usable_from": datetime.fromisoformat("2026-11-09T00:00:00+00:00")}),
            ("verified_with_note", {"verified_at": None}),
            ("rejected_with_reason", {"rejected_by": "other"}),
            ("one_in_force", {"superseded_at": None}),
        ],
    )
    def test_refuses_what_the_operations_refuse(
        self, nation: Any, constraint: str, change: dict[str, Any]
    ) -> None:
        known = nation.applicant()
        account = verify(nation, record(nation, known.id, OLD))
        record(nation, known.id, NEW)
        with pytest.raises(IntegrityError, match=f"payee_account_{constraint}"), transaction.atomic():
            PayeeAccount.objects.filter(id=account.id).update(**change)


instants = st.integers(min_value=0, max_value=31 * 86_400).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
perhaps = st.none() | instants


class TestAccountStanding:
    def test_of_no_account_is_none(self, now: datetime) -> None:
        assert rules.account_standing(None, now).standing is PayeeStanding.NONE

    @given(verified_at=perhaps, usable_from=perhaps, rejected_at=perhaps, superseded_at=perhaps, now=instants)
    def test_lets_money_go_to_the_latest_account_only_once_it_is_verified_and_cool(
        self, now: datetime, **dates: datetime | None
    ) -> None:
        found = rules.account_standing(AccountDates(**dates), now)
        verified = dates["verified_at"] is not None and dates["usable_from"] is not None
        stopped = dates["rejected_at"] is not None or dates["superseded_at"] is not None
        assert found.usable == (verified and not stopped and dates["usable_from"] <= now)
        assert (found.until is not None) == (found.standing is PayeeStanding.COOLING_OFF)
        assert found.until is None or found.until > now

    @given(days=st.integers(min_value=1, max_value=60), verified_at=instants)
    def test_is_cooling_off_for_as_many_days_as_the_rule_says(self, days: int, verified_at: datetime) -> None:
        end = rules.usable_from(verified_at=verified_at, replaces_another=True, cooling_off_days=days)
        account = AccountDates(verified_at=verified_at, usable_from=end)
        assert end - verified_at == days * DAY
        assert not rules.account_standing(account, end - timedelta(microseconds=1)).usable
        assert rules.account_standing(account, end).usable
