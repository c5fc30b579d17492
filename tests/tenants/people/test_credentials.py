"""Passwords, codes, ways back in, and how often one may try."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pyotp
import pytest
from django.core import mail
from django.test import TestCase
from people_builders import ADDRESS, PASSWORD, acting

from tenants.access import SYSTEM, Forbidden
from tenants.people import operations as people
from tenants.people import queries
from tenants.people.forgetting import forget_attempts
from tenants.people.models import Attempts, Credential, Invitation, Person, Recovery
from tenants.people.types import Enrolment, SecondFactor
from tenants.permissions import Role

Make = Callable[..., Person]
NEW = "un nouveau souk au printemps"
ELSEWHERE = "198.51.100.9"


def sign_in(person: Person, at: datetime, password: str = PASSWORD, address: str = ADDRESS) -> Person:
    login = person.details.email or ""
    return people.check_password(login=login, password=password, address=address, at=at)


def enrolled(person: Person, at: datetime) -> Enrolment:
    made = people.enrol_totp(person_id=person.pk, at=at)
    people.confirm_totp(person_id=person.pk, code=code_of(made, at), address=ADDRESS, at=at)
    return made


def code_of(made: Enrolment, at: datetime) -> str:
    return pyotp.TOTP(made.secret).at(at)


class TestPasswords:
    def test_are_kept_as_argon2(self, hq: None, make_person: Make) -> None:
        kept = Credential.objects.get(pk=make_person(Role.CASHIER, "casablanca").pk).password
        assert kept.startswith("argon2$argon2id$")

    def test_are_changed_by_who_knows_the_old_one_and_sign_everything_out(
        self, hq: None, now: datetime, make_person: Make
    ) -> None:
        person, later = make_person(Role.CASHIER, "casablanca"), now + timedelta(hours=1)
        with pytest.raises(people.WrongCredentials):
            people.set_password(
                person_id=person.pk, current="wrong", new=NEW, address=ADDRESS, at=later, clock=lambda: later
            )
        with pytest.raises(people.WeakPassword):
            people.set_password(
                person_id=person.pk,
                current=PASSWORD,
                new="short",
                address=ADDRESS,
                at=later,
                clock=lambda: later,
            )
        assert sign_in(person, later).signed_out_at is None
        done = later + timedelta(seconds=1)
        people.set_password(
            person_id=person.pk, current=PASSWORD, new=NEW, address=ADDRESS, at=later, clock=lambda: done
        )
        with pytest.raises(people.WrongCredentials):
            sign_in(person, later)
        assert sign_in(person, later, NEW).signed_out_at == done

    @pytest.mark.parametrize("login", ["nobody@example.ma", "", "not a login", "0612345678", "\ud800@x.ma"])
    def test_of_nobody_are_wrong_and_counted_alike(self, hq: None, now: datetime, login: str) -> None:
        for _ in range(5):
            with pytest.raises(people.WrongCredentials):
                people.check_password(login=login, password=PASSWORD, address=ADDRESS, at=now)
        with pytest.raises(people.TooManyAttempts):
            people.check_password(login=login, password=PASSWORD, address=ELSEWHERE, at=now)


class TestTrying:
    def fail(self, person: Person, at: datetime, times: int, address: str = ADDRESS) -> None:
        for _ in range(times):
            with pytest.raises(people.WrongCredentials):
                sign_in(person, at, "wrong", address)

    def test_is_stopped_for_longer_each_time(self, hq: None, now: datetime, make_person: Make) -> None:
        person = make_person(Role.CASHIER, "casablanca")
        self.fail(person, now, 5)
        with pytest.raises(people.TooManyAttempts) as stopped:
            sign_in(person, now)
        assert stopped.value.params == {"seconds": 31}
        later = now + timedelta(seconds=30)
        self.fail(person, later, 1, ELSEWHERE)
        with pytest.raises(people.TooManyAttempts):
            sign_in(person, later + timedelta(seconds=59))
        assert sign_in(person, later + timedelta(seconds=60)) == person

    def test_starts_anew_after_a_success_and_after_a_day(
        self, hq: None, now: datetime, make_person: Make
    ) -> None:
        person = make_person(Role.CASHIER, "casablanca")
        for _ in range(3):
            self.fail(person, now, 4)
            assert sign_in(person, now) == person
        self.fail(person, now, 5)
        self.fail(person, now + timedelta(days=1, seconds=1), 4)

    def test_from_one_address_is_stopped_for_all_and_not_washed_away_by_a_success(
        self, hq: None, now: datetime, make_person: Make
    ) -> None:
        mine, other = make_person(Role.CASHIER, "casablanca"), make_person(Role.CASHIER, "casablanca")
        for number in range(49):
            with pytest.raises(people.WrongCredentials):
                people.check_password(
                    login=f"u{number}@example.ma", password="wrong", address=ADDRESS, at=now
                )
        assert sign_in(mine, now) == mine
        self.fail(other, now, 1)
        with pytest.raises(people.TooManyAttempts):
            sign_in(mine, now)
        assert sign_in(mine, now, address=ELSEWHERE) == mine

    def test_is_forgotten_after_a_day(self, hq: None, now: datetime, make_person: Make) -> None:
        self.fail(make_person(Role.CASHIER, "casablanca"), now, 1)
        assert forget_attempts(now=now + timedelta(days=1)) == 0
        assert forget_attempts(now=now + timedelta(days=1, seconds=1)) > 0
        assert not Attempts.objects.exists()

    def test_keeps_no_login_and_no_address(self, hq: None, now: datetime, make_person: Make) -> None:
        person = make_person(Role.CASHIER, "casablanca")
        self.fail(person, now, 1)
        kept = " ".join(str(vars(row)) for row in Attempts.objects.all())
        assert person.details.email not in kept and ADDRESS not in kept


class TestSecondFactors:
    def test_are_asked_of_those_who_move_money(self, hq: None, now: datetime, make_person: Make) -> None:
        cashier, boss = make_person(Role.CASHIER, "casablanca"), make_person(Role.ACCOUNTANT, "casablanca")
        assert queries.second_factor(cashier.pk) is SecondFactor.NOT_NEEDED
        assert queries.second_factor(boss.pk) is SecondFactor.TO_ENROL
        enrolled(boss, now)
        assert queries.second_factor(boss.pk) is SecondFactor.NEEDED

    def test_take_each_code_once_and_none_before_it(self, hq: None, now: datetime, make_person: Make) -> None:
        person = make_person(Role.ACCOUNTANT, "casablanca")
        made, later = enrolled(person, now), now + timedelta(minutes=5)
        people.check_code(person_id=person.pk, code=code_of(made, later), address=ADDRESS, at=later)
        for used in (later, later - timedelta(seconds=30)):
            with pytest.raises(people.WrongCode):
                people.check_code(person_id=person.pk, code=code_of(made, used), address=ADDRESS, at=later)
        next_one = later + timedelta(seconds=30)
        people.check_code(person_id=person.pk, code=code_of(made, next_one), address=ADDRESS, at=later)

    @pytest.mark.parametrize(("seconds", "taken"), [(-60, False), (-30, True), (30, True), (60, False)])
    def test_take_clocks_that_differ_by_a_step(
        self, hq: None, now: datetime, make_person: Make, seconds: int, taken: bool
    ) -> None:
        person = make_person(Role.ACCOUNTANT, "casablanca")
        made, at = enrolled(person, now), now + timedelta(minutes=5)
        code = code_of(made, at + timedelta(seconds=seconds))
        if taken:
            people.check_code(person_id=person.pk, code=code, address=ADDRESS, at=at)
        else:
            with pytest.raises(people.WrongCode):
                people.check_code(person_id=person.pk, code=code, address=ADDRESS, at=at)

    def test_stop_who_guesses(self, hq: None, now: datetime, make_person: Make) -> None:
        person = make_person(Role.ACCOUNTANT, "casablanca")
        made = enrolled(person, now)
        for _ in range(5):
            with pytest.raises(people.WrongCode):
                people.check_code(person_id=person.pk, code="abc", address=ADDRESS, at=now)
        later = now + timedelta(seconds=29)
        with pytest.raises(people.TooManyAttempts):
            people.check_code(person_id=person.pk, code=code_of(made, later), address=ELSEWHERE, at=later)

    def test_are_in_use_once_a_code_was_right_and_sealed_at_rest(
        self, hq: None, now: datetime, make_person: Make
    ) -> None:
        person = make_person(Role.ACCOUNTANT, "casablanca")
        with pytest.raises(people.NotEnrolled):
            people.confirm_totp(person_id=person.pk, code="123456", address=ADDRESS, at=now)
        forgotten, made = (people.enrol_totp(person_id=person.pk, at=now) for _ in range(2))
        with pytest.raises(people.WrongCode):
            people.confirm_totp(person_id=person.pk, code=code_of(forgotten, now), address=ADDRESS, at=now)
        assert queries.second_factor(person.pk) is SecondFactor.TO_ENROL
        people.confirm_totp(person_id=person.pk, code=code_of(made, now), address=ADDRESS, at=now)
        kept = Credential.objects.get(pk=person.pk).totp_secret
        assert kept is not None and made.secret.encode() not in bytes(kept)
        assert made.uri.startswith("otpauth://totp/Tadamun:") and made.secret in made.uri
        with pytest.raises(people.AlreadyEnrolled):
            people.enrol_totp(person_id=person.pk, at=now)

    def test_are_taken_away_by_headquarters_and_by_nobody_else(
        self, hq: None, now: datetime, make_person: Make
    ) -> None:
        person, boss = make_person(Role.ACCOUNTANT, "casablanca"), make_person(Role.HQ_ADMIN)
        with pytest.raises(people.NotEnrolled):
            people.reset_totp(person_id=person.pk, actor=acting(boss), at=now)
        enrolled(person, now)
        with pytest.raises(Forbidden):
            people.reset_totp(
                person_id=person.pk, actor=acting(make_person(Role.MARKET_MANAGER, "casablanca")), at=now
            )
        assert people.reset_totp(person_id=person.pk, actor=acting(boss), at=now).signed_out_at == now
        assert queries.second_factor(person.pk) is SecondFactor.TO_ENROL


class TestRecovery:
    def secret(self, person: Person, at: datetime) -> str:
        mail.outbox.clear()
        with TestCase.captureOnCommitCallbacks(execute=True):
            people.start_recovery(login=person.details.email or "", address=ADDRESS, at=at)
        [sent] = mail.outbox
        assert sent.to == [person.details.email]
        return str(sent.body).partition("/recovery/")[2].split()[0]

    def recover(self, secret: str, at: datetime, password: str = NEW) -> Person:
        return people.complete_recovery(
            secret=secret, password=password, address=ADDRESS, at=at, clock=lambda: at
        )

    def test_sets_a_password_once_and_keeps_the_second_factor(
        self, hq: None, now: datetime, make_person: Make
    ) -> None:
        person = make_person(Role.ACCOUNTANT, "casablanca")
        enrolled(person, now)
        first, second = self.secret(person, now), self.secret(person, now)
        assert first not in str([vars(row) for row in Recovery.objects.all()])
        with pytest.raises(people.WeakPassword):
            self.recover(first, now, "short")
        assert self.recover(first, now).signed_out_at == now
        for used in (first, second):
            with pytest.raises(people.RecoveryOver):
                self.recover(used, now)
        assert sign_in(person, now, NEW) == person
        assert queries.second_factor(person.pk) is SecondFactor.NEEDED

    def test_lets_who_was_locked_out_in_again(self, hq: None, now: datetime, make_person: Make) -> None:
        person = make_person(Role.CASHIER, "casablanca")
        for _ in range(5):
            with pytest.raises(people.WrongCredentials):
                sign_in(person, now, "wrong")
        self.recover(self.secret(person, now), now)
        assert sign_in(person, now, NEW) == person

    def test_expires(self, hq: None, now: datetime, make_person: Make) -> None:
        secret = self.secret(make_person(Role.CASHIER, "casablanca"), now)
        with pytest.raises(people.RecoveryOver):
            self.recover(secret, now + timedelta(hours=1))

    def test_tells_nobody_whether_there_is_an_account_and_is_not_for_the_disabled(
        self, hq: None, now: datetime, make_person: Make
    ) -> None:
        person = make_person(Role.CASHIER, "casablanca")
        people.disable_person(person_id=person.pk, actor=SYSTEM, at=now)
        for login in ("nobody@example.ma", person.details.email or ""):
            for _ in range(3):
                people.start_recovery(login=login, address=ADDRESS, at=now)
            with pytest.raises(people.TooManyAttempts):
                people.start_recovery(login=login, address=ADDRESS, at=now)
        assert not Recovery.objects.exists()


class TestLetters:
    def test_say_where_in_the_language_of_the_person_once_it_is_committed(
        self, hq: None, now: datetime
    ) -> None:
        mail.outbox.clear()
        with TestCase.captureOnCommitCallbacks(execute=True):
            invited = people.invite_person(
                name="نعيمة",
                email="n@example.ma",
                role=Role.CASHIER,
                scope="casablanca",
                language="ar",
                actor=SYSTEM,
                at=now,
            )
            assert mail.outbox == []
        [sent] = mail.outbox
        assert sent.to == ["n@example.ma"] and invited.link in sent.body and "نعيمة" in sent.body
        assert Invitation.objects.get().sent_at == now
