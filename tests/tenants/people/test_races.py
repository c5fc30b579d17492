"""What must happen once when several do it at the same instant, on real logins."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pyotp
from people_builders import ADDRESS, PASSWORD

from kernel.errors import DomainError
from kernel.ids import new_id
from tenants.access import SYSTEM
from tenants.database.session import as_hq, close_connections
from tenants.people import operations as people
from tenants.people import queries
from tenants.people.models import Membership, Person
from tenants.permissions import Role

Make = Callable[..., Person]


def at_once(*works: Callable[[], object]) -> list[str]:
    """What became of each: `done`, or the code of its refusal."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], object]) -> str:
        try:
            with as_hq():
                barrier.wait(timeout=30)
                work()
        except DomainError as refusal:
            return refusal.code
        finally:
            close_connections()
        return "done"

    with ThreadPoolExecutor(len(works)) as pool:
        return sorted(pool.map(run, works))


class TestAtOnce:
    def test_an_invitation_is_accepted_once(self, live_market: str, now: datetime) -> None:
        with as_hq():
            invited = people.invite_person(
                name="Rachida",
                email="r@example.ma",
                role=Role.CASHIER,
                scope=live_market,
                actor=SYSTEM,
                at=now,
            )

        def accept() -> Person:
            return people.accept_invitation(secret=invited.secret, password=PASSWORD, address=ADDRESS, at=now)

        outcomes = at_once(*[accept] * 4)

        assert outcomes.count("done") == 1 and set(outcomes) <= {"done", "INVITATION_OVER"}
        with as_hq():
            assert Person.objects.count() == Membership.objects.count() == 1

    def test_two_invitations_of_one_contact_make_one_person(self, live_market: str, now: datetime) -> None:
        with as_hq():
            secrets = [
                people.invite_person(
                    name="Rachida", email="r@example.ma", role=role, scope=live_market, actor=SYSTEM, at=now
                ).secret
                for role in (Role.CASHIER, Role.STOCK_KEEPER)
            ]

        def accept(secret: str) -> Person:
            return people.accept_invitation(secret=secret, password=PASSWORD, address=ADDRESS, at=now)

        outcomes = at_once(*[lambda s=secret: accept(s) for secret in secrets])

        assert "done" in outcomes and set(outcomes) <= {"done", "LOGIN_TAKEN"}
        with as_hq():
            assert Person.objects.count() == 1
            assert Membership.objects.count() == outcomes.count("done")

    def test_a_code_is_taken_once(self, live_market: str, now: datetime, make_person: Make) -> None:
        with as_hq():
            person = make_person(Role.ACCOUNTANT, live_market)
            made = people.enrol_totp(person_id=person.pk, at=now)
            totp, later = pyotp.TOTP(made.secret), now + timedelta(minutes=1)
            people.confirm_totp(person_id=person.pk, code=totp.at(now), address=ADDRESS, at=now)

        def check() -> None:
            people.check_code(person_id=person.pk, code=totp.at(later), address=ADDRESS, at=later)

        assert at_once(*[check] * 4) == ["WRONG_CODE"] * 3 + ["done"]

    def test_guesses_are_counted_one_by_one(self, live_market: str, now: datetime, make_person: Make) -> None:
        with as_hq():
            person = make_person(Role.CASHIER, live_market)
        login = person.details.email or ""

        def guess() -> Person:
            return people.check_password(login=login, password="wrong", address=ADDRESS, at=now)

        outcomes = at_once(*[guess] * 8)

        assert outcomes == ["TOO_MANY_ATTEMPTS"] * 3 + ["WRONG_CREDENTIALS"] * 5

    def test_a_delegate_is_given_nothing_else(
        self, live_market: str, now: datetime, make_person: Make
    ) -> None:
        with as_hq():
            person = make_person(Role.COMMITTEE_MEMBER)
            people.end_grant(membership_id=queries.memberships_of(person.pk).get().pk, actor=SYSTEM, at=now)

        def grant(role: Role) -> Membership:
            return people.grant_role(
                person_id=person.pk,
                role=role,
                scope=live_market,
                cooperative_id=new_id() if role is Role.COOPERATIVE_DELEGATE else None,
                actor=SYSTEM,
                at=now,
            )

        outcomes = at_once(*[lambda r=role: grant(r) for role in (Role.COOPERATIVE_DELEGATE, Role.CASHIER)])

        assert outcomes == ["DELEGATE_HOLDS_NOTHING_ELSE", "done"]
