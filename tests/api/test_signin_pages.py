"""Pages for people: what a browser may do with them, what another site may not, and what is counted."""

import re
from collections.abc import Callable

import pytest
from django.test import Client as HttpClient
from signing_in import HQ, PASSWORD, Account, Browser, Hour, Program, request_address, shown_secret

from api.web.signin.wording import LANGUAGES, WORDS, permission_in, place_in, role_in
from tenants.access import NETWORK, SYSTEM
from tenants.database.session import as_hq
from tenants.oauth import operations as oauth
from tenants.people import operations as people
from tenants.people.models import Person
from tenants.permissions import Permission, Role

NEW_PASSWORD = "another-tree-43-cedar"


class TestEveryPage:
    @pytest.mark.parametrize("key", ['"\\000aaaaaaaaaaaa"', "A" * 32, "a" * 33, "a" * 4000])
    def test_knows_nobody_by_a_key_that_is_none(self, key: str, hour: Hour, rollback: None) -> None:
        http = HttpClient(headers={"host": HQ, "cookie": f"tadamun_account={key}"})
        assert http.get("/account/sign-in").status_code == 200
        assert http.get("/account/").headers["Location"] == "/account/sign-in"

    @pytest.mark.parametrize("language", ["ar", "fr"])
    @pytest.mark.parametrize(
        "path",
        [
            "/account/sign-in",
            "/account/recovery",
            "/account/recovery/x",
            "/account/invitation/x",
            "/account/authorize",
        ],
    )
    def test_is_guarded_and_loads_nothing(
        self, browser: Browser, language: str, path: str, rollback: None
    ) -> None:
        browser.language = language
        browser.open(path)
        policy = browser.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-") and "script" not in policy
        assert "frame-ancestors 'none'" in policy and "form-action 'self'" in policy
        assert browser.headers["Cache-Control"] == "no-store"
        assert browser.headers["Content-Language"] == language
        assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in browser.page
        assert "<script" not in browser.page and "http" not in re.sub(r"http%3A", "", browser.page)

    def test_is_read_in_the_language_that_was_chosen(self, browser: Browser, rollback: None) -> None:
        browser.language = "fr"
        assert 'lang="fr"' in browser.open("/account/sign-in").page
        assert 'lang="ar" dir="rtl"' in browser.open("/account/sign-in?lang=ar").page
        assert 'lang="ar" dir="rtl"' in browser.open("/account/sign-in").page
        assert 'lang="fr" dir="ltr"' in browser.open("/account/sign-in?lang=fr").page

    def test_follows_the_language_that_the_application_asks_for(
        self, make_client: Callable[..., oauth.IssuedClient], browser: Browser, rollback: None
    ) -> None:
        assert 'lang="ar"' in browser.open(request_address(make_client(), ui_locales="en ar")).page

    def test_keeps_its_cookies_to_itself(
        self, browser: Browser, make_account: Callable[..., Account], rollback: None
    ) -> None:
        browser.open("/account/sign-in").sign_in(make_account(Role.CASHIER))
        assert browser.address == "/account/"
        cookies = browser.http.cookies
        assert {"tadamun_account", "tadamun_form"} <= set(cookies)
        for cookie in cookies.values():
            assert cookie["path"] == "/account/" and cookie["httponly"] and cookie["samesite"] == "Lax"

    def test_lets_no_session_speak_to_graphql(
        self, browser: Browser, make_account: Callable[..., Account], rollback: None
    ) -> None:
        browser.open("/account/sign-in").sign_in(make_account(Role.HQ_ANALYST, scope=NETWORK))
        key = browser.http.cookies["tadamun_account"].value
        asked = HttpClient(headers={"host": HQ, "cookie": f"tadamun_account={key}"}).post(
            "/graphql/", {"query": "{ viewer { id } }"}, content_type="application/json"
        )
        assert asked.json()["data"] == {"viewer": None} and not asked.cookies


class TestForms:
    @pytest.mark.parametrize("path", ["/account/sign-in", "/account/sign-out", "/account/recovery"])
    def test_are_not_sent_by_other_sites(
        self, browser: Browser, make_account: Callable[..., Account], path: str, rollback: None
    ) -> None:
        account = make_account(Role.CASHIER)
        browser.open("/account/sign-in").sign_in(account)
        form = {"login": account.login, "password": PASSWORD}
        for headers in ({}, {"origin": "https://evil.example"}, {"origin": "null"}):
            refused = browser.http.post(path, form, headers={"host": HQ} | headers)
            assert refused.status_code == 403 and "Content-Security-Policy" in refused
        assert browser.open("/account/").address == "/account/"

    def test_of_consent_are_not_sent_by_other_sites(
        self,
        browser: Browser,
        make_client: Callable[..., oauth.IssuedClient],
        make_account: Callable[..., Account],
        rollback: None,
    ) -> None:
        address = request_address(make_client())
        browser.open(address).sign_in(make_account(Role.CASHIER))
        [(_, given), _] = browser.forms()
        refused = browser.http.post(
            address, given | {"decision": "allow"}, headers={"host": HQ, "origin": "https://evil.example"}
        )
        assert refused.status_code == 403 and "Location" not in refused


class TestSignIn:
    def test_begins_a_session_of_another_key(
        self, browser: Browser, make_account: Callable[..., Account], hour: Hour, rollback: None
    ) -> None:
        account = make_account(Role.MARKET_MANAGER, enrolled=True)
        browser.open("/account/sign-in").sign_in(account)
        before = browser.http.cookies["tadamun_account"].value
        hour.pass_by(seconds=30)
        browser.send(code=account.code(hour.now))
        assert browser.address == "/account/"
        after = browser.http.cookies["tadamun_account"].value
        assert before != after
        thief = Browser()
        thief.http.cookies["tadamun_account"] = before
        assert thief.open("/account/").address == "/account/sign-in"

    def test_lets_nobody_past_the_code(
        self,
        browser: Browser,
        make_client: Callable[..., oauth.IssuedClient],
        make_account: Callable[..., Account],
        hour: Hour,
        rollback: None,
    ) -> None:
        account = make_account(Role.MARKET_MANAGER, enrolled=True)
        address = request_address(make_client())
        browser.open(address).sign_in(account)
        for tried in (address, "/account/", "/account/sign-in"):
            assert browser.open(tried).address.startswith("/account/code")
        used = account.code(hour.now)
        assert browser.send(code=used).status == 400  # taken at enrolment
        hour.pass_by(minutes=10)
        assert browser.open(address).address.startswith("/account/sign-in")

    def test_says_the_same_of_a_wrong_password_and_of_nobody(
        self, make_account: Callable[..., Account], rollback: None
    ) -> None:
        account = make_account(Role.CASHIER)
        pages = []
        for login in (account.login, "nobody@example.ma", "no login", "a\0b"):
            browser = Browser().open("/account/sign-in").send(login=login, password="wrong-password-1")
            assert browser.status == 400
            pages.append(re.search(r'role="alert">([^<]+)<', browser.page)[1])  # type: ignore[index]
        assert len(set(pages)) == 1

    def test_is_refused_for_a_while_after_too_many_failures(
        self, make_account: Callable[..., Account], hour: Hour, rollback: None
    ) -> None:
        account, browser = make_account(Role.CASHIER), Browser()
        browser.open("/account/sign-in")
        for _ in range(6):
            browser.sign_in(account, password="wrong-password-1")
        assert browser.sign_in(account).status == 429
        wait = int(browser.headers["Retry-After"])
        assert 0 < wait <= 3600
        hour.pass_by(seconds=wait)
        assert browser.sign_in(account).address == "/account/"

    def test_ends_with_the_session_the_person_and_the_day(
        self, make_account: Callable[..., Account], hour: Hour, rollback: None
    ) -> None:
        for end in ("sign out", "disable", "password", "time"):
            account, browser = make_account(Role.CASHIER), Browser()
            browser.open("/account/sign-in").sign_in(account)
            assert browser.open("/account/").address == "/account/"
            hour.pass_by(seconds=1)
            with as_hq():
                if end == "sign out":
                    browser.send()
                elif end == "disable":
                    people.disable_person(person_id=account.person.pk, actor=SYSTEM, at=hour.now)
                elif end == "password":
                    people.set_password(
                        person_id=account.person.pk,
                        current=PASSWORD,
                        new=NEW_PASSWORD,
                        address="127.0.0.1",
                        at=hour.now,
                        clock=lambda: hour.now,
                    )
                else:
                    hour.pass_by(hours=8)
            assert browser.open("/account/").address == "/account/sign-in", end

    def test_lets_somebody_else_go_on_to_the_application(
        self,
        browser: Browser,
        make_client: Callable[..., oauth.IssuedClient],
        make_account: Callable[..., Account],
        rollback: None,
    ) -> None:
        browser.open(request_address(make_client())).sign_in(make_account(Role.CASHIER))
        browser.send(1)
        assert browser.address.startswith("/account/sign-in?")
        browser.sign_in(make_account(Role.STOCK_KEEPER))
        assert browser.address.startswith("/account/authorize?")


class TestInvitation:
    def invite(self, hour: Hour, *, email: str, role: Role = Role.CASHIER) -> str:
        with as_hq():
            return people.invite_person(
                name="Karim", email=email, role=role, scope="casablanca", actor=SYSTEM, at=hour.now
            ).secret

    def test_is_accepted_with_a_password(self, browser: Browser, hour: Hour, rollback: None) -> None:
        secret = self.invite(hour, email="karim@example.ma", role=Role.MARKET_MANAGER)
        browser.open(f"/account/invitation/{secret}")
        assert "karim@example.ma" in browser.page and "Direction du marché" in browser.page
        assert browser.send(password="short").status == 400
        browser.send(password=NEW_PASSWORD, name="Karim B.")
        assert browser.address == "/account/code" and shown_secret(browser.page)
        with as_hq():
            assert Person.objects.get(details__email="karim@example.ma").details.name == "Karim B."
        assert "action" not in Browser().open(f"/account/invitation/{secret}").page

    def test_of_who_has_an_account_asks_for_its_password(
        self, browser: Browser, hour: Hour, make_account: Callable[..., Account], rollback: None
    ) -> None:
        account = make_account(Role.STOCK_KEEPER)
        browser.open(f"/account/invitation/{self.invite(hour, email=account.login)}")
        assert 'name="name"' not in browser.page
        assert browser.send(password=NEW_PASSWORD).status == 400
        assert browser.send(password=PASSWORD).address == "/account/"
        assert "Caisse" in browser.page and "Tenue du stock" in browser.page

    def test_is_over_after_a_week(self, browser: Browser, hour: Hour, rollback: None) -> None:
        secret = self.invite(hour, email="late@example.ma")
        hour.pass_by(days=7)
        assert browser.open(f"/account/invitation/{secret}").status == 400 and browser.forms() == []


class TestRecovery:
    def test_sets_a_new_password_once_and_signs_nobody_in(
        self,
        browser: Browser,
        make_account: Callable[..., Account],
        make_client: Callable[..., oauth.IssuedClient],
        code_for: Callable[..., str],
        hour: Hour,
        monkeypatch: pytest.MonkeyPatch,
        rollback: None,
    ) -> None:
        account, program = make_account(Role.CASHIER), Program(make_client())
        tokens = program.exchange(code_for(program.client, account))
        hour.pass_by(seconds=5)
        sent: list[str] = []
        from tenants.people import letters

        monkeypatch.setattr(letters, "send_recovery", lambda row, secret: sent.append(secret))
        for login in (account.login, "nobody@example.ma"):
            assert "lien valable une heure" in browser.open("/account/recovery").send(login=login).page
        [secret] = sent
        page = Browser().open(f"/account/recovery/{secret}")
        assert page.send(password="password123").status == 400
        assert page.send(password=NEW_PASSWORD).status == 200
        assert page.open("/account/").address == "/account/sign-in"
        assert page.sign_in(account).status == 400
        hour.pass_by(seconds=5)
        assert page.sign_in(account, password=NEW_PASSWORD).address == "/account/"
        assert program.refresh(tokens["refresh_token"]) == {"error": "invalid_grant"}
        assert browser.open("/account/").address == "/account/sign-in"
        again = Browser().open(f"/account/recovery/{secret}").send(password="yet-another-tree-44")
        assert again.status == 400

    def test_is_asked_for_a_few_times_only(self, browser: Browser, hour: Hour, rollback: None) -> None:
        statuses = [
            browser.open("/account/recovery").send(login="nobody@example.ma").status for _ in range(6)
        ]
        assert statuses[0] == 200 and statuses[-1] == 429


class TestWording:
    def test_is_whole_in_both_languages(self) -> None:
        for key, texts in WORDS.items():
            assert set(texts) == set(LANGUAGES) and all(texts.values()), key

    @pytest.mark.parametrize("language", list(LANGUAGES))
    def test_names_every_permission_and_role(self, language: str) -> None:
        for permission in Permission:
            assert permission_in(permission, language) != permission.value
        assert all(role_in(role.value, language) for role in Role)
        assert place_in(NETWORK, language) != NETWORK and place_in("casablanca", language) == "casablanca"
